//! Expressions over known and unknown values.

use super::{all, value_in};

#[test]
fn literals_and_operators() {
    all(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 % 4", "2"),
        ("7 / 2", "3.5"),
        ("1 / 0", "?a division by zero"),
        ("-(3)", "-3"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("123456789012", "123456789012"),
        ("!true", "false"),
        ("true && !false", "true"),
        ("1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3", "true"),
        ("\"a\" == \"a\"", "true"),
        ("1 == \"1\"", "false"),
        ("null == null", "true"),
        ("jsonencode([1, 2] == [1, 2])", "true"),
        ("true ? \"a\" : \"b\"", "a"),
        ("false ? \"a\" : true ? \"b\" : \"c\"", "b"),
    ]);
}

#[test]
fn collections_and_splats() {
    all(&[
        ("[\"a\", \"b\"][1]", "b"),
        ("{ a = \"x\" }.a", "x"),
        ("{ a = \"x\" }[\"a\"]", "x"),
        ("{ \"k-1\" = \"x\" }[\"k-1\"]", "x"),
        ("{ (join(\"\", [\"a\", \"b\"])) = \"x\" }.ab", "x"),
        ("{ a : \"x\" }.a", "x"),
        ("jsonencode([{ a = 1 }, { a = 2 }][*].a)", "[1,2]"),
        ("jsonencode([{ a = [1, 2] }, { a = [3] }][*].a[0])", "[1,3]"),
        ("jsonencode([{ a = 1 }, { a = 2 }].*.a)", "[1,2]"),
        ("jsonencode({ a = 1 }[*].a)", "[1]"),
        ("jsonencode(null[*])", "[]"),
        ("[\"a\"][3]", "?a list of 1 has no element 3"),
        ("{ a = 1 }.b", "?there is no `b`"),
    ]);
}

#[test]
fn for_expressions() {
    all(&[
        ("jsonencode([for s in [\"a\", \"b\"] : upper(s)])", "[\"A\",\"B\"]"),
        ("jsonencode([for i, s in [\"a\", \"b\"] : \"${i}${s}\"])", "[\"0a\",\"1b\"]"),
        ("jsonencode([for k, v in { x = 1, a = 2 } : k])", "[\"a\",\"x\"]"),
        ("jsonencode([for s in [\"a\", \"\"] : s if s != \"\"])", "[\"a\"]"),
        ("jsonencode({ for s in [\"a\", \"b\"] : s => upper(s) })", "{\"a\":\"A\",\"b\":\"B\"}"),
        (
            "jsonencode({ for s in [\"ab\", \"ac\", \"b\"] : substr(s, 0, 1) => s... })",
            "{\"a\":[\"ab\",\"ac\"],\"b\":[\"b\"]}",
        ),
        ("jsonencode([for a in [1, 2] : [for b in [3, 4] : a * b]])", "[[3,4],[6,8]]"),
        ("jsonencode([for s in toset([\"b\", \"a\"]) : s])", "[\"a\",\"b\"]"),
        ("jsonencode({ for s in [\"a\", \"a\"] : s => 1 })", "?two values of a `for` have the same key"),
    ]);
}

#[test]
fn templates() {
    all(&[
        ("\"a-${1 + 1}\"", "a-2"),
        ("\"$${x} %%{y}\"", "${x} %{y}"),
        ("\"${[1, 2]}\" == [1, 2]", "true"),
        ("\"%{ if true }yes%{ else }no%{ endif }\"", "yes"),
        ("\"%{ for s in [\"a\", \"b\"] }<${s}>%{ endfor }\"", "<a><b>"),
        ("\"%{ for i, s in [\"a\", \"b\"] }${i}${s}%{ endfor }\"", "0a1b"),
        ("\"a ${~ \"b\" ~} c\"", "abc"),
        ("\"tab\\tquote\\\" \\u00e9\"", "tab\tquote\" é"),
        ("<<EOT\nhello\n  world\nEOT\n", "hello\n  world\n"),
        ("<<-EOT\n    hello\n      world\n    EOT\n", "hello\n  world\n"),
        ("<<EOT\n%{ for s in [\"a\", \"b\"] ~}\nserver ${s}\n%{ endfor ~}\nEOT\n", "server a\nserver b\n"),
        ("<<EOT\n%{ for s in [\"a\"] ~}\n  indented ${s}\n%{ endfor ~}\nEOT\n", "  indented a\n"),
    ]);
}

const UNKNOWN: &str = "variable \"u\" {}\nvariable \"flag\" { type = bool }\n";

/// An expression over the variables `u` and `flag`, of which nothing is known.
fn unknown(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(expression, expect)| {
            let got = value_in(UNKNOWN, expression);
            (got != *expect).then(|| format!("{expression}\n  is       {got}\n  expected {expect}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const U: &str = "?variable `u` has no value";
const FLAG: &str = "?variable `flag` has no value";

#[test]
fn unknown_values_infect_only_what_depends_on_them() {
    unknown(&[
        ("var.u", U),
        ("\"x${var.u}\"", U),
        ("var.u.a.b[0]", U),
        ("false && var.flag", "false"),
        ("var.flag && false", "false"),
        ("true || var.flag", "true"),
        ("var.flag || true", "true"),
        ("true && var.flag", FLAG),
        ("!var.flag", FLAG),
        ("var.flag ? \"a\" : \"b\"", FLAG),
        ("var.flag ? \"a\" : \"a\"", "a"),
        ("(var.flag ? { a = \"x\", b = \"y\" } : { a = \"x\", b = \"z\" }).a", "x"),
        ("(var.flag ? { a = \"x\", b = \"y\" } : { a = \"x\", b = \"z\" }).b", FLAG),
        ("length([var.u, \"a\"])", "2"),
        ("[var.u, \"a\"][1]", "a"),
        ("length(concat([var.u], [\"a\"]))", "2"),
        ("length(var.u)", U),
        ("merge({ a = var.u }, { b = \"c\" }).b", "c"),
        ("merge(var.u, { b = \"c\" }).b", "c"),
        ("merge({ b = \"c\" }, var.u).b", U),
        ("merge(var.u, { b = \"c\" }).other", U),
        ("coalesce(\"a\", var.u)", "a"),
        ("coalesce(var.u, \"a\")", U),
        ("contains([\"a\", var.u], \"a\")", "true"),
        ("contains([\"b\", var.u], \"a\")", U),
        ("lookup({ a = \"x\", b = var.u }, \"a\", \"\")", "x"),
        ("{ for k, v in { a = \"x\", b = var.u } : k => v }.a", "x"),
        ("length([for v in [var.u, \"b\"] : v])", "2"),
        ("length([for v in [var.u, \"b\"] : v if v != \"\"])", U),
        ("alltrue([false, var.flag])", "false"),
        ("anytrue([true, var.flag])", "true"),
        ("try(var.u, \"fallback\")", U),
        ("can(var.u)", U),
        ("var.u == \"a\"", U),
        ("keys({ a = var.u })[0]", "a"),
        ("jsondecode(jsonencode({ a = var.u, b = \"c\" })).b", "c"),
        ("element([\"a\", var.u], 0)", "a"),
        ("compact([var.u, \"a\"])[0]", U),
    ]);
}

#[test]
fn symbols_pass_through_texts_and_are_not_compared() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {}\n";
    for (expression, expect) in [
        ("aws_s3_bucket.b.id", "{aws_s3_bucket.b}"),
        ("aws_s3_bucket.b.arn", "arn:aws:s3:::{aws_s3_bucket.b}"),
        ("\"${aws_s3_bucket.b.arn}/*\"", "arn:aws:s3:::{aws_s3_bucket.b}/*"),
        ("aws_s3_bucket.b.id != \"\"", "true"),
        ("aws_s3_bucket.b.id == null", "false"),
        ("aws_s3_bucket.b.id == \"x\"", "?`aws_s3_bucket.b` is known after apply"),
        ("aws_s3_bucket.b.id == aws_s3_bucket.b.id", "true"),
        ("length(aws_s3_bucket.b.id)", "?`aws_s3_bucket.b` is known after apply"),
        ("upper(\"x-${aws_s3_bucket.b.id}\")", "X-{aws_s3_bucket.b}"),
        ("startswith(aws_s3_bucket.b.arn, \"arn:\")", "true"),
        ("startswith(aws_s3_bucket.b.arn, \"x\")", "false"),
        ("split(\":\", aws_s3_bucket.b.arn)[2]", "s3"),
        ("substr(aws_s3_bucket.b.arn, 0, 3)", "arn"),
        ("replace(aws_s3_bucket.b.arn, \"arn:\", \"\")", "aws:s3:::{aws_s3_bucket.b}"),
        ("{ a = \"x\" }[aws_s3_bucket.b.id]", "?`aws_s3_bucket.b` is known after apply"),
    ] {
        assert_eq!(value_in(bucket, expression), expect, "{expression}");
    }
}

#[test]
fn what_hangs_on_itself_is_a_gap() {
    assert_eq!(
        value_in("locals {\n a = local.b\n b = local.a\n}\n", "local.a"),
        "?the local value `a` hangs on itself"
    );
    assert_eq!(value_in("", "aws_s3_bucket.probe.tags.v"), "?`aws_s3_bucket.probe` hangs on itself");
}
