//! The client: signs, sends, retries and reads any read operation of any service.

mod config;
mod download;
mod judge;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::Connector;
use aws_types::service_config::ServiceConfigKey;
use serde_json::{Value, json};

use crate::catalog::{self, Partition};
use crate::error::{At, CallError, ClientError};
use crate::limit::{Buckets, backoff};
use crate::model::{Kind, Operation, Service};
use crate::protocol::{self, Request};
use crate::transport::{self, Limits};
use crate::{custom, endpoint, sign, validate};

pub use config::ClientConfig;
use config::{has_profile, truthy, variable};
use judge::{Again, Refusal, failed};

/// Region that answers for an account when nobody named one.
const FALLBACK_REGION: &str = "us-east-1";

/// Requests sent, by (service, operation, region).
pub type Calls = BTreeMap<(String, String, String), u64>;

enum Source {
    Provider(SharedCredentialsProvider),
    Role { base: Arc<Client>, arn: String, external_id: Option<String>, session: String },
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Provider(_) => f.write_str("Provider"),
            Self::Role { arn, .. } => write!(f, "Role({arn})"),
        }
    }
}

/// What all clients of one run share.
#[derive(Debug)]
struct Shared {
    config: ClientConfig,
    connector: Connector,
    sdk: aws_config::SdkConfig,
    region: String,
    max_attempts: u32,
    calls: Mutex<Calls>,
    endpoints: Mutex<BTreeMap<String, Option<String>>>,
    skew: AtomicI64,
}

/// Less time than any attempt takes.
const SCRAP: Duration = Duration::from_millis(10);

/// One set of credentials, every service and region.
#[derive(Debug)]
pub struct Client {
    shared: Arc<Shared>,
    source: Source,
    cached: tokio::sync::Mutex<Option<Credentials>>,
    buckets: Buckets,
}

impl Client {
    /// Finds credentials and region as the AWS CLI does
    /// (<https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html>) and checks every endpoint that
    /// configuration names before a credential could go there.
    pub async fn new(mut config: ClientConfig) -> Result<Self, ClientError> {
        if let Some(url) = &config.endpoint_url {
            config.endpoint_url = Some(endpoint::check(url, config.allow_any_endpoint)?);
        }
        if !variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|value| truthy(&value)) {
            // The SDK's credential providers read these too, and sign what they send there.
            let mut named: Vec<(String, String)> = std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .filter(|(name, value)| name.starts_with("AWS_ENDPOINT_URL") && !value.is_empty())
                .collect();
            named.sort();
            for (_, url) in &named {
                endpoint::check(url, config.allow_any_endpoint)?;
            }
        }
        let max_attempts = match (config.max_attempts, variable("AWS_MAX_ATTEMPTS")) {
            (Some(attempts), _) => attempts.max(1),
            (None, Some(text)) => {
                text.trim().parse::<u32>().ok().filter(|attempts| *attempts > 0).ok_or_else(|| {
                    ClientError::Setting {
                        name: "AWS_MAX_ATTEMPTS".to_owned(),
                        reason: format!("`{text}` is no number above 0"),
                    }
                })?
            }
            (None, None) => 5,
        };
        let tls = transport::tls(variable("AWS_CA_BUNDLE").as_deref())?;
        let connector = transport::call_connector(&tls, config.connect_timeout);

        for name in [config.profile.clone(), variable("AWS_PROFILE")].into_iter().flatten() {
            if !has_profile(&name) {
                return Err(ClientError::Credentials(format!("the configuration files have no profile `{name}`")));
            }
        }

        let mut region = config.region.clone();
        if region.is_none() {
            // Not the SDK's default chain: that one asks instance metadata and waits for it where there is none.
            let profile = aws_config::profile::ProfileFileRegionProvider::builder();
            let profile = match &config.profile {
                Some(name) => profile.profile_name(name),
                None => profile,
            };
            region = RegionProviderChain::first_try(aws_config::environment::EnvironmentVariableRegionProvider::new())
                .or_else(profile.build())
                .region()
                .await
                .map(|region| region.to_string());
        }
        let http = transport::credential_client(&tls);
        let sdk_region = aws_config::Region::new(region.clone().unwrap_or_else(|| FALLBACK_REGION.to_owned()));
        let mut loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
            .http_client(http.clone())
            .region(sdk_region.clone());
        if let Some(profile) = &config.profile {
            // A profile that a person names goes before credentials in the environment, as it does for the AWS CLI.
            let settings = ProviderConfig::without_region().with_region(Some(sdk_region)).with_http_client(http);
            let named = aws_config::profile::ProfileFileCredentialsProvider::builder()
                .configure(&settings)
                .profile_name(profile)
                .build();
            let container = aws_config::ecs::EcsCredentialsProvider::builder().configure(&settings).build();
            let instance =
                aws_config::imds::credentials::ImdsCredentialsProvider::builder().configure(&settings).build();
            let chain = CredentialsProviderChain::first_try("Profile", named)
                .or_else("Container", container)
                .or_else("Instance", instance);
            loader = loader.profile_name(profile).credentials_provider(chain);
        }
        if let Some(credentials) = &config.credentials {
            loader = loader.credentials_provider(credentials.clone());
        }
        let sdk = loader.load().await;
        if let Some(url) = sdk.endpoint_url() {
            endpoint::check(url, config.allow_any_endpoint)?;
        }
        let provider = sdk
            .credentials_provider()
            .ok_or_else(|| ClientError::Credentials("no provider is configured".to_owned()))?;
        let credentials =
            provider.provide_credentials().await.map_err(|error| ClientError::Credentials(transport::chain(&error)))?;
        let region = match region {
            Some(region) => region,
            None if from_metadata(&credentials) => {
                let provider = aws_config::imds::region::ImdsRegionProvider::builder().build();
                provider.region().await.map_or_else(|| FALLBACK_REGION.to_owned(), |region| region.to_string())
            }
            None => FALLBACK_REGION.to_owned(),
        };
        if !is_region(&region) {
            return Err(ClientError::Setting {
                name: "region".to_owned(),
                reason: format!("`{region}` is no region name"),
            });
        }
        let buckets = Buckets::new(config.calls_per_second);
        Ok(Self {
            shared: Arc::new(Shared {
                config,
                connector,
                sdk,
                region,
                max_attempts,
                calls: Mutex::default(),
                endpoints: Mutex::default(),
                skew: AtomicI64::new(0),
            }),
            source: Source::Provider(provider),
            cached: tokio::sync::Mutex::new(Some(credentials)),
            buckets,
        })
    }

    /// A client for another account through `sts:AssumeRole`; it renews the role's credentials by itself.
    ///
    /// Fails at once when the role cannot be assumed.
    pub async fn assume_role(
        self: &Arc<Self>,
        arn: &str,
        external_id: Option<&str>,
        session: &str,
    ) -> Result<Self, CallError> {
        let client = Self {
            shared: Arc::clone(&self.shared),
            source: Source::Role {
                base: Arc::clone(self),
                arn: arn.to_owned(),
                external_id: external_id.map(str::to_owned),
                session: session.to_owned(),
            },
            cached: tokio::sync::Mutex::new(None),
            buckets: Buckets::new(self.shared.config.calls_per_second),
        };
        let at =
            At { service: "sts".to_owned(), operation: "AssumeRole".to_owned(), region: self.shared.region.clone() };
        client.credentials(&at).await?;
        Ok(client)
    }

    /// Region asked for, configured, or `us-east-1`.
    pub fn default_region(&self) -> &str {
        &self.shared.region
    }

    /// Partition of a region.
    pub fn partition(&self, region: &str) -> &'static Partition {
        catalog::partition(region)
    }

    /// Whether one endpoint serves all regions, in the partition of this client's region.
    pub fn is_global(&self, service: &str) -> bool {
        catalog::is_global(service, &catalog::partition(&self.shared.region).id)
    }

    /// Every request sent so far, by this client and all that share its run.
    pub fn calls(&self) -> Calls {
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn max_pages(&self) -> usize {
        self.shared.config.max_pages
    }

    /// Makes one call and returns what `aws … --output json` prints for it, without following pages.
    pub async fn call(&self, service: &str, operation: &str, region: &str, params: &Value) -> Result<Value, CallError> {
        let at = At { service: service.to_owned(), operation: operation.to_owned(), region: region.to_owned() };
        let unsupported = |message: String| CallError::Unsupported { at: Box::new(at.clone()), message };
        let service = catalog::service(service).map_err(|error| unsupported(error.to_string()))?;
        let operation = catalog::operation(&service, operation).map_err(|error| unsupported(error.to_string()))?;
        let at = At { service: service.name.clone(), operation: operation.name.clone(), region: region.to_owned() };
        let unsupported = |message: String| CallError::Unsupported { at: Box::new(at.clone()), message };
        if !is_region(region) {
            return Err(unsupported(format!("`{region}` is no region name")));
        }
        if operation.needs_discovery {
            return Err(unsupported(
                "the service wants its endpoint to be discovered first, which this client does not do".to_owned(),
            ));
        }
        if service.bearer_only {
            return Err(unsupported("the service takes bearer tokens instead of signed requests".to_owned()));
        }
        let streams = operation.output.as_ref().and_then(|output| service.structure(output)).is_some_and(|output| {
            output
                .members
                .iter()
                .any(|member| matches!(service.kind(&member.reference), Kind::Structure(inner) if inner.event_stream))
        });
        if streams {
            return Err(unsupported("its answer is a stream of events".to_owned()));
        }
        let params = custom::prepare(&service, operation, params);
        validate::check(&service, operation, &params)
            .map_err(|errors| unsupported(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        let token = sign::token(&service.name, &operation.name, &params);
        let mut request = protocol::serialize(&service, operation, &params, &token)
            .map_err(|error| unsupported(error.to_string()))?;
        custom::headers(&service, &mut request);
        let target = self.target(&service, &request, region).map_err(|error| unsupported(error.to_string()))?;
        self.send(&at, &service, operation, &request, &target).await
    }

    fn target(&self, service: &Service, request: &Request, region: &str) -> Result<Target, ClientError> {
        let endpoint = catalog::endpoint(&service.name, region).ok_or_else(|| ClientError::Setting {
            name: service.name.clone(),
            reason: "it has no endpoint of its own; give one with an endpoint URL".to_owned(),
        })?;
        let prefix = request.host_prefix.as_deref().unwrap_or_default();
        let base = match self.custom_endpoint(service)? {
            Some(url) => {
                let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let own = host.starts_with("localhost") || host.starts_with("127.") || host.starts_with('[');
                // An emulator has one name; AWS's own hosts take the label.
                if prefix.is_empty() || own { url } else { url.replacen("://", &format!("://{prefix}"), 1) }
            }
            None => format!("https://{prefix}{}", endpoint.host),
        };
        Ok(Target {
            url: format!("{base}{}", request.path),
            region: endpoint.signing_region,
            name: endpoint.signing_name,
        })
    }

    fn custom_endpoint(&self, service: &Service) -> Result<Option<String>, ClientError> {
        if let Some(url) = &self.shared.config.endpoint_url {
            return Ok(Some(url.clone()));
        }
        let mut known = self.shared.endpoints.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(url) = known.get(&service.name) {
            return Ok(url.clone());
        }
        let found = self.configured_endpoint(&service.service_id);
        let url = found.map(|url| endpoint::check(&url, self.shared.config.allow_any_endpoint)).transpose()?;
        known.insert(service.name.clone(), url.clone());
        Ok(url)
    }

    async fn credentials(&self, at: &At) -> Result<Credentials, CallError> {
        let mut cached = self.cached.lock().await;
        let now = SystemTime::now();
        let left = |credentials: &Credentials| {
            credentials.expiry().map(|expiry| expiry.duration_since(now).unwrap_or_default())
        };
        if let Some(credentials) = cached.as_ref()
            && left(credentials).is_none_or(|left| left > Duration::from_mins(5))
        {
            return Ok(credentials.clone());
        }
        match self.renew(at).await {
            Ok(fresh) => {
                *cached = Some(fresh.clone());
                Ok(fresh)
            }
            // Not renewed but still good for a while: AWS will say when it is over.
            Err(error) => match cached.as_ref() {
                Some(credentials) if left(credentials).is_some_and(|left| !left.is_zero()) => Ok(credentials.clone()),
                _ => Err(error),
            },
        }
    }

    async fn renew(&self, at: &At) -> Result<Credentials, CallError> {
        let lost = |message: String| CallError::Credentials { at: Box::new(at.clone()), code: String::new(), message };
        match &self.source {
            Source::Provider(provider) => {
                provider.provide_credentials().await.map_err(|error| lost(transport::chain(&error)))
            }
            Source::Role { base, arn, external_id, session } => {
                let mut params = json!({ "RoleArn": arn, "RoleSessionName": session });
                if let (Some(id), Some(map)) = (external_id, params.as_object_mut()) {
                    map.insert("ExternalId".to_owned(), id.clone().into());
                }
                let region = base.shared.region.clone();
                let answer = Box::pin(base.call("sts", "AssumeRole", &region, &params)).await?;
                let text = |key: &str| {
                    answer.pointer(&format!("/Credentials/{key}")).and_then(Value::as_str).map(str::to_owned)
                };
                let expiry = answer
                    .pointer("/Credentials/Expiration")
                    .and_then(protocol::time::parse)
                    .and_then(|time| u64::try_from(time.secs()).ok())
                    .map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
                match (text("AccessKeyId"), text("SecretAccessKey")) {
                    (Some(id), Some(secret)) => {
                        Ok(Credentials::new(id, secret, text("SessionToken"), expiry, "yagura-assume-role"))
                    }
                    _ => Err(lost("sts AssumeRole answered without credentials".to_owned())),
                }
            }
        }
    }

    async fn send(
        &self,
        at: &At,
        service: &Service,
        operation: &Operation,
        request: &Request,
        target: &Target,
    ) -> Result<Value, CallError> {
        let config = &self.shared.config;
        let until = Instant::now() + config.deadline;
        let mut renewed = false;
        let mut attempt = 0;
        let mut last = None;
        loop {
            let wait = self.buckets.take(&at.region, &at.service);
            let wait_end = Instant::now() + wait;
            if wait_end >= until {
                return Err(CallError::Throttled {
                    at: Box::new(at.clone()),
                    attempts: attempt,
                    message: "the rate that the service allows leaves no room before the deadline".to_owned(),
                });
            }
            tokio::time::sleep(wait).await;
            let left = until.saturating_duration_since(Instant::now());
            // A sleep may end late. An attempt without time would fail by that alone, and say so in place of what went wrong.
            if left < SCRAP
                && let Some(error) = last.take()
            {
                return Err(error);
            }
            let limits = Limits {
                call: config.call_timeout.min(left),
                stall: config.stall_timeout.min(left),
                body: config.max_body,
            };
            let credentials = if operation.unsigned { None } else { Some(self.credentials(at).await?) };
            let now = self.now();
            let signed = sign::request(
                service,
                operation,
                request,
                &target.url,
                credentials.as_ref(),
                &target.name,
                &target.region,
                now,
            )
            .map_err(|message| CallError::Unsupported { at: Box::new(at.clone()), message })?;
            self.count(at);
            attempt += 1;
            tracing::debug!(service = %at.service, operation = %at.operation, region = %at.region, attempt, "call");
            let outcome = match transport::exchange(&self.shared.connector, signed, limits).await {
                Ok(answer) => self.judge(at, service, operation, &answer, attempt),
                Err(failure) => Err(failed(at, failure)),
            };
            let (error, again, pause) = match outcome {
                Ok(value) => {
                    self.buckets.succeeded(&at.region, &at.service);
                    return Ok(value);
                }
                Err(Refusal { error, again, pause }) => (error, again, pause),
            };
            if again == Again::Renewed && !renewed {
                renewed = true;
                *self.cached.lock().await = None;
            } else if again == Again::Throttled {
                self.buckets.throttled(&at.region, &at.service);
            } else if again != Again::Yes {
                return Err(error);
            }
            let pause = pause.unwrap_or_default().max(backoff(config.backoff_base, config.backoff_max, attempt));
            tracing::debug!(service = %at.service, operation = %at.operation, region = %at.region, attempt, pause = ?pause, "attempt failed");
            if attempt >= self.shared.max_attempts || Instant::now() + pause >= until {
                return Err(error);
            }
            last = Some(error);
            tokio::time::sleep(pause).await;
        }
    }

    fn now(&self) -> SystemTime {
        let skew = self.shared.skew.load(Ordering::Relaxed);
        let by = Duration::from_secs(skew.unsigned_abs());
        let now = SystemTime::now();
        if skew >= 0 { now + by } else { now - by }
    }

    fn count(&self, at: &At) {
        let mut calls = self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry((at.service.clone(), at.operation.clone(), at.region.clone())).or_default() += 1;
    }

    fn configured_endpoint(&self, service_id: &str) -> Option<String> {
        let key = ServiceConfigKey::builder()
            .service_id(service_id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        self.shared.sdk.service_config()?.load_config(key).filter(|url| !url.is_empty())
    }
}

struct Target {
    url: String,
    region: String,
    name: String,
}

/// A region name becomes part of a host name and of the signature.
fn is_region(region: &str) -> bool {
    !region.is_empty()
        && region.len() < 64
        && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn from_metadata(credentials: &Credentials) -> bool {
    credentials
        .get_property::<Vec<AwsCredentialFeature>>()
        .is_some_and(|features| features.contains(&AwsCredentialFeature::CredentialsImds))
}

#[cfg(test)]
mod tests {
    use super::is_region;

    #[test]
    fn regions_that_would_change_the_host_are_refused() {
        for region in ["", "us-east-1.evil.example", "us-east-1/", "US-EAST-1", "a@b", "x#"] {
            assert!(!is_region(region), "{region}");
        }
        assert!(is_region("us-gov-west-1"));
    }
}
