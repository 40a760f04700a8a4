//! The code of functions, asked for with `--code`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use yagura_faults::{Fault, Rule};

use crate::account::replay;
use crate::run::{Scan, folder, run, scan, text};

/// A package as `lambda:GetFunction` hands it out.
fn package(name: &str, source: &str) -> Vec<u8> {
    let file = folder(name).join("package.zip");
    let script = "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as package:\n    package.writestr('lib/app.py', sys.argv[2])\n";
    let made = Command::new("python3").args(["-c", script]).arg(&file).arg(source).status().unwrap();
    assert!(made.success());
    std::fs::read(file).unwrap()
}

/// Serves some bytes under every path, and says what was asked for.
fn serve(bytes: Vec<u8>) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/package.zip?X-Amz-Signature=planted-signature", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).unwrap();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len()).unwrap();
        stream.write_all(&bytes).unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (url, served)
}

fn at(function: &str, location: &str) -> Rule {
    let answer = format!("{{\"Code\": {{\"Location\": \"{location}\"}}}}");
    Rule::always(Fault::Answer(200, "application/json".into(), answer)).of("lambda", "GetFunction").containing(function)
}

fn verdict(scan: &Scan, function: &str) -> (String, String) {
    let findings = scan.findings().iter();
    let own =
        findings.filter(|one| text(one, "check") == "lambda-code-secret" && text(&one["resource"], "name") == function);
    let said: Vec<_> =
        own.map(|one| (text(one, "verdict"), one["gap"]["message"].as_str().unwrap_or_default().to_owned())).collect();
    assert!(said.len() <= 1, "{said:?}");
    said.into_iter().next().unwrap_or_default()
}

#[test]
fn a_secret_in_the_code_is_found_and_never_written() {
    let secret: String = ["Tokiwa", "-Maigo", "-8841"].concat();
    let source = format!("import os\n\nDB_PASSWORD = \"{secret}\"\n");
    let (wrong, asked) = serve(package("code-wrong", &source));
    let (right, _) = serve(package("code-right", "import os\nDB_PASSWORD = os.environ['DB_PASSWORD']\n"));
    let proxy = replay(vec![at("wrong-function", &wrong), at("right-function", &right)]);
    let found = scan(&proxy, &["--code", "--service", "lambda", "--check", "lambda-*"]);
    assert_eq!(verdict(&found, "wrong-function").0, "fail", "{}", found.stderr);
    assert_eq!(verdict(&found, "right-function").0, "pass");
    let request = asked.join().unwrap().to_lowercase();
    assert!(!request.contains("authorization") && !request.contains("x-amz-security-token"), "{request}");
    for written in [&found.json.to_string(), &found.stderr] {
        assert!(!written.contains(&secret) && !written.contains("planted-signature"));
    }
    let own = |one: &&serde_json::Value| text(one, "check") == "lambda-code-secret" && one["verdict"] == "fail";
    let evidence = &found.findings().iter().find(own).unwrap()["evidence"][0]["value"];
    assert_eq!((text(evidence, "File").as_str(), &evidence["Secret"]["line"]), ("lib/app.py", &3.into()), "{evidence}");
}

#[test]
fn code_that_was_not_read_is_unknown_and_nobody_is_asked_for_it_unasked() {
    let denied = Rule::always(Fault::Deny).of("lambda", "GetFunction").containing("wrong-function");
    let elsewhere = at("right-function", "http://169.254.169.254/latest/meta-data/");
    let found = scan(&replay(vec![denied, elsewhere]), &["--code", "--service", "lambda"]);
    assert_eq!(verdict(&found, "wrong-function").0, "unknown");
    let (verdict_of_right, why) = verdict(&found, "right-function");
    assert_eq!(verdict_of_right, "unknown");
    assert!(why.contains("link-local"), "{why}");

    let terminal = replay(vec![at("function", "http://169.254.169.254/")]);
    let said = run(&[
        "scan",
        "--endpoint-url",
        &terminal.url(),
        "--region",
        "us-east-1",
        "--service",
        "lambda",
        "--code",
        "--lang",
        "ja",
    ]);
    assert!(said.stdout.contains("コードのパッケージをダウンロードできませんでした"), "{}", said.stdout);
    assert!(said.stdout.contains("--service lambda --code --all"), "the next command asks the same: {}", said.stdout);

    let proxy = replay(Vec::new());
    let found = scan(&proxy, &["--service", "lambda"]);
    assert_eq!(verdict(&found, "wrong-function"), Default::default());
    assert!(proxy.log().iter().all(|call| call.operation != "GetFunction"));
    assert!(!run(&["policy"]).stdout.contains("lambda:GetFunction\""));
    let policy = run(&["policy", "--code"]).stdout;
    assert!(policy.contains("\"lambda:GetFunction\"") && policy.contains("\"lambda:GetLayerVersion\""), "{policy}");
}

#[test]
fn access_keys_in_the_code_are_asked_about_when_told_to() {
    // Put together at run time: no key stands in a file of this project.
    let id = ["AKIAZ3QWERT", "KLMNOQLIV"].concat();
    let secret = ["q9Zt4LmX0vBn7KcR2sWy", "8HdJ5fGpQKeWuWxua1Bc"].concat();
    let source = format!("AWS_ACCESS_KEY_ID = '{id}'\nAWS_SECRET_ACCESS_KEY = '{secret}'\n");
    let verified = |more: &[&str]| {
        let (url, _) = serve(package("code-keys", &source));
        let proxy = replay(vec![at("wrong-function", &url)]);
        let mut arguments = vec!["--code", "--service", "lambda", "--check", "lambda-code-secret"];
        arguments.extend(more);
        let found = scan(&proxy, &arguments);
        assert!(!found.json.to_string().contains(&secret) && !found.stderr.contains(&secret));
        let one = found.findings().iter().find(|one| text(&one["resource"], "name") == "wrong-function").unwrap();
        assert_eq!(one["verdict"], "fail", "{}", found.stderr);
        let asked = proxy.log().iter().filter(|call| call.operation == "GetCallerIdentity").count();
        (one["secret"]["verified"].clone(), text(one, "severity"), asked)
    };
    let (said, _, before) = verified(&[]);
    assert!(said.is_null(), "nobody asked for it: {said}");
    let (said, severity, asked) = verified(&["--verify"]);
    let states: Vec<String> = said.as_array().unwrap().iter().map(|one| text(one, "state")).collect();
    assert_eq!((states, severity.as_str()), (vec!["live".to_owned(); 2], "critical"), "{said}");
    assert_eq!(asked, before + 1, "one key, one question");
}
