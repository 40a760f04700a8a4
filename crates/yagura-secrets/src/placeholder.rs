//! What stands where a secret could stand and is none: references, examples, stand-ins, hashes.

/// Words that make a value an example or a hole to be filled.
const STAND_INS: &[&str] = &[
    "example",
    "placeholder",
    "redacted",
    "dummy",
    "your_",
    "your-",
    "yourpass",
    "yourtoken",
    "yoursecret",
    "yourkey",
    "replace",
    "insert",
    "masked",
    "fixme",
    "not-set",
    "notset",
    "undefined",
    "ここに",
    "入力",
];

/// Values that are no text at all.
const NOTHING: &[&str] = &[
    "true", "false", "null", "none", "nil", "yes", "no", "on", "off", "string", "str", "number", "int", "integer",
    "bool", "boolean", "any", "object", "bytes", "optional", "required", "unknown", "default", "enabled", "disabled",
    "n/a", "todo", "tbd",
];

/// Passwords that everyone tries first, and that stand in templates as stand-ins: real only where they were left in.
const WEAK: &[&str] = &[
    "changeme",
    "changeit",
    "change-me",
    "change_me",
    "password",
    "passwd",
    "pass",
    "secret",
    "admin",
    "root",
    "test",
    "letmein",
    "welcome",
    "postgres",
    "mysql",
    "redis",
    "guest",
    "user",
    "qwerty",
    "foobar",
    "hogehoge",
    "himitsu",
];

/// Whether a value is a reference, an example or a stand-in.
pub(crate) fn is(value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() {
        return true;
    }
    let lower = value.to_lowercase();
    if NOTHING.contains(&lower.as_str()) || STAND_INS.iter().any(|word| lower.contains(word)) {
        return true;
    }
    expression(value) || repeated(value) || hash(value)
}

/// Whether a value is one of the passwords that everyone tries first.
pub(crate) fn weak(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    WEAK.contains(&lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!'))
}

/// Hosts that are nobody's (RFC 2606, RFC 6761) or this very machine.
pub(crate) fn nowhere(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    matches!(last, "example" | "test" | "invalid" | "localhost" | "local")
        || ["example.com", "example.org", "example.net", "example.jp", "example.co.jp"]
            .iter()
            .any(|known| name == *known || name.ends_with(&format!(".{known}")))
        || matches!(
            name.as_str(),
            "" | "127.0.0.1"
                | "0.0.0.0"
                | "host"
                | "hostname"
                | "server"
                | "domain"
                | "ip"
                | "foo"
                | "bar"
                | "domain.com"
                | "foo.com"
                | "host.com"
        )
}

/// What was typed to look like a token: an alphabet in its order, few different characters, one piece again and again.
pub(crate) fn invented(body: &str) -> bool {
    let bytes = body.as_bytes();
    let mut up = 1;
    let mut same = 1;
    for pair in bytes.windows(2) {
        let [before, after] = pair else { continue };
        up = if before.to_ascii_lowercase().wrapping_add(1) == after.to_ascii_lowercase()
            || (*before == b'9' && *after == b'0')
        {
            up + 1
        } else {
            1
        };
        same = if before == after { same + 1 } else { 1 };
        if up >= 7 || same >= 6 {
            return true;
        }
    }
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(byte.to_ascii_lowercase())) {
            *seen = true;
        }
    }
    let different = seen.iter().filter(|seen| **seen).count();
    bytes.len() >= 12 && different < 6
        || bytes.len() >= 24
            && (4..=bytes.len() / 3).any(|size| {
                bytes.chunks(size).zip(bytes.chunks(size).skip(1)).all(|(one, other)| one.starts_with(other))
            })
}

/// A template's or a shell's expression, which stands for a value that is elsewhere.
fn expression(value: &str) -> bool {
    const INSIDE: &[&str] =
        &["${", "$(", "{{", "}}", "…", "...", "<%", "%(", "#{", "$ENV", "process.env", "os.environ", "getenv"];
    if INSIDE.iter().any(|part| value.contains(part)) {
        return true;
    }
    let wrapped = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    // `$2b$…` is a hash and judged as one; `$NAME` is a variable.
    let variable = value.strip_prefix('$').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    variable
        || of_service(value)
        || wrapped('<', '>')
        || wrapped('[', ']')
        || wrapped('{', '}')
        || (value.len() > 2 && wrapped('%', '%'))
        || (value.starts_with("__") && value.ends_with("__"))
        || value.starts_with("!Ref")
        || value.starts_with("!Sub")
        || value.starts_with("!GetAtt")
}

/// A path into the input of a state or a resolver, an intrinsic function of a state machine, a parameter of a batch job
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html>,
/// <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>,
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html>,
/// <https://docs.aws.amazon.com/batch/latest/userguide/job_definition_parameters.html>).
fn of_service(value: &str) -> bool {
    const PATHS: &[&str] = &["$.", "$$.", "$ctx.", "$context.", "$util.", "$utils.", "$input.", "$states.", "Ref::"];
    let path = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]()'\"*@, ".contains(c))
    };
    PATHS.iter().any(|start| value.strip_prefix(start).is_some_and(path))
        || value.strip_prefix("States.").is_some_and(|call| call.contains('(') && call.ends_with(')'))
}

/// `xxxx-xxxx`, `********`, `…`, `000000000000`: two or fewer characters, again and again. `1111` is a PIN that people choose.
fn repeated(value: &str) -> bool {
    let mut seen: Vec<char> = Vec::new();
    let mut count = 0;
    for c in value.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.' | ':' | '/')) {
        count += 1;
        let c = c.to_ascii_lowercase();
        if !seen.contains(&c) {
            seen.push(c);
            if seen.len() > 2 {
                return false;
            }
        }
    }
    seen.len() < 2 && (count > 4 || seen.iter().all(|c| !c.is_ascii_digit())) || (seen.len() == 2 && count > 12)
}

/// The stored form of a password, or a digest that says so.
fn hash(value: &str) -> bool {
    const MARKS: &[&str] = &[
        "$2a$",
        "$2b$",
        "$2y$",
        "$1$",
        "$5$",
        "$6$",
        "$y$",
        "$argon2",
        "$pbkdf2",
        "$scrypt",
        "pbkdf2_sha256$",
        "{SSHA}",
        "{SHA}",
        "sha256:",
        "sha384:",
        "sha512:",
        "sha1:",
        "md5:",
        "sha256-",
        "sha384-",
        "sha512-",
        "sha1-",
    ];
    MARKS.iter().any(|mark| value.starts_with(mark))
}

/// An ARN, a path, a URL without a password: the name of a place, not what is kept there.
pub(crate) fn reference(value: &str) -> bool {
    const FILES: &[&str] =
        &[".pem", ".key", ".json", ".txt", ".yml", ".yaml", ".crt", ".p12", ".jks", ".pfx", ".env", ".conf", ".sh"];
    let value = value.trim();
    // The name of a secret in Secrets Manager
    // (<https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/secrets-manager.html>).
    if value.starts_with("EMR.secret@") {
        return true;
    }
    if value.starts_with("arn:") || value.contains("://") || value.starts_with("./") || value.starts_with("~/") {
        return true;
    }
    if FILES.iter().any(|ending| value.len() > ending.len() && value.to_ascii_lowercase().ends_with(ending)) {
        return true;
    }
    // `/prod/db/password`, `prod/db/password`, `/run/secrets/db`: parts that are words.
    value.contains('/')
        && value.split('/').filter(|part| !part.is_empty()).count() >= 2 - usize::from(value.starts_with('/'))
        && value.split('/').all(|part| {
            part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                && !crate::judge::random(part)
                && crate::judge::classes(part) < 3
        })
}

/// A UUID (RFC 9562): an identifier unless its name says otherwise.
pub(crate) fn uuid(value: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = value.split('-');
    lengths.iter().all(|length| {
        parts.next().is_some_and(|part| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::{is, reference, uuid, weak};

    #[test]
    fn references_examples_and_stand_ins_are_no_secrets() {
        for value in [
            "${DB_PASSWORD}",
            "{{resolve:secretsmanager:prod/db:SecretString:password}}",
            "<your password>",
            "xxxxxxxx",
            "XXXX-XXXX-XXXX",
            "********",
            "$DB_PASSWORD",
            "%PASSWORD%",
            "AKIAIOSFODNN7EXAMPLE",
            "your_api_key_here",
            "__TOKEN__",
            "true",
            "null",
            "$2b$12$abcdefghijklmnopqrstuv",
            "sha256:0123",
            "process.env.TOKEN",
            "ここに入力",
            "$.database.password",
            "$$.Execution.Input['password']",
            "$ctx.args.password",
            "States.Format('{}', $.password)",
            "{% $states.input.password %}",
            "Ref::password",
        ] {
            assert!(is(value), "{value}");
        }
        for value in ["$.9Kx7plum", "Ref::", "$ecret.Pa55", "hunter2!", "P@ssw0rd1", "1111", "aabbccdd", "correcthorse"]
        {
            assert!(!is(value), "{value}");
        }
    }

    #[test]
    fn names_of_places_are_references() {
        for value in [
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf",
            "/prod/db/password",
            "prod/db/password",
            "/run/secrets/db",
            "certs/server.pem",
            "https://example.jp/token",
            "./key.json",
            "EMR.secret@prod/Metastore-9f8Q",
        ] {
            assert!(reference(value), "{value}");
        }
        for value in ["hunter2", "a/8f3KZq0vN2xTbLw+9dPcRm4", "S3cr3t/Passw0rd9"] {
            assert!(!reference(value), "{value}");
        }
        assert!(uuid("123e4567-e89b-12d3-a456-426614174000"));
        assert!(!uuid("123e4567-e89b-12d3-a456-42661417400"));
        assert!(weak("Changeme1!") && weak("password123") && !weak("tr0ub4dor"));
    }
}
