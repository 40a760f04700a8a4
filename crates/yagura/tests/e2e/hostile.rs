//! What attackers and odd machines may give the binary (B1 to B5, B8, B12, B14, B17).
//! What a library's own tests hold is not repeated; here it is the whole way, from the file to the last byte printed.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use yagura_faults::{Fault, Rule};

use crate::account::replay;
use crate::run::{Output, folder, output, run, scan, stop, yagura};

fn code_of(output: &Output) -> i32 {
    assert!((0..=5).contains(&output.code), "exit code {}: {}", output.code, output.stderr);
    output.code
}

/// Scans a folder and gives what was printed; it must end well within time.
fn folder_scan(folder: &Path, more: &[&str]) -> Output {
    let output = run(&[&["scan", folder.to_str().unwrap()][..], more].concat());
    code_of(&output);
    assert!(output.took < Duration::from_secs(20), "{:?}", output.took);
    output
}

/// A template beside what is hostile: it must still be judged.
fn bystander(folder: &Path) {
    let text = "Resources:\n  Bystander:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: d\n      SecurityGroupIngress:\n        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}\n";
    fs::write(folder.join("bystander.yaml"), text).unwrap();
}

fn is_judged(output: &Output) {
    assert!(output.stdout.contains("Bystander"), "the file beside was not judged: {}{}", output.stdout, output.stderr);
}

/// No byte that a terminal would obey, and no character that turns or hides text.
fn is_inert(text: &str) {
    let active = text.chars().find(|c| {
        (c.is_control() && *c != '\n' && *c != '\t')
            || matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    });
    assert_eq!(active, None, "{text}");
}

#[test]
fn b1_and_b3_names_of_an_account_act_in_no_terminal() {
    let escape = r"\u001b]0;owned\u0007\u001b[31m\u202e\u200b\r";
    let proxy = replay(vec![
        Rule::always(Fault::Replace("wrong-orders".to_owned(), escape.to_owned())).of("dynamodb", "DescribeTable"),
        Rule::always(Fault::Replace("wrong-topic".to_owned(), "&lt;script&gt;{{7*7}}".to_owned()))
            .of("sns", "ListTopics"),
    ]);
    let url = proxy.url();
    for format in ["terminal", "json", "sarif"] {
        let arguments =
            ["scan", "--endpoint-url", &url, "--region", "us-east-1", "--service", "dynamodb,sns", "--format", format];
        let output = run(&arguments);
        code_of(&output);
        is_inert(&output.stdout);
        is_inert(&output.stderr);
        if format == "terminal" {
            assert!(output.stdout.contains(r"\x1b]0;owned"), "shown escaped: {}", output.stdout);
        }
    }
}

#[test]
fn b3_names_and_keys_of_templates_act_in_no_terminal() {
    let folder = folder("b3");
    bystander(&folder);
    let name = OsStr::from_bytes(b"evil\x1b[2J\n\xff.yaml");
    fs::write(folder.join(name), "Resources:\n  \"A\\e[31m\\u202e\":\n    Type: AWS::S3::Bucket\n  X: [\n").unwrap();
    fs::write(
        folder.join("named.yaml"),
        "Resources:\n  \"A\\e[31mB\\u202e\":\n    Type: AWS::DynamoDB::Table\n    Properties: {TableName: \"\\e]52;c;AA\\a\"}\n",
    )
    .unwrap();
    for format in ["terminal", "json", "sarif"] {
        let output = folder_scan(&folder, &["--format", format, "--all"]);
        is_judged(&output);
        is_inert(&output.stdout);
        is_inert(&output.stderr);
    }
    for arguments in [
        &["scan", "\u{1b}[2Jno"][..],
        &["explain", "\u{1b}[2Jno"],
        &["scan", "--check", "\u{1b}]0;x\u{7}"],
        &["api", "\u{1b}[2J", "x"],
        &["\u{1b}[2J"],
    ] {
        let output = run(arguments);
        is_inert(&output.stderr);
    }
}

#[test]
fn b4_and_b5_bombs_are_refused_in_time_and_the_rest_is_judged() {
    let folder = folder("b4");
    bystander(&folder);
    let mut bomb = String::from("AWSTemplateFormatVersion: '2010-09-09'\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let of = format!("*a{}, ", level - 1).repeat(10);
        writeln!(bomb, "a{level}: &a{level} [{of}]").unwrap();
    }
    bomb.push_str("Resources: *a9\n");
    let deep = |open: &str, close: &str, times: usize| format!("{}{}", open.repeat(times), close.repeat(times));
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("aliases.yaml", bomb.into_bytes()),
        (
            "flow.yaml",
            format!("AWSTemplateFormatVersion: '2010-09-09'\nResources: {}", deep("[", "]", 10_000)).into_bytes(),
        ),
        (
            "deep.json",
            format!("{{\"AWSTemplateFormatVersion\":\"2010-09-09\",\"Resources\":{}}}", deep("[", "]", 100_000))
                .into_bytes(),
        ),
        ("twice.json", br#"{"Resources":{"A":{"Type":"AWS::S3::Bucket"},"A":{"Type":"AWS::SQS::Queue"}}}"#.to_vec()),
        ("nan.json", br#"{"Resources":{"A":{"Type":"AWS::S3::Bucket","Properties":{"X":NaN}}}}"#.to_vec()),
        ("bom.json", b"\xef\xbb\xbf{\"Resources\":{\"WithMark\":{\"Type\":\"AWS::DynamoDB::Table\"}}}".to_vec()),
        ("utf16.json", "{\"Resources\":{}}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("half.yaml", b"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: {Type: \"AWS::S3::".to_vec()),
        ("empty.yaml", Vec::new()),
        ("bytes.yaml", b"AWSTemplateFormatVersion: \xff\xfe\x00Resources".to_vec()),
    ];
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let output = folder_scan(&folder, &["--format", "json"]);
    is_judged(&output);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let gaps = report["gaps"].to_string();
    for name in ["aliases.yaml", "flow.yaml", "deep.json", "nan.json", "half.yaml", "twice.json"] {
        assert!(gaps.contains(name), "{name} is not said to be rejected: {gaps}");
    }
    assert!(output.stdout.contains("WithMark"), "a byte order mark is no fault");
    assert_eq!(
        report["findings"].to_string().matches("AWS::SQS::Queue").count(),
        0,
        "the second of two equal keys won"
    );
}

#[test]
fn b8_only_regular_files_below_the_folder_are_read() {
    let (inside, outside) = (folder("b8"), folder("b8-outside"));
    bystander(&inside);
    fs::write(outside.join("outside.yaml"), "Resources: {Outsider: {Type: AWS::DynamoDB::Table}}").unwrap();
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, inside.join(name)).unwrap();
    link(&inside, "loop");
    link(&outside, "out");
    link(&outside.join("outside.yaml"), "out.yaml");
    link(Path::new("/dev/zero"), "zero.yaml");
    link(Path::new("no-such"), "dangling.yaml");
    assert!(Command::new("mkfifo").arg(inside.join("pipe.yaml")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(inside.join("socket.yaml")).unwrap();
    let mut large = fs::File::create(inside.join("large.json")).unwrap();
    large.write_all(b"{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {").unwrap();
    large.set_len(4 << 30).unwrap();
    let mut deep = inside.clone();
    for _ in 0..40 {
        deep.push("d".repeat(40));
    }
    fs::create_dir_all(&deep).unwrap();
    let output = folder_scan(&inside, &["--format", "json"]);
    is_judged(&output);
    assert!(!output.stdout.contains("Outsider"), "a link led out of the folder");
    let gaps = serde_json::from_str::<Value>(&output.stdout).unwrap()["gaps"].to_string();
    assert!(gaps.contains("large.json"), "{gaps}");
    for device in ["/dev/zero", "/dev/null"] {
        let output = run(&["scan", device]);
        assert_eq!(output.code, 5, "{}", output.stderr);
    }
    let output = run(&["scan", inside.join("pipe.yaml").to_str().unwrap()]);
    assert_eq!(output.code, 5, "{}", output.stderr);
}

#[test]
fn b12_odd_policies_of_an_account_never_pass_and_take_no_time() {
    // Every action is longer than three characters, and none is longer than 6,000.
    let (short, long) = ("*?".repeat(3), "*?".repeat(3_000));
    let policies = [
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#.to_owned(),
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:{short}","Resource":"*"}}]}}"#),
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:{long}","Resource":"*"}}]}}"#),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","NotAction":"s3:Put*","NotResource":"arn:aws:s3:::other/*"}]}"#.to_owned(),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::${${aws:username}}"}]}"#.to_owned(),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":17,"Action":"s3:*","Resource":"*"}]}"#.to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"*\"".to_owned(),
        "{".to_owned(),
        String::new(),
    ];
    let mut passed = Vec::new();
    for policy in policies {
        let answer = Fault::Answer(200, "application/json".to_owned(), policy.clone());
        let proxy = replay(vec![Rule::always(answer).of("s3", "GetBucketPolicy").containing("wrong-public")]);
        let judged = scan(&proxy, &["--service", "s3", "--region", "us-east-1"]);
        assert!((0..=3).contains(&judged.code), "{policy}: {} {}", judged.code, judged.stderr);
        assert!(judged.took < Duration::from_secs(10), "{policy}: {:?}", judged.took);
        for finding in judged.findings() {
            let about = finding["resource"]["name"] == "wrong-public" && finding["check"] == "s3-bucket-public-policy";
            if about && finding["verdict"] == "pass" && !policy.contains(&long) {
                passed.push(policy.clone());
            }
        }
    }
    assert!(passed.is_empty(), "these pass:\n{}", passed.join("\n"));
}

#[test]
fn b14_credentials_go_to_no_endpoint_that_is_not_awss() {
    for url in [
        "http://169.254.169.254",
        "http://[fd00:ec2::254]/",
        "http://example.com",
        "https://example.com",
        "http://user:Maigo@127.0.0.1:1",
        "ftp://127.0.0.1",
        "not a url",
        "",
    ] {
        let output = run(&["scan", "--endpoint-url", url, "--region", "us-east-1"]);
        assert_eq!(output.code, 4, "`{url}`: {}", output.stderr);
        assert!(!output.stderr.contains("Maigo"), "a password is shown: {}", output.stderr);
        assert!(output.took < Duration::from_secs(5), "`{url}`: {:?}", output.took);
    }
    let mut by_variable = yagura(&["scan", "--region", "us-east-1"]);
    by_variable.env("AWS_ENDPOINT_URL", "http://169.254.169.254");
    assert_eq!(output(by_variable).code, 4);
    let mut by_service = yagura(&["scan", "--region", "us-east-1"]);
    by_service.env("AWS_ENDPOINT_URL_STS", "http://169.254.169.254");
    assert_eq!(output(by_service).code, 4);
}

#[test]
fn b14_a_redirect_is_never_followed() {
    let thief = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let there = format!("http://{}/", thief.local_addr().unwrap());
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in server.incoming().flatten() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 8192]);
            let _ = write!(
                stream,
                "HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    let output = run(&["scan", "--endpoint-url", &url, "--region", "us-east-1"]);
    assert_eq!(output.code, 4, "{}", output.stderr);
    assert!(output.stderr.contains("redirect"), "{}", output.stderr);
    thief.set_nonblocking(true).unwrap();
    assert!(thief.accept().is_err(), "the redirect was followed");
}

#[test]
fn b17_an_odd_environment_changes_nothing() {
    let proxy = replay(Vec::new());
    let url = proxy.url();
    let arguments = ["scan", "--endpoint-url", &url, "--region", "us-east-1", "--service", "sns", "--format", "json"];
    let findings = |change: &dyn Fn(&mut Command)| {
        let mut command = yagura(&arguments);
        change(&mut command);
        let output = output(command);
        assert_eq!(output.code, 1, "{}", output.stderr);
        serde_json::from_str::<Value>(&output.stdout).unwrap()["findings"].clone()
    };
    let usual = findings(&|_| {});
    assert!(usual.as_array().is_some_and(|list| !list.is_empty()));
    for (name, value) in [
        ("TZ", "Asia/Tokyo"),
        ("TZ", "no/such"),
        ("LANG", "C"),
        ("LC_ALL", "xx_YY.UTF-8"),
        ("COLUMNS", "0"),
        ("TERM", "dumb"),
    ] {
        assert!(
            findings(&|command| {
                command.env(name, value);
            }) == usual,
            "{name}={value}"
        );
    }
    assert!(
        findings(&|command| {
            command.env_remove("HOME");
        }) == usual,
        "HOME unset"
    );
    assert!(
        findings(&|command| {
            command.current_dir("/");
        }) == usual,
        "another folder"
    );
}

#[test]
fn b17_twenty_columns_are_enough_and_no_colour_means_none() {
    let folder = folder("b17-narrow");
    bystander(&folder);
    for (name, value) in [("COLUMNS", "20"), ("COLUMNS", "1"), ("NO_COLOR", "1")] {
        let mut command = yagura(&["scan", folder.to_str().unwrap()]);
        command.env(name, value);
        let output = output(command);
        // In one column the id is on several lines.
        let said = output.stdout.contains("ssh-open") || value == "1";
        assert!(output.code == 1 && said, "{name}={value}: {}{}", output.stdout, output.stderr);
        assert!(!output.stdout.contains('\u{1b}'));
    }
    let mut command = yagura(&["scan", folder.to_str().unwrap()]);
    command.env("COLUMNS", "20");
    let long: Vec<String> =
        output(command).stdout.lines().filter(|line| line.chars().count() > 60).map(str::to_owned).collect();
    assert!(long.is_empty(), "lines far wider than 20 columns: {long:#?}");
}

#[test]
fn b17_a_folder_that_cannot_be_written_is_an_error_that_names_the_file() {
    let folder = folder("b17-readonly");
    bystander(&folder);
    let from = folder.to_str().unwrap();
    for target in ["/proc/no/such/out.json", "/dev/full"] {
        let output = run(&["scan", from, "--format", "json", "--output", target]);
        assert_eq!(output.code, 5, "{target}: {}", output.stderr);
        assert!(output.stderr.contains(target), "{}", output.stderr);
    }
    let snapshot = run(&["scan", from, "--save", "/proc/no/such/acct.yagura"]);
    assert_eq!(snapshot.code, 5, "{}", snapshot.stderr);
    assert!(snapshot.stderr.contains("/proc/no/such/acct.yagura"));
}

#[test]
fn b17_a_closed_standard_output_is_no_fault() {
    let folder = folder("b17-pipe");
    for number in 0..300 {
        let text = format!("Resources:\n  T{number}: {{Type: AWS::DynamoDB::Table}}\n");
        fs::write(folder.join(format!("{number}.yaml")), text).unwrap();
    }
    for arguments in [
        &["scan", folder.to_str().unwrap(), "--format", "json"][..],
        &["policy"],
        &["checks"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let mut child = yagura(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        stop(&mut child);
        assert!(matches!(code, Some(0 | 1)) && !said.contains("panicked"), "{arguments:?}: {code:?} {said}");
    }
}

#[test]
fn b17_an_account_of_another_partition_has_its_arns() {
    for (partition, region) in [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")] {
        let identity = format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:{partition}:iam::123456789012:user/u</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        );
        let json = |body: &str| Fault::Answer(200, "application/x-amz-json-1.0".to_owned(), body.to_owned());
        let table = format!(
            r#"{{"Table":{{"TableName":"orders","TableArn":"arn:{partition}:dynamodb:{region}:123456789012:table/orders","TableStatus":"ACTIVE","DeletionProtectionEnabled":false}}}}"#
        );
        let proxy = replay(vec![
            Rule::always(Fault::Answer(200, "text/xml".to_owned(), identity)).of("sts", "GetCallerIdentity"),
            Rule::always(json(r#"{"TableNames":["orders"]}"#)).of("dynamodb", "ListTables"),
            Rule::always(json(&table)).of("dynamodb", "DescribeTable"),
        ]);
        let judged = scan(&proxy, &["--service", "dynamodb", "--region", region]);
        let finding =
            judged.findings().iter().find(|finding| finding["check"] == "dynamodb-table-deletion-protection-off");
        let finding =
            finding.unwrap_or_else(|| panic!("{partition}: nothing found: {} {}", judged.stderr, judged.json));
        assert_eq!(finding["verdict"], "fail");
        assert_eq!(finding["resource"]["arn"], format!("arn:{partition}:dynamodb:{region}:123456789012:table/orders"));
        assert_eq!(judged.json["scan"]["accounts"][0].to_string().matches("123456789012").count(), 1);
    }
}

#[test]
fn b17_an_empty_account_is_no_fault() {
    let json = |body: &str| Fault::Answer(200, "application/x-amz-json-1.0".to_owned(), body.to_owned());
    let xml = |body: &str| Fault::Answer(200, "text/xml".to_owned(), body.to_owned());
    let proxy = replay(vec![
        Rule::always(json(r#"{"TableNames":[]}"#)).of("dynamodb", "ListTables"),
        Rule::always(xml("<ListTopicsResponse><ListTopicsResult><Topics/></ListTopicsResult></ListTopicsResponse>")).of("sns", "ListTopics"),
        Rule::always(xml("<ListSubscriptionsResponse><ListSubscriptionsResult><Subscriptions/></ListSubscriptionsResult></ListSubscriptionsResponse>")).of("sns", "ListSubscriptions"),
    ]);
    let url = proxy.url();
    for format in ["terminal", "json", "sarif"] {
        let arguments = [
            "scan",
            "--endpoint-url",
            &url,
            "--region",
            "us-east-1",
            "--service",
            "dynamodb,sns",
            "--check",
            "dynamodb-*,sns-*",
            "--format",
            format,
        ];
        let output = run(&arguments);
        assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
        assert!(!output.stdout.is_empty());
    }
}
