//! Runs the table of one service in one place: lists, describes, asks, and turns answers into properties.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use serde_json::Value;
use yagura_model::{Arn, Fact, Gap, GapKind, Map, Meta, Node, Origin, Rest, Tags};

use super::path::{self, Place};
use super::table::{Detail, Kind, List, Mark, Service, Step};
use crate::{catalog, model};

/// A call that did not give an answer.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What it hides.
    pub gap: Gap,
    /// AWS's error code.
    pub code: Option<String>,
    /// The region that should have been asked, where the service says so (S3).
    pub region: Option<String>,
}

/// The answer to a call, on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>>;

/// What answers calls: the client, or answers that were recorded.
pub trait Api: Send + Sync {
    /// Calls an operation and follows its pages to the end.
    fn call<'a>(&'a self, service: &'a str, operation: &'a str, region: &'a str, params: Value) -> Answer<'a>;
}

/// Where a table is run.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// `aws`, `aws-cn`, …
    pub partition: &'a str,
    /// The account's id.
    pub account: &'a str,
    /// The region whose endpoint is asked.
    pub endpoint_region: &'a str,
    /// The region that resources are in: the same, or `global`.
    pub region: &'a str,
    /// How many items are asked for their details at once.
    pub width: usize,
}

/// What a kind gave.
// No `Debug`: a tree may hold secret texts.
#[derive(Default)]
pub struct Found {
    /// The resources: identity and properties.
    pub resources: Vec<(Meta, Node)>,
    /// Why there may be more.
    pub gap: Option<Gap>,
    /// What single details could not give.
    pub gaps: Vec<Gap>,
}

/// Answers of lists that several kinds share, kept while one service is read.
type Memo = Mutex<HashMap<String, Arc<tokio::sync::OnceCell<Result<Arc<Mutex<Value>>, Failure>>>>>;

/// One service in one place.
pub struct Run<'a> {
    api: &'a dyn Api,
    service: &'a Service,
    at: At<'a>,
    memo: Memo,
    /// The kinds that were read, by where they stand: items that one kind alone needs are taken out of a shared answer.
    read: Mutex<BTreeSet<usize>>,
}

/// How many levels of a tree are listed. Organizational units have five below the root
/// (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>, as of 2026-01).
const DEEPEST: usize = 10;

struct Item {
    raw: Value,
    parent: Arc<Value>,
}

/// What other lists say of an item.
struct Marked {
    marks: Vec<(&'static str, Node)>,
    /// How many items without a mark stand before it; `None` where it has one itself.
    place: Option<usize>,
}

impl<'a> Run<'a> {
    /// Prepares a run.
    pub fn new(api: &'a dyn Api, service: &'a Service, at: At<'a>) -> Self {
        Self { api, service, at, memo: Mutex::default(), read: Mutex::default() }
    }

    /// Reads one kind.
    pub async fn kind(&self, kind: &Kind) -> Found {
        let mut resources = Vec::new();
        let found = self.each(kind, &[], &mut |meta, node| resources.push((meta, node))).await;
        Found { resources, ..found }
    }

    /// Reads one kind and hands on each resource as it comes: the trees of all together would take more room than what is kept
    /// of them.
    /// `named` are items that other resources name.
    pub async fn each(&self, kind: &Kind, named: &[String], keep: &mut (dyn FnMut(Meta, Node) + Send)) -> Found {
        if !locked(&self.read).insert(std::ptr::from_ref(kind).addr()) {
            locked(&self.memo).clear();
        }
        let mut found = Found::default();
        let items = self.items(kind, named, &mut found.gap).await;
        let marks = if items.is_empty() { Vec::new() } else { self.marks(kind, &mut found.gaps).await };
        let mut unmarked = 0;
        let items = items.into_iter().map(|item| {
            let marked = marked(&marks, &item, unmarked);
            unmarked += usize::from(marked.place.is_some());
            (item, marked)
        });
        let details = items.map(|(item, marked)| self.resource(kind, item, marked));
        let mut details = futures_util::stream::iter(details).buffered(self.at.width.max(1));
        while let Some(resource) = details.next().await {
            let Some((meta, node, gaps)) = resource else { continue };
            keep(meta, node);
            found.gaps.extend(gaps);
        }
        found
    }

    /// The items of a kind; what hides some of them goes to `gap`.
    async fn items(&self, kind: &Kind, named: &[String], gap: &mut Option<Gap>) -> Vec<Item> {
        let nothing = Arc::new(Value::Null);
        let parents = match &kind.parent {
            None => vec![nothing],
            Some(list) => match self.list(list, &nothing).await {
                Ok(parents) => parents.into_iter().map(Arc::new).collect(),
                Err(failure) => {
                    *gap = Some(failure.gap);
                    return Vec::new();
                }
            },
        };
        let mut items = Vec::new();
        let mut level = parents;
        for _ in 0..DEEPEST {
            let parents = std::mem::take(&mut level);
            let mut lists = futures_util::stream::iter(parents.into_iter().map(|parent| async move {
                let listed = match self.list(&kind.list, &parent).await {
                    Err(failure) if has_code(&failure, kind.gone) => Ok(Vec::new()),
                    other => other,
                };
                (parent, listed)
            }))
            .buffered(self.at.width.max(1));
            while let Some((parent, listed)) = lists.next().await {
                match listed {
                    Ok(list) => {
                        if kind.tree {
                            level.extend(list.iter().cloned().map(Arc::new));
                        }
                        items.extend(list.into_iter().map(|raw| Item { raw, parent: Arc::clone(&parent) }));
                    }
                    Err(failure) => *gap = gap.take().or(Some(failure.gap)),
                }
            }
            if level.is_empty() {
                break;
            }
        }
        if !level.is_empty() {
            let message = format!("the tree is deeper than {DEEPEST} levels; what is below was not read");
            gap.get_or_insert_with(|| Gap::unsupported(message));
        }
        for step in kind.steps {
            items = self.step(kind, step, items, gap).await;
        }
        if let Some(step) = kind.steps.last() {
            let listed: BTreeSet<String> = items.iter().filter_map(|item| path::text(&item.raw, kind.id)).collect();
            let nothing = Arc::new(Value::Null);
            let more = named.iter().filter(|name| !listed.contains(*name));
            let more = more.map(|name| Item { raw: Value::String(name.clone()), parent: Arc::clone(&nothing) });
            items.extend(self.step(kind, step, more.collect(), gap).await);
        }
        items
    }

    /// The items that other lists name, or why that is not known.
    async fn marks(&self, kind: &Kind, gaps: &mut Vec<Gap>) -> Vec<(Mark, Result<BTreeSet<String>, Gap>)> {
        let mut marks = Vec::new();
        for mark in kind.marks {
            let named = match self.list(&mark.list, &Value::Null).await {
                Ok(items) => Ok(items.iter().filter_map(|item| path::text(item, mark.key)).collect()),
                Err(failure) => {
                    gaps.push(failure.gap.clone());
                    Err(failure.gap)
                }
            };
            marks.push((*mark, named));
        }
        marks
    }

    async fn list(&self, list: &List, parent: &Value) -> Result<Vec<Value>, Failure> {
        let service = self.service_of(list.service);
        if let Some(before) = list.before {
            // It only starts the work; its own answer says nothing, and its failure shows in the call that follows.
            let _ =
                self.api.call(service, before, self.at.endpoint_region, Value::Object(serde_json::Map::new())).await;
        }
        let params = self.params(list.params, &Value::Null, parent, &[])?;
        let mut waits = 0;
        let answer = loop {
            match self.shared(service, list.operation, &params).await {
                Err(failure) if has_code(&failure, list.wait) && waits < 20 => {
                    waits += 1;
                    self.forget(service, list.operation, &params);
                    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                }
                Err(failure) if has_code(&failure, list.absent) => return Ok(Vec::new()),
                other => break other?,
            }
        };
        let mut items = {
            let mut answer = locked(&answer);
            match answer.get_mut(list.items) {
                Some(Value::Array(items)) if self.only_here(list) => std::mem::take(items),
                _ => path::items(&answer, list.items),
            }
        };
        if let Some(split) = list.split {
            items = items.into_iter().flat_map(split).collect();
        }
        if let Some((member, values)) = list.only {
            let wanted = |text: &str| {
                values.iter().any(|value| *value == text || (*value == "@account" && text == self.at.account))
            };
            items.retain(|item| path::text(item, member).is_some_and(|text| wanted(&text)));
        }
        Ok(items)
    }

    async fn step(&self, kind: &Kind, step: &Step, items: Vec<Item>, gap: &mut Option<Gap>) -> Vec<Item> {
        // A batch never spans two parents: its parameters name one.
        let mut batches: Vec<(Arc<Value>, Vec<Value>)> = Vec::new();
        for Item { raw, parent } in items {
            match batches.last_mut() {
                Some((last, batch)) if batch.len() < step.batch && Arc::ptr_eq(last, &parent) => batch.push(raw),
                _ => batches.push((parent, vec![raw])),
            }
        }
        let mut answers = futures_util::stream::iter(batches.into_iter().map(|(parent, batch)| async move {
            let texts: Vec<String> = batch.iter().filter_map(|raw| path::text(raw, step.key)).collect();
            let first = batch.first().unwrap_or(&Value::Null);
            let answer = match self.params(step.params, first, &parent, &texts) {
                Ok(params) => self.api.call(self.service.name, step.operation, self.at.endpoint_region, params).await,
                Err(failure) => Err(failure),
            };
            (parent, answer)
        }))
        .buffered(self.at.width.max(1));
        let mut described = Vec::new();
        while let Some((parent, answer)) = answers.next().await {
            match answer {
                Ok(answer) => described.extend(
                    path::items(&answer, step.items).into_iter().map(|raw| Item { raw, parent: Arc::clone(&parent) }),
                ),
                Err(failure) if has_code(&failure, kind.gone) => {}
                Err(failure) => *gap = gap.take().or(Some(failure.gap)),
            }
        }
        described
    }

    /// Asks for an item's details and makes its properties. `None`: it is gone since it was listed.
    async fn resource(&self, kind: &Kind, item: Item, marked: Marked) -> Option<(Meta, Node, Vec<Gap>)> {
        let Item { mut raw, parent } = item;
        let mut gaps = Vec::new();
        let mut map = Map { entries: Vec::new(), rest: Rest::Unknown(Box::new(Gap::not_collected())) };
        let (service, operation, items) = match kind.steps.last() {
            Some(step) => (self.service.name, step.operation, step.items),
            None => (self.service_of(kind.list.service), kind.list.operation, kind.list.items),
        };
        if kind.list.split.is_none() || !kind.steps.is_empty() {
            Self::absent_members(kind, &mut map, service, operation, items);
        }
        Self::members(kind, &mut map, &raw, service, operation, items);
        for (into, said) in marked.marks {
            map.set(into, said);
        }
        // An item says nothing of what it was listed under; paths reach it as `^`.
        if let (Value::Object(object), false) = (&mut raw, parent.is_null()) {
            object.insert("^".to_owned(), Value::clone(&parent));
        }

        for detail in kind.details {
            if !asked(detail, &raw, self.at.account) {
                continue;
            }
            if let (Some(most), Some(place)) = (detail.most, marked.place)
                && place >= most
            {
                let message = format!("{} was asked of the first {most} only", detail.operation);
                let gap =
                    Gap::unsupported(message).at(self.service_of(detail.service), detail.operation, self.at.region);
                hide(&mut map, detail, &gap);
                // Said once for all of them.
                gaps.extend((place == most).then_some(gap));
                continue;
            }
            match self.detail(kind, detail, &raw, &parent).await {
                Ok(Some(answer)) if detail.into.is_empty() => {
                    let service = self.service_of(detail.service);
                    Self::absent_members(kind, &mut map, service, detail.operation, detail.take);
                    Self::members(kind, &mut map, &answer, service, detail.operation, detail.take);
                    merge(&mut raw, answer);
                }
                Ok(Some(answer)) => {
                    let service = self.service_of(detail.service);
                    let node = Self::capitalized(kind, &answer, service, detail.operation, detail.take);
                    map.set(detail.into, node);
                    // A later detail may depend on it (`when`, `$…`), and so may a field.
                    if let Value::Object(object) = &mut raw {
                        object.entry(detail.into).or_insert(answer);
                    }
                }
                Ok(None) if detail.into.is_empty() => {
                    let service = self.service_of(detail.service);
                    Self::absent_members(kind, &mut map, service, detail.operation, detail.take);
                }
                Ok(None) => map.set(detail.into, Node::null()),
                Err(failure) if has_code(&failure, kind.gone) => return None,
                Err(failure) => {
                    hide(&mut map, detail, &failure.gap);
                    gaps.push(failure.gap);
                }
            }
        }
        for field in kind.fields {
            match path::one(&raw, field.from) {
                Some(value) if value.get("$unknown").is_some() => map.set(field.into, Node::from(value)),
                Some(value) => {
                    let value = field.with.map_or_else(|| value.clone(), |with| with(value.clone()));
                    map.set(field.into, Node::from(&value));
                }
                // The member is unknown, or known to be absent, under its own name.
                None => match map.get(field.from.split('.').next().unwrap_or_default()) {
                    Some(node) => {
                        let node = if node.as_gap().is_some() { node.clone() } else { Node::null() };
                        map.set(field.into, node);
                    }
                    None if matches!(&map.rest, Rest::Unknown(gap) if gap.kind != GapKind::Unsupported) => {}
                    None => {
                        map.set(field.into, field.with.map_or_else(Node::null, |with| Node::from(&with(Value::Null))));
                    }
                },
            }
        }
        let meta = self.meta(kind, &raw, &map);
        Some((meta, Node::from(map), gaps))
    }

    async fn detail(
        &self,
        kind: &Kind,
        detail: &Detail,
        raw: &Value,
        parent: &Value,
    ) -> Result<Option<Value>, Failure> {
        let service = self.service_of(detail.service);
        let params = self.params(detail.params, raw, parent, &[])?;
        let home = if kind.home.is_empty() { None } else { path::text(raw, kind.home).filter(|home| !home.is_empty()) };
        let region = home.as_deref().unwrap_or(self.at.endpoint_region);
        let mut answer = self.api.call(service, detail.operation, region, params.clone()).await;
        if let Err(Failure { region: Some(elsewhere), .. }) = &answer {
            let elsewhere = elsewhere.clone();
            answer = self.api.call(service, detail.operation, &elsewhere, params).await;
        }
        let answer = match answer {
            Ok(answer) => path::one(&answer, detail.take).cloned(),
            Err(failure) if has_code(&failure, detail.absent) => None,
            Err(failure) => return Err(failure),
        };
        Ok(match detail.with {
            Some(with) => Some(with(answer.unwrap_or_default())).filter(|answer| !answer.is_null()),
            None => answer,
        })
    }

    /// A list's answer, asked once however many kinds need it.
    async fn shared(&self, service: &str, operation: &str, params: &Value) -> Result<Arc<Mutex<Value>>, Failure> {
        let cell = Arc::clone(locked(&self.memo).entry(format!("{service} {operation} {params}")).or_default());
        cell.get_or_init(|| async {
            let answer = self.api.call(service, operation, self.at.endpoint_region, params.clone()).await?;
            Ok(Arc::new(Mutex::new(answer)))
        })
        .await
        .clone()
    }

    /// Whether no other list of the service needs these items, nor this one a second time.
    fn only_here(&self, list: &List) -> bool {
        let same = |other: &List| {
            let within = other.items.is_empty() || other.items.contains(['.', '[']);
            other.operation == list.operation && (other.items == list.items || within)
        };
        let lists = |kind: &'static Kind| {
            let marks = kind.marks.iter().map(|mark| &mark.list);
            marks.chain(&kind.parent).chain(std::iter::once(&kind.list))
        };
        let plain = |kind: &Kind| kind.parent.is_none() && !kind.tree && same(&kind.list);
        let users = self.service.kinds.iter().flat_map(lists).filter(|other| same(other)).count();
        users == 1 && self.service.kinds.iter().any(plain)
    }

    fn forget(&self, service: &str, operation: &str, params: &Value) {
        locked(&self.memo).remove(&format!("{service} {operation} {params}"));
    }

    fn service_of<'b>(&'b self, named: &'b str) -> &'b str {
        if named.is_empty() { self.service.name } else { named }
    }

    fn params(&self, template: &str, item: &Value, parent: &Value, batch: &[String]) -> Result<Value, Failure> {
        let place = Place { item, parent, account: self.at.account, region: self.at.endpoint_region, batch };
        path::params(template, &place).map_err(|message| Failure { gap: Gap::error(message), code: None, region: None })
    }

    /// Makes every member that the answer's shape has known to be absent, until it is seen.
    fn absent_members(kind: &Kind, map: &mut Map, service: &str, operation: &str, path: &str) {
        for name in Self::shape_members(service, operation, path) {
            let name = if kind.capitalize.is_some() { capital(&name) } else { name };
            map.set_default(&name, Node::null());
        }
    }

    /// Copies the members of an answer, under their own names.
    fn members(kind: &Kind, map: &mut Map, answer: &Value, service: &str, operation: &str, path: &str) {
        let node = Self::capitalized(kind, answer, service, operation, path);
        if let yagura_model::Value::Map(members) = node.value {
            for (name, node) in members.entries {
                map.set(name, node);
            }
        }
    }

    /// An answer as a tree; where the kind says so, the members of its structures get a capital, and keys of maps do not.
    fn capitalized(kind: &Kind, answer: &Value, service: &str, operation: &str, path: &str) -> Node {
        let Some(keep) = kind.capitalize else { return Node::from(answer) };
        let model = catalog::service(service).ok();
        let reference = model.as_deref().and_then(|model| Some((model, at_path(model, operation, path)?)));
        match (reference, answer) {
            (Some((model, reference)), Value::Array(list)) => Node::from(
                list.iter().map(|value| Node::from(&capitalize(model, reference, value, keep))).collect::<Vec<_>>(),
            ),
            (Some((model, reference)), answer) => Node::from(&capitalize(model, reference, answer, keep)),
            (None, answer) => Node::from(answer),
        }
    }

    fn shape_members(service: &str, operation: &str, path: &str) -> Vec<String> {
        let Ok(model) = catalog::service(service) else { return Vec::new() };
        at_path(&model, operation, path)
            .and_then(|reference| model.structure(reference))
            .map(|structure| structure.members.iter().map(|member| member.name.clone()).collect())
            .unwrap_or_default()
    }

    fn meta(&self, kind: &Kind, raw: &Value, map: &Map) -> Meta {
        let At { partition, account, region, .. } = self.at;
        let tags = Self::tags(kind, raw, map);
        let id = path::text(raw, kind.id).filter(|_| !(kind.id.is_empty() && raw.is_object()));
        let id = id.unwrap_or_else(|| account.to_owned());
        let named = if kind.name.is_empty() { None } else { path::text(raw, kind.name) };
        // An answer that leaves the name out says it at the end of the ARN.
        let in_arn = || Arn::parse(&id).filter(|_| !kind.name.is_empty()).map(|arn| arn.name().to_owned());
        let name = named
            .or_else(|| tags.known().and_then(|tags| tags.get("Name")?.known().map(ToString::to_string)))
            .or_else(in_arn)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.clone());
        let home = if kind.home.is_empty() { None } else { path::text(raw, kind.home).filter(|home| !home.is_empty()) };
        let region = home.unwrap_or_else(|| region.to_owned());
        let arn = path::pattern(kind.arn, raw, partition, &region, account).filter(|arn| arn.starts_with("arn:"));
        let operation = kind.steps.last().map_or(kind.list.operation, |step| step.operation);
        let call = format!("{}:{operation}", self.service.name);
        Meta { account: account.to_owned(), region, id, arn, name, tags, origin: Origin::Live { call } }
    }

    fn tags(kind: &Kind, raw: &Value, map: &Map) -> Fact<Tags> {
        if kind.tags.is_empty() {
            return Fact::default();
        }
        let first = kind.tags.split('.').next().unwrap_or_default();
        if let Some(gap) = map.get(first).or_else(|| map.get(&capital(first))).and_then(Node::as_gap) {
            return Fact::unknown(gap.clone());
        }
        Fact::Known(match path::one(raw, kind.tags) {
            Some(Value::Object(object)) => object
                .iter()
                .map(|(key, value)| (key.as_str().into(), Fact::Known(value.as_str().unwrap_or_default().into())))
                .collect(),
            Some(Value::Array(list)) => list
                .iter()
                .filter_map(|tag| {
                    let of = |names: [&str; 3]| names.iter().find_map(|name| path::text(tag, name));
                    let key = of(["Key", "key", "TagKey"])?;
                    Some((key.into(), Fact::Known(of(["Value", "value", "TagValue"]).unwrap_or_default().into())))
                })
                .collect(),
            _ => Tags::new(),
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What the marks say of an item; `unmarked` is how many items without one stand before it.
fn marked(marks: &[(Mark, Result<BTreeSet<String>, Gap>)], item: &Item, unmarked: usize) -> Marked {
    let mut out = Marked { marks: Vec::new(), place: Some(unmarked) };
    for (mark, named) in marks {
        let said = match named {
            Ok(named) => {
                let is_named = path::text(&item.raw, mark.key).is_some_and(|key| named.contains(&key));
                if is_named {
                    out.place = None;
                }
                Node::from(&Value::Bool(is_named))
            }
            Err(gap) => Node::unknown(gap.clone()),
        };
        out.marks.push((mark.into, said));
    }
    out
}

/// Makes what a detail would have filled unknown.
fn hide(map: &mut Map, detail: &Detail, gap: &Gap) {
    if detail.into.is_empty() {
        map.rest = Rest::Unknown(Box::new(gap.clone()));
    } else {
        map.set(detail.into, Node::unknown(gap.clone()));
    }
}

/// Every operation that a table may call, with its service.
pub(crate) fn operations(table: &Service) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let own = table.name;
    let of = |service: &'static str| if service.is_empty() { own } else { service };
    let mut list = |list: &List| {
        found.push((of(list.service), list.operation));
        found.extend(list.before.map(|operation| (of(list.service), operation)));
    };
    for kind in table.kinds {
        list(&kind.list);
        kind.parent.iter().for_each(&mut list);
        kind.marks.iter().for_each(|mark| list(&mark.list));
    }
    for kind in table.kinds {
        found.extend(kind.steps.iter().map(|step| (own, step.operation)));
        found.extend(kind.details.iter().map(|detail| (of(detail.service), detail.operation)));
    }
    found
}

fn asked(detail: &Detail, raw: &Value, account: &str) -> bool {
    detail.when.is_none_or(|(member, values)| {
        let is = |text: &str| values.iter().any(|value| *value == text || (*value == "@account" && text == account));
        path::text(raw, member).is_some_and(|text| values.is_empty() || is(&text))
    })
}

/// Whether a failure is one of the codes; `Code:words` asks for words in the message too.
fn has_code(failure: &Failure, codes: &[&str]) -> bool {
    let Some(code) = failure.code.as_deref() else { return false };
    codes.iter().any(|wanted| match wanted.split_once(':') {
        Some((wanted, words)) => wanted == code && failure.gap.message.contains(words),
        None => *wanted == code,
    })
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => into.extend(from),
        (into, from) if !into.is_object() => {
            // The item was a plain text; it stays reachable as its own description's input no longer.
            *into = from;
        }
        _ => {}
    }
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The shape at a path of an operation's answer; lists at its end are looked into.
pub(super) fn at_path<'m>(model: &'m model::Service, operation: &str, path: &str) -> Option<&'m model::Reference> {
    let mut reference = model.operations.get(operation)?.output.as_ref()?;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let name = part.strip_suffix("[]").unwrap_or(part);
        reference = &model.structure(reference)?.member(name)?.reference;
        if let model::Kind::List(element) = model.kind(reference) {
            reference = element;
        }
    }
    Some(reference)
}

fn capitalize(model: &model::Service, reference: &model::Reference, value: &Value, keep: &[&str]) -> Value {
    match (model.kind(reference), value) {
        (model::Kind::Structure(structure), Value::Object(object)) => Value::Object(
            object
                .iter()
                .map(|(name, value)| {
                    let value = match structure.member(name) {
                        Some(member) if !keep.contains(&name.as_str()) => {
                            capitalize(model, &member.reference, value, keep)
                        }
                        _ => value.clone(),
                    };
                    (capital(name), value)
                })
                .collect(),
        ),
        (model::Kind::List(element), Value::Array(list)) => {
            list.iter().map(|value| capitalize(model, element, value, keep)).collect()
        }
        (model::Kind::Map(_, element), Value::Object(object)) => Value::Object(
            object.iter().map(|(key, value)| (key.clone(), capitalize(model, element, value, keep))).collect(),
        ),
        _ => value.clone(),
    }
}
