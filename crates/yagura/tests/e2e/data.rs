//! Sensitive data in buckets: `yagura data`.

use serde_json::Value;
use yagura_faults::{Fault, Proxy, Rule};

use crate::account::{Emulator, PLANTED};
use crate::run::{Output, folder, output, run, text, yagura};

/// The emulated account behind a proxy that refuses what the emulator never would.
fn account() -> (Emulator, Proxy) {
    let emulator = Emulator::start("data.py");
    let error = |status, code: &str, message: &str| {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
        Fault::Answer(status, "application/xml".to_owned(), body)
    };
    let get = |fault, place: &str| Rule::always(fault).of("s3", "GetObject").containing(place);
    let customer = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
    let rules = vec![
        // No client sends this name to the emulator as it is.
        Rule::always(Fault::Replace("hostile/dots.txt".into(), "hostile/../../etc/passwd".into()))
            .of("s3", "ListObjectsV2"),
        get(error(404, "NoSuchKey", "The specified key does not exist."), "/etc/passwd"),
        get(Fault::Deny, "/denied/"),
        get(Fault::Deny, "/locked/"),
        get(error(400, "InvalidRequest", customer), "/customer-key/"),
        get(error(404, "NoSuchKey", "The specified key does not exist."), "/gone/"),
        Rule::always(Fault::Code("NoSuchPublicAccessBlockConfiguration".into()))
            .of("s3control", "GetPublicAccessBlock"),
    ];
    let proxy = Proxy::record(&emulator.address, rules).unwrap();
    (emulator, proxy)
}

fn data(proxy: &Proxy, more: &[&str]) -> Output {
    let url = proxy.url();
    let mut arguments = vec!["data", "--endpoint-url", &url, "--without-organization"];
    arguments.extend(more);
    run(&arguments)
}

fn store<'j>(json: &'j Value, name: &str) -> &'j Value {
    let stores = json["stores"].as_array().unwrap();
    stores.iter().find(|store| store["name"] == name).unwrap_or_else(|| panic!("{name} is not in {json}"))
}

fn found<'j>(store: &'j Value, prefix: &str, kind: &str) -> &'j Value {
    let found = store["found"].as_array().unwrap();
    let one = found.iter().find(|found| found["prefix"] == prefix && found["kind"] == kind);
    one.unwrap_or_else(|| panic!("no {kind} below {prefix} in {store}"))
}

/// What stands in the objects, and in no output.
fn holds_no_value(output: &Output) {
    for said in [&output.stdout, &output.stderr] {
        for value in [PLANTED, "tokiwa-maigo.example", "常盤花子", "090-1000", "planted-7"] {
            assert!(!said.contains(value), "`{value}` in {said}");
        }
        for control in ['\u{1b}', '\u{202e}'] {
            assert!(!said.contains(control), "a control character in {said}");
        }
    }
}

#[test]
fn sensitive_data_is_found_by_bucket_and_prefix_with_who_can_read_it() {
    let (_emulator, proxy) = account();
    let plan = data(&proxy, &["--plan", "--lang", "ja"]);
    assert_eq!(plan.code, 0, "{}{}", plan.stdout, plan.stderr);
    assert!(plan.stdout.contains("S3のリクエスト料金の概算"), "{}", plan.stdout);
    assert!(proxy.log().iter().all(|call| call.operation != "GetObject"), "a plan reads nothing");
    holds_no_value(&plan);

    let unasked = data(&proxy, &[]);
    assert_eq!(unasked.code, 2, "{}", unasked.stderr);
    assert!(unasked.stderr.contains("--yes") && proxy.log().iter().all(|call| call.operation != "GetObject"));

    let json = data(&proxy, &["--yes", "--format", "json"]);
    holds_no_value(&json);
    assert_eq!(json.code, 1, "{}", json.stderr);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let customers = store(&report, "customers");
    let open = found(customers, "open/", "jp-my-number");
    assert_eq!(
        (&open["count"], text(open, "severity").as_str(), text(open, "confidence").as_str()),
        (&40.into(), "critical", "high")
    );
    for (prefix, kind, count) in [
        ("kept/", "jp-my-number", 30),
        ("kept/", "email", 30 + 25),
        ("kept/", "phone", 30 + 25),
        ("open/", "person-name", 40),
        ("env/", "password", 1),
        ("lake/", "jp-my-number", 35),
    ] {
        assert_eq!(found(customers, prefix, kind)["count"], count, "{prefix} {kind}");
    }
    // The policy opens one folder: what lies beside it is the account's own.
    assert_eq!(text(found(customers, "kept/", "jp-my-number"), "severity"), "low");
    assert_eq!(customers["exposure"]["public"], true);
    let kept = &found(customers, "kept/", "email")["exposure"];
    // Neither a policy opens it nor the ACL of an object.
    assert_eq!((&kept["public"], &kept["gap_count"]), (&false.into(), &0.into()), "{kept}");
    let decoys = customers["found"].as_array().unwrap().iter().filter(|found| found["prefix"] == "decoys/").count();
    assert_eq!(decoys, 0, "{customers}");
    for (why, count) in
        [("denied", 1), ("customer-key", 1), ("gone", 2), ("archived", 1), ("format", 2), ("binary", 1), ("part", 1)]
    {
        assert_eq!(customers["not_read"][why]["items"], count, "{why} in {customers}");
    }
    let partner = found(store(&report, "partner"), "export/", "jp-my-number");
    assert_eq!(text(partner, "severity"), "high");
    assert_eq!(store(&report, "partner")["exposure"]["outside"][0], "111122223333");
    for (name, outcome) in [("locked", "unknown"), ("quiet", "none-in-sample"), ("hollow", "empty")] {
        assert_eq!(text(store(&report, name), "outcome"), outcome);
    }
    assert_eq!(text(&report["stores"][0], "name"), "customers", "the worst first");
    // The same account gives the same bytes.
    assert_eq!(data(&proxy, &["--yes", "--format", "json"]).stdout, json.stdout);

    for (lang, words) in [
        ("ja", ["マイナンバー: 40件 (1件の中", "誰でも読み取れる (公開)", "判定不能", "****.txt"]),
        ("en", ["My Number (Japanese individual number): 40", "everyone can read it (public)", "Unknown", "****.txt"]),
    ] {
        let terminal = data(&proxy, &["--yes", "--all", "--lang", lang]);
        holds_no_value(&terminal);
        for word in words {
            assert!(terminal.stdout.contains(word), "`{word}` in {}", terminal.stdout);
        }
        assert!(terminal.stdout.contains("\\x1b[31m") && terminal.stdout.contains("<U+202E>"), "{}", terminal.stdout);
        assert!(terminal.stdout.contains("hostile/../../etc/passwd"), "{}", terminal.stdout);
        assert!(terminal.stdout.lines().all(|line| line.chars().count() < 400), "{}", terminal.stdout);
    }
}

#[test]
fn a_scan_looks_into_buckets_and_logs_where_it_is_asked_to() {
    let (_emulator, proxy) = account();
    let url = proxy.url();
    let scan = |more: &[&str]| {
        let mut arguments = vec!["scan", "--endpoint-url", &url, "--service", "s3", "--region", "us-east-1", "--data"];
        arguments.extend(more);
        run(&arguments)
    };
    // What could not be done in the end is refused at the beginning.
    for (more, word) in
        [(&["--lang", "ja"][..], "`--yes`"), (&["--yes", "--format", "json"], "yagura data --format json")]
    {
        let refused = scan(more);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
        assert!(refused.stderr.contains(word) && proxy.log().is_empty(), "{}", refused.stderr);
    }
    let both = scan(&["--yes", "--lang", "en"]);
    holds_no_value(&both);
    assert_eq!(both.code, 1, "{}", both.stderr);
    let at = |words: &str| both.stdout.find(words).unwrap_or_else(|| panic!("no `{words}` in {}", both.stdout));
    let (scanned, buckets) = (at("s3-bucket-public-policy"), at("My Number (Japanese individual number): 40"));
    assert!(scanned < buckets && buckets < at("log group"), "{}", both.stdout);
}

#[test]
fn who_can_read_an_object_hangs_on_its_key_and_its_acl_too() {
    let (_emulator, proxy) = account();
    let json = data(&proxy, &["--yes", "--format", "json", "--bucket", "vault,lists"]);
    holds_no_value(&json);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let vault = |prefix: &str| found(store(&report, "vault"), prefix, "jp-my-number");
    for (prefix, severity, public, outside, principals) in [
        // Of two users who may read the objects, one may use the keys.
        ("own/", "low", false, Value::Null, 1),
        ("shared/", "high", false, "444455556666".into(), 1),
        ("anyone/", "critical", true, Value::Null, 2),
    ] {
        let (found, exposure) = (vault(prefix), &vault(prefix)["exposure"]);
        assert_eq!(text(found, "severity"), severity, "{prefix} {exposure}");
        assert_eq!((&exposure["public"], &exposure["outside"][0]), (&public.into(), &outside), "{prefix} {exposure}");
        assert_eq!((&exposure["principals"], &exposure["gap_count"]), (&principals.into(), &0.into()), "{prefix}");
        assert_eq!(exposure.get("needs_credentials").is_some(), public, "no key without credentials: {exposure}");
    }
    assert_eq!(text(vault("plain/"), "severity"), "critical");
    let lists = |prefix: &str| found(store(&report, "lists"), prefix, "jp-my-number");
    for (prefix, severity, public) in
        [("kept/", "low", false), ("open/", "critical", true), ("partner/", "high", false)]
    {
        let exposure = &lists(prefix)["exposure"];
        assert_eq!(text(lists(prefix), "severity"), severity, "{prefix} {exposure}");
        assert_eq!((&exposure["public"], &exposure["gap_count"]), (&public.into(), &0.into()), "{prefix} {exposure}");
    }
    assert_eq!(lists("partner/")["exposure"]["outside"][0], format!("canonical user {}", "9".repeat(64)));
    let acls = proxy.log().iter().filter(|call| call.operation == "GetObjectAcl").count() as u64;
    assert!(acls > 0 && acls <= report["plan"]["acl_requests"].as_u64().unwrap(), "{acls}");
    // What the answer rests on was not read: it is unknown, and says what is missing.
    for (operation, store_name, prefix, words) in
        [("GetObjectAcl", "lists", "kept/", "s3:GetObjectAcl"), ("GetKeyPolicy", "vault", "own/", "kms:GetKeyPolicy")]
    {
        let rules = vec![Rule::always(Fault::Deny).of(if store_name == "vault" { "kms" } else { "s3" }, operation)];
        let behind = Proxy::record(proxy.url().trim_start_matches("http://"), rules).unwrap();
        let json = data(&behind, &["--yes", "--format", "json", "--bucket", store_name]);
        let report: Value = serde_json::from_str(&json.stdout).unwrap();
        let exposure = &found(store(&report, store_name), prefix, "jp-my-number")["exposure"];
        assert_eq!(exposure["public"], Value::Null, "{exposure}");
        assert!(exposure["gaps"].to_string().contains(words), "{exposure}");
        assert!(report["summary"]["incomplete"].as_bool().unwrap());
    }
    let rules = vec![Rule::always(Fault::Deny).of("s3", "GetObjectAcl")];
    let behind = Proxy::record(proxy.url().trim_start_matches("http://"), rules).unwrap();
    let ja = data(&behind, &["--yes", "--bucket", "lists", "--lang", "ja"]).stdout;
    assert!(ja.contains("オブジェクトのACLを読み取れません"), "{ja}");
}

#[test]
fn older_versions_are_looked_at_when_they_are_asked_for() {
    let (_emulator, proxy) = account();
    let ask = |more: &[&str]| {
        let json = data(&proxy, &[&["--yes", "--format", "json", "--bucket", "cleaned,quiet"], more].concat());
        holds_no_value(&json);
        (serde_json::from_str::<Value>(&json.stdout).unwrap(), json.code)
    };
    let (report, code) = ask(&[]);
    let cleaned = store(&report, "cleaned");
    assert_eq!((text(cleaned, "outcome").as_str(), code), ("none-in-sample", 0));
    assert_eq!(cleaned["older_versions_unread"], true);
    assert_eq!(store(&report, "quiet")["older_versions_unread"], false, "a bucket without versions has no older ones");
    let (report, _) = ask(&["--versions"]);
    let cleaned = store(&report, "cleaned");
    assert_eq!(cleaned["older_versions_unread"], false);
    let found = found(cleaned, "", "jp-my-number");
    assert_eq!((&found["count"], &found["items"], &found["items_read"]), (&20.into(), &2.into(), &3.into()));
    assert!(found["examples"].as_array().unwrap().iter().all(|one| !text(one, "version").is_empty()), "{found}");
    // Who may read an object may not read its older versions: that is an action of its own.
    assert_eq!(found["exposure"]["principals"], 0, "{found}");
    for (lang, arguments, words) in [
        ("ja", &[][..], "古いバージョンは調べていません"),
        ("en", &["--versions"], "(version "),
        ("en", &["--plan"], "older versions are not looked at"),
        ("ja", &["--plan", "--versions"], "古いバージョンも調べます"),
    ] {
        let mut all = vec!["--bucket", "cleaned", "--lang", lang];
        all.extend(arguments);
        if !arguments.contains(&"--plan") {
            all.push("--yes");
        }
        let said = data(&proxy, &all).stdout;
        assert!(said.contains(words), "`{words}` in {said}");
    }
    let policy = |more: &[&str]| run(&[&["policy", "--data"], more].concat()).stdout;
    for action in ["s3:GetObjectVersion\"", "s3:GetObjectVersionAcl", "s3:ListBucketVersions"] {
        assert!(policy(&["--versions"]).contains(action) && !policy(&[]).contains(action), "{action}");
    }
}

#[test]
fn the_budget_and_the_choice_are_kept() {
    let (_emulator, proxy) = account();
    let json = data(&proxy, &["--yes", "--format", "json", "--bucket", "customers,quiet", "--budget-objects", "3"]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["stores"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["plan"]["get_requests"], 3);
    let reads = proxy.log().iter().filter(|call| call.operation == "GetObject").count();
    assert_eq!(reads, 3, "no more is read than was said");
    assert!(store(&report, "customers")["not_read"]["budget"]["items"].as_u64() > Some(5), "{report}");
    assert_eq!(text(store(&report, "quiet"), "outcome"), "none-in-sample", "a small one has its turn");

    let prefix = data(&proxy, &["--yes", "--format", "json", "--bucket", "customers", "--prefix", "decoys/"]);
    assert_eq!(prefix.code, 0, "{}{}", prefix.stdout, prefix.stderr);
    let nobody = data(&proxy, &["--yes", "--format", "json", "--bucket", "no-such-bucket"]);
    let report: Value = serde_json::from_str(&nobody.stdout).unwrap();
    assert_eq!((nobody.code, text(&report["stores"][0], "outcome").as_str()), (3, "unknown"), "{}", nobody.stdout);
    assert_eq!(data(&proxy, &["--budget-bytes", "much"]).code, 2);
    // What would be dropped without a word is refused.
    for (arguments, words) in [
        (&["--region", "us-esat-1"][..], "`us-esat-1`"),
        (&["--logs", "--region", "us-esat-1"], "`us-esat-1`"),
        (&["--bucket", "quiet", "--region", "us-east-1"], "`--region`"),
        (&["--logs", "--prefix", "2026/"], "`--prefix`"),
        (&["--logs", "--versions"], "`--versions`"),
    ] {
        for lang in ["ja", "en"] {
            let refused = data(&proxy, &[arguments, &["--yes", "--lang", lang]].concat());
            assert_eq!(refused.code, 2, "{arguments:?}: {}{}", refused.stdout, refused.stderr);
            assert!(refused.stderr.contains(words), "{arguments:?}: {}", refused.stderr);
        }
    }
    let none = data(&proxy, &["--region", "eu-west-1", "--yes", "--format", "json"]);
    assert_eq!(none.code, 0, "a region without buckets is one: {}", none.stderr);
}

#[test]
fn who_cannot_list_is_told_what_is_missing() {
    let (_emulator, proxy) = account();
    let upstream = proxy.url();
    let denied = |operation: &str| {
        let rules = vec![Rule::always(Fault::Deny).of("s3", operation)];
        let behind = Proxy::record(upstream.trim_start_matches("http://"), rules).unwrap();
        data(&behind, &["--yes", "--lang", "en"])
    };
    let list = denied("ListBuckets");
    assert_eq!(list.code, 3, "{}", list.stderr);
    assert!(list.stdout.contains("s3:ListAllMyBuckets"), "{}", list.stdout);
    let objects = denied("ListObjectsV2");
    assert_eq!(objects.code, 3);
    assert!(objects.stdout.contains("s3:ListBucket") && objects.stdout.contains("Unknown"), "{}", objects.stdout);
    let policy = run(&["policy", "--data", "--service", "s3"]).stdout;
    for action in ["s3:GetObject\"", "s3:ListBucket\"", "kms:Decrypt", "logs:GetLogEvents"] {
        assert!(policy.contains(action), "{policy}");
    }
    assert!(!run(&["policy"]).stdout.contains("s3:GetObject\""));
}

#[test]
fn logs_are_looked_at_when_they_are_asked_for() {
    let (_emulator, proxy) = account();
    let rules = vec![Rule::always(Fault::Deny).of("logs", "GetLogEvents").containing("locked")];
    let behind = Proxy::record(proxy.url().trim_start_matches("http://"), rules).unwrap();
    let json = data(&behind, &["--logs", "--region", "us-east-1", "--yes", "--format", "json"]);
    holds_no_value(&json);
    assert_eq!(json.code, 1, "{}{}", json.stdout, json.stderr);
    assert!(behind.log().iter().all(|call| call.operation != "GetObject"), "no bucket was asked for");
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let signup = store(&report, "/aws/lambda/signup");
    assert_eq!(text(signup, "kind"), "log-group");
    assert_eq!(found(signup, "", "email")["count"], 12, "{signup}");
    assert_eq!(text(found(signup, "", "password"), "severity"), "high");
    for (name, outcome) in [
        ("/aws/lambda/quiet", "none-in-sample"),
        ("/aws/lambda/locked", "unknown"),
        ("hollow", "empty"),
        ("silent", "empty"),
    ] {
        assert_eq!(text(store(&report, name), "outcome"), outcome, "{report}");
    }
    // Neither these calls nor any beside them is outside of what the printed policy allows.
    data(&behind, &["--yes", "--bucket", "quiet,locked"]);
    let policy = run(&["policy", "--data"]).stdout;
    for call in behind.log().iter().filter(|call| call.operation != "GetCallerIdentity") {
        let action = yagura_aws::iam_action(&call.service, &call.operation);
        assert!(policy.contains(&format!("\"{action}\"")), "{} {} needs {action}", call.service, call.operation);
    }
    let named = ["--logs", "/aws/lambda/quiet", "--region", "us-east-1", "--yes", "--lang", "ja"];
    let terminal = data(&behind, &named);
    assert!(terminal.stdout.contains("ロググループ /aws/lambda/quiet"), "{}", terminal.stdout);
    assert!(!terminal.stdout.contains("signup"), "{}", terminal.stdout);
}

#[test]
fn who_can_read_is_told_from_a_saved_account_too() {
    let (_emulator, proxy) = account();
    let file = folder("data-from").join("acct.yagura");
    let file = file.to_str().unwrap();
    let url = proxy.url();
    let scan = ["scan", "--endpoint-url", &url, "--region", "us-east-1", "--service", "s3,iam", "--save", file];
    let scan = run(&scan);
    assert!(scan.code == 1 || scan.code == 3, "{}", scan.stderr);
    let before = proxy.log().len();
    let json = data(&proxy, &["--yes", "--format", "json", "--bucket", "customers,partner", "--from", file]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let open = found(store(&report, "customers"), "open/", "jp-my-number");
    assert_eq!((text(open, "severity").as_str(), json.code), ("critical", 1), "{}", json.stderr);
    assert_eq!(store(&report, "partner")["exposure"]["outside"][0], "111122223333");
    let asked: Vec<_> = proxy.log().into_iter().skip(before).collect();
    assert!(asked.iter().all(|call| call.service == "s3"), "the account is not read again: {asked:?}");
    assert_eq!(data(&proxy, &["--yes", "--from", "/no/such/file"]).code, 5);
}

#[test]
fn nobody_pays_for_others() {
    let (_emulator, proxy) = account();
    let payer =
        "<?xml version=\"1.0\"?><RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>";
    let rules = |operation: &str| {
        vec![
            Rule::always(Fault::Deny).of("s3", operation),
            Rule::always(Fault::Answer(200, "application/xml".into(), payer.into()))
                .of("s3", "GetBucketRequestPayment"),
        ]
    };
    let behind = |operation: &str| Proxy::record(proxy.url().trim_start_matches("http://"), rules(operation)).unwrap();
    let read = data(&behind("GetObject"), &["--yes", "--bucket", "quiet", "--lang", "ja"]);
    assert!(read.stdout.contains("リクエスタ支払いのため読み取らない 1件"), "{}", read.stdout);
    let list = data(&behind("ListObjectsV2"), &["--yes", "--bucket", "quiet", "--lang", "en"]);
    assert!(list.stdout.contains("pays, which is never agreed to"), "{}", list.stdout);
    assert_eq!((read.code, list.code), (3, 3));
}

/// Runs the binary on a terminal and answers its question.
const ON_A_TERMINAL: &str = r"
import os, pty, sys
answer, binary, arguments = sys.argv[1], sys.argv[2], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execv(binary, arguments)
said = b''
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    said += part
    if b'[y/N] ' in said and answer:
        os.write(terminal, answer.encode())
        answer = ''
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.stdout.buffer.write(said)
sys.exit(code)
";

#[test]
fn a_terminal_is_asked_and_heeded() {
    let (_emulator, proxy) = account();
    let url = proxy.url();
    let ask = |answer: &str| {
        let own = yagura(&[]);
        let mut command = std::process::Command::new("python3");
        command.args(["-c", ON_A_TERMINAL, answer]).arg(own.get_program());
        command.args(["data", "--endpoint-url", &url, "--without-organization", "--bucket", "quiet", "--lang", "ja"]);
        command
            .env_clear()
            .envs(own.get_envs().filter_map(|(key, value)| Some((key, value?))))
            .env("PATH", "/usr/bin:/bin");
        command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        output(command)
    };
    let reads = || proxy.log().iter().filter(|call| call.operation == "GetObject").count();
    let no = ask("n\n");
    assert!(no.stdout.contains("計画") && no.stdout.contains("読み取りますか?"), "{}{}", no.stdout, no.stderr);
    assert_eq!((no.code, reads()), (0, 0), "{}", no.stdout);
    // Ctrl-C.
    let stopped = ask("\u{3}");
    assert_eq!((stopped.code, reads()), (130, 0), "{}", stopped.stdout);
    let yes = ask("y\n");
    assert_eq!(reads(), 1, "{}", yes.stdout);
    assert!(yes.stdout.contains("読み取ったサンプルでは見つからなかったもの"), "{}", yes.stdout);
}
