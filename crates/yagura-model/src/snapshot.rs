//! What was read, from where, and what could not be.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::Gap;
use crate::sensitive::SecretMatch;

/// The region's name for global services.
pub const GLOBAL: &str = "global";

/// The version of the snapshot's form. A newer one is refused.
pub const VERSION: u32 = 1;

pub use crate::services::Snapshot;

/// One thing that was read: an account, or a template root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// The account's id; [`crate::OWN_ACCOUNT`] for templates.
    pub account: String,
    /// The account's alias or the template's path, for people.
    pub name: String,
    /// The regions that were read; empty for templates.
    pub regions: Vec<String>,
    /// The caller's ARN; empty for templates.
    #[serde(default)]
    pub caller: String,
}

/// The kinds of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeKind {
    /// A live account.
    Account,
    /// A template root.
    Template,
}

/// Says that one type was listed in one account and region: in full, or with a gap.
/// Absence is evidence only where there is an entry without a gap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listed {
    /// The type's name.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The account's id.
    pub account: String,
    /// The region, or [`GLOBAL`].
    pub region: String,
    /// Why the list is not whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
}

/// The part of a [`Snapshot`] that is not resources.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contents {
    /// When it was taken: RFC 3339, UTC.
    pub taken: String,
    /// When it was taken: seconds since 1970.
    pub taken_epoch: i64,
    /// How long the reading took, in seconds.
    pub seconds: f64,
    /// The accounts and template roots.
    pub scopes: Vec<Scope>,
    /// What was listed in full, and what was not.
    pub lists: Vec<Listed>,
    /// Everything that could not be read, once each.
    pub gaps: Vec<Gap>,
    /// Types that were met and that the model does not have, with their number.
    pub unmodelled: BTreeMap<String, u64>,
    /// The files that were read (templates), the service endpoints for a live account.
    pub sources: Vec<String>,
    /// What templates are under each outcome of the conditions that are not decided before deployment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// What stands beside resources in templates about findings that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignores: Vec<Ignore>,
    /// What templates take from files that are not judged by themselves.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reads: BTreeSet<Read>,
    /// The states of Terraform that lie beside what they were made of, each with the root that is judged there: its source, or a plan.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, String>,
    /// The secrets that stood in texts which are kept as they are (tags, policies) and in which a mark has taken their place;
    /// `None` where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_plain: Option<Vec<InPlain>>,
}

/// A file that a template root reads, or looks for, beside the resources that stand in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Read {
    /// The root, as [`crate::Template::home`] names it.
    pub root: String,
    /// The file, as the user would name it; with `/` at its end a folder that is searched.
    pub file: String,
}

/// A secret that stood in a text which is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InPlain {
    /// The resource's type.
    pub resource_type: String,
    /// Its account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// Its id.
    pub id: String,
    /// Its file and address, in a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(String, String)>,
    /// JSON pointer to the text.
    pub pointer: String,
    /// What people know the text by.
    pub name: String,
    /// What was found.
    pub secret: SecretMatch,
}

/// A template read once more, under one outcome of its undecided conditions.
///
/// All alternatives of a file together cover every outcome that is possible.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Alternative {
    /// The template; the outermost one where it has nested stacks.
    pub file: String,
    /// Its resources.
    pub snapshot: Snapshot,
    /// The addresses of the resources that are not made then.
    pub absent: BTreeSet<String>,
}

/// A finding that is accepted where the resource is written, as it was written: nobody has judged it yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ignore {
    /// The file, as the user would name it.
    pub file: String,
    /// The line where it is written.
    pub line: u32,
    /// The first line of the resource that it speaks of; its own line where there is none.
    pub first: u32,
    /// The last line of that resource.
    pub last: u32,
    /// The check's id; empty where none is named.
    pub check: String,
    /// Why it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last day on which it counts, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}
