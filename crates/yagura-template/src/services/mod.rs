//! What a template's resource has beside its properties: names, ARNs, defaults, and pieces that belong to another resource.
//!
//! One module per service, each with two tables: [`Mapping`]s of its types, [`Join`]s of its pieces.
//! A type without a mapping is taken as it is written.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use yagura_model::{Gap, Map, Node, Value};

mod accessanalyzer;
mod account;
mod amplify;
mod apigateway;
mod apprunner;
mod appsync;
mod batch;
mod cloudformation;
mod cloudfront;
mod cloudtrail;
mod cloudwatch;
mod codebuild;
mod cognito;
mod config;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod elasticbeanstalk;
mod elbv2;
mod emr;
mod glue;
mod guardduty;
mod iam;
mod inspector;
mod kms;
mod lambda;
mod live;
mod logs;
mod macie;
mod organizations;
mod rds;
mod s3;
mod secretsmanager;
mod securityhub;
mod sns;
mod sqs;
mod ssm;
mod stepfunctions;
mod wafv2;

/// How one resource type is read.
///
/// In a pattern `{name}` is the explicit name where it is known and else the symbol `{LogicalId}`, `{id}` is always that symbol,
/// `{id.Word}` a symbol for what AWS makes of it beside that, `{arn}` the ARN, `{Property?otherwise}` a text property of the resource,
/// `{Property!otherwise}` the same as its ARN has it ([`Mapping::spelled`]), and any other `{Word}` stands as it is (`{AccountId}`).
pub struct Mapping {
    /// The CloudFormation type.
    pub resource_type: &'static str,
    /// The property with the physical name; empty where AWS makes it.
    pub name: &'static str,
    /// What `Ref` gives, as a pattern.
    pub reference: &'static str,
    /// The ARN, as a pattern; empty where there is none.
    pub arn: &'static str,
    /// What `Fn::GetAtt` gives, as patterns. `Arn` is known; what is not here is the symbol `{LogicalId.Attribute}`.
    pub attributes: &'static [(&'static str, &'static str)],
    /// The resource belongs to no region.
    pub global: bool,
    /// The property with the tags.
    pub tags: &'static str,
    /// What of a text that names it is its own name, id or ARN: a piece may name a version of it.
    pub unqualified: fn(&str) -> &str,
    /// How a property's value stands in the ARN, where that is not as it is written.
    pub spelled: fn(&str, String) -> String,
    /// Brings the properties into the model's form and writes AWS's defaults; runs after the joins.
    pub shape: fn(&mut Map, &mut Defaults),
}

impl Mapping {
    /// A type that is taken as it is written.
    pub const PLAIN: Self = Self {
        resource_type: "",
        name: "",
        reference: "{name}",
        arn: "",
        attributes: &[],
        global: false,
        tags: "Tags",
        unqualified: |name| name,
        spelled: |_, value| value,
        shape: |_, _| {},
    };
}

/// A resource type that is a piece of another one.
pub struct Join {
    /// The piece's type.
    pub resource_type: &'static str,
    /// The type it belongs to.
    pub owner: &'static str,
    /// The piece's property that names the owner: its name, id, ARN or what `Ref` gives; one or a list.
    pub by: &'static str,
    /// The owner's properties that a piece may change: unknown where it is not known whose the piece is.
    pub sets: &'static [&'static str],
    /// Writes the piece (its properties, a map) into the owner's properties; the last argument is [`Join::sets`].
    pub apply: fn(&mut Map, &Node, &[&str]),
}

/// Gives the owner the piece's properties of the same names.
pub(crate) fn assign(owner: &mut Map, piece: &Node, sets: &[&str]) {
    for name in sets {
        if let Some(node) = piece.get(name) {
            owner.set(*name, node.clone());
        }
    }
}

/// A piece of Terraform's provider that is a property of its own: CloudFormation writes it into the resource.
pub(crate) const fn part(
    resource_type: &'static str,
    owner: &'static str,
    by: &'static str,
    sets: &'static [&'static str],
) -> Join {
    Join { resource_type, owner, by, sets, apply: assign }
}

/// The defaults that were written into one resource: JSON pointer and where the default is documented, with a date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Defaults(pub(crate) BTreeMap<String, String>);

impl Defaults {
    /// Writes a default where nothing stands at a JSON pointer; maps on the way are made.
    /// `source` names the AWS page and the date it was read.
    pub fn set(&mut self, properties: &mut Map, pointer: &str, value: impl Into<Node>, source: &str) {
        let (parents, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let mut map = properties;
        for part in parents.split('/').skip(1) {
            map.set_default(part, Map::default());
            match map.get_mut(part).and_then(Node::as_map_mut) {
                Some(inner) => map = inner,
                None => return,
            }
        }
        if writes(map, name) {
            map.set_default(name, value);
            self.0.insert(pointer.to_owned(), source.to_owned());
        }
    }
}

/// Whether a default has a place: nothing stands there, and that is known.
fn writes(map: &Map, name: &str) -> bool {
    match map.get(name) {
        Some(node) => node.value == Value::Null,
        None => map.rest == yagura_model::Rest::Absent,
    }
}

/// Adds an item to a list property; an unknown list stays unknown.
pub fn push(map: &mut Map, name: &str, item: Node) {
    match map.get_mut(name).map(|node| &mut node.value) {
        Some(Value::List(list)) => list.push(item),
        Some(Value::Unknown(_)) => {}
        Some(value) if *value != Value::Null => {
            let gap = Gap::error(format!("`{name}` is no list"));
            *value = Value::Unknown(Box::new(gap));
        }
        _ => map.set(name, vec![item]),
    }
}

/// Gives a property another name.
pub fn rename(map: &mut Map, from: &str, to: &str) {
    if let Some(node) = map.remove(from) {
        map.set(to, node);
    }
}

/// A pattern of [`Mapping`] with its parts in their places.
///
/// `name` gives the resource's own name where it is known; `property` a text property, `None` where it is absent.
pub fn fill(
    mapping: &Mapping,
    pattern: &str,
    id: &str,
    name: &dyn Fn() -> Option<String>,
    property: &dyn Fn(&str) -> Result<Option<String>, Gap>,
) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, inside)) = rest.split_once('{') {
        text.push_str(before);
        let (part, after) = inside.split_once('}').unwrap_or((inside, ""));
        rest = after;
        match part {
            "id" => symbol(&mut text, &[id]),
            "name" => match name() {
                // A parameter's name may begin with the slash that stands in its ARN
                // (<https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html>).
                Some(name) if text.ends_with('/') => text.push_str(name.strip_prefix('/').unwrap_or(&name)),
                Some(name) => text.push_str(&name),
                None => symbol(&mut text, &[id]),
            },
            // An ARN's own pattern names no ARN.
            "arn" if pattern != mapping.arn => {
                text.push_str(&fill(mapping, mapping.arn, id, name, property));
            }
            _ => match (part.split_once(['?', '!']), part.strip_prefix("id.")) {
                (Some((wanted, otherwise)), _) => match property(wanted) {
                    Ok(Some(value)) if part.contains('!') => text.push_str(&(mapping.spelled)(wanted, value)),
                    Ok(Some(value)) => text.push_str(&value),
                    Ok(None) => text.push_str(otherwise),
                    Err(_) => symbol(&mut text, &[id, ".", wanted]),
                },
                (None, Some(made)) => symbol(&mut text, &[id, ".", made]),
                (None, None) => symbol(&mut text, &[part]),
            },
        }
    }
    text.push_str(rest);
    text
}

/// Adds a symbol: a part in braces that is known at deployment only.
fn symbol(text: &mut String, parts: &[&str]) {
    text.push('{');
    text.extend(parts.iter().copied());
    text.push('}');
}

pub(crate) use live::{hide, hide_in};

/// The mapping of a type.
pub fn mapping(resource_type: &str) -> &'static Mapping {
    static INDEX: OnceLock<HashMap<&'static str, &'static Mapping>> = OnceLock::new();
    static PLAIN: Mapping = Mapping::PLAIN;
    let index = INDEX
        .get_or_init(|| MAPPINGS.iter().copied().flatten().map(|mapping| (mapping.resource_type, mapping)).collect());
    index.get(resource_type).copied().unwrap_or(&PLAIN)
}

/// The joins of a piece's type.
pub fn joins(resource_type: &str) -> &'static [&'static Join] {
    static INDEX: OnceLock<HashMap<&'static str, Vec<&'static Join>>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let mut index: HashMap<&'static str, Vec<&'static Join>> = HashMap::new();
        for join in JOINS.iter().copied().flatten() {
            index.entry(join.resource_type).or_default().push(join);
        }
        index
    });
    index.get(resource_type).map(Vec::as_slice).unwrap_or_default()
}

static MAPPINGS: &[&[Mapping]] = &[
    accessanalyzer::MAPPINGS,
    account::MAPPINGS,
    amplify::MAPPINGS,
    apigateway::MAPPINGS,
    apprunner::MAPPINGS,
    appsync::MAPPINGS,
    batch::MAPPINGS,
    cloudformation::MAPPINGS,
    cloudfront::MAPPINGS,
    cloudtrail::MAPPINGS,
    cloudwatch::MAPPINGS,
    codebuild::MAPPINGS,
    cognito::MAPPINGS,
    config::MAPPINGS,
    dynamodb::MAPPINGS,
    ec2::MAPPINGS,
    ecr::MAPPINGS,
    ecs::MAPPINGS,
    elasticbeanstalk::MAPPINGS,
    elbv2::MAPPINGS,
    emr::MAPPINGS,
    glue::MAPPINGS,
    guardduty::MAPPINGS,
    iam::MAPPINGS,
    inspector::MAPPINGS,
    kms::MAPPINGS,
    lambda::MAPPINGS,
    logs::MAPPINGS,
    macie::MAPPINGS,
    organizations::MAPPINGS,
    rds::MAPPINGS,
    s3::MAPPINGS,
    secretsmanager::MAPPINGS,
    securityhub::MAPPINGS,
    sns::MAPPINGS,
    sqs::MAPPINGS,
    ssm::MAPPINGS,
    stepfunctions::MAPPINGS,
    wafv2::MAPPINGS,
];

static JOINS: &[&[Join]] = &[
    accessanalyzer::JOINS,
    account::JOINS,
    amplify::JOINS,
    apigateway::JOINS,
    apprunner::JOINS,
    appsync::JOINS,
    batch::JOINS,
    cloudformation::JOINS,
    cloudfront::JOINS,
    cloudtrail::JOINS,
    cloudwatch::JOINS,
    codebuild::JOINS,
    cognito::JOINS,
    config::JOINS,
    dynamodb::JOINS,
    ec2::JOINS,
    ecr::JOINS,
    ecs::JOINS,
    elasticbeanstalk::JOINS,
    elbv2::JOINS,
    emr::JOINS,
    glue::JOINS,
    guardduty::JOINS,
    iam::JOINS,
    inspector::JOINS,
    kms::JOINS,
    lambda::JOINS,
    logs::JOINS,
    macie::JOINS,
    organizations::JOINS,
    rds::JOINS,
    s3::JOINS,
    secretsmanager::JOINS,
    securityhub::JOINS,
    sns::JOINS,
    sqs::JOINS,
    ssm::JOINS,
    stepfunctions::JOINS,
    wafv2::JOINS,
];
