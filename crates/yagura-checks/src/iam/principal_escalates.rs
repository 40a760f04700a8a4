//! `iam-principal-escalates`

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

use serde::Serialize;
use yagura_iam::grants::Grant;
use yagura_model::{Gap, Resource};

use super::documents;
use super::escalation::{Ends, OF_AWS, PATHS, Path};
use super::limits::Limits;
use super::principals::{self, Holdings};

pub(crate) static CHECK: Check = Check {
    id: "iam-principal-escalates",
    title: Text {
        ja: "ユーザーまたはロールが権限昇格できる", en: "A user or role can give itself more permissions"
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "既知の権限昇格の経路を使い、限られた権限から管理者や別のロールになる。",
        en: "A known path leads from these limited rights to administration or to another role.",
    },
    fix: Text {
        ja: "経路に必要な操作を外すか、対象のリソースを限定する。権限の管理にはアクセス許可の境界を必須にする。",
        en: "Take away one action of the path or limit its resources; ask for a permissions boundary.",
    },
    maps: &[Map::Ia(10), Map::Ap(1), Map::Sl(4), Map::Attack("T1548"), Map::Attack("T1098")],
    types: &["AWS::IAM::User", "AWS::IAM::Role"],
    page: include_str!("principal_escalates.md"),
    run: |snapshot, report| {
        let limits = Limits::of(snapshot);
        report.each(&CHECK, &snapshot.iam.users, |user| judge(user, &principals::of_user(snapshot, user), &limits));
        report.each(&CHECK, &snapshot.iam.roles, |role| {
            if documents::service_linked(&role.path) {
                return Ok(Verdict::Skip);
            }
            judge(role, &principals::of_role(snapshot, role), &limits)
        });
    },
};

/// The paths that need an action of a service, by their place: whoever may call nothing of the service has none of them.
static OF_SERVICE: LazyLock<BTreeMap<&str, BTreeSet<usize>>> = LazyLock::new(|| {
    let mut of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, path) in PATHS.iter().enumerate() {
        for action in path.needs {
            let service = action.split_once(':').map_or(*action, |(service, _)| service);
            of.entry(service).or_default().insert(at);
        }
    }
    of
});

fn judge<T: Serialize>(principal: &Resource<T>, holdings: &Holdings, limits: &Limits) -> Judgement {
    if holdings.is_admin().is_ok_and(|grant| grant.is_yes()) && !limits.end_administration(&principal.meta, holdings) {
        return Ok(Verdict::Pass);
    }
    let denied = |action: &str| limits.deny(&principal.meta, action);
    let mut answers: BTreeMap<&str, Result<Grant, Gap>> = BTreeMap::new();
    let mut gap = None;
    let mut open: Vec<(&Path, Vec<String>)> = Vec::new();
    let mut open_to = vec![true; PATHS.len()];
    if let Some(services) = holdings.services() {
        let unsaid = OF_SERVICE.iter().filter(|(service, _)| !services.contains(*service));
        for at in unsaid.flat_map(|(_, paths)| paths) {
            if let Some(open) = open_to.get_mut(*at) {
                *open = false;
            }
        }
    }
    for path in PATHS.iter().zip(open_to).filter_map(|(path, open)| open.then_some(path)) {
        let mut pointers = Vec::new();
        let mut state = Ok(true);
        for action in path.needs {
            match answers.entry(action).or_insert_with(|| holdings.everywhere(action)) {
                Ok(grant) if grant.is_yes() && !denied(action) => pointers.extend(holdings.sources(grant).1),
                Ok(_) => {
                    state = Ok(false);
                    break;
                }
                Err(reason) => state = Err(reason.clone()),
            }
        }
        match state {
            Ok(true) => open.push((path, pointers)),
            Ok(false) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    let by_name: Vec<(&str, &Path, &str)> = holdings
        .of_aws
        .iter()
        .filter(|_| holdings.boundary.is_none())
        .filter_map(|(name, pointer)| {
            let (_, id) = OF_AWS.iter().find(|(known, _)| known == name)?;
            let path = PATHS.iter().find(|path| path.id == *id)?;
            (!path.needs.iter().any(|action| denied(action))).then_some((name.as_str(), path, pointer.as_str()))
        })
        .collect();
    let named = by_name.iter().map(|(_, path, pointer)| (*path, vec![(*pointer).to_owned()]));
    open.extend(named);
    let Some(worst) = open.iter().map(|(path, _)| path.ends).min() else {
        return gap.map_or(Ok(Verdict::Pass), Err);
    };
    let mut pointers: Vec<&str> = open.iter().flat_map(|(_, pointers)| pointers).map(String::as_str).collect();
    pointers.sort_unstable();
    pointers.dedup();
    let shown: Vec<String> =
        open.iter().take(3).map(|(path, _)| format!("{} ({})", path.id, path.needs.join(" + "))).collect();
    let (number, shown) = (open.len(), shown.join(", "));
    let severity = if worst == Ends::ExistingRole { Severity::Medium } else { Severity::High };
    Ok(Verdict::fail_all(principal, &pointers)
        .severity(severity)
        .detail(format!("{number}件の経路: {shown}"), format!("{number} paths: {shown}")))
}
