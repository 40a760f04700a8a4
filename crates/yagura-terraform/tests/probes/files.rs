//! Folders with links and with what cannot be read.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use yagura_model::Snapshot;
use yagura_template::folder;
use yagura_terraform::{Options, is_configuration_file, read, read_files};

use super::tag;

/// A folder of its own for each test.
fn fresh(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Reads a folder as `scan` does.
fn scan(folder: &Path) -> Snapshot {
    let (mut snapshot, mut gaps, mut paths) = (Snapshot::default(), Vec::new(), Vec::new());
    folder::walk(folder, &folder::Options::default(), &mut gaps, &mut |found, _| {
        let path = found.path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        paths.extend(is_configuration_file(&path).then_some(path));
    })
    .unwrap();
    snapshot.contents.gaps.append(&mut gaps);
    read_files(&mut snapshot, folder, "", &paths, &Options::default()).unwrap();
    snapshot.sort();
    snapshot
}

fn gaps(snapshot: &Snapshot) -> String {
    snapshot.contents.gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn buckets(snapshot: &Snapshot) -> Vec<(&str, &str)> {
    snapshot.s3.buckets.iter().map(|bucket| (bucket.meta.id.as_str(), bucket.meta.name.as_str())).collect()
}

#[test]
fn a_file_that_several_roots_share_by_links_belongs_to_each() {
    let folder = fresh(
        "shared",
        &[
            ("common/names.tf", "locals { name = \"shared\" }\n"),
            ("a/main.tf", "resource \"aws_s3_bucket\" \"b\" { bucket = \"${local.name}-a\" }\n"),
        ],
    );
    symlink("../common/names.tf", folder.join("a/names.tf")).unwrap();
    let snapshot = scan(&folder);
    assert_eq!(buckets(&snapshot), [("aws_s3_bucket.b", "shared-a")], "{}", gaps(&snapshot));
}

#[test]
fn a_module_behind_a_link_is_read_once_with_its_arguments() {
    let folder = fresh(
        "module",
        &[
            ("lib/bucket/main.tf", "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = var.name }\n"),
            ("app/main.tf", "module \"m\" {\n source = \"./modules/bucket\"\n name = \"given\"\n}\n"),
        ],
    );
    symlink("../lib", folder.join("app/modules")).unwrap();
    let snapshot = scan(&folder);
    assert_eq!(buckets(&snapshot), [("module.m.aws_s3_bucket.b", "given")], "{}", gaps(&snapshot));
}

#[test]
fn links_that_lead_nowhere_or_out_are_told() {
    fresh("links-outside", &[("main.tf", "resource \"aws_s3_bucket\" \"secret\" {}\n")]);
    let folder = fresh("links", &[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n")]);
    symlink("../links-outside/main.tf", folder.join("out.tf")).unwrap();
    symlink("gone.tf", folder.join("broken.tf")).unwrap();
    let snapshot = scan(&folder);
    assert_eq!(snapshot.s3.buckets.len(), 1);
    let said = gaps(&snapshot);
    assert!(said.contains("out.tf: a link that leads out of the folder is not followed"), "{said}");
    assert!(said.contains("broken.tf: a link that leads nowhere is not followed"), "{said}");
}

#[test]
fn values_behind_a_link_that_leads_out_leave_the_variables_unknown() {
    let folder = fresh(
        "values",
        &[(
            "main.tf",
            "variable \"v\" { default = \"safe\" }\nresource \"aws_s3_bucket\" \"b\" { tags = { v = var.v } }\n",
        )],
    );
    symlink("../outside/x.tfvars", folder.join("terraform.tfvars")).unwrap();
    let snapshot = scan(&folder);
    let got = tag(&snapshot, "aws_s3_bucket.b", "v");
    assert!(got.starts_with('?') && got.contains("terraform.tfvars"), "{got}");
    let torn = [
        (
            "main.tf",
            "variable \"v\" { default = \"safe\" }\nresource \"aws_s3_bucket\" \"b\" { tags = { v = var.v } }\n",
        ),
        ("terraform.tfvars", "v = \n"),
    ];
    let got = tag(&read(&torn, &Options::default()), "aws_s3_bucket.b", "v");
    assert!(got.starts_with('?') && got.contains("terraform.tfvars:1"), "{got}");
}

#[test]
fn a_set_of_files_with_a_link_that_leads_out_is_unknown_where_the_pattern_reaches_it() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = {\n one = join(\",\", fileset(\".\", \"p/*.json\"))\n}\n}\n\
                resource \"aws_s3_bucket\" \"c\" {\n tags = {\n all = join(\",\", fileset(\".\", \"q/*.json\"))\n}\n}\n";
    let folder = fresh("set", &[("main.tf", main), ("p/a.json", "{}"), ("q/a.json", "{}")]);
    symlink("a.json", folder.join("p/b.json")).unwrap();
    fresh("set-outside", &[("b.json", "{}")]);
    symlink("../../set-outside/b.json", folder.join("q/b.json")).unwrap();
    let snapshot = scan(&folder);
    assert_eq!(tag(&snapshot, "aws_s3_bucket.b", "one"), "p/a.json,p/b.json");
    assert_eq!(tag(&snapshot, "aws_s3_bucket.c", "all"), "?`q/b.json` leads out of the folder: not read");
}

#[test]
fn try_does_not_hide_a_file_that_is_there_and_not_read() {
    let main = "resource \"aws_s3_bucket\" \"b\" {\n tags = {\n v = try(file(\"there.txt\"), \"fallback\")\n}\n}\n\
                resource \"aws_s3_bucket\" \"c\" {\n tags = {\n v = fileexists(\"there.txt\")\n}\n}\n";
    let folder = fresh("try", &[("main.tf", main)]);
    symlink("gone.txt", folder.join("there.txt")).unwrap();
    let snapshot = scan(&folder);
    for bucket in ["aws_s3_bucket.b", "aws_s3_bucket.c"] {
        let got = tag(&snapshot, bucket, "v");
        assert_eq!(got, "?`there.txt` is a link that leads nowhere: not read");
    }
}

#[test]
fn try_and_can_do_not_hide_what_a_torn_file_would_declare() {
    let uses = |name: &str, what: &str| {
        format!(
            "resource \"aws_s3_bucket\" \"{name}\" {{\n tags = {{ v = try({what}, \"fallback\"), c = can({what}) }}\n}}\n"
        )
    };
    let main = [
        ("l", "local.x"),
        ("v", "var.x"),
        ("r", "aws_s3_bucket.x.id"),
        ("d", "data.aws_vpc.x.id"),
        ("m", "module.x.y"),
        ("o", "module.m.y"),
    ]
    .map(|(name, what)| uses(name, what))
    .concat();
    let main = format!("{main}module \"m\" {{ source = \"./m\" }}\n");
    let torn = "locals { x = \n";
    let files = [("main.tf", main.as_str()), ("torn.tf", torn), ("m/torn.tf", torn)];
    let snapshot = read(&files, &Options::default());
    for name in ["l", "v", "r", "d", "m", "o"] {
        let got = tag(&snapshot, &format!("aws_s3_bucket.{name}"), "v");
        assert!(got.starts_with('?') && got.contains("torn.tf"), "{name}: {got}");
    }
}
