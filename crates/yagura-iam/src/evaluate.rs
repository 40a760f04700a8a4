//! Decisions: one request against every policy that has a say.
//!
//! Rests on the IAM User Guide, "Policy evaluation logic" (single account, cross-account, "The difference between explicit
//! and implicit denies"), the AWS Organizations User Guide (SCPs, RCPs), the AWS KMS Developer Guide ("Key policies",
//! "Grants") and the Amazon S3 User Guide ("Blocking public access", "Access control list overview").

mod decide;
pub(crate) mod matching;
mod special;

pub use decide::decide;
pub use matching::PolicyKind;
pub use special::{AclGrant, AclGrantee, AclPermission, KmsGrant, S3Settings};

use crate::glob::{SplitArn, Tri};
use crate::policy::{Effect, Gap, Policy};
use crate::request::Request;
use matching::{Named, applies, may_be_stronger};

/// Everything that has a say in a request; what is empty does not exist.
/// A policy that exists but was not read is [`Policy::unknown`].
#[derive(Clone, Debug, Default)]
pub struct Policies<'a> {
    /// Attached to the caller, directly and through groups.
    pub identity: Vec<&'a Policy>,
    /// The caller's permissions boundaries; all of them must allow.
    pub boundaries: Vec<&'a Policy>,
    /// Passed when the session was made; all of them must allow.
    pub session: Vec<&'a Policy>,
    /// The policy of the resource; for `sts:AssumeRole*` the role's trust policy.
    pub resource: Option<&'a Policy>,
    /// Service control policies: one list per level, root first.
    pub scps: Vec<Vec<&'a Policy>>,
    /// Resource control policies on the resource's path: one list per level, root first.
    /// `RCPFullAWSAccess` is always attached and need not be listed.
    pub rcps: Vec<Vec<&'a Policy>>,
    /// Policies of the VPC endpoint that the call goes through; all of them must allow.
    pub endpoints: Vec<&'a Policy>,
    /// What services add.
    pub settings: Settings<'a>,
}

/// What services add to the policies.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// The management account of the organization: SCPs do not bind its principals, nor RCPs its resources.
    pub management_account: Option<String>,
    /// Grants on the KMS key.
    pub kms_grants: Vec<KmsGrant>,
    /// How the bucket is set up.
    pub s3: Option<S3Settings>,
    /// The policy of the S3 access point that the call goes through.
    pub access_point: Option<&'a Policy>,
}

/// The result, as AWS would give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Allowed.
    Allowed,
    /// A Deny statement applies.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
    /// Something that decides was not read.
    Unknown,
}

/// A kind of policy that takes part in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the field of `Policies` of the same name")]
pub enum Layer {
    Identity,
    Resource,
    Boundary,
    Session,
    Scp,
    Rcp,
    Endpoint,
}

impl Layer {
    /// Its name in wire formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Endpoint => "endpoint",
        }
    }
}

/// A statement that made the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deciding<'a> {
    /// Where its policy stands.
    pub layer: Layer,
    /// For SCPs and RCPs the level, from 0 at the root.
    pub level: usize,
    /// Position of the policy in its list.
    pub policy: usize,
    /// Position of the statement in the policy.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<&'a str>,
    /// It denies.
    pub denies: bool,
}

/// What one layer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerReport {
    /// Which.
    pub layer: Layer,
    /// Whether it allows.
    pub allows: Tri,
    /// Whether it denies explicitly.
    pub denies: Tri,
}

/// A decision and what made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The result.
    pub outcome: Outcome,
    /// Allowed: the layers that grant. Explicit deny: those that deny. Implicit deny: those that ought to allow and do not.
    pub by: Vec<Layer>,
    /// The statements behind it; none for an implicit deny.
    pub statements: Vec<Deciding<'a>>,
    /// Every layer that took part.
    pub layers: Vec<LayerReport>,
    /// What keeps an unknown result from being known.
    pub gap: Option<Gap>,
}

/// What a statement that covers a request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Allows,
    MayAllow,
    Denies,
    MayDeny,
}

/// A statement that covers a request, or may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) statement: usize,
    pub(crate) said: Said,
    /// The name by which it covers the caller.
    pub(crate) named: Option<Named>,
}

/// What one policy says of one request, in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Whether some statement allows, Denies left aside.
    pub(crate) allow: Tri,
    /// Whether some statement denies.
    pub(crate) deny: Tri,
    /// The policy has statements that were not read.
    pub(crate) gap: bool,
}

impl Heard {
    /// Whether the policy alone allows the request.
    pub(crate) fn granted(self) -> Tri {
        self.allow.and(self.deny.negate())
    }
}

pub(crate) fn policy_result(policy: &Policy, kind: PolicyKind, request: &Request, bounded: bool) -> Heard {
    hear(policy, kind, request, &SplitArn::new(request.effective_resource()), bounded, &mut Vec::new())
}

/// Asks every statement of a policy; what covers the request is added to `hits`.
fn hear(
    policy: &Policy,
    kind: PolicyKind,
    request: &Request,
    arn: &SplitArn<'_>,
    bounded: bool,
    hits: &mut Vec<Hit>,
) -> Heard {
    let unread = if policy.gap.is_some() { Tri::Unknown } else { Tri::No };
    let mut out = Heard { allow: unread, deny: unread, gap: policy.gap.is_some() };
    let mut hit = |statement: usize, said: Said, named: Option<Named>| {
        match said {
            Said::Allows => out.allow = Tri::Yes,
            Said::MayAllow => out.allow = out.allow.or(Tri::Unknown),
            Said::Denies => out.deny = Tri::Yes,
            Said::MayDeny => out.deny = out.deny.or(Tri::Unknown),
        }
        hits.push(Hit { statement, said, named });
    };
    for statement in &policy.statements {
        let (truth, named) = applies(statement, kind, request, arn, bounded);
        match (truth, &statement.effect) {
            (Tri::No, _) => {}
            (Tri::Yes, Effect::Allow) => {
                hit(statement.index, Said::Allows, named);
                if may_be_stronger(statement, named) {
                    hit(statement.index, Said::MayAllow, Some(Named::Direct));
                }
            }
            (Tri::Unknown, Effect::Allow) => {
                let named = if may_be_stronger(statement, named) { Some(Named::Direct) } else { named };
                hit(statement.index, Said::MayAllow, named);
            }
            (Tri::Yes, Effect::Deny) => hit(statement.index, Said::Denies, named),
            (Tri::Unknown, Effect::Deny) => hit(statement.index, Said::MayDeny, named),
            (_, Effect::Unknown(_)) => {
                let named = if may_be_stronger(statement, named) { Some(Named::Direct) } else { named };
                hit(statement.index, Said::MayAllow, named);
                hit(statement.index, Said::MayDeny, named);
            }
        }
    }
    out
}

/// Whether a policy denies a request, whatever else allows it.
pub fn denies(policy: &Policy, kind: PolicyKind, request: &Request) -> Tri {
    policy_result(policy, kind, request, false).deny
}

/// The gap behind a policy's unknown answer.
pub(crate) fn gap_of(policy: &Policy, hits: &[Hit], request: &Request) -> Option<Gap> {
    let of = |said: Said| hits.iter().filter(move |h| h.said == said);
    let mut statements = of(Said::MayDeny).chain(of(Said::MayAllow)).filter_map(|hit| policy.statement(hit.statement));
    policy.gap.as_deref().cloned().or_else(|| {
        statements.find_map(|s| {
            s.gap().or_else(|| request.context_gap(s.conditions.iter().map(|c| c.key_lower.as_str()))).cloned()
        })
    })
}
