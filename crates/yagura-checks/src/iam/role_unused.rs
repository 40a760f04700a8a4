//! `iam-role-unused`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::iam::Role;
use yagura_model::{Gap, Resource, Snapshot};

use crate::when::days_since;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-unused",
    title: Text {
        ja: "90日以上使われていないロールが残っている", en: "A role was not used for 90 days"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "使われていないロールの権限は見直されず、侵入後の足場や権限昇格の踏み台になる。",
        en: "Nobody reviews the rights of an unused role; an intruder uses it as a stepping stone.",
    },
    fix: Text {
        ja: "不要なロールを削除する。必要なら権限を最小限に絞る。",
        en: "Delete the role, or cut its rights down to what is needed.",
    },
    maps: &[Map::Ia(3), Map::Ap(1), Map::Attack("T1078.004")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_unused.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role)),
};

const DAYS: i64 = 90;

fn judge(snapshot: &Snapshot, role: &Resource<Role>) -> Judgement {
    let of_aws = role
        .path
        .get()?
        .as_deref()
        .is_some_and(|path| path.starts_with("/aws-service-role/") || path.starts_with("/aws-reserved/"));
    if of_aws || role.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let created = role.create_date.get()?.as_deref().ok_or_else(|| Gap::error("the role has no creation date"))?;
    if days_since(snapshot, created)? <= DAYS {
        return Ok(Verdict::Pass);
    }
    let used = role.role_last_used.get()?.as_ref().and_then(|used| used.last_used_date.as_deref());
    let Some(used) = used else {
        return Ok(Verdict::fail_all(role, &["/RoleLastUsed", "/CreateDate"])
            .detail("使用の記録がない", "no use is on record"));
    };
    let days = days_since(snapshot, used)?;
    if days <= DAYS {
        return Ok(Verdict::Pass);
    }
    Ok(Verdict::fail(role, "/RoleLastUsed/LastUsedDate")
        .detail(format!("最後の使用は{days}日前"), format!("last used {days} days ago")))
}
