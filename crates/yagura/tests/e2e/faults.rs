//! What faults of AWS and of the network may do to a scan (F1 to F8 and F12): cost time, leave gaps, never change a
//! finding and never let a check pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use yagura_faults::{Fault, Rule};

use crate::account::{clean, recording, replay};
use crate::run::{Pair, Scan, scan, scan_with, text};

/// What the clean scan said about some services.
fn clean_of(services: &[&str]) -> BTreeMap<Pair, String> {
    let proxy = replay(Vec::new());
    scan(&proxy, &["--service", &services.join(",")]).verdicts()
}

/// What is not the same in two scans.
fn differences(clean: &BTreeMap<Pair, String>, faulty: &Scan) -> Vec<String> {
    let now = faulty.verdicts();
    let pairs: std::collections::BTreeSet<&Pair> = clean.keys().chain(now.keys()).collect();
    let differ = pairs.into_iter().filter(|pair| clean.get(*pair) != now.get(*pair));
    differ.map(|pair| format!("{pair:?}: {:?}, then {:?}", clean.get(pair), now.get(pair))).collect()
}

/// Law: what could not be read never passes, and it invents nothing either.
/// Returns what breaks it.
fn broken_law(clean: &BTreeMap<Pair, String>, faulty: &Scan) -> Vec<String> {
    let now = faulty.verdicts();
    let mut broken = Vec::new();
    for (pair, verdict) in &now {
        let before = clean.get(pair).map(String::as_str);
        // What its own list no longer gives stands for itself where AWS lists its tags.
        if before.is_none() && pair.0 == "tags-resource-secret" && pair.1.contains("::TaggedResource arn:") {
            continue;
        }
        match verdict.as_str() {
            "pass" if before != Some("pass") => broken.push(format!("{pair:?} passes, and was {before:?}")),
            "fail" if before != Some("fail") => broken.push(format!("{pair:?} fails, and was {before:?}")),
            _ => {}
        }
    }
    // What a list hid is said by an unknown of the same check on the account.
    let unknown: Vec<&str> = faulty
        .findings()
        .iter()
        .filter(|finding| finding["verdict"] == "unknown")
        .filter_map(|finding| finding["check"].as_str())
        .collect();
    for (pair, verdict) in clean {
        let gone = match now.get(pair).map(String::as_str) {
            None => !unknown.contains(&pair.0.as_str()),
            Some("unknown") => false,
            Some(other) => other != verdict && verdict != "unknown",
        };
        if gone {
            broken.push(format!("{pair:?} was `{verdict}`, is {:?} and nothing of it is unknown", now.get(pair)));
        }
    }
    broken
}

/// Calls whose denial hides nothing, so that no gap tells of it.
const HARMLESS: &[(&str, &str)] = &[
    // The account's alias is only shown.
    ("iam", "ListAccountAliases"),
    // Starts the report; what is missing then shows when the report is fetched.
    ("iam", "GenerateCredentialReport"),
];

#[test]
fn f7_a_denied_operation_never_makes_a_check_pass() {
    let mut operations: Vec<(String, String)> =
        recording().calls().into_iter().map(|call| (call.service, call.operation)).collect();
    operations.dedup();
    operations.sort();
    operations.dedup();
    operations.retain(|(service, _)| service != "sts");
    let clean = clean().verdicts();
    let (next, broken) = (Mutex::new(operations.iter()), Mutex::new(Vec::new()));
    thread::scope(|threads| {
        for _ in 0..3 {
            threads.spawn(|| {
                loop {
                    let Some((service, operation)) = next.lock().unwrap().next() else { break };
                    let denied = scan(&replay(vec![Rule::always(Fault::Deny).of(service, operation)]), &["-q"]);
                    let mut said = broken_law(&clean, &denied);
                    if !matches!(denied.code, 1 | 3) {
                        said.push(format!("exit code {}: {}", denied.code, denied.stderr));
                    }
                    let action = yagura_aws::iam_action(service, operation);
                    let named = denied.gaps().iter().any(|gap| gap["needs"] == action.as_str());
                    if !named && !HARMLESS.contains(&(service, operation)) {
                        said.push(format!("the missing action {action} is not named"));
                    }
                    if !said.is_empty() {
                        said.truncate(8);
                        broken.lock().unwrap().push(format!("{service} {operation} denied:\n  {}", said.join("\n  ")));
                    }
                }
            });
        }
    });
    let mut broken = broken.into_inner().unwrap();
    broken.sort();
    assert!(broken.is_empty(), "of {} operations, {} go wrong:\n{}", operations.len(), broken.len(), broken.join("\n"));
}

#[test]
fn f7_without_the_first_call_nothing_is_judged() {
    let denied = scan(&replay(vec![Rule::always(Fault::Deny).of("sts", "GetCallerIdentity")]), &[]);
    assert_eq!((denied.code, denied.json.clone()), (4, Value::Null), "{}", denied.stderr);
}

#[test]
fn f7_with_everything_denied_no_check_passes() {
    let mut rules: Vec<Rule> = recording()
        .calls()
        .into_iter()
        .filter(|call| call.service != "sts")
        .map(|call| Rule::always(Fault::Deny).of(&call.service, &call.operation))
        .collect();
    rules.dedup_by_key(|rule| (rule.service.clone(), rule.operation.clone()));
    let denied = scan(&replay(rules), &[]);
    assert_eq!(denied.code, 3, "{}", denied.stderr);
    let judged: Vec<&Value> = denied
        .findings()
        .iter()
        .filter(|finding| finding["verdict"] == "pass" || finding["verdict"] == "fail")
        .collect();
    assert!(judged.is_empty(), "{judged:#?}");
}

#[test]
fn f1_calls_that_are_throttled_three_times_give_the_same_result() {
    // One operation of every service, and one of many calls of the same operation.
    let operations: BTreeMap<String, String> =
        recording().calls().into_iter().map(|call| (call.service, call.operation)).collect();
    assert!(operations.len() > 25, "{}", operations.len());
    let mut rules: Vec<Rule> =
        vec![Rule::always(Fault::Throttle).of("s3", "GetBucketPolicy").containing("wrong-public").times(3)];
    rules.extend(operations.iter().map(|(service, name)| Rule::always(Fault::Throttle).of(service, name).times(3)));
    let proxy = replay(rules);
    // A pace that three halvings do not make slow.
    let throttled = scan_with(&proxy, &["--calls-per-second", "1000"], |command| {
        command.env("AWS_MAX_ATTEMPTS", "8");
    });
    assert_eq!(differences(&clean().verdicts(), &throttled), Vec::<String>::new());
    for (service, name) in &operations {
        let calls = proxy.log().iter().filter(|call| call.service == *service && call.operation == *name).count();
        assert!(calls >= 4, "{service} {name} was called {calls} times");
    }
}

#[test]
fn f2_a_call_that_is_throttled_for_ever_is_a_gap_within_its_deadline() {
    let proxy = replay(vec![Rule::always(Fault::Throttle).of("s3", "GetBucketPolicy")]);
    let throttled = scan(&proxy, &["--service", "s3", "--timeout", "2", "--fail-on", "critical"]);
    assert_eq!(broken_law(&clean_of(&["s3"]), &throttled), Vec::<String>::new());
    assert!(throttled.took < Duration::from_secs(20), "{:?}", throttled.took);
    let gaps = throttled.gaps_of("s3", "GetBucketPolicy");
    assert!(gaps.iter().all(|gap| gap["kind"] == "unreachable" && gap["region"] == "us-east-1"), "{gaps:#?}");
    assert!(!gaps.is_empty());
    let policies: Vec<(String, String)> = throttled
        .findings()
        .iter()
        .filter(|finding| finding["check"] == "s3-bucket-public-policy")
        .map(|finding| (text(finding, "verdict"), text(&finding["resource"], "name")))
        .collect();
    // Whatever a policy says that was not read, a bucket whose public access block restricts it is not public, and that
    // alone decides: no other bucket passes, and where the block is not read either none does.
    let restricted: BTreeSet<String> = clean()
        .findings()
        .iter()
        .filter(|finding| finding["check"] == "s3-bucket-public-access-block-off" && finding["verdict"] == "pass")
        .map(|finding| text(&finding["resource"], "name"))
        .collect();
    let passed: BTreeSet<String> =
        policies.iter().filter(|(verdict, _)| verdict == "pass").map(|(_, name)| name.clone()).collect();
    assert!(passed.is_subset(&restricted) && !passed.is_empty(), "{passed:?} of {restricted:?}");
    assert!(policies.iter().all(|(verdict, _)| verdict == "unknown" || verdict == "pass"));
    let both = replay(vec![
        Rule::always(Fault::Deny).of("s3", "GetBucketPolicy"),
        Rule::always(Fault::Deny).of("s3", "GetPublicAccessBlock"),
    ]);
    let neither = scan(&both, &["--service", "s3"]);
    let open = neither.findings().iter().filter(|finding| finding["check"] == "s3-bucket-public-policy");
    assert!(open.clone().count() > 0 && open.into_iter().all(|finding| finding["verdict"] == "unknown"));
    assert!(policies.iter().any(|(verdict, name)| verdict == "unknown" && name == "wrong-public"), "{policies:?}");
    assert_eq!(throttled.code, 3, "{}", throttled.stderr);
}

#[test]
fn f3_random_throttles_and_errors_change_nothing_but_the_number_of_calls() {
    // All services in two halves, a hundred seeds. More attempts than usual: with five, one call in 400 would fail for good at this
    // rate of faults, as it should. Pauses take longer than the work, so many scans run at once.
    const SEEDS: u64 = 100;
    let services = yagura_aws::collect::services();
    let halves: Vec<String> = [0, 1]
        .iter()
        .map(|half| services.iter().skip(*half).step_by(2).copied().collect::<Vec<_>>().join(","))
        .collect();
    let wanted: Vec<(BTreeMap<Pair, String>, usize)> = halves
        .iter()
        .map(|half| {
            let proxy = replay(Vec::new());
            (scan(&proxy, &["--service", half]).verdicts(), proxy.log().len())
        })
        .collect();
    let next = std::sync::atomic::AtomicU64::new(1);
    let broken = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if seed > SEEDS {
                        break;
                    }
                    let proxy = replay(vec![
                        Rule::always(Fault::Throttle).permille(150, seed),
                        Rule::always(Fault::Status(500)).permille(150, seed + SEEDS),
                    ]);
                    let half = usize::from(seed.is_multiple_of(2));
                    let (wanted, calls) = &wanted[half];
                    let arguments = ["--service", &halves[half], "--calls-per-second", "1000"];
                    let faulty = scan_with(&proxy, &arguments, |command| {
                        command.env("AWS_MAX_ATTEMPTS", "12");
                    });
                    let mut said = differences(wanted, &faulty);
                    if proxy.log().len() > 3 * calls {
                        said.push(format!("{} calls in place of {calls}", proxy.log().len()));
                    }
                    if !said.is_empty() {
                        broken.lock().unwrap().push(format!("seed {seed}: {}", said.join("\n  ")));
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn f4_bursts_of_errors_resets_and_broken_answers_are_retried() {
    let services = ["sns", "dynamodb", "sqs", "rds", "iam"];
    let wanted = clean_of(&services);
    for fault in [Fault::Status(500), Fault::Status(503), Fault::Reset, Fault::HalfClose] {
        let said = format!("{fault:?}");
        let faulty = scan(&replay(vec![Rule::always(fault).times(1)]), &["--service", &services.join(",")]);
        assert_eq!(differences(&wanted, &faulty), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn f5_a_silent_or_trickling_answer_does_not_hold_the_scan() {
    let wanted = clean_of(&["s3", "sqs"]);
    for fault in [Fault::NoBytes, Fault::Trickle] {
        let said = format!("{fault:?}");
        let proxy = replay(vec![Rule::always(fault).of("sqs", "GetQueueAttributes")]);
        let faulty = scan(&proxy, &["--service", "s3,sqs", "--timeout", "4"]);
        assert_eq!(broken_law(&wanted, &faulty), Vec::<String>::new(), "{said}");
        assert!(faulty.took < Duration::from_secs(12), "{said}: {:?}", faulty.took);
        let gaps = faulty.gaps_of("sqs", "GetQueueAttributes");
        assert!(!gaps.is_empty() && gaps.iter().all(|gap| gap["kind"] == "unreachable"), "{said}: {gaps:#?}");
    }
}

#[test]
fn f6_a_cut_or_strange_answer_is_retried_then_a_gap_and_never_half_a_list() {
    let services = ["s3", "dynamodb", "iam"];
    let wanted = clean_of(&services);
    for fault in [Fault::Truncate, Fault::Garbage] {
        let said = format!("{fault:?}");
        let once = scan(&replay(vec![Rule::always(fault.clone()).times(1)]), &["--service", &services.join(",")]);
        assert_eq!(differences(&wanted, &once), Vec::<String>::new(), "{said}");

        let rules = vec![
            Rule::always(fault.clone()).of("dynamodb", "ListTables").region("us-east-1"),
            Rule::always(fault).of("iam", "GetAccountAuthorizationDetails"),
        ];
        let always = scan(&replay(rules), &["--service", &services.join(",")]);
        assert_eq!(broken_law(&wanted, &always), Vec::<String>::new(), "{said}");
        let gaps = always.gaps_of("dynamodb", "ListTables");
        assert!(gaps.len() == 1 && gaps[0]["kind"] == "error" && gaps[0]["region"] == "us-east-1", "{said}: {gaps:#?}");
        let tables = always.json["findings"].as_array().unwrap();
        let judged = tables.iter().filter(|finding| finding["resource"]["type"] == "AWS::DynamoDB::Table");
        assert_eq!(judged.filter(|finding| finding["verdict"] != "unknown").count(), 0, "{said}");
        assert!(!always.gaps_of("iam", "GetAccountAuthorizationDetails").is_empty(), "{said}");
    }
}

#[test]
fn f8_a_closed_region_is_skipped_once_and_said_once() {
    let wanted = clean().verdicts();
    for fault in [Fault::DenyByScp, Fault::NotEnabled] {
        let said = format!("{fault:?}");
        let proxy = replay(vec![Rule::always(fault).region("ap-northeast-1")]);
        let closed = scan(&proxy, &[]);
        let asked = proxy.log().iter().filter(|call| call.region == "ap-northeast-1").count();
        assert_eq!(asked, 1, "{said}: a closed region is asked once");
        let lines = closed.stderr.lines().filter(|line| line.contains("ap-northeast-1")).count();
        // Once in the list of what will be read is not said again when it is left out.
        assert_eq!(lines, 1, "{said}: {}", closed.stderr);
        let gaps = closed.gaps().iter().filter(|gap| gap["region"] == "ap-northeast-1").count();
        assert_eq!(gaps, 1, "{said}: {:#?}", closed.gaps());
        for (pair, verdict) in closed.verdicts() {
            assert_ne!((pair.1.ends_with("ap-northeast-1"), verdict.as_str()), (true, "pass"), "{said}: {pair:?}");
            assert!(verdict != "pass" || wanted.get(&pair).is_some_and(|before| before == "pass"), "{said}: {pair:?}");
        }
    }
}

#[test]
fn f12_a_list_that_never_ends_is_found_out() {
    let page = r#"{"TableNames":["right-orders"],"LastEvaluatedTableName":"right-orders"}"#;
    let page = Fault::Answer(200, "application/x-amz-json-1.0".to_owned(), page.to_owned());
    let proxy = replay(vec![Rule::always(page).of("dynamodb", "ListTables").region("us-east-1")]);
    let looped = scan(&proxy, &["--service", "dynamodb"]);
    assert_eq!(broken_law(&clean_of(&["dynamodb"]), &looped), Vec::<String>::new());
    assert!(proxy.log().iter().filter(|call| call.operation == "ListTables").count() < 10);
    assert_eq!(looped.gaps_of("dynamodb", "ListTables").len(), 1, "{:#?}", looped.gaps());
}

#[test]
fn f12_empty_pages_with_a_token_are_followed_to_the_end() {
    let page = |body: &str| Fault::Answer(200, "application/x-amz-json-1.0".to_owned(), body.to_owned());
    let rules = vec![
        Rule::always(page(r#"{"TableNames":["right-orders","wrong-orders"]}"#))
            .of("dynamodb", "ListTables")
            .containing("second"),
        Rule::always(page(r#"{"TableNames":[],"LastEvaluatedTableName":"second"}"#))
            .of("dynamodb", "ListTables")
            .region("us-east-1"),
    ];
    let paged = scan(&replay(rules), &["--service", "dynamodb"]);
    assert_eq!(paged.verdicts(), clean_of(&["dynamodb"]));
}

#[test]
fn f12_what_is_deleted_between_list_and_description_is_gone_and_no_error() {
    let rules = vec![
        Rule::always(Fault::Code("ResourceNotFoundException".to_owned()))
            .of("dynamodb", "DescribeTable")
            .containing("wrong-orders"),
        Rule::always(Fault::Code("NoSuchBucket".to_owned())).of("s3", "GetBucketPolicy").containing("wrong-public"),
    ];
    let gone = scan(&replay(rules), &["--service", "dynamodb,s3"]);
    let failed: Vec<&Value> = gone.gaps().iter().filter(|gap| !gap["operation"].is_null()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let names: Vec<String> = gone.findings().iter().map(|finding| text(&finding["resource"], "name")).collect();
    assert!(!names.iter().any(|name| name == "wrong-orders" || name == "wrong-public"), "{names:?}");
    assert!(names.iter().any(|name| name == "right-orders") && names.iter().any(|name| name == "wrong-write"));
}
