//! What the AWS provider's resource types mean in CloudFormation's words: one table per service.
//!
//! Facts rest on the provider's documentation (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs>);
//! a default of the provider's that is not AWS's own carries its source where it is written.
//! All of them were compared with that documentation as `pulumi-aws` 7.51.1 (PyPI, 2026-10-16) carries it: major version 6.
//! What the provider leaves out as AWS does, or sends as AWS takes it anyway (`false`, `OFF`, `Active`), stands nowhere here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use yagura_model::{Gap, Map, Node, Snapshot, Value};
use yagura_template::{Defaults, Draft};

use crate::instance::Instance;
pub(crate) use silent::{part_of, silent};
use table::{Field, Kind, kind};

mod accessanalyzer;
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
mod ec2_network;
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
mod logs;
mod macie;
mod organizations;
mod others;
mod rds;
mod s3;
mod secretsmanager;
mod securityhub;
mod silent;
mod sns;
mod sqs;
mod ssm;
mod stepfunctions;
mod table;
mod wafv2;

#[cfg(test)]
mod tests;

static KINDS: &[&[Kind]] = &[
    accessanalyzer::KINDS,
    amplify::KINDS,
    apigateway::KINDS,
    apprunner::KINDS,
    appsync::KINDS,
    batch::KINDS,
    cloudformation::KINDS,
    cloudfront::KINDS,
    cloudtrail::KINDS,
    cloudwatch::KINDS,
    codebuild::KINDS,
    cognito::KINDS,
    config::KINDS,
    dynamodb::KINDS,
    ec2::KINDS,
    ec2_network::KINDS,
    ecr::KINDS,
    ecs::KINDS,
    elasticbeanstalk::KINDS,
    elbv2::KINDS,
    emr::KINDS,
    glue::KINDS,
    guardduty::KINDS,
    iam::KINDS,
    inspector::KINDS,
    kms::KINDS,
    lambda::KINDS,
    logs::KINDS,
    macie::KINDS,
    organizations::KINDS,
    others::KINDS,
    rds::KINDS,
    s3::KINDS,
    secretsmanager::KINDS,
    securityhub::KINDS,
    sns::KINDS,
    sqs::KINDS,
    ssm::KINDS,
    stepfunctions::KINDS,
    wafv2::KINDS,
];

/// A CloudFormation resource that a Terraform resource makes.
pub(crate) struct Translated {
    /// The CloudFormation type, of the model or of a piece.
    pub(crate) resource_type: &'static str,
    /// What is added to the address, where one Terraform resource makes several.
    pub(crate) suffix: String,
    /// The properties.
    pub(crate) properties: Map,
    /// The provider's defaults that are written into the properties.
    pub(crate) defaults: Defaults,
}

/// What the resource is in CloudFormation's words; `None` where the model does not have it.
pub(crate) fn translate(instance: &Instance) -> Option<Vec<Translated>> {
    let kind = kind(&instance.kind).filter(|kind| !kind.resource_type.is_empty())?;
    let mut properties = table::fields(&instance.body, kind.fields);
    let mut defaults = Defaults::default();
    (kind.shape)(&mut properties, &instance.body, &mut defaults);
    let tags = yagura_template::mapping(kind.resource_type).tags;
    if let Some(node) = table::taken(&instance.body, "tags") {
        properties.set(tags, node);
    }
    for (name, given, source) in kind.defaults {
        defaults.set(&mut properties, &format!("/{name}"), *given, source);
    }
    Some(match kind.several {
        Some(several) => several(instance, properties),
        None => vec![Translated { resource_type: kind.resource_type, suffix: String::new(), properties, defaults }],
    })
}

/// What an attribute gives that is not written in the body, or not known there.
///
/// What the provider computes is a symbol. What a configuration may say and does not is no value at all, and what the provider
/// then takes is not known here.
pub(crate) fn attribute(instance: &Instance, name: &str) -> Option<Node> {
    let address = &instance.address;
    let symbol = || Some(Node::new(Value::String(format!("{{{address}.{name}}}"))));
    let Some(kind) = kind(&instance.kind) else {
        return if name == "id" { Some(Node::new(Value::String(format!("{{{address}}}")))) } else { symbol() };
    };
    let mapping = yagura_template::mapping(kind.resource_type);
    let field = |(from, to): (&str, Cow<'_, str>)| from == name && to == mapping.name;
    let pattern = match kind.computed.iter().find(|(computed, _)| *computed == name) {
        Some((_, pattern)) => pattern,
        None if name == "id" => mapping.reference,
        None if name == "arn" && !mapping.arn.is_empty() => mapping.arn,
        None if kind.fields.iter().filter_map(scalar_field).any(field) => "{name}",
        None if kind.fields.iter().any(|field| from(field).contains(&name)) => {
            return Some(Node::unknown(Gap::unresolved(format!("`{address}.{name}` is not written"))));
        }
        None => return symbol(),
    };
    let text = |wanted: &str| match instance.body.get(wanted) {
        None | Some(Node { value: Value::Null, .. }) => Ok(None),
        Some(node) => yagura_template::scalar(node.value.clone()).map(Some),
    };
    // Patterns name properties; the body has attributes.
    let property = |wanted: &str| {
        let named = kind.fields.iter().filter_map(scalar_field).find(|(_, to)| to == wanted);
        let text = text(named.map_or(wanted, |(from, _)| from));
        // An identity provider's ARN has its URL without the scheme.
        text.map(|text| text.map(|text| text.strip_prefix("https://").map(str::to_owned).unwrap_or(text)))
    };
    // Of a type that is no resource of the model its parts are all that tells whose it is.
    if kind.resource_type.is_empty()
        && let Some(gap) = parts(pattern).find_map(|part| property(part).err())
    {
        return Some(Node::unknown(gap));
    }
    let own = || property(mapping.name).ok().flatten().filter(|name| !mapping.name.is_empty() && !name.is_empty());
    Some(Node::new(Value::String(yagura_template::fill(mapping, pattern, address, &own, &property))))
}

/// The properties that a pattern of [`yagura_template::Mapping`] names.
fn parts(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').skip(1).filter_map(|part| part.split('}').next()?.split_once('?')).map(|(property, _)| property)
}

/// A field that holds one value, under both of its names.
fn scalar_field(field: &'static Field) -> Option<(&'static str, Cow<'static, str>)> {
    match field {
        Field::Value(from, to) => Some((from, Cow::Borrowed(to))),
        Field::Same(name) => Some((name, Cow::Owned(table::pascal(name)))),
        _ => None,
    }
}

/// The attributes that a field takes.
fn from(field: &'static Field) -> Vec<&'static str> {
    match field {
        Field::Value(from, _)
        | Field::Same(from)
        | Field::Secret(from, _)
        | Field::One(from, ..)
        | Field::Many(from, ..)
        | Field::Out(from, _) => vec![from],
        Field::Within(_, fields) => fields.iter().flat_map(self::from).collect(),
    }
}

/// Whether an attribute names another resource, by what that is called. Where a plan lists one reference and does not know the value,
/// such an attribute is the reference; of another it may be a text with the reference in it.
pub(crate) fn names_another(resource_type: &str, attribute: &str) -> bool {
    const ENDS: &[&str] = &["_arn", "_arns", "_id", "_ids"];
    const NAMES: &[&str] =
        &["bucket", "group", "instance", "network_interface", "role", "security_groups", "subnets", "user"];
    let likely = ENDS.iter().any(|end| attribute.ends_with(end)) || NAMES.contains(&attribute);
    let Some(kind) = kind(resource_type) else { return likely };
    let mapping = yagura_template::mapping(kind.resource_type);
    let to = kind.fields.iter().filter_map(scalar_field).find(|(from, _)| *from == attribute).map(|(_, to)| to);
    let joined = |to: &str| yagura_template::joins(kind.resource_type).iter().any(|join| join.by == to);
    match to {
        Some(to) => joined(&to) || (likely && to != mapping.name),
        None => likely,
    }
}

/// Whether an attribute of a resource is what a plain reference to the resource gives.
pub(crate) fn is_reference(resource_type: &str, attribute: &str) -> bool {
    let Some(kind) = kind(resource_type) else { return attribute == "id" };
    let mapping = yagura_template::mapping(kind.resource_type);
    let named = |(from, to): (&str, Cow<'_, str>)| from == attribute && to == mapping.name;
    attribute == "id"
        || (mapping.reference == "{name}" && kind.fields.iter().filter_map(scalar_field).any(named))
        || kind.computed.contains(&(attribute, "{Bucket?}"))
        || (attribute == "bucket" && kind.computed.contains(&("id", "{Bucket?}")))
}

/// Whether an attribute holds a JSON document: the last part of its path.
pub(crate) fn is_document(attribute: &str) -> bool {
    matches!(
        attribute,
        "policy"
            | "assume_role_policy"
            | "inline_policy"
            | "access_policy"
            | "access_policies"
            | "resource_policy"
            | "content"
            | "container_definitions"
            | "body"
    )
}

/// Counts resources whose types the model does not have; those of AWS's other provider, whose types it has under other names, are told.
pub(crate) fn tell_unread(snapshot: &mut Snapshot, place: &str, unread: BTreeMap<String, u64>) {
    for (kind, number) in unread {
        if kind.starts_with("awscc_") {
            let message = format!("{place}: `{kind}` ({number}): resources of the provider `awscc` are not read");
            snapshot.contents.gaps.push(Gap::unsupported(message));
        }
        if kind.starts_with("aws_") || kind.starts_with("awscc_") {
            *snapshot.contents.unmodelled.entry(kind).or_default() += number;
        }
    }
}

/// The drafts that an instance gives; `None` where the model does not have its type.
pub(crate) fn drafts(instance: &Instance, root: &str) -> Option<Vec<Draft<'static>>> {
    let translated = translate(instance)?;
    let draft = |Translated { resource_type, suffix, properties, defaults }| {
        let mut draft = Draft {
            resource_type: str::to_owned(resource_type),
            id: format!("{}{suffix}", instance.address),
            properties,
            file: instance.file.clone(),
            root: root.to_owned(),
            span: instance.span,
            // Since version 6 of the provider every resource may say its own.
            region: table::text(&instance.body, "region").map(str::to_owned).or_else(|| instance.region.clone()),
            unsure: instance.unsure.clone(),
            condition: instance.condition.clone(),
            defaults,
            ..Draft::default()
        };
        draft.identify();
        draft
    };
    Some(translated.into_iter().map(draft).collect())
}
