//! Known, or a gap.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

/// A value that may be unread.
///
/// `fact.get()?` inside a function that returns `Result<_, Gap>` makes "unknown" a verdict that cannot be forgotten.
/// `Known(None)` is different from `Unknown`: it says that the thing was looked at and is not there.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<T> {
    /// The value was read (or is a default that AWS applies).
    Known(T),
    /// The value was not read, and this is why; many values may share one reason.
    Unknown(Arc<Gap>),
}

impl<T> Fact<T> {
    /// The value, or the reason why it is not known.
    pub fn get(&self) -> Result<&T, Gap> {
        match self {
            Self::Known(value) => Ok(value),
            Self::Unknown(gap) => Err((**gap).clone()),
        }
    }

    /// The value where it is known. For display only: a check uses [`Fact::get`].
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// An unknown value with its reason.
    pub fn unknown(gap: Gap) -> Self {
        Self::Unknown(Arc::new(gap))
    }
}

impl<T> Default for Fact<T> {
    /// A field that no reader filled was not collected; it is never a value.
    fn default() -> Self {
        // Every field of every resource begins so: one reason for all of them.
        static NOT_COLLECTED: LazyLock<Arc<Gap>> = LazyLock::new(|| Arc::new(Gap::not_collected()));
        Self::Unknown(Arc::clone(&NOT_COLLECTED))
    }
}

impl<T> From<T> for Fact<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Gap {
    /// The kind of obstacle.
    pub kind: GapKind,
    /// The AWS service that was asked, by its CLI name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The operation that was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The region that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The IAM action that the caller lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// It hangs on a condition of a template of which both outcomes are possible.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undecided: bool,
    /// What happened, in English, as precisely as it is known; no secret.
    pub message: String,
}

/// The kinds of obstacles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    /// The caller may not make the call.
    Denied,
    /// The service or region did not answer in time.
    Unreachable,
    /// An expression of a template has no value before it is deployed.
    Unresolved,
    /// yagura does not read this.
    Unsupported,
    /// The answer, or the file, was not what it should be.
    Error,
}

impl GapKind {
    /// The name as it stands in the JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
            Self::Unresolved => "unresolved",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        }
    }
}

impl Gap {
    /// A gap of a kind with a message and nothing else known about it.
    pub fn new(kind: GapKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            service: None,
            operation: None,
            region: None,
            needs: None,
            undecided: false,
            message: message.into(),
        }
    }

    /// An expression that has no value before the template is deployed.
    pub fn unresolved(message: impl Into<String>) -> Self {
        Self::new(GapKind::Unresolved, message)
    }

    /// Something that is not what it should be.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(GapKind::Error, message)
    }

    /// Something that yagura does not read.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(GapKind::Unsupported, message)
    }

    /// A named condition of a template that is not decided before it is deployed, and why.
    pub fn undecided(condition: &str, why: Self) -> Self {
        if why.undecided {
            return why;
        }
        let message = format!("condition `{condition}` is not decided: {}", why.message);
        Self { message, undecided: true, ..why }
    }

    /// A field that the reader at hand does not collect.
    pub fn not_collected() -> Self {
        Self::new(GapKind::Unsupported, "not collected")
    }

    /// The same gap, said of a call.
    pub fn at(mut self, service: &str, operation: &str, region: &str) -> Self {
        self.service = Some(service.to_owned());
        self.operation = Some(operation.to_owned());
        self.region = Some(region.to_owned());
        self
    }
}

/// `and` of values that may be unknown: one that fails decides, whatever the others are.
pub fn all(items: impl Iterator<Item = Result<bool, Gap>>) -> Result<bool, Gap> {
    let mut unknown = None;
    for item in items {
        match item {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(gap) => unknown = unknown.or(Some(gap)),
        }
    }
    unknown.map_or(Ok(true), Err)
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::Gap;

    #[test]
    fn what_hangs_on_an_undecided_condition_is_told_by_no_words() {
        let gap = Gap::undecided("IsProd", Gap::unresolved("parameter `Env` has no default"));
        assert_eq!(gap.message, "condition `IsProd` is not decided: parameter `Env` has no default");
        let wrapped = Gap { message: format!("variable `env`: {}", gap.message), ..gap };
        assert!(wrapped.undecided);
        assert_eq!(Gap::undecided("Outer", wrapped.clone()), wrapped);
        assert!(!Gap::error("condition `IsProd` is not decided: says the service").undecided);
    }
}
