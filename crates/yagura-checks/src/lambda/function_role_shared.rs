//! `lambda-function-role-shared`

use std::collections::{BTreeMap, BTreeSet};
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use yagura_model::services::lambda::Function;
use yagura_model::{OWN_ACCOUNT, OWN_REGION, Resource, Template};

pub(crate) static CHECK: Check = Check {
    id: "lambda-function-role-shared",
    title: Text {
        ja: "複数のLambda関数が同じロールを共有している", en: "Lambda functions share one role"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "1つの関数が侵害されると、ほかの関数のための権限もすべて使われる。",
        en: "One function taken over has what all the others were given.",
    },
    fix: Text {
        ja: "関数ごとに、必要な権限だけを持つロールを作成する。",
        en: "Give each function a role of its own with what it needs.",
    },
    maps: &[Map::Sl(4), Map::Ap(1), Map::Csa(4)],
    types: &["AWS::Lambda::Function"],
    page: include_str!("function_role_shared.md"),
    run: |snapshot, report| {
        let mut users: Users<'_> = BTreeMap::new();
        for function in snapshot.lambda.functions.iter() {
            if let Some(Some(role)) = function.role.known() {
                users.entry(place(function, role)).or_default().insert(&function.meta.name);
            }
        }
        report.each(&CHECK, &snapshot.lambda.functions, |function| judge(&users, function));
    },
};

/// The names of the functions by account, template and role.
type Users<'s> = BTreeMap<(&'s str, &'s str, &'s str), BTreeSet<&'s str>>;

/// Where a role is: a role that a template makes and gives no name is that template's own, whatever others call theirs.
fn place<'s>(function: &'s Resource<Function>, role: &'s str) -> (&'s str, &'s str, &'s str) {
    let made = role.replace(OWN_ACCOUNT, "").replace(OWN_REGION, "").contains('{');
    let template = function.meta.template().filter(|_| made).map_or("", Template::home);
    (&function.meta.account, template, role)
}

fn judge(users: &Users<'_>, function: &Resource<Function>) -> Judgement {
    let Some(role) = function.role.get()?.as_deref() else { return Ok(Verdict::Skip) };
    let Some(names) = users.get(&place(function, role)) else { return Ok(Verdict::Pass) };
    let others: Vec<&str> = names.iter().copied().filter(|name| *name != function.meta.name).collect();
    if others.is_empty() {
        return Ok(Verdict::Pass);
    }
    let shown = others.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    Ok(Verdict::fail(function, "/Role").detail(
        format!("ほかの{}個の関数と共有: {shown}", others.len()),
        format!("shared with {} others: {shown}", others.len()),
    ))
}
