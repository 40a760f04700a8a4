//! What does one policy allow that another does not?

use crate::evaluate::PolicyKind;
use crate::evaluate::matching::principal_covers;
use crate::evaluate::policy_result;
use crate::glob::Tri;
use crate::policy::{Effect, Gap, Policy, Statement};
use crate::reach::{Answer, Barrier, Proof, ResourceContext, everyone, witness};
use crate::reason::actions::candidates;
use crate::reason::lang::{Budget, Exhausted};
use crate::reason::rules::{Known, Rule, Side};
use crate::reason::search::Search;
use crate::reason::world::{Kind, Names, Road, Spec, World};
use crate::reference::Reference;
use crate::request::Caller;

const BUDGET: u64 = 3_000_000;

/// Whether `new` allows a request that `old` does not.
///
/// `kind` says what both are attached to; for identity policies the holder is one principal and every context is possible.
/// The witness of a yes names the statements of `new`; a no is a proof.
pub fn allows_more(old: &Policy, new: &Policy, kind: PolicyKind, context: &ResourceContext<'_>) -> Answer {
    if let Some(gap) = new.gap.as_ref().or(old.gap.as_ref()) {
        return Answer::Unknown((**gap).clone());
    }
    let resource = matches!(kind, PolicyKind::Resource | PolicyKind::Trust);
    let mut merged = new.clone();
    merged.statements.extend(old.statements.iter().cloned());
    let names = Names::of(&merged);
    let specs = if resource {
        match everyone(&merged, &names, context) {
            Some(specs) => specs,
            None => {
                return Answer::Unknown(Gap::new(
                    "budget",
                    "policies have too many patterns of account numbers to go through",
                ));
            }
        }
    } else {
        let arn = "arn:aws:iam::{AccountId}:role/holder".to_owned();
        let caller = Caller::RoleSession {
            account: "{AccountId}".into(),
            role_arn: arn,
            session_arn: None,
            path_unknown: false,
        };
        vec![Spec {
            kind: Kind::Role,
            caller,
            account: Some("{AccountId}".into()),
            named: true,
            fixed: false,
            road: Road::Internet,
        }]
    };
    let plain = Names::nothing(&names.partition);
    let world = World {
        names: &plain,
        organizations: std::collections::BTreeSet::new(),
        own_account: context.account.map(str::to_owned),
        own_organization: context.organization.map(str::to_owned),
        now: context.now,
        reference: context.reference.unwrap_or_else(|| Reference::embedded()),
        everyone: true,
    };
    let question = Question { old, new, kind, context, world: &world, specs: &specs };
    if let Ok(Some(answer)) = question.search(Side::Under) {
        return answer;
    }
    match question.search(Side::Over) {
        Ok(None) => {
            let barriers = new
                .statements
                .iter()
                .filter(|s| s.effect == Effect::Allow)
                .map(|s| (s.index, Barrier::Denied))
                .collect();
            Answer::No(Proof { barriers })
        }
        Ok(Some(_)) => {
            let gap = new.first_gap().or(old.first_gap()).cloned();
            Answer::Unknown(
                gap.unwrap_or_else(|| Gap::new("variable", "the answer hangs on the value of a policy variable")),
            )
        }
        Err(Exhausted) => {
            Answer::Unknown(Gap::new("budget", "policies are too intricate to be compared within the time allowed"))
        }
    }
}

struct Question<'q> {
    old: &'q Policy,
    new: &'q Policy,
    kind: PolicyKind,
    context: &'q ResourceContext<'q>,
    world: &'q World<'q>,
    specs: &'q [Spec],
}

impl<'q> Question<'q> {
    fn search(&self, side: Side) -> Result<Option<Answer>, Exhausted> {
        let other = if side == Side::Over { Side::Under } else { Side::Over };
        let budget = Budget::new(BUDGET);
        let mut exhausted = false;
        let identity = !matches!(self.kind, PolicyKind::Resource | PolicyKind::Trust);
        for spec in self.specs {
            let variable = |key: &str| if identity { Known::Free } else { self.world.variable(spec, key) };
            let rules = |policy: &'_ Policy, wanted: &Effect, side: Side| -> Vec<(usize, Side)> {
                let takes = |s: &&Statement| match &s.effect {
                    Effect::Unknown(_) => side == Side::Over,
                    effect => effect == wanted,
                };
                let speaks = |s: &&Statement| match principal_covers(s, self.kind, &spec.caller, false).0 {
                    Tri::Yes => true,
                    Tri::No => false,
                    Tri::Unknown => side == Side::Over,
                };
                policy.statements.iter().filter(takes).filter(speaks).map(|s| (s.index, side)).collect()
            };
            let build = |policy: &'q Policy, list: Vec<(usize, Side)>| -> Vec<Rule<'q>> {
                list.into_iter()
                    .filter_map(|(at, side)| {
                        policy.statement(at).and_then(|s| Rule::new(s, 0, self.kind, side, &variable))
                    })
                    .collect()
            };
            let allows = build(self.new, rules(self.new, &Effect::Allow, side));
            if allows.is_empty() {
                continue;
            }
            let denies = build(self.new, rules(self.new, &Effect::Deny, other));
            let old_allows = build(self.old, rules(self.old, &Effect::Allow, other));
            let old_denies = build(self.old, rules(self.old, &Effect::Deny, side));
            let domain =
                |key: &str| if identity { crate::grants::holder_domain(key) } else { self.world.domain(spec, key) };
            let mut avoided: Vec<Rule<'_>> = denies.clone();
            avoided.extend(old_allows.iter().cloned());
            let mut told_apart = avoided.clone();
            told_apart.extend(old_denies.iter().cloned());
            for allow in &allows {
                for candidate in candidates(self.world.reference, self.context.service, allow, &told_apart, self.kind) {
                    let covers = |rules: &'_ [Rule<'_>]| -> Vec<usize> {
                        (0..rules.len())
                            .filter(|i| rules.get(*i).is_some_and(|r| r.covers_action(&candidate.lower)))
                            .collect()
                    };
                    let pick =
                        |rules: &[usize], from: usize| -> Vec<usize> { rules.iter().map(|i| i + from).collect() };
                    let own_denies = pick(&covers(&denies), 0);
                    let mut all = own_denies.clone();
                    all.extend(pick(&covers(&old_allows), denies.len()));
                    // Not allowed by the old one: no Allow covers it, or a Deny does.
                    let ways = std::iter::once((all, None))
                        .chain(covers(&old_denies).into_iter().map(|i| (own_denies.clone(), old_denies.get(i))));
                    for (indexes, within) in ways {
                        let search = Search {
                            denies: indexes.iter().filter_map(|i| avoided.get(*i)).collect(),
                            domain: &domain,
                            budget: &budget,
                            within,
                        };
                        for resources in &candidate.resources {
                            match search.run(allow, resources) {
                                Ok(Ok(model)) => {
                                    let found =
                                        witness(self.world, spec, &candidate, &model.resource, &model.context, allow);
                                    let more = policy_result(self.new, self.kind, &found.request, false).granted()
                                        == Tri::Yes
                                        && policy_result(self.old, self.kind, &found.request, false).granted()
                                            == Tri::No;
                                    if side == Side::Over || more {
                                        return Ok(Some(Answer::Yes(Box::new(found))));
                                    }
                                    exhausted = true;
                                }
                                Ok(Err(_)) => {}
                                Err(Exhausted) => exhausted = true,
                            }
                        }
                    }
                }
            }
        }
        if exhausted { Err(Exhausted) } else { Ok(None) }
    }
}
