//! What is opened in a folder, what is not, and what is said about it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use yagura_cloudformation::{Options, ReadError, is_template, read_path, walk};

const TEMPLATE: &str = "Resources: { A: { Type: 'AWS::S3::Bucket' } }\n";

/// A folder of this test alone; it is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The sources and gaps of a walk, with the folder's own path taken out.
    fn walk(&self, options: &Options) -> (Vec<String>, Vec<String>, u64) {
        let walked = walk(&self.0, options).expect("a folder");
        let root = format!("{}/", self.0.display());
        let short = |text: &String| text.replace(&root, "");
        let gaps = walked.snapshot.contents.gaps.iter().map(|gap| short(&gap.to_string())).collect();
        (walked.snapshot.contents.sources.iter().map(short).collect(), gaps, walked.others)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn templates_are_known_by_their_content() {
    for (text, expect) in [
        (TEMPLATE, true),
        ("AWSTemplateFormatVersion: '2010-09-09'\n", true),
        ("{\"Resources\": {\"A\": {\"Type\": \"Custom::X\"}}}", true),
        ("\"AWSTemplateFormatVersion\": x", true),
        ("Resources:\n  A: { Type: AWS::S3::Bucket\n", true),
        ("Resources: { A: { Type: text } } # ::", false),
        ("resources: { A: { Type: 'AWS::S3::Bucket' } }", false),
        ("doc: the Resources: of AWS::S3", false),
        ("", false),
    ] {
        assert_eq!(is_template(text), expect, "{text}");
    }
}

#[test]
fn a_folder_is_read_whatever_the_files_are_called() {
    let folder = Folder::new("content");
    folder.write("a.yaml", TEMPLATE);
    folder.write("deep/er/b.template", TEMPLATE);
    folder.write("c", TEMPLATE);
    folder.write("bad.yml", "Resources:\n  A: { Type: 'AWS::S3::Bucket'\n");
    folder.write("README.md", "```yaml\nResources:\n  A: { Type: 'AWS::S3::Bucket'\n```\n");
    folder.write("values.yaml", "a: b\n");
    folder.write("utf16.yaml", TEMPLATE.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    folder.write("latin1.yaml", [TEMPLATE.as_bytes(), b"# caf\xe9\n"].concat());
    folder.write("image.png", b"\x89PNG\0\0Resources: ::");
    folder.write(".gitignore", "ignored/\n");
    folder.write("ignored/x.yaml", TEMPLATE);
    folder.write(".hidden/x.yaml", TEMPLATE);
    folder.write("new\nline\u{1b}.yaml", TEMPLATE);
    let (sources, gaps, others) = folder.walk(&Options::default());
    assert_eq!(
        sources,
        ["a.yaml", "bad.yml", "c", "deep/er/b.template", "latin1.yaml", "new\nline\u{1b}.yaml", "utf16.yaml"]
    );
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    assert!(gaps[0].starts_with("error: bad.yml:3:1: not valid YAML"), "{}", gaps[0]);
    assert_eq!(gaps[1], "error: latin1.yaml:2:1: the text is not UTF-8");
    assert_eq!(gaps[2], "error: utf16.yaml:1:1: the text is UTF-16; CloudFormation reads UTF-8");
    assert_eq!(others, 3, "README.md, values.yaml, image.png");
    let all = Options { gitignore: false, skip_hidden: false, ..Options::default() };
    let (sources, ..) = folder.walk(&all);
    assert!(sources.contains(&"ignored/x.yaml".to_owned()) && sources.contains(&".hidden/x.yaml".to_owned()));
}

#[test]
fn a_large_file_is_not_read() {
    let folder = Folder::new("large");
    folder.write("large.yaml", format!("{TEMPLATE}# {}", "x".repeat(2000)));
    folder.write("data.json", format!("[\"{}\"]", "x".repeat(2000)));
    let (sources, gaps, others) = folder.walk(&Options { max_bytes: 1000, ..Options::default() });
    assert!(sources.is_empty());
    assert_eq!(gaps, ["error: large.yaml: larger than 1000 bytes: not read"]);
    assert_eq!(others, 1);
}

#[cfg(unix)]
#[test]
fn only_regular_files_inside_the_folder_are_opened() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let outside = Folder::new("outside");
    outside.write("secret.yaml", TEMPLATE);
    let folder = Folder::new("special");
    folder.write("a.yaml", TEMPLATE);
    symlink(&outside.0, folder.0.join("out")).unwrap();
    symlink(outside.0.join("secret.yaml"), folder.0.join("out.yaml")).unwrap();
    symlink("/dev/zero", folder.0.join("zero.yaml")).unwrap();
    symlink(".", folder.0.join("loop")).unwrap();
    symlink("a.yaml", folder.0.join("same.yaml")).unwrap();
    symlink("self", folder.0.join("self")).unwrap();
    let pipe = folder.0.join("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // A socket's path may have 108 bytes only.
    std::env::set_current_dir(&folder.0).unwrap();
    let _socket = UnixListener::bind("socket.yaml").unwrap();
    let (sources, gaps, _) = folder.walk(&Options::default());
    assert_eq!(sources, ["a.yaml"]);
    assert_eq!(
        gaps,
        [
            "unsupported: out.yaml: a link that leads out of the folder is not followed",
            "unsupported: out: a link that leads out of the folder is not followed",
            "unsupported: pipe.yaml: neither a file nor a folder: not opened",
            "unsupported: self: a link that leads nowhere is not followed",
            "unsupported: socket.yaml: neither a file nor a folder: not opened",
            "unsupported: zero.yaml: a link that leads out of the folder is not followed",
        ]
    );
    assert!(matches!(read_path(&pipe, &Options::default()), Err(ReadError::Special { .. })));
    assert!(matches!(read_path(Path::new("/dev/zero"), &Options::default()), Err(ReadError::Special { .. })));
    let relative = read_path(Path::new("."), &Options::default()).unwrap();
    assert_eq!(relative.contents.sources, ["a.yaml"], "as the user would name it");
}

#[cfg(unix)]
#[test]
fn what_only_a_link_leads_to_is_read_or_told() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new("links");
    folder.write(".hidden/only.yaml", TEMPLATE);
    folder.write("a.yaml", TEMPLATE);
    symlink(".hidden/only.yaml", folder.0.join("only.yaml")).unwrap();
    symlink(".hidden", folder.0.join("all")).unwrap();
    let (sources, gaps, _) = folder.walk(&Options::default());
    assert_eq!(sources, ["a.yaml", "only.yaml"]);
    assert_eq!(gaps, ["unsupported: all: a link to a folder that is left out is not followed"]);
}

#[cfg(unix)]
#[test]
fn a_path_that_is_too_long_does_not_end_the_walk() {
    let folder = Folder::new("long");
    folder.write("a.yaml", TEMPLATE);
    // Two deep trees, one moved to the end of the other: the whole path is longer than a system call takes.
    let deep = |name: &str| {
        let path = (0..12).fold(folder.0.join(name), |path, _| path.join("d".repeat(200)));
        fs::create_dir_all(&path).unwrap();
        path
    };
    let (upper, lower) = (deep("upper"), deep("lower"));
    fs::write(lower.join("b.yaml"), TEMPLATE).unwrap();
    fs::rename(folder.0.join("lower"), upper.join("lower")).unwrap();
    let (sources, gaps, _) = folder.walk(&Options::default());
    assert_eq!(sources, ["a.yaml"]);
    assert_eq!(gaps.len(), 1, "what lies too deep is told");
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let error = read_path(Path::new("not-there"), &Options::default()).expect_err("nothing there");
    assert_eq!(error.to_string(), "cannot read `not-there`");
}

#[test]
fn a_named_file_that_is_no_template_is_a_gap() {
    let folder = Folder::new("named");
    folder.write("values.yaml", "a: b\n");
    let snapshot = read_path(&folder.0.join("values.yaml"), &Options::default()).unwrap();
    assert_eq!(snapshot.contents.gaps.len(), 1);
}
