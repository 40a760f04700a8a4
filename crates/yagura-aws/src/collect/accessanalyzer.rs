//! IAM Access Analyzer.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "accessanalyzer", reach: Reach::Regional, kinds: &[] };
