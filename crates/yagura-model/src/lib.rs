//! What an AWS account or a template *is*: typed resources, facts and gaps.
//!
//! Names of resource types and properties are those of the CloudFormation resource schema
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/>); what exists only at run time takes the API's names.
//!
//! Invariants:
//! * Whatever may be unread is a [`Fact`]; an unread one is [`Fact::Unknown`] with its [`Gap`], never a default.
//! * Absence is evidence only where a type was listed in full: [`Snapshot::lists`] says where that is so.
//! * A secret text is a [`Sensitive`]: it is never printed and never saved.

mod arn;
mod decode;
mod fact;
mod named;
mod node;
mod resource;
mod sensitive;
mod snapshot;
mod texts;

pub mod inventory;
pub mod services;

pub use arn::Arn;
pub use decode::{decode, json_of};
pub use fact::{Fact, Gap, GapKind, all};
pub use named::Named;
pub use node::{Map, Node, Rest, Span, Value};
pub use resource::{Document, Meta, Origin, Resource, Resources, Tags, Template, Typed};
pub use sensitive::{SecretMatch, Sensitive};
pub use snapshot::{Alternative, GLOBAL, Ignore, InPlain, Listed, Read, Scope, ScopeKind, Snapshot, VERSION};
pub use texts::{Held, Look, Texts};

/// The account id of a template's own account, which nobody knows before it is deployed.
/// It stands inside ARNs as literal text, so that "the same account" can still be seen.
pub const OWN_ACCOUNT: &str = "{AccountId}";
/// Six characters that AWS will make: what it adds to a secret's name. As long as what it stands for, so that `-??????` means it
/// (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>).
pub const SIX_CHARACTERS: &str = "{6chr}";
/// The region a template will be deployed to; see [`OWN_ACCOUNT`].
pub const OWN_REGION: &str = "{Region}";
