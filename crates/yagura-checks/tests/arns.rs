//! The ARNs that templates give to resources have the shapes that AWS says they have.

use yagura_iam::reference::Reference;
use yagura_model::Snapshot;

/// Types whose ARN AWS's list has in another form, and why.
const APART: &[(&str, &str)] = &[
    ("AWS::Logs::LogGroup", "`Fn::GetAtt` gives it with `:*` at its end"),
    ("AWS::AppSync::Resolver", "AWS's page on the type says what it gives as `ResolverArn`"),
    (
        "AWS::ApiGatewayV2::Stage",
        "under this name AWS's list has the stages of REST APIs; API Gateway's page on its ARNs has both",
    ),
    ("AWS::KMS::Alias", "an alias' name begins with `alias/`"),
];

/// The parts of an ARN, with `_` for what has a name of its own.
fn shape(arn: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = arn;
    while let Some(at) = rest.find('{') {
        let (before, inside) = rest.split_at(at);
        text.push_str(before.strip_suffix('$').unwrap_or(before));
        let (part, after) = inside.split_once('}').unwrap_or((inside, ""));
        text.push_str(match part.trim_start_matches('{') {
            // A path begins and ends with a slash; a listener has what its load balancer's ARN has.
            "Path?/" => "/",
            "LoadBalancerArn!" => "_/_/_",
            _ => "_",
        });
        rest = after;
    }
    text.push_str(rest);
    let name = text.splitn(6, ':').nth(5).unwrap_or_default();
    name.split(['/', ':']).map(str::to_owned).collect()
}

/// Whether an ARN may be one of a format: as many parts, and what is written out in both is the same.
fn fits(arn: &[String], format: &[String]) -> bool {
    arn.len() == format.len()
        && arn.iter().zip(format).all(|(one, two)| one == two || one.contains('_') || two.contains('_'))
}

#[test]
fn arns_of_templates_have_the_shapes_that_aws_lists() {
    let mut wrong = Vec::new();
    for resource_type in Snapshot::TYPES {
        let pattern = yagura_template::mapping(resource_type).arn;
        let Some(service) = pattern.split(':').nth(2) else { continue };
        let own = shape(pattern);
        let listed = Reference::embedded().service(service);
        let formats = listed.iter().flat_map(|service| &service.resources).map(|resource| shape(&resource.arn));
        let known = formats.into_iter().any(|format| fits(&own, &format));
        if known == APART.iter().any(|(name, _)| name == resource_type) {
            wrong.push(format!("{resource_type} {pattern}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
