//! Edits of CloudFormation templates, in YAML and JSON.

use yagura_template::syntax::{Entry, Piece, PieceKind, Style, outline};

use crate::recipe::{Fix, Language, Op, Value};
use crate::refusal::Refusal;
use crate::text::{Splice, before, line_break, line_end, splice};

/// The template with the fix written into the resource of a logical id.
pub(crate) fn apply(text: &str, id: &str, fix: &Fix) -> Result<String, Refusal> {
    let root = read(text)?;
    if synthesized(&root) {
        return Err(Refusal::Synthesized);
    }
    let resource = resource(&root, id)?;
    let kind = resource.get("Type").and_then(Piece::text).unwrap_or_default();
    let recipe = fix
        .recipes
        .iter()
        .find(|recipe| recipe.language == Language::CloudFormation && recipe.kind == kind)
        .ok_or_else(|| Refusal::NoRecipe(kind.to_owned()))?;
    let mut changed = text.to_owned();
    for op in recipe.ops {
        changed = apply_op(&changed, id, op)?;
    }
    if changed == text { Err(Refusal::Nothing) } else { Ok(changed) }
}

fn read(text: &str) -> Result<Piece, Refusal> {
    outline(text).map_err(|error| Refusal::Unreadable(error.to_string()))
}

fn resource<'p>(root: &'p Piece, id: &str) -> Result<&'p Piece, Refusal> {
    let resources = root.get("Resources").ok_or(Refusal::Generated)?;
    let entries = resources.entries().unwrap_or_default();
    let mut found = entries.iter().filter(|entry| entry.key == id);
    let resource = found.next().ok_or_else(|| looped(entries, id).map_or(Refusal::Generated, Refusal::Loop))?;
    if found.next().is_some() {
        return Err(Refusal::Twice(id.to_owned()));
    }
    Ok(&resource.value)
}

/// Whether the CDK wrote the template: its resources say from which construct they come.
fn synthesized(root: &Piece) -> bool {
    let resources = root.get("Resources").and_then(Piece::entries).unwrap_or_default();
    resources.iter().any(|entry| {
        entry.value.get("Metadata").is_some_and(|metadata| metadata.get("aws:cdk:path").is_some())
            || entry.value.get("Type").and_then(Piece::text) == Some("AWS::CDK::Metadata")
    })
}

/// The loop that makes a resource of this logical id: `Fn::ForEach::Name` with a name, a list and what is made of each item
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>).
fn looped(entries: &[Entry], id: &str) -> Option<String> {
    entries.iter().find_map(|entry| {
        entry.key.strip_prefix("Fn::ForEach::")?;
        let PieceKind::List { items, .. } = &entry.value.kind else { return None };
        let made = items.get(2)?.entries()?;
        let own = made.iter().any(|made| !made.key.starts_with("Fn::ForEach::") && may_be(&made.key, id));
        if own { Some(entry.key.clone()) } else { looped(made, id) }
    })
}

/// Whether a name with `${Item}` or `&{Item}` in it may become a logical id.
fn may_be(name: &str, id: &str) -> bool {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some(at) = rest.find("${").or_else(|| rest.find("&{")) {
        let (before, inside) = rest.split_at(at);
        let Some((_, after)) = inside.split_once('}') else { break };
        parts.push(before);
        rest = after;
    }
    let Some((first, between)) = parts.split_first() else { return name == id };
    let Some(mut left) = id.strip_prefix(first).and_then(|left| left.strip_suffix(rest)) else { return false };
    for part in between {
        match left.find(part) {
            Some(at) => left = left.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

fn apply_op(text: &str, id: &str, op: &Op) -> Result<String, Refusal> {
    let root = read(text)?;
    let resource = resource(&root, id)?;
    let editor = Editor { text, unit: unit(text, &root) };
    let mut splices = Vec::new();
    let parts = |path: &'static str| -> Vec<&str> { std::iter::once("Properties").chain(path.split('/')).collect() };
    match op {
        Op::Set(path, value) => {
            editor.walk(resource, &parts(path), &Want::Value(value), &mut splices)?;
        }
        Op::Replace(path, old, value) => {
            editor.walk(resource, &parts(path), &Want::Instead(old, value), &mut splices)?;
        }
        Op::Item { path, name, value } => {
            editor.walk(resource, &parts(path), &Want::Item(*name, (value.0, &value.1)), &mut splices)?;
        }
        Op::Among { path, name, value } => {
            let want = Want::Among(*name, (value.0, value.1, &value.2));
            editor.walk(resource, &parts(path), &want, &mut splices)?;
        }
        Op::Include(path, item) => editor.walk(resource, &parts(path), &Want::Include(item), &mut splices)?,
        Op::When(property, values, ops) => {
            let said = resource.get("Properties").and_then(|properties| properties.get(property));
            let said = said.filter(|piece| piece.tag.is_none()).and_then(Piece::text);
            let mut changed = text.to_owned();
            if said.is_some_and(|said| values.contains(&said)) {
                for op in *ops {
                    changed = apply_op(&changed, id, op)?;
                }
            }
            return Ok(changed);
        }
        Op::Unless(path, others, value) => {
            editor.walk(resource, &parts(path), &Want::Unless(others, value), &mut splices)?;
        }
        Op::Remove(path) => editor.walk(resource, &parts(path), &Want::Nothing, &mut splices)?,
        Op::DenyPlainHttp => editor.deny_plain_http(&root, id, &mut splices)?,
        Op::Beside { .. } => return Err(Refusal::NoRecipe(String::new())),
    }
    splice(text, splices).ok_or_else(|| Refusal::Unreadable("two edits of one place".to_owned()))
}

/// By how much one level is set off from the next.
fn unit(text: &str, root: &Piece) -> String {
    let own = |entry: &Entry| before(text, entry.start).to_owned();
    let level = root.get("Resources").and_then(Piece::entries).and_then(<[Entry]>::first).map(own);
    level.filter(|level| !level.is_empty() && level.trim().is_empty()).unwrap_or_else(|| "  ".to_owned())
}

/// What is to stand at the end of a path.
pub(crate) enum Want<'w> {
    Value(&'w Value),
    Instead(&'static str, &'w Value),
    Unless(&'static [&'static str], &'w Value),
    Nothing,
    Item((&'static str, &'static str), (&'static str, &'w Value)),
    Among((&'static str, &'static [&'static str]), (&'static str, &'static str, &'w Value)),
    Include(&'static str),
}

/// What is written anew.
pub(crate) enum New<'n> {
    Value(&'n Value),
    Map(Vec<(&'n str, New<'n>)>),
    List(Vec<New<'n>>),
    Text(&'n str),
    /// What a resource is called.
    Ref(&'n str),
    /// The ARN of a resource.
    Arn(&'n str),
    /// All objects of a bucket.
    Objects(&'n str),
}

pub(crate) struct Editor<'t> {
    pub(crate) text: &'t str,
    /// By how much one level is set off from the next.
    pub(crate) unit: String,
}

impl Editor<'_> {
    /// Writes what is wanted at a path below a piece.
    pub(crate) fn walk(
        &self,
        piece: &Piece,
        parts: &[&str],
        want: &Want<'_>,
        splices: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let Some((part, rest)) = parts.split_first() else { return self.reach(piece, "", want, splices) };
        if *part == "*" {
            let PieceKind::List { items, .. } = &piece.kind else {
                return Err(Refusal::Expression((*part).to_owned()));
            };
            for item in items {
                literal(item, part)?;
                self.walk(item, rest, want, splices)?;
            }
            return Ok(());
        }
        let PieceKind::Map { flow, entries } = &piece.kind else {
            return Err(Refusal::Expression((*part).to_owned()));
        };
        if entries.iter().any(|entry| entry.key == "Ref" || entry.key.starts_with("Fn::")) {
            return Err(Refusal::Expression((*part).to_owned()));
        }
        let mut found = entries.iter().filter(|entry| entry.key == *part);
        let Some(entry) = found.next() else {
            if entries.iter().any(|entry| entry.key == "<<") {
                return Err(Refusal::Shared((*part).to_owned()));
            }
            if let Some(new) = new(rest, want) {
                self.add(piece, *flow, entries, (part, &new), splices);
            }
            return Ok(());
        };
        if found.next().is_some() {
            return Err(Refusal::Twice((*part).to_owned()));
        }
        if let (Want::Nothing, []) = (want, rest) {
            literal_throughout(&entry.value, part)?;
            return self.remove(*flow, entries, entry, splices);
        }
        literal(&entry.value, part)?;
        // A name without a value: the block below it is still to be written.
        if let PieceKind::Scalar { text, style: Style::Plain } = &entry.value.kind
            && matches!(text.as_str(), "" | "null" | "~")
        {
            if let Some(new) = new(rest, want) {
                self.fill(entry, *flow, &new, splices);
            }
            return Ok(());
        }
        match rest {
            [] => self.reach(&entry.value, part, want, splices),
            _ => self.walk(&entry.value, rest, want, splices),
        }
    }

    /// The end of the path is there.
    fn reach(&self, piece: &Piece, part: &str, want: &Want<'_>, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        match (want, &piece.kind) {
            (
                Want::Value(value) | Want::Instead(_, value) | Want::Unless(_, value),
                PieceKind::Scalar { text, style },
            ) => {
                let (text, style) = (text.as_str(), *style);
                if let Want::Unless(others, _) = want
                    && others.contains(&text)
                {
                    return Err(Refusal::Otherwise(part.to_owned()));
                }
                if let Want::Instead(old, _) = want
                    && text != *old
                {
                    return Ok(());
                }
                if text.contains("{{resolve:") || style == Style::Block {
                    return Err(Refusal::Expression(part.to_owned()));
                }
                if !holds(value, text) {
                    splices.push(Splice::replace(piece.start..piece.end, quoted(value, style)));
                }
                Ok(())
            }
            (Want::Value(Value::Texts(_)), PieceKind::List { items, .. }) if !items.is_empty() => {
                Err(Refusal::Otherwise(part.to_owned()))
            }
            (Want::Value(Value::Texts(texts)), PieceKind::List { .. }) => {
                let list = New::List(texts.iter().map(|text| New::Text(text)).collect());
                splices.push(Splice::replace(piece.start..piece.end, self.inline(&list)));
                Ok(())
            }
            (Want::Include(text), PieceKind::List { items, flow }) => {
                for item in items {
                    literal(item, part)?;
                    if item.text() == Some(text) {
                        return Ok(());
                    }
                }
                self.append(piece, *flow, items, &New::Text(text), part, splices)
            }
            (Want::Item((by, name), (member, value)), PieceKind::List { items, flow }) => {
                for item in items {
                    literal(item, part)?;
                    let Some(entries) = item.entries() else { return Err(Refusal::Expression(part.to_owned())) };
                    let said = item.get(by).filter(|said| said.tag.is_none()).and_then(Piece::text);
                    // An item whose name is an expression may be the one.
                    if said.is_none() || entries.iter().any(|entry| entry.key == "<<") {
                        return Err(Refusal::Expression(part.to_owned()));
                    }
                    if said == Some(name) {
                        return self.walk(item, &[member], &Want::Value(value), splices);
                    }
                }
                let item = New::Map(vec![(by, New::Text(name)), (member, New::Value(value))]);
                self.append(piece, *flow, items, &item, part, splices)
            }
            (Want::Among((by, names), (member, old, value)), PieceKind::List { items, .. }) => {
                for item in items {
                    literal(item, part)?;
                    let said = item.get(by).filter(|said| said.tag.is_none()).and_then(Piece::text);
                    // An item whose name is an expression may be any.
                    let said = said.ok_or_else(|| Refusal::Expression(part.to_owned()))?;
                    if names.contains(&said) {
                        self.walk(item, &[member], &Want::Instead(old, value), splices)?;
                    }
                }
                Ok(())
            }
            _ => Err(Refusal::Expression(part.to_owned())),
        }
    }

    /// Puts a name and what it stands for behind all that are in a map.
    pub(crate) fn add(
        &self,
        map: &Piece,
        flow: bool,
        entries: &[Entry],
        (key, new): (&str, &New<'_>),
        splices: &mut Vec<Splice>,
    ) {
        let text = self.text;
        let Some(last) = entries.last() else {
            // `{}`: there is no empty block.
            let inside = map.start.saturating_add(1);
            let named = name(key, self.is_json());
            splices.push(Splice::replace(inside..map.end.saturating_sub(1), format!("{named}{}", self.inline(new))));
            return;
        };
        let json = flow && last.style == Style::Double;
        if flow {
            let own_line = before(text, last.start);
            let named = name(key, json);
            // The last one may stand in its own line: then the new one does.
            let begun = text.get(map.start..last.start).unwrap_or_default();
            if own_line.trim().is_empty() && begun.contains('\n') {
                let rest = text.get(last.value.end..).unwrap_or_default();
                let comma = rest.trim_start().starts_with(',');
                splices.push(Splice::insert(last.value.end, if comma { "" } else { "," }));
                let at = line_end(text, last.value.end);
                let at = if comma_or_comment_only(text.get(last.value.end..at).unwrap_or_default()) {
                    at
                } else {
                    last.value.end
                };
                let value = self.pretty(new, own_line, json);
                let end = if comma { "," } else { "" };
                splices.push(Splice::insert(at, format!("{}{own_line}{named}{value}{end}", line_break(text))));
            } else {
                splices.push(Splice::insert(last.value.end, format!(", {named}{}", self.inline(new))));
            }
            return;
        }
        let first = entries.first().map_or(last.start, |entry| entry.start);
        let indent: String = before(text, first).chars().map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
        let mut lines = self.block(key, new, &indent);
        // Where blank lines set off what is there, one sets off what is new.
        let set_off = |(one, other): (&Entry, &Entry)| {
            let between = text.get(one.value.end..other.start).unwrap_or_default();
            between.contains("\n\n") || between.contains("\n\r\n")
        };
        let all = map.entries().unwrap_or_default();
        if all.iter().zip(all.iter().skip(1)).any(set_off) {
            lines.insert(0, String::new());
        }
        self.behind(&last.value, &lines, splices);
    }

    /// Writes below a name that has no value.
    fn fill(&self, entry: &Entry, flow: bool, new: &New<'_>, splices: &mut Vec<Splice>) {
        let piece = &entry.value;
        if flow || piece.start < piece.end {
            let space = if piece.start == piece.end { " " } else { "" };
            splices.push(Splice::replace(piece.start..piece.end, format!("{space}{}", self.inline(new))));
            return;
        }
        match new {
            New::Map(entries) => {
                let indent: String = before(self.text, entry.start)
                    .chars()
                    .map(|c| if c.is_whitespace() { c } else { ' ' })
                    .chain(self.unit.chars())
                    .collect();
                let lines: Vec<String> = entries.iter().flat_map(|(key, new)| self.block(key, new, &indent)).collect();
                self.behind(piece, &lines, splices);
            }
            _ => splices.push(Splice::insert(piece.start, format!(" {}", self.inline(new)))),
        }
    }

    /// Puts an item behind all that are in a list.
    fn append(
        &self,
        list: &Piece,
        flow: bool,
        items: &[Piece],
        new: &New<'_>,
        part: &str,
        splices: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let Some(end) = items.last() else {
            let inside = list.start.saturating_add(1)..list.end.saturating_sub(1);
            splices.push(Splice::replace(inside, self.inline(new)));
            return Ok(());
        };
        let own_line = before(self.text, end.start);
        if flow {
            let json = self.is_json();
            if own_line.trim().is_empty() && !own_line.is_empty() {
                let rest = self.text.get(end.end..).unwrap_or_default();
                if rest.trim_start().starts_with(',') {
                    return Err(Refusal::Otherwise(part.to_owned()));
                }
                let value = self.pretty(new, own_line, json);
                splices.push(Splice::insert(end.end, format!(",{}{own_line}{value}", line_break(self.text))));
            } else {
                splices.push(Splice::insert(end.end, format!(", {}", self.inline(new))));
            }
            return Ok(());
        }
        // `- ` and what stands behind it, in the column of the last one.
        let Some(indent) = own_line.trim_end().strip_suffix('-').filter(|indent| indent.trim().is_empty()) else {
            return Err(Refusal::Otherwise(part.to_owned()));
        };
        let mut lines = Vec::new();
        self.item(new, indent, &mut lines);
        self.behind(end, &lines, splices);
        Ok(())
    }

    /// Takes a name and what it stands for out of a map.
    fn remove(&self, flow: bool, entries: &[Entry], entry: &Entry, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let text = self.text;
        let at = entries.iter().position(|other| other.start == entry.start).unwrap_or_default();
        let refuse = || Err(Refusal::Otherwise(entry.key.clone()));
        if deepest(&entry.value).anchor || entries.len() < 2 {
            return refuse();
        }
        if flow {
            let range = match (at.checked_sub(1).and_then(|before| entries.get(before)), entries.get(at + 1)) {
                (Some(before), _) => before.value.end..entry.value.end,
                (None, Some(after)) => entry.start..after.start,
                (None, None) => return refuse(),
            };
            splices.push(Splice::replace(range, ""));
            return Ok(());
        }
        let start = entry.start - before(text, entry.start).len();
        let block_text = matches!(deepest(&entry.value).kind, PieceKind::Scalar { style: Style::Block, .. });
        if block_text || !before(text, entry.start).trim().is_empty() {
            return refuse();
        }
        let end = line_end(text, entry.value.end);
        let end = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| end + found + 1);
        splices.push(Splice::replace(start..end, ""));
        Ok(())
    }

    /// A statement that denies plain HTTP, in the bucket's policy or in a new one behind the bucket
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html>).
    fn deny_plain_http(&self, root: &Piece, id: &str, splices: &mut Vec<Splice>) -> Result<(), Refusal> {
        let resources = root.get("Resources").ok_or(Refusal::Generated)?;
        let PieceKind::Map { flow, entries } = &resources.kind else { return Err(Refusal::Generated) };
        let statement = New::Map(vec![
            ("Sid", New::Text("DenyPlainHttp")),
            ("Effect", New::Text("Deny")),
            ("Principal", New::Text("*")),
            ("Action", New::Text("s3:*")),
            ("Resource", New::List(vec![New::Arn(id), New::Objects(id)])),
            ("Condition", New::Map(vec![("Bool", New::Map(vec![("aws:SecureTransport", New::Text("false"))]))])),
        ]);
        for entry in entries {
            let is_policy = entry.value.get("Type").and_then(Piece::text) == Some("AWS::S3::BucketPolicy");
            let Some(properties) = entry.value.get("Properties").filter(|_| is_policy) else { continue };
            let Some(bucket) = properties.get("Bucket") else { continue };
            let reference = match bucket.tag.as_deref() {
                Some("!Ref") => bucket.text(),
                _ => bucket.get("Ref").and_then(Piece::text),
            };
            if reference != Some(id) {
                continue;
            }
            literal(properties, &entry.key)?;
            let document = properties.get("PolicyDocument").ok_or_else(|| Refusal::Expression(entry.key.clone()))?;
            literal(document, "PolicyDocument")?;
            let list = document.get("Statement").ok_or_else(|| Refusal::Expression("Statement".to_owned()))?;
            literal(list, "Statement")?;
            let PieceKind::List { items, flow } = &list.kind else {
                return Err(Refusal::Otherwise("Statement".to_owned()));
            };
            return self.append(list, *flow, items, &statement, "Statement", splices);
        }
        let at = entries.iter().position(|entry| entry.key == id).ok_or(Refusal::Generated)?;
        let bucket = entries.get(..=at).unwrap_or_default();
        let name = format!("{id}TlsPolicy");
        if entries.iter().any(|entry| entry.key == name) {
            return Err(Refusal::Otherwise(name));
        }
        let document = New::Map(vec![("Version", New::Text("2012-10-17")), ("Statement", New::List(vec![statement]))]);
        let mut policy = vec![("Type", New::Text("AWS::S3::BucketPolicy"))];
        if let Some(condition) = bucket.last().and_then(|bucket| bucket.value.get("Condition")) {
            policy.push(("Condition", New::Text(condition.text().ok_or(Refusal::Generated)?)));
        }
        policy.push(("Properties", New::Map(vec![("Bucket", New::Ref(id)), ("PolicyDocument", document)])));
        self.add(resources, *flow, bucket, (&name, &New::Map(policy)), splices);
        Ok(())
    }

    /// Puts lines behind the line in which a piece of a block ends.
    fn behind(&self, piece: &Piece, lines: &[String], splices: &mut Vec<Splice>) {
        let (text, line_break) = (self.text, line_break(self.text));
        let written = lines.join(line_break);
        let deepest = deepest(piece);
        if let PieceKind::Scalar { style: Style::Block, .. } = deepest.kind {
            // It ends where the next line with something else begins; blank lines behind it are kept behind the new lines,
            // unless they belong to the text (`|+`).
            let header = text.get(deepest.start..line_end(text, deepest.start)).unwrap_or_default();
            let mut at = deepest.end;
            if !header.contains('+') {
                let kept = text.get(..at).unwrap_or_default().trim_end();
                at = line_end(text, kept.len());
            } else if text.get(..at).is_some_and(|before| before.ends_with('\n')) {
                splices.push(Splice::insert(at, format!("{written}{line_break}")));
                return;
            }
            splices.push(Splice::insert(at, format!("{line_break}{written}")));
            return;
        }
        splices.push(Splice::insert(line_end(text, piece.end), format!("{line_break}{written}")));
    }

    fn is_json(&self) -> bool {
        self.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
    }

    /// In one line, with braces and brackets.
    fn inline(&self, new: &New<'_>) -> String {
        let json = self.is_json();
        match new {
            New::Value(Value::Texts(texts)) => {
                let texts: Vec<String> = texts.iter().map(|text| self.scalar(&Value::Text(text))).collect();
                format!("[{}]", texts.join(", "))
            }
            New::Value(value) => self.scalar(value),
            New::Text(text) => self.word(text),
            New::Ref(id) if json => format!("{{\"Ref\": \"{id}\"}}"),
            New::Ref(id) => format!("!Ref {id}"),
            New::Arn(id) if json => format!("{{\"Fn::GetAtt\": [\"{id}\", \"Arn\"]}}"),
            New::Arn(id) => format!("!GetAtt {id}.Arn"),
            New::Objects(id) if json => format!("{{\"Fn::Sub\": \"${{{id}.Arn}}/*\"}}"),
            New::Objects(id) => format!("!Sub \"${{{id}.Arn}}/*\""),
            New::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.inline(item)).collect();
                format!("[{}]", items.join(", "))
            }
            New::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, new)| format!("{}{}", name(key, json), self.inline(new))).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// In braces and brackets over several lines, as JSON is laid out; `indent` is that of the line it begins in.
    fn pretty(&self, new: &New<'_>, indent: &str, json: bool) -> String {
        if !json {
            return self.inline(new);
        }
        let step = if indent.contains('\t') { "\t" } else { self.unit.get(..self.unit.len().min(8)).unwrap_or("  ") };
        let line_break = line_break(self.text);
        let deeper = format!("{indent}{step}");
        let lines: Vec<String> = match new {
            New::Map(entries) => entries
                .iter()
                .map(|(key, new)| format!("{deeper}\"{key}\": {}", self.pretty(new, &deeper, json)))
                .collect(),
            New::List(items) => {
                items.iter().map(|item| format!("{deeper}{}", self.pretty(item, &deeper, json))).collect()
            }
            New::Value(_) | New::Text(_) | New::Ref(_) | New::Arn(_) | New::Objects(_) => return self.inline(new),
        };
        let (open, close) = if matches!(new, New::Map(_)) { ('{', '}') } else { ('[', ']') };
        format!("{open}{line_break}{}{line_break}{indent}{close}", lines.join(&format!(",{line_break}")))
    }

    /// In lines of a block.
    fn block(&self, key: &str, new: &New<'_>, indent: &str) -> Vec<String> {
        let deeper = format!("{indent}{}", self.unit);
        match new {
            New::Map(entries) => {
                let mut lines = vec![format!("{indent}{key}:")];
                lines.extend(entries.iter().flat_map(|(key, new)| self.block(key, new, &deeper)));
                lines
            }
            New::List(items) => {
                let mut lines = vec![format!("{indent}{key}:")];
                for item in items {
                    self.item(item, &deeper, &mut lines);
                }
                lines
            }
            New::Value(Value::Texts(texts)) => {
                let list = New::List(texts.iter().map(|text| New::Text(text)).collect());
                self.block(key, &list, indent)
            }
            _ => vec![format!("{indent}{key}: {}", self.inline(new))],
        }
    }

    fn item(&self, new: &New<'_>, indent: &str, lines: &mut Vec<String>) {
        match new {
            New::Map(entries) => {
                for (at, (key, new)) in entries.iter().enumerate() {
                    let mark = if at == 0 { "- " } else { "  " };
                    let mut block = self.block(key, new, &format!("{indent}  "));
                    if let Some(first) = block.first_mut() {
                        *first = format!("{indent}{mark}{}", first.trim_start());
                    }
                    lines.append(&mut block);
                }
            }
            _ => lines.push(format!("{indent}- {}", self.inline(new))),
        }
    }

    fn scalar(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.word(text),
            _ => said(value),
        }
    }

    fn word(&self, text: &str) -> String {
        if self.is_json() || !plain(text) { serde_json::Value::from(text).to_string() } else { text.to_owned() }
    }
}

/// What is to be written where nothing of a path is there; nothing below a list.
fn new<'n>(parts: &[&'n str], want: &Want<'n>) -> Option<New<'n>> {
    match parts.split_first() {
        Some((&"*", _)) => None,
        Some((part, rest)) => Some(New::Map(vec![(part, new(rest, want)?)])),
        None => match want {
            Want::Value(value) | Want::Unless(_, value) => Some(New::Value(value)),
            Want::Instead(..) | Want::Among(..) | Want::Nothing => None,
            Want::Item((by, name), (member, value)) => {
                Some(New::List(vec![New::Map(vec![(by, New::Text(name)), (member, New::Value(value))])]))
            }
            Want::Include(text) => Some(New::List(vec![New::Text(text)])),
        },
    }
}

/// Refuses what other places mean too, and what has a tag: it is an expression.
fn literal(piece: &Piece, part: &str) -> Result<(), Refusal> {
    if piece.anchor || matches!(piece.kind, PieceKind::Alias) {
        return Err(Refusal::Shared(part.to_owned()));
    }
    if piece.tag.is_some() {
        return Err(Refusal::Expression(part.to_owned()));
    }
    if let PieceKind::Map { entries, .. } = &piece.kind
        && let [entry] = entries.as_slice()
        && (entry.key == "Ref" || entry.key.starts_with("Fn::"))
    {
        return Err(Refusal::Expression(part.to_owned()));
    }
    Ok(())
}

/// The same of everything in a piece: what is taken out is gone.
fn literal_throughout(piece: &Piece, part: &str) -> Result<(), Refusal> {
    literal(piece, part)?;
    match &piece.kind {
        PieceKind::List { items, .. } => items.iter().try_for_each(|item| literal_throughout(item, part)),
        PieceKind::Map { entries, .. } => {
            if entries.iter().any(|entry| entry.key == "<<") {
                return Err(Refusal::Shared(part.to_owned()));
            }
            entries.iter().try_for_each(|entry| literal_throughout(&entry.value, part))
        }
        PieceKind::Scalar { text, .. } if text.contains("{{resolve:") => Err(Refusal::Expression(part.to_owned())),
        _ => Ok(()),
    }
}

/// What stands last in a piece.
fn deepest(piece: &Piece) -> &Piece {
    match &piece.kind {
        PieceKind::List { flow: false, items } => items.last().map_or(piece, deepest),
        PieceKind::Map { flow: false, entries } => entries.last().map_or(piece, |entry| deepest(&entry.value)),
        _ => piece,
    }
}

fn comma_or_comment_only(rest: &str) -> bool {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    rest.is_empty() || rest.starts_with('#')
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::AtLeast(least) => text.trim().parse::<i64>().is_ok_and(|number| number >= *least),
        Value::Texts(_) => false,
        _ => text == said(value),
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(number) | Value::AtLeast(number) => number.to_string(),
        Value::Text(text) => (*text).to_owned(),
        Value::Texts(texts) => texts.join(", "),
    }
}

/// The value in the quotes that were there.
fn quoted(value: &Value, style: Style) -> String {
    let said = said(value);
    match (style, value) {
        (Style::Single, _) => format!("'{said}'"),
        (Style::Double, _) => format!("\"{said}\""),
        (_, Value::Text(text)) if !plain(text) => format!("\"{text}\""),
        _ => said,
    }
}

/// A name with its colon.
fn name(key: &str, json: bool) -> String {
    if json || !plain(key) { format!("\"{key}\": ") } else { format!("{key}: ") }
}

/// Whether a text stays one without quotes, for every reader of YAML.
fn plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':'))
        && !text.ends_with(':')
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_that_yaml_takes_for_something_else_are_quoted() {
        for text in ["ON", "off", "true", "2012-10-17", "*", "a: b", "12"] {
            assert!(!plain(text), "{text}");
        }
        for text in
            ["Enabled", "AWS::S3::BucketPolicy", "alias/aws/sns", "TLSv1.2_2021", "redirect-to-https", "routing.http.x"]
        {
            assert!(plain(text), "{text}");
        }
    }
}
