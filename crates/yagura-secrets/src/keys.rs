//! The access keys of AWS, whole: an id with the secret beside it, for who asks AWS whether they work.

use zeroize::Zeroizing;

use crate::detect::Found;

/// How far from an id its secret may stand.
const NEAR: usize = 2000;

/// An access key with its secret, and the session token where there is one
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>). Wiped from memory when it goes.
// No `Debug`, no `Display`, no `Serialize`, no `Clone`: it is in one place, and nothing shows it.
pub struct KeyPair {
    /// [`crate::Match::hash`] of the id.
    pub id_hash: String,
    /// [`crate::Match::hash`] of the secret.
    pub secret_hash: String,
    id: Zeroizing<String>,
    secret: Zeroizing<String>,
    token: Option<Zeroizing<String>>,
}

impl KeyPair {
    /// The access key's id. It is no secret by itself, and no output shows it whole.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret, to sign with and for nothing else.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The session token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }
}

/// The ids of a text with the secrets that stand beside them: the one that follows before the next id, else the one before.
pub(crate) fn pairs(found: &[Found]) -> Vec<KeyPair> {
    let of = |kind: &'static str| found.iter().filter_map(move |one| one.part(kind));
    let ids: Vec<_> = of("aws-access-key-id").collect();
    let mut pairs = Vec::new();
    for (index, (start, id, id_hash)) in ids.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| ids.get(index)).map_or(0, |(start, ..)| *start);
        let after = ids.get(index + 1).map_or(usize::MAX, |(start, ..)| *start);
        let beside = |kind| {
            let next = of(kind).find(|(at, ..)| *at >= *start && *at < after && at - start <= NEAR);
            next.or_else(|| of(kind).rfind(|(at, ..)| *at < *start && *at >= before && start - at <= NEAR))
        };
        if let Some((_, secret, secret_hash)) = beside("aws-secret-access-key") {
            pairs.push(KeyPair {
                id_hash: (*id_hash).to_owned(),
                secret_hash: secret_hash.to_owned(),
                id: (*id).clone(),
                secret: secret.clone(),
                token: beside("aws-session-token").map(|(_, token, _)| token.clone()),
            });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::{Budget, Context, Detector, Reader};

    fn pairs(text: &str) -> Vec<(String, String, bool)> {
        let detector = Detector::new().unwrap();
        let mut reader = Reader::new(&detector, Budget::default()).keeping_keys();
        reader.read(&mut Cursor::new(text), &Context::default(), &mut |_| {}).unwrap();
        let end = |text: &str| text.get(text.len() - 4..).unwrap_or_default().to_owned();
        reader.take_keys().iter().map(|pair| (end(pair.id()), end(pair.secret()), pair.token().is_some())).collect()
    }

    fn id(prefix: &str, end: &str) -> String {
        format!("{prefix}IAZ3QWERTKLMNO{end}")
    }

    fn secret(end: &str) -> String {
        format!("q9Zt4LmX0vBn7KcR2sWy8HdJ5fGp3TuQ6eNa{end}")
    }

    #[test]
    fn an_id_goes_with_the_secret_beside_it() {
        let file = format!(
            "[a]\naws_access_key_id = {}\naws_secret_access_key = {}\n\n# another one\n[b]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
            id("AK", "QD23"),
            secret("a1Bc"),
            id("AK", "QX45"),
            secret("d2Ef"),
        );
        let own = |id: &str, secret: &str, token| (id.to_owned(), secret.to_owned(), token);
        assert_eq!(pairs(&file), [own("QD23", "a1Bc", false), own("QX45", "d2Ef", false)]);
        let turned = format!("aws_secret_access_key: {}\naws_access_key_id: {}\n", secret("a1Bc"), id("AK", "QD23"));
        assert_eq!(pairs(&turned), [own("QD23", "a1Bc", false)]);
        let token = "FwoGZXIvYXdzEJr4".repeat(10);
        let session = format!(
            "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\nexport AWS_SESSION_TOKEN={token}\n",
            id("AS", "QD23"),
            secret("a1Bc"),
        );
        assert_eq!(pairs(&session), [own("QD23", "a1Bc", true)]);
        assert!(pairs(&format!("aws_access_key_id = {}\n", id("AK", "QD23"))).is_empty());
    }

    #[test]
    fn nothing_is_kept_unasked() {
        let detector = Detector::new().unwrap();
        let mut reader = Reader::new(&detector, Budget::default());
        let file = format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", id("AK", "QD23"), secret("a1Bc"));
        reader.read(&mut Cursor::new(file), &Context::default(), &mut |_| {}).unwrap();
        assert!(reader.take_keys().is_empty());
    }
}
