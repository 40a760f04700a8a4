//! `cognito-client-may-write-custom-attributes`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::cognito::{UserPool, UserPoolClient};
use yagura_model::{Gap, Resource, Resources};

pub(crate) static CHECK: Check = Check {
    id: "cognito-client-may-write-custom-attributes",
    title: Text {
        ja: "Cognitoのアプリクライアントがカスタム属性を書き換えられる",
        en: "Users may rewrite custom attributes through a Cognito app client",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "利用者が自分の属性（role、tenantなど）をAPIで書き換え、管理者や他テナントの権限を得る。",
        en: "A user sets their own role or tenant with one API call, and the application believes the token.",
    },
    fix: Text {
        ja: "WriteAttributesから、認可に使うカスタム属性を除く。",
        en: "Take custom attributes that decide what a user may do out of WriteAttributes.",
    },
    maps: &[Map::Sl(11), Map::Owasp(5), Map::Attack("T1098")],
    types: &["AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPool"],
    page: include_str!("client_may_write_custom_attributes.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.cognito.clients, |client| judge(client, &snapshot.cognito.user_pools));
    },
};

/// Words in the names of attributes that decide what somebody may do.
const POWER: [&str; 17] = [
    "role",
    "admin",
    "tenant",
    "group",
    "plan",
    "tier",
    "org",
    "perm",
    "scope",
    "level",
    "company",
    "customer",
    "account",
    "privilege",
    "rank",
    "access",
    "entitle",
];

fn judge(client: &Resource<UserPoolClient>, pools: &Resources<UserPool>) -> Judgement {
    let mut gap = None;
    let mut writable = Vec::new();
    for (index, attribute) in client.write_attributes.get()?.iter().enumerate() {
        match attribute.get() {
            Ok(name) => {
                if let Some(name) = name.strip_prefix("custom:") {
                    match fixed(client, pools, name) {
                        Ok(true) => {}
                        Ok(false) => writable.push((index, name)),
                        Err(reason) => gap = gap.or(Some(reason)),
                    }
                }
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    if writable.is_empty() {
        return gap.map_or(Ok(Verdict::Pass), Err);
    }
    let power = writable.iter().any(|(_, name)| {
        let name = name.to_ascii_lowercase();
        POWER.iter().any(|word| name.contains(word))
    });
    let paths: Vec<String> = writable.iter().map(|(index, _)| format!("/WriteAttributes/{index}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let names = writable.iter().map(|(_, name)| format!("custom:{name}")).collect::<Vec<_>>().join(", ");
    let verdict = Verdict::fail_all(client, &paths)
        .detail(format!("書き換え可能な属性: {names}"), format!("attributes that users may rewrite: {names}"));
    Ok(if power {
        verdict.severity(Severity::High).confidence(Confidence::Medium)
    } else {
        verdict.severity(Severity::Low).confidence(Confidence::Low)
    })
}

/// Whether the pool lets an attribute be set only once. An attribute of an unread pool may change.
fn fixed(client: &Resource<UserPoolClient>, pools: &Resources<UserPool>, name: &str) -> Result<bool, Gap> {
    let Some(id) = client.user_pool_id.get()? else { return Ok(false) };
    let Some(pool) = pools.find(&client.meta, id) else { return Ok(false) };
    for attribute in pool.schema.get()? {
        let attribute = attribute.get()?;
        let own = attribute.name.as_deref().unwrap_or_default();
        if own.strip_prefix("custom:").unwrap_or(own) == name {
            return Ok(*attribute.mutable.get()? == Some(false));
        }
    }
    Ok(false)
}
