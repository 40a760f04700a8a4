//! How the layers come together (§5 and §6 of the design).

use super::matching::{Named, PolicyKind};
use super::{Deciding, Decision, Heard, Hit, Layer, LayerReport, Outcome, Policies, Said, gap_of, hear};
use crate::glob::{SplitArn, Tri};
use crate::policy::{Gap, Policy};
use crate::reach::{Answer, ResourceContext, is_public};
use crate::reference::{AccessLevel, Reference};
use crate::request::{Caller, Request};

/// One policy's answer with its place.
struct Answered<'a> {
    layer: Layer,
    level: usize,
    at: usize,
    policy: &'a Policy,
    heard: Heard,
    /// Its statements among [`Asked::hits`].
    hits: std::ops::Range<usize>,
}

impl<'a> Answered<'a> {
    fn deciding(&self, statement: usize, denies: bool) -> Deciding<'a> {
        let sid = self.policy.statement(statement).and_then(|s| s.sid.as_deref());
        Deciding { layer: self.layer, level: self.level, policy: self.at, statement, sid, denies }
    }
}

/// What the policies of one layer say together.
#[derive(Clone, Copy)]
struct Sum {
    present: bool,
    union: Tri,
    intersection: Tri,
    denies: Tri,
}

/// All answers. The statements of all policies share one list: a decision is made millions of times, and memory for each
/// policy would cost more than the matching.
struct Asked<'a> {
    all: Vec<Answered<'a>>,
    hits: Vec<Hit>,
    sums: [Sum; 7],
}

impl<'a> Asked<'a> {
    fn new(policies: &Policies<'a>) -> Self {
        let levels = policies.scps.iter().chain(&policies.rcps).map(Vec::len).sum::<usize>();
        let single = policies.identity.len() + policies.boundaries.len() + policies.session.len();
        let nothing = Sum { present: false, union: Tri::No, intersection: Tri::Yes, denies: Tri::No };
        Self {
            all: Vec::with_capacity(levels + single + policies.endpoints.len() + 2),
            hits: Vec::with_capacity(8),
            sums: [nothing; 7],
        }
    }

    fn sum(&self, layer: Layer) -> Sum {
        self.sums.get(layer as usize).copied().unwrap_or(Sum {
            present: false,
            union: Tri::No,
            intersection: Tri::Yes,
            denies: Tri::No,
        })
    }

    fn add(
        &mut self,
        layer: Layer,
        level: usize,
        at: usize,
        policy: &'a Policy,
        ask: impl FnOnce(&mut Vec<Hit>) -> Heard,
    ) {
        let from = self.hits.len();
        let heard = ask(&mut self.hits);
        if let Some(sum) = self.sums.get_mut(layer as usize) {
            sum.present = true;
            sum.union = sum.union.or(heard.allow);
            sum.intersection = sum.intersection.and(heard.allow);
            sum.denies = sum.denies.or(heard.deny);
        }
        self.all.push(Answered { layer, level, at, policy, heard, hits: from..self.hits.len() });
    }

    fn hits(&self, answered: &Answered<'_>) -> &[Hit] {
        self.hits.get(answered.hits.clone()).unwrap_or_default()
    }

    /// The statements of a layer's policies, or of all, that said so.
    fn deciding(&self, layer: Option<Layer>, said: Said, out: &mut Vec<Deciding<'a>>) {
        for answered in self.all.iter().filter(|a| layer.is_none_or(|layer| a.layer == layer)) {
            let hits = self.hits(answered).iter().filter(|h| h.said == said);
            out.extend(hits.map(|h| answered.deciding(h.statement, said == Said::Denies)));
        }
    }
}

/// By which names the resource policy grants, each three-valued.
#[derive(Clone, Copy)]
struct Granted {
    /// The caller itself, or everyone.
    direct: Tri,
    /// The role of a session, or the user of a federated session: boundary and session policy still limit.
    limited: Tri,
    /// The caller's account: the account's own policies must allow too.
    delegated: Tri,
}

const NOTHING: Granted = Granted { direct: Tri::No, limited: Tri::No, delegated: Tri::No };

impl Granted {
    fn of(heard: Heard, hits: &[Hit]) -> Self {
        let any = |wanted: fn(Named) -> bool| {
            let has = |said: Said| hits.iter().any(|h| h.said == said && h.named.is_some_and(wanted));
            if has(Said::Allows) {
                Tri::Yes
            } else if heard.gap || has(Said::MayAllow) {
                Tri::Unknown
            } else {
                Tri::No
            }
        };
        Self {
            direct: any(|n| n == Named::Direct),
            limited: any(|n| matches!(n, Named::Role | Named::User)),
            delegated: any(|n| n == Named::Account),
        }
    }

    fn any(self) -> Tri {
        self.direct.or(self.limited).or(self.delegated)
    }

    /// Both policies must grant (an access point and its bucket); the weaker name counts.
    fn both(self, other: Self) -> Self {
        Self {
            direct: self.direct.and(other.direct),
            limited: self.direct.or(self.limited).and(other.direct.or(other.limited)),
            delegated: self.any().and(other.any()),
        }
    }
}

/// Whether the resource's own policy is the root of trust, so that an identity policy alone never suffices.
fn needs_resource_policy(request: &Request) -> bool {
    let action = request.action_lower();
    (action.starts_with("kms:") && request.effective_resource().contains(":key/")) || is_assume_role(action)
}

fn is_assume_role(lower: &str) -> bool {
    matches!(
        lower,
        "sts:assumerole"
            | "sts:assumerolewithwebidentity"
            | "sts:assumerolewithsaml"
            | "sts:tagsession"
            | "sts:setsourceidentity"
            | "sts:setcontext"
    )
}

/// Decides a request.
///
/// Where AWS's words are known: a resource policy that names a federated user's session gives it permissions beyond its
/// session policy (IAM User Guide, "Permissions for GetFederationToken"); a Deny with NotPrincipal hits every principal
/// with a boundary ("Permissions boundaries for IAM entities").
/// Uncertain, resting on a secondary source: that a session policy's implicit deny does not limit what names a role
/// session's ARN, and that boundary and session policy limit what names the user behind a federated session.
///
/// When the resource's account is not known (bucket ARNs carry none) and no resource policy is given, the resource is
/// taken for one of the caller's own account, as the IAM policy simulator does; with a resource policy the result is
/// unknown unless it is the same either way.
pub fn decide<'a>(request: &Request, policies: &Policies<'a>) -> Decision<'a> {
    match (request.caller.account(), request.resource_account()) {
        (Some(_), None) if policies.resource.is_some() && request.effective_resource() != "*" => {
            let own = with_same(request, policies, true);
            let foreign = with_same(request, policies, false);
            if own.outcome == foreign.outcome {
                return own;
            }
            let gap = Gap::new("resource-account", "which account owns the resource is not known");
            Decision {
                outcome: Outcome::Unknown,
                by: Vec::new(),
                statements: Vec::new(),
                layers: own.layers,
                gap: Some(gap),
            }
        }
        (Some(_), None) => with_same(request, policies, true),
        (Some(own), Some(account)) => with_same(request, policies, own == account),
        (None, _) => with_same(request, policies, false),
    }
}

fn with_same<'a>(request: &Request, policies: &Policies<'a>, same: bool) -> Decision<'a> {
    // No permission is needed, and no policy can take it away (AWS STS API Reference, "GetCallerIdentity").
    if request.action_lower() == "sts:getcalleridentity" && request.caller.account().is_some() {
        return Decision {
            outcome: Outcome::Allowed,
            by: Vec::new(),
            statements: Vec::new(),
            layers: Vec::new(),
            gap: None,
        };
    }
    let caller = &request.caller;
    let principal = caller.account().is_some();
    let root = matches!(caller, Caller::Root { .. });
    let linked = caller.is_service_linked();
    let management = policies.settings.management_account.as_deref();
    let bounded = !policies.boundaries.is_empty();
    let arn = SplitArn::new(request.effective_resource());
    let mut asked = Asked::new(policies);
    let mut ask = |layer: Layer, kind: PolicyKind, level: usize, list: &[&'a Policy]| {
        for (at, policy) in list.iter().copied().enumerate() {
            asked.add(layer, level, at, policy, |hits| hear(policy, kind, request, &arn, bounded, hits));
        }
    };
    if principal && !root {
        ask(Layer::Identity, PolicyKind::Identity, 0, &policies.identity);
        ask(Layer::Boundary, PolicyKind::Boundary, 0, &policies.boundaries);
        ask(Layer::Session, PolicyKind::Session, 0, &policies.session);
    }
    let resource_kind = if is_assume_role(request.action_lower()) { PolicyKind::Trust } else { PolicyKind::Resource };
    if let Some(policy) = policies.resource {
        ask(Layer::Resource, resource_kind, 0, &[policy]);
    }
    if let Some(policy) = policies.settings.access_point {
        ask(Layer::Resource, PolicyKind::Resource, 1, &[policy]);
    }
    // SCPs do not bind service-linked roles, services, the management account, or callers of no account.
    let scp_applies = principal && !linked && caller.account() != management;
    if scp_applies {
        for (level, list) in policies.scps.iter().enumerate() {
            ask(Layer::Scp, PolicyKind::Scp, level, list);
        }
    }
    let service = request.action_lower().split(':').next().unwrap_or_default();
    let rcp_applies = !policies.rcps.is_empty()
        && !linked
        && (management.is_none() || request.resource_account() != management)
        && Reference::embedded().supports_rcp(service);
    if rcp_applies {
        for (level, list) in policies.rcps.iter().enumerate() {
            ask(Layer::Rcp, PolicyKind::Rcp, level, list);
        }
    }
    ask(Layer::Endpoint, PolicyKind::Endpoint, 0, &policies.endpoints);

    // An explicit deny anywhere.
    let deny = asked.sums.iter().fold(Tri::No, |so_far, sum| so_far.or(sum.denies));

    let identity = if root { Tri::Yes } else { asked.sum(Layer::Identity).union };
    let boundary = asked.sum(Layer::Boundary).intersection;
    let session = asked.sum(Layer::Session).intersection;
    let endpoint = asked.sum(Layer::Endpoint).intersection;
    let scp = if scp_applies {
        (0..policies.scps.len()).fold(Tri::Yes, |so_far, level| {
            let here = asked.all.iter().filter(|a| a.layer == Layer::Scp && a.level == level);
            so_far.and(here.fold(Tri::No, |found, a| found.or(a.heard.allow)))
        })
    } else {
        Tri::Yes
    };
    let limits = boundary.and(session);
    let mut granted = resource_grant(request, policies, &asked, same);
    if !principal {
        granted.limited = Tri::No;
        granted.delegated = Tri::No;
    }
    let own_way = identity.and(limits);
    let allow = if !principal {
        granted.direct
    } else if same {
        let by_resource = granted.direct.or(granted.limited.and(limits));
        // Not even the root user may use a key whose policy does not let its account in (AWS KMS Developer Guide, "Key
        // policies").
        let by_identity = if needs_resource_policy(request) { own_way.and(granted.any()) } else { own_way };
        by_identity.or(by_resource)
    } else {
        own_way.and(granted.any())
    };
    // Who can call AssumeRole is an IAM user or a role (IAM User Guide, "Compare AWS STS credentials"); AssumeRoot takes no
    // root user's credentials (AWS STS API Reference, "AssumeRoot").
    let no_role_for_root = root && matches!(request.action_lower(), "sts:assumerole" | "sts:assumeroot");
    let reserved = is_reserved(request) || no_role_for_root;
    let allow = if reserved { Tri::No } else { allow.and(scp).and(endpoint) };

    let mut layers: Vec<LayerReport> = Vec::with_capacity(7);
    let mut report = |layer: Layer, allows: Tri, present: bool| {
        if present {
            layers.push(LayerReport { layer, allows, denies: asked.sum(layer).denies });
        }
    };
    let present = |layer: Layer| asked.sum(layer).present;
    report(Layer::Identity, identity, principal);
    report(Layer::Resource, granted.any(), present(Layer::Resource) || !same);
    report(Layer::Boundary, boundary, present(Layer::Boundary));
    report(Layer::Session, session, present(Layer::Session));
    report(Layer::Scp, scp, scp_applies && !policies.scps.is_empty());
    report(Layer::Rcp, Tri::Yes, rcp_applies);
    report(Layer::Endpoint, endpoint, present(Layer::Endpoint));

    let outcome = match (deny, allow) {
        (Tri::Yes, _) => Outcome::ExplicitDeny,
        (_, Tri::No) => Outcome::ImplicitDeny,
        (Tri::No, Tri::Yes) => Outcome::Allowed,
        _ => Outcome::Unknown,
    };
    let mut out = Decision { outcome, by: Vec::new(), statements: Vec::new(), layers, gap: None };
    match outcome {
        Outcome::ExplicitDeny => {
            asked.deciding(None, Said::Denies, &mut out.statements);
            out.by.extend(out.statements.iter().map(|s| s.layer));
            out.by.sort_unstable();
            out.by.dedup();
        }
        Outcome::ImplicitDeny => {
            let failed = |layer: Layer, truth: Tri| (truth != Tri::Yes).then_some(layer);
            out.by = implicit(
                principal,
                same,
                request,
                identity,
                granted,
                [
                    failed(Layer::Boundary, boundary),
                    failed(Layer::Session, session),
                    failed(Layer::Scp, scp),
                    failed(Layer::Endpoint, endpoint),
                ],
            );
        }
        Outcome::Allowed => {
            let by_identity =
                !root && own_way == Tri::Yes && (!same || !needs_resource_policy(request) || granted.any() == Tri::Yes);
            let by_resource = if !principal || !same || needs_resource_policy(request) {
                granted.any() == Tri::Yes
            } else {
                granted.direct == Tri::Yes || (granted.limited == Tri::Yes && limits == Tri::Yes)
            };
            for (layer, counts) in [(Layer::Identity, by_identity), (Layer::Resource, by_resource)] {
                if counts {
                    out.by.push(layer);
                    asked.deciding(Some(layer), Said::Allows, &mut out.statements);
                }
            }
        }
        Outcome::Unknown => {
            out.gap = asked.all.iter().find_map(|a| gap_of(a.policy, asked.hits(a), request));
            out.gap.get_or_insert_with(|| Gap::new("unknown", "what decides was not read"));
        }
    }
    out
}

/// The layers that ought to have allowed.
fn implicit(
    principal: bool,
    same: bool,
    request: &Request,
    identity: Tri,
    granted: Granted,
    others: [Option<Layer>; 4],
) -> Vec<Layer> {
    let mut out = Vec::new();
    if principal && identity != Tri::Yes {
        out.push(Layer::Identity);
    }
    if granted.any() != Tri::Yes && (!principal || !same || needs_resource_policy(request)) {
        out.push(Layer::Resource);
    }
    out.extend(others.into_iter().flatten());
    out
}

/// What the resource's side grants: its policy, KMS grants, S3 ACLs, within the public access block.
fn resource_grant(request: &Request, policies: &Policies<'_>, asked: &Asked<'_>, same: bool) -> Granted {
    let at = |level: usize| {
        let found = asked.all.iter().find(|a| a.layer == Layer::Resource && a.level == level);
        found.map(|a| Granted::of(a.heard, asked.hits(a)))
    };
    let mut granted = at(0).unwrap_or(NOTHING);
    if let Some(point) = at(1) {
        granted = granted.both(point);
    }
    if let Some(s3) = &policies.settings.s3 {
        // RestrictPublicBuckets: a public policy reaches only principals of the owner's account and AWS services.
        if s3.restrict_public_buckets
            && !same
            && !matches!(request.caller, Caller::Service(_))
            && let Some(policy) = policies.resource
        {
            match is_public(
                policy,
                &ResourceContext { account: request.resource_account(), ..ResourceContext::service("s3") },
            ) {
                Answer::Yes(_) => granted = NOTHING,
                Answer::Unknown(_) => granted = granted.both(Granted { direct: Tri::Unknown, ..NOTHING }),
                Answer::No(_) => {}
            }
        }
        if s3.acl_allows(request) {
            granted.direct = Tri::Yes;
        }
    }
    for grant in &policies.settings.kms_grants {
        granted.direct = granted.direct.or(grant.covers(request));
    }
    granted
}

/// What belongs to AWS inside an account cannot be changed by anyone there: AWS managed policies, and the roles that
/// IAM Identity Center keeps under `/aws-reserved/`.
fn is_reserved(request: &Request) -> bool {
    let resource = request.resource();
    if !request.action_lower().starts_with("iam:")
        || !(resource.contains(":iam::aws:policy/") || resource.contains(":role/aws-reserved/"))
    {
        return false;
    }
    // Attaching such a policy changes the user, group or role, not the policy.
    Reference::embedded().action(request.action_lower()).is_some_and(|(_, action)| {
        matches!(action.level, AccessLevel::Write | AccessLevel::Tagging | AccessLevel::PermissionsManagement)
    })
}
