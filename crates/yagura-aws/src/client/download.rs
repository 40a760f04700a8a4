//! Content behind a URL that an answer named.

use aws_smithy_types::body::SdkBody;

use super::Client;
use crate::endpoint;
use crate::transport::{self, Failure, Limits};

impl Client {
    /// Downloads what stands behind a URL that AWS signed, unsigned by us: no credential goes there.
    /// Fails, in words without the URL, whose query is a credential, when it leads elsewhere than to AWS or the content is too large.
    pub async fn download(&self, url: &str, most: usize) -> Result<Vec<u8>, String> {
        let config = &self.shared.config;
        let plain = url.split(['?', '#']).next().unwrap_or_default();
        endpoint::check(plain, config.allow_any_endpoint).map_err(|error| error.to_string())?;
        let request = http::Request::get(url).body(SdkBody::empty()).map_err(|_| "it is no URL".to_owned())?;
        let limits = Limits { call: config.call_timeout.max(DOWNLOAD), stall: config.stall_timeout, body: most };
        let answer =
            transport::exchange(&self.shared.connector, request, limits).await.map_err(|failure| match failure {
                Failure::Connection(why) | Failure::Truncated(why) | Failure::Time(why) | Failure::Size(why) => why,
            })?;
        if answer.status == 200 { Ok(answer.body) } else { Err(format!("HTTP status {}", answer.status)) }
    }
}

/// A package is larger than any answer.
const DOWNLOAD: std::time::Duration = std::time::Duration::from_mins(2);
