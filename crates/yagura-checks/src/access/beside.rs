//! Ways to a resource beside its policy: grants on a KMS key, the ACL and the access points of a bucket.

use std::sync::Arc;

use yagura_iam::evaluate::{AclGrantee, Outcome, Policies, S3Settings, Settings, decide};
use yagura_iam::{Caller, Policy, Request};
use yagura_model::Snapshot;

use super::points::doors;
use super::resource::{self, Target};
use super::ways::{Way, ways, with_rcps};
use super::{Attached, Question, Within, can, gap_of};

/// An account that is nobody's, in the place of one whose id is not known.
const STRANGER: &str = "000000000000";

/// Adds whom grants, ACLs and access points let in and policies do not.
pub(super) fn add(snapshot: &Snapshot, action: &str, arn: &str, target: &Target, within: Within, ways: &mut Vec<Way>) {
    let mut more = grants(snapshot, action, arn, target, within);
    more.extend(acl(snapshot, action, arn, target, within));
    more.extend(access_points(snapshot, action, arn, target, within));
    for way in more {
        if !ways.iter().any(|other| other.who == way.who && other.gap.is_none()) {
            ways.push(way);
        }
    }
}

/// Whom grants on a key let in (<https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>).
fn grants(snapshot: &Snapshot, action: &str, arn: &str, target: &Target, within: Within) -> Vec<Way> {
    let grants = match &target.kms {
        None => return Vec::new(),
        Some(Err(gap)) => {
            let who = "whom grants on the key name".to_owned();
            return vec![Way { who, gap: Some(gap.clone()), ..Way::by("grant") }];
        }
        Some(Ok(grants)) => grants,
    };
    let operation = action.split_once(':').map_or("", |(_, operation)| operation);
    let mut ways = Vec::new();
    for grant in grants.iter().filter(|grant| grant.operations.iter().any(|o| o.eq_ignore_ascii_case(operation))) {
        let constrained = grant.encryption_context_equals.is_some() || grant.encryption_context_subset.is_some();
        let question = Question {
            principal: grant.grantee.clone(),
            action: action.to_owned(),
            resource: arn.to_owned(),
            ..Question::default()
        };
        let way = Way { who: grant.grantee.clone(), conditional: constrained, ..Way::by("grant") };
        match can(snapshot, &question, within) {
            Ok(answer) => match answer.outcome {
                Outcome::Allowed => {
                    let kind = if grant.grantee.starts_with("arn:") { "principal" } else { "service" };
                    ways.push(Way { kind, ..way });
                }
                // A constraint holds with the right encryption context.
                Outcome::Unknown if constrained => ways.push(way),
                Outcome::Unknown => ways.push(Way { gap: answer.gap, ..way }),
                Outcome::ExplicitDeny | Outcome::ImplicitDeny => {}
            },
            // Somebody whom no ARN names, or no longer.
            Err(message) => ways.push(Way { gap: Some(message), ..way }),
        }
    }
    ways
}

/// Whom the ACL of a bucket lets in (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>).
fn acl(snapshot: &Snapshot, action: &str, arn: &str, target: &Target, within: Within) -> Vec<Way> {
    let Some((closed, open, gap)) = &target.s3 else { return Vec::new() };
    let denies = denies(snapshot, target, within);
    let allows = |caller: &Caller, s3: &S3Settings| {
        let request = Request::new(caller.clone(), action, arn);
        let request = request.with_resource_account(target.account.as_deref().unwrap_or_default());
        let settings = Settings { s3: Some(s3.clone()), ..Settings::default() };
        let policies = Policies { resource: Some(&denies), settings, ..Policies::default() };
        decide(&request, &policies).outcome
    };
    let stranger = Caller::Root { account: STRANGER.to_owned() };
    let mut ways = Vec::new();
    let groups =
        [("anonymous", "anyone", Caller::Anonymous), ("any-aws-principal", "any AWS principal", stranger.clone())];
    for (kind, who, caller) in groups {
        let way = Way { who: who.to_owned(), kind, ..Way::by("acl") };
        match allows(&caller, closed) {
            Outcome::Allowed => return vec![way],
            Outcome::Unknown => return vec![Way { conditional: true, ..way }],
            _ => {}
        }
        if let Some(gap) = gap.as_ref().filter(|_| matches!(allows(&caller, open), Outcome::Allowed | Outcome::Unknown))
        {
            ways.push(Way { gap: Some(gap.clone()), ..way });
            break;
        }
    }
    let reads = action.eq_ignore_ascii_case("s3:GetObject") || action.eq_ignore_ascii_case("s3:GetObjectVersion");
    for id in target.readers.iter().filter(|id| reads && !closed.acls_disabled && !id.starts_with("http")) {
        // A denial may hit the account, and nothing tells which account it is.
        let grants = resource::to(&AclGrantee::Account(STRANGER.to_owned()));
        let s3 = S3Settings { bucket_acl: Vec::new(), object_acl: grants, ..closed.clone() };
        let way = Way { who: format!("canonical user {id}"), kind: "account", ..Way::by("acl") };
        match allows(&stranger, &s3) {
            Outcome::Allowed => ways.push(way),
            Outcome::Unknown => ways.push(Way { conditional: true, ..way }),
            _ => {}
        }
    }
    let bucket = resource::bucket_of(snapshot, arn);
    let named = bucket.and_then(|bucket| bucket.grants.known()).filter(|_| !closed.acls_disabled);
    for (id, grant) in named.into_iter().flatten().filter_map(|grant| resource::canonical(grant, STRANGER)) {
        let s3 = S3Settings { bucket_acl: vec![grant], object_acl: Vec::new(), ..closed.clone() };
        let way = Way { who: format!("canonical user {id}"), kind: "account", ..Way::by("acl") };
        match allows(&stranger, &s3) {
            Outcome::Allowed => ways.push(way),
            Outcome::Unknown => ways.push(Way { conditional: true, ..way }),
            _ => {}
        }
    }
    ways
}

/// Whom the access points of a bucket let in.
fn access_points(snapshot: &Snapshot, action: &str, arn: &str, target: &Target, within: Within) -> Vec<Way> {
    let (Some(policy), true) = (&target.policy, target.service == "s3") else { return Vec::new() };
    let Some(bucket) = resource::bucket_of(snapshot, arn) else { return Vec::new() };
    let (doors, gap) = doors(snapshot, bucket, &policy.policy);
    let mut found = Vec::new();
    for door in doors {
        let label = format!("access point `{}`", door.point.name);
        let at = Target {
            service: target.service.clone(),
            account: target.account.clone(),
            policy: Some(Attached { label, policy: Arc::new(door.through.policy) }),
            restricted: door.restricted,
            ..Target::default()
        };
        found.extend(ways(snapshot, action, arn, &[], &at, within, &[]));
    }
    for way in &mut found {
        way.by = "access-point";
    }
    found.extend(gap.map(|gap| {
        let gap = Some(gap_of(&gap).to_string());
        Way { who: "whom access points of the bucket let in".to_owned(), gap, ..Way::by("access-point") }
    }));
    found
}

/// What the policy of the resource and the RCPs deny.
fn denies(snapshot: &Snapshot, target: &Target, within: Within) -> Policy {
    let whole = with_rcps(snapshot, target, within);
    resource::denials(
        whole
            .or_else(|| target.policy.as_ref().map(|attached| Policy::clone(&attached.policy)))
            .unwrap_or_else(Policy::empty),
    )
}
