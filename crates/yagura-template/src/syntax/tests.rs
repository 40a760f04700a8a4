//! What is read, and what is refused.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use yagura_model::{Gap, json_of};

/// The tree as JSON, or `line:column: what is wrong`.
fn tree(text: &str) -> String {
    match super::read(text) {
        Ok(parsed) => json_of(&parsed.root).to_string(),
        Err(error) => format!("{}:{}: {}", error.line, error.column, error.message),
    }
}

#[test]
fn yaml_and_json_give_the_same_tree() {
    for (text, expect) in [
        ("", "null"),
        ("\u{feff}a: 1", r#"{"a":1}"#),
        ("\u{feff}{\"a\": 1}", r#"{"a":1}"#),
        ("a: [1, -2, 3.5, 010, true, null, '1']", r#"{"a":[1,-2,3.5,"010",true,null,"1"]}"#),
        (r#"{"a": [1, -2, 3.5, 1e3, true, null, "1"]}"#, r#"{"a":[1,-2,3.5,"1e3",true,null,"1"]}"#),
        (r#"{"a": "\ud83d\ude00\u0041\n"}"#, r#"{"a":"😀A\n"}"#),
        ("{a: b}", r#"{"a":"b"}"#),
        ("{ }", "{}"),
        ("[]", "[]"),
        ("a: |\n  x\n  y\n", r#"{"a":"x\ny\n"}"#),
        ("a: |\n  x", r#"{"a":"x\n"}"#),
        ("a: >-\n  x\n  y", r#"{"a":"x y"}"#),
        ("a: |", r#"{"a":""}"#),
        ("a: 'x", "2:1: not valid YAML: found unexpected end of stream while scanning a quoted scalar"),
        ("%", "1:2: not valid YAML: could not find expected directive name while scanning a directive"),
        ("a: [!x, b]", "1:5: not valid YAML: the parser gave up after this place"),
        ("123: x", r#"{"123":"x"}"#),
        ("a: !Ref b", r#"{"a":{"Ref":"b"}}"#),
        ("a: !Sub [b, {c: d}]", r#"{"a":{"Fn::Sub":["b",{"c":"d"}]}}"#),
        ("!Ref a: b", "1:1: a key that is no text"),
        ("? [a]\n: b", "1:3: a key that is no text"),
        ("a: *b", "1:4: the alias `*b` has no anchor before it"),
        ("a: 1\n---\nb: 2", "2:1: a second document in one file"),
        ("{\"a\": NaN}", "1:7: not valid JSON: the word `NaN`"),
        ("{\"a\": 01}", "1:7: not valid JSON: the number `01`"),
        ("{\"a\": 1,\n}", "2:1: not valid JSON: expected a name in double quotes, found `}`"),
        ("{\"a\": \"x", "1:9: not valid JSON: expected the end of a text, found the end of the file"),
        ("{\"a\": \"\\ud800\"}", "1:9: not valid JSON: half a surrogate pair in a text"),
        ("{\"a\": 1} x", "1:10: something after the end of the JSON value"),
        ("a\0b", "1:1: a NUL character: the text is binary or UTF-16, not UTF-8"),
    ] {
        assert_eq!(tree(text), expect, "{text:?}");
    }
}

#[test]
fn a_key_that_stands_twice_is_told_and_has_no_value() {
    for text in ["a: {b: {c: 1, c: 2}}", r#"{"a": {"b": {"c": 1, "c": 2}}}"#] {
        let parsed = super::read(text).unwrap();
        assert_eq!(parsed.duplicates.len(), 1, "{text}");
        let gap = parsed.root.pointer("/a/b/c").unwrap().as_gap().cloned();
        assert_eq!(gap, Some(Gap::error("`c` stands twice, in lines 1 and 1")));
    }
    let twice = super::read("a: 1\nb: 2\na: 3").unwrap().duplicates.remove(0);
    assert_eq!((twice.again, twice.message().as_str()), (3, "`a` stands twice, in lines 1 and 3"));
}

/// The time that this thread has had, where the system tells; tests share their machine.
fn spent(start: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Refused, within a second of an optimised build: three of this one.
fn refused(name: &str, text: &str, expect: &str) {
    let start = Instant::now();
    let before = spent(start);
    let error = super::read(text).err().map(|error| error.message).unwrap_or_default();
    assert!(error.contains(expect), "{name}: {error}");
    let time = spent(start).saturating_sub(before);
    assert!(time < Duration::from_secs(3), "{name}: {time:?}");
}

#[test]
fn hostile_yaml_is_refused_in_time() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..10 {
        let items = vec![format!("*a{}", at - 1); 10].join(", ");
        writeln!(bomb, "a{at}: &a{at} [{items}]").unwrap();
    }
    refused("alias bomb", &bomb, "aliases expanded");
    let mut deep = "a0: &a0 [x]\n".to_owned();
    for at in 1..5000 {
        writeln!(deep, "a{at}: &a{at} [*a{}]", at - 1).unwrap();
    }
    refused("deep aliases", &deep, "nested deeper");
    refused("deep flow", &format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000)), "nested deeper");
    refused("deep flow maps", &format!("a: {}", "{a: ".repeat(10_000)), "nested deeper");
    let mut block = String::new();
    for at in 0..1000 {
        writeln!(block, "{}a:", " ".repeat(at)).unwrap();
    }
    refused("deep block", &block, "nested deeper");
    let (mut anchors, mut keys) = (String::new(), String::new());
    for at in 0..1_000_000 {
        writeln!(anchors, "- &a{at} x").unwrap();
        writeln!(keys, "k{at}: x").unwrap();
    }
    refused("anchors", &anchors, "anchors");
    refused("values", &"- x\n".repeat(1_000_000), "values");
    refused("keys", &keys, "values");
}

#[test]
fn hostile_json_is_refused_in_time() {
    refused("deep lists", &"[".repeat(100_000), "nested deeper");
    refused("deep maps", &"{\"a\":".repeat(100_000), "nested deeper");
    refused("values", &format!("[{}1]", "1,".repeat(1_000_000)), "values");
    refused("an open text", &format!("{{\"a\": \"{}", "x".repeat(16 << 20)), "the end of a text");
}
