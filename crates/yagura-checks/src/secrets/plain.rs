//! Secrets in texts that are kept as they are: tags and policies, those of identities, of trust and of resources. Where one stood,
//! a mark takes its place.

use std::collections::HashSet;

use serde_json::{Value, json};
use yagura_finding::{Evidence, Failure, Judgement, Verdict};
use yagura_model::{Document, Fact, Gap, InPlain, Meta, SecretMatch, Snapshot};
use yagura_secrets::{Context, Detector, DetectorError};

use super::{Texts, kept, key};

/// A name that is shorter is no token, and no URL with a password.
const TOKEN: usize = 16;

/// Searches tags and policies, once for a snapshot.
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
        let keys: Vec<String> = tags.keys().filter(|name| name.len() >= TOKEN).map(ToString::to_string).collect();
        for name in &keys {
            if clean.contains(&(name.clone(), String::new())) {
                continue;
            }
            let secrets = secrets(detector, name, None, &meta.account);
            match secrets.first() {
                None => {
                    clean.insert((name.clone(), String::new()));
                }
                Some(first) => {
                    let mark = first.mark();
                    if let Some(value) = tags.remove(name.as_str()) {
                        tags.insert(mark.as_str().into(), value);
                    }
                    veiled.push((mark, secrets));
                }
            }
        }
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
    for role in snapshot.iam.roles.items_mut() {
        if let Fact::Known(Some(document)) = &mut role.props.assume_role_policy_document {
            let name = "AssumeRolePolicyDocument";
            look("AWS::IAM::Role", &role.meta, format!("/{name}"), name, document);
        }
    }
    macro_rules! of_resources {
        ($($service:ident $list:ident $type:literal $field:ident $name:literal),+ $(,)?) => {$(
            for resource in snapshot.$service.$list.items_mut() {
                if let Fact::Known(Some(document)) = &mut resource.props.$field {
                    look($type, &resource.meta, concat!("/", $name).to_owned(), $name, document);
                }
            }
        )+};
    }
    of_resources!(
        apigateway rest_apis "AWS::ApiGateway::RestApi" policy "Policy",
        ec2 vpc_endpoints "AWS::EC2::VPCEndpoint" policy_document "PolicyDocument",
        ecr repositories "AWS::ECR::Repository" repository_policy_text "RepositoryPolicyText",
        kms keys "AWS::KMS::Key" key_policy "KeyPolicy",
        lambda functions "AWS::Lambda::Function" policy "Policy",
        organizations policies "AWS::Organizations::Policy" content "Content",
        s3 buckets "AWS::S3::Bucket" policy_document "PolicyDocument",
        secretsmanager secrets "AWS::SecretsManager::Secret" resource_policy "ResourcePolicy",
        sns topics "AWS::SNS::Topic" policy_document "PolicyDocument",
        sqs queues "AWS::SQS::Queue" policy_document "PolicyDocument",
    );
    for table in snapshot.dynamodb.tables.items_mut() {
        if let Fact::Known(Some(policy)) = &mut table.props.resource_policy
            && let Some(document) = &mut policy.policy_document
        {
            look(
                "AWS::DynamoDB::Table",
                &table.meta,
                "/ResourcePolicy/PolicyDocument".to_owned(),
                "ResourcePolicy",
                document,
            );
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
pub(super) fn secrets(detector: &Detector, text: &str, name: Option<&str>, account: &str) -> Vec<SecretMatch> {
    let key = key(account);
    let context = Context { name, path: None, key: key.as_bytes() };
    detector.detect(text, &context).into_iter().map(kept).filter(|found| found.confidence != "low").collect()
}

fn veil(detector: &Detector, document: &mut Document, account: &str) -> Vec<SecretMatch> {
    let sent = SENT.iter().any(|(_, part)| document.text().contains(part));
    if !sent && secrets(detector, document.text(), None, account).is_empty() {
        return Vec::new();
    }
    let mut value = document.value();
    let mut found = Vec::new();
    texts(&mut value, None, false, &mut |name, decides, text| {
        let name = if name.is_some_and(|name| is_password(name, text)) { Some("header secret") } else { name };
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

/// Condition keys whose value the caller sends as it likes, and a part of each as people write them
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer>: they are not
/// to keep anybody out). A value that nobody could guess makes a password of them, in plain text in a policy.
///
/// `sts:ExternalId` is none of them: "AWS does not treat the external ID as a secret"
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html>).
const SENT: [(&str, &str); 2] = [("aws:referer", "efere"), ("aws:useragent", "gent")];

/// Whether the operand of a condition is a password by what it is compared with, and like one: no host, no pattern, no program.
fn is_password(key: &str, text: &str) -> bool {
    let key = SENT.iter().any(|(known, _)| key.eq_ignore_ascii_case(known));
    let mut letters: Vec<u8> = text.bytes().collect();
    let fits = letters.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'='));
    let digits = letters.iter().filter(|byte| byte.is_ascii_digit()).count();
    let all = letters.len();
    letters.sort_unstable();
    letters.dedup();
    key && fits && all >= 12 && digits >= 2 && digits < all && letters.len() >= 8
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
            // The name of a member says what its value is compared with: it is told, and stays.
            for key in object.keys().filter(|key| key.len() >= TOKEN) {
                visit(None, true, &mut key.clone());
            }
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

    #[test]
    fn what_a_caller_sends_as_a_password_is_one_and_an_external_id_is_none() {
        let detector = Detector::new().unwrap();
        let found = |key: &str, value: &str| {
            let statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: [value]}}});
            let mut document = Document::new(&json!({"Statement": [statement]}));
            let found = veil(&detector, &mut document, "111122223333");
            (found.len(), document.value().to_string().contains(value))
        };
        let secret = ["q9Zt4LmX0v", "Bn7KcR2sW"].concat();
        assert_eq!(found("aws:Referer", &secret), (1, false));
        assert_eq!(found("AWS:UserAgent", &secret), (1, false));
        assert_eq!(found("sts:ExternalId", &secret), (0, true));
        assert_eq!(found("aws:PrincipalTag/team", &secret), (0, true));
        for (key, value) in [
            ("aws:Referer", "https://www.example.jp/*"),
            ("aws:Referer", "*.shop.example.jp"),
            ("aws:UserAgent", "Amazon CloudFront"),
            ("aws:UserAgent", "aws-sdk-java/2.20.1"),
            ("aws:UserAgent", "console.amazonaws.com"),
        ] {
            assert_eq!(found(key, value), (0, true), "{key} {value}");
        }
        let token = ["gl", "pat-Zq4tLmX0vBn7KcR2sWy8"].concat();
        assert_eq!(found(&format!("aws:PrincipalTag/{token}"), "on").0, 1, "the name of a member");
    }
}
