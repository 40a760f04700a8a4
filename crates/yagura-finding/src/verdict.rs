//! What a check says of one resource or scope.

use serde::Serialize;
use yagura_model::{Gap, Resource};

use crate::check::{Confidence, Severity};
use crate::pick::pick;
use crate::report::Words;

/// What a judging function returns; a gap becomes an `Unknown` finding.
pub type Judgement = Result<Verdict, Gap>;

/// What a check says of one resource or scope.
#[derive(Debug)]
pub enum Verdict {
    /// It was looked at and is well.
    Pass,
    /// The check does not apply to it (a website check on a bucket without a website): nothing is reported.
    Skip,
    /// It is in the bad state.
    Fail(Box<Failure>),
}

/// A bad state with its evidence.
#[derive(Debug, Default)]
pub struct Failure {
    /// The attributes that prove it.
    pub evidence: Vec<Evidence>,
    /// In place of the check's severity, where the resource makes it better or worse.
    pub severity: Option<Severity>,
    /// In place of the check's confidence.
    pub confidence: Option<Confidence>,
    /// What exactly, in words: which port, which principal, which statement.
    pub detail: Option<Box<Words>>,
}

/// An attribute that proves a verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// JSON pointer into the resource's properties; empty for what stands outside of them.
    pub path: String,
    /// The value there.
    pub value: Json,
    /// What people call it, where the path does not say so (an environment variable).
    pub name: Option<Box<str>>,
}

/// A JSON value as compact text: a large account has hundreds of thousands of findings, and a tree takes ten times as much.
#[derive(Debug, Clone, PartialEq)]
pub struct Json(Box<str>);

impl Json {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        &*self.0 == "null"
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }
}

impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: serde_json::Value = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

impl Verdict {
    /// Fails with the attribute at a JSON pointer of the resource as evidence.
    pub fn fail<T: Serialize>(resource: &Resource<T>, path: &str) -> Self {
        Self::fail_all(resource, &[path])
    }

    /// Fails with several attributes as evidence.
    pub fn fail_all<T: Serialize>(resource: &Resource<T>, paths: &[&str]) -> Self {
        let evidence = paths
            .iter()
            .map(|path| Evidence { path: (*path).to_owned(), value: pick(&resource.props, path).into(), name: None })
            .collect();
        Self::Fail(Box::new(Failure { evidence, ..Failure::default() }))
    }

    /// Fails for something that is not there: the evidence is the absence itself.
    pub fn absent() -> Self {
        Self::Fail(Box::default())
    }

    /// Fails with a value that stands in no attribute of the resource (a number that was computed).
    pub fn fail_with(path: &str, value: impl Into<serde_json::Value>) -> Self {
        let evidence = vec![Evidence { path: path.to_owned(), value: value.into().into(), name: None }];
        Self::Fail(Box::new(Failure { evidence, ..Failure::default() }))
    }

    /// The same, worse or better than the check says.
    pub fn severity(mut self, severity: Severity) -> Self {
        if let Self::Fail(failure) = &mut self {
            failure.severity = Some(severity);
        }
        self
    }

    /// The same, surer or less sure than the check says.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        if let Self::Fail(failure) = &mut self {
            failure.confidence = Some(confidence);
        }
        self
    }

    /// The same, with what exactly it is.
    pub fn detail(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        if let Self::Fail(failure) = &mut self {
            failure.detail = Some(Box::new(Words { ja: ja.into(), en: en.into() }));
        }
        self
    }
}
