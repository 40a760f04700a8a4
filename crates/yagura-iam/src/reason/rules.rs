//! Statements without unknowns: each is made once larger and once smaller than it may really be.
//!
//! An answer "yes" is sought with Allows made smaller and Denies made larger, an answer "no" the other way round; what
//! lies between is unknown.

use smol_str::SmolStr;

use crate::condition::{Operator, OperatorKind, SetOperator, Test};
use crate::evaluate::PolicyKind;
use crate::glob::{Substitute, Tri};
use crate::policy::{Clause, Condition, Elements, Statement};
use crate::reason::lang::Lang;

/// Whether a rule covers at least, or at most, what its statement covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Over,
    Under,
}

/// A condition on one key, variables replaced.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lit {
    pub(crate) key: SmolStr,
    pub(crate) operator: Operator,
    pub(crate) test: Test,
}

/// Which resources a rule covers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reach {
    All,
    In(Vec<Lang>),
    NotIn(Vec<Lang>),
}

/// A statement made definite.
#[derive(Clone, Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) statement: &'a Statement,
    /// Which of the policies it stands in.
    pub(crate) policy: usize,
    pub(crate) side: Side,
    pub(crate) reach: Reach,
    pub(crate) lits: Vec<Lit>,
}

/// What a policy variable is for the caller in question.
pub(crate) enum Known {
    Is(String),
    Absent,
    /// The caller may choose it.
    Free,
}

/// The value that a free variable is tried with.
const SAMPLE: &str = "a";

impl<'a> Rule<'a> {
    /// `None` when the smaller version covers nothing.
    pub(crate) fn new(
        statement: &'a Statement,
        policy: usize,
        kind: PolicyKind,
        side: Side,
        variable: &dyn Fn(&str) -> Known,
    ) -> Option<Self> {
        let over = side == Side::Over;
        if !over && statement.condition_gap.is_some() {
            return None;
        }
        let mut bound: Vec<String> = Vec::new();
        let reach = match &statement.resource {
            Clause::Absent if matches!(kind, PolicyKind::Resource | PolicyKind::Trust) || over => Reach::All,
            Clause::Absent => return None,
            Clause::Is(Elements { gap: Some(_), .. }) if over => Reach::All,
            Clause::Not(Elements { gap: Some(_), .. }) if !over => return None,
            Clause::Is(elements) => {
                let mut langs = Vec::new();
                for item in &elements.items {
                    if let Some(pattern) =
                        item.pattern.substitute(&mut |key| replace(key, over, true, variable, &mut bound))
                    {
                        langs.extend(Lang::arn(&pattern, kind.short_arn()));
                    }
                }
                if langs.contains(&Lang::any()) { Reach::All } else { Reach::In(langs) }
            }
            Clause::Not(elements) => {
                let mut langs = Vec::new();
                for item in &elements.items {
                    // Made larger by leaving out less: a pattern with a free variable is dropped.
                    let mut dropped = false;
                    let pattern = item.pattern.substitute(&mut |key| {
                        let with = replace(key, !over, false, variable, &mut bound);
                        dropped |= over && matches!(with, Substitute::Absent) && matches!(variable(key), Known::Free);
                        with
                    });
                    if let Some(pattern) = pattern.filter(|_| !dropped) {
                        langs.extend(Lang::arn(&pattern, kind.short_arn()));
                    }
                }
                Reach::NotIn(langs)
            }
        };
        let mut lits = Vec::new();
        for condition in &statement.conditions {
            match lit(condition, over, variable, &mut bound) {
                Made::Lit(lit) => lits.push(lit),
                Made::True => {}
                Made::False => return None,
            }
        }
        for key in bound {
            let operator =
                Operator { kind: Some(OperatorKind::StringEquals), set: SetOperator::Single, if_exists: false };
            let test = Test::new(operator, &[SAMPLE.into()], false);
            lits.push(Lit { key: key.into(), operator, test });
        }
        Some(Self { statement, policy, side, reach, lits })
    }

    /// Whether another rule of the same policy is the same: made of the same statement, for callers who see no difference.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.statement.index == other.statement.index && self.reach == other.reach && self.lits == other.lits
    }

    /// Whether the rule covers the action.
    pub(crate) fn covers_action(&self, lower: &str) -> bool {
        match crate::evaluate::matching::action_covers(&self.statement.action, lower) {
            Tri::Yes => true,
            Tri::No => false,
            Tri::Unknown => self.side == Side::Over,
        }
    }
}

/// `grow`: the set of strings may be made larger (the variable stays and reads as `*`), else smaller.
fn replace(key: &str, grow: bool, bind: bool, variable: &dyn Fn(&str) -> Known, bound: &mut Vec<String>) -> Substitute {
    match variable(key) {
        Known::Is(text) => Substitute::Text(text),
        Known::Free if grow => Substitute::Keep,
        Known::Free if bind => {
            if !bound.iter().any(|b| b == key) {
                bound.push(key.to_owned());
            }
            Substitute::Text(SAMPLE.into())
        }
        Known::Absent | Known::Free => Substitute::Absent,
    }
}

enum Made {
    Lit(Lit),
    True,
    False,
}

fn lit(condition: &Condition, over: bool, variable: &dyn Fn(&str) -> Known, bound: &mut Vec<String>) -> Made {
    let Some(kind) = condition.operator.kind else { return Made::False };
    let negated = kind.is_negated();
    if condition.values.gap.is_some() {
        match (over, negated) {
            // Some unknown value may let it hold.
            (true, false) => return Made::True,
            // Some unknown value may keep it from holding.
            (false, true) => return Made::False,
            (true, true) | (false, false) => {}
        }
    }
    // The set of matching strings is made larger when the condition is to hold more often, for a negated one less often.
    let grow = over != negated;
    let mut each = |key: &str| replace(key, grow, !negated, variable, bound);
    let test = match &condition.test {
        Test::Text { patterns, fold } => {
            let patterns = patterns
                .iter()
                .filter_map(|p| {
                    p.substitute(&mut |key| match each(key) {
                        Substitute::Text(text) if *fold => Substitute::Text(text.to_lowercase()),
                        other => other,
                    })
                })
                .collect();
            Test::Text { patterns, fold: *fold }
        }
        Test::Arn(patterns) => Test::Arn(patterns.iter().filter_map(|p| p.substitute(&mut each)).collect()),
        other => other.clone(),
    };
    Made::Lit(Lit { key: condition.key_lower.clone(), operator: condition.operator, test })
}
