//! `--verify`: whether the AWS access keys that were found work. Asked of AWS only when the user asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use clap::{Arg, ArgAction, ArgMatches};
use futures_util::StreamExt as _;
use yagura_aws::ClientConfig;
use yagura_checks::secrets as found;
use yagura_finding::{Report, Severity, Text};
use yagura_report::{Lang, Secrets, Verified};
use yagura_secrets::{Budget, Detector, KeyPair, Reader};

use crate::cli::{Exit, Failure};
use crate::command::live::{client_failure, runtime};

/// The most keys that AWS is asked about.
const MOST: usize = 200;
/// How many at once.
const WIDTH: usize = 4;

/// The keys that were found, kept only where they are to be verified, and only until they are.
pub(super) struct Keys(Option<Mutex<Vec<KeyPair>>>);

/// `--endpoint-url`, `--allow-any-endpoint`: where the keys are asked about.
pub(super) fn endpoint(lang: Lang) -> [Arg; 2] {
    let help = |ja, en| lang.pick(Text { ja, en });
    [
        Arg::new("endpoint-url").long("endpoint-url").value_name("URL").requires("verify").help(help(
            "--verify でAWSの代わりに呼び出すエンドポイント (AWSのホストかループバックのみ)",
            "Endpoint that --verify calls in place of AWS's (hosts of AWS and loopback only)",
        )),
        Arg::new("allow-any-endpoint")
            .long("allow-any-endpoint")
            .action(ArgAction::SetTrue)
            .requires("verify")
            .help(help("AWS以外のエンドポイントでの確認を許可する", "Let --verify call endpoints that are not AWS's")),
    ]
}

impl Keys {
    pub(super) fn new(wanted: bool) -> Self {
        Self(wanted.then(Mutex::default))
    }

    /// A reader that keeps keys where they are wanted.
    pub(super) fn reader<'d>(&self, detector: &'d Detector) -> Reader<'d> {
        let reader = Reader::new(detector, Budget::default());
        if self.0.is_some() { reader.keeping_keys() } else { reader }
    }

    /// Takes over what a reader has kept.
    pub(super) fn take(&self, reader: &mut Reader<'_>) {
        if let Some(keys) = &self.0 {
            keys.lock().unwrap_or_else(PoisonError::into_inner).append(&mut reader.take_keys());
        }
    }

    /// Asks AWS about each key that stands behind a finding that counts, once, and says what came of it.
    /// Fails where the endpoint is one that no credential may be used at.
    pub(super) fn ask(self, secrets: &mut Secrets, matches: &ArgMatches) -> Result<(), Failure> {
        let keys = self.0.map(|keys| keys.into_inner().unwrap_or_else(PoisonError::into_inner)).unwrap_or_default();
        let counted: BTreeSet<&str> = secrets
            .found
            .iter()
            .filter(|secret| secret.suppressed.is_none())
            .map(|secret| secret.hash.as_str())
            .collect();
        let results = answers(keys, &counted, matches)?;
        for secret in secrets.found.iter_mut().filter(|secret| secret.suppressed.is_none()) {
            let alone = match secret.kind.as_str() {
                "aws-access-key-id" => "no secret access key stands beside it",
                "aws-secret-access-key" => "no access key id stands beside it",
                _ => continue,
            };
            let verified = results.get(&secret.hash).cloned().unwrap_or_else(|| Verified::Unknown(alone.to_owned()));
            match &verified {
                Verified::Live(..) => secret.severity = Severity::Critical,
                Verified::Unknown(_) => secrets.incomplete = true,
                Verified::Refused(_) => {}
            }
            secret.verified = Some(verified);
        }
        Ok(())
    }
}

/// Asks AWS about the keys in the findings of a scan that count, once each, and says in the findings what came of it; `absent` is
/// why it was not asked about a key of which no pair is at hand.
pub(in crate::command) fn findings(
    report: &mut Report<'_>,
    keys: Vec<KeyPair>,
    absent: &str,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let counted = found::asked_about(report);
    let counted = counted.iter().map(String::as_str).collect();
    let answers = answers(keys, &counted, matches)?.into_iter().map(|(hash, verified)| {
        let verified = match verified {
            Verified::Live(account, arn) => found::Verified::Live(account, arn),
            Verified::Refused(code) => found::Verified::Refused(code),
            Verified::Unknown(reason) => found::Verified::Unknown(reason),
        };
        (hash, verified)
    });
    found::verify(report, &answers.collect(), absent);
    Ok(())
}

/// What AWS says of each key that counts, by the hashes of its parts.
fn answers(
    mut keys: Vec<KeyPair>,
    counted: &BTreeSet<&str>,
    matches: &ArgMatches,
) -> Result<BTreeMap<String, Verified>, Failure> {
    let hashes = |key: &KeyPair| (key.id_hash.clone(), key.secret_hash.clone());
    keys.retain(|key| counted.contains(key.id_hash.as_str()) || counted.contains(key.secret_hash.as_str()));
    keys.sort_by_key(hashes);
    keys.dedup_by_key(|key| hashes(key));
    let said = if keys.is_empty() { Vec::new() } else { said(&keys, matches)? };
    let mut results: BTreeMap<String, Verified> = BTreeMap::new();
    for (key, verified) in keys.iter().zip(said) {
        for hash in [&key.id_hash, &key.secret_hash] {
            // An id beside two secrets: the one that works is the one to know of.
            let better = results.get(hash).is_none_or(|known| rank(&verified) < rank(known));
            if better {
                results.insert(hash.clone(), verified.clone());
            }
        }
    }
    Ok(results)
}

fn rank(verified: &Verified) -> u8 {
    match verified {
        Verified::Live(..) => 0,
        Verified::Unknown(_) => 1,
        Verified::Refused(_) => 2,
    }
}

/// What AWS says of each key, in their order.
fn said(keys: &[KeyPair], matches: &ArgMatches) -> Result<Vec<Verified>, Failure> {
    let config = ClientConfig {
        endpoint_url: matches.get_one::<String>("endpoint-url").cloned(),
        allow_any_endpoint: matches.get_flag("allow-any-endpoint"),
        deadline: std::time::Duration::from_secs(20),
        ..ClientConfig::default()
    };
    runtime()?.block_on(async {
        let asked = keys.iter().enumerate().map(|(index, key)| one(&config, index, key));
        let all = futures_util::stream::iter(asked).buffered(WIDTH).collect::<Vec<_>>();
        tokio::select! {
            said = all => said
                .into_iter()
                .collect::<Result<Vec<_>, yagura_aws::ClientError>>()
                .map_err(|error| client_failure(&error)),
            _ = tokio::signal::ctrl_c() => Err(Failure::new(Exit::Interrupted, "interrupted", Text { ja: "", en: "" })),
        }
    })
}

/// What AWS says of one key.
async fn one(config: &ClientConfig, index: usize, key: &KeyPair) -> Result<Verified, yagura_aws::ClientError> {
    if index >= MOST {
        return Ok(Verified::Unknown("more keys than are asked about".to_owned()));
    }
    let verified = yagura_aws::verify(config, key.id(), key.secret(), key.token()).await?;
    Ok(match verified {
        yagura_aws::Verified::Live { account, arn } => Verified::Live(account, arn),
        yagura_aws::Verified::Refused { code } => Verified::Refused(code),
        yagura_aws::Verified::Unknown { reason } => Verified::Unknown(reason),
    })
}
