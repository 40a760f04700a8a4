//! Amazon API Gateway: REST, HTTP and WebSocket APIs.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "apigateway", reach: Reach::Regional, kinds: &[] };
