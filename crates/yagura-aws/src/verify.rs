//! Whether an access key that lay about works: AWS is asked who it is, and nothing else.

use aws_credential_types::Credentials;
use serde_json::{Value, json};

use crate::error::CallError;
use crate::{Client, ClientConfig, ClientError};

/// What AWS says of an access key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verified {
    /// It works.
    Live {
        /// The account that it opens.
        account: String,
        /// Whose it is.
        arn: String,
    },
    /// AWS takes it in no partition: deactivated, deleted, expired, or the two halves of two keys.
    Refused {
        /// AWS's code.
        code: String,
    },
    /// It could not be asked.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// One region of each partition whose endpoint answers every account in it
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html>).
const REGIONS: &[&str] = &["us-east-1", "cn-north-1", "us-gov-west-1"];

/// Asks AWS whose an access key is, with `sts:GetCallerIdentity`, which no policy can deny and which changes nothing
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>).
///
/// The secret access key signs the request and does not leave this machine; a session token goes with the request
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/CommonParameters.html>). Each partition is asked, as a key of one is unknown in the
/// others. Fails where the endpoint is one that no credential may be used at.
pub async fn verify(
    config: &ClientConfig,
    id: &str,
    secret: &str,
    token: Option<&str>,
) -> Result<Verified, ClientError> {
    let credentials = Credentials::new(id, secret, token.map(str::to_owned), None, "yagura-verify");
    let config = ClientConfig {
        profile: None,
        region: Some("us-east-1".to_owned()),
        max_attempts: config.max_attempts.or(Some(3)),
        credentials: Some(credentials),
        ..config.clone()
    };
    // One endpoint stands for all partitions.
    let regions = if config.endpoint_url.is_some() { REGIONS.get(..1).unwrap_or_default() } else { REGIONS };
    let client = Client::new(config).await?;
    let mut refused = String::new();
    let mut unasked: Option<String> = None;
    for region in regions {
        match client.call("sts", "GetCallerIdentity", region, &json!({})).await {
            Ok(answer) => {
                let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                return Ok(Verified::Live { account: text("Account"), arn: text("Arn") });
            }
            Err(CallError::Credentials { code, message, .. }) if !code.is_empty() && !is_clock(&code, &message) => {
                if code != "InvalidClientTokenId" {
                    // The id is known here.
                    return Ok(Verified::Refused { code });
                }
                refused = code;
            }
            Err(error) => {
                unasked.get_or_insert(error.to_string());
            }
        }
    }
    Ok(match unasked {
        Some(reason) => Verified::Unknown { reason },
        None => Verified::Refused { code: refused },
    })
}

/// Whether it is the clock of this machine that is refused.
fn is_clock(code: &str, message: &str) -> bool {
    matches!(code, "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture")
        || message.contains("Signature expired")
        || message.contains("not yet current")
}
