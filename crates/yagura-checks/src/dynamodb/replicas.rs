//! Judging a global table by its replicas.

use yagura_finding::{Judgement, Verdict};
use yagura_model::services::dynamodb::{GlobalTable, Replica};
use yagura_model::{Gap, Resource};

/// Fails at the first replica that does not hold up; a replica that cannot be judged makes the rest unknown.
pub(super) fn judge(
    table: &Resource<GlobalTable>,
    property: &str,
    mut holds: impl FnMut(&Replica) -> Result<bool, Gap>,
) -> Judgement {
    let mut gap = None;
    for (index, replica) in table.replicas.get()?.iter().enumerate() {
        match holds(replica) {
            Ok(true) => {}
            Ok(false) => {
                let verdict = Verdict::fail(table, &format!("/Replicas/{index}/{property}"));
                return Ok(match replica.region.known().cloned().flatten() {
                    Some(region) => verdict.detail(format!("リージョン: {region}"), format!("region: {region}")),
                    None => verdict,
                });
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}
