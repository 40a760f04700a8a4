//! Paths and files; nothing outside the tree is read
//! (<https://developer.hashicorp.com/terraform/language/functions/file>).

use yagura_model::Gap;

use super::{Arguments, encoding};
use crate::convert::set;
use crate::eval::Scope;
use crate::files;
use crate::value::Val;
use crate::world::World;

pub(super) fn call(world: &World, name: &str, arguments: Arguments<'_>, scope: Scope<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "file" => arguments.plain(0).and_then(|path| {
            let text = world.read_file(&path, scope)?;
            world.charge_text(text.len())?;
            Ok(Val::text(text))
        }),
        "filebase64" => arguments
            .plain(0)
            .and_then(|path| world.files.bytes(&world.file_path(&path, scope)?))
            .map(|bytes| Val::text(encoding::encode(&bytes))),
        "fileexists" => arguments
            .plain(0)
            .and_then(|path| world.file_path(&path, scope))
            .and_then(|path| world.files.exists(&path))
            .map(Val::bool),
        "fileset" => fileset(world, arguments, scope),
        "basename" => {
            arguments.text(0).map(|path| Val::text(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()))
        }
        "dirname" => arguments.text(0).map(|path| {
            let parent = path.trim_end_matches('/').rsplit_once('/').map_or(".", |(parent, _)| parent);
            Val::text(if parent.is_empty() { "/" } else { parent })
        }),
        // Where the tree lies on some machine is known there only; relative paths mean the same files.
        "abspath" | "pathexpand" => arguments.text(0).map(Val::text),
        _ => return None,
    })
}

fn fileset(world: &World, arguments: Arguments<'_>, scope: Scope<'_>) -> Result<Val, Gap> {
    let (folder, pattern) = (arguments.plain(0)?, arguments.plain(1)?);
    let folder = world.file_path(&folder, scope)?;
    let (fixed, pattern) = match pattern.rsplit_once("../") {
        Some((up, rest)) => (files::normal(&folder, &format!("{up}..")), rest),
        None => (Some(folder.clone()), &*pattern),
    };
    let top = fixed.ok_or_else(|| Gap::unsupported("`fileset` looks outside the folder: not read"))?;
    world.asked.borrow_mut().insert(format!("{}/", world.shown(&top)));
    let expression = glob(pattern)?;
    let below = world.files.below(&top)?;
    // What was not looked at may be what the pattern means, or hold it.
    let deep = |path: &str| pattern.contains("**") || pattern.matches('/').count() > path.matches('/').count();
    if let Some((_, gap)) = below.folders.iter().find(|(path, _)| expression.is_match(path) || deep(path)) {
        return Err(gap.clone());
    }
    let found: Vec<Val> = below.files.into_iter().filter(|path| expression.is_match(path)).map(Val::text).collect();
    world.charge(found.len())?;
    set(found)
}

/// `*`, `?`, `**`, `{a,b}` and `[abc]` as the language has them.
fn glob(pattern: &str) -> Result<regex::Regex, Gap> {
    let mut expression = String::from("^");
    let mut rest = pattern;
    let mut braces = 0;
    while let Some(c) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix("**/") {
            expression.push_str("(?:.*/)?");
            rest = tail;
            continue;
        }
        if let Some(tail) = rest.strip_prefix("**") {
            expression.push_str(".*");
            rest = tail;
            continue;
        }
        match c {
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            '{' => {
                braces += 1;
                expression.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                expression.push(')');
            }
            ',' if braces > 0 => expression.push('|'),
            '[' | ']' => expression.push(c),
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    expression.push('$');
    regex::RegexBuilder::new(&expression)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| Gap::error("a pattern of files that is none"))
}
