//! What changed in a working tree, and which findings that can have touched.

use std::collections::{BTreeMap, BTreeSet};

use yagura_model::{Read, Snapshot, Span};

use crate::report::{Finding, Report};

/// What was left out of a report because it did not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The revision that it did not change since.
    pub revision: String,
    /// How many results.
    pub results: u64,
}

/// The lines that changed since a revision, by file, relative to one folder.
#[derive(Debug, Default)]
pub struct Changes {
    /// The revision.
    pub revision: String,
    files: BTreeMap<String, Vec<Hunk>>,
    tracked: BTreeSet<String>,
}

/// Lines that changed together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hunk {
    first: u32,
    last: u32,
    /// Lines that begin a resource or another block went away with it.
    head: bool,
}

/// What a change touches beside the blocks in which it stands.
#[derive(Debug, Default)]
struct Touched {
    /// Files of which something outside all resources changed.
    files: BTreeSet<String>,
    /// Roots that read a file which changed, or is new, beside their resources.
    roots: BTreeSet<String>,
    /// Folders of Terraform of which something outside all resources changed.
    folders: BTreeSet<String>,
    /// All Terraform: a folder that holds no resource and is no root's module can matter to any root.
    terraform: bool,
}

impl Changes {
    /// Reads a diff without context, renames or prefixes other than `a/` and `b/`. `tracked` are the files that the repository knows:
    /// all others are as good as new.
    pub fn of_diff(revision: &str, diff: &str, tracked: BTreeSet<String>) -> Self {
        let mut changes = Self { revision: revision.to_owned(), files: BTreeMap::new(), tracked };
        let (mut old, mut file) = (None, None);
        // Lines of content may look like headers: they are counted off.
        let mut content = 0u32;
        for line in diff.lines() {
            if content > 0 && line.starts_with(['+', '-']) {
                content -= 1;
                if line.strip_prefix('-').is_some_and(begins_a_block)
                    && let Some(hunk) = file.as_ref().and_then(|file| changes.files.get_mut(file)?.last_mut())
                {
                    hunk.head = true;
                }
            } else if let Some(name) = line.strip_prefix("--- ") {
                old = unquoted(name.trim_end_matches('\t')).strip_prefix("a/").map(str::to_owned);
            } else if let Some(name) = line.strip_prefix("+++ ") {
                // A file that went away is a change of its folder.
                file =
                    unquoted(name.trim_end_matches('\t')).strip_prefix("b/").map(str::to_owned).or_else(|| old.take());
            } else if let Some(ranges) = line.strip_prefix("@@ -") {
                let mut ranges = ranges.split(' ');
                let before = ranges.next().map(range).unwrap_or_default();
                let after = ranges.next().map(|new| range(new.trim_start_matches('+'))).unwrap_or_default();
                content = before.1.saturating_add(after.1);
                // Where lines went away, the two around the gap count as changed.
                let last = match after.1 {
                    0 => after.0.saturating_add(1),
                    number => after.0.saturating_add(number - 1),
                };
                if let Some(file) = &file {
                    changes.files.entry(file.clone()).or_default().push(Hunk { first: after.0, last, head: false });
                }
            }
        }
        changes
    }

    /// Says that a file which the repository knows is a symbolic link: what it leads to is what is read under its name.
    /// `None` where that lies outside of the folder of the changes.
    pub fn link(&mut self, link: &str, target: Option<&str>) {
        let known = target.filter(|target| self.tracked.contains(*target));
        // A link that leads elsewhere than before is as good as new, and so is what nobody knows.
        let (Some(target), false) = (known, self.files.contains_key(link)) else {
            self.tracked.remove(link);
            return;
        };
        if let Some(hunks) = self.files.get(target).cloned() {
            self.files.insert(link.to_owned(), hunks);
        }
    }

    fn touched(&self, snapshot: &Snapshot, prefix: &str) -> Touched {
        let mut blocks: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        // What a nested stack is made with, and what stands outside of all resources, others may hang on.
        let apart = |name: &str| {
            !matches!(name, "AWS::CloudFormation::Stack" | "AWS::CloudFormation::Template" | "Terraform::Value")
        };
        snapshot.each_meta(|name, meta| {
            if let Some(template) = meta.template().filter(|_| apart(name)) {
                blocks.entry(inside(&template.file, prefix)).or_default().push(template.span);
            }
        });
        let mut touched = Touched::default();
        let reads = &snapshot.contents.reads;
        // A folder is not tracked, what is found in it is a read of its own.
        let new =
            reads.iter().filter(|read| !read.file.ends_with('/') && !self.tracked.contains(inside(&read.file, prefix)));
        touched.roots.extend(new.map(|read| inside(&read.root, prefix).to_owned()));
        for (file, hunks) in &self.files {
            let own = blocks.get(file.as_str()).map(Vec::as_slice).unwrap_or_default();
            let within = |hunk: &Hunk| {
                !hunk.head && own.iter().any(|block| block.line <= hunk.first && hunk.last <= block.end_line)
            };
            if hunks.iter().all(within) {
                continue;
            }
            touched.files.insert(file.clone());
            let named = |read: &&Read| match read.file.strip_suffix('/') {
                Some(folder) => {
                    let folder = inside(folder, prefix);
                    folder.is_empty() || file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
                }
                None => inside(&read.file, prefix) == file,
            };
            let roots: BTreeSet<String> =
                reads.iter().filter(named).map(|read| inside(&read.root, prefix).to_owned()).collect();
            let known = !roots.is_empty();
            touched.roots.extend(roots);
            let holds = |folder: &str| blocks.keys().any(|other| terraform(other) && self::folder(other) == folder);
            if terraform(file) || variables(file) {
                if holds(folder(file)) {
                    touched.folders.insert(folder(file).to_owned());
                } else {
                    touched.terraform |= !known;
                }
            } else if !for_people(file)
                && let Some(near) = above(file).find(|folder| holds(folder))
            {
                // It may be what `file` reads by a name that is not known.
                touched.folders.insert(near.to_owned());
            }
        }
        touched
    }

    /// A finding stands if its resource or one of its places changed, or something outside all resources of its file, its folder
    /// or the files that its root reads: a variable, a parameter, a policy document, a piece that the model keeps in its owner.
    /// What has no place stands in any case.
    ///
    /// The block of another resource, to which this one refers, is not followed: an instance stays out when only the rules of its
    /// security group changed. The group's own findings stand.
    fn stands(&self, finding: &Finding<'_>, prefix: &str, touched: &Touched) -> bool {
        let Some(location) = &finding.location else { return true };
        let changed = |file: &str, span: Span| {
            let file = inside(file, prefix);
            let hunks = self.files.get(file).map(Vec::as_slice).unwrap_or_default();
            !self.tracked.contains(file)
                || hunks.iter().any(|hunk| hunk.first <= span.end_line.max(span.line) && span.line <= hunk.last)
        };
        // What the finding points at may be a file of which the resource is made.
        let (own, block) = location.declared.unwrap_or((location.file, location.block));
        let file = inside(own, prefix);
        let root = inside(location.root, prefix);
        touched.files.contains(file)
            || touched.files.contains(inside(location.file, prefix))
            // What a nested stack is made with stands in the template around it.
            || touched.files.contains(root)
            || touched.roots.contains(root)
            || (terraform(file)
                && (touched.terraform || [folder(file), root].iter().any(|folder| touched.folders.contains(*folder))))
            || changed(own, block)
            || changed(location.file, location.span)
            || finding.evidence.iter().filter_map(|proof| proof.place).any(|(file, span)| changed(file, span))
    }
}

impl Report<'_> {
    /// Leaves only the findings that a change can have touched, and keeps how many it leaves out. `prefix` is how the findings name
    /// the folder of the changes.
    pub fn keep_changed(&mut self, changes: &Changes, prefix: &str) {
        let touched = changes.touched(self.snapshot, prefix);
        let before = self.findings.len();
        self.findings.retain(|finding| changes.stands(finding, prefix, &touched));
        let results = (before - self.findings.len()) as u64;
        self.left_out = Some(LeftOut { revision: changes.revision.clone(), results });
    }
}

fn inside<'f>(file: &'f str, prefix: &str) -> &'f str {
    if file == "." || file.strip_suffix('/').unwrap_or(file) == prefix.trim_end_matches('/') {
        return "";
    }
    file.strip_prefix(prefix).unwrap_or(file)
}

pub(crate) fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn ends(file: &str, with: &[&str]) -> bool {
    with.iter().any(|end| file.ends_with(end))
}

pub(crate) fn terraform(file: &str) -> bool {
    ends(file, &[".tf", ".tf.json"])
}

fn variables(file: &str) -> bool {
    ends(file, &[".tfvars", ".tfvars.json"])
}

/// What no configuration reads.
fn for_people(file: &str) -> bool {
    ends(file, &[".md", ".png", ".svg", ".lock.hcl", ".gitignore", ".gitattributes"])
}

/// The folders that a file is in, the nearest first.
fn above(file: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(file);
    std::iter::from_fn(move || {
        let here = rest.filter(|rest| !rest.is_empty())?;
        rest = Some(folder(here));
        rest
    })
}

/// Whether a line begins a block of Terraform or a resource of CloudFormation.
fn begins_a_block(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches('"');
    let blocks = ["resource", "data", "module", "variable", "locals", "provider", "terraform", "Type"];
    blocks.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t', '{', '"', ':'])))
}

/// `12,3`: where it begins and how many lines it has; one where that is not said.
fn range(text: &str) -> (u32, u32) {
    let (start, number) = text.split_once(',').unwrap_or((text, "1"));
    (start.parse().unwrap_or(0), number.parse().unwrap_or(0))
}

/// A name as Git writes it: in quotes, with escapes as in C, where it holds quotes or controls.
fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else { return name.to_owned() };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let mut value = digit - b'0';
                for _ in 0..2 {
                    if let Some(next) = rest.next_if(|next| (b'0'..=b'7').contains(next)) {
                        value = value.wrapping_mul(8).wrapping_add(next - b'0');
                    }
                }
                bytes.push(value);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Changes, Hunk, unquoted};

    #[test]
    fn changed_lines_are_read_from_a_diff() {
        let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ f\n-a\n+++ b/fake\n+@@ -1 +90 @@\n@@ -9,2 +10,0 @@\n-b\n-resource \"c\" {\n\
                    --- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n--- /dev/null\n+++ \"b/\\344\\272 \\\"q\\\"\"\n@@ -0,0 +1 @@\n+x\n";
        let changes = Changes::of_diff("HEAD", diff, std::collections::BTreeSet::new());
        let hunk = |first, last, head| Hunk { first, last, head };
        assert_eq!(changes.files["x"], [hunk(1, 2, false), hunk(10, 11, true)]);
        assert_eq!(changes.files["gone"], [hunk(0, 1, false)]);
        assert_eq!(changes.files.len(), 3, "{changes:?}");
        assert_eq!(unquoted("\"a\\tb\\\\\\346\\227\\245\""), "a\tb\\日");
    }
}
