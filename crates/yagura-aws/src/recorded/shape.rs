//! Whether an answer has the form that AWS gives it: what has not would be read as "there is none".

use serde_json::Value;

use super::question;
use crate::collect::table;
use crate::model::{Kind, Reference, Service};
use crate::{catalog, custom, paginate};

/// Operations that say "there is none" by leaving the member out, or print nothing at all.
///
/// [S3](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html),
/// [Lambda](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html),
/// [Secrets Manager](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html),
/// [SQS](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html),
/// [Cognito](https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetIdentityPoolRoles.html).
const MAY_LACK: &[(&str, &str)] = &[
    ("s3", "GetBucketVersioning"),
    ("s3", "GetBucketLogging"),
    ("lambda", "GetFunctionConcurrency"),
    ("secretsmanager", "GetResourcePolicy"),
    ("sqs", "ListQueues"),
    ("cognito-identity", "GetIdentityPoolRoles"),
];

/// Says what is wrong with an answer of an operation.
pub(super) fn check(service: &str, operation: &str, answer: &Value) -> Result<(), String> {
    let model = catalog::service(service).map_err(|error| error.to_string())?;
    let Some(operation) = model.operations.get(operation) else { return Err(format!("no operation `{operation}`")) };
    let Some(output) = &operation.output else { return Err("the operation has no answer".to_owned()) };
    let Some(members) = answer.as_object() else {
        return Err("the answer is no object; record without --query".to_owned());
    };
    let structure = model.structure(output);
    let strange = members.keys().find(|name| {
        name.as_str() != "NextToken" && structure.is_some_and(|structure| structure.member(name).is_none())
    });
    if let Some(name) = strange {
        return Err(format!("{} answers no member `{name}`", operation.name));
    }
    // What the AWS CLI prints when it was told to stop (`--max-items`), and what services print of pages.
    let cut = members.get("NextToken").is_some_and(|token| token.as_str().is_none_or(|token| !token.is_empty()));
    let paginator = model.paginators.get(&operation.name).cloned().or_else(|| paginate::guess(&model, operation));
    if cut || paginator.is_some_and(|paginator| paginate::next_tokens(&paginator, answer).is_some()) {
        return Err("the answer is one page of several; record without --max-items and --no-paginate".to_owned());
    }
    if !MAY_LACK.contains(&(service, operation.name.as_str())) {
        if members.is_empty() {
            return Err("the answer is empty".to_owned());
        }
        let lacks = question::about(service, &operation.name)
            .find(|question| !question.part.is_empty() && members.get(question.part).is_none_or(Value::is_null));
        if let Some(question) = lacks {
            return Err(format!("the answer lacks `{}`; record it whole, without --query", question.part));
        }
    }
    conforms(&model, output, answer).map_err(|place| format!("`{place}` has not the form that AWS gives it"))?;
    for question in question::about(service, &operation.name).filter(|one| !one.items.is_empty() && !one.id.is_empty())
    {
        // Of an item that nobody can name nothing can be said.
        if !table::items_at(answer, question.items).iter().all(|item| table::has_text(item, question.id)) {
            return Err(format!("an item lacks `{}`; record it whole, without --query", question.id));
        }
    }
    if custom::is_cut(&model, operation, answer) {
        return Err("the policy in it is no JSON".to_owned());
    }
    Ok(())
}

/// The path of the first value that is of another kind than the model says.
fn conforms(model: &Service, reference: &Reference, value: &Value) -> Result<(), String> {
    let under = |name: &str, place: String| if place.is_empty() { name.to_owned() } else { format!("{name}.{place}") };
    let shape = model.shape(reference.shape);
    match (&shape.kind, value) {
        (_, Value::Null) => Ok(()),
        (Kind::Structure(structure), Value::Object(members)) => {
            if structure.document {
                return Ok(());
            }
            for (name, value) in members {
                if let Some(member) = structure.member(name) {
                    conforms(model, &member.reference, value).map_err(|place| under(name, place))?;
                }
            }
            Ok(())
        }
        (Kind::List(element), Value::Array(list)) => list.iter().enumerate().try_for_each(|(at, value)| {
            let place = if value.is_null() { Err(String::new()) } else { conforms(model, element, value) };
            place.map_err(|place| under(&at.to_string(), place))
        }),
        (Kind::Map(_, element), Value::Object(members)) => members
            .iter()
            .try_for_each(|(name, value)| conforms(model, element, value).map_err(|place| under(name, place))),
        (Kind::Structure(structure), _) if structure.document => Ok(()),
        // A policy document is printed decoded.
        (Kind::Text, Value::Object(_)) if shape.policy || reference.json_value => Ok(()),
        (Kind::Structure(_) | Kind::List(_) | Kind::Map(..), _) | (_, Value::Array(_) | Value::Object(_)) => {
            Err(String::new())
        }
        (Kind::Boolean, value) if !value.is_boolean() && value != "true" && value != "false" => Err(String::new()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::check;

    #[test]
    fn what_is_not_whole_or_of_another_form_is_refused() {
        let wrong = |answer| check("ec2", "DescribeSecurityGroups", &answer).unwrap_err();
        assert_eq!(check("ec2", "DescribeSecurityGroups", &json!({"SecurityGroups": [{"GroupId": "sg-1"}]})), Ok(()));
        assert!(wrong(json!([])).contains("--query"));
        assert!(wrong(json!({})).contains("empty"));
        assert!(wrong(json!({"SecurityGroups": null})).contains("lacks `SecurityGroups`"));
        assert!(wrong(json!({"SecurityGroups": {"GroupId": "sg-1"}})).contains("`SecurityGroups` has not the form"));
        assert!(wrong(json!({"SecurityGroups": ["x"]})).contains("`SecurityGroups.0` has"));
        assert!(wrong(json!({"SecurityGroups": [{}]})).contains("an item lacks `GroupId`"));
        assert!(wrong(json!({"SecurityGroups": [null]})).contains("`SecurityGroups.0` has"));
        assert!(
            wrong(json!({"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": "all"}]}))
                .contains("`SecurityGroups.0.IpPermissions`")
        );
        assert!(wrong(json!({"SecurityGroups": [], "NextToken": "t"})).contains("one page of several"));
        assert!(wrong(json!({"SecurityGroups": [], "More": 1})).contains("no member `More`"));
        assert!(check("s3", "GetBucketPolicy", &json!({"Policy": "{\"Version\": "})).is_err());
        assert!(check("s3", "GetBucketPolicy", &json!({})).is_err());
        assert_eq!(check("s3", "GetBucketVersioning", &json!({})), Ok(()));
        let roles = json!({"RoleDetailList": [{"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": []}}], "UserDetailList": [], "GroupDetailList": [], "Policies": []});
        assert_eq!(check("iam", "GetAccountAuthorizationDetails", &roles), Ok(()));
    }
}
