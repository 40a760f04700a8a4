//! The code fences of every check's page are its tests.
//!
//! ```` ```cloudformation expect=fail ````, ```` ```terraform expect=fail ````: the template is read by the real reader.
//! ```` ```snapshot expect=pass ````: YAML, a map from type to a list of properties, as one account that was listed in full
//! (account 111122223333, region us-east-1); `$meta: { id, name, arn, region, account, tags }` beside the properties overrides
//! the resource's identity, and `$unlisted: { "AWS::…::…": reason }` at the top names types whose list was denied.
//! The time of the snapshot is 2026-01-31T00:00:00Z.
//!
//! `expect=fail` holds when at least one verdict is a failure, `unknown` when none fails and at least one is unknown,
//! `pass` when none fails, none is unknown, and the check did look (at least one pass), `silent` when it said nothing.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use yagura_checks as checks;
use yagura_finding::{Check, Options, Report, VerdictKind};
use yagura_model::{Fact, Gap, GapKind, Listed, Map, Meta, Node, Origin, Scope, ScopeKind, Snapshot, Value};

const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";
const TAKEN: &str = "2026-01-31T00:00:00Z";
const TAKEN_EPOCH: i64 = 1_769_817_600;

struct Fence {
    language: String,
    expect: String,
    line: usize,
    text: String,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default().to_owned();
                let expect = words.find_map(|word| word.strip_prefix("expect=")).unwrap_or_default().to_owned();
                open = Some(Fence { language, expect, line: number + 1, text: String::new() });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

fn text<'a>(node: Option<&'a Node>, otherwise: &'a str) -> String {
    node.and_then(Node::as_str).unwrap_or(otherwise).to_owned()
}

/// The account that a `snapshot` fence describes.
fn account(yaml: &str) -> Result<Snapshot, String> {
    let root = yagura_cloudformation::parse(yaml).map_err(|error| error.to_string())?;
    let root = root.as_map().ok_or("a snapshot fence is a map from types to lists")?;
    let mut snapshot = Snapshot::default();
    TAKEN.clone_into(&mut snapshot.contents.taken);
    snapshot.contents.taken_epoch = TAKEN_EPOCH;
    let mut scopes = BTreeMap::from([(ACCOUNT.to_owned(), vec![REGION.to_owned()])]);
    let unlisted: BTreeMap<String, String> = root
        .get("$unlisted")
        .and_then(Node::as_map)
        .map(|map| map.entries.iter().map(|(name, why)| (name.clone(), text(Some(why), "denied"))).collect())
        .unwrap_or_default();
    for (resource_type, list) in &root.entries {
        if resource_type.starts_with('$') {
            continue;
        }
        if !Snapshot::TYPES.contains(&resource_type.as_str()) {
            return Err(format!("the model has no `{resource_type}`"));
        }
        for (index, item) in list.as_list().ok_or("a type holds a list")?.iter().enumerate() {
            let mut properties = item.as_map().cloned().unwrap_or_default();
            let said = properties.remove("$meta").unwrap_or_else(|| Node::from(Map::default()));
            let id = text(said.get("id"), &format!("{}-{index}", resource_type.rsplit("::").next().unwrap()));
            let region = text(said.get("region"), REGION);
            let owner = text(said.get("account"), ACCOUNT);
            scopes.entry(owner.clone()).or_default().push(region.clone());
            let tags = said.get("tags").and_then(Node::as_map).map(|map| {
                map.entries
                    .iter()
                    .map(|(key, value)| (key.as_str().into(), Fact::Known(text(Some(value), "").into())))
                    .collect()
            });
            let meta = Meta {
                account: owner,
                region,
                name: text(said.get("name"), &id),
                id,
                arn: said.get("arn").and_then(Node::as_str).map(str::to_owned),
                tags: Fact::Known(tags.unwrap_or_default()),
                origin: Origin::Live { call: "fence".to_owned() },
            };
            snapshot.insert(resource_type, meta, &Node::new(Value::Map(properties))).map_err(|gap| gap.to_string())?;
        }
    }
    for (account, mut regions) in scopes {
        regions.sort();
        regions.dedup();
        for resource_type in Snapshot::TYPES {
            for region in &regions {
                snapshot.contents.lists.push(Listed {
                    resource_type: (*resource_type).to_owned(),
                    account: account.clone(),
                    region: region.clone(),
                    gap: unlisted.get(*resource_type).map(|why| Gap::new(GapKind::Denied, why.clone())),
                });
            }
        }
        snapshot.contents.scopes.push(Scope {
            kind: ScopeKind::Account,
            name: account.clone(),
            account,
            regions,
            caller: String::new(),
        });
    }
    snapshot.sort();
    Ok(snapshot)
}

fn verdict(check: &'static Check, fence: &Fence) -> Result<&'static str, String> {
    let mut snapshot = match fence.language.as_str() {
        "cloudformation" => {
            let snapshot = yagura_cloudformation::read("fence.yaml", &fence.text);
            if let Some(gap) = snapshot.contents.gaps.iter().find(|gap| gap.kind == GapKind::Error) {
                return Err(format!("the template does not read: {gap}"));
            }
            snapshot
        }
        "terraform" => {
            let options = yagura_terraform::Options::default();
            let snapshot = yagura_terraform::read(&[("main.tf", &fence.text)], &options);
            if let Some(gap) = snapshot.contents.gaps.iter().find(|gap| gap.kind == GapKind::Error) {
                return Err(format!("the configuration does not read: {gap}"));
            }
            snapshot
        }
        "snapshot" => account(&fence.text)?,
        other => return Err(format!("no reader for `{other}`")),
    };
    checks::secrets::analyse(&mut snapshot);
    let report = Report::run(&snapshot, &[check], Options { include_pass: true, ..Options::default() });
    let has = |kind| report.findings.iter().any(|finding| finding.verdict == kind);
    Ok(if has(VerdictKind::Fail) {
        "fail"
    } else if has(VerdictKind::Unknown) {
        "unknown"
    } else if has(VerdictKind::Pass) {
        "pass"
    } else {
        "silent"
    })
}

#[test]
fn every_page_says_what_its_check_does() {
    let only = std::env::var("YAGURA_CHECK").unwrap_or_default();
    let mut wrong = Vec::new();
    for check in checks::all() {
        if !check.id.contains(&only) {
            continue;
        }
        let mut seen = BTreeMap::new();
        for fence in fences(check.page) {
            if fence.expect.is_empty() {
                continue;
            }
            *seen.entry(fence.expect.clone()).or_insert(0) += 1;
            match verdict(check, &fence) {
                Ok(said) if said == fence.expect => {}
                Ok(said) => {
                    wrong.push(format!(
                        "{}: fence at line {}: expected {}, is {said}",
                        check.id, fence.line, fence.expect
                    ));
                }
                Err(why) => wrong.push(format!("{}: fence at line {}: {why}", check.id, fence.line)),
            }
        }
        for compulsory in ["fail", "pass"] {
            if !seen.contains_key(compulsory) {
                wrong.push(format!("{}: no fence expects {compulsory}", check.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks without Terraform fences, and why: everything else must show what it says in both languages of templates.
const NOT_IN_TERRAFORM: &[(&str, &[&str])] = &[
    (
        "it is about what an account or a region lacks, and absence is evidence only where everything was listed",
        &[
            "accessanalyzer-analyzer-missing",
            "account-support-role-missing",
            "cloudtrail-trail-data-events-missing",
            "cloudtrail-trail-missing",
            "cloudwatch-console-sign-in-failure-alarm-missing",
            "cloudwatch-console-sign-in-without-mfa-alarm-missing",
            "cloudwatch-iam-change-alarm-missing",
            "cloudwatch-root-use-alarm-missing",
            "cloudwatch-trail-change-alarm-missing",
            "cloudwatch-unauthorized-call-alarm-missing",
            "config-recorder-off",
            "config-rules-missing",
            "inspector-scanning-off",
            "macie-session-off",
            "organizations-delegated-administrator-missing",
            "organizations-organization-missing",
            "organizations-scp-guardrail-missing",
            "s3-account-public-access-block-off",
            "securityhub-hub-off",
            "securityhub-hub-without-standards",
        ],
    ),
    (
        "it is about what is known at run time only",
        &[
            "account-billing-or-operations-contact-missing",
            "account-root-access-key",
            "account-root-mfa-missing",
            "account-root-mfa-virtual",
            "account-root-used-recently",
            "account-security-contact-missing",
            "ec2-default-vpc-used",
            "ec2-instance-internet-reachable",
            "ec2-security-group-unused",
            "ecr-repository-findings-ignored",
            "iam-people-as-users",
            "iam-role-unused",
            "iam-server-certificate-expired",
            "iam-user-access-key-old",
            "iam-user-access-key-unused",
            "iam-user-console-without-mfa",
            "iam-user-password-unused",
            "kms-key-pending-deletion",
            "secretsmanager-secret-unused",
            "ssm-instance-patches-missing",
            "ssm-instance-unmanaged",
        ],
    ),
    (
        "that there are no more keys than those of the template is known at run time only",
        &["iam-user-console-and-access-key", "iam-user-two-active-keys"],
    ),
    (
        "scripts and bundles in buckets are searched of a live account only",
        &["elasticbeanstalk-source-secret", "glue-job-script-secret"],
    ),
    ("the provider shares a snapshot with single accounts only", &["ec2-snapshot-public"]),
    ("the provider takes no password: AWS makes it", &["iam-user-password-in-template"]),
];

#[test]
fn every_check_shows_itself_in_terraform() {
    let excused: Vec<&str> = NOT_IN_TERRAFORM.iter().flat_map(|(_, checks)| checks.iter().copied()).collect();
    let mut wrong = Vec::new();
    for check in checks::all() {
        let shown = |expect: &str| {
            fences(check.page).iter().any(|fence| fence.language == "terraform" && fence.expect == expect)
        };
        match (excused.contains(&check.id), shown("fail") && shown("pass")) {
            (false, false) => wrong.push(format!("{}: a fence of Terraform is missing", check.id)),
            (true, true) => wrong.push(format!("{}: is excused, and shows itself", check.id)),
            _ => {}
        }
    }
    for id in excused {
        if !checks::all().iter().any(|check| check.id == id) {
            wrong.push(format!("{id}: is no check"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn every_page_belongs_to_a_registered_check_and_back() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&source, &mut found);
    let mut on_disk: Vec<String> = found
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            assert!(path.with_extension("rs").is_file(), "{} has no check beside it", path.display());
            let service = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            format!("{service}-{stem}").replace('_', "-")
        })
        .collect();
    on_disk.sort();
    let mut registered: Vec<String> = checks::all().iter().map(|check| check.id.to_owned()).collect();
    registered.sort();
    assert_eq!(on_disk, registered, "left: files, right: the lists");
}

#[test]
fn texts_are_in_both_languages_and_fit_a_line() {
    let mut wrong = Vec::new();
    for check in checks::all() {
        for (what, text) in [("title", check.title), ("attack", check.attack), ("fix", check.fix)] {
            let japanese = text.ja.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
            let english = text.en.is_ascii() && !text.en.is_empty();
            if !japanese || !english || text.en.chars().count() > 200 || text.ja.chars().count() > 120 {
                wrong.push(format!("{}: {what}", check.id));
            }
        }
        let title = format!("# {}", check.id);
        if check.page.lines().next() != Some(&title) {
            wrong.push(format!("{}: the page does not begin with `{title}`", check.id));
        }
        for section in ["## What", "## How an attacker uses it", "## Fix", "## Sources"] {
            if !check.page.contains(section) {
                wrong.push(format!("{}: the page has no `{section}`", check.id));
            }
        }
        if !check.page.contains("https://docs.aws.amazon.com/") {
            wrong.push(format!("{}: the page names no AWS page", check.id));
        }
        for resource_type in check.types {
            if !Snapshot::TYPES.contains(resource_type) {
                wrong.push(format!("{}: the model has no `{resource_type}`", check.id));
            }
        }
        if check.types.is_empty() {
            wrong.push(format!("{}: judges no type", check.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prose between two fences stands in both languages: a reader of one is never handed the other.
#[test]
fn the_prose_of_every_page_is_in_both_languages() {
    let is_japanese = |text: &str| text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    let mut wrong = Vec::new();
    for check in checks::all() {
        let (mut section, mut fence) = ("", false);
        // The paragraphs since the last heading or fence, and whether the last line was one's.
        let (mut run, mut open): (Vec<String>, bool) = (Vec::new(), false);
        for line in check.page.lines().chain(["## end"]) {
            let edge = line.trim_start().starts_with("```");
            fence ^= edge;
            let heading = (!fence).then(|| line.strip_prefix("## ")).flatten();
            if edge || heading.is_some() {
                let japanese = run.iter().filter(|text| is_japanese(text)).count();
                if section != "Sources" && japanese * 2 != run.len() {
                    wrong.push(format!(
                        "{}, {section}: {} of {} paragraphs are Japanese",
                        check.id,
                        japanese,
                        run.len()
                    ));
                }
                (run, open) = (Vec::new(), false);
                section = heading.unwrap_or(section);
            } else if fence || line.starts_with("# ") || line.trim().is_empty() {
                open = false;
            } else if let (true, Some(last)) = (open, run.last_mut()) {
                last.push_str(line);
            } else {
                run.push(line.to_owned());
                open = true;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
