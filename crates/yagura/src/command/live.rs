//! Reading a live account, and reaching AWS at all.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::ArgMatches;
use yagura_aws::collect;
use yagura_aws::{Client, ClientConfig, ClientError};
use yagura_checks::secrets;
use yagura_finding::Text;
use yagura_model::Snapshot;
use yagura_report::Lang;
use yagura_secrets::KeyPair;

use super::scan::{io_failure, known_services, now};
use crate::cli::{Exit, Failure};
use crate::progress::Progress;

/// How many services and regions are read at once: the network's latency is hidden, the account's limits are kept by the
/// client's own token buckets.
const WIDTH: usize = 24;

/// What says how AWS is reached, from the command line.
pub(super) fn client_config(matches: &ArgMatches) -> ClientConfig {
    let mut config = ClientConfig {
        profile: matches.get_one::<String>("profile").cloned(),
        endpoint_url: matches.get_one::<String>("endpoint-url").cloned(),
        allow_any_endpoint: matches.get_flag("allow-any-endpoint"),
        calls_per_second: matches.get_one::<u32>("calls-per-second").copied().map(f64::from),
        ..ClientConfig::default()
    };
    if let Some(seconds) = matches.try_get_one::<u64>("timeout").ok().flatten() {
        config.deadline = Duration::from_secs(*seconds);
        config.call_timeout = config.call_timeout.min(config.deadline / 2);
        config.stall_timeout = config.stall_timeout.min(config.deadline / 4);
        config.connect_timeout = config.connect_timeout.min(config.deadline / 4);
    }
    config
}

/// The same for whoever makes a snapshot of what is answered.
pub(super) fn collecting(matches: &ArgMatches) -> ClientConfig {
    ClientConfig { policies_as_text: true, ..client_config(matches) }
}

/// A client that cannot be made, or whose first call fails.
pub(super) fn client_failure(error: &ClientError) -> Failure {
    let advice = match error {
        ClientError::Credentials(_) => NO_CREDENTIALS,
        ClientError::Endpoint { .. } | ClientError::Setting { .. } => Text { ja: "", en: "" },
    };
    let exit = match error {
        ClientError::Setting { .. } => Exit::Usage,
        _ => Exit::Credentials,
    };
    Failure::new(exit, error, advice)
}

const NO_CREDENTIALS: Text = Text {
    ja: "AWSの認証情報を設定するか (`aws configure sso`、AWS_PROFILE など)、`yagura scan フォルダー` でテンプレートを検査してください。",
    en: "Set up AWS credentials (`aws configure sso`, AWS_PROFILE …), or scan templates with `yagura scan FOLDER`.",
};

/// A runtime for calls, with as few threads as the machine has processors.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(io_failure)
}

/// Reads the account of the credentials: these services (all where none is named) in these regions.
/// `keys` takes the access keys in the code of functions, where they are to be verified.
pub(super) fn account(
    matches: &ArgMatches,
    services: Option<Vec<String>>,
    regions: Option<Vec<String>>,
    keys: Option<&Mutex<Vec<KeyPair>>>,
    lang: Lang,
) -> Result<Snapshot, Failure> {
    if let Some(services) = &services {
        known_services(services)?;
    }
    let (now, now_epoch) = now();
    let progress = Progress::new(lang, matches.get_flag("quiet"));
    runtime()?.block_on(async {
        let scan = async {
            let client = Client::new(collecting(matches)).await.map_err(|error| client_failure(&error))?;
            let first = regions.as_ref().and_then(|regions| regions.first());
            let home = first.map_or_else(|| client.default_region().to_owned(), Clone::clone);
            let options = collect::Options { home, regions, services, now, now_epoch, width: WIDTH };
            let event = |event| {
                if let Some(progress) = &progress {
                    progress.event(event);
                }
            };
            let read = collect::collect(&client, &options, &event).await;
            if let Some(progress) = &progress {
                progress.done();
            }
            let mut snapshot =
                read.map_err(|failure| Failure::new(Exit::Credentials, failure.gap.message, NO_CREDENTIALS))?;
            if matches.try_get_one::<bool>("code").ok().flatten() == Some(&true) {
                let account = snapshot.contents.scopes.first().map(|scope| scope.account.clone()).unwrap_or_default();
                let search = |layer: &str, name: &str, bytes: &[u8]| match keys {
                    None => secrets::package(layer, name, bytes, &account),
                    Some(keys) => {
                        let (package, mut found) = secrets::package_with_keys(layer, name, bytes, &account)?;
                        keys.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
                        Ok(package)
                    }
                };
                collect::code::code(&client, &mut snapshot, &search).await;
            }
            Ok(snapshot)
        };
        tokio::select! {
            read = scan => read,
            _ = tokio::signal::ctrl_c() => Err(Failure::new(
                Exit::Interrupted,
                lang.pick(Text { ja: "中断しました", en: "interrupted" }),
                Text { ja: "", en: "" },
            )),
        }
    })
}
