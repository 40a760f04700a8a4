//! Any bytes: reading never panics, and what was read prints back to the same policy and is answered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yagura_iam::evaluate::{Policies, decide};
use yagura_iam::lint::{LintContext, lint};
use yagura_iam::reach::{ResourceContext, is_public};
use yagura_iam::{Caller, Policy, PolicyKind, Request, trust};

fuzz_target!(|bytes: &[u8]| {
    let Ok(policy) = Policy::parse_bytes(bytes) else { return };
    let again = Policy::parse(&policy.print()).expect("what was printed can be read");
    assert_eq!(again.statements.len(), policy.statements.len());
    let request = Request::new(Caller::Anonymous, "s3:GetObject", "arn:aws:s3:::b/a");
    let _ = decide(&request, &Policies { identity: vec![&policy], resource: Some(&policy), ..Policies::default() });
    let _ = is_public(&policy, &ResourceContext::service("s3"));
    let _ = trust::entries(&policy);
    let _ = lint(&policy, &LintContext::new(PolicyKind::Resource));
});
