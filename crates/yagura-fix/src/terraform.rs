//! Edits of Terraform configurations, in the native syntax.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Attribute, Block, Body, Structure};

use crate::edited::{Edited, folder, is_json};
use crate::recipe::{Fix, Language, Op, Value};
use crate::refusal::Refusal;
use crate::terraform_json as json;
use crate::text::{Splice, before, line_break, line_end, line_start, splice};
use crate::tree::{Tree, written};

/// A resource in a folder of configuration files.
pub(crate) struct Resource<'a> {
    pub(crate) file: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

/// The type and the name of a resource, out of its address: `module.site["a"].aws_s3_bucket.assets[0]`.
pub(crate) fn block_of(address: &str) -> Option<(String, String)> {
    let mut parts: Vec<String> = vec![String::new()];
    let (mut depth, mut quoted) = (0_u32, false);
    for c in address.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if depth == 0 && !quoted => parts.push(String::new()),
            c if depth == 0 && !quoted => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
            _ => {}
        }
    }
    let name = parts.pop()?;
    let kind = parts.pop()?;
    (kind.starts_with("aws_") && !name.is_empty()).then_some((kind, name))
}

/// Writes the fix of a resource into the texts of its folder's files.
pub(crate) fn apply(texts: &mut Edited<'_>, resource: &Resource<'_>, fix: &Fix) -> Result<(), Refusal> {
    let recipe = fix
        .recipes
        .iter()
        .find(|recipe| recipe.language == Language::Terraform && recipe.kind == resource.kind)
        .ok_or_else(|| Refusal::NoRecipe(resource.kind.to_owned()))?;
    let mut changed = false;
    for op in recipe.ops {
        changed |= apply_op(texts, resource, op)?;
    }
    if changed { Ok(()) } else { Err(Refusal::Nothing) }
}

fn apply_op(texts: &mut Edited<'_>, resource: &Resource<'_>, op: &Op) -> Result<bool, Refusal> {
    match op {
        Op::Beside { kind, by, reference, inline, ops } => {
            beside(texts, resource, &Beside { kind, by, reference, inline, ops })
        }
        Op::DenyPlainHttp => deny_plain_http(texts, resource),
        Op::When(attribute, values, ops) => {
            let text = texts.get(resource.file)?;
            let said = if is_json(resource.file) {
                json::said(text, resource.kind, resource.name, attribute)?
            } else {
                let file = File::read(text)?;
                let block = file.resource(resource.kind, resource.name)?;
                let said = block.body.get_attribute(attribute).and_then(|attribute| attribute.value.as_str());
                said.map(str::to_owned)
            };
            let mut changed = false;
            if said.is_some_and(|said| values.contains(&said.as_str())) {
                for op in *ops {
                    changed |= apply_op(texts, resource, op)?;
                }
            }
            Ok(changed)
        }
        _ => edit(texts, resource.file, resource.kind, resource.name, op),
    }
}

fn edit(texts: &mut Edited<'_>, path: &str, kind: &str, name: &str, op: &Op) -> Result<bool, Refusal> {
    let text = texts.get(path)?;
    let changed = if is_json(path) {
        json::edit(text, kind, name, op)?
    } else {
        let file = File::read(text)?;
        let block = file.resource(kind, name)?;
        let mut splices = Vec::new();
        file.op(block, op, &mut splices)?;
        splice(text, splices).ok_or_else(|| Refusal::Unreadable("two edits of one place".to_owned()))?
    };
    let differs = changed != text;
    texts.put(path, changed);
    Ok(differs)
}

struct Beside<'a> {
    kind: &'a str,
    by: &'a str,
    reference: &'a str,
    inline: &'a str,
    ops: &'static [Op],
}

/// Writes what another resource says of this one: into it, or as a new one behind this one.
fn beside(texts: &mut Edited<'_>, resource: &Resource<'_>, beside: &Beside<'_>) -> Result<bool, Refusal> {
    let Beside { kind, by, reference, inline, ops } = beside;
    let folder_of = folder(resource.file);
    let mut there: Vec<(String, String)> = Vec::new();
    for (path, text) in texts.with(folder_of, kind) {
        for (name, owner) in named(path, text, kind, by)? {
            match owner {
                Some((of, owner)) if of == resource.kind && owner == resource.name => {
                    there.push((path.to_owned(), name));
                }
                Some((of, _)) if of == resource.kind => {}
                // A name in plain words belongs to a bucket that is named so, and then the finding points there.
                _ => return Err(Refusal::Expression(format!("{kind}.{name}"))),
            }
        }
    }
    if !there.is_empty() {
        let mut changed = false;
        for (path, name) in there {
            for op in *ops {
                changed |= edit(texts, &path, kind, &name, op)?;
            }
        }
        return Ok(changed);
    }
    free(texts, resource, kind)?;
    let text = texts.get(resource.file)?;
    if is_json(resource.file) {
        let mut says = Vec::new();
        for op in *ops {
            let Op::Set(path, value) = op else { return Err(Refusal::NoRecipe((*kind).to_owned())) };
            says.push((*path, value));
        }
        let new = json::Beside { kind, by: (by, reference), inline, says, text: None };
        let changed = json::put_beside(text, resource, &new)?;
        texts.put(resource.file, changed);
        return Ok(true);
    }
    let file = File::read(text)?;
    let block = file.resource(resource.kind, resource.name)?;
    if !inline.is_empty() && (File::has_block(block, inline) || block.body.get_attribute(inline).is_some()) {
        return Err(Refusal::Otherwise((*inline).to_owned()));
    }
    let (mut tree, owner) = file.beside(block, resource);
    tree.attributes.push(((*by).to_owned(), format!("{owner}.{reference}")));
    for op in *ops {
        let Op::Set(path, value) = op else { return Err(Refusal::NoRecipe((*kind).to_owned())) };
        let parts: Vec<&str> = path.split('/').collect();
        tree.put(&parts, value);
    }
    let changed = file.put_behind(block, kind, resource.name, &tree)?;
    texts.put(resource.file, changed);
    Ok(true)
}

/// The resources of a type in a file, each with the resource that an attribute refers to.
fn named(path: &str, text: &str, kind: &str, by: &str) -> Result<json::Named, Refusal> {
    if is_json(path) {
        return json::named(text, kind, by);
    }
    let file = File::read(text)?;
    let mut found = Vec::new();
    for block in file.body.get_blocks("resource") {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let [of, name] = labels.as_slice() else { continue };
        if *of == kind {
            let owner = block.body.get_attribute(by).and_then(|attribute| referred(&attribute.value));
            found.push(((*name).to_owned(), owner.map(|(kind, name)| (kind.to_owned(), name.to_owned()))));
        }
    }
    Ok(found)
}

/// Refuses where another resource has the name that a new one would have.
fn free(texts: &Edited<'_>, resource: &Resource<'_>, kind: &str) -> Result<(), Refusal> {
    let folder_of = folder(resource.file);
    for (path, text) in texts.with(folder_of, kind) {
        let taken = if is_json(path) {
            json::has(text, kind, resource.name)?
        } else {
            !matches!(File::read(text)?.resource(kind, resource.name), Err(Refusal::Generated))
        };
        if taken {
            return Err(Refusal::Otherwise(format!("{kind}.{}", resource.name)));
        }
    }
    Ok(())
}

/// A statement that denies plain HTTP, in the bucket's policy or in a new one behind the bucket
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html>).
fn deny_plain_http(texts: &mut Edited<'_>, resource: &Resource<'_>) -> Result<bool, Refusal> {
    const KIND: &str = "aws_s3_bucket_policy";
    let folder_of = folder(resource.file);
    for (path, text) in texts.with(folder_of, KIND) {
        for (name, bucket) in named(path, text, KIND, "bucket")? {
            let expression = || Refusal::Expression(format!("{KIND}.{name}"));
            match bucket {
                Some((of, owner)) if of == resource.kind && owner == resource.name => {}
                Some((of, _)) if of == resource.kind => continue,
                _ => return Err(expression()),
            }
            let own = texts.get(resource.file)?;
            let owner = if is_json(resource.file) {
                json::owner(own, resource)?
            } else {
                let own = File::read(own)?;
                own.beside(own.resource(resource.kind, resource.name)?, resource).1
            };
            let changed = if is_json(path) {
                json::deny_plain_http(text, KIND, &name, &owner)?.ok_or_else(expression)?
            } else {
                let file = File::read(text)?;
                let policy = file.resource(KIND, &name)?;
                let document = policy.body.get_attribute("policy").ok_or_else(expression)?;
                let splices = file.add_statement(&document.value, &owner).ok_or_else(expression)?;
                splice(text, splices).ok_or_else(expression)?
            };
            let path = path.to_owned();
            texts.put(&path, changed);
            return Ok(true);
        }
    }
    free(texts, resource, KIND)?;
    let text = texts.get(resource.file)?;
    if is_json(resource.file) {
        let new = json::Beside {
            kind: KIND,
            by: ("bucket", "id"),
            inline: "policy",
            says: Vec::new(),
            text: Some(("policy", DENY_PLAIN_HTTP)),
        };
        let changed = json::put_beside(text, resource, &new)?;
        texts.put(resource.file, changed);
        return Ok(true);
    }
    let file = File::read(text)?;
    let block = file.resource(resource.kind, resource.name)?;
    let (mut tree, owner) = file.beside(block, resource);
    if block.body.get_attribute("policy").is_some() {
        return Err(Refusal::Otherwise("policy".to_owned()));
    }
    tree.attributes.push(("bucket".to_owned(), format!("{owner}.id")));
    let unit = file.unit(block);
    let mut lines =
        vec!["jsonencode({".to_owned(), format!("{unit}Version = \"2012-10-17\""), format!("{unit}Statement = [")];
    lines.extend(statement(&owner, unit).into_iter().map(|line| format!("{unit}{unit}{line}")));
    lines.extend([format!("{unit}]"), "})".to_owned()]);
    let lines: Vec<String> =
        lines.into_iter().enumerate().map(|(at, line)| if at == 0 { line } else { format!("{unit}{line}") }).collect();
    tree.attributes.push(("policy".to_owned(), lines.join(line_break(text))));
    let changed = file.put_behind(block, KIND, resource.name, &tree)?;
    texts.put(resource.file, changed);
    Ok(true)
}

/// Where in an expression that stands in a text the last statement ends, and what is written there: a statement in one line.
pub(crate) fn statement_in(text: &str, owner: &str) -> Option<(usize, String)> {
    let document: Expression = text.parse().ok()?;
    let file = File { text, body: Body::default(), skipped: 0 };
    let end = file.last_statement(&document)?.end;
    let rest = text.get(end..)?;
    let written = STATEMENT.replace("OWNER", owner);
    // A comma behind the last one stays behind the last one.
    Some(match rest.trim_start().strip_prefix(',') {
        Some(_) => (end + rest.find(',')? + 1, format!(" {written},")),
        None => (end, format!(", {written}")),
    })
}

/// The statement in one line.
const STATEMENT: &str = r#"{ Sid = "DenyPlainHttp", Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [OWNER.arn, "${OWNER.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } }"#;

/// The policy of one such statement, in one line.
const DENY_PLAIN_HTTP: &str = r#"${jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "DenyPlainHttp", Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [OWNER.arn, "${OWNER.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })}"#;

/// The statement, as an item of a list.
fn statement(owner: &str, unit: &str) -> Vec<String> {
    vec![
        "{".to_owned(),
        format!("{unit}Sid       = \"DenyPlainHttp\""),
        format!("{unit}Effect    = \"Deny\""),
        format!("{unit}Principal = \"*\""),
        format!("{unit}Action    = \"s3:*\""),
        format!("{unit}Resource  = [{owner}.arn, \"${{{owner}.arn}}/*\"]"),
        format!("{unit}Condition = {{ Bool = {{ \"aws:SecureTransport\" = \"false\" }} }}"),
        "},".to_owned(),
    ]
}

/// The resource that an expression like `aws_s3_bucket.assets.id` refers to.
pub(crate) fn referred(expression: &Expression) -> Option<(&str, &str)> {
    let traversal = expression.as_traversal()?;
    let kind = traversal.expr.as_variable()?.as_str();
    match traversal.operators.first()?.value() {
        TraversalOperator::GetAttr(name) => Some((kind, name.as_str())),
        _ => None,
    }
}

/// A file, taken apart.
struct File<'t> {
    text: &'t str,
    body: Body,
    /// The bytes of a byte order mark, which the parser does not see.
    skipped: usize,
}

impl<'t> File<'t> {
    fn read(text: &'t str) -> Result<Self, Refusal> {
        let inside = text.strip_prefix('\u{feff}').unwrap_or(text);
        let body = hcl_edit::parser::parse_body(inside).map_err(|error| {
            let place = error.location();
            Refusal::Unreadable(format!("line {}, column {}: not valid HCL", place.line(), place.column()))
        })?;
        Ok(Self { text, body, skipped: text.len() - inside.len() })
    }

    fn resource(&self, kind: &str, name: &str) -> Result<&Block, Refusal> {
        let mut found = self
            .body
            .get_blocks("resource")
            .filter(|block| matches!(block.labels.as_slice(), [a, b] if a.as_str() == kind && b.as_str() == name));
        let block = found.next().ok_or(Refusal::Generated)?;
        if found.next().is_some() {
            return Err(Refusal::Twice(format!("{kind}.{name}")));
        }
        Ok(block)
    }

    fn range(&self, span: Option<Range<usize>>) -> Result<Range<usize>, Refusal> {
        let span = span.ok_or_else(|| Refusal::Unreadable("a place is not known".to_owned()))?;
        Ok(span.start + self.skipped..span.end + self.skipped)
    }

    fn slice(&self, span: Option<Range<usize>>) -> &'t str {
        self.range(span).ok().and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// What begins a resource beside another one, and how that one is called in it.
    fn beside(&self, block: &Block, resource: &Resource<'_>) -> (Tree, String) {
        let mut owner = format!("{}.{}", resource.kind, resource.name);
        let mut tree = Tree::default();
        if block.body.get_attribute("for_each").is_some() {
            tree.attributes.push(("for_each".to_owned(), owner.clone()));
            "each.value".clone_into(&mut owner);
        } else if block.body.get_attribute("count").is_some() {
            tree.attributes.push(("count".to_owned(), format!("length({owner})")));
            owner.push_str("[count.index]");
        }
        // A provider of its own is one for what belongs to it, too.
        if let Some(provider) = block.body.get_attribute("provider") {
            tree.attributes.push(("provider".to_owned(), self.slice(provider.value.span()).trim().to_owned()));
        }
        tree.first = tree.attributes.len();
        (tree, owner)
    }

    /// The text with a new resource behind a block.
    fn put_behind(&self, block: &Block, kind: &str, name: &str, tree: &Tree) -> Result<String, Refusal> {
        let line_break = line_break(self.text);
        let mut lines = vec![format!("resource \"{kind}\" \"{name}\" {{")];
        tree.write(self.unit(block), 1, &mut lines);
        lines.push("}".to_owned());
        let at = line_end(self.text, self.range(block.span())?.end);
        let written = format!("{line_break}{line_break}{}", lines.join(line_break));
        splice(self.text, vec![Splice::insert(at, written)]).ok_or(Refusal::Generated)
    }

    /// Where the last statement in `jsonencode({ Statement = [ … ] })` stands.
    fn last_statement(&self, document: &Expression) -> Option<Range<usize>> {
        let call = document.as_func_call()?;
        if !call.name.namespace.is_empty() || call.name.name.as_str() != "jsonencode" {
            return None;
        }
        let object = call.args.iter().next()?.as_object()?;
        let mut lists = object.iter().filter_map(|(key, value)| {
            let name = match key {
                hcl_edit::expr::ObjectKey::Ident(name) => name.as_str(),
                hcl_edit::expr::ObjectKey::Expression(expression) => expression.as_str()?,
            };
            (name == "Statement").then_some(value.expr())
        });
        let list = lists.next()?.as_array()?;
        self.range(list.iter().last()?.span()).ok()
    }

    /// A statement behind all that are in `jsonencode({ Statement = [ … ] })`.
    fn add_statement(&self, document: &Expression, owner: &str) -> Option<Vec<Splice>> {
        let end = self.last_statement(document)?;
        let indent = before(self.text, end.start);
        let line_break = line_break(self.text);
        let (indent, begin) = if indent.trim().is_empty() {
            (indent, format!("{line_break}{indent}"))
        } else {
            (indent.get(..indent.len() - indent.trim_start().len())?, " ".to_owned())
        };
        let unit = if indent.contains('\t') { "\t" } else { "  " };
        let rest = self.text.get(end.end..)?;
        let comma = rest.trim_start().starts_with(',');
        let mut lines = statement(owner, unit);
        // What ends the list's last item stays as it was.
        if let (false, Some(line)) = (comma, lines.last_mut()) {
            line.pop();
        }
        let written = format!("{begin}{}", lines.join(&format!("{line_break}{indent}")));
        let at = if comma { end.end + rest.find(',')? + 1 } else { end.end };
        Some(vec![Splice::insert(at, if comma { written } else { format!(",{written}") })])
    }

    fn has_block(block: &Block, name: &str) -> bool {
        block.body.has_blocks(name) || Self::is_dynamic(block, name)
    }

    fn is_dynamic(block: &Block, name: &str) -> bool {
        block.body.get_blocks("dynamic").any(|block| block.labels.first().is_some_and(|label| label.as_str() == name))
    }

    fn op(&self, block: &Block, op: &Op, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let parts = |path: &'static str| -> Vec<&'static str> { path.split('/').collect() };
        match op {
            Op::Set(path, value) => self.walk(block, &parts(path), &Want::Value(value), splices),
            Op::Replace(path, old, value) => self.walk(block, &parts(path), &Want::Instead(old, value), splices),
            Op::Include(path, text) => self.walk(block, &parts(path), &Want::Include(text), splices),
            Op::Item { path, name, value } => {
                if Self::is_dynamic(block, path) || block.body.get_attribute(path).is_some() {
                    return Err(Refusal::Expression((*path).to_owned()));
                }
                for item in block.body.get_blocks(path) {
                    let said = item.body.get_attribute(name.0).and_then(|attribute| attribute.value.as_str());
                    let Some(said) = said else { return Err(Refusal::Expression((*path).to_owned())) };
                    if said == name.1 {
                        return self.walk(item, &[value.0], &Want::Value(&value.1), splices);
                    }
                }
                let mut tree = Tree::default();
                tree.attributes.push((name.0.to_owned(), format!("\"{}\"", name.1)));
                tree.attributes.push((value.0.to_owned(), written(&value.1)));
                self.add_block(block, path, &tree, splices)
            }
            Op::Unless(path, others, value) => self.walk(block, &parts(path), &Want::Unless(others, value), splices),
            Op::Remove(path) => self.walk(block, &parts(path), &Want::Nothing, splices),
            Op::When(attribute, values, ops) => {
                let Some(said) = block.body.get_attribute(attribute) else { return Ok(()) };
                // It may be any of them.
                let Some(said) = said.value.as_str() else { return Err(Refusal::Expression((*attribute).to_owned())) };
                if values.contains(&said) {
                    ops.iter().try_for_each(|op| self.op(block, op, splices))?;
                }
                Ok(())
            }
            Op::Among { .. } | Op::Beside { .. } | Op::DenyPlainHttp => Err(Refusal::NoRecipe(String::new())),
        }
    }

    fn walk(&self, block: &Block, parts: &[&str], want: &Want<'_>, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let (part, rest) = match parts {
            [] => return Ok(()),
            [name] if matches!(want, Want::Nothing) => return self.remove(block, name, splices),
            [name] => return self.attribute(block, name, want, splices),
            [part, rest @ ..] => (*part, rest),
        };
        let every = part.strip_suffix('*');
        let name = every.unwrap_or(part);
        if Self::is_dynamic(block, name) || block.body.get_attribute(name).is_some() {
            return Err(Refusal::Expression(name.to_owned()));
        }
        let blocks: Vec<&Block> = block.body.get_blocks(name).collect();
        match (every, blocks.as_slice()) {
            (Some(_), blocks) => blocks.iter().try_for_each(|block| self.walk(block, rest, want, splices)),
            (None, [one]) => self.walk(one, rest, want, splices),
            (None, []) => {
                let value = match want {
                    Want::Value(value) | Want::Unless(_, value) => written(value),
                    Want::Include(text) => format!("[\"{text}\"]"),
                    Want::Instead(..) | Want::Nothing => return Ok(()),
                };
                let mut tree = Tree::default();
                let Some((last, between)) = rest.split_last() else { return Ok(()) };
                let mut inner = &mut tree;
                for name in between {
                    if name.ends_with('*') {
                        return Ok(());
                    }
                    inner.blocks.push(((*name).to_owned(), Tree::default()));
                    let Some((_, next)) = inner.blocks.last_mut() else { return Ok(()) };
                    inner = next;
                }
                inner.attributes.push(((*last).to_owned(), value));
                self.add_block(block, name, &tree, splices)
            }
            (None, _) => Err(Refusal::Twice(name.to_owned())),
        }
    }

    fn attribute(&self, block: &Block, name: &str, want: &Want<'_>, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        if Self::has_block(block, name) {
            return Err(Refusal::Expression(name.to_owned()));
        }
        let Some(attribute) = block.body.get_attribute(name) else {
            let value = match want {
                Want::Value(value) | Want::Unless(_, value) => written(value),
                Want::Include(text) => format!("[\"{text}\"]"),
                Want::Instead(..) | Want::Nothing => return Ok(()),
            };
            return self.add_attribute(block, name, &value, splices);
        };
        let range = self.range(attribute.value.span())?;
        let expression = || Err(Refusal::Expression(name.to_owned()));
        let said = match &attribute.value {
            Expression::Bool(value) => value.value().to_string(),
            Expression::Number(number) => number.value().to_string(),
            Expression::String(text) => text.value().as_str().to_owned(),
            Expression::Null(_) => "null".to_owned(),
            Expression::Array(array) => {
                return match want {
                    Want::Value(Value::Texts(_)) if array.is_empty() => {
                        let Want::Value(value) = want else { return Ok(()) };
                        splices.push(Splice::replace(range, written(value)));
                        Ok(())
                    }
                    Want::Value(Value::Texts(_)) => Err(Refusal::Otherwise(name.to_owned())),
                    Want::Include(text) => {
                        let mut last = None;
                        for item in array {
                            let Some(said) = item.as_str() else { return expression() };
                            if said == *text {
                                return Ok(());
                            }
                            last = item.span();
                        }
                        match last {
                            None => splices.push(Splice::replace(range, format!("[\"{text}\"]"))),
                            Some(_) => {
                                splices.push(Splice::insert(self.range(last)?.end, format!(", \"{text}\"")));
                            }
                        }
                        Ok(())
                    }
                    _ => expression(),
                };
            }
            _ => return expression(),
        };
        let value = match want {
            Want::Instead(old, value) if said == *old => value,
            Want::Unless(others, _) if others.contains(&said.as_str()) => {
                return Err(Refusal::Otherwise(name.to_owned()));
            }
            Want::Value(value) | Want::Unless(_, value) => value,
            Want::Instead(..) | Want::Nothing => return Ok(()),
            Want::Include(_) => return expression(),
        };
        let there = match value {
            Value::AtLeast(least) => said.parse::<i64>().is_ok_and(|number| number >= *least),
            Value::Bool(value) => said == value.to_string(),
            Value::Int(number) => said == number.to_string(),
            Value::Text(text) => said == *text,
            Value::Texts(_) => false,
        };
        if !there {
            splices.push(Splice::replace(range, written(value)));
        }
        Ok(())
    }

    /// Takes an attribute, or all blocks of a type, out of a block: with their lines.
    fn remove(&self, block: &Block, name: &str, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        if Self::is_dynamic(block, name) {
            return Err(Refusal::Expression(name.to_owned()));
        }
        let mut ranges = Vec::new();
        if let Some(attribute) = block.body.get_attribute(name) {
            if !is_literal(&attribute.value) {
                return Err(Refusal::Expression(name.to_owned()));
            }
            ranges.push(self.range(attribute.key.span())?.start..self.range(attribute.value.span())?.end);
        }
        for block in block.body.get_blocks(name) {
            if !is_literal_throughout(&block.body) {
                return Err(Refusal::Expression(name.to_owned()));
            }
            ranges.push(self.range(block.span())?);
        }
        for range in ranges {
            let start = line_start(self.text, range.start);
            if !self.text.get(start..range.start).unwrap_or_default().trim().is_empty() {
                return Err(Refusal::Otherwise(name.to_owned()));
            }
            let end = line_end(self.text, range.end);
            let end =
                self.text.get(end..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |found| end + found + 1);
            splices.push(Splice::replace(start..end, ""));
        }
        Ok(())
    }

    fn unit(&self, block: &Block) -> &'static str {
        let inner = block.body.iter().next().and_then(|first| match first {
            Structure::Attribute(attribute) => attribute.key.span(),
            Structure::Block(block) => block.ident.span(),
        });
        let tab = inner.is_some_and(|span| before(self.text, span.start + self.skipped).starts_with('\t'));
        if tab { "\t" } else { "  " }
    }

    /// How the lines inside a block begin.
    fn indent(&self, block: &Block) -> String {
        let inner = block.body.iter().next().and_then(|first| match first {
            Structure::Attribute(attribute) => attribute.key.span(),
            Structure::Block(block) => block.ident.span(),
        });
        let inner = inner.map(|span| before(self.text, span.start + self.skipped));
        match inner.filter(|inner| inner.trim().is_empty()) {
            Some(inner) => inner.to_owned(),
            None => format!("{}{}", self.own_indent(block), self.unit(block)),
        }
    }

    fn own_indent(&self, block: &Block) -> &'t str {
        let line = block.ident.span().map(|span| before(self.text, span.start + self.skipped)).unwrap_or_default();
        line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
    }

    /// The bytes of the braces.
    fn braces(&self, block: &Block) -> Result<(usize, usize), Refusal> {
        let range = self.range(block.span())?;
        let close = range.end.saturating_sub(1);
        let labels = block.labels.last().and_then(hcl_edit::Span::span);
        let after = labels.or_else(|| block.ident.span()).map_or(range.start, |span| span.end + self.skipped);
        let open = self.text.get(after..close).and_then(|text| text.find('{')).map(|at| after + at);
        let closes = self.text.get(close..range.end) == Some("}");
        open.filter(|_| closes).map(|open| (open, close)).ok_or_else(|| Refusal::Unreadable("a block".to_owned()))
    }

    /// Lines into a block that has its braces in one line.
    fn open_up(&self, block: &Block, lines: &[String], splices: &mut Vec<Splice>) -> Result<bool, Refusal> {
        let (open, close) = self.braces(block)?;
        let inside = self.text.get(open + 1..close).unwrap_or_default();
        if inside.contains('\n') {
            return Ok(false);
        }
        let line_break = line_break(self.text);
        let mut all = Vec::new();
        if !inside.trim().is_empty() {
            all.push(format!("{}{}{}", self.own_indent(block), self.unit(block), inside.trim()));
        }
        all.extend(lines.iter().cloned());
        let written = format!("{line_break}{}{line_break}{}", all.join(line_break), self.own_indent(block));
        splices.push(Splice::replace(open + 1..close, written));
        Ok(true)
    }

    fn add_attribute(&self, block: &Block, name: &str, value: &str, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let (open, close) = self.braces(block)?;
        let line_break = line_break(self.text);
        let indent = self.indent(block);
        if !self.text.get(open..close).unwrap_or_default().contains('\n') {
            let indent = format!("{}{}", self.own_indent(block), self.unit(block));
            self.open_up(block, &[format!("{indent}{name} = {value}")], splices)?;
            return Ok(());
        }
        // Behind the last attribute before the first block, as everybody writes.
        let attributes: Vec<&Attribute> = block.body.iter().map_while(Structure::as_attribute).collect();
        let Some(last) = attributes.last() else {
            let blank = if block.body.is_empty() { "" } else { line_break };
            let written = format!("{line_break}{indent}{name} = {value}{blank}");
            splices.push(Splice::insert(line_end(self.text, open), written));
            return Ok(());
        };
        let value_range = self.range(last.value.span())?;
        let key_range = self.range(last.key.span())?;
        let mut end = value_range.end;
        // A heredoc ends behind its own line break.
        if self.text.get(..end).is_some_and(|before| before.ends_with('\n')) {
            end -= 1;
        }
        let at = line_end(self.text, end);
        // The equals signs of lines that follow each other stand below each other: longer names begin a group of their own.
        let one_line = !self.text.get(key_range.start..end).unwrap_or_default().contains('\n');
        let equals = self.text.get(key_range.end..value_range.start).and_then(|between| between.find('='));
        let width = equals.map_or(0, |equals| (key_range.end + equals).saturating_sub(key_range.start + 1));
        let written = if !one_line || name.len() == width || equals.is_none() {
            format!("{line_break}{indent}{name} = {value}")
        } else if name.len() < width {
            format!("{line_break}{indent}{name:width$} = {value}")
        } else {
            format!("{line_break}{line_break}{indent}{name} = {value}")
        };
        splices.push(Splice::insert(at, written));
        Ok(())
    }

    fn add_block(&self, block: &Block, name: &str, tree: &Tree, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let line_break = line_break(self.text);
        let unit = self.unit(block);
        let mut lines = vec![format!("{name} {{")];
        tree.write(unit, 1, &mut lines);
        lines.push("}".to_owned());
        let (open, close) = self.braces(block)?;
        let one_line = !self.text.get(open..close).unwrap_or_default().contains('\n');
        let indent = if one_line { format!("{}{unit}", self.own_indent(block)) } else { self.indent(block) };
        for line in &mut lines {
            if !line.is_empty() {
                *line = format!("{indent}{line}");
            }
        }
        if one_line {
            if !self.text.get(open + 1..close).unwrap_or_default().trim().is_empty() {
                lines.insert(0, String::new());
            }
            self.open_up(block, &lines, splices)?;
            return Ok(());
        }
        let start = line_start(self.text, close);
        let kept = self.text.get(open + 1..start).unwrap_or_default();
        let blank = if kept.trim().is_empty() || kept.ends_with(&format!("{line_break}{line_break}")) {
            ""
        } else {
            line_break
        };
        splices.push(Splice::insert(start, format!("{blank}{}{line_break}", lines.join(line_break))));
        Ok(())
    }
}

/// Whether nothing in an expression comes from elsewhere.
fn is_literal(expression: &Expression) -> bool {
    match expression {
        Expression::Null(_) | Expression::Bool(_) | Expression::Number(_) | Expression::String(_) => true,
        Expression::Array(items) => items.iter().all(is_literal),
        _ => false,
    }
}

/// Whether nothing in the blocks of a body comes from elsewhere; a `dynamic` one does.
fn is_literal_throughout(body: &Body) -> bool {
    body.iter().all(|structure| match structure {
        Structure::Attribute(attribute) => is_literal(&attribute.value),
        Structure::Block(block) => block.ident.as_str() != "dynamic" && is_literal_throughout(&block.body),
    })
}

/// What is to stand at the end of a path.
enum Want<'w> {
    Value(&'w Value),
    Instead(&'static str, &'w Value),
    Unless(&'static [&'static str], &'w Value),
    Nothing,
    Include(&'static str),
}

#[cfg(test)]
mod tests {
    use super::block_of;

    #[test]
    fn a_block_is_found_by_its_address() {
        for (address, kind, name) in [
            ("aws_s3_bucket.a", "aws_s3_bucket", "a"),
            ("aws_s3_bucket.a[0]", "aws_s3_bucket", "a"),
            ("module.x[\"a.b]\"].module.y.aws_s3_bucket.a[\"c.d\"]", "aws_s3_bucket", "a"),
        ] {
            assert_eq!(block_of(address), Some((kind.to_owned(), name.to_owned())), "{address}");
        }
        assert_eq!(block_of("Resources"), None);
    }
}
