//! `s3-bucket-staging-twin-open`

use std::collections::HashMap;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::services::s3::Bucket;
use yagura_model::{Gap, Resource, Snapshot};

use super::exposure;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-staging-twin-open",
    title: Text {
        ja: "本番バケットと対になる開発・検証用バケットが公開されている",
        en: "Staging twin of a protected bucket is open",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "本番のバケット名に `-dev` や `-stg` を付けて試すだけで、公開された複製にたどり着く。",
        en: "The name of the production bucket with `-dev` or `-stg` is tried first, and this one answers.",
    },
    fix: Text {
        ja: "開発・検証用バケットにも本番と同じ公開制限をかけ、本番データの複製を置かない。",
        en: "Protect it like its twin, and keep copies of production data out of it.",
    },
    maps: &[Map::Ap(6), Map::Sl(6), Map::Attack("T1530"), Map::Attack("T1580")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_staging_twin_open.md"),
    run: |snapshot, report| {
        // Buckets by account and by their name without the word for the environment.
        let mut families: HashMap<(&str, String), Vec<&Resource<Bucket>>> = HashMap::new();
        for bucket in snapshot.s3.buckets.iter() {
            let (stem, _) = split(&bucket.meta.name);
            families.entry((&bucket.meta.account, stem)).or_default().push(bucket);
        }
        report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket, &families));
    },
};

/// Words for an environment that is not production, or for a copy.
const LESSER: &[&str] = &[
    "alpha",
    "backup",
    "bak",
    "beta",
    "bkup",
    "copy",
    "demo",
    "dev",
    "develop",
    "development",
    "dr",
    "int",
    "local",
    "old",
    "poc",
    "pre",
    "preprod",
    "preview",
    "qa",
    "sandbox",
    "sbx",
    "stage",
    "staging",
    "stg",
    "temp",
    "test",
    "testing",
    "tmp",
    "tst",
    "uat",
];

/// Words for production.
const PRODUCTION: &[&str] = &["live", "main", "prd", "prod", "production"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Environment {
    Lesser,
    Production,
    Unnamed,
}

fn judge(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    families: &HashMap<(&str, String), Vec<&Resource<Bucket>>>,
) -> Judgement {
    let (stem, environment) = split(&bucket.meta.name);
    if environment != Environment::Lesser {
        return Ok(Verdict::Skip);
    }
    let family = families.get(&(bucket.meta.account.as_str(), stem)).map(Vec::as_slice).unwrap_or_default();
    let mut twins = family.iter().filter(|other| split(&other.meta.name).1 != Environment::Lesser).peekable();
    if twins.peek().is_none() {
        return Ok(Verdict::Skip);
    }
    let Some(path) = open(snapshot, bucket)? else { return Ok(Verdict::Pass) };
    let mut gap = None;
    for twin in twins {
        match open(snapshot, twin) {
            Ok(None) => {
                let name = &twin.meta.name;
                return Ok(Verdict::fail(bucket, &path).detail(
                    format!("保護されている `{name}` と対になる名前のバケット"),
                    format!("its twin `{name}` is protected"),
                ));
            }
            Ok(Some(_)) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    // Where the twin is as open, both are the matter of other checks.
    gap.map_or(Ok(Verdict::Pass), Err)
}

/// What opens a bucket to strangers.
fn open(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Result<Option<String>, Gap> {
    let acl = exposure::by_acl(snapshot, bucket);
    if let Some(granted) = acl.as_ref().ok().and_then(|granted| granted.first()) {
        return Ok(Some(granted.path.clone()));
    }
    if exposure::by_policy(snapshot, bucket, |_| None)?.is_some() {
        return Ok(Some("/PolicyDocument".to_owned()));
    }
    acl.map(|_| None)
}

/// A name without its word for the environment, and which environment that is.
fn split(name: &str) -> (String, Environment) {
    let mut environment = Environment::Unnamed;
    let mut stem = Vec::new();
    for word in name.split(['-', '.', '_']) {
        // `dev2`, `stg01` are environments too.
        let plain = word.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
        if LESSER.contains(&plain.as_str()) {
            environment = Environment::Lesser;
        } else if PRODUCTION.contains(&plain.as_str()) {
            if environment == Environment::Unnamed {
                environment = Environment::Production;
            }
        } else {
            stem.push(word);
        }
    }
    (stem.join("-"), environment)
}

#[cfg(test)]
mod tests {
    use super::{Environment, split};

    #[test]
    fn names_are_taken_apart_at_their_words() {
        for (name, stem, environment) in [
            ("tsukumo-assets", "tsukumo-assets", Environment::Unnamed),
            ("tsukumo-assets-stg", "tsukumo-assets", Environment::Lesser),
            ("dev.tsukumo.assets", "tsukumo-assets", Environment::Lesser),
            ("tsukumo-prod-assets", "tsukumo-assets", Environment::Production),
            ("tsukumo-assets-test01", "tsukumo-assets", Environment::Lesser),
            ("tsukumo-devices", "tsukumo-devices", Environment::Unnamed),
            ("tsukumo-prod-backup", "tsukumo", Environment::Lesser),
        ] {
            assert_eq!(split(name), (stem.to_owned(), environment), "{name}");
        }
    }
}
