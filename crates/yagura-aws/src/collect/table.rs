//! The shape of the collection tables: what is called, and where the answer goes.
//!
//! Adding a call is adding a line. The scan's own least-privilege policy is generated from these tables,
//! and the engine makes no call that stands in none of them.
//!
//! Paths (`items`, `id`, `take`, `from` …) name members of an answer: `Name`, `Endpoint.Port`,
//! `Reservations[].Instances[]` (each element of lists); an empty path is the whole value.
//!
//! Parameters are JSON text; a string `"$Path"` stands for that member of the item (`"$"` the item itself, where a list
//! gives plain texts; `"$$…"` is a text that begins with `$`), `"^Path"` for that of the parent ([`Kind::parent`]; in the
//! paths of fields, ids and ARNs the parent is the member `^`: `^.id`), `"@account"` and `"@region"` for the place at hand,
//! and `"*"` inside a [`Step::batch`] parameter for the texts of the batch.

use serde_json::Value;
use yagura_model::Snapshot;

/// Every service's table.
pub(crate) fn all() -> &'static [&'static Service] {
    super::SERVICES
}

/// Every operation that a table may call, with its service.
pub(crate) fn operations(table: &'static Service) -> Vec<(&'static str, &'static str)> {
    super::engine::operations(table)
}

/// The items at a path of an answer; a list at its end is taken apart.
pub(crate) fn items_at(answer: &Value, path: &str) -> Vec<Value> {
    super::path::items(answer, path)
}

/// Whether a value has a text at a path.
pub(crate) fn has_text(value: &Value, path: &str) -> bool {
    super::path::text(value, path).is_some_and(|text| !text.is_empty())
}

/// The shape at a path of an operation's answer; lists at its end are looked into.
pub(crate) fn shape_at<'m>(
    model: &'m crate::model::Service,
    operation: &str,
    path: &str,
) -> Option<&'m crate::model::Reference> {
    super::engine::at_path(model, operation, path)
}

/// A service and the kinds of resources that are read from it.
#[derive(Debug)]
pub struct Service {
    /// The service's name, as the AWS CLI has it (`s3`, `ec2`, `elbv2`).
    pub name: &'static str,
    /// Whether each region is asked, or one endpoint for the whole account.
    pub reach: Reach,
    /// What is read.
    pub kinds: &'static [Kind],
}

/// Where a service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Once for the account.
    Global,
    /// Once for the account, at the endpoint of this region; not at all in other partitions.
    In(&'static str),
    /// In each region.
    Regional,
    /// Once for the account, at the endpoint of this region, where that is none of those that are read anyway; not at all in other
    /// partitions.
    Beside(&'static str),
}

/// One type of resource: how it is listed, what is asked for each one, and how answers become properties.
///
/// Members of an item keep their names, so only what is called otherwise in CloudFormation needs a [`Field`].
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The type in the model.
    pub resource_type: &'static str,
    /// A list whose every item is asked for its own (the clusters of services).
    pub parent: Option<List>,
    /// Each item is a parent too: the list goes down to the leaves (organizational units).
    pub tree: bool,
    /// The list.
    pub list: List,
    /// Descriptions of what a list only names, in batches or one by one; each replaces the items.
    pub steps: &'static [Step],
    /// Items that resources of the same service name, which were read before, and that the list leaves out; the last step
    /// describes them.
    pub named: Option<fn(&Snapshot) -> Vec<String>>,
    /// Which items other lists name too.
    pub marks: &'static [Mark],
    /// What is asked for each item.
    pub details: &'static [Detail],
    /// Members that go under another name or in another form.
    pub fields: &'static [Field],
    /// Lists of API members are written in lowerCamelCase: their names are given a capital, except below these names,
    /// whose members are data (`DockerLabels`, `Options`). `None` leaves all names as they are.
    pub capitalize: Option<&'static [&'static str]>,
    /// The id AWS gave it.
    pub id: &'static str,
    /// The name a person gave it; empty for the `Name` tag, and the id where there is none.
    pub name: &'static str,
    /// Its ARN: a path (`Arn`), or a text with `{Path}`, `{partition}`, `{region}`, `{account}` in it
    /// (`arn:{partition}:s3:::{Name}`); empty where it has none.
    pub arn: &'static str,
    /// Its tags: a path to a list of `Key` and `Value` or to a map. Empty where they are not collected.
    pub tags: &'static str,
    /// The region in which an item is asked, where it is another than the list's (S3): a path.
    pub home: &'static str,
    /// Error codes by which a detail says that the item itself is gone since it was listed; it is left out.
    pub gone: &'static [&'static str],
}

/// A call that lists items.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// The service, where it is another than the table's; empty otherwise.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Its parameters.
    pub params: &'static str,
    /// Where the items are; empty: the answer is the one item.
    pub items: &'static str,
    /// Error codes that mean "there is none".
    pub absent: &'static [&'static str],
    /// Error codes that mean "not ready yet, ask again".
    pub wait: &'static [&'static str],
    /// A call to make first (`GenerateCredentialReport`).
    pub before: Option<&'static str>,
    /// Turns the items into others (a CSV into its rows).
    pub split: Option<fn(Value) -> Vec<Value>>,
    /// Keep only items whose member has one of these values (`@account` is the account's id): path and values.
    pub only: Option<(&'static str, &'static [&'static str])>,
}

/// A description of what a list only names.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The operation.
    pub operation: &'static str,
    /// Its parameters; with a batch, `"*"` stands for the texts of the batch.
    pub params: &'static str,
    /// How many items one call describes; 1 to ask one by one.
    pub batch: usize,
    /// The text of an item that goes into the batch: a path; empty where the item is a text.
    pub key: &'static str,
    /// Where the described items are.
    pub items: &'static str,
}

/// Whether another list names the item: one call answers for all of them.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The property that says so: true or false.
    pub into: &'static str,
    /// The other list.
    pub list: List,
    /// The text by which both lists know an item: a path.
    pub key: &'static str,
}

/// A question about one item.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// The property that the answer fills; empty: its members are added to the item.
    pub into: &'static str,
    /// The service, where it is another than the table's; empty otherwise.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Its parameters.
    pub params: &'static str,
    /// The part of the answer that is taken.
    pub take: &'static str,
    /// Error codes that mean "not there, and that is known"; `Code:words` asks for words in the message too.
    pub absent: &'static [&'static str],
    /// Ask only where a member of the item, or of what earlier details filled, has one of these values; none: where it is there.
    pub when: Option<(&'static str, &'static [&'static str])>,
    /// Ask of this many items and of those that have a mark; of the others the property is unknown.
    pub most: Option<usize>,
    /// Changes the answer's form.
    pub with: Option<fn(Value) -> Value>,
}

/// A member that goes under another name or in another form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The property.
    pub into: &'static str,
    /// The member (after details were added).
    pub from: &'static str,
    /// Changes its form; `None` keeps it.
    pub with: Option<fn(Value) -> Value>,
}

impl Kind {
    /// A kind with nothing in it, for `..Kind::NONE`.
    pub const NONE: Self = Self {
        resource_type: "",
        parent: None,
        tree: false,
        list: List::NONE,
        steps: &[],
        named: None,
        marks: &[],
        details: &[],
        fields: &[],
        capitalize: None,
        id: "",
        name: "",
        arn: "",
        tags: "",
        home: "",
        gone: &[],
    };
}

impl List {
    /// A list with nothing in it.
    pub const NONE: Self = Self {
        service: "",
        operation: "",
        params: "{}",
        items: "",
        absent: &[],
        wait: &[],
        before: None,
        split: None,
        only: None,
    };

    /// An operation and where its items are.
    pub const fn of(operation: &'static str, items: &'static str) -> Self {
        Self { operation, items, ..Self::NONE }
    }

    /// The same with parameters.
    pub const fn with(self, params: &'static str) -> Self {
        Self { params, ..self }
    }

    /// The same with the error codes that mean "there is none".
    pub const fn absent(self, absent: &'static [&'static str]) -> Self {
        Self { absent, ..self }
    }
}

impl Detail {
    /// A property, the operation that fills it, its parameters, and the part of the answer that is taken.
    pub const fn of(into: &'static str, operation: &'static str, params: &'static str, take: &'static str) -> Self {
        Self { into, service: "", operation, params, take, absent: &[], when: None, most: None, with: None }
    }

    /// The same with the error codes that mean "not there".
    pub const fn absent(self, absent: &'static [&'static str]) -> Self {
        Self { absent, ..self }
    }

    /// The same, only where a member has one of some values.
    pub const fn when(self, path: &'static str, values: &'static [&'static str]) -> Self {
        Self { when: Some((path, values)), ..self }
    }

    /// The same, asked of this many items and of those that have a mark.
    pub const fn most(self, most: usize) -> Self {
        Self { most: Some(most), ..self }
    }

    /// The same, with the answer's form changed.
    pub const fn shaped(self, with: fn(Value) -> Value) -> Self {
        Self { with: Some(with), ..self }
    }

    /// The same, asked of another service.
    pub const fn at(self, service: &'static str) -> Self {
        Self { service, ..self }
    }
}

impl Field {
    /// A property and the member it comes from.
    pub const fn of(into: &'static str, from: &'static str) -> Self {
        Self { into, from, with: None }
    }

    /// The same, with its form changed.
    pub const fn shaped(self, with: fn(Value) -> Value) -> Self {
        Self { with: Some(with), ..self }
    }
}
