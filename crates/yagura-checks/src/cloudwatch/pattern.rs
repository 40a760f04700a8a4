//! Filter patterns for JSON log events, read and asked whether they match an event
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>).

use serde_json::Value;

/// How deep parentheses are followed.
const DEPTH: usize = 32;

/// A filter pattern.
#[derive(Debug, PartialEq)]
pub(super) enum Pattern {
    /// The empty pattern matches every event.
    Everything,
    /// `$.a = x`: the path, the comparison.
    Compare(Vec<String>, Comparison),
    /// `&&`
    All(Vec<Pattern>),
    /// `||`
    Any(Vec<Pattern>),
}

/// What is asked of a member.
#[derive(Debug, PartialEq)]
pub(super) enum Comparison {
    Equals(String),
    Differs(String),
    Exists,
    NotExists,
    IsNull,
    IsTrue,
    IsFalse,
}

/// Reads a pattern; `None` where it is of another form (terms, regular expressions, numbers compared, arrays).
pub(super) fn read(text: &str) -> Option<Pattern> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Pattern::Everything);
    }
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut reader = Reader { tokens: tokens(inner)?, at: 0 };
    let pattern = reader.any(0)?;
    (reader.at == reader.tokens.len()).then_some(pattern)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Equals,
    Differs,
    Path(Vec<String>),
    Word(String),
    Text(String),
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn any(&mut self, depth: usize) -> Option<Pattern> {
        let mut parts = vec![self.all(depth)?];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            parts.push(self.all(depth)?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Pattern::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Option<Pattern> {
        let mut parts = vec![self.one(depth)?];
        while self.peek() == Some(&Token::And) {
            self.at += 1;
            parts.push(self.one(depth)?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Pattern::All(parts) })
    }

    fn one(&mut self, depth: usize) -> Option<Pattern> {
        if depth > DEPTH {
            return None;
        }
        match self.next()? {
            Token::Open => {
                let inner = self.any(depth + 1)?;
                (self.next()? == Token::Close).then_some(inner)
            }
            Token::Path(path) => {
                let comparison = match self.next()? {
                    Token::Equals => Comparison::Equals(self.value()?),
                    Token::Differs => Comparison::Differs(self.value()?),
                    Token::Word(word) => match (word.to_ascii_uppercase().as_str(), self.word().as_deref()) {
                        ("IS", Some("NULL")) => Comparison::IsNull,
                        ("IS", Some("TRUE")) => Comparison::IsTrue,
                        ("IS", Some("FALSE")) => Comparison::IsFalse,
                        ("NOT", Some("EXISTS")) => Comparison::NotExists,
                        ("EXISTS", other) => {
                            self.at -= usize::from(other.is_some());
                            Comparison::Exists
                        }
                        _ => return None,
                    },
                    _ => return None,
                };
                Some(Pattern::Compare(path, comparison))
            }
            _ => None,
        }
    }

    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let word = word.to_ascii_uppercase();
        self.at += 1;
        Some(word)
    }

    fn value(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(text) | Token::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '&' if rest.starts_with("&&") => (Token::And, 2),
            '|' if rest.starts_with("||") => (Token::Or, 2),
            '!' if rest.starts_with("!=") => (Token::Differs, 2),
            '=' => (Token::Equals, 1),
            '"' => {
                let inner = rest.get(1..)?;
                let end = inner.find('"')?;
                (Token::Text(inner.get(..end)?.to_owned()), end + 2)
            }
            '$' => {
                let end = rest.find(|c: char| c.is_whitespace() || "=!<>()&|".contains(c)).unwrap_or(rest.len());
                let path = rest.get(..end)?;
                if path.contains(['[', '%']) {
                    return None;
                }
                (Token::Path(path.split('.').skip(1).map(str::to_owned).collect()), end)
            }
            // A regular expression, or a comparison of numbers.
            '%' | '<' | '>' | '&' | '|' | '!' => return None,
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "=!<>()&|\"".contains(c)).unwrap_or(rest.len());
                (Token::Word(rest.get(..end)?.to_owned()), end)
            }
        };
        found.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(found)
}

impl Pattern {
    /// Whether an event matches.
    pub(super) fn matches(&self, event: &Value) -> bool {
        match self {
            Self::Everything => true,
            Self::All(parts) => parts.iter().all(|part| part.matches(event)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(event)),
            Self::Compare(path, comparison) => {
                let member = path.iter().try_fold(event, |value, name| value.get(name));
                let text = member.and_then(|member| match member {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(_) | Value::Bool(_) => Some(member.to_string()),
                    _ => None,
                });
                match comparison {
                    Comparison::Equals(wanted) => text.is_some_and(|text| like(wanted, &text)),
                    // A member that is not there does not match, whatever is asked of its value.
                    Comparison::Differs(wanted) => text.is_some_and(|text| !like(wanted, &text)),
                    Comparison::Exists => member.is_some(),
                    Comparison::NotExists => member.is_none(),
                    Comparison::IsNull => member.is_some_and(Value::is_null),
                    Comparison::IsTrue => member.is_some_and(|member| *member == true),
                    Comparison::IsFalse => member.is_some_and(|member| *member == false),
                }
            }
        }
    }
}

/// Compares with `*` for any text; letters count.
fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn patterns_match_as_cloudwatch_does() {
        let root = json!({"userIdentity": {"type": "Root"}, "eventType": "AwsApiCall", "errorCode": "Client.UnauthorizedOperation", "n": 5, "ok": true});
        for (pattern, expected) in [
            ("", true),
            (r#"{ $.userIdentity.type = "Root" }"#, true),
            (r#"{$.userIdentity.type=Root&&$.eventType!="AwsServiceEvent"}"#, true),
            (
                r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
                true,
            ),
            (r#"{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }"#, true),
            (r#"{ ($.errorCode = "Access*") && ($.eventType = *) }"#, false),
            (r#"{ $.userIdentity.type = "root" }"#, false),
            (r#"{ $.missing != "x" }"#, false),
            ("{ $.n = 5 }", true),
            ("{ $.ok IS TRUE }", true),
            ("{ $.errorCode EXISTS }", true),
        ] {
            assert_eq!(read(pattern).unwrap().matches(&root), expected, "{pattern}");
        }
    }

    #[test]
    fn other_forms_are_not_guessed_at() {
        for pattern in [
            "Root",
            "?ERROR ?WARN",
            "{ $.n > 4 }",
            "{ $.a = %x% }",
            "{ ($.a = b }",
            "{ $.a[0] = b }",
            "{",
            "[ip, user]",
        ] {
            assert_eq!(read(pattern), None, "{pattern}");
        }
        assert_eq!(read(&format!("{{ {}$.a = b{} }}", "(".repeat(200), ")".repeat(200))), None);
    }
}
