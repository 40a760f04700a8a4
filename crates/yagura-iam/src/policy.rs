//! A policy document as typed statements.
//!
//! Parts that could not be read stay in place as a [`Gap`], so that every answer built on them is "unknown" and never
//! an allow, and never a proof.
//! Rests on the IAM User Guide, "IAM JSON policy element reference" and "Grammar of the IAM JSON policy language".

mod parse;

use std::fmt;

use smol_str::SmolStr;

use crate::condition::Test;
use crate::glob::{ArnPattern, Pattern};
use crate::json::{Node, Span};

pub use crate::condition::{Operator, OperatorKind, SetOperator};
pub use parse::ParseError;

/// A place in a policy document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// JSON pointer (RFC 6901), such as `/Statement/0/Action/1`.
    pub pointer: SmolStr,
    /// Where it stands in the text, when the policy was read from text.
    pub span: Option<Box<Span>>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.span {
            Some(span) => write!(
                f,
                "{} (line {}, column {})",
                if self.pointer.is_empty() { "/" } else { &self.pointer },
                span.line,
                span.column
            ),
            None => f.write_str(if self.pointer.is_empty() { "/" } else { &self.pointer }),
        }
    }
}

/// Something that is needed for an answer and is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// A short word: the `kind` of a `$unknown` object (`undecided` where it says so of itself), or `malformed`, `duplicate-key`, `budget`, `missing-policy`, `variable`.
    pub kind: String,
    /// What is missing and why, lowercase.
    pub message: String,
    /// Where in the policy.
    pub place: Place,
}

impl Gap {
    /// A gap without a place.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.into(), message: message.into(), place: Place::default() }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.place.pointer.is_empty() {
            write!(f, " at {}", self.place)?;
        }
        Ok(())
    }
}

/// Something AWS would refuse or that a reader should know, found while parsing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, lowercase.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Whether AWS refuses such a document (otherwise it is worth a warning only).
    pub refused: bool,
}

/// The value of `Version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`: policy variables work.
    V2012,
    /// `2008-10-17`, or no `Version` at all, which means the same: `${…}` is plain text.
    V2008,
}

/// The known part of a list, and what is unknown about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elements<T> {
    /// The elements that were read.
    pub items: Vec<T>,
    /// Why there may be more, or others.
    pub gap: Option<Box<Gap>>,
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self { items: Vec::new(), gap: None }
    }
}

/// An element that has a negated form: `Action` and `NotAction`, and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause<T> {
    /// The statement has neither.
    Absent,
    /// `Action`, `Resource`, `Principal`.
    Is(Elements<T>),
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    Not(Elements<T>),
}

impl<T> Clause<T> {
    /// The elements of either form.
    pub fn elements(&self) -> Option<&Elements<T>> {
        match self {
            Self::Absent => None,
            Self::Is(elements) | Self::Not(elements) => Some(elements),
        }
    }
    /// The elements of either form, none when absent.
    pub fn items(&self) -> &[T] {
        self.elements().map_or(&[], |elements| &elements.items)
    }
    /// The gap in it.
    pub fn gap(&self) -> Option<&Gap> {
        self.elements().and_then(|elements| elements.gap.as_deref())
    }
    /// Whether it is the negated form.
    pub fn is_not(&self) -> bool {
        matches!(self, Self::Not(_))
    }
}

/// One pattern of `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern {
    /// As written.
    pub text: SmolStr,
    /// Lowercase, ready for matching against lowercase `service:operation`.
    pub pattern: Pattern,
    /// Where it stands.
    pub place: Place,
}

/// One pattern of `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePattern {
    /// As written.
    pub text: SmolStr,
    /// Ready for matching.
    pub pattern: ArnPattern,
    /// Where it stands.
    pub place: Place,
}

/// One entry of `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// As written.
    pub text: SmolStr,
    /// What it names.
    pub principal: Principal,
    /// Where it stands.
    pub place: Place,
}

/// Whom a principal entry names (IAM User Guide, "AWS JSON policy elements: Principal").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// `*` or `{"AWS": "*"}`: everyone, anonymous callers included.
    Everyone,
    /// An account id or its `:root` ARN: delegates to that account's own IAM.
    Account(SmolStr),
    /// A role, and with it the role's sessions.
    Role {
        /// Its account.
        account: SmolStr,
        /// Its ARN.
        arn: SmolStr,
    },
    /// A user, and with it the user's federated sessions.
    User {
        /// Its account.
        account: SmolStr,
        /// Its ARN.
        arn: SmolStr,
    },
    /// One session of a role.
    RoleSession {
        /// Its account.
        account: SmolStr,
        /// Its ARN (`arn:aws:sts::…:assumed-role/role/session`).
        arn: SmolStr,
    },
    /// One federated user session.
    FederatedUser {
        /// Its account.
        account: SmolStr,
        /// Its ARN (`arn:aws:sts::…:federated-user/name`).
        arn: SmolStr,
    },
    /// `AIDA…` or `AROA…`: an entity that was deleted; matches nobody.
    Deleted(SmolStr),
    /// An AWS service.
    Service(SmolStr),
    /// An identity provider: a host name, or the ARN of an OIDC or SAML provider.
    Federated(SmolStr),
    /// A canonical user id of S3.
    CanonicalUser(SmolStr),
}

impl Principal {
    /// The account of an AWS principal.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Account(account)
            | Self::Role { account, .. }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => Some(account),
            _ => None,
        }
    }
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
    /// Not known.
    Unknown(Box<Gap>),
}

/// One operator on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The operator, taken apart.
    pub operator: Operator,
    /// The operator as written.
    pub operator_text: SmolStr,
    /// The context key as written.
    pub key: SmolStr,
    /// The context key, lowercase: names of keys are case-insensitive.
    pub key_lower: SmolStr,
    /// The values as written (numbers and booleans as their text).
    pub values: Elements<SmolStr>,
    /// Where it stands.
    pub place: Place,
    pub(crate) test: Test,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its position, from 0.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<SmolStr>,
    /// `Effect`
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`
    pub principal: Clause<PrincipalEntry>,
    /// `Action` or `NotAction`
    pub action: Clause<ActionPattern>,
    /// `Resource` or `NotResource`
    pub resource: Clause<ResourcePattern>,
    /// `Condition`: all must hold.
    pub conditions: Vec<Condition>,
    /// Why there may be more conditions than these.
    pub condition_gap: Option<Box<Gap>>,
    /// Where it stands.
    pub place: Place,
}

impl Statement {
    /// The first thing that is unknown about this statement.
    pub fn gap(&self) -> Option<&Gap> {
        let effect = if let Effect::Unknown(gap) = &self.effect { Some(&**gap) } else { None };
        effect
            .or(self.principal.gap())
            .or(self.action.gap())
            .or(self.resource.gap())
            .or(self.condition_gap.as_deref())
            .or_else(|| self.conditions.iter().find_map(|c| c.values.gap.as_deref()))
    }
}

/// A policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `Version`
    pub version: Version,
    /// `Id`
    pub id: Option<String>,
    /// The statements that were read.
    pub statements: Vec<Statement>,
    /// Why there may be more statements than these.
    pub gap: Option<Box<Gap>>,
    /// What AWS would refuse, and what a reader should know.
    pub problems: Vec<Problem>,
    document: Option<Node>,
}

impl Policy {
    /// Reads a policy text: JSON, URL-encoded JSON (as `iam:GetRole` returns it), or a JSON string that holds either.
    ///
    /// Fails only when the text is not JSON at all, naming line and column; what is JSON but no sound policy comes back
    /// with [`Policy::problems`] and gaps.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse::text(text)
    }

    /// The statement of this [`Statement::index`], wherever it stands now: some may have been taken out.
    pub fn statement(&self, index: usize) -> Option<&Statement> {
        let there = self.statements.get(index).filter(|statement| statement.index == index);
        there.or_else(|| self.statements.iter().find(|statement| statement.index == index))
    }

    /// Reads a policy from bytes; fails on anything but UTF-8 without byte order mark.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        parse::bytes(bytes)
    }

    /// Takes a policy from a JSON value: an object, or a string that holds a policy text.
    /// Of an object no second copy is kept: [`Policy::document`] has none.
    ///
    /// An object `{"$unknown": {"kind": …, "message": …}}` anywhere in it becomes a gap at that place.
    pub fn from_value(value: &serde_json::Value) -> Result<Self, ParseError> {
        parse::value(value)
    }

    /// As [`Policy::from_value`], of the value's text.
    pub fn from_json(text: &str) -> Result<Self, ParseError> {
        parse::json(text)
    }

    /// A policy of which nothing is known but that it may exist.
    pub fn unknown(gap: Gap) -> Self {
        Self {
            version: Version::V2012,
            id: None,
            statements: Vec::new(),
            gap: Some(Box::new(gap)),
            problems: Vec::new(),
            document: None,
        }
    }

    /// A policy without statements: it allows nothing and denies nothing.
    pub fn empty() -> Self {
        Self {
            version: Version::V2012,
            id: None,
            statements: Vec::new(),
            gap: None,
            problems: Vec::new(),
            document: None,
        }
    }

    /// The document as it was read, order and duplicate keys kept; empty for a policy that was not read.
    pub fn print(&self) -> String {
        self.document.as_ref().map(Node::print).unwrap_or_default()
    }

    /// The document's JSON tree, when it was read.
    pub fn document(&self) -> Option<&Node> {
        self.document.as_ref()
    }

    /// The first thing that is unknown about which statements there are, what they do, and which actions they name:
    /// what is unknown of resources, principals and conditions is no matter here.
    pub fn first_gap_of_actions(&self) -> Option<&Gap> {
        self.gap.as_deref().or_else(|| {
            self.statements.iter().find_map(|statement| match (&statement.effect, &statement.action) {
                (Effect::Unknown(gap), _) => Some(&**gap),
                // Where neither form stands, what is unknown may be it.
                (_, Clause::Absent) => statement.gap(),
                (_, action) => action.gap(),
            })
        })
    }

    /// The first thing that is unknown about this policy.
    pub fn first_gap(&self) -> Option<&Gap> {
        self.gap.as_deref().or_else(|| self.statements.iter().find_map(Statement::gap))
    }
}

#[cfg(test)]
mod tests;
