//! The forms in which a password stands without a name: a URL's user information, a header, a command, a line of a file.

use std::borrow::Cow;

use crate::assign::{Form, Pair};
use crate::judge::{self, Judged};
use crate::text::{back, floor};
use crate::{Confidence, encoded, placeholder};

/// A secret where it stands.
// No `Debug`: nothing on the way is to be shown.
pub(crate) struct Standing<'t> {
    pub(crate) start: usize,
    /// Which of two that overlap is kept: the lower.
    pub(crate) rank: u8,
    pub(crate) judged: Judged<'t>,
}

/// Names that stand for nothing elsewhere and are users here: none at all, and the built-in one of Redis and Valkey
/// (<https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/>) and of ClickHouse.
pub(crate) fn is_user(name: &str) -> bool {
    name.is_empty() || name.eq_ignore_ascii_case("default")
}

/// `scheme://user:password@host`.
pub(crate) fn url(text: &str, at: usize) -> Option<Standing<'_>> {
    let begin = at + 3;
    let rest = text.get(begin..floor(text, begin + 600)).unwrap_or_default();
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>' | '`' | '\\' | '|' | ',' | ')'))
        .unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    let (credentials, host) = authority.rsplit_once('@')?;
    let (user, password) = credentials.split_once(':')?;
    let after = rest.get(end..).unwrap_or_default();
    // `"…@" + host`: what stands behind the quote makes the host.
    let joined = host.is_empty() && concatenated(after);
    let filled_in = joined || host.contains(['{', '}', '%']);
    if user.contains(['[', '{', '<'])
        || password.len() < 3
        || password.len() > 256
        || user.len() > 128
        || host.is_empty() && !joined
        || placeholder::is(password)
        || placeholder::is(user) && !is_user(user)
    {
        return None;
    }
    let from = back(text, at, 32);
    let scheme = text.get(from..at).unwrap_or_default();
    let scheme = scheme
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-')))
        .next()
        .unwrap_or_default();
    if scheme.is_empty() {
        return None;
    }
    let stand_in = placeholder::weak(password) || password == user;
    let invented = password.contains(['{', '}', '*', '[', '$', '(']);
    // In a text that is filled in, a word is as likely the name of what comes there.
    let unlikely = filled_in && !password.contains('%') && (stand_in || password.len() < 8 || !judge::strong(password));
    let nowhere = !filled_in && placeholder::nowhere(host);
    if invented || unlikely || stand_in && nowhere || nowhere && !judge::strong(password) {
        return None;
    }
    let kind = if judge::database(scheme) { "database-url" } else { "url-password" };
    let confidence = match (stand_in, nowhere) {
        (true, _) => Confidence::Low,
        (_, true) => Confidence::Medium,
        _ if filled_in => Confidence::Medium,
        _ if password.len() < 5 || !judge::strong(password) => Confidence::Medium,
        _ => Confidence::High,
    };
    let start = begin + user.len() + 1;
    Some(Standing { start, rank: 2, judged: Judged::new(kind, confidence, Cow::Borrowed(password)) })
}

/// Whether a text ends with a quote here and an operator adds to it: `" + host`, `" . $host`, `" & host`, `", host`.
fn concatenated(after: &str) -> bool {
    after.strip_prefix(['"', '\'', '`']).is_some_and(|rest| {
        let rest = rest.trim_start_matches([' ', '\t']);
        ["+ ", "+", ". $", ".$", "..", "& ", "<> ", "|| "].iter().any(|operator| rest.starts_with(operator))
    })
}

/// `Authorization: Bearer …`.
pub(crate) fn header(text: &str, at: usize, end: usize) -> Option<Standing<'_>> {
    let before = text.get(back(text, at, 40)..at).unwrap_or_default().to_ascii_lowercase();
    if !before.contains("authorization") {
        return None;
    }
    let rest = text.get(end..floor(text, end + 4096)).unwrap_or_default();
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '.' | '_' | '~' | '-' | ':')))
        .unwrap_or(rest.len());
    let value = rest.get(..length).unwrap_or_default().trim_end_matches(['.', ':']);
    let basic = text.get(at..end).is_some_and(|word| word.eq_ignore_ascii_case("basic "));
    let (kind, confidence) = if basic {
        let strong = encoded::user_and_password(value)?;
        ("basic-auth", if strong { Confidence::High } else { Confidence::Low })
    } else {
        if value.len() < 16
            || !judge::random(value)
            || placeholder::is(value)
            || placeholder::invented(value)
            || judge::wordy(value)
        {
            return None;
        }
        ("authorization-header", Confidence::High)
    };
    Some(Standing { start: end, rank: 3, judged: Judged::new(kind, confidence, Cow::Borrowed(value)) })
}

/// `"auth": "dXNlcjpwYXNz"` of a Docker configuration, `_auth=…` of npm's.
pub(crate) fn basic(text: &str, at: usize, end: usize) -> Option<Standing<'_>> {
    let before = at.checked_sub(1).and_then(|index| text.as_bytes().get(index)).copied();
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = text.get(end..floor(text, end + 2048)).unwrap_or_default();
    let trimmed = rest.trim_start_matches(['"', ' ', '\t']);
    let value = trimmed.strip_prefix([':', '='])?;
    let value = value.trim_start_matches(['"', '\'', ' ', '\t']);
    let start = end + (rest.len() - value.len());
    let length =
        value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))).unwrap_or(value.len());
    let value = value.get(..length).unwrap_or_default();
    let strong = encoded::user_and_password(value)?;
    let confidence = if strong { Confidence::High } else { Confidence::Low };
    Some(Standing { start, rank: 3, judged: Judged::new("basic-auth", confidence, Cow::Borrowed(value)) })
}

/// `IDENTIFIED BY 'password'` of MySQL, `IDENTIFIED BY password` of Oracle.
pub(crate) fn identified(text: &str, at: usize, end: usize) -> Option<Pair<'_>> {
    let rest = text.get(end..floor(text, end + 300))?;
    let trimmed = rest.trim_start_matches([' ', '\t']);
    let trimmed = trimmed.strip_prefix("PASSWORD ").unwrap_or(trimmed);
    let quote = trimmed.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = trimmed.get(1..)?;
    let length = inner.find([quote, '\n'])?;
    let start = end + (rest.len() - inner.len());
    Some(Pair { name: "password", at, value: text.get(start..start + length)?, start, form: Form::Quoted })
}

/// `curl -u user:password`.
pub(crate) fn curl_user(text: &str, at: usize, to: usize) -> Option<Pair<'_>> {
    let line = text.get(at..to)?;
    let (found, flag) =
        [" -u ", " --user ", " -u", " --user="].iter().find_map(|flag| line.find(flag).map(|found| (found, flag)))?;
    let rest = line.get(found + flag.len()..)?;
    let trimmed = rest.trim_start_matches(['"', '\'', ' ']);
    let length = trimmed.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\')).unwrap_or(trimmed.len());
    let (user, password) = trimmed.get(..length)?.split_once(':')?;
    if password.contains("://") || password.starts_with('/') || user.contains('/') {
        return None;
    }
    let start = at + found + flag.len() + (rest.len() - trimmed.len()) + user.len() + 1;
    Some(Pair { name: "password", at, value: password, start, form: Form::Argument })
}

/// `host:port:database:user:password`, one a line (<https://www.postgresql.org/docs/current/libpq-pgpass.html>).
pub(crate) fn pgpass(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let parts: Vec<&str> = line.trim_end().splitn(5, ':').collect();
        if let [host, port, database, user, password] = parts.as_slice()
            && !line.starts_with('#')
        {
            let start = offset + host.len() + port.len() + database.len() + user.len() + 4;
            pairs.push(Pair { name: "password", at: start, value: password, start, form: Form::Quoted });
        }
        offset += line.len();
    }
    pairs
}
