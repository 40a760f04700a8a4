//! Accounts, templates and checks to report on.

use std::collections::BTreeMap;

use yagura_finding::{Check, Confidence, Map, Options, Report, Severity, Text, Verdict};
use yagura_model::{
    Fact, Gap, GapKind, Listed, Meta, Node, OWN_ACCOUNT, OWN_REGION, Origin, Scope, ScopeKind, Snapshot, Span, Tags,
    Template,
};

pub(crate) const ACCOUNT: &str = "111122223333";

const PAGE: &str = "# s3-bucket-open

## What
Anybody can read the bucket.

誰でもバケットを読み取れます。

## Fix
```cloudformation expect=pass
Resources:
  Assets: { Type: AWS::S3::Bucket }
```

## Sources
- [Blocking public access](https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html)
";

/// Fails without `BlockPublicPolicy`.
pub(crate) static OPEN: Check = Check {
    id: "s3-bucket-open",
    title: Text { ja: "S3バケットが全世界に公開されている", en: "S3 bucket is open to the world" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケット名は推測や証明書ログから見つかり、署名なしで中身を一覧・取得される。",
        en: "Bucket names are guessed or found in certificate logs; anyone lists and downloads unsigned.",
    },
    fix: Text {
        ja: "RestrictPublicBucketsを有効にし、読み取るロールだけを許可する。",
        en: "Turn on RestrictPublicBuckets, then name the one role that reads.",
    },
    maps: &[Map::Ap(6), Map::Cis("2.1.4"), Map::Fsbp("S3.8")],
    types: &["AWS::S3::Bucket"],
    page: PAGE,
    run: |snapshot, report| {
        report.each(&OPEN, &snapshot.s3.buckets, |bucket| {
            if bucket.public_access_block_configuration.get()?.block_public_policy {
                return Ok(Verdict::Pass);
            }
            Ok(Verdict::fail(bucket, "/PublicAccessBlockConfiguration/BlockPublicPolicy"))
        });
    },
};

/// Fails without versioning, in words.
pub(crate) static UNVERSIONED: Check = Check {
    id: "s3-bucket-unversioned",
    title: Text {
        ja: "S3バケットのバージョニングが無効になっている", en: "S3 bucket keeps no versions"
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "上書きや削除をされると元に戻せない。", en: "What is overwritten or deleted is gone."
    },
    fix: Text { ja: "バージョニングを有効にする。", en: "Turn on versioning." },
    run: |snapshot, report| {
        report.each(&UNVERSIONED, &snapshot.s3.buckets, |bucket| {
            bucket.versioning_configuration.get()?;
            Ok(Verdict::fail(bucket, "/VersioningConfiguration/Status").detail("状態: 無効", "status: off"))
        });
    },
    ..OPEN
};

/// Informs of every bucket.
pub(crate) static SEEN: Check = Check {
    id: "s3-bucket-seen",
    title: Text { ja: "S3バケットがある", en: "There is an S3 bucket" },
    severity: Severity::Info,
    run: |snapshot, report| report.each(&SEEN, &snapshot.s3.buckets, |_| Ok(Verdict::absent())),
    ..OPEN
};

/// Fails for an account without buckets.
pub(crate) static NONE: Check = Check {
    id: "s3-no-bucket",
    title: Text { ja: "S3バケットが1つもない", en: "The account has no S3 bucket" },
    severity: Severity::Medium,
    run: |snapshot, report| {
        report.accounts(&NONE, &snapshot.s3.buckets, |buckets| {
            Ok(if buckets.any(|_| Ok(true))? { Verdict::Pass } else { Verdict::absent() })
        });
    },
    ..OPEN
};

/// An account in which nothing was read yet, and every list is whole.
pub(crate) fn account() -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.contents.taken = "2026-01-31T00:00:00Z".into();
    snapshot.contents.taken_epoch = 1_769_817_600;
    snapshot.contents.seconds = 12.5;
    snapshot.contents.sources = vec!["https://s3.ap-northeast-1.amazonaws.com".into()];
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.into(),
        name: "prod".into(),
        regions: vec!["ap-northeast-1".into(), "us-east-1".into()],
        caller: format!("arn:aws:iam::{ACCOUNT}:user/audit"),
    });
    list(&mut snapshot, None);
    snapshot
}

/// Says that the buckets were listed, or why not.
pub(crate) fn list(snapshot: &mut Snapshot, gap: Option<Gap>) {
    snapshot.contents.lists = vec![Listed {
        resource_type: "AWS::S3::Bucket".into(),
        account: ACCOUNT.into(),
        region: "ap-northeast-1".into(),
        gap,
    }];
}

/// Adds a live bucket.
pub(crate) fn bucket(snapshot: &mut Snapshot, name: &str, properties: &serde_json::Value) {
    let meta = Meta {
        account: ACCOUNT.into(),
        region: "ap-northeast-1".into(),
        id: name.into(),
        arn: Some(format!("arn:aws:s3:::{name}")),
        name: name.into(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Live { call: "s3:ListBuckets".into() },
    };
    snapshot.insert("AWS::S3::Bucket", meta, &Node::from(properties)).expect("a bucket");
    snapshot.sort();
}

/// The properties of a bucket: open or not, without versioning.
pub(crate) fn properties(closed: bool) -> serde_json::Value {
    serde_json::json!({
        "PublicAccessBlockConfiguration": { "BlockPublicPolicy": closed },
        "VersioningConfiguration": { "Status": "Suspended" },
    })
}

/// The gap of a denied call.
pub(crate) fn denied() -> Gap {
    let mut gap = Gap::new(GapKind::Denied, "AccessDenied").at("s3", "GetPublicAccessBlock", "ap-northeast-1");
    gap.needs = Some("s3:GetBucketPublicAccessBlock".into());
    gap
}

/// One wrong bucket, one right, one that could not be read; a region that did not answer.
pub(crate) fn mixed() -> Snapshot {
    let mut snapshot = account();
    bucket(&mut snapshot, "assets", &properties(false));
    bucket(&mut snapshot, "logs", &properties(true));
    let unread = serde_json::json!({
        "PublicAccessBlockConfiguration": { "$unknown": denied() },
        "VersioningConfiguration": { "Status": "Suspended" },
    });
    bucket(&mut snapshot, "payroll", &unread);
    snapshot.contents.gaps.push(denied());
    snapshot.contents.gaps.push(Gap::new(GapKind::Unreachable, "no answer in 30 s").at(
        "sqs",
        "ListQueues",
        "us-east-1",
    ));
    snapshot.contents.unmodelled.insert("AWS::Glue::Job".into(), 3);
    snapshot.sort();
    snapshot
}

/// A template with one bucket whose switch is off by its own line.
pub(crate) fn template() -> Snapshot {
    let span = |line, end_line| Span { line, column: 3, end_line, end_column: 10 };
    let mut snapshot = Snapshot::default();
    snapshot.contents.taken = "2026-01-31T00:00:00Z".into();
    snapshot.contents.sources = vec!["shop/site.yaml".into()];
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Template,
        account: OWN_ACCOUNT.into(),
        name: "shop".into(),
        regions: vec![],
        caller: String::new(),
    });
    let meta = Meta {
        account: OWN_ACCOUNT.into(),
        region: OWN_REGION.into(),
        id: "Resources.Assets".into(),
        arn: Some("arn:aws:s3:::assets".into()),
        name: "assets".into(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Template(Box::new(Template {
            file: "shop/site.yaml".into(),
            root: String::new(),
            address: "Resources.Assets".into(),
            span: span(4, 12),
            places: BTreeMap::from([
                ("/PublicAccessBlockConfiguration/BlockPublicPolicy".to_owned(), span(9, 9)),
                ("/VersioningConfiguration".to_owned(), span(11, 12)),
            ]),
            defaults: BTreeMap::from([(
                "/VersioningConfiguration/Status".to_owned(),
                "S3 User Guide, 2026".to_owned(),
            )]),
            elsewhere: BTreeMap::new(),
        })),
    };
    snapshot.insert("AWS::S3::Bucket", meta, &Node::from(&properties(false))).expect("a bucket");
    snapshot
}

/// What attackers write into names (B1, B3).
pub(crate) const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "`code` **bold** {{7*7}} ${x} {0}",
    "a\u{2028}b\u{2029}c",
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}\u{1b}]52;c;AAAA\u{7}",
    "over\rwrite\nline\ttab",
    "evil\u{202e}gpj.exe\u{2066}",
    "zero\u{200b}width\u{feff}\u{e0041}",
    "\u{9b}31mc1\u{7f}",
    "日本語のバケット名",
];

/// An account whose buckets have hostile names, and a gap with a hostile message.
pub(crate) fn hostile() -> Snapshot {
    let mut snapshot = account();
    for name in HOSTILE {
        bucket(&mut snapshot, name, &properties(false));
    }
    snapshot.contents.scopes[0].name = HOSTILE[6].into();
    snapshot.contents.unmodelled.insert(HOSTILE[6].into(), 1);
    for message in HOSTILE {
        snapshot.contents.gaps.push(Gap::new(GapKind::Error, *message));
    }
    snapshot.sort();
    snapshot
}

/// All of them, by name.
pub(crate) fn all() -> Vec<(&'static str, Snapshot)> {
    vec![
        ("mixed", mixed()),
        ("template", template()),
        ("hostile", hostile()),
        ("account", account()),
        ("nothing", Snapshot::default()),
    ]
}

/// Runs all sample checks.
pub(crate) fn judge(snapshot: &Snapshot) -> Report<'_> {
    judge_with(snapshot, &[&OPEN, &UNVERSIONED, &SEEN, &NONE], false)
}

/// Runs checks.
pub(crate) fn judge_with<'s>(snapshot: &'s Snapshot, checks: &[&'static Check], include_pass: bool) -> Report<'s> {
    Report::run(snapshot, checks, Options { include_pass, ..Options::default() })
}
