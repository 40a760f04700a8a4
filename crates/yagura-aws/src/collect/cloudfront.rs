//! Amazon CloudFront.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "cloudfront", reach: Reach::Global, kinds: &[] };
