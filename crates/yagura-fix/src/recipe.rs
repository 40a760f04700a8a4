//! What a fix is, as data.

use yagura_finding::Text;

/// How a check's findings are closed by a change of a template.
#[derive(Debug)]
pub struct Fix {
    /// The check's id.
    pub check: &'static str,
    /// What is written, for each type and language.
    pub recipes: &'static [Recipe],
    /// What somebody should know who deploys it.
    pub note: Option<Text>,
    /// Checks that must not fail on the same resource: where they do, a person decides first.
    pub after: &'static [&'static str],
    /// Words in any text of the run that say that a person decides, and why: what publishes to a topic may stand anywhere.
    pub unless: Option<(&'static [&'static str], Text)>,
}

/// The languages of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// CloudFormation's YAML and JSON, and SAM's.
    CloudFormation,
    /// Terraform's native syntax and its JSON syntax.
    Terraform,
}

/// What is written into a resource of one type.
#[derive(Debug)]
pub struct Recipe {
    /// The language.
    pub language: Language,
    /// The type, in that language's words.
    pub kind: &'static str,
    /// What is written, in this order.
    pub ops: &'static [Op],
}

/// One change.
///
/// Paths have `/` between their parts: properties in CloudFormation, blocks and an attribute in Terraform.
/// A part `*` means every item of the list before it, a part that ends in `*` every block of that type; neither is ever made.
#[derive(Debug)]
pub enum Op {
    /// Says a value, in place of a literal one or where nothing is said.
    Set(&'static str, Value),
    /// Says a value, unless one of these is there: then a person decides.
    Unless(&'static str, &'static [&'static str], Value),
    /// Takes out what is said.
    Remove(&'static str),
    /// Replaces a literal value where it is the second one, and says nothing where nothing is said.
    Replace(&'static str, &'static str, Value),
    /// In a list of names and values (CloudFormation's items, Terraform's blocks) says the value of a name.
    Item {
        /// Where the list is.
        path: &'static str,
        /// The member that names an item, and the name.
        name: (&'static str, &'static str),
        /// The member that has the value, and the value.
        value: (&'static str, Value),
    },
    /// In CloudFormation's list of names and values replaces the value of these names where it is the first of two.
    Among {
        /// Where the list is.
        path: &'static str,
        /// The member that names an item, and the names.
        name: (&'static str, &'static [&'static str]),
        /// The member that has the value, the value that is replaced, and the one in its place.
        value: (&'static str, &'static str, Value),
    },
    /// Puts a text into a list of texts.
    Include(&'static str, &'static str),
    /// What is written where a literal property has one of these values.
    When(&'static str, &'static [&'static str], &'static [Op]),
    /// In Terraform, what another resource says of this one: written into it where there is one, else as a new one.
    Beside {
        /// The other resource's type.
        kind: &'static str,
        /// Its attribute that names this one.
        by: &'static str,
        /// This one's attribute that is the name.
        reference: &'static str,
        /// A block of this resource that says the same: where it is written, nothing is put beside it.
        inline: &'static str,
        /// What it says.
        ops: &'static [Op],
    },
    /// Denies what does not come over TLS, in the policy of a bucket: in its one, else in a new one.
    DenyPlainHttp,
}

/// A value to be written.
#[derive(Debug)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A number, unless a larger one is there.
    AtLeast(i64),
    /// A text.
    Text(&'static str),
    /// Texts.
    Texts(&'static [&'static str]),
}
