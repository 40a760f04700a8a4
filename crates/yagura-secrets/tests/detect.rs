//! Secrets are found where they are, and nowhere else. Every value is put together at run time: none stands in this file.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::LazyLock;

use yagura_secrets::{Confidence, Context, Detector, Match};

fn detect(name: Option<&str>, text: &str) -> Vec<Match> {
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::new().unwrap());
    DETECTOR.detect(text, &Context { name, path: None, key: b"123456789012" })
}

/// Characters that look drawn by chance, the same each time.
fn noise(alphabet: &str, length: usize, seed: u64) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            letters[usize::try_from(state >> 33).unwrap() % letters.len()]
        })
        .collect()
}

const WORD: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

fn kinds(name: Option<&str>, text: &str) -> Vec<String> {
    detect(name, text).iter().map(|found| found.kind.to_string()).collect()
}

#[test]
fn tokens_are_known_by_their_form_wherever_they_stand() {
    let upper = noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 1);
    for (kind, token) in [
        ("aws-access-key-id", format!("AKI{}{upper}", 'A')),
        ("aws-access-key-id", format!("ASI{}{upper}", 'A')),
        ("github-token", format!("gh{}_{}", 'p', noise(WORD, 36, 2))),
        ("github-token", format!("github_{}_{}_{}", "pat", noise(WORD, 22, 3), noise(WORD, 59, 4))),
        ("gitlab-token", format!("gl{}-{}", "pat", noise(WORD, 20, 5))),
        ("slack-token", format!("xox{}-{}-{}-{}", 'b', "180273645918", "293847561029", noise(WORD, 24, 6))),
        ("stripe-secret-key", format!("sk_{}_{}", "live", noise(WORD, 24, 7))),
        ("sendgrid-api-key", format!("S{}.{}.{}", 'G', noise(WORD, 22, 8), noise(WORD, 43, 9))),
        ("google-api-key", format!("AIz{}{}", 'a', noise(WORD, 35, 10))),
        ("openai-api-key", format!("sk-{}-{}", "proj", noise(WORD, 74, 11))),
        ("anthropic-api-key", format!("sk-{}-{}-{}", "ant", "api03", noise(WORD, 93, 12))),
        ("npm-token", format!("np{}_{}", 'm', noise(WORD, 36, 13))),
        (
            "slack-webhook",
            format!("https://hooks.slack.{}/services/T0K8R2M5QX/B0Z7N4W1PD/{}", "com", noise(WORD, 24, 14)),
        ),
    ] {
        assert_eq!(kinds(None, &token), [kind]);
        assert_eq!(kinds(Some("NOTE"), &format!("see {token} for more")), [kind]);
        assert_eq!(kinds(None, &format!("const a = \"{token}\";")), [kind]);
        if token.starts_with("https:") {
            continue;
        }
        assert_eq!(kinds(None, &format!("x{token}")), [""; 0], "inside a longer word: {kind}");
    }
}

#[test]
fn a_key_pair_is_found_as_two() {
    let id = format!("AKI{}{}", 'A', noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 21));
    let secret = noise(&format!("{WORD}/+"), 40, 22);
    let text = format!("[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    let found = detect(None, &text);
    assert_eq!(
        found.iter().map(|m| (m.line, m.column, m.kind.as_ref())).collect::<Vec<_>>(),
        [(2, 21, "aws-access-key-id"), (3, 25, "aws-secret-access-key")]
    );
    assert_eq!(found[1].confidence, Confidence::High);
    // Beside its id the name does not matter, and a digest is no key.
    assert_eq!(kinds(None, &format!("{id},{secret}")), ["aws-access-key-id", "aws-secret-access-key"]);
    assert_eq!(kinds(None, &format!("{id} {}", noise("0123456789abcdef", 40, 23))), ["aws-access-key-id"]);
    assert_eq!(kinds(Some("AWS_SECRET_ACCESS_KEY"), &secret), ["aws-secret-access-key"]);
}

#[test]
fn the_name_beside_the_value_decides() {
    let strong = format!("{}!{}", noise(WORD, 6, 31), "9x");
    for name in ["DB_PASSWORD", "dbPassword", "パスワード", "DBパスワード", "spring.datasource.password", "PGPASSWORD"]
    {
        assert_eq!(kinds(Some(name), &strong), ["password"], "{name}");
    }
    let key = noise(WORD, 32, 32);
    assert_eq!(kinds(Some("apiKey"), &key), ["api-key"]);
    assert_eq!(kinds(Some("CLIENT_SECRET"), &key), ["secret"]);
    assert_eq!(kinds(Some("LINE_CHANNEL_ACCESS_TOKEN"), &key), ["line-channel-token"]);
    for name in ["TABLE_NAME", "REQUEST_ID", "PUBLIC_KEY", "NEXT_TOKEN", "COMMIT_SHA", "SECRET_ARN"] {
        assert_eq!(kinds(Some(name), &key), [""; 0], "{name}");
    }
}

#[test]
fn assignments_in_every_syntax() {
    let p = format!("hunt{}", "er2!xQ");
    for text in [
        format!("DB_PASSWORD={p}"),
        format!("export DB_PASSWORD='{p}'"),
        format!("ENV DB_PASSWORD={p}"),
        format!("db_password = \"{p}\""),
        format!("password: {p}"),
        format!("  password: \"{p}\"  # keep"),
        format!("パスワード：{p}"),
        format!("{{\"user\": \"app\", \"password\": \"{p}\"}}"),
        format!("{{\\\"user\\\": \\\"app\\\", \\\"password\\\": \\\"{p}\\\"}}"),
        format!("const password = '{p}';"),
        format!("config[\"password\"] = \"{p}\""),
        format!("password: str = \"{p}\""),
        format!("'password' => '{p}',"),
        format!("Server=db;User Id=app;Password={p};Encrypt=true"),
        format!("jdbc:mysql://db/shop?user=app&password={p}"),
        format!("<password>{p}</password>"),
        format!("mysqldump --user app --password {p} shop"),
        format!("mysqldump --user app --password={p} shop"),
        format!("machine db.example.jp login app password {p}"),
        format!("{{\"name\": \"DB_PASSWORD\", \"value\": \"{p}\"}}"),
        format!("- Name: DB_PASSWORD\n  Value: {p}\n"),
        format!("<add name=\"DbPassword\" value=\"{p}\"/>"),
        format!("password = \"hunt\" + \"{}\"", p.trim_start_matches("hunt")),
    ] {
        let found = detect(None, &text);
        assert_eq!(found.iter().map(|found| found.kind.as_ref()).collect::<Vec<_>>(), ["password"], "{text}");
    }
}

#[test]
fn code_and_references_are_no_secrets() {
    for text in [
        "password = os.environ[\"DB_PASSWORD\"]",
        "password = get_password()",
        "connect(host=host, password=password)",
        "password: string;",
        "self.password = password",
        "const token = await getToken(user);",
        "token = config.auth.token",
        "DB_PASSWORD=${DB_PASSWORD}",
        "DB_PASSWORD=$DB_PASSWORD",
        "password: {{resolve:secretsmanager:prod/db:SecretString:password}}",
        "password: <your password>",
        "SECRET_NAME=prod/db/credentials",
        "DB_SECRET=prod-db-credentials",
        "PASSWORD_FILE=/run/secrets/db",
        "\"secret\": \"arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf\"",
        "\"password\": \"password\"",
        "\"input_token\": \"NextToken\"",
        "a request may pass: `…IfExists`",
        "MAX_TOKENS=4096",
        "TOKEN_TTL=3600",
        "パスワード：別途メールで連絡します",
        "password: ********",
        "api_key: YOUR_API_KEY",
        "Enter your password: ",
        "the access-token should be renewed",
        "integrity=\"sha512-abcDEF0123456789abcDEF0123456789abcDEF01\"",
        "https://example.jp/a?b=c",
        "postgres://app:${PASSWORD}@db/shop",
    ] {
        assert_eq!(kinds(None, text), [""; 0], "{text}");
    }
    let example = format!("AKI{}", "AIOSFODNN7EXAMPLE");
    assert_eq!(kinds(Some("AWS_ACCESS_KEY_ID"), &example), [""; 0]);
}

#[test]
fn a_stand_in_that_was_left_in_is_said_with_little_confidence() {
    let found = detect(Some("DB_PASSWORD"), "changeme");
    assert_eq!((found[0].kind.as_ref(), found[0].confidence), ("password", Confidence::Low));
}

#[test]
fn urls_with_a_password() {
    let p = noise(WORD, 14, 41);
    for (kind, url) in [
        ("database-url", format!("postgres://app:{p}@db.internal:5432/shop")),
        ("database-url", format!("postgresql+psycopg2://app:{p}@db/shop")),
        ("database-url", format!("amqps://app:{p}@mq:5671")),
        ("database-url", format!("rediss://:{p}@cache:6379/0")),
        ("database-url", format!("rediss://default:{p}@cache:6379/0")),
        ("url-password", format!("https://build:{p}@git.example.jp/shop.git")),
    ] {
        assert_eq!(kinds(Some("DATABASE_URL"), &url), [kind], "{url}");
        assert_eq!(kinds(None, &format!("url = \"{url}\"")), [kind], "{url}");
    }
}

#[test]
fn private_keys_but_not_public_ones() {
    let body = noise(&format!("{WORD}/+"), 640, 51);
    let lines: Vec<&str> = (0..10).map(|line| &body[line * 64..(line + 1) * 64]).collect();
    for kind in ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""] {
        let (begin, end) = (format!("-----BEGIN {kind}PRIVATE KEY-----"), format!("-----END {kind}PRIVATE KEY-----"));
        let pem = format!("{begin}\n{}\n{end}\n", lines.join("\n"));
        assert_eq!(kinds(None, &pem), ["private-key"], "{kind}");
        let one_line = format!("{{\"private_key\": \"{begin}\\n{}\\n{end}\\n\"}}", lines.join("\\n"));
        assert_eq!(kinds(None, &one_line), ["private-key"], "{kind}");
        assert_eq!(detect(None, &pem)[0].hash, detect(None, &one_line)[0].hash, "the same key in another form is one");
    }
    assert_eq!(kinds(None, &format!("-----BEGIN PUBLIC KEY-----\n{}\n", lines.join("\n"))), [""; 0]);
    assert_eq!(
        kinds(None, "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"),
        [""; 0],
        "a shortened example"
    );
}

#[test]
fn base64_is_opened_once_and_the_match_says_the_outer_line() {
    use base64::Engine as _;
    let inner = format!("#!/bin/sh\nexport DB_PASSWORD={}\n", noise(WORD, 12, 61));
    let outer = format!("UserData:\n  {}\n", base64::engine::general_purpose::STANDARD.encode(inner));
    let found = detect(None, &outer);
    assert_eq!((found[0].kind.as_ref(), found[0].line), ("password", 2));
}

#[test]
fn base64_is_opened_however_many_parts_there_are() {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let line = |part| engine.encode(format!("one line of {part} that says nothing to anybody at all\n"));
    let mut text = (0..900).map(line).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text.push_str(&engine.encode(format!("#!/bin/sh\nexport DB_PASSWORD={}\n", noise(WORD, 12, 62))));
    let found = detect(None, &text);
    assert_eq!(found.iter().map(|found| (found.kind.as_ref(), found.line)).collect::<Vec<_>>(), [("password", 901)]);
}

#[test]
fn a_match_never_carries_the_secret() {
    let secret = noise(WORD, 40, 71);
    let found = detect(Some("API_TOKEN"), &secret);
    let shown = format!("{found:?}");
    assert!(!shown.contains(&secret[..8]) && !shown.contains(&secret[20..30]), "{shown}");
    assert_eq!(found[0].last4.as_deref(), Some(&secret[36..]));
    let short = detect(Some("DB_PASSWORD"), &noise(WORD, 12, 72));
    assert_eq!(short[0].last4, None);
}

#[test]
fn the_same_secret_is_seen_as_one_under_one_key_only() {
    let secret = noise(WORD, 24, 81);
    let here = detect(Some("API_TOKEN"), &secret);
    let there = detect(None, &format!("token: {secret}\n"));
    assert_eq!(here[0].hash, there[0].hash);
    let detector = Detector::new().unwrap();
    let other = detector.detect(&secret, &Context { name: Some("API_TOKEN"), path: None, key: b"another" });
    assert_ne!(here[0].hash, other[0].hash);
}

#[test]
fn a_lock_file_holds_digests_beside_names() {
    let detector = Detector::new().unwrap();
    let text = format!("\"js-tokens-token\": \"{}\"", noise(WORD, 32, 88));
    let kinds = |path| detector.detect(&text, &Context { path: Some(path), ..Context::default() }).len();
    assert_eq!((kinds("site/package-lock.json"), kinds("site/config.json")), (0, 1));
}

#[test]
fn a_hostile_text_costs_no_more_than_its_size() {
    let detector = Detector::new().unwrap();
    for text in [
        "password=".repeat(10_000),
        "\"key\":\"".repeat(10_000),
        "-----BEGIN PRIVATE KEY-----\n".repeat(4_000),
        "a://b:".repeat(16_000),
        format!("password={}", "\\\"".repeat(40_000)),
        "パスワード：".repeat(6_000),
        noise(WORD, 100_000, 91),
    ] {
        let started = std::time::Instant::now();
        detector.detect(&text, &Context::default());
        assert!(started.elapsed().as_secs() < 20, "{} took {:?}", &text[..12], started.elapsed());
    }
}
