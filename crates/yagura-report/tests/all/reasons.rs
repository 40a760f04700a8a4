//! Every reason that a reader gives is said in Japanese too.

use std::fs;
use std::path::{Path, PathBuf};

use yagura_report::{Lang, gap_text};

/// The rooms whose texts with words in them are reasons.
const ROOMS: &[&str] = &[
    "yagura-aws/src/recorded",
    "yagura-cloudformation/src",
    "yagura-fix/src",
    "yagura-model/src",
    "yagura-template/src",
    "yagura-terraform/src",
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
                            text.push(at(place));
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
    words.len() > 1 && words.iter().any(|one| word(one)) && !text.starts_with([' ', '{']) || text.contains("} {")
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_reason_of_a_reader_is_said_in_japanese() {
    let (mut looked_at, mut missing) = (0, Vec::new());
    for (room, file) in ROOMS.iter().flat_map(|room| {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room), &mut files);
        files.sort();
        files.into_iter().map(move |file| (room, file))
    }) {
        // A fix's notes and refusals have both languages where they stand.
        if ["yagura-fix/src/table.rs", "yagura-fix/src/refusal.rs"].iter().any(|name| file.ends_with(name)) {
            continue;
        }
        for text in texts(&fs::read_to_string(&file).unwrap()) {
            if !is_sentence(&text) || OTHERS.iter().any(|begin| text.starts_with(begin)) {
                continue;
            }
            looked_at += 1;
            let kana = |c: char| ('\u{3041}'..='\u{30ff}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c);
            let is_said = |message: &str| gap_text(Lang::Ja, message).chars().any(kana);
            // Of a recorded answer it is said why its file was not read.
            let whole = format!("answer.json: not read: {}", filled(&text));
            if !(is_said(&filled(&text)) || room.contains("recorded") && is_said(&whole)) {
                missing.push(format!("{}: {text}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(looked_at > 200, "{looked_at}");
    assert!(missing.is_empty(), "{} without Japanese:\n{}", missing.len(), missing.join("\n"));
}
