//! Data sources whose answers are known, or symbols, before Terraform asks for them.

use std::rc::Rc;

use yagura_model::{Gap, OWN_ACCOUNT, OWN_REGION};

use crate::convert::to_text;
use crate::document;
use crate::frame::Resource;
use crate::tree::Place;
use crate::value::{Kind, Object, Val, hidden, symbolic};
use crate::world::World;

/// An attribute of a data source.
pub(crate) fn attribute(world: &World, resource: &Rc<Resource>, name: &Rc<str>) -> Val {
    let body = match world.body(resource) {
        Ok(body) => body,
        Err(gap) => return Val::unknown(gap),
    };
    if let Some(value) = known(world, resource, &body, name) {
        return value;
    }
    match body.entries.get(name).filter(|value| !value.is_null()) {
        Some(value) => value.clone(),
        None => Val::unknown(Gap::unresolved(format!("`{}.{name}` is read when Terraform runs", resource.address))),
    }
}

fn known(world: &World, resource: &Rc<Resource>, body: &Object, name: &str) -> Option<Val> {
    let text = |text: String| Some(Val::text(text));
    match (&*resource.declared.kind, name) {
        ("aws_iam_policy_document", "json" | "minified_json") => Some(document::render(world, body)),
        ("aws_caller_identity", "account_id" | "id") => text(OWN_ACCOUNT.to_owned()),
        // Whoever runs Terraform is somebody of the account.
        ("aws_caller_identity", "arn") => text(format!("arn:aws:iam::{OWN_ACCOUNT}:user/{{Caller}}")),
        ("aws_region", "name" | "id" | "region") => {
            let aliased = resource.declared.provider.as_ref().is_some_and(|(_, alias)| alias.is_some());
            let region = world.provided(resource).region.clone().filter(|_| aliased);
            let written = body
                .entries
                .get("name")
                .or_else(|| body.entries.get("region"))
                .and_then(|name| name.as_text().cloned());
            text(written.map(|name| name.to_string()).or(region).unwrap_or_else(|| OWN_REGION.to_owned()))
        }
        ("aws_partition", "partition" | "id") => text("aws".to_owned()),
        ("aws_partition", "dns_suffix") => text("amazonaws.com".to_owned()),
        ("aws_partition", "reverse_dns_prefix") => text("com.amazonaws".to_owned()),
        // Every region has three zones or more that one asks for, but for a few: how many subnets there are decides nothing that is
        // judged, and without a number nothing about them could be.
        ("aws_availability_zones", "names" | "zone_ids") => {
            Some(Val::list(["a", "b", "c"].iter().map(|zone| Val::text(format!("{OWN_REGION}{zone}"))).collect()))
        }
        ("aws_canonical_user_id", "id") => text("{CanonicalUserId}".to_owned()),
        ("aws_default_tags", "tags") => {
            Some(world.provided(resource).default_tags.clone().unwrap_or_else(|| Val::object([])))
        }
        // Where it will lie may hang on what is not known; what is in it is the same.
        ("archive_file", "output_path") if body.entries.get(name).is_none_or(|path| path.as_text().is_none()) => {
            text(format!("{{{}}}", resource.address))
        }
        ("aws_service_principal", "name" | "id") => {
            let service = to_text(body.entries.get("service_name")?);
            Some(service.map_or_else(Val::unknown, |service| Val::text(format!("{service}.amazonaws.com"))))
        }
        ("aws_arn", "partition" | "service" | "region" | "account" | "resource") => {
            Some(arn_part(body, name).unwrap_or_else(Val::unknown))
        }
        ("template_file", "rendered") => Some(rendered(world, body).unwrap_or_else(Val::unknown)),
        ("local_file", "content") => {
            let path = to_text(body.entries.get("filename")?);
            let scope = crate::eval::Scope::of(&resource.frame);
            let read = path.and_then(|path| world.read_file(&path, scope));
            Some(read.map_or_else(Val::unknown, Val::text))
        }
        _ => None,
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
fn arn_part(body: &Object, name: &str) -> Result<Val, Gap> {
    let arn = to_text(body.entries.get("arn").ok_or_else(|| Gap::error("`aws_arn` without an ARN"))?)?;
    let at = ["arn", "partition", "service", "region", "account", "resource"].iter().position(|part| *part == name);
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if parts.len() < 6 {
        return Err(if symbolic(&arn) { hidden(&arn) } else { Gap::error("a text is no ARN") });
    }
    Ok(Val::text(at.and_then(|at| parts.get(at)).copied().unwrap_or_default()))
}

fn rendered(world: &World, body: &Object) -> Result<Val, Gap> {
    let template = body.entries.get("template").ok_or_else(|| Gap::error("a template file without a template"))?;
    let parts =
        crate::syntax::template(&to_text(template)?, Place::default()).map_err(|error| Gap::error(error.message))?;
    let variables = body.entries.get("vars").cloned().unwrap_or_else(|| Val::object([]));
    let variables = match &variables.kind {
        Kind::Null => Val::object([]),
        _ => variables,
    };
    let scope = crate::eval::Scope { frame: None, bindings: None, variables: None };
    Ok(world.with_variables(&variables, scope, |scope| world.template(&parts, scope)))
}
