//! Amazon Inspector.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "inspector2",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Inspector::AccountStatus",
        list: List::of("BatchGetAccountStatus", "accounts").with(r#"{"accountIds":["@account"]}"#),
        capitalize: Some(&[]),
        id: "accountId",
        ..Kind::NONE
    }],
};
