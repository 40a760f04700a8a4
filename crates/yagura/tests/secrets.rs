//! `yagura secrets`, as a user runs it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Put together at run time: no literal of it stands in a file of this project.
fn planted() -> Vec<(&'static str, String)> {
    let part = |text: &str| text.to_owned();
    vec![
        ("password", part("aB3dE5fg") + "!12xQ"),
        ("github-token", part("gh") + "s_" + "Z9yX8wV7uT6sR5qP4oN3mL2kJ1iH0gFeDcBa"),
        ("aws-secret-access-key", part("q8Zr1Lk7Vt3Nw9Xp") + "5Ju2Hs6Gy4Fd0Cb8Ma+e/TiR"),
        ("database-url", part("n0tS3cr3t") + "Any2More"),
    ]
}

struct Output {
    code: i32,
    text: String,
    all: String,
}

impl Output {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

fn yagura(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_yagura"))
        .arg("secrets")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let all = format!("{text}{}", String::from_utf8(output.stderr).unwrap());
    Output { code: output.status.code().unwrap_or(-1), text, all }
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success(), "git {arguments:?}");
}

/// A folder with every planted secret, in forms of its own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("secrets-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("sub")).unwrap();
    let values = planted();
    fs::write(folder.join(".env"), format!("DB_PASSWORD={}\n", values[0].1)).unwrap();
    fs::write(folder.join("sub/deploy.py"), format!("token = \"{}\"\n", values[1].1)).unwrap();
    fs::write(folder.join("sub/credentials"), format!("[default]\naws_secret_access_key = {}\n", values[2].1)).unwrap();
    fs::write(folder.join("app.yaml"), format!("url: postgres://app:{}@db.internal/shop\n", values[3].1)).unwrap();
    fs::write(folder.join("clean.md"), "Nothing here.\n").unwrap();
    folder
}

fn kinds(output: &Output) -> Vec<String> {
    let json = output.json();
    let mut kinds: Vec<String> =
        json["secrets"].as_array().unwrap().iter().map(|secret| secret["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

const ALL: [&str; 4] = ["aws-secret-access-key", "database-url", "github-token", "password"];

#[test]
fn planted_secrets_are_found_and_never_written() {
    let folder = folder("planted");
    let mut written = String::new();
    for format in ["terminal", "json", "sarif"] {
        for lang in ["ja", "en"] {
            let output = yagura(&folder, &["--format", format, "--lang", lang, "--all"]);
            assert_eq!(output.code, 1, "{}", output.all);
            written.push_str(&output.all);
            let file = format!("out.{format}.{lang}");
            yagura(&folder, &["--format", format, "--lang", lang, "-o", &file]);
            written.push_str(&fs::read_to_string(folder.join(&file)).unwrap());
            fs::remove_file(folder.join(&file)).unwrap();
        }
    }
    for (kind, value) in planted() {
        assert!(written.contains(kind), "{kind} was not found");
        for at in 0..value.len() - 6 {
            assert!(!written.contains(&value[at..at + 6]), "a part of {kind} was written");
        }
    }
    assert_eq!(kinds(&yagura(&folder, &["--format", "json"])), ALL);
}

#[test]
fn a_clean_folder_is_clean() {
    let folder = folder("clean");
    assert_eq!(yagura(&folder, &["clean.md"]).code, 0);
    assert_eq!(yagura(&folder, &["missing"]).code, 5);
    assert_eq!(yagura(&folder, &["--fail-on", "none"]).code, 0);
    assert_eq!(yagura(&folder, &["--exclude", "sub", "--exclude", ".env", "--exclude", "*.yaml"]).code, 0);
}

#[test]
fn files_that_gitignore_leaves_out_are_read_unless_asked_otherwise() {
    let folder = folder("gitignore");
    fs::write(folder.join(".gitignore"), ".env\n").unwrap();
    assert_eq!(kinds(&yagura(&folder, &["--format", "json"])).len(), 4);
    assert_eq!(kinds(&yagura(&folder, &["--format", "json", "--gitignore"])).len(), 3);
}

#[test]
fn a_baseline_and_a_reason_suppress() {
    let folder = folder("baseline");
    yagura(&folder, &["--format", "json", "-o", "known.json"]);
    let output = yagura(&folder, &["--format", "json", "--baseline", "known.json"]);
    assert_eq!(output.code, 0, "{}", output.all);
    assert_eq!(output.json()["summary"]["suppressed"], 4);
    let own = folder.join("own");
    fs::create_dir_all(&own).unwrap();
    let line = format!("password = \"{}\" # yagura:ignore secrets reason=\"a test account\"\n", planted()[0].1);
    fs::write(own.join("a.py"), line).unwrap();
    assert_eq!(yagura(&folder, &["own"]).code, 0);
    assert_eq!(yagura(&folder, &["--baseline", "clean.md"]).code, 2);
}

#[test]
fn what_is_staged_and_what_once_was_committed() {
    let folder = folder("git");
    git(&folder, &["init", "-q"]);
    assert_eq!(yagura(&folder, &["--staged"]).code, 0, "nothing is staged");
    git(&folder, &["add", ".env", "sub", "app.yaml"]);
    assert_eq!(kinds(&yagura(&folder, &["--staged", "--format", "json"])), ALL);
    git(&folder, &["commit", "-q", "-m", "one"]);
    assert_eq!(yagura(&folder, &["--staged"]).code, 0, "what is committed is no longer staged");
    git(&folder, &["rm", "-q", "-r", ".env", "sub", "app.yaml"]);
    git(&folder, &["commit", "-q", "-m", "two"]);
    for packed in [false, true] {
        if packed {
            git(&folder, &["gc", "-q"]);
        }
        assert_eq!(yagura(&folder, &["."]).code, 0, "they are gone from the files");
        let output = yagura(&folder, &["--history", "--format", "json"]);
        assert_eq!(kinds(&output), ALL, "packed: {packed}: {}", output.all);
        for secret in output.json()["secrets"].as_array().unwrap() {
            assert_eq!(secret["commit"].as_str().map(str::len), Some(40));
            assert!(secret["file"].as_str().is_some_and(|file| file.contains(['.', '/'])));
        }
    }
}

#[test]
fn below_the_top_of_a_repository_the_whole_of_it_is_searched_and_named_from_there() {
    let folder = folder("below");
    git(&folder, &["init", "-q"]);
    fs::create_dir_all(folder.join("deep/er")).unwrap();
    git(&folder, &["add", ".env"]);
    let file = |output: &Output| output.json()["secrets"][0]["file"].as_str().unwrap().to_owned();
    let staged = ["--staged", "--format", "json"];
    assert_eq!(file(&yagura(&folder, &staged)), ".env");
    assert_eq!(file(&yagura(&folder.join("deep/er"), &staged)), "../../.env");
    assert_eq!(file(&yagura(&folder, &[&staged[..], &["deep/er"]].concat())), ".env");
    assert_eq!(yagura(&folder, &["--staged", "--exclude", ".env"]).code, 0);
    git(&folder, &["commit", "-q", "-m", "one"]);
    assert_eq!(file(&yagura(&folder.join("deep"), &["--history", "--format", "json"])), "../.env");
    assert_eq!(yagura(&folder, &["--history", "--exclude", ".env"]).code, 0);
}

#[test]
fn a_history_knows_what_only_a_name_tells_and_no_name_hides_another() {
    let folder = folder("names");
    for file in [".env", "app.yaml"] {
        fs::remove_file(folder.join(file)).unwrap();
    }
    fs::remove_dir_all(folder.join("sub")).unwrap();
    git(&folder, &["init", "-q"]);
    let password: String = ["q7Zk", "93Lx", "Tw0p"].concat();
    fs::write(folder.join("pgpass"), format!("db.internal:5432:shop:app:{password}\n")).unwrap();
    let text = format!("api_token: {}\n", ["f3a9c1", "77b0e4", "d2886a", "5c19fe"].concat());
    fs::create_dir_all(folder.join("vendor")).unwrap();
    for file in ["Gemfile.lock", "vendor/token.txt"] {
        fs::write(folder.join(file), &text).unwrap();
    }
    git(&folder, &["add", "pgpass", "Gemfile.lock", "vendor"]);
    git(&folder, &["commit", "-q", "-m", "one"]);
    let output = yagura(&folder, &["--history", "--format", "json"]);
    let mut files: Vec<String> = output.json()["secrets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["file"].as_str().unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(files, ["pgpass", "vendor/token.txt"], "{}", output.all);
}

#[test]
fn identifiers_of_a_project_are_looked_for() {
    let folder = folder("identifiers");
    fs::write(
        folder.join("yagura.yaml"),
        "identifiers:\n  - name: customer-number\n    pattern: 'C-[0-9]{8}'\n    keywords: [customer]\n",
    )
    .unwrap();
    fs::write(folder.join("a.txt"), "customer C-12345678\n").unwrap();
    assert_eq!(kinds(&yagura(&folder, &["--format", "json", "a.txt"])), ["customer-number"]);
    fs::write(folder.join("yagura.yaml"), "identifiers:\n  - name: x\n    pattern: '(?=a)'\n").unwrap();
    let output = yagura(&folder, &["a.txt"]);
    assert_eq!(output.code, 2);
    assert!(output.all.contains("`x`"), "{}", output.all);
    fs::write(folder.join("yagura.yaml"), "identifier:\n  - name: x\n").unwrap();
    let output = yagura(&folder, &["a.txt"]);
    assert_eq!(output.code, 2, "a misspelt key is obeyed by nobody");
    assert!(output.all.contains("line 1: there is no `identifier`"), "{}", output.all);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let folder = folder("special");
    std::os::unix::fs::symlink("/", folder.join("sub/out")).unwrap();
    std::os::unix::fs::symlink(".", folder.join("sub/loop")).unwrap();
    let pipe = Command::new("mkfifo").arg(folder.join("sub/pipe")).status().unwrap();
    assert!(pipe.success());
    let output = yagura(&folder, &["--format", "json"]);
    assert_eq!(kinds(&output), ALL);
    assert_eq!(output.json()["unread"].as_array().unwrap().len(), 3);
}

#[test]
fn a_large_file_is_read_to_its_end() {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let folder = folder("large");
    let large = folder.join("large");
    fs::create_dir_all(&large).unwrap();
    // Sparse, so that it takes no room.
    let mut file = fs::File::create(large.join("large.bin")).unwrap();
    file.seek(SeekFrom::Start(64 << 20)).unwrap();
    file.write_all(format!("\n{}\n", planted()[1].1).as_bytes()).unwrap();
    drop(file);
    let output = yagura(&folder, &["--format", "json", "large"]);
    assert_eq!(kinds(&output), ["github-token"], "{}", output.all);
}
