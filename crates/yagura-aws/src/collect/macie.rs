//! Amazon Macie.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "macie2",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Macie::Session",
        // An account without Macie is told `AccessDeniedException` as well, in these words; any other denial is one
        // (<https://docs.aws.amazon.com/macie/latest/APIReference/macie.html>, seen 2025-11).
        list: List::of("GetMacieSession", "").absent(&[
            "AccessDenied:Macie is not enabled",
            "AccessDeniedException:Macie is not enabled",
            "ResourceNotFoundException",
        ]),
        capitalize: Some(&[]),
        ..Kind::NONE
    }],
};
