//! From JSON to typed statements.
#![expect(
    clippy::unnecessary_box_returns,
    reason = "a gap is kept in a box: a statement has room for six and seldom has one"
)]

use smol_str::{SmolStr, SmolStrBuilder, StrExt, ToSmolStr};

use super::{
    ActionPattern, Clause, Condition, Effect, Elements, Gap, Place, Policy, Principal, PrincipalEntry, Problem,
    ResourcePattern, Statement, Version,
};
use crate::condition::{Operator, Test};
use crate::glob::{ArnPattern, Pattern};
use crate::json::{Json, JsonError, Node, duplicates};

/// Why a text is not a policy document at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, lowercase.
    pub message: String,
    /// Line, from 1; 0 when the policy did not come from text.
    pub line: usize,
    /// Column, from 1; 0 when the policy did not come from text.
    pub column: usize,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line == 0 {
            write!(f, "{}", self.message)
        } else {
            write!(f, "{} at line {}, column {}", self.message, self.line, self.column)
        }
    }
}

impl std::error::Error for ParseError {}

impl From<JsonError> for ParseError {
    fn from(error: JsonError) -> Self {
        Self { message: error.message, line: error.line, column: error.column }
    }
}

pub(super) fn bytes(bytes: &[u8]) -> Result<Policy, ParseError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => self::text(text),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = good.split(|b| *b == b'\n').count();
            let column = 1 + good.iter().rev().take_while(|b| **b != b'\n').count();
            let message = match bytes {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "text is UTF-16, not UTF-8",
                _ => "text is not UTF-8",
            };
            Err(ParseError { message: message.into(), line, column })
        }
    }
}

pub(super) fn text(text: &str) -> Result<Policy, ParseError> {
    let node = node_of_text(text, 0)?;
    policy(node)
}

pub(super) fn value(value: &serde_json::Value) -> Result<Policy, ParseError> {
    match value {
        serde_json::Value::String(text) => policy(node_of_text(text, 0)?),
        // The caller has the document already.
        other => policy(Node::from_value(other)?).map(|policy| Policy { document: None, ..policy }),
    }
}

pub(super) fn json(text: &str) -> Result<Policy, ParseError> {
    let node = Node::without_places(text)?;
    if let Json::String(inner) = &node.value {
        return policy(node_of_text(inner, 0)?);
    }
    // The caller has the document already.
    policy(node).map(|policy| Policy { document: None, ..policy })
}

/// URL-encoded text and strings that hold a document are unwrapped, twice at most.
fn node_of_text(text: &str, depth: usize) -> Result<Node, ParseError> {
    let start = text.trim_start();
    let decoded;
    let text = if start.starts_with("%7B")
        || start.starts_with("%7b")
        || start.starts_with("%22")
        || start.starts_with("%0A%7B")
        || start.starts_with("%20%7B")
    {
        decoded = percent_decode(start)?;
        &decoded
    } else {
        text
    };
    let node = Node::parse(text)?;
    match &node.value {
        Json::String(inner) if depth < 2 => node_of_text(inner, depth + 1),
        _ => Ok(node),
    }
}

fn percent_decode(text: &str) -> Result<String, ParseError> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'%' {
            let digits = text.get(at + 1..at + 3).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            let code = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
            let Some(code) = code else {
                return Err(ParseError {
                    message: "`%` without two hexadecimal digits in URL-encoded text".into(),
                    line: 1,
                    column: at + 1,
                });
            };
            out.push(code);
            bytes.nth(1);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).map_err(|_| ParseError {
        message: "URL-encoded text is not UTF-8".into(),
        line: 1,
        column: 1,
    })
}

struct Parser {
    problems: Vec<Problem>,
    variables: bool,
}

/// RFC 6901: `~` and `/` in a key are escaped.
fn step(pointer: &str, key: &str) -> SmolStr {
    let mut out = SmolStrBuilder::new();
    out.push_str(pointer);
    out.push('/');
    if key.contains(['~', '/']) {
        out.push_str(&key.replace('~', "~0").replace('/', "~1"));
    } else {
        out.push_str(key);
    }
    out.finish()
}

fn place(node: &Node, pointer: impl Into<SmolStr>) -> Place {
    Place { pointer: pointer.into(), span: node.span.clone() }
}

/// The gap that a `{"$unknown": {…}}` object stands for.
pub(crate) fn unknown_of(node: &Node, pointer: &str) -> Option<Box<Gap>> {
    let inner = node.get("$unknown")?;
    let text = |name: &str| inner.get(name).and_then(Node::as_str).map(str::to_owned);
    // What hangs on a condition that is not decided stays recognizable, whatever kept the condition open.
    let undecided = matches!(inner.get("undecided").map(|node| &node.value), Some(Json::Bool(true)));
    let kind = if undecided { Some("undecided".to_owned()) } else { text("kind") };
    Some(Box::new(Gap {
        kind: kind.unwrap_or_else(|| "unknown".into()),
        message: text("message")
            .or_else(|| inner.as_str().map(str::to_owned))
            .unwrap_or_else(|| "value is not known".into()),
        place: place(node, pointer),
    }))
}

fn policy(node: Node) -> Result<Policy, ParseError> {
    let mut parser = Parser { problems: Vec::new(), variables: false };
    let mut out = Policy::empty();
    if let Some(gap) = unknown_of(&node, "") {
        out.gap = Some(gap);
        out.document = Some(node);
        return Ok(out);
    }
    let Json::Object(members) = &node.value else {
        let (line, column) = node.span.as_ref().map_or((0, 0), |s| (s.line, s.column));
        return Err(ParseError {
            message: format!("a policy is an object, this is a {}", node.type_name()),
            line,
            column,
        });
    };
    out.version = parser.version(members);
    parser.variables = out.version == Version::V2012;
    let repeated = duplicates(members);
    for key in &repeated {
        parser.problem(&node, &format!("/{key}"), format!("key `{key}` stands more than once"), true);
    }
    let mut has_statement = false;
    for (key, item) in members {
        let pointer = step("", key);
        match key.as_str() {
            // Whether `${…}` is a variable hangs on it.
            "Version" => out.gap = out.gap.or_else(|| unknown_of(item, &pointer)),
            "Id" => out.id = item.as_str().map(str::to_owned),
            "Statement" => {
                has_statement = true;
                let gap = parser.statements(item, &pointer, &mut out.statements);
                if out.gap.is_none() {
                    out.gap = gap;
                }
            }
            other => {
                parser.problem(item, &pointer, format!("unknown element `{other}`"), true);
                if other.eq_ignore_ascii_case("statement") && out.gap.is_none() {
                    out.gap = Some(malformed(item, &pointer, &format!("`{other}` is not spelled `Statement`")));
                }
            }
        }
    }
    if !has_statement {
        parser.problem(&node, "", "policy has no `Statement`".into(), true);
        if out.gap.is_none() {
            out.gap = Some(malformed(&node, "", "policy has no `Statement`"));
        }
    }
    if repeated.contains(&"Statement") || repeated.contains(&"Version") {
        out.gap = Some(duplicate(&node, "", if repeated.contains(&"Statement") { "Statement" } else { "Version" }));
    }
    out.problems = parser.problems;
    out.document = Some(node);
    Ok(out)
}

fn malformed(node: &Node, pointer: &str, message: &str) -> Box<Gap> {
    Box::new(Gap { kind: "malformed".into(), message: message.into(), place: place(node, pointer) })
}

fn duplicate(node: &Node, pointer: &str, key: &str) -> Box<Gap> {
    Box::new(Gap {
        kind: "duplicate-key".into(),
        message: format!("key `{key}` stands more than once, which one counts is not defined"),
        place: place(node, pointer),
    })
}

impl Parser {
    fn problem(&mut self, node: &Node, pointer: &str, message: String, refused: bool) {
        self.problems.push(Problem { message, place: place(node, pointer), refused });
    }

    /// Records that AWS refuses this and gives the gap that stands for it.
    fn bad(&mut self, node: &Node, pointer: &str, message: &str) -> Box<Gap> {
        self.problem(node, pointer, message.into(), true);
        malformed(node, pointer, message)
    }

    fn version(&mut self, members: &[(SmolStr, Node)]) -> Version {
        let Some((_, node)) = members.iter().find(|(key, _)| key == "Version") else { return Version::V2008 };
        match node.as_str() {
            Some("2012-10-17") => Version::V2012,
            Some("2008-10-17") => Version::V2008,
            _ if unknown_of(node, "/Version").is_some() => Version::V2012,
            Some(other) => {
                self.problem(node, "/Version", format!("version `{other}` is neither 2012-10-17 nor 2008-10-17"), true);
                Version::V2008
            }
            None => {
                self.problem(node, "/Version", format!("`Version` is a string, this is a {}", node.type_name()), true);
                Version::V2008
            }
        }
    }

    fn statements(&mut self, node: &Node, pointer: &str, out: &mut Vec<Statement>) -> Option<Box<Gap>> {
        if let Some(gap) = unknown_of(node, pointer) {
            return Some(gap);
        }
        match &node.value {
            Json::Object(_) => {
                out.reserve_exact(1);
                self.statement(node, pointer, out)
            }
            Json::Array(items) => {
                out.reserve_exact(items.len());
                let mut gap = None;
                for (i, item) in items.iter().enumerate() {
                    let pointer = step(pointer, &i.to_smolstr());
                    let found = unknown_of(item, &pointer).or_else(|| self.statement(item, &pointer, out));
                    gap = gap.or(found);
                }
                gap
            }
            _ => Some(self.bad(
                node,
                pointer,
                &format!("`Statement` is an object or a list, this is a {}", node.type_name()),
            )),
        }
    }

    /// Adds a statement; the gap when it is none.
    fn statement(&mut self, node: &Node, pointer: &str, out: &mut Vec<Statement>) -> Option<Box<Gap>> {
        let Json::Object(members) = &node.value else {
            return Some(self.bad(node, pointer, &format!("a statement is an object, this is a {}", node.type_name())));
        };
        let mut statement = Statement {
            index: out.len(),
            sid: None,
            effect: Effect::Deny,
            principal: Clause::Absent,
            action: Clause::Absent,
            resource: Clause::Absent,
            conditions: Vec::new(),
            condition_gap: None,
            place: place(node, pointer),
        };
        let mut has_effect = false;
        for (key, item) in members {
            let pointer = step(pointer, key);
            match key.as_str() {
                "Sid" => match item.as_str() {
                    Some(sid) => statement.sid = Some(sid.into()),
                    None if unknown_of(item, &pointer).is_some() => {}
                    None => {
                        self.problem(
                            item,
                            &pointer,
                            format!("`Sid` is a string, this is a {}", item.type_name()),
                            true,
                        );
                    }
                },
                "Effect" => {
                    has_effect = true;
                    statement.effect = self.effect(item, &pointer);
                }
                "Principal" | "NotPrincipal" => {
                    let elements = self.principals(item, &pointer);
                    self.clause(&mut statement.principal, elements, key, item, &pointer);
                }
                "Action" | "NotAction" => {
                    let elements = self.strings(item, &pointer, key, |_, text, place| ActionPattern {
                        pattern: Pattern::new(&text.to_lowercase_smolstr(), false),
                        text,
                        place,
                    });
                    self.clause(&mut statement.action, elements, key, item, &pointer);
                }
                "Resource" | "NotResource" => {
                    let elements = self.strings(item, &pointer, key, |parser, text, place| ResourcePattern {
                        pattern: ArnPattern::new(resource_text(&text).as_ref(), parser.variables),
                        text,
                        place,
                    });
                    self.clause(&mut statement.resource, elements, key, item, &pointer);
                }
                "Condition" => self.conditions(item, &pointer, &mut statement),
                other => {
                    self.problem(item, &pointer, format!("unknown element `{other}`"), true);
                    Self::misspelled(other, item, &pointer, &mut statement);
                }
            }
        }
        if !has_effect {
            statement.effect = Effect::Unknown(self.bad(node, pointer, "statement has no `Effect`"));
        }
        if matches!(statement.action, Clause::Absent) {
            let gap = self.bad(node, pointer, "statement has neither `Action` nor `NotAction`");
            statement.action = Clause::Is(Elements { items: Vec::new(), gap: Some(gap) });
        }
        for key in duplicates(members) {
            self.problem(node, &step(pointer, key), format!("key `{key}` stands more than once"), true);
            let gap = duplicate(node, &step(pointer, key), key);
            match key {
                "Effect" => statement.effect = Effect::Unknown(gap),
                "Principal" | "NotPrincipal" => {
                    statement.principal = Clause::Is(Elements { items: Vec::new(), gap: Some(gap) });
                }
                "Action" | "NotAction" => statement.action = Clause::Is(Elements { items: Vec::new(), gap: Some(gap) }),
                "Resource" | "NotResource" => {
                    statement.resource = Clause::Is(Elements { items: Vec::new(), gap: Some(gap) });
                }
                "Condition" => {
                    statement.conditions.clear();
                    statement.condition_gap = Some(gap);
                }
                _ => {}
            }
        }
        out.push(statement);
        None
    }

    /// An element in the wrong case is refused by AWS; leaving it out of the statement could widen it.
    fn misspelled(key: &str, node: &Node, pointer: &str, statement: &mut Statement) {
        let known =
            ["Condition", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Effect"];
        if let Some(name) = known.iter().find(|name| name.eq_ignore_ascii_case(key)) {
            statement.condition_gap = Some(malformed(node, pointer, &format!("`{key}` is not spelled `{name}`")));
        }
    }

    fn effect(&mut self, node: &Node, pointer: &str) -> Effect {
        if let Some(gap) = unknown_of(node, pointer) {
            return Effect::Unknown(gap);
        }
        match node.as_str() {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            Some(other) => {
                Effect::Unknown(self.bad(node, pointer, &format!("effect `{other}` is neither Allow nor Deny")))
            }
            None => Effect::Unknown(self.bad(
                node,
                pointer,
                &format!("`Effect` is a string, this is a {}", node.type_name()),
            )),
        }
    }

    /// Puts elements into their clause; both forms at once are refused by AWS and leave the clause unknown.
    fn clause<T>(&mut self, clause: &mut Clause<T>, elements: Elements<T>, key: &str, node: &Node, pointer: &str) {
        *clause = match clause {
            Clause::Absent if key.starts_with("Not") => Clause::Not(elements),
            Clause::Absent => Clause::Is(elements),
            Clause::Is(_) | Clause::Not(_) => {
                let plain = key.strip_prefix("Not").unwrap_or(key);
                let gap = self.bad(
                    node,
                    pointer,
                    &format!("statement has both `{plain}` and `Not{plain}`, or one of them twice"),
                );
                Clause::Is(Elements { items: Vec::new(), gap: Some(gap) })
            }
        };
    }

    /// A string or a list of strings.
    fn strings<T>(
        &mut self,
        node: &Node,
        pointer: &str,
        key: &str,
        make: impl Fn(&Self, SmolStr, Place) -> T,
    ) -> Elements<T> {
        let mut out = Elements::default();
        let one = |parser: &mut Self, node: &Node, pointer: SmolStr, out: &mut Elements<T>| {
            if let Json::String(text) = &node.value {
                out.items.push(make(parser, text.clone(), place(node, pointer)));
            } else {
                let gap = unknown_of(node, &pointer).unwrap_or_else(|| {
                    parser.bad(node, &pointer, &format!("`{key}` takes strings, this is a {}", node.type_name()))
                });
                out.gap.get_or_insert(gap);
            }
        };
        if let Json::Array(items) = &node.value {
            out.items.reserve_exact(items.len());
            for (i, item) in items.iter().enumerate() {
                one(self, item, step(pointer, &i.to_smolstr()), &mut out);
            }
            if items.is_empty() {
                self.problem(node, pointer, format!("`{key}` is an empty list"), true);
            }
        } else {
            out.items.reserve_exact(1);
            one(self, node, pointer.into(), &mut out);
        }
        out
    }

    fn principals(&mut self, node: &Node, pointer: &str) -> Elements<PrincipalEntry> {
        let mut out = Elements::default();
        if let Some(gap) = unknown_of(node, pointer) {
            out.gap = Some(gap);
            return out;
        }
        match &node.value {
            Json::String(text) if text == "*" => {
                out.items.push(PrincipalEntry {
                    text: "*".into(),
                    principal: Principal::Everyone,
                    place: place(node, pointer),
                });
            }
            Json::Object(members) => {
                for key in duplicates(members) {
                    self.problem(node, &step(pointer, key), format!("key `{key}` stands more than once"), true);
                    out.gap = Some(duplicate(node, &step(pointer, key), key));
                }
                for (kind, item) in members {
                    let pointer = step(pointer, kind);
                    let texts = self.strings(item, &pointer, kind, |_, text, place| (text, place));
                    if out.gap.is_none() {
                        out.gap = texts.gap;
                    }
                    out.items.reserve_exact(texts.items.len());
                    for (text, place) in texts.items {
                        match principal(kind, &text) {
                            Ok(principal) => out.items.push(PrincipalEntry { text, principal, place }),
                            Err(message) => {
                                self.problems.push(Problem {
                                    message: message.clone(),
                                    place: place.clone(),
                                    refused: true,
                                });
                                out.gap.get_or_insert(Box::new(Gap { kind: "malformed".into(), message, place }));
                            }
                        }
                    }
                }
            }
            Json::String(text) => {
                out.gap = Some(self.bad(
                    node,
                    pointer,
                    &format!("principal `{text}` needs a type such as `AWS` or `Service`"),
                ));
            }
            _ => {
                out.gap = Some(self.bad(
                    node,
                    pointer,
                    &format!("`Principal` is `*` or an object, this is a {}", node.type_name()),
                ));
            }
        }
        if out.items.is_empty() && out.gap.is_none() {
            self.problem(node, pointer, "`Principal` names nobody".into(), true);
        }
        out
    }

    fn conditions(&mut self, node: &Node, pointer: &str, statement: &mut Statement) {
        if let Some(gap) = unknown_of(node, pointer) {
            statement.condition_gap = Some(gap);
            return;
        }
        let Json::Object(operators) = &node.value else {
            let gap = self.bad(node, pointer, &format!("`Condition` is an object, this is a {}", node.type_name()));
            statement.condition_gap = Some(gap);
            return;
        };
        for key in duplicates(operators) {
            let pointer = step(pointer, key);
            self.problem(node, &pointer, format!("key `{key}` stands more than once"), true);
            statement.condition_gap = Some(duplicate(node, &pointer, key));
        }
        for (operator_text, block) in operators {
            let pointer = step(pointer, operator_text);
            if let Some(gap) = unknown_of(block, &pointer) {
                statement.condition_gap.get_or_insert(gap);
                continue;
            }
            let Json::Object(keys) = &block.value else {
                let gap = self.bad(
                    block,
                    &pointer,
                    &format!("an operator takes an object of keys, this is a {}", block.type_name()),
                );
                statement.condition_gap.get_or_insert(gap);
                continue;
            };
            let operator = Operator::parse(operator_text);
            if operator.kind.is_none() {
                self.problem(block, &pointer, format!("unknown condition operator `{operator_text}`"), true);
            }
            for key in duplicates(keys) {
                let pointer = step(&pointer, key);
                self.problem(block, &pointer, format!("key `{key}` stands more than once"), true);
                statement.condition_gap = Some(duplicate(block, &pointer, key));
            }
            statement.conditions.reserve_exact(keys.len());
            for (key, values) in keys {
                let pointer = step(&pointer, key);
                let values_read = self.condition_values(values, &pointer);
                let test = Test::new(operator, &values_read.items, self.variables);
                statement.conditions.push(Condition {
                    operator,
                    operator_text: operator_text.clone(),
                    key: key.clone(),
                    key_lower: key.to_lowercase_smolstr(),
                    values: values_read,
                    place: place(values, pointer),
                    test,
                });
            }
        }
    }

    fn condition_values(&mut self, node: &Node, pointer: &str) -> Elements<SmolStr> {
        let mut out = Elements::default();
        let mut one = |parser: &mut Self, node: &Node, pointer: &str| match &node.value {
            Json::String(text) | Json::Number(text) => out.items.push(text.clone()),
            Json::Bool(b) => out.items.push(b.to_smolstr()),
            _ => {
                let gap = unknown_of(node, pointer).unwrap_or_else(|| {
                    parser.bad(
                        node,
                        pointer,
                        &format!("a condition value is a string, number or boolean, this is a {}", node.type_name()),
                    )
                });
                out.gap.get_or_insert(gap);
            }
        };
        if let Json::Array(items) = &node.value {
            for (i, item) in items.iter().enumerate() {
                one(self, item, &step(pointer, &i.to_smolstr()));
            }
        } else {
            one(self, node, pointer);
        }
        out
    }
}

/// API Gateway's resource policies may leave out the ARN's beginning: `execute-api:/stage/GET/path`
/// (API Gateway Developer Guide, "API Gateway resource policy examples").
fn resource_text(text: &str) -> std::borrow::Cow<'_, str> {
    match text.strip_prefix("execute-api:/") {
        Some(rest) => format!("arn:*:execute-api:*:*:*/{rest}").into(),
        None => text.into(),
    }
}

fn principal(kind: &str, text: &str) -> Result<Principal, String> {
    match kind {
        "AWS" => aws_principal(text),
        "Service" if text.contains('*') => {
            Err(format!("service principal `{text}` has a wildcard, which AWS does not match"))
        }
        "Service" => Ok(Principal::Service(text.into())),
        "Federated" if text.contains('*') => {
            Err(format!("identity provider `{text}` has a wildcard, which AWS does not match"))
        }
        "Federated" => Ok(Principal::Federated(text.into())),
        "CanonicalUser" => Ok(origin_access_identity(text).unwrap_or_else(|| Principal::CanonicalUser(text.into()))),
        "*" if text == "*" => Ok(Principal::Everyone),
        other => Err(format!("unknown principal type `{other}`")),
    }
}

/// A template's own origin access identity, named by its canonical user id: only that type of resource has such an attribute,
/// and S3 writes it as the ARN itself
/// (<https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3-oai.html>).
fn origin_access_identity(text: &str) -> Option<Principal> {
    let (id, attribute) = text.strip_prefix('{')?.strip_suffix('}')?.rsplit_once('.')?;
    if !matches!(attribute, "S3CanonicalUserId" | "s3_canonical_user_id") {
        return None;
    }
    let arn = format!("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity {{{id}}}");
    Some(Principal::User { account: "cloudfront".into(), arn: arn.into() })
}

/// Reads a value of `Principal.AWS`.
fn aws_principal(text: &str) -> Result<Principal, String> {
    if text == "*" {
        return Ok(Principal::Everyone);
    }
    if text.contains(['*', '?']) {
        return Err(format!("principal `{text}` has a wildcard in it, which AWS does not match"));
    }
    let is_symbol = text.starts_with('{') && text.ends_with('}') && !text.contains(':');
    if is_symbol || (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(Principal::Account(text.into()));
    }
    if text.len() >= 16
        && ["AIDA", "AROA", "AKIA", "ASIA", "AGPA"].iter().any(|p| text.starts_with(p))
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return Ok(Principal::Deleted(text.into()));
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [_, _, service, _, account, name] = parts.as_slice() else {
        return Err(format!("`{text}` is no principal: neither an account id nor an ARN"));
    };
    if !text.starts_with("arn:") || account.is_empty() {
        return Err(format!("`{text}` is no principal: neither an account id nor an ARN"));
    }
    let (account, arn) = (SmolStr::new(account), text.into());
    match (*service, name.split_once('/').map_or(*name, |(kind, _)| kind)) {
        (_, "root") => Ok(Principal::Account(account)),
        ("iam", "role") => Ok(Principal::Role { account, arn }),
        ("iam", "user") => Ok(Principal::User { account, arn }),
        ("sts", "assumed-role") => Ok(Principal::RoleSession { account, arn }),
        ("sts", "federated-user") => Ok(Principal::FederatedUser { account, arn }),
        // A template may know the account but not yet the name.
        _ if name.starts_with('{') => Ok(Principal::Role { account, arn }),
        _ => Err(format!("`{text}` names no user, role, session or account")),
    }
}
