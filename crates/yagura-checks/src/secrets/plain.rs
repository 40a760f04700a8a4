//! Secrets in texts that are kept as they are: tags and policies. Where one stood, a mark takes its place.

use std::collections::HashSet;

use serde_json::{Value, json};
use yagura_finding::{Evidence, Failure, Judgement, Verdict};
use yagura_model::{Document, Fact, Gap, InPlain, Meta, SecretMatch, Snapshot};
use yagura_secrets::{Context, Detector, DetectorError};

use super::{Texts, kept, key};

/// Searches tags and the policies of users, groups, roles and managed policies, once for a snapshot.
pub(super) fn search(snapshot: &mut Snapshot, detector: &mut Option<Result<Detector, DetectorError>>) {
    if snapshot.contents.in_plain.is_some() {
        return;
    }
    let Ok(detector) = detector.get_or_insert_with(Detector::new) else { return };
    let mut found = Vec::new();
    // Most tags stand on many resources.
    let mut clean: HashSet<(String, String)> = HashSet::new();
    snapshot.each_meta_mut(|resource_type, meta| {
        let Fact::Known(tags) = &mut meta.tags else { return };
        let mut veiled: Vec<(String, Vec<SecretMatch>)> = Vec::new();
        for (name, value) in tags.iter_mut() {
            let Fact::Known(value) = value else { continue };
            let pair = (name.to_string(), value.to_string());
            if value.len() < 4 || clean.contains(&pair) {
                continue;
            }
            let secrets = secrets(detector, value, Some(name), &meta.account);
            match secrets.first() {
                None => {
                    clean.insert(pair);
                }
                Some(first) => {
                    *value = first.mark().into();
                    // The tag `Name` is what people call it by.
                    if meta.name == pair.1 {
                        meta.name = first.mark();
                    }
                    veiled.push((pair.0, secrets));
                }
            }
        }
        for (name, secrets) in veiled {
            let pointer = format!("/Tags/{}", name.replace('~', "~0").replace('/', "~1"));
            found.extend(secrets.into_iter().map(|secret| held(resource_type, meta, &pointer, &name, secret)));
        }
    });
    let mut look = |resource_type: &str, meta: &Meta, pointer: String, name: &str, document: &mut Document| {
        let secrets = veil(detector, document, &meta.account);
        found.extend(secrets.into_iter().map(|secret| held(resource_type, meta, &pointer, name, secret)));
    };
    macro_rules! inline {
        ($($list:ident $name:literal),+) => {$(
            for holder in snapshot.iam.$list.items_mut() {
                let Fact::Known(policies) = &mut holder.props.policies else { continue };
                for (at, policy) in policies.iter_mut().enumerate() {
                    let name = policy.policy_name.known().cloned().flatten().unwrap_or_default();
                    if let Fact::Known(document) = &mut policy.policy_document {
                        look($name, &holder.meta, format!("/Policies/{at}/PolicyDocument"), &name, document);
                    }
                }
            }
        )+};
    }
    inline!(users "AWS::IAM::User", groups "AWS::IAM::Group", roles "AWS::IAM::Role");
    for policy in snapshot.iam.managed_policies.items_mut() {
        if let Fact::Known(Some(document)) = &mut policy.props.policy_document {
            look("AWS::IAM::ManagedPolicy", &policy.meta, "/PolicyDocument".to_owned(), &policy.meta.name, document);
        }
    }
    found.sort();
    snapshot.contents.in_plain = Some(found);
}

fn held(resource_type: &str, meta: &Meta, pointer: &str, name: &str, secret: SecretMatch) -> InPlain {
    InPlain {
        resource_type: resource_type.to_owned(),
        account: meta.account.clone(),
        region: meta.region.clone(),
        id: meta.id.clone(),
        place: meta.template().map(|template| (template.file.clone(), template.address.clone())),
        pointer: pointer.to_owned(),
        name: name.to_owned(),
        secret,
    }
}

/// Guesses are left out: these texts are not made for secrets.
fn secrets(detector: &Detector, text: &str, name: Option<&str>, account: &str) -> Vec<SecretMatch> {
    let key = key(account);
    let context = Context { name, path: None, key: key.as_bytes() };
    detector.detect(text, &context).into_iter().map(kept).filter(|found| found.confidence != "low").collect()
}

fn veil(detector: &Detector, document: &mut Document, account: &str) -> Vec<SecretMatch> {
    if secrets(detector, document.text(), None, account).is_empty() {
        return Vec::new();
    }
    let mut value = document.value();
    let mut found = Vec::new();
    texts(&mut value, None, false, &mut |name, decides, text| {
        let secrets = secrets(detector, text, name, account);
        if let (Some(first), false) = (secrets.first(), decides) {
            *text = first.mark();
        }
        found.extend(secrets);
    });
    if !found.is_empty() {
        *document = Document::new(&value);
    }
    found
}

/// What decides over access: a mark in its place would make another policy of it. What is found there is told and stays.
const DECIDES: &[&str] =
    &["Version", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"];

/// Calls `visit` with every text: the name of the member it stands in, whether it decides, and the text.
fn texts(value: &mut Value, name: Option<&str>, decides: bool, visit: &mut dyn FnMut(Option<&str>, bool, &mut String)) {
    match value {
        Value::String(text) => visit(name, decides, text),
        Value::Array(list) => list.iter_mut().for_each(|item| texts(item, name, decides, visit)),
        Value::Object(object) => {
            for (key, item) in object.iter_mut() {
                texts(item, Some(key), decides || DECIDES.contains(&key.as_str()), visit);
            }
        }
        _ => {}
    }
}

/// Judges a resource by what stood in its tags (`/Tags/`) or its policies (anything else).
/// Unknown where nobody has looked.
pub(crate) fn judge(snapshot: &Snapshot, resource_type: &str, meta: &Meta, tags: bool) -> Judgement {
    let all = snapshot.contents.in_plain.as_ref();
    let all = all.ok_or_else(|| Gap::unsupported("the text was not analysed for secrets"))?;
    let place = meta.template().map(|template| (template.file.as_str(), template.address.as_str()));
    let of = |one: &&InPlain| {
        one.place.as_ref().map(|(file, address)| (file.as_str(), address.as_str())) == place
            && one.pointer.starts_with("/Tags/") == tags
    };
    // They are sorted by what they stand in.
    let key = |one: &InPlain| {
        let InPlain { resource_type: kind, account, region, id, .. } = one;
        (kind.as_str(), account.as_str(), region.as_str(), id.as_str()).cmp(&(
            resource_type,
            meta.account.as_str(),
            meta.region.as_str(),
            meta.id.as_str(),
        ))
    };
    let first = all.partition_point(|one| key(one).is_lt());
    let own = all.get(first..).unwrap_or_default().iter().take_while(|one| key(one).is_eq());
    let mut failure = Failure::default();
    let mut texts = Texts::default();
    for one in own.filter(of) {
        let value = json!({ "$sensitive": [one.secret] });
        failure.evidence.push(Evidence { path: one.pointer.clone(), value: value.into(), name: None });
        texts.found(one.pointer.clone(), &one.name, vec![one.secret.clone()]);
    }
    if failure.evidence.is_empty() {
        return Ok(Verdict::Pass);
    }
    Ok(texts.told(Verdict::Fail(Box::new(failure))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yagura_model::Document;
    use yagura_secrets::Detector;

    use super::veil;

    #[test]
    fn what_decides_over_access_stays_as_it_is() {
        let detector = Detector::new().unwrap();
        let url = ["postgres://shop:Tokiwa-", "Maigo-7713@db.internal/shop"].concat();
        let statement =
            json!({"Effect": "Deny", "Principal": {"AWS": [url]}, "NotAction": url, "Resource": [url, "*"]});
        let written = json!({"Version": "2012-10-17", "Statement": [statement]});
        let mut document = Document::new(&written);
        assert_eq!(veil(&detector, &mut document, "111122223333").len(), 3, "it is told all the same");
        assert_eq!(document.value(), written, "a mark would open what the statement closes");

        let mut written = written;
        written["Statement"][0]["Condition"] = json!({"StringEquals": {"aws:Referer": url}});
        let mut document = Document::new(&written);
        assert_eq!(veil(&detector, &mut document, "111122223333").len(), 4);
        let veiled = document.value();
        assert_eq!(veiled["Statement"][0]["Resource"], written["Statement"][0]["Resource"]);
        assert!(!veiled["Statement"][0]["Condition"].to_string().contains("Maigo"));
    }
}
