//! `cloudtrail-trail-bucket-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::Policy;
use yagura_iam::reach::{Answer, ResourceContext, is_public};
use yagura_model::services::cloudtrail::Trail;
use yagura_model::{Gap, Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "cloudtrail-trail-bucket-public",
    title: Text {
        ja: "CloudTrailのログを保存するバケットが公開されている",
        en: "The bucket of a CloudTrail trail is open to the world",
    },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "アカウント内のすべての操作の記録を、誰でも匿名で読める。",
        en: "Anyone reads the record of everything that the account does, unsigned.",
    },
    fix: Text {
        ja: "パブリックアクセスブロックを有効にし、バケットポリシーをCloudTrailと調査担当者に限る。",
        en: "Turn on the public access block and let only CloudTrail and those who investigate in.",
    },
    maps: &[Map::Ap(6), Map::Ap(15), Map::Fsbp("CloudTrail.6"), Map::Attack("T1530")],
    types: &["AWS::CloudTrail::Trail", "AWS::S3::Bucket"],
    page: include_str!("trail_bucket_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudtrail.trails, |trail| judge(snapshot, trail)),
};

fn judge(snapshot: &Snapshot, trail: &Resource<Trail>) -> Judgement {
    let Some(name) = trail.s3_bucket_name.get()?.as_deref() else { return Ok(Verdict::Skip) };
    let Some(bucket) = snapshot.s3.buckets.find(&trail.meta, name) else {
        return Err(Gap::unsupported(format!(
            "the trail's bucket `{name}` was not read: it may stand in another account"
        )));
    };
    let block = bucket.public_access_block_configuration.get();
    if block.as_ref().is_ok_and(|block| block.restrict_public_buckets) {
        return Ok(Verdict::Pass);
    }
    let Some(document) = bucket.policy_document.get()? else { return Ok(Verdict::Pass) };
    let policy =
        Policy::from_json(document.text()).map_err(|error| Gap::error(format!("the policy of `{name}`: {error}")))?;
    match is_public(&policy, &ResourceContext::service("s3")) {
        Answer::No(_) => Ok(Verdict::Pass),
        Answer::Unknown(gap) => Err(Gap::unresolved(gap.to_string())),
        // What the block says decides, so it must be known.
        Answer::Yes(witness) => {
            block?;
            Ok(Verdict::fail(trail, "/S3BucketName")
                .detail(format!("{name}: {}", witness.to_japanese()), format!("{name}: {witness}")))
        }
    }
}
