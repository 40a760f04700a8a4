//! `data "aws_iam_policy_document"`: a policy document out of blocks, as the provider renders it
//! (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>).

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::Gap;

use crate::convert::to_text;
use crate::functions::json_value;
use crate::value::{Kind, Object, Partial, Piece, Val};
use crate::world::World;

/// The document as a JSON text, with its tree.
pub(crate) fn render(world: &World, body: &Object) -> Val {
    let mut merged = Document::default();
    for name in ["source_json", "source_policy_documents"] {
        merged.merge_texts(body.entries.get(name));
    }
    let mut own = Document {
        version: Some(written(body, "version").unwrap_or_else(|| Val::text("2012-10-17"))),
        id: written(body, "policy_id"),
        statements: Vec::new(),
    };
    match body.entries.get("statement").map(|value| (&value.kind, value)) {
        None | Some((Kind::Null, _)) => {}
        Some((Kind::List(list), _)) => own.statements.extend(list.iter().map(statement)),
        Some((_, value)) => own.statements.push(statement(value)),
    }
    if let Some(gap) = &body.rest {
        own.statements.push(Val::unknown((**gap).clone()));
    }
    merged.merge(own);
    for name in ["override_policy_documents", "override_json"] {
        merged.merge_texts(body.entries.get(name));
    }
    json_value(world, &merged.value()).unwrap_or_else(Val::unknown)
}

fn written(body: &Object, name: &str) -> Option<Val> {
    body.entries.get(name).filter(|value| !value.is_null()).cloned()
}

#[derive(Default)]
struct Document {
    version: Option<Val>,
    id: Option<Val>,
    statements: Vec<Val>,
}

impl Document {
    /// Adds statements; one of the same `Sid` is replaced.
    fn merge(&mut self, other: Self) {
        self.version = other.version.or(self.version.take());
        self.id = other.id.or(self.id.take());
        let sid = |statement: &Val| {
            let sid = statement.as_map()?.entries.get("Sid")?.as_text()?.clone();
            (!sid.is_empty()).then_some(sid)
        };
        for statement in other.statements {
            let name = sid(&statement);
            let same = name.and_then(|name| self.statements.iter_mut().find(|old| sid(old).as_ref() == Some(&name)));
            match same {
                Some(old) => *old = statement,
                None => self.statements.push(statement),
            }
        }
    }

    fn merge_texts(&mut self, texts: Option<&Val>) {
        let Some(texts) = texts else { return };
        match &texts.kind {
            Kind::Null => {}
            Kind::List(list) | Kind::Set(list) => list.iter().for_each(|text| self.merge_text(text)),
            _ => self.merge_text(texts),
        }
    }

    fn merge_text(&mut self, text: &Val) {
        let tree = match &text.kind {
            Kind::Null => return,
            Kind::Json(json) => json.tree.clone(),
            Kind::Text(text) if text.trim().is_empty() => return,
            Kind::Text(text) => match serde_json::from_str(text) {
                Ok(json) => crate::functions::from_json(&json),
                Err(_) => Val::unknown(Gap::error("a source of a policy document is no JSON")),
            },
            Kind::Unknown(unknown) => match &unknown.partial {
                Partial::Json(tree) => tree.clone(),
                _ => text.clone(),
            },
            _ => Val::unknown(Gap::error("a source of a policy document is no text")),
        };
        let Kind::Map(map) = &tree.kind else {
            let gap = tree.gap().cloned().unwrap_or_else(|| Gap::error("a source of a policy document is no object"));
            self.statements.push(Val::unknown(gap));
            return;
        };
        let statements = match map.entries.get("Statement") {
            None => Vec::new(),
            Some(value) => match value.as_list() {
                Some(list) => list.to_vec(),
                None => vec![value.clone()],
            },
        };
        self.merge(Self { version: written(map, "Version"), id: written(map, "Id"), statements });
        if let Some(gap) = &map.rest {
            self.statements.push(Val::unknown((**gap).clone()));
        }
    }

    fn value(self) -> Val {
        let mut entries: BTreeMap<Rc<str>, Val> = BTreeMap::new();
        entries.insert(Rc::from("Version"), self.version.unwrap_or_else(|| Val::text("2012-10-17")));
        if let Some(id) = self.id {
            entries.insert(Rc::from("Id"), id);
        }
        entries.insert(Rc::from("Statement"), Val::list(self.statements));
        Val::map(entries)
    }
}

fn statement(block: &Val) -> Val {
    let Kind::Map(body) = &block.kind else { return block.clone() };
    let mut object = Object { rest: body.rest.clone(), ..Object::default() };
    let mut put = |name: &str, value: Val| {
        object.entries.insert(Rc::from(name), value);
    };
    if let Some(sid) = written(body, "sid").filter(|sid| sid.as_text().is_none_or(|text| !text.is_empty())) {
        put("Sid", sid);
    }
    put("Effect", written(body, "effect").unwrap_or_else(|| Val::text("Allow")));
    for (from, to, sorted) in [
        ("actions", "Action", true),
        ("not_actions", "NotAction", true),
        ("resources", "Resource", true),
        ("not_resources", "NotResource", true),
    ] {
        if let Some(value) = written(body, from) {
            let value =
                if from.ends_with("actions") { texts(&value, sorted, false) } else { texts(&value, sorted, true) };
            if value.as_list().is_none_or(|list| !list.is_empty()) {
                put(to, value);
            }
        }
    }
    for (from, to) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(value) = written(body, from) {
            put(to, principals(&value));
        }
    }
    if let Some(value) = written(body, "condition") {
        put("Condition", conditions(&value));
    }
    Val { place: block.place, ..Kind::Map(Rc::new(object)).into() }
}

/// One text by itself, several as a list, from the last to the first; `&{…}` is how `${…}` is written.
fn texts(value: &Val, sorted: bool, variables: bool) -> Val {
    let Some(list) = value.as_list() else { return value.clone() };
    let mut list: Vec<Val> = list.iter().map(|item| if variables { variable(item) } else { item.clone() }).collect();
    if let [only] = list.as_slice() {
        return Val { place: value.place.or(only.place), ..only.clone() };
    }
    if sorted {
        list.sort_by(|a, b| b.as_text().cmp(&a.as_text()));
    }
    Val { place: value.place, ..Val::list(list) }
}

fn variable(item: &Val) -> Val {
    match &item.kind {
        Kind::Text(text) if text.contains("&{") => Val { place: item.place, ..Val::text(text.replace("&{", "${")) },
        Kind::Unknown(unknown) => match &unknown.partial {
            Partial::Text(pieces) => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Known(text) => Piece::Known(Rc::from(text.replace("&{", "${"))),
                    Piece::Unknown(gap) => Piece::Unknown(gap.clone()),
                });
                Val { place: item.place, ..Val::partial(unknown.gap.clone(), Partial::Text(pieces.collect())) }
            }
            _ => item.clone(),
        },
        _ => item.clone(),
    }
}

fn blocks(value: &Val) -> Vec<Val> {
    match &value.kind {
        Kind::List(list) => list.to_vec(),
        _ => vec![value.clone()],
    }
}

/// `"*"` only where the type is `*` itself; IAM tells `"*"` and `{"AWS": "*"}` apart in trust policies.
fn principals(value: &Val) -> Val {
    let mut object = Object::default();
    let list = blocks(value);
    for block in &list {
        let parts = block.as_map().and_then(|body| Some((body.entries.get("type")?, body.entries.get("identifiers")?)));
        let Some((kind, identifiers)) = parts else {
            let gap = block.first_gap().cloned().unwrap_or_else(|| Gap::error("principals without a type"));
            return Val::unknown(gap);
        };
        let kind = match to_text(kind) {
            Ok(kind) => kind,
            Err(gap) => return Val::unknown(gap),
        };
        let identifiers = texts(identifiers, true, true);
        if list.len() == 1 && &*kind == "*" && identifiers.as_text().is_some_and(|text| &**text == "*") {
            return Val { place: block.place, ..identifiers };
        }
        add(&mut object, &kind, identifiers);
    }
    Val { place: list.first().and_then(|first| first.place), ..Kind::Map(Rc::new(object)).into() }
}

/// Adds values to those that stand under a name already.
fn add(object: &mut Object, name: &Rc<str>, value: Val) {
    let value = match object.entries.remove(name) {
        None => value,
        Some(old) => {
            if let Some(gap) = old.gap().or(value.gap()) {
                Val::unknown(gap.clone())
            } else {
                let several = |value: &Val| value.as_list().map_or_else(|| vec![value.clone()], |list| list.to_vec());
                Val::list(several(&old).into_iter().chain(several(&value)).collect())
            }
        }
    };
    object.entries.insert(name.clone(), value);
}

fn conditions(value: &Val) -> Val {
    let mut tests: BTreeMap<Rc<str>, Object> = BTreeMap::new();
    let list = blocks(value);
    for block in &list {
        let part = |name: &str| block.as_map().and_then(|body| body.entries.get(name));
        let (Some(test), Some(key), Some(values)) = (part("test"), part("variable"), part("values")) else {
            let gap = block.first_gap().cloned().unwrap_or_else(|| Gap::error("a condition without its parts"));
            return Val::unknown(gap);
        };
        match (to_text(test), to_text(key)) {
            (Ok(test), Ok(key)) => add(tests.entry(test).or_default(), &key, texts(values, false, true)),
            (Err(gap), _) | (_, Err(gap)) => return Val::unknown(gap),
        }
    }
    let entries = tests.into_iter().map(|(test, object)| (test, Kind::Map(Rc::new(object)).into()));
    Val { place: list.first().and_then(|first| first.place), ..Val::map(entries.collect()) }
}
