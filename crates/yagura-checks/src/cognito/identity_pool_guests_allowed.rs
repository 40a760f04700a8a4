//! `cognito-identity-pool-guests-allowed`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cognito::IdentityPool;

pub(crate) static CHECK: Check = Check {
    id: "cognito-identity-pool-guests-allowed",
    title: Text {
        ja: "Cognito IDプールがゲストに認証情報を渡している",
        en: "Cognito identity pool gives credentials to guests",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "サインインせずに誰でもAWSの一時認証情報を得て、ゲストロールの権限でAPIを呼び出せる。",
        en: "Without signing in, anyone gets AWS credentials and calls AWS with what the guest role may.",
    },
    fix: Text {
        ja: "ゲストアクセスを無効にする。必要な場合はゲストロールの権限を最小限にする。",
        en: "Switch guest access off, or give the guest role next to nothing.",
    },
    maps: &[Map::Sl(12), Map::Owasp(2), Map::Csa(4), Map::Attack("T1078.004")],
    types: &["AWS::Cognito::IdentityPool"],
    page: include_str!("identity_pool_guests_allowed.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cognito.identity_pools, judge),
};

fn judge(pool: &Resource<IdentityPool>) -> Judgement {
    if !*pool.allow_unauthenticated_identities.get()? {
        return Ok(Verdict::Pass);
    }
    let path = "/AllowUnauthenticatedIdentities";
    let Some(role) = pool.roles.get()?.get("unauthenticated") else {
        // Without a role guests are given an identity, but no credentials.
        return Ok(Verdict::fail(pool, path).severity(Severity::Low));
    };
    let role = role.known().map_or("?", String::as_str);
    Ok(Verdict::fail_all(pool, &[path, "/Roles/unauthenticated"])
        .detail(format!("ゲストのロール: {role}"), format!("role of guests: {role}")))
}
