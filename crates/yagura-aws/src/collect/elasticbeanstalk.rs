//! AWS Elastic Beanstalk.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "elasticbeanstalk",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ElasticBeanstalk::Environment",
            list: List::of("DescribeEnvironments", "Environments").with(r#"{"IncludeDeleted":false}"#),
            details: &[settings(r#"{"ApplicationName":"$ApplicationName","EnvironmentName":"$EnvironmentName"}"#)],
            // A list holds no source: it is not there until somebody asks for it.
            fields: &[Field::of("Source", "Source")],
            id: "EnvironmentId",
            name: "EnvironmentName",
            arn: "EnvironmentArn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ElasticBeanstalk::ConfigurationTemplate",
            list: List { split: Some(templates), ..List::of("DescribeApplications", "Applications") },
            details: &[settings(r#"{"ApplicationName":"$ApplicationName","TemplateName":"$TemplateName"}"#)],
            id: "Id",
            name: "TemplateName",
            arn: "arn:{partition}:elasticbeanstalk:{region}:{account}:configurationtemplate/{ApplicationName}/{TemplateName}",
            ..Kind::NONE
        },
    ],
};

const fn settings(params: &'static str) -> Detail {
    Detail::of("OptionSettings", "DescribeConfigurationSettings", params, "ConfigurationSettings").shaped(options)
}

/// The options of all sets: while a change is on its way there are two, what runs and what is to run
/// (<https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeConfigurationSettings.html>).
fn options(sets: Value) -> Value {
    let sets = sets.as_array().filter(|sets| !sets.is_empty());
    let options = sets.and_then(|sets| {
        let each = sets.iter().map(|set| set.get("OptionSettings").and_then(Value::as_array).cloned());
        each.collect::<Option<Vec<_>>>()
    });
    match options {
        Some(options) => options.into_iter().flatten().collect(),
        None => json!({"$unknown": {"kind": "error", "message": "the answer holds no configuration settings"}}),
    }
}

/// The saved configurations of an application.
fn templates(application: Value) -> Vec<Value> {
    let name = application.get("ApplicationName").and_then(Value::as_str).unwrap_or_default();
    let templates = application.get("ConfigurationTemplates").and_then(Value::as_array);
    let of = |template: &Value| {
        let template = template.as_str()?;
        Some(json!({ "Id": format!("{name}/{template}"), "ApplicationName": name, "TemplateName": template }))
    };
    templates.into_iter().flatten().filter_map(of).collect()
}
