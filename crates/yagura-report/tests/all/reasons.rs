//! Every reason that a reader gives, and every error of the command line, is said in Japanese too.

use std::fs;
use std::path::{Path, PathBuf};

use yagura_report::{Lang, gap_text};

/// The rooms whose texts with words in them are reasons or errors, but those with both languages where they stand.
const ROOMS: &[&str] = &[
    "yagura-aws/src/recorded",
    "yagura-cloudformation/src",
    "yagura-fix/src",
    "yagura-model/src",
    "yagura-template/src",
    "yagura-terraform/src",
    "yagura/src",
    "yagura-aws/src",
    "yagura-checks/src",
    "yagura-finding/src",
    "yagura-iam/src",
    "yagura-secrets/src/custom.rs",
    "yagura-secrets/src/detect.rs",
];

/// Files of these rooms whose texts are none, or have Japanese of their own.
const ELSEWHERE: &[&str] = &[
    // Notes and refusals of fixes, and what strangers may do.
    "yagura-fix/src/table.rs",
    "yagura-fix/src/refusal.rs",
    "yagura-iam/src/lint/rules.rs",
    // Commands that are proposed, and who reads a secret.
    "yagura-checks/src/secrets/repair.rs",
    "yagura-checks/src/secrets/readers.rs",
    // What the parser of the command line says, taken apart.
    "yagura/src/usage.rs",
];

/// Texts that are none, by how they begin: sources of defaults, names of things, errors of a path that the user named.
const OTHERS: &[&str] = &[
    "https://",
    "arn:",
    "AWS News Blog",
    "S3 API",
    "S3 User Guide",
    "DynamoDB API",
    "CloudWatch API Reference",
    "IAM API Reference",
    "KMS API Reference",
    "KMS Developer Guide",
    "CloudFormation, AWS::",
    "cannot read `",
    "`{}` is neither a file nor a folder",
    "`{pattern}` is no pattern of paths",
    "{around} {}",
    "{indent}",
    "{name} {{",
    "resource ",
    "!Ref ",
    "!GetAtt ",
    "aws {cli} {}",
    "{command} --{}",
    "{command}{region} --output json",
    // What AWS says, and is looked for in its answers.
    "ValidationError:",
    "AccessDenied:",
    "AccessDeniedException:",
    "An error occurred (",
    "when calling the ",
    "not authorized to perform",
    "not yet current",
    "Signature expired",
    // The witnesses of the policy language have a Japanese form of their own.
    "anyone on the internet",
    "any AWS principal of any account",
    "account {account}",
    "{name}, acting for",
    "an AWS service acting for",
    "anyone with a token of",
    "{} may call {}",
    "{before} no {key}",
    // Names of sample events, and of what a header holds.
    "failed sign-in",
    "sign-in without MFA",
    "root API call",
    "root sign-in",
    "header secret",
    // What secrets look like.
    "bearer ",
    "basic ",
    "curl ",
    "identified by",
    // Words that count, in English alone.
    "CloudFormation template",
    "Terraform file",
    "plan or state",
    "plans and states",
    "other file",
    "file of code",
    "files of code",
    // Parts of messages that are said as wholes.
    "canonical user ",
    "the same value stands in ",
    "{kind} of account {account}",
    "{what} for {} ms",
    "the call went on",
    "this resource",
    "who asks",
    "{} (line {}, column {})",
    "{} {} in {}",
    // Commands, parts of Git's objects, a line of a log, a fault of the program.
    "yagura scan",
    "yagura import",
    "yagura snapshot ",
    "\n{more}: yagura explain",
    "tree ",
    "committer ",
    "attempt failed",
    "not JSON",
    "not recorded: ",
];

/// The texts in Rust code, but those in tests, attributes and comments.
fn texts(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let chars: Vec<char> = code.chars().collect();
    let at = |place: usize| chars.get(place).copied().unwrap_or('\0');
    let (mut found, mut place) = (Vec::new(), 0);
    while place < chars.len() {
        match at(place) {
            '/' if at(place + 1) == '/' => {
                while place < chars.len() && at(place) != '\n' {
                    place += 1;
                }
            }
            // An attribute, with what stands in its brackets.
            // Of the attributes the one that says what an error says is looked into.
            '#' if chars.get(place..place + 8).is_some_and(|eight| eight.iter().collect::<String>() == "#[error(") => {
                place += 8;
            }
            '#' if at(place + 1) == '[' || (at(place + 1) == '!' && at(place + 2) == '[') => {
                let mut depth = 0;
                while place < chars.len() {
                    let c = at(place);
                    depth += i32::from(c == '[') - i32::from(c == ']');
                    place += 1;
                    if c == ']' && depth == 0 {
                        break;
                    }
                }
            }
            // A character, and no lifetime.
            '\'' if at(place + 1) == '\\' => {
                place += 3;
                while place < chars.len() && at(place) != '\'' {
                    place += 1;
                }
                place += 1;
            }
            '\'' if at(place + 2) == '\'' => place += 3,
            '"' => {
                let mut text = String::new();
                place += 1;
                while place < chars.len() && at(place) != '"' {
                    if at(place) == '\\' {
                        place += 1;
                        if at(place) == '\n' {
                            while at(place + 1).is_whitespace() {
                                place += 1;
                            }
                        } else {
                            text.push(if at(place) == 'n' { '\n' } else { at(place) });
                        }
                    } else {
                        text.push(at(place));
                    }
                    place += 1;
                }
                place += 1;
                found.push(text);
            }
            _ => place += 1,
        }
    }
    found
}

/// A message as it would be: something in place of what is filled in.
fn filled(text: &str) -> String {
    let (mut message, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('{') {
        message.push_str(before);
        match behind.strip_prefix('{') {
            Some(behind) => {
                message.push('{');
                rest = behind;
            }
            None if behind.starts_with('`') => {
                message.push('{');
                rest = behind;
            }
            None => {
                message.push_str("x1");
                rest = behind.split_once('}').unwrap_or_default().1;
            }
        }
    }
    message.push_str(rest);
    message.replace("}}", "}")
}

/// Whether it has words beside each other.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let word =
        |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase() || b",;:".contains(&byte));
    words.len() > 1 && words.iter().any(|one| word(one)) && !text.starts_with(' ')
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !path.file_name().unwrap().to_string_lossy().starts_with("tests")
        {
            files.push(path);
        }
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3041}'..='\u{30ff}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_reason_and_error_is_said_in_japanese() {
    let (mut looked_at, mut missing) = (0, Vec::new());
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in ROOMS.iter().flat_map(|room| {
        let (room, mut files) = (crates.join(room), Vec::new());
        if room.is_file() {
            return vec![room];
        }
        sources(&room, &mut files);
        files.sort();
        files
    }) {
        let shown = file.strip_prefix(&crates).unwrap().to_string_lossy().into_owned();
        if ELSEWHERE.iter().any(|name| shown.starts_with(name)) {
            continue;
        }
        let mut before = String::new();
        for text in texts(&fs::read_to_string(&file).unwrap()) {
            // What stands behind its Japanese is said already; what joins lists may stand between.
            let is_paired = is_japanese(&before);
            if text.chars().any(char::is_alphanumeric) {
                before.clone_from(&text);
            }
            let is_other = OTHERS.iter().any(|begin| text.starts_with(begin));
            if is_paired || is_other || is_japanese(&text) || !is_sentence(&text) {
                continue;
            }
            looked_at += 1;
            let is_said = |message: &str| is_japanese(&gap_text(Lang::Ja, message));
            let message = filled(&text);
            // What stands at the end may be left out.
            let short = filled(text.strip_suffix("{}").unwrap_or(&text));
            // Of a recorded answer it is said why its file was not read.
            let whole = format!("answer.json: not read: {message}");
            if !(is_said(&message) || is_said(&short) || shown.contains("recorded") && is_said(&whole)) {
                missing.push(format!("{shown}: {text}"));
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
    assert!(missing.is_empty(), "{} without Japanese:\n{}", missing.len(), missing.join("\n"));
}
