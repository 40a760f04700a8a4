//! AWS Step Functions.

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "stepfunctions",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::StepFunctions::StateMachine",
        list: List::of("ListStateMachines", "stateMachines").with(r#"{"maxResults":1000}"#),
        details: &[Detail::of("", "DescribeStateMachine", r#"{"stateMachineArn":"$stateMachineArn"}"#, "")],
        fields: &[
            Field::of("StateMachineName", "name"),
            // Forms that only templates have.
            Field::of("DefinitionString", "DefinitionString"),
            Field::of("DefinitionSubstitutions", "DefinitionSubstitutions"),
            Field::of("DefinitionS3Location", "DefinitionS3Location"),
        ],
        capitalize: Some(&[]),
        id: "stateMachineArn",
        name: "name",
        arn: "stateMachineArn",
        gone: &["StateMachineDoesNotExist"],
        ..Kind::NONE
    }],
};
