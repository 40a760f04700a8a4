//! What holds for an engine as such.

use yagura_model::services::rds::DbCluster;
use yagura_model::{Gap, Resource};

/// Whether a cluster is a Multi-AZ cluster of RDS, which has settings of its own; Aurora, Neptune and DocumentDB leave
/// them to their instances
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html>, 2026-01).
pub(super) fn is_multi_az(cluster: &Resource<DbCluster>) -> Result<bool, Gap> {
    Ok(matches!(cluster.engine.get()?.as_deref(), Some("mysql" | "postgres")))
}
