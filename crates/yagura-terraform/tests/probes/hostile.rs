//! What attackers write: an error or a gap in bounded time, and the rest is read.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use yagura_model::services::s3::Bucket;
use yagura_model::{Resource, Snapshot};
use yagura_terraform::{Options, read};

const GOOD: &str = "resource \"aws_s3_bucket\" \"good\" {}\n";

/// Reads a text beside a good file: the good one is read in any case, and within bounded time.
fn beside(text: &str) -> Snapshot {
    let begun = Instant::now();
    let snapshot = read(&[("a/bad.tf", text), ("b/good.tf", GOOD)], &Options::default());
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
    assert!(snapshot.s3.buckets.iter().any(|bucket| bucket.meta.id == "aws_s3_bucket.good"));
    snapshot
}

fn told(text: &str, part: &str) {
    let snapshot = beside(text);
    let gaps = snapshot.contents.gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let of_tags = |bucket: &Resource<Bucket>| match bucket.meta.tags.get() {
        Ok(tags) => tags.values().filter_map(|value| value.get().err()).collect(),
        Err(gap) => vec![gap],
    };
    let tags = snapshot.s3.buckets.iter().flat_map(of_tags).map(|gap| gap.to_string());
    let all = format!("{gaps}\n{}", tags.collect::<Vec<_>>().join("\n"));
    assert!(all.contains(part), "{part} is not in {all}");
}

#[test]
fn what_nests_too_deeply_is_refused() {
    for (open, close) in
        [("[", "]"), ("(", ")"), ("{ a = ", " }"), ("\"${", "}\""), ("true ? ", " : 1"), ("!", ""), ("-", "")]
    {
        let text = format!("locals {{ x = {}1{} }}\n", open.repeat(100_000), close.repeat(100_000));
        told(&text, "a/bad.tf:1:");
    }
    told(&format!("{}{}", "b {\n".repeat(100_000), "}\n".repeat(100_000)), "a/bad.tf:");
    told("x = <<EOF\nnever closed\n", "a/bad.tf:");
    told(&format!("locals {{ x = {}1 }}\n", "1 + ".repeat(100_000)), "a/bad.tf:1:");
}

#[test]
fn circles_are_gaps() {
    let tag = |value: &str| format!("resource \"aws_s3_bucket\" \"b\" {{\n tags = {{ v = {value} }}\n}}\n");
    told(&format!("locals {{ a = local.a }}\n{}", tag("local.a")), "hangs on itself");
    told(&format!("locals {{\n a = local.b\n b = local.a\n}}\n{}", tag("local.a")), "hangs on itself");
    told("module \"m\" { source = \"./\" }\n", "calls itself");
    let files = [
        ("x/main.tf", "module \"m\" { source = \"../y\" }\n"),
        ("y/main.tf", "module \"m\" { source = \"../x\" }\nresource \"aws_s3_bucket\" \"b\" {}\n"),
    ];
    let snapshot = read(&files, &Options::default());
    assert_eq!(snapshot.s3.buckets.len(), 1, "a circle has a first folder");
    assert!(snapshot.contents.gaps.iter().any(|gap| gap.message.contains("calls itself")));
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let mut text = String::from("locals {\n");
    for at in 0..5_000 {
        let _ = writeln!(text, " a{at} = local.a{}", at + 1);
    }
    text.push_str(" a5000 = 1\n}\nresource \"aws_s3_bucket\" \"b\" {\n tags = { v = local.a0 }\n}\n");
    told(&text, "nest too deeply");
}

#[test]
fn bombs_are_gaps() {
    let tag = |value: &str| format!("resource \"aws_s3_bucket\" \"b\" {{\n tags = {{ v = {value} }}\n}}\n");
    let doubling = |first: &str, next: &dyn Fn(usize) -> String| {
        let mut text = format!("locals {{\n a0 = {first}\n");
        for at in 1..60 {
            let _ = writeln!(text, " a{at} = {}", next(at - 1));
        }
        text.push_str("}\n");
        text
    };
    let texts = doubling("\"xxxxxxxxxx\"", &|at| format!("\"${{local.a{at}}}${{local.a{at}}}\""));
    told(&format!("{texts}{}", tag("local.a59")), "too long texts");
    let lists = doubling("[1]", &|at| format!("concat(local.a{at}, local.a{at})"));
    told(&format!("{lists}{}", tag("length(local.a59)")), "give too much");
    let nested = doubling("[1]", &|at| format!("[local.a{at}, local.a{at}]"));
    told(&format!("{nested}{}", tag("jsonencode(local.a59)")), "too large");
    let product = "setproduct(range(1000), range(1000), range(1000))";
    told(&tag(&format!("length({product})")), "give too much");
    told("resource \"aws_s3_bucket\" \"b\" { count = 1000000000 }\n", "1000000000 instances");
    told("resource \"aws_s3_bucket\" \"b\" { count = -1 }\n", "instances");
    told(&tag("format(\"%999999999d\", 1) == \"\""), "");
    told(&tag("regex(\"(a+)+$\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\")"), "finds nothing");
    told(&tag(&format!("regex(\"{}\", \"a\")", "(a{1000}){1000}")), "too large");
}

#[test]
fn odd_files_do_not_end_the_run() {
    told("resource \"aws_s3_bucket\" {}\n", "without its name");
    told("resource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket\" \"b\" {}\n", "declared twice");
    told("a = 1\na = 2\n", "a/bad.tf:2:");
    told("\u{0}\u{1}", "a/bad.tf:1:1");
    beside("\u{feff}resource \"aws_s3_bucket\" \"b\" {}\n");
    beside("resource \"aws_s3_bucket\" \"b\" {}\r\nlocals {\r\n}\r\n");
    beside("");
}
