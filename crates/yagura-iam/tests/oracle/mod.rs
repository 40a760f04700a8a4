//! A second evaluator: slow, obvious, straight from the documents, sharing nothing with the first.
//! It reads the JSON of a case and answers with the decision's name.

use serde_json::Value;

/// Wildcards by plain recursion on characters: `*`, `?`, everything else itself.
pub(crate) fn glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern.first().copied(), text.first().copied()) {
        (None, None) => true,
        (Some('*'), _) => glob(&pattern[1..], text) || (!text.is_empty() && glob(pattern, &text[1..])),
        (Some('?'), Some(_)) | (Some(LITERAL_STAR), Some('*')) | (Some(LITERAL_QUESTION), Some('?')) => {
            glob(&pattern[1..], &text[1..])
        }
        (Some(p), Some(t)) if p == t => glob(&pattern[1..], &text[1..]),
        _ => false,
    }
}

/// Wildcard characters that came out of a variable stand for themselves.
const LITERAL_STAR: char = '\u{e000}';
const LITERAL_QUESTION: char = '\u{e001}';

fn matches(pattern: &str, text: &str) -> bool {
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    glob(&p, &t)
}

/// Replaces variables; `None` when one has no value.
fn expand(text: &str, new_version: bool, case: &Value) -> Option<String> {
    if !new_version {
        return Some(text.to_owned());
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        out += &rest[..start];
        let body = &rest[start + 2..start + length];
        rest = &rest[start + length + 1..];
        let value = match body {
            "*" | "?" | "$" => body.to_owned(),
            _ => {
                let (key, default) =
                    body.split_once(',').map_or((body, None), |(k, d)| (k, Some(d.trim().trim_matches('\''))));
                match (context(case, key.trim()), default) {
                    (Some(Value::String(text)), _) => text.clone(),
                    (_, Some(default)) => default.to_owned(),
                    _ => return None,
                }
            }
        };
        out += &value.replace('*', &LITERAL_STAR.to_string()).replace('?', &LITERAL_QUESTION.to_string());
    }
    Some(out + rest)
}

fn context<'a>(case: &'a Value, key: &str) -> Option<&'a Value> {
    case["request"]["context"].as_object()?.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| v)
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

fn texts(value: &Value) -> Vec<String> {
    list(value).into_iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect()
}

/// `kind`: `identity`, `resource`, `scp`, `rcp`.
fn arn_matches(pattern: &str, resource: &str, kind: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let own: Vec<&str> = resource.splitn(6, ':').collect();
    if parts.len() < 6 {
        let usable = match kind {
            "identity" => true,
            "resource" => pattern.contains('*'),
            "scp" => pattern.ends_with('*'),
            _ => false,
        };
        if !usable {
            return false;
        }
    }
    parts.len() <= own.len() && parts.iter().zip(&own).all(|(p, t)| matches(p, t))
}

fn resource_matches(statement: &Value, case: &Value, kind: &str, new_version: bool) -> bool {
    let resource = case["request"]["resource"].as_str().unwrap();
    let any = |value: &Value| {
        texts(value).iter().any(|p| {
            if p == "*" {
                return true;
            }
            expand_parts(p, new_version, case).is_some_and(|p| arn_matches(&p, resource, kind))
        })
    };
    if !statement["Resource"].is_null() {
        any(&statement["Resource"])
    } else if !statement["NotResource"].is_null() {
        !any(&statement["NotResource"])
    } else {
        kind == "resource"
    }
}

/// The colons inside `${…}` and inside values do not split an ARN: they are put aside first.
fn expand_parts(pattern: &str, new_version: bool, case: &Value) -> Option<String> {
    let expanded = expand(&pattern.replace("${aws:", "${aws\u{1}"), false, case)?;
    let mut parts = Vec::new();
    for part in expanded.splitn(6, ':') {
        let part = part.replace('\u{1}', ":");
        let part = expand(&part, new_version, case)?;
        parts.push(part);
    }
    Some(parts.join(":"))
}

fn action_matches(statement: &Value, action: &str) -> bool {
    let any = |value: &Value| texts(value).iter().any(|p| matches(&p.to_lowercase(), &action.to_lowercase()));
    if statement["NotAction"].is_null() { any(&statement["Action"]) } else { !any(&statement["NotAction"]) }
}

/// How the principal is named: nobody, its account, its role, itself.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Named {
    Nobody,
    Account,
    Role,
    Itself,
}

fn named(entry: &str, kind: &str, case: &Value) -> Named {
    let caller = case["request"]["principal"].as_str().unwrap();
    if entry == "*" && (kind == "AWS" || kind == "*") {
        return Named::Itself;
    }
    if kind != "AWS" {
        return if entry == caller { Named::Itself } else { Named::Nobody };
    }
    if entry == caller {
        return Named::Itself;
    }
    let own = caller.split(':').nth(4).unwrap_or("");
    if !own.is_empty() && (entry == own || entry.ends_with(&format!(":{own}:root"))) {
        return Named::Account;
    }
    if caller.contains(":assumed-role/") {
        let role = caller.split('/').nth(1).unwrap();
        if entry.contains(&format!(":{own}:role/")) && entry.rsplit('/').next() == Some(role) {
            return Named::Role;
        }
    }
    Named::Nobody
}

fn entries(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::String(s) => vec![("*".into(), s.clone())],
        Value::Object(map) => map.iter().flat_map(|(k, v)| texts(v).into_iter().map(move |t| (k.clone(), t))).collect(),
        _ => Vec::new(),
    }
}

fn principal(statement: &Value, case: &Value, layer: &str, bounded: bool) -> Named {
    if layer != "resource" {
        return Named::Itself;
    }
    let names = |value: &Value| -> Vec<Named> { entries(value).iter().map(|(k, t)| named(t, k, case)).collect() };
    if !statement["Principal"].is_null() {
        return names(&statement["Principal"]).into_iter().fold(Named::Nobody, |a, b| if b > a { b } else { a });
    }
    if statement["NotPrincipal"].is_null() {
        return Named::Nobody;
    }
    let denies = statement["Effect"] == "Deny";
    if denies && bounded {
        return Named::Itself;
    }
    let found = names(&statement["NotPrincipal"]);
    let caller = case["request"]["principal"].as_str().unwrap();
    let everyone = entries(&statement["NotPrincipal"]).iter().any(|(_, t)| t == "*");
    let exempt = if denies && caller.contains(":assumed-role/") {
        everyone || (found.contains(&Named::Account) && found.contains(&Named::Role) && found.contains(&Named::Itself))
    } else {
        found.iter().any(|n| *n != Named::Nobody)
    };
    if exempt { Named::Nobody } else { Named::Itself }
}

fn base(operator: &str, wanted: &str, value: &str, new_version: bool, case: &Value) -> bool {
    let number = |t: &str| t.parse::<f64>().ok();
    let order = || number(value).zip(number(wanted)).and_then(|(a, b)| a.partial_cmp(&b));
    match operator {
        "StringEquals" => expand(wanted, new_version, case)
            .is_some_and(|w| w.replace(LITERAL_STAR, "*").replace(LITERAL_QUESTION, "?") == value),
        "StringEqualsIgnoreCase" => expand(wanted, new_version, case).is_some_and(|w| {
            w.replace(LITERAL_STAR, "*").replace(LITERAL_QUESTION, "?").to_lowercase() == value.to_lowercase()
        }),
        "StringLike" => expand(wanted, new_version, case).is_some_and(|w| matches(&w, value)),
        "ArnLike" | "ArnEquals" => {
            expand_parts(wanted, new_version, case).is_some_and(|w| arn_matches(&w, value, "scp"))
        }
        "NumericEquals" => order() == Some(std::cmp::Ordering::Equal),
        "NumericLessThan" => order() == Some(std::cmp::Ordering::Less),
        "NumericLessThanEquals" => order().is_some_and(std::cmp::Ordering::is_le),
        "NumericGreaterThan" => order() == Some(std::cmp::Ordering::Greater),
        "NumericGreaterThanEquals" => order().is_some_and(std::cmp::Ordering::is_ge),
        "Bool" => wanted.eq_ignore_ascii_case(value) && ["true", "false"].contains(&value.to_lowercase().as_str()),
        "IpAddress" => in_block(wanted, value),
        other => panic!("{other}"),
    }
}

fn in_block(block: &str, address: &str) -> bool {
    let bits = |t: &str| -> Option<u32> { t.parse::<std::net::Ipv4Addr>().ok().map(u32::from) };
    let (network, length) = block.split_once('/').unwrap_or((block, "32"));
    let (Some(n), Some(a), Ok(length)) = (bits(network), bits(address), length.parse::<u32>()) else { return false };
    (0..length).all(|i| n >> (31 - i) & 1 == a >> (31 - i) & 1)
}

fn condition(operator: &str, key: &str, wanted: &Value, new_version: bool, case: &Value) -> bool {
    let wanted = texts(wanted);
    let value = context(case, key);
    let empty = value.is_none_or(|v| v.as_array().is_some_and(Vec::is_empty));
    if operator == "Null" {
        return wanted.iter().any(|w| (w == "true") == empty);
    }
    let (set, rest) = operator.split_once(':').map_or(("", operator), |(s, r)| (s, r));
    let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |n| (n, true));
    let positive = match name {
        "StringNotEquals" => "StringEquals",
        "StringNotEqualsIgnoreCase" => "StringEqualsIgnoreCase",
        "StringNotLike" => "StringLike",
        "ArnNotEquals" | "ArnNotLike" => "ArnLike",
        "NumericNotEquals" => "NumericEquals",
        "NotIpAddress" => "IpAddress",
        "StringSomething" => return false,
        other => other,
    };
    let negated = positive != name && name != "ArnEquals";
    let passes = |v: &str| wanted.iter().any(|w| base(positive, w, v, new_version, case)) != negated;
    if value.is_none() || empty {
        return if if_exists {
            true
        } else {
            match set {
                "ForAllValues" => true,
                "ForAnyValue" => false,
                _ => value.is_none() && negated,
            }
        };
    }
    match (set, value.unwrap()) {
        ("", Value::Array(_)) => false,
        ("ForAllValues", v) => texts(v).iter().all(|t| passes(t)),
        ("ForAnyValue", v) => texts(v).iter().any(|t| passes(t)),
        (_, v) => passes(v.as_str().unwrap()),
    }
}

fn applies(statement: &Value, policy: &Value, case: &Value, layer: &str, kind: &str, bounded: bool) -> Named {
    let new_version = policy["Version"] == "2012-10-17";
    let conditions = statement["Condition"].as_object().is_none_or(|operators| {
        operators.iter().all(|(operator, keys)| {
            keys.as_object().unwrap().iter().all(|(key, wanted)| condition(operator, key, wanted, new_version, case))
        })
    });
    let fits = action_matches(statement, case["request"]["action"].as_str().unwrap())
        && resource_matches(statement, case, kind, new_version)
        && conditions;
    if fits { principal(statement, case, layer, bounded) } else { Named::Nobody }
}

/// The strongest Allow, and whether something denies.
fn policy(policy: &Value, case: &Value, layer: &str, kind: &str, bounded: bool) -> (Named, bool, Vec<Named>) {
    let mut best = Named::Nobody;
    let mut denied = false;
    let mut all = Vec::new();
    for statement in list(&policy["Statement"]) {
        let named = applies(statement, policy, case, layer, kind, bounded);
        if named == Named::Nobody {
            continue;
        }
        if statement["Effect"] == "Deny" {
            denied = true;
        } else {
            all.push(named);
            if named > best {
                best = named;
            }
        }
    }
    (best, denied, all)
}

/// Decides a case; both accounts must be given.
pub(crate) fn decide(case: &Value) -> &'static str {
    let caller = case["request"]["principal"].as_str().unwrap();
    let action = case["request"]["action"].as_str().unwrap();
    let account = caller.split(':').nth(4);
    let same = account.is_some() && account == case["request"]["resource_account"].as_str();
    let bounded = !list(&case["permission_boundaries"]).is_empty();
    let mut denied = false;
    let mut ask = |policies: &Value, layer: &str, kind: &str| -> Vec<Named> {
        list(policies)
            .into_iter()
            .map(|p| {
                let (best, deny, _) = policy(p, case, layer, kind, bounded);
                denied |= deny;
                best
            })
            .collect()
    };
    let (mut identity, mut boundary, mut session, mut scp) = (false, true, true, true);
    if account.is_some() {
        identity = ask(&case["identity_policies"], "identity", "identity").iter().any(|n| *n != Named::Nobody);
        boundary = ask(&case["permission_boundaries"], "boundary", "identity").iter().all(|n| *n != Named::Nobody);
        session = ask(&case["session_policy"], "session", "identity").iter().all(|n| *n != Named::Nobody);
        for level in list(&case["service_control_policies"]) {
            scp &= ask(level, "scp", "scp").iter().any(|n| *n != Named::Nobody);
        }
    }
    let resource = ask(&case["resource_policy"], "resource", "resource").first().copied().unwrap_or(Named::Nobody);
    let endpoint = ask(&case["endpoint_policies"], "endpoint", "resource").iter().all(|n| *n != Named::Nobody);
    for level in list(&case["resource_control_policies"]) {
        ask(level, "rcp", "rcp");
    }
    if denied {
        return "explicit_deny";
    }
    let limits = boundary && session;
    let trust_root = action.starts_with("kms:") && case["request"]["resource"].as_str().unwrap().contains(":key/");
    let allowed = if account.is_none() {
        resource == Named::Itself
    } else if !same {
        identity && limits && resource != Named::Nobody
    } else {
        let by_resource = resource == Named::Itself || (resource == Named::Role && limits);
        let by_identity = identity && limits && (!trust_root || resource != Named::Nobody);
        by_resource || by_identity
    };
    if allowed && scp && endpoint { "allowed" } else { "implicit_deny" }
}
