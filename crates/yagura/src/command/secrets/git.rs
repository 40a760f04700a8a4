//! The store of a Git repository: its whole history, or what is staged. No program is run, and no configuration of the
//! repository is heeded: it may be a stranger's.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};

use gix_hash::ObjectId;
use gix_object::{Find as _, FindHeader as _, Kind};
use yagura_finding::Text;
use yagura_report::Secrets;
use yagura_secrets::{Context, Detector, Event, Match, Note, Reader};

use super::files::Choice;
use super::verify::Keys;
use super::{KEY, secret, skipped, unread};
use crate::cli::{Exit, Failure};

/// A version of a file above this is not read: it would have to be held in memory.
const LARGEST: u64 = 64 << 20;

/// Where a repository keeps what.
struct Repository {
    /// The folder of this work tree: `HEAD`, `index`.
    own: PathBuf,
    /// The folder of all work trees: `objects`, `refs`.
    common: PathBuf,
    /// The folder of its files; that of a bare one is its own.
    top: PathBuf,
    /// How its files are named in findings: from where the user stands.
    prefix: String,
}

fn failure(path: &Path, what: impl std::fmt::Display) -> Failure {
    Failure::new(
        Exit::Io,
        format!("cannot read the Git repository `{}`: {what}", path.display()),
        Text {
            ja: "リポジトリの最上位のフォルダーを指定してください。", en: "Name the top folder of a repository."
        },
    )
}

/// The repository at a path or above it (<https://git-scm.com/docs/gitrepository-layout>).
fn open(path: &Path) -> Result<Repository, Failure> {
    let from = fs::canonicalize(path).map_err(|error| failure(path, error))?;
    let (top, own) = from
        .ancestors()
        .find_map(|folder| {
            let inner = folder.join(".git");
            if inner.is_dir() {
                return Some((folder, inner));
            }
            if let Ok(text) = fs::read_to_string(&inner)
                && let Some(place) = text.trim().strip_prefix("gitdir:")
            {
                return Some((folder, folder.join(place.trim())));
            }
            let bare = folder.join("objects").is_dir() && folder.join("HEAD").is_file();
            bare.then(|| (folder, folder.to_owned()))
        })
        .ok_or_else(|| failure(path, "there is none"))?;
    let common = fs::read_to_string(own.join("commondir")).map_or_else(|_| own.clone(), |text| own.join(text.trim()));
    let below = from.strip_prefix(top).map_or(0, |below| below.components().count());
    let mut shown = path.strip_prefix(".").unwrap_or(path).to_owned();
    for _ in 0..below {
        // What was named lies below the top: a folder of it is taken back, or gone up from.
        if !matches!(shown.components().next_back(), Some(Component::Normal(_))) || !shown.pop() {
            shown.push("..");
        }
    }
    let prefix = if shown.as_os_str().is_empty() { String::new() } else { format!("{}/", shown.display()) };
    Ok(Repository { own, common, top: top.to_owned(), prefix })
}

fn store(path: &Path, repository: &Repository) -> Result<gix_odb::Handle, Failure> {
    gix_odb::at(repository.common.join("objects"), gix_hash::Kind::Sha1).map_err(|error| failure(path, error))
}

/// Searches every version of every file that a repository holds, reachable or not.
pub(super) fn history(
    detector: &Detector,
    paths: &[PathBuf],
    choice: &Choice,
    keys: &Keys,
) -> Result<Secrets, Failure> {
    let mut all = Secrets::default();
    for path in paths {
        let repository = open(path)?;
        let objects = store(path, &repository)?;
        one_history(keys.reader(detector), path, &repository, &objects, (choice, keys), &mut all)?;
    }
    Ok(all)
}

/// What was found in one version of a file.
type Version = (Vec<(String, Match)>, Vec<(String, Note)>);

fn read(reader: &mut Reader<'_>, data: &[u8], file: Option<&str>) -> Version {
    let mut found = Vec::new();
    let mut notes = Vec::new();
    let context = Context { name: None, path: file, key: KEY };
    let result = reader.read(&mut Cursor::new(data), &context, &mut |event| match event {
        Event::Found(inside, one) => found.push((inside.to_owned(), one)),
        Event::Skipped(inside, note) => notes.push((inside.to_owned(), note)),
    });
    if result.is_err() {
        notes.push((String::new(), Note::Damaged));
    }
    (found, notes)
}

fn one_history(
    mut reader: Reader<'_>,
    path: &Path,
    repository: &Repository,
    objects: &gix_odb::Handle,
    (choice, keys): (&Choice, &Keys),
    all: &mut Secrets,
) -> Result<(), Failure> {
    let mut hits: BTreeSet<ObjectId> = BTreeSet::new();
    let mut commits: Vec<(i64, ObjectId, ObjectId)> = Vec::new();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    let mut buffer = Vec::new();
    for id in objects.iter().map_err(|error| failure(path, error))? {
        let id = id.map_err(|error| failure(path, error))?;
        // An object may be loose and packed, or in two packs.
        if !seen.insert(id) {
            continue;
        }
        match objects.try_header(&id) {
            Ok(Some(header)) if header.kind == Kind::Blob && header.size > LARGEST => {
                unread(all, &format!("{}{id}", repository.prefix), "", Note::TooLarge.name(), true);
                continue;
            }
            Ok(Some(header)) if !matches!(header.kind, Kind::Blob | Kind::Commit) => continue,
            Ok(Some(_)) => {}
            _ => {
                unread(all, &format!("{}{id}", repository.prefix), "", Note::Damaged.name(), true);
                continue;
            }
        }
        let Ok(Some(object)) = objects.try_find(&id, &mut buffer) else {
            unread(all, &format!("{}{id}", repository.prefix), "", Note::Damaged.name(), true);
            continue;
        };
        match object.kind {
            Kind::Blob => {
                all.files += 1;
                let (found, notes) = read(&mut reader, object.data, None);
                if !found.is_empty() || !notes.is_empty() {
                    hits.insert(id);
                }
            }
            Kind::Commit => {
                if let Some((tree, time)) = commit(object.data) {
                    commits.push((time, id, tree));
                }
            }
            _ => {}
        }
    }
    // The oldest commit that holds a version brought it.
    commits.sort();
    let mut places: HashMap<ObjectId, (String, ObjectId)> = HashMap::new();
    let mut trees: BTreeSet<(ObjectId, String)> = BTreeSet::new();
    let left_out = choice.overrides(&repository.top);
    let mut excluded: BTreeSet<ObjectId> = BTreeSet::new();
    for (_, id, tree) in commits {
        walk(objects, tree, !choice.exclude.is_empty(), &mut trees, &mut |file, blob| {
            let named = Detector::names_matter(file);
            if !hits.contains(&blob) && named != Some(true) {
                return;
            }
            if choice.leaves_out(&left_out, &repository.top, file) {
                excluded.insert(blob);
                return;
            }
            hits.insert(blob);
            // The same content may stand under a name that takes something away, and under another.
            let other = places
                .get(&blob)
                .is_none_or(|(known, _)| Detector::names_matter(known) == Some(false) && named != Some(false));
            if other {
                places.insert(blob, (file.to_owned(), id));
            }
        });
    }
    for id in hits {
        let Ok(Some(object)) = objects.try_find(&id, &mut buffer) else { continue };
        let place = places.get(&id);
        if place.is_none() && excluded.contains(&id) {
            continue;
        }
        // Read again, now that its name is known: a lock file is full of what looks like secrets.
        let (found, notes) = read(&mut reader, object.data, place.map(|(file, _)| file.as_str()));
        let (file, commit) = match place {
            Some((file, commit)) => (format!("{}{file}", repository.prefix), Some(commit.to_string())),
            None => (format!("{}{id}", repository.prefix), None),
        };
        for (inside, one) in found {
            all.keep(secret(&file, &inside, one, commit.clone()));
        }
        for (inside, note) in notes {
            skipped(all, &file, &inside, note);
        }
    }
    keys.take(&mut reader);
    all.bytes += reader.bytes;
    Ok(())
}

/// The tree and the time of a commit (<https://git-scm.com/docs/git-commit-tree>).
fn commit(data: &[u8]) -> Option<(ObjectId, i64)> {
    let mut tree = None;
    for line in data.split(|byte| *byte == b'\n') {
        if let Some(id) = line.strip_prefix(b"tree ") {
            tree = ObjectId::from_hex(id).ok();
        } else if let Some(rest) = line.strip_prefix(b"committer ") {
            let text = String::from_utf8_lossy(rest);
            let time = text.rsplit(' ').nth(1).and_then(|time| time.parse().ok()).unwrap_or_default();
            return Some((tree?, time));
        } else if line.is_empty() {
            break;
        }
    }
    None
}

/// Hands on every file of a tree that was not walked before, or not there before where the place of a tree counts.
fn walk(
    objects: &gix_odb::Handle,
    root: ObjectId,
    place_counts: bool,
    seen: &mut BTreeSet<(ObjectId, String)>,
    give: &mut dyn FnMut(&str, ObjectId),
) {
    // Not by recursion: a hostile tree is as deep as it likes.
    let mut open = vec![(root, String::new())];
    let mut buffer = Vec::new();
    while let Some((id, below)) = open.pop() {
        let place = if place_counts { below.clone() } else { String::new() };
        if below.len() > 4096 || !seen.insert((id, place)) {
            continue;
        }
        let Ok(Some(object)) = objects.try_find(&id, &mut buffer) else { continue };
        if object.kind != Kind::Tree {
            continue;
        }
        for entry in gix_object::TreeRefIter::from_bytes(object.data, gix_hash::Kind::Sha1) {
            let Ok(entry) = entry else { break };
            let name = String::from_utf8_lossy(entry.filename);
            let file = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
            if entry.mode.is_tree() {
                open.push((entry.oid.to_owned(), file));
            } else if entry.mode.is_blob() {
                give(&file, entry.oid.to_owned());
            }
        }
    }
}

/// Searches what the index holds and the last commit does not.
pub(super) fn staged(detector: &Detector, paths: &[PathBuf], choice: &Choice, keys: &Keys) -> Result<Secrets, Failure> {
    let mut all = Secrets::default();
    for path in paths {
        let repository = open(path)?;
        let objects = store(path, &repository)?;
        let place = repository.own.join("index");
        if !place.exists() {
            continue;
        }
        let index = gix_index::File::at(&place, gix_hash::Kind::Sha1, false, gix_index::decode::Options::default())
            .map_err(|error| failure(path, error))?;
        let mut committed: BTreeMap<String, ObjectId> = BTreeMap::new();
        let mut buffer = Vec::new();
        if let Some(head) = head(&repository)
            && let Ok(Some(object)) = objects.try_find(&head, &mut buffer)
            && let Some((tree, _)) = commit(object.data)
        {
            // Each tree anew, wherever it stands: here the path counts.
            paths_of(&objects, tree, &mut committed);
        }
        let left_out = choice.overrides(&repository.top);
        let mut reader = keys.reader(detector);
        for entry in index.entries() {
            let file = String::from_utf8_lossy(entry.path(&index)).into_owned();
            // Submodules and links have no content of their own.
            let regular =
                entry.mode == gix_index::entry::Mode::FILE || entry.mode == gix_index::entry::Mode::FILE_EXECUTABLE;
            if !regular
                || committed.get(&file) == Some(&entry.id)
                || choice.leaves_out(&left_out, &repository.top, &file)
            {
                continue;
            }
            let shown = format!("{}{file}", repository.prefix);
            let large = objects.try_header(&entry.id).ok().flatten().is_none_or(|header| header.size > LARGEST);
            let Ok(Some(object)) = objects.try_find(&entry.id, &mut buffer) else {
                unread(&mut all, &shown, "", Note::Damaged.name(), true);
                continue;
            };
            if large {
                unread(&mut all, &shown, "", Note::TooLarge.name(), true);
                continue;
            }
            all.files += 1;
            let (found, notes) = read(&mut reader, object.data, Some(&file));
            for (inside, one) in found {
                all.keep(secret(&shown, &inside, one, None));
            }
            for (inside, note) in notes {
                skipped(&mut all, &shown, &inside, note);
            }
        }
        keys.take(&mut reader);
        all.bytes += reader.bytes;
    }
    Ok(all)
}

fn paths_of(objects: &gix_odb::Handle, root: ObjectId, committed: &mut BTreeMap<String, ObjectId>) {
    let mut open = vec![(root, String::new())];
    let mut buffer = Vec::new();
    while let Some((id, below)) = open.pop() {
        // The same folder twice has two names, and a tree cannot hold itself; what is deeper than a path may be is no file.
        if below.len() > 4096 {
            continue;
        }
        let mut own = BTreeSet::new();
        let Ok(Some(object)) = objects.try_find(&id, &mut buffer) else { continue };
        if object.kind != Kind::Tree {
            continue;
        }
        for entry in gix_object::TreeRefIter::from_bytes(object.data, gix_hash::Kind::Sha1) {
            let Ok(entry) = entry else { break };
            let name = String::from_utf8_lossy(entry.filename);
            if !own.insert(name.clone().into_owned()) || committed.len() > 5_000_000 {
                continue;
            }
            let file = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
            if entry.mode.is_tree() {
                open.push((entry.oid.to_owned(), file));
            } else {
                committed.insert(file, entry.oid.to_owned());
            }
        }
    }
}

/// The last commit: what `HEAD` names, itself or through a branch.
fn head(repository: &Repository) -> Option<ObjectId> {
    let text = fs::read_to_string(repository.own.join("HEAD")).ok()?;
    let text = text.trim();
    let Some(name) = text.strip_prefix("ref:").map(str::trim) else { return ObjectId::from_hex(text.as_bytes()).ok() };
    if name.contains("..") || name.starts_with('/') {
        return None;
    }
    let loose = fs::read_to_string(repository.common.join(name)).ok();
    if let Some(id) = loose.and_then(|text| ObjectId::from_hex(text.trim().as_bytes()).ok()) {
        return Some(id);
    }
    let packed = fs::read_to_string(repository.common.join("packed-refs")).ok()?;
    let line = packed.lines().find(|line| line.split_once(' ').is_some_and(|(_, own)| own == name))?;
    ObjectId::from_hex(line.split(' ').next()?.as_bytes()).ok()
}
