//! Every yes that the reasoner ever gives comes with something that the evaluator can be asked: each is asked here, over
//! random policies of several services.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod random;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use yagura_iam::compare::allows_more;
use yagura_iam::effective::effective;
use yagura_iam::evaluate::{Layer, Outcome, Policies, decide};
use yagura_iam::grants::{Grant, Resources, allows_within};
use yagura_iam::reach::{Answer, ResourceContext, Witness, Zone, is_public, reaches_outside, who_by_resource};
use yagura_iam::reference::Reference;
use yagura_iam::who::{Access, Holder, who_can};
use yagura_iam::{Caller, Policy, PolicyKind, Request};

use random::{Random, count};

struct Service {
    prefix: &'static str,
    actions: &'static [&'static str],
    resources: &'static [&'static str],
}

const SERVICES: &[Service] = &[
    Service {
        prefix: "s3",
        actions: &["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:List*", "s3:*Object"],
        resources: &["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b", "arn:aws:s3:::b/u/${aws:username}", "arn:*:s3:::?/*"],
    },
    Service {
        prefix: "sqs",
        actions: &["*", "sqs:*", "SQS:SendMessage", "sqs:Receive*", "sqs:?e*"],
        resources: &[
            "*",
            "arn:aws:sqs:us-east-1:111122223333:q",
            "arn:aws:sqs:*:*:q*",
            "arn:aws:sqs:us-*:111122223333:*",
        ],
    },
    Service {
        prefix: "kms",
        actions: &["kms:*", "kms:Decrypt", "kms:Describe*", "kms:CreateGrant"],
        resources: &["*", "arn:aws:kms:*:111122223333:key/*"],
    },
    Service {
        prefix: "lambda",
        actions: &["lambda:*", "lambda:InvokeFunction", "lambda:Get*"],
        resources: &[
            "*",
            "arn:aws:lambda:us-east-1:111122223333:function:f",
            "arn:aws:lambda:us-east-1:111122223333:function:f:*",
        ],
    },
    Service {
        prefix: "sts",
        actions: &["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:*", "sts:TagSession"],
        resources: &["*"],
    },
];

const CONDITIONS: &[(&str, &[&str], &[&str])] = &[
    ("aws:Referer", &["StringEquals", "StringLike", "StringNotLike", "Null"], &["a", "a*", "*b"]),
    (
        "aws:PrincipalAccount",
        &["StringEquals", "StringNotEquals", "StringLike"],
        &["999900001111", "111122223333", "1*"],
    ),
    (
        "aws:PrincipalOrgID",
        &["StringEquals", "StringEqualsIfExists", "StringNotEquals"],
        &["o-abcdefghij", "${aws:ResourceOrgID}"],
    ),
    (
        "aws:PrincipalArn",
        &["ArnLike", "StringNotLike", "ArnEquals"],
        &["arn:aws:iam::*:role/app", "arn:aws:iam::999900001111:*", "arn:aws:iam::111122223333:role/app"],
    ),
    ("aws:SourceAccount", &["StringEquals", "StringNotEqualsIfExists"], &["111122223333", "999900001111"]),
    (
        "aws:SourceArn",
        &["ArnLike", "ArnNotLikeIfExists", "StringLike"],
        &["arn:aws:s3:::b", "arn:aws:sns:*:111122223333:*", "arn:aws:*"],
    ),
    ("aws:SourceIp", &["IpAddress", "NotIpAddress"], &["203.0.113.0/24", "0.0.0.0/1", "128.0.0.0/1", "::/0"]),
    ("aws:SourceVpce", &["StringEquals", "StringNotEquals", "StringLike"], &["vpce-1a2b3c4d", "vpce-*"]),
    ("aws:SecureTransport", &["Bool", "BoolIfExists"], &["true", "false"]),
    ("aws:PrincipalTag/team", &["StringEquals", "StringNotEquals"], &["blue", "${aws:ResourceTag/team}"]),
    ("aws:TagKeys", &["ForAllValues:StringLike", "ForAnyValue:StringEquals"], &["a", "b*"]),
    ("aws:CurrentTime", &["DateLessThan", "DateGreaterThanEquals"], &["2020-01-01T00:00:00Z", "1900000000"]),
    ("sts:ExternalId", &["StringEquals"], &["secret"]),
    ("token.actions.githubusercontent.com:sub", &["StringLike", "StringEquals"], &["repo:me/*", "*", "repo:*"]),
];

fn conditions(r: &mut Random, percent: usize) -> Option<Value> {
    if !r.chance(percent) {
        return None;
    }
    let mut block = Map::new();
    for _ in 0..=r.next(2) {
        let (key, operators, values) = CONDITIONS[r.next(CONDITIONS.len())];
        let operator = r.of(operators);
        let values = if operator == "Null" { json!(r.of(&["true", "false"])) } else { r.some(values) };
        block.insert(operator.into(), json!({key: values}));
    }
    Some(Value::Object(block))
}

fn statement(r: &mut Random, service: &Service, principal: bool, percent: usize) -> Value {
    let mut out = Map::new();
    out.insert("Effect".into(), json!(if r.chance(30) { "Deny" } else { "Allow" }));
    out.insert(if r.chance(10) { "NotAction" } else { "Action" }.into(), r.some(service.actions));
    if !(principal && service.prefix == "sts") {
        out.insert(if r.chance(10) { "NotResource" } else { "Resource" }.into(), r.some(service.resources));
    }
    if principal {
        let who = match r.next(6) {
            0 => json!({"Service": r.of(&["sns.amazonaws.com", "s3.amazonaws.com"])}),
            1 => json!({"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}),
            2 => json!({"AWS": r.some(&["999900001111", "arn:aws:iam::999900001111:role/app", "111122223333"])}),
            3 => json!({"AWS": ["arn:aws:iam::111122223333:user/me", "arn:aws:iam::999900001111:user/me"]}),
            _ => json!("*"),
        };
        out.insert(if r.chance(8) { "NotPrincipal" } else { "Principal" }.into(), who);
    }
    if let Some(block) = conditions(r, percent) {
        out.insert("Condition".into(), block);
    }
    Value::Object(out)
}

fn document(r: &mut Random, service: &Service, principal: bool, percent: usize) -> Value {
    let statements: Vec<Value> = (0..=r.next(3)).map(|_| statement(r, service, principal, percent)).collect();
    json!({"Version": r.of(&["2012-10-17", "2012-10-17", "2008-10-17"]), "Statement": statements})
}

fn everything() -> Policy {
    Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).unwrap()
}

/// The evaluator lets the witness through, and by one of the statements that it names.
#[track_caller]
fn confirm(witness: &Witness, policy: &Policy, seen: &dyn Fn() -> String) {
    let own = everything();
    let policies = Policies { identity: vec![&own], resource: Some(policy), ..Policies::default() };
    let decision = decide(&witness.request, &policies);
    assert_eq!(decision.outcome, Outcome::Allowed, "{witness}\n{}", seen());
    let named = |s: &yagura_iam::evaluate::Deciding<'_>| {
        s.layer == Layer::Resource && witness.statements.contains(&s.statement)
    };
    // In its own account a caller named by its account is allowed by its own policies; the resource only permits it.
    let own_account = witness.request.caller.account() == witness.request.resource_account();
    assert!(own_account || decision.statements.iter().any(named), "{witness}\n{}", seen());
    // A person reads the ARN: it has a partition.
    assert!(!witness.resource.is_empty() && !witness.resource.starts_with("arn::"), "{witness}\n{}", seen());
}

#[test]
fn every_witness_against_a_resource_policy_is_a_request_that_the_evaluator_allows() {
    let (mut public, mut outside, mut callers) = (0, 0, 0);
    for seed in 0..count(300).min(20_000) {
        let mut r = Random::of_case(0x00c0_ffee_1234_5678, seed);
        let service = &SERVICES[r.next(SERVICES.len())];
        let document = document(&mut r, service, true, 60);
        let policy = Policy::from_value(&document).unwrap();
        let context = match service.prefix {
            "sts" => ResourceContext::role(),
            prefix => ResourceContext::service(prefix),
        };
        let context = ResourceContext { account: r.chance(50).then_some("111122223333"), ..context };
        let seen = || format!("seed {seed}\n{document:#}");
        if let Answer::Yes(witness) = is_public(&policy, &context) {
            public += 1;
            confirm(&witness, &policy, &seen);
        }
        let mut zone = Zone::account("111122223333");
        zone.services = r.chance(30);
        if let Answer::Yes(witness) = reaches_outside(&policy, &zone, &context) {
            outside += 1;
            confirm(&witness, &policy, &seen);
        }
        let action = Reference::embedded().service(service.prefix).unwrap().actions[r.next(20) % 8].name.clone();
        let action = if service.prefix == "sts" { "sts:AssumeRole".to_owned() } else { action };
        for (_, answer) in who_by_resource(&policy, &action, "*", &context) {
            if let Answer::Yes(witness) = answer {
                callers += 1;
                assert_eq!(witness.action, action);
                confirm(&witness, &policy, &seen);
            }
        }
    }
    assert!(public > 20 && outside > 50 && callers > 50, "{public} {outside} {callers}");
}

#[test]
fn every_witness_of_a_comparison_tells_the_two_policies_apart() {
    let mut yes = 0;
    for seed in 0..count(200).min(20_000) {
        let mut r = Random::of_case(0x0dd_ba11_5eed_0001, seed);
        // Not for keys and roles: there an identity policy alone never allows.
        let service = &SERVICES[[0, 1, 3][r.next(3)]];
        let resource = r.chance(40);
        let (old, new) = (document(&mut r, service, resource, 40), document(&mut r, service, resource, 40));
        let kind = if resource { PolicyKind::Resource } else { PolicyKind::Identity };
        let (before, after) = (Policy::from_value(&old).unwrap(), Policy::from_value(&new).unwrap());
        let Answer::Yes(witness) = allows_more(&before, &after, kind, &ResourceContext::service(service.prefix)) else {
            continue;
        };
        yes += 1;
        let own = everything();
        // An identity policy says nothing of accounts: the resource is one of the caller's own.
        let mut request = witness.request.clone();
        if let (false, Some(account)) = (resource, witness.request.caller.account()) {
            request = request.with_resource_account(account);
        }
        let outcome = |policy: &Policy| {
            let policies = if resource {
                Policies { identity: vec![&own], resource: Some(policy), ..Policies::default() }
            } else {
                Policies { identity: vec![policy], ..Policies::default() }
            };
            decide(&request, &policies).outcome
        };
        let seen = || format!("seed {seed}: {witness}\n{old:#}\n{new:#}");
        assert_eq!(outcome(&after), Outcome::Allowed, "{}", seen());
        assert!(matches!(outcome(&before), Outcome::ImplicitDeny | Outcome::ExplicitDeny), "{}", seen());
        assert!(!witness.resource.starts_with("arn::"), "{}", seen());
    }
    assert!(yes > 40, "{yes}");
}

/// One resource of each kind that the patterns of these tests can tell apart.
const UNIVERSE: &[&str] = &[
    "arn:aws:s3:::b",
    "arn:aws:s3:::c",
    "arn:aws:s3:::cc",
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::b/ab",
    "arn:aws:s3:::b/z",
    "arn:aws:s3:::c/z",
    "arn:aws:s3:::cc/z",
];
const PATTERNS: &[&str] =
    &["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b", "arn:aws:s3:::b/a", "arn:aws:s3:::b/a*", "arn:aws:s3:::?/*"];
const TRIED: &[&str] = &["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:DeleteObject"];
const HOLDER: &str = "arn:aws:iam::111122223333:role/app";

fn holder_document(r: &mut Random) -> Value {
    let s3 = Service { resources: PATTERNS, ..Service { actions: SERVICES[0].actions, resources: &[], prefix: "s3" } };
    document(r, &s3, false, 25)
}

/// What AWS might know of the call.
fn request(r: &mut Random, action: &str, resource: &str) -> Request {
    let mut out = Request::new(Caller::parse(HOLDER).unwrap(), action, resource).with_resource_account("111122223333");
    let values: &[(&str, &[&str])] = &[
        ("aws:Referer", &["a", "ab", "z"]),
        ("aws:PrincipalOrgID", &["o-abcdefghij", "o-other"]),
        ("aws:SourceIp", &["203.0.113.9", "198.51.100.1", "2001:db8::1"]),
        ("aws:SourceVpce", &["vpce-1a2b3c4d", "vpce-9"]),
        ("aws:SecureTransport", &["true", "false"]),
        ("aws:PrincipalTag/team", &["blue", "red"]),
        ("aws:ResourceTag/team", &["blue", "red"]),
        ("aws:CurrentTime", &["2019-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]),
    ];
    for (key, values) in values {
        if r.chance(50) {
            out.set(key, r.of(values));
        }
    }
    out
}

struct Attached {
    documents: Vec<Value>,
    identity: Vec<Policy>,
    boundary: Option<Policy>,
    scp: Option<Policy>,
}

impl Attached {
    fn random(r: &mut Random) -> Self {
        let documents: Vec<Value> = (0..4).map(|_| holder_document(r)).collect();
        let policy = |i: usize| Policy::from_value(&documents[i]).unwrap();
        let identity = (0..=r.next(2)).map(policy).collect();
        let boundary = r.chance(40).then(|| policy(2));
        let scp = r.chance(30).then(|| policy(3));
        Self { documents, identity, boundary, scp }
    }
    fn layers(&self) -> Vec<(PolicyKind, Vec<&Policy>)> {
        let mut out = vec![(PolicyKind::Identity, self.identity.iter().collect())];
        out.extend(self.boundary.iter().map(|p| (PolicyKind::Boundary, vec![p])));
        out.extend(self.scp.iter().map(|p| (PolicyKind::Scp, vec![p])));
        out
    }
    fn policies(&self) -> Policies<'_> {
        Policies {
            identity: self.identity.iter().collect(),
            boundaries: self.boundary.iter().collect(),
            scps: self.scp.iter().map(|p| vec![p]).collect(),
            ..Policies::default()
        }
    }
}

#[test]
fn what_is_granted_for_certain_is_allowed_in_every_context_and_what_is_not_in_none() {
    let mut seen = BTreeSet::new();
    for seed in 0..count(300).min(20_000) {
        let mut r = Random::of_case(0x0abc_def0_5eed_0002, seed);
        let attached = Attached::random(&mut r);
        let (action, resource) = (r.of(TRIED), r.of(UNIVERSE));
        let grant = allows_within(&attached.layers(), action, Resources::This(resource));
        for _ in 0..6 {
            let request = request(&mut r, action, resource);
            let outcome = decide(&request, &attached.policies()).outcome;
            let told = || format!("seed {seed}: {action} {resource} {grant:?}\n{:#?}", attached.documents);
            match &grant {
                Grant::Yes(_) => assert_eq!(outcome, Outcome::Allowed, "{}", told()),
                Grant::No => assert_ne!(outcome, Outcome::Allowed, "{}", told()),
                Grant::Conditional(_) | Grant::Unknown(_) => {}
            }
        }
        seen.insert(match grant {
            Grant::Yes(_) => "yes",
            Grant::Conditional(_) => "conditional",
            Grant::No => "no",
            Grant::Unknown(_) => "unknown",
        });
    }
    assert!(["yes", "no", "conditional"].iter().all(|word| seen.contains(word)), "{seen:?}");
}

#[test]
fn who_can_agrees_with_the_evaluator_on_principals_and_their_resource_policy() {
    let (mut yes, mut no) = (0, 0);
    for seed in 0..count(300).min(20_000) {
        let mut r = Random::of_case(0x0fee_d000_5eed_0003, seed);
        let attached = Attached::random(&mut r);
        let bucket = document(&mut r, &SERVICES[0], true, 40);
        let policy = Policy::from_value(&bucket).unwrap();
        // Only what the principal's own policies give: the Allows of the resource policy are answers of their own.
        let mut denies = policy.clone();
        denies.statements.retain(|s| s.effect == yagura_iam::policy::Effect::Deny);
        let (action, resource) = (r.of(TRIED), r.of(UNIVERSE));
        let holder = Holder { arn: HOLDER, layers: attached.layers(), sees: None };
        // Asked twice: the second answer comes from what is known of the first.
        let holders = [holder.clone(), holder];
        let found = who_can(action, resource, &holders, Some(&policy), &ResourceContext::service("s3"));
        let own: Vec<&Grant> = found
            .iter()
            .filter_map(|a| match a {
                Access::Identity { grant, .. } => Some(grant),
                Access::Resource { .. } => None,
            })
            .collect();
        assert!(own.len() != 1 && own.first() == own.get(1));
        for _ in 0..6 {
            let request = request(&mut r, action, resource);
            let policies = Policies { resource: Some(&denies), ..attached.policies() };
            let outcome = decide(&request, &policies).outcome;
            let told = || format!("seed {seed}: {action} {resource} {own:?}\n{:#?}\n{bucket:#}", attached.documents);
            match own.first() {
                Some(Grant::Yes(_)) => {
                    yes += 1;
                    assert_eq!(outcome, Outcome::Allowed, "{}", told());
                }
                None => {
                    no += 1;
                    assert_ne!(outcome, Outcome::Allowed, "{}", told());
                }
                _ => {}
            }
        }
    }
    assert!(yes > 50 && no > 50, "{yes} {no}");
}

#[test]
fn effective_permissions_agree_with_the_evaluator_over_a_small_universe() {
    let (mut yes, mut no) = (0, 0);
    for seed in 0..count(30).min(5_000) {
        let mut r = Random::of_case(0x0eff_ec71_5eed_0004, seed);
        let attached = Attached::random(&mut r);
        let entries = effective(&attached.layers(), Reference::embedded());
        for action in TRIED {
            let entry = entries.iter().find(|e| e.actions.iter().any(|a| a == action));
            let told = || format!("seed {seed}: {action} {entry:?}\n{:#?}", attached.documents);
            let request = request(&mut r, action, "*");
            let fitting = UNIVERSE.iter().filter(|arn| arn.contains('/') == (*action != "s3:ListBucket"));
            let allowed = fitting.into_iter().any(|resource| {
                let mut here =
                    Request::new(request.caller.clone(), action, resource).with_resource_account("111122223333");
                for (key, value) in request.context() {
                    here.set(key, value.clone());
                }
                decide(&here, &attached.policies()).outcome == Outcome::Allowed
            });
            match entry {
                Some(entry) if !entry.conditional && entry.gap.is_none() => {
                    yes += 1;
                    assert!(allowed, "{}", told());
                }
                None => {
                    no += 1;
                    assert!(!allowed, "{}", told());
                }
                Some(_) => {}
            }
        }
    }
    assert!(yes > 5 && no > 5, "{yes} {no}");
}
