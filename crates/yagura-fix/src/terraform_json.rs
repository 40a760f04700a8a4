//! Edits of Terraform configurations in the JSON syntax
//! (<https://developer.hashicorp.com/terraform/language/syntax/json>): by the places in the text, as templates in JSON are edited.

use yagura_template::syntax::{Piece, PieceKind, Style, outline};

use crate::cloudformation::{Editor, New, Want};
use crate::recipe::{Op, Value};
use crate::refusal::Refusal;
use crate::terraform::{Resource, referred, statement_in};
use crate::text::{Splice, before, splice};

/// Reads a file. One that another program writes is not edited: the CDK for Terraform leaves its `//` at the top.
fn read(text: &str) -> Result<Piece, Refusal> {
    let root = outline(text).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    if root.get("//").is_some_and(|comment| comment.get("metadata").is_some()) {
        return Err(Refusal::Synthesized);
    }
    Ok(root)
}

/// One value, or each of a list.
fn several(piece: &Piece) -> &[Piece] {
    match &piece.kind {
        PieceKind::List { items, .. } => items,
        _ => std::slice::from_ref(piece),
    }
}

/// The resources of a type, by their names.
fn resources<'p>(root: &'p Piece, kind: &str) -> Vec<(&'p str, &'p Piece)> {
    let mut found = Vec::new();
    for top in several(root).iter().flat_map(|root| root.entries().unwrap_or_default()) {
        if top.key != "resource" {
            continue;
        }
        for of_kind in several(&top.value).iter().flat_map(|kinds| kinds.entries().unwrap_or_default()) {
            if of_kind.key != kind {
                continue;
            }
            for named in several(&of_kind.value).iter().flat_map(|names| names.entries().unwrap_or_default()) {
                found.extend(several(&named.value).iter().map(|body| (named.key.as_str(), body)));
            }
        }
    }
    found
}

fn resource<'p>(root: &'p Piece, kind: &str, name: &str) -> Result<&'p Piece, Refusal> {
    let mut found = resources(root, kind).into_iter().filter(|(other, _)| *other == name);
    let (_, body) = found.next().ok_or(Refusal::Generated)?;
    if found.next().is_some() { Err(Refusal::Twice(format!("{kind}.{name}"))) } else { Ok(body) }
}

/// Whether there is a resource of this name.
pub(crate) fn has(text: &str, kind: &str, name: &str) -> Result<bool, Refusal> {
    Ok(resources(&read(text)?, kind).iter().any(|(other, _)| *other == name))
}

/// Names of resources, each with the type and name of the resource that one of its attributes refers to.
pub(crate) type Named = Vec<(String, Option<(String, String)>)>;

/// The resources of a type, each with the resource that an attribute refers to.
pub(crate) fn named(text: &str, kind: &str, by: &str) -> Result<Named, Refusal> {
    let root = read(text)?;
    let owner = |body: &Piece| {
        let inside = body.get(by)?.text()?.strip_prefix("${")?.strip_suffix('}')?;
        let expression: hcl_edit::expr::Expression = inside.parse().ok()?;
        referred(&expression).map(|(kind, name)| (kind.to_owned(), name.to_owned()))
    };
    Ok(resources(&root, kind).into_iter().map(|(name, body)| (name.to_owned(), owner(body))).collect())
}

/// What a literal attribute says.
pub(crate) fn said(text: &str, kind: &str, name: &str, attribute: &str) -> Result<Option<String>, Refusal> {
    let root = read(text)?;
    let said = resource(&root, kind, name)?.get(attribute).and_then(Piece::text);
    Ok(said.filter(|said| !is_expression(said)).map(str::to_owned))
}

/// Writes one change into a resource.
pub(crate) fn edit(text: &str, kind: &str, name: &str, op: &Op) -> Result<String, Refusal> {
    let root = read(text)?;
    let body = resource(&root, kind, name)?;
    let mut splices = Vec::new();
    write(&editor(text, &root), body, op, &mut splices)?;
    splice(text, splices).ok_or_else(|| Refusal::Unreadable("two edits of one place".to_owned()))
}

fn editor<'t>(text: &'t str, root: &Piece) -> Editor<'t> {
    let own = root.entries().and_then(<[_]>::first).map(|entry| before(text, entry.start).to_owned());
    let unit = own.filter(|own| !own.is_empty() && own.trim().is_empty()).unwrap_or_else(|| "  ".to_owned());
    Editor { text, unit }
}

fn write(editor: &Editor<'_>, body: &Piece, op: &Op, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
    let mut walk = |path: &'static str, want: &Want<'_>| {
        let parts: Vec<&'static str> = path.split('/').collect();
        walk(editor, body, &parts, want, splices)
    };
    match op {
        Op::Set(path, value) => walk(path, &Want::Value(value)),
        Op::Unless(path, others, value) => walk(path, &Want::Unless(others, value)),
        Op::Replace(path, old, value) => walk(path, &Want::Instead(old, value)),
        Op::Remove(path) => walk(path, &Want::Nothing),
        Op::Include(path, text) => walk(path, &Want::Include(text)),
        Op::Item { path, name, value } => match body.get(path) {
            // One block stands without a list around it.
            Some(item) if item.entries().is_some() => match item.get(name.0).and_then(Piece::text) {
                Some(said) if said == name.1 => self::walk(editor, item, &[value.0], &Want::Value(&value.1), splices),
                _ => Err(Refusal::Otherwise((*path).to_owned())),
            },
            _ => walk(path, &Want::Item(*name, (value.0, &value.1))),
        },
        Op::When(attribute, values, ops) => {
            let Some(piece) = body.get(attribute) else { return Ok(()) };
            literal(piece, attribute)?;
            if piece.text().is_some_and(|said| values.contains(&said)) {
                ops.iter().try_for_each(|op| write(editor, body, op, splices))?;
            }
            Ok(())
        }
        Op::Among { .. } | Op::Beside { .. } | Op::DenyPlainHttp => Err(Refusal::NoRecipe(String::new())),
    }
}

fn walk(
    editor: &Editor<'_>,
    body: &Piece,
    parts: &[&'static str],
    want: &Want<'_>,
    splices: &mut Vec<Splice>,
) -> Result<(), Refusal> {
    let Some((part, rest)) = parts.split_first() else { return Ok(()) };
    let every = part.strip_suffix('*');
    let name = every.unwrap_or(part);
    let entries = body.entries().ok_or_else(|| Refusal::Expression(name.to_owned()))?;
    let dynamic = entries.iter().filter(|entry| entry.key == "dynamic").flat_map(|entry| several(&entry.value));
    if dynamic.into_iter().any(|kinds| kinds.get(name).is_some()) {
        return Err(Refusal::Expression(name.to_owned()));
    }
    let mut found = entries.iter().filter(|entry| entry.key == name);
    let there = found.next();
    if found.next().is_some() {
        return Err(Refusal::Twice(name.to_owned()));
    }
    let Some(entry) = there else {
        // Blocks of which each is meant are never made.
        let open = parts.iter().any(|part| part.ends_with('*'));
        return if open { Ok(()) } else { editor.walk(body, parts, want, splices) };
    };
    if rest.is_empty() {
        literal(&entry.value, name)?;
        return editor.walk(body, parts, want, splices);
    }
    match (&entry.value.kind, every) {
        // `null` says nothing: the block is still to be written.
        (PieceKind::Scalar { text, style: Style::Plain }, None) if text == "null" => {
            editor.walk(body, parts, want, splices)
        }
        (PieceKind::Map { .. }, _) => walk(editor, &entry.value, rest, want, splices),
        (PieceKind::List { items, .. }, Some(_)) => {
            items.iter().try_for_each(|item| walk(editor, item, rest, want, splices))
        }
        (PieceKind::List { items, .. }, None) => match items.as_slice() {
            [one] => walk(editor, one, rest, want, splices),
            [] => Err(Refusal::Otherwise(name.to_owned())),
            _ => Err(Refusal::Twice(name.to_owned())),
        },
        _ => Err(Refusal::Expression(name.to_owned())),
    }
}

/// Refuses what has an expression in it.
fn literal(piece: &Piece, part: &str) -> Result<(), Refusal> {
    match &piece.kind {
        PieceKind::Scalar { text, .. } if is_expression(text) => Err(Refusal::Expression(part.to_owned())),
        PieceKind::List { items, .. } => items.iter().try_for_each(|item| literal(item, part)),
        PieceKind::Map { entries, .. } => entries.iter().try_for_each(|entry| literal(&entry.value, part)),
        _ => Ok(()),
    }
}

fn is_expression(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// How a resource is called beside it, and what makes as many as there are of it.
fn beside(body: &Piece, resource: &Resource<'_>) -> (Vec<(&'static str, String)>, String) {
    let mut owner = format!("{}.{}", resource.kind, resource.name);
    let mut first = Vec::new();
    if body.get("for_each").is_some() {
        first.push(("for_each", format!("${{{owner}}}")));
        "each.value".clone_into(&mut owner);
    } else if body.get("count").is_some() {
        first.push(("count", format!("${{length({owner})}}")));
        owner.push_str("[count.index]");
    }
    if let Some(provider) = body.get("provider").and_then(Piece::text) {
        first.push(("provider", provider.to_owned()));
    }
    (first, owner)
}

/// How a resource is called beside it.
pub(crate) fn owner(text: &str, resource: &Resource<'_>) -> Result<String, Refusal> {
    let root = read(text)?;
    Ok(beside(self::resource(&root, resource.kind, resource.name)?, resource).1)
}

/// The text with a statement that denies plain HTTP behind all that a policy has, which is a text in the text: JSON, or
/// `${jsonencode(…)}`. `None` where it is written otherwise.
pub(crate) fn deny_plain_http(text: &str, kind: &str, name: &str, owner: &str) -> Result<Option<String>, Refusal> {
    let root = read(text)?;
    let Some(policy) = resource(&root, kind, name)?.get("policy") else { return Ok(None) };
    let PieceKind::Scalar { text: said, .. } = &policy.kind else { return Ok(None) };
    let decoded = text.get(policy.start..policy.end).and_then(places).filter(|(inside, _)| inside == said);
    let Some((inside, places)) = decoded else { return Ok(None) };
    let found = match inside.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(expression) => statement_in(expression, owner).map(|(at, written)| (at + 2, written)),
        None => statement_in_json(&inside, owner),
    };
    let changed = found.and_then(|(at, written)| {
        let at = policy.start + places.get(at)?;
        // It stands in a text of JSON.
        let written = written.replace('\\', "\\\\").replace('"', "\\\"");
        splice(text, vec![Splice::insert(at, written)])
    });
    Ok(changed)
}

/// Where in a policy that is written as JSON the last statement ends, and what is written there.
fn statement_in_json(document: &str, owner: &str) -> Option<(usize, String)> {
    // What is no JSON before its templates are filled in cannot be edited by its places.
    let root = outline(document).ok().filter(|_| document.trim_start().starts_with('{'))?;
    let PieceKind::List { items, flow: true } = &root.get("Statement")?.kind else { return None };
    let statement = r#",{"Sid":"DenyPlainHttp","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["${OWNER.arn}","${OWNER.arn}/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    Some((items.last()?.end, statement.replace("OWNER", owner)))
}

/// What a text of JSON says, and for each of its bytes and the end the byte where that is written.
fn places(written: &str) -> Option<(String, Vec<usize>)> {
    let inside = written.strip_prefix('"')?.strip_suffix('"')?;
    let (mut said, mut places) = (String::with_capacity(inside.len()), Vec::with_capacity(inside.len() + 1));
    let mut rest = inside;
    while let Some(first) = rest.chars().next() {
        let at = 1 + inside.len() - rest.len();
        let (c, length) = match first {
            '\\' => match rest.get(1..)?.chars().next()? {
                'n' => ('\n', 2),
                't' => ('\t', 2),
                'r' => ('\r', 2),
                'b' => ('\u{8}', 2),
                'f' => ('\u{c}', 2),
                'u' => (char::from_u32(u32::from_str_radix(rest.get(2..6)?, 16).ok()?)?, 6),
                c @ ('"' | '\\' | '/') => (c, 2),
                _ => return None,
            },
            c => (c, c.len_utf8()),
        };
        said.push(c);
        places.extend(std::iter::repeat_n(at, c.len_utf8()));
        rest = rest.get(length..)?;
    }
    places.push(1 + inside.len());
    Some((said, places))
}

/// What a new resource beside another one says.
pub(crate) struct Beside<'a> {
    pub(crate) kind: &'a str,
    /// The attribute that names the other resource, and the one of that resource that is named.
    pub(crate) by: (&'a str, &'a str),
    /// An attribute or block of the other resource that says the same.
    pub(crate) inline: &'a str,
    /// Paths and values.
    pub(crate) says: Vec<(&'static str, &'static Value)>,
    /// A text that names the owner: an attribute and the text with `OWNER` in its place.
    pub(crate) text: Option<(&'static str, &'static str)>,
}

/// The text with a new resource of the same name.
pub(crate) fn put_beside(text: &str, resource: &Resource<'_>, new: &Beside<'_>) -> Result<String, Refusal> {
    let root = read(text)?;
    let body = self::resource(&root, resource.kind, resource.name)?;
    let dynamic =
        |name: &str| body.get("dynamic").is_some_and(|all| several(all).iter().any(|k| k.get(name).is_some()));
    if !new.inline.is_empty() && (body.get(new.inline).is_some() || dynamic(new.inline)) {
        return Err(Refusal::Otherwise(new.inline.to_owned()));
    }
    let (first, owner) = beside(body, resource);
    let named = format!("${{{owner}.{}}}", new.by.1);
    let written = new.text.map(|(attribute, text)| (attribute, text.replace("OWNER", &owner)));
    let mut says: Vec<(&str, New<'_>)> = first.iter().map(|(name, text)| (*name, New::Text(text))).collect();
    says.push((new.by.0, New::Text(&named)));
    for (path, value) in &new.says {
        let parts: Vec<&str> = path.split('/').collect();
        put(&mut says, &parts, value);
    }
    says.extend(written.iter().map(|(attribute, text)| (*attribute, New::Text(text))));
    let body = New::Map(says);

    let section = root.get("resource").ok_or(Refusal::Generated)?;
    let refuse = || Refusal::Otherwise("resource".to_owned());
    let (PieceKind::Map { flow, entries }, mut splices) = (&section.kind, Vec::new()) else { return Err(refuse()) };
    let editor = editor(text, &root);
    match section.get(new.kind).map(|piece| (piece, &piece.kind)) {
        None => {
            let of_kind = New::Map(vec![(resource.name, body)]);
            editor.add(section, *flow, entries, (new.kind, &of_kind), &mut splices);
        }
        Some((piece, PieceKind::Map { flow, entries })) => {
            editor.add(piece, *flow, entries, (resource.name, &body), &mut splices);
        }
        Some(_) => return Err(refuse()),
    }
    splice(text, splices).ok_or(Refusal::Generated)
}

fn put<'n>(into: &mut Vec<(&'n str, New<'n>)>, parts: &[&'n str], value: &'n Value) {
    let Some((part, rest)) = parts.split_first() else { return };
    if rest.is_empty() {
        into.push((part, New::Value(value)));
        return;
    }
    if let Some((_, New::Map(inner))) = into.iter_mut().find(|(name, _)| name == part) {
        return put(inner, rest, value);
    }
    let mut inner = Vec::new();
    put(&mut inner, rest, value);
    into.push((part, New::Map(inner)));
}
