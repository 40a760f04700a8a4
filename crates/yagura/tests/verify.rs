//! `yagura secrets --verify`, as a user runs it, against a server that answers as AWS does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// Put together at run time: no key stands in a file of this project.
fn id(end: &str) -> String {
    format!("AK{}QWERTKLMNO{end}", "IAZ3")
}

fn secret(end: &str) -> String {
    format!("q9Zt4LmX0vBn7KcR2s{}QKeWuWxu{end}", "Wy8HdJ5fGp")
}

/// A server that knows one key (`…QLIV`), refuses others, and fails for `…QERR`; what it was asked.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = vec![0; 16384];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let error = |code: &str| {
                format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>"
                )
            };
            let (status, body) = if request.contains("QLIV/") {
                let result = "<Arn>arn:aws:iam::210987654321:user/deploy\u{202e}</Arn><UserId>U</UserId><Account>210987654321</Account>";
                (
                    200,
                    format!(
                        "<GetCallerIdentityResponse><GetCallerIdentityResult>{result}</GetCallerIdentityResult></GetCallerIdentityResponse>"
                    ),
                )
            } else if request.contains("QERR/") {
                (400, error("SomethingElse"))
            } else {
                (403, error("InvalidClientTokenId"))
            };
            log.lock().unwrap().push(request);
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    (url, asked)
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let pair = |id_end: &str, secret_end: &str| {
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", id(id_end), secret(secret_end))
    };
    fs::write(folder.join("live.ini"), pair("QLIV", "a1Bc")).unwrap();
    fs::write(folder.join("dead.ini"), pair("QDED", "d2Ef")).unwrap();
    fs::write(folder.join("other.ini"), pair("QERR", "g3Hi")).unwrap();
    fs::write(folder.join("alone.ini"), format!("aws_access_key_id = {}\n", id("QALN"))).unwrap();
    folder
}

fn yagura(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_yagura"))
        .args(["secrets", "."])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn state(json: &Value, file: &str, kind: &str) -> Value {
    let secrets = json["secrets"].as_array().unwrap();
    let one = secrets.iter().find(|secret| secret["file"] == file && secret["kind"] == kind);
    one.map(|secret| secret["verified"].clone()).unwrap_or_default()
}

#[test]
fn keys_are_asked_about_and_their_secrets_go_nowhere() {
    let (url, asked) = server();
    let folder = folder("asked");
    let (code, text, error) = yagura(&folder, &["--verify", "--endpoint-url", &url, "--format", "json"]);
    assert_eq!(code, 1, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    for kind in ["aws-access-key-id", "aws-secret-access-key"] {
        let live = state(&json, "live.ini", kind);
        assert_eq!((&live["state"], &live["account"]), (&"live".into(), &"210987654321".into()), "{text}");
        assert_eq!(state(&json, "dead.ini", kind)["state"], "refused", "{text}");
        assert_eq!(state(&json, "other.ini", kind)["state"], "unknown", "{text}");
    }
    assert_eq!(state(&json, "alone.ini", "aws-access-key-id")["state"], "unknown", "{text}");
    let live = json["secrets"].as_array().unwrap().iter().filter(|secret| secret["file"] == "live.ini");
    assert!(live.clone().count() == 2 && live.clone().all(|secret| secret["severity"] == "critical"), "{text}");

    let (_, ja, _) = yagura(&folder, &["--verify", "--endpoint-url", &url, "--lang", "ja"]);
    assert!(
        ja.contains("有効なキーです: アカウント 210987654321") && ja.contains("無効なキーです (InvalidClientTokenId)"),
        "{ja}"
    );
    assert!(ja.contains("対になるシークレットアクセスキーが近くにありません") && ja.contains("<U+202E>"), "{ja}");

    let requests = asked.lock().unwrap().join("\n");
    assert!(requests.contains("GetCallerIdentity") && requests.contains("QLIV/"), "{requests}");
    for said in [&text, &ja, &error, &requests] {
        for end in ["a1Bc", "d2Ef", "g3Hi"] {
            assert!(!said.contains(&secret(end)), "{said}");
        }
    }
    assert!([&text, &ja, &error].iter().all(|said| !said.contains(&id("QLIV"))), "{text}");
}

#[test]
fn a_key_that_was_committed_once_is_asked_about_too() {
    let (url, _) = server();
    let folder = folder("history");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(&folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(done.success(), "git {arguments:?}");
    };
    git(&["init"]);
    git(&["add", "live.ini"]);
    let live = |arguments: &[&str]| {
        let (_, text, error) =
            yagura(&folder, &[arguments, &["--verify", "--endpoint-url", &url, "--format", "json"]].concat());
        let json: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{error}"));
        state(&json, "live.ini", "aws-access-key-id")["state"].clone()
    };
    assert_eq!(live(&["--staged"]), "live");
    git(&["commit", "-m", "a"]);
    git(&["rm", "-q", "live.ini"]);
    git(&["commit", "-m", "b"]);
    assert_eq!(live(&["--history"]), "live");
}

#[test]
fn nobody_is_asked_unasked_nor_at_a_strangers_endpoint() {
    let (url, asked) = server();
    let folder = folder("unasked");
    let (_, text, _) = yagura(&folder, &["--format", "json"]);
    assert!(!text.contains("verified") && asked.lock().unwrap().is_empty());
    assert_eq!(yagura(&folder, &["--endpoint-url", &url]).0, 2, "an endpoint without a question");
    for wrong in ["http://169.254.169.254", "https://example.com", "http://192.0.2.1:5000"] {
        let (code, _, error) = yagura(&folder, &["--verify", "--endpoint-url", wrong]);
        assert!(code == 4 && error.contains("refused"), "{code} {error}");
    }
    // What its text says to be none is nobody's business.
    for file in ["live.ini", "dead.ini", "other.ini", "alone.ini"] {
        let path = folder.join(file);
        let lines = fs::read_to_string(&path).unwrap();
        let marked = lines.replace('\n', " # yagura:ignore secrets reason=\"a test\"\n");
        fs::write(&path, marked).unwrap();
    }
    let (code, text, _) = yagura(&folder, &["--verify", "--endpoint-url", &url]);
    assert!(code == 0 && asked.lock().unwrap().is_empty(), "{text}");
}

#[test]
fn a_scan_asks_about_keys_only_when_told_to() {
    let (url, asked) = server();
    let folder = folder("scan");
    for file in ["live.ini", "dead.ini", "other.ini", "alone.ini"] {
        fs::remove_file(folder.join(file)).unwrap();
    }
    let template = format!(
        "Resources:
  Live:
    Type: AWS::Lambda::Function
    Properties:
      Code: {{ S3Bucket: b, S3Key: k }}
      Environment:
        Variables:
          AWS_KEY_ID: {}
          REGION: ap-northeast-1
          AWS_SECRET_ACCESS_KEY: {}
  Dead: {{ Type: AWS::Lambda::Function, Properties: {{ Code: src }} }}
  Alone:
    Type: AWS::Lambda::Function
    Properties: {{ Code: {{ S3Bucket: b, S3Key: k }}, Environment: {{ Variables: {{ AWS_KEY_ID: {} }} }} }}
",
        id("QLIV"),
        secret("a1Bc"),
        id("QALN"),
    );
    fs::write(folder.join("t.yaml"), template).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(
        folder.join("src/keys.ini"),
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", id("QDED"), secret("d2Ef")),
    )
    .unwrap();
    let scan = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_yagura"))
            .args(["scan", "--check", "lambda-*", "--endpoint-url", &url])
            .args(arguments)
            .current_dir(&folder)
            .env_clear()
            .env("HOME", &folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, error): (String, String) = (text(output.stdout), text(output.stderr));
        for hidden in [secret("a1Bc"), secret("d2Ef")] {
            assert!(!out.contains(&hidden) && !error.contains(&hidden), "{out}{error}");
        }
        (out, error)
    };
    scan(&[".", "--format", "json", "--save", "kept.yagura"]);
    assert_eq!(asked.lock().unwrap().len(), 0, "nobody asked for it");
    let (text, error) = scan(&[".", "--format", "json", "--verify"]);
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{error}"));
    let of = |json: &Value, name: &str| {
        let findings = json["findings"].as_array().unwrap();
        let one = findings.iter().find(|one| one["resource"]["id"] == name && !one["secret"].is_null());
        one.cloned().unwrap_or_else(|| panic!("{name}: {json}"))
    };
    let live = of(&json, "Live");
    assert_eq!(
        (&live["severity"], &live["secret"]["verified"][0]["state"]),
        (&"critical".into(), &"live".into()),
        "{live}"
    );
    assert_eq!(live["secret"]["verified"][0]["account"], "210987654321", "{live}");
    assert_eq!(of(&json, "Dead")["secret"]["verified"][0]["state"], "refused", "{text}");
    let alone = of(&json, "Alone");
    assert_eq!(alone["secret"]["verified"][0]["state"], "unknown", "{alone}");
    let requests = asked.lock().unwrap().clone();
    assert_eq!(requests.len(), 2, "each key once");
    for request in &requests {
        assert!(request.contains("GetCallerIdentity"), "{request}");
        assert!(!request.contains(&secret("a1Bc")) && !request.contains(&secret("d2Ef")), "{request}");
    }
    let (ja, _) = scan(&[".", "--verify", "--all", "--lang", "ja"]);
    // Without the breaks of lines.
    let joined = ja.replace(['\n', ' '], "");
    assert!(joined.contains("有効なキーです:アカウント210987654321") && joined.contains("無効なキーです"), "{ja}");
    // What was saved holds no secret to ask with.
    let before = asked.lock().unwrap().len();
    let (text, error) = {
        let output = Command::new(env!("CARGO_BIN_EXE_yagura"))
            .args(["scan", "--from", "kept.yagura", "--verify", "--format", "json", "--check", "lambda-*"])
            .current_dir(&folder)
            .env_clear()
            .env("HOME", &folder)
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{error}"));
    assert_eq!(of(&json, "Live")["secret"]["verified"][0]["reason"], "a saved file holds no secret", "{text}");
    assert_eq!(asked.lock().unwrap().len(), before);
}
