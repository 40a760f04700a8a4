//! Amazon Cognito.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "cognito-idp", reach: Reach::Regional, kinds: &[] };
