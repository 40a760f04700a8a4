//! `s3-bucket-tls-not-required`

use serde_json::json;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::evaluate::denies;
use yagura_iam::policy::{Clause, Effect, Principal, Statement};
use yagura_iam::{Caller, Policy, PolicyKind, Request, Tri};
use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "s3-bucket-tls-not-required",
    title: Text {
        ja: "S3バケットが平文のHTTP通信を拒否していない", en: "S3 bucket does not refuse plain HTTP"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "経路上の攻撃者が、平文で流れるオブジェクトや署名付きURLを読み取る。",
        en: "Whoever is on the way reads objects and presigned URLs that travel in the clear.",
    },
    fix: Text {
        ja: "`aws:SecureTransport` が `false` のリクエストをすべて拒否する文をポリシーに加える。",
        en: "Deny every request with `aws:SecureTransport` `false` in the bucket policy.",
    },
    maps: &[Map::Sl(5), Map::Cis("2.1.1"), Map::Fsbp("S3.5"), Map::Attack("T1040")],
    types: &["AWS::S3::Bucket"],
    page: include_str!("bucket_tls_not_required.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.s3.buckets, |bucket| judge(snapshot, bucket)),
};

fn judge(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Judgement {
    let document = bucket.policy_document.get()?.as_ref();
    let arn = bucket.meta.arn.clone().unwrap_or_else(|| format!("arn:aws:s3:::{}", bucket.meta.name));
    if document.is_none() && is_bucket(&arn) {
        return Ok(Verdict::fail(bucket, "/PolicyDocument"));
    }
    if let Some(document) = document
        && denies_plain(policies::parsed(document)?, &arn)
    {
        return Ok(Verdict::Pass);
    }
    if let Some(document) = document
        && let Some(action) = left_in_plain(policies::parsed(document)?, &arn)
    {
        return Ok(not_denied(bucket, action));
    }
    let plain = json!({
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, format!("{arn}/*")],
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    let left = policies::left_open(document, plain)?;
    Ok(match policies::stranger(snapshot, &bucket.meta, "s3", &left)? {
        None => Verdict::Pass,
        Some(_) if document.is_none() => Verdict::fail(bucket, "/PolicyDocument"),
        Some(witness) => not_denied(bucket, &witness.action),
    })
}

fn not_denied(bucket: &Resource<Bucket>, action: &str) -> Verdict {
    Verdict::fail(bucket, "/PolicyDocument")
        .detail(format!("HTTPでの {action} が拒否されない"), format!("{action} over plain HTTP is not denied"))
}

/// A request over plain HTTP that no statement denies, of the two that everybody makes: to list the bucket and to read an
/// object. A shortcut, too: only where no denial asks for anything but TLS is the request all there is to know.
fn left_in_plain(policy: &Policy, arn: &str) -> Option<&'static str> {
    let asks_for_tls_alone = |statement: &Statement| {
        statement.effect == Effect::Allow
            || statement.conditions.iter().all(|condition| condition.key_lower == "aws:securetransport")
    };
    if !is_bucket(arn) || !policy.statements.iter().all(asks_for_tls_alone) {
        return None;
    }
    let undenied = |action: &str, resource: &str| {
        let request = Request::new(Caller::Anonymous, action, resource).with("aws:SecureTransport", "false");
        denies(policy, PolicyKind::Resource, &request) == Tri::No
    };
    if undenied("s3:ListBucket", arn) {
        return Some("s3:ListBucket");
    }
    undenied("s3:GetObject", &format!("{arn}/a")).then_some("s3:GetObject")
}

/// Whether a statement says it in the words of AWS's own example: everyone, every action, the bucket and its objects, and no
/// condition but this one. A shortcut: what it does not see goes to the proof.
fn denies_plain(policy: &Policy, arn: &str) -> bool {
    fn whole<T>(clause: &Clause<T>) -> &[T] {
        match clause {
            Clause::Is(elements) if elements.gap.is_none() => &elements.items,
            _ => &[],
        }
    }
    policy.gap.is_none()
        && policy.statements.iter().any(|statement| {
            let names = |wanted: &str| whole(&statement.resource).iter().any(|resource| resource.text == wanted);
            let objects = || whole(&statement.resource).iter().any(|r| r.text.strip_prefix(arn) == Some("/*"));
            statement.effect == Effect::Deny
                && matches!(whole(&statement.principal), [entry] if entry.principal == Principal::Everyone)
                && whole(&statement.action).iter().any(|action| action.text == "s3:*" || action.text == "*")
                && (names("*") || (names(arn) && objects()))
                && statement.condition_gap.is_none()
                && matches!(statement.conditions.as_slice(), [only] if only.operator_text == "Bool"
                    && only.key_lower == "aws:securetransport"
                    && only.values.gap.is_none()
                    && only.values.items == ["false"])
        })
}

/// An ARN that needs no second thought: nothing in it is a pattern or a symbol.
fn is_bucket(arn: &str) -> bool {
    arn.strip_prefix("arn:aws:s3:::").is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
    })
}
