//! Resources on their way into the snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use yagura_model::{
    Fact, GLOBAL, Gap, GapKind, Map, Meta, Node, OWN_ACCOUNT, OWN_REGION, Origin, Rest, Snapshot, Span, Tags, Value,
};

use crate::elsewhere::{self, MAX_FILES};
use crate::scalar;
use crate::services::{self, Defaults, Join, fill};

/// How many places are kept of one resource.
const MAX_PLACES: usize = 10_000;

/// A resource on its way into the snapshot: a CloudFormation type and its properties, expressions evaluated.
// No `Debug`: the properties may hold secret texts.
#[derive(Clone, Default)]
pub struct Draft<'a> {
    /// The CloudFormation type.
    pub resource_type: String,
    /// Its address in the template: what stands in the symbol `{id}`.
    pub id: String,
    /// The properties; what is not known is [`Value::Unknown`].
    pub properties: Map,
    /// The properties as they are written, where they are at hand: a piece whose owner's name is not known
    /// still belongs to the owner whose name is written as the same expression.
    pub written: Option<&'a Node>,
    /// The file, as the user would name it.
    pub file: String,
    /// The root that the resource belongs to, where that is more than its file.
    pub root: String,
    /// Where names of the same root mean different things (a stack inside another one), the one that is meant.
    pub space: String,
    /// The whole resource.
    pub span: Span,
    /// The region, where it is written.
    pub region: Option<String>,
    /// Why it is not known that the resource will be there.
    pub unsure: Option<Gap>,
    /// The condition under which it will be there: a piece and an owner with the same one are both there or neither is.
    pub condition: Option<String>,
    /// What people know it by where it has no name of its own.
    pub label: Option<String>,
    /// Its own name, where it has one and it is known.
    pub name: Option<String>,
    /// What a plain reference to it gives.
    pub reference: Option<String>,
    /// Its ARN, with symbols for what is not known.
    pub arn: Option<String>,
    /// Defaults that the reader's own language has and that are written into the properties already.
    pub defaults: Defaults,
    /// The other files in which parts of the properties are written, by their numbers.
    pub elsewhere: Vec<String>,
}

/// Something that could not be read, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The kind of obstacle.
    pub kind: GapKind,
    /// The file.
    pub file: String,
    /// The place in it.
    pub span: Span,
    /// What happened.
    pub message: String,
}

impl Note {
    /// The note as a gap that names the place.
    pub fn gap(&self) -> Gap {
        Gap::new(self.kind, format!("{}:{}: {}", self.file, self.span.line.max(1), self.message))
    }
}

/// Joins the drafts, keeps them, and notes what went wrong.
pub fn finish(snapshot: &mut Snapshot, drafts: Vec<Draft<'_>>) {
    finish_among(snapshot, drafts, &[], &BTreeSet::new());
}

/// As [`finish`], of one root among others: `guests` are pieces of those, of which some belong to these drafts, and `taken` are the
/// pieces of these drafts that belong to a root of the others.
pub fn finish_among(
    snapshot: &mut Snapshot,
    mut drafts: Vec<Draft<'_>>,
    guests: &[Draft<'_>],
    taken: &BTreeSet<Stray>,
) {
    let mut notes = join(&mut drafts, guests, taken);
    for draft in drafts {
        // A piece that the model has no list for lives on in its owner.
        let resource_type = draft.resource_type.as_str();
        if services::joins(resource_type).is_empty() || Snapshot::TYPES.contains(&resource_type) {
            notes.extend(draft.insert(snapshot).err());
        }
    }
    snapshot.contents.gaps.extend(notes.iter().map(Note::gap));
}

impl Draft<'_> {
    /// Fills in name, reference and ARN from the properties, as the type's mapping says.
    pub fn identify(&mut self) {
        let mapping = services::mapping(&self.resource_type);
        let text = |name: &str| match self.properties.get(name) {
            None | Some(Node { value: Value::Null, .. }) => Ok(None),
            Some(node) => scalar(node.value.clone()).map(Some),
        };
        let name = if mapping.name.is_empty() { None } else { text(mapping.name).ok().flatten() };
        let name = name.filter(|name| !name.is_empty());
        let fill = |pattern: &str| fill(mapping, pattern, &self.id, &|| name.clone(), &text);
        let reference = Some(fill(mapping.reference));
        let arn = (!mapping.arn.is_empty()).then(|| fill(mapping.arn));
        (self.name, self.reference, self.arn) = (name, reference, arn);
    }

    /// Writes AWS's defaults and keeps the resource.
    pub fn insert(self, snapshot: &mut Snapshot) -> Result<(), Note> {
        let Draft {
            resource_type,
            id,
            mut properties,
            file,
            root,
            span,
            region,
            label,
            name,
            arn,
            mut defaults,
            elsewhere: files,
            ..
        } = self;
        let mapping = services::mapping(&resource_type);
        let tags = tags(properties.get(mapping.tags), &properties.rest);
        let name = name
            .or_else(|| tags.known().and_then(|tags| tags.get("Name")?.known().map(ToString::to_string)))
            .or(label)
            .unwrap_or_else(|| id.clone());
        (mapping.shape)(&mut properties, &mut defaults);
        services::hide(&resource_type, &mut properties);
        let properties = Node::at(Value::Map(properties), span);
        let (mut places, mut others) = (BTreeMap::new(), BTreeMap::new());
        properties.each_span(&mut |pointer, span| {
            if places.len() + others.len() >= MAX_PLACES || pointer.is_empty() || span.line == 0 {
                return;
            }
            let (number, span) = elsewhere::read(span);
            match number.and_then(|number| files.get(number)) {
                Some(file) => others.insert(pointer.to_owned(), (file.clone(), span)).is_none(),
                None => places.insert(pointer.to_owned(), span).is_none(),
            };
        });
        let region = if mapping.global { GLOBAL.to_owned() } else { region.unwrap_or_else(|| OWN_REGION.to_owned()) };
        let meta = Meta {
            account: OWN_ACCOUNT.to_owned(),
            region,
            id: id.clone(),
            arn,
            name,
            tags,
            origin: Origin::Template(Box::new(yagura_model::Template {
                file: file.clone(),
                root,
                address: id.clone(),
                span,
                places,
                defaults: defaults.0,
                elsewhere: others,
            })),
        };
        snapshot.insert(&resource_type, meta, &properties).map_err(|gap| Note {
            kind: gap.kind,
            file,
            span,
            message: format!("resource `{id}`: {}", gap.message),
        })
    }

    /// What a piece gives to its owner.
    fn given(&self) -> Node {
        let mut map = self.properties.clone();
        // What the owner may have to name: a managed policy is listed by its ARN.
        for (name, text) in [("$arn", &self.arn), ("$reference", &self.reference)] {
            if let Some(text) = text {
                map.set(name, Node::at(Value::String(text.clone()), self.span));
            }
        }
        Node::at(Value::Map(map), self.span)
    }

    /// Writes a piece into the draft, whomever the piece names.
    pub fn attach(&mut self, piece: &Draft<'_>) {
        let joins = services::joins(&piece.resource_type).iter();
        if let Some(join) = joins.copied().find(|join| join.owner == self.resource_type) {
            self.take(join, piece.given(), &piece.file);
        }
    }

    /// Writes a piece into its owner.
    fn take(&mut self, join: &Join, mut piece: Node, file: &str) {
        // A line of another file is none of the owner's.
        if self.file != file {
            let number = self.numbered(file);
            elsewhere::mark(&mut piece, number);
        }
        (join.apply)(&mut self.properties, &piece, join.sets);
    }

    /// The number of another file in which a part of the properties is written; `None` where there are too many.
    fn numbered(&mut self, file: &str) -> Option<usize> {
        let known = self.elsewhere.iter().position(|other| other == file);
        known.or_else(|| {
            (self.elsewhere.len() < MAX_FILES).then(|| {
                self.elsewhere.push(file.to_owned());
                self.elsewhere.len() - 1
            })
        })
    }

    fn note(&self, message: String) -> Note {
        Note { kind: GapKind::Unresolved, file: self.file.clone(), span: self.span, message }
    }

    fn written(&self, property: &str) -> Option<&Node> {
        self.written?.get(property)
    }
}

/// A piece that belongs to a resource which is not among the drafts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// The piece's id.
    pub piece: String,
    /// The owner's type.
    pub owner: &'static str,
    /// What the piece calls its owner.
    pub name: String,
}

/// The pieces that belong to no draft.
pub fn strays(drafts: &[Draft<'_>]) -> BTreeSet<Stray> {
    let mut owners = HashMap::new();
    let mut strays = BTreeSet::new();
    for piece in drafts {
        for join in services::joins(&piece.resource_type) {
            let owners = owners.entry(join.owner).or_insert_with(|| Owners::of(join.owner, drafts));
            for target in targets(join, piece, owners, drafts) {
                if let Target::Outside(name) = target {
                    strays.insert(Stray { piece: piece.id.clone(), owner: join.owner, name });
                }
            }
        }
    }
    strays
}

/// Those of the names that mean a draft of a type.
pub fn owned<'n>(drafts: &[Draft<'_>], owner: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let owners = Owners::of(owner, drafts);
    names.into_iter().filter(|name| owners.named(name).is_some()).collect()
}

/// Where a piece is that has an owner: among the drafts, or among the guests.
#[derive(Clone, Copy)]
enum At {
    Draft(usize),
    Guest(usize),
}

/// Writes pieces into their owners, and says which pieces found none.
///
/// A piece whose owner is not known may belong to any resource of that type among the drafts: what it would set is unknown
/// there, except where the owner's name is written as the same expression. Nothing unread ever passes.
/// Of the guests only what is known to belong to a draft is written.
fn join(drafts: &mut [Draft<'_>], guests: &[Draft<'_>], taken: &BTreeSet<Stray>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut owners: HashMap<&'static str, Owners> = HashMap::new();
    let mut work: Vec<(&'static Join, At, Target)> = Vec::new();
    let there: HashSet<&str> =
        drafts.iter().flat_map(|draft| [&draft.arn, &draft.reference]).flatten().map(String::as_str).collect();
    for (at, piece) in drafts.iter().enumerate() {
        let mut outside: Vec<(&str, String)> = Vec::new();
        let mut placed: Vec<&str> = Vec::new();
        for join in services::joins(&piece.resource_type) {
            let owners = owners.entry(join.owner).or_insert_with(|| Owners::of(join.owner, drafts));
            for target in targets(join, piece, owners, drafts) {
                match &target {
                    // It is here, and of a type to which the piece adds nothing that is judged.
                    Target::Outside(name) if there.contains(name.as_str()) => {}
                    Target::Outside(name) => {
                        let stray = Stray { piece: piece.id.clone(), owner: join.owner, name: name.clone() };
                        if taken.contains(&stray) {
                            placed.push(join.owner);
                            continue;
                        }
                        let message = format!(
                            "`{}` ({}) belongs to `{name}`, which is not in this template: not judged",
                            piece.id, join.resource_type
                        );
                        outside.push((join.owner, message));
                    }
                    Target::Any(gap) => notes.push(piece.note(format!(
                        "it is not known whose `{}` ({}) is: {}",
                        piece.id, join.resource_type, gap.message
                    ))),
                    Target::One(_) => placed.push(join.owner),
                }
                work.push((join, At::Draft(at), target));
            }
        }
        // A piece of several types' (a web ACL's association) has its owner among one of them.
        for (owner, message) in outside {
            if placed.is_empty() || placed.contains(&owner) {
                notes.push(piece.note(message));
            }
        }
    }
    for (at, piece) in guests.iter().enumerate() {
        for join in services::joins(&piece.resource_type).iter().copied() {
            let owners = owners.entry(join.owner).or_insert_with(|| Owners::of(join.owner, drafts));
            let names = piece.properties.get(join.by).into_iter().flat_map(names);
            let found = names.filter_map(|name| owners.named(name));
            work.extend(found.map(|owner| (join, At::Guest(at), Target::One(owner))));
        }
    }
    let mut unknown: Vec<(usize, &'static Join, Gap)> = Vec::new();
    // One piece of nobody known is enough.
    let mut anybody = HashSet::new();
    for (join, at, target) in work {
        let piece = match at {
            At::Draft(at) => drafts.get(at),
            At::Guest(at) => guests.get(at),
        };
        let Some(piece) = piece else { continue };
        match target {
            Target::Any(gap) if anybody.insert(std::ptr::from_ref(join)) => {
                let all = owners.get(join.owner).map(|owners| owners.all.as_slice()).unwrap_or_default();
                unknown.extend(all.iter().map(|owner| (*owner, join, gap.clone())));
            }
            Target::Any(_) | Target::Outside(_) => {}
            Target::One(owner) => {
                let condition = drafts.get(owner).and_then(|draft| draft.condition.as_deref());
                match &piece.unsure {
                    // Both are there or neither is.
                    Some(gap) if piece.condition.as_deref() != condition => unknown.push((owner, join, gap.clone())),
                    _ => {
                        let (properties, file) = (piece.given(), piece.file.clone());
                        if let Some(owner) = drafts.get_mut(owner) {
                            owner.take(join, properties, &file);
                        }
                    }
                }
            }
        }
    }
    for (owner, join, gap) in unknown {
        if let Some(owner) = drafts.get_mut(owner) {
            for name in join.sets {
                owner.properties.set(*name, gap.clone());
            }
        }
    }
    notes
}

/// The texts of a text or a list.
fn names(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::List(list) => list.iter().filter_map(Node::as_str).collect(),
        _ => node.as_str().into_iter().collect(),
    }
}

/// Where a piece belongs.
enum Target {
    One(usize),
    /// Some other template or account has it.
    Outside(String),
    /// Not known.
    Any(Gap),
}

/// The resources of one type, by everything they are called.
struct Owners {
    all: Vec<usize>,
    by_name: HashMap<String, usize>,
    /// By the expression that gives the name, as it is written.
    by_expression: HashMap<(String, String), usize>,
    /// The property with the name.
    property: &'static str,
    unqualified: fn(&str) -> &str,
}

impl Owners {
    fn of(resource_type: &str, drafts: &[Draft<'_>]) -> Self {
        let services::Mapping { name: property, unqualified, .. } = *services::mapping(resource_type);
        let (all, by_name, by_expression) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut owners = Self { all, by_name, by_expression, property, unqualified };
        for (at, draft) in drafts.iter().enumerate() {
            if draft.resource_type != resource_type {
                continue;
            }
            owners.all.push(at);
            if let Some(raw) = draft.written(property) {
                owners.by_expression.entry((draft.space.clone(), expression(raw))).or_insert(at);
            }
            // Its own symbol means nothing else, whatever others are named after it.
            owners.by_name.insert(format!("{{{}}}", draft.id), at);
            for name in [&draft.reference, &draft.arn, &draft.name].into_iter().flatten().cloned() {
                owners.by_name.entry(name).or_insert(at);
            }
        }
        owners
    }

    fn named(&self, name: &str) -> Option<usize> {
        let plain = (self.unqualified)(name);
        let found = self.by_name.get(name).or_else(|| self.by_name.get(plain)).or_else(|| {
            // `{Assets.Something}` is still the resource `Assets`, `{aws_s3_bucket.b.bucket}` still `aws_s3_bucket.b`.
            let inside = plain.strip_prefix('{')?.strip_suffix('}')?;
            shorter(inside).find_map(|id| self.by_name.get(&format!("{{{id}}}")))
        });
        found.copied()
    }

    /// The resource of another type (a function's alias) that says by an unknown property whose it is, and why that is not known.
    fn hidden<'d>(&self, name: &str, drafts: &'d [Draft<'_>]) -> Option<(&'d Draft<'d>, &'d Gap)> {
        let (id, property) = (self.unqualified)(name).strip_prefix('{')?.strip_suffix('}')?.rsplit_once('.')?;
        if property != self.property {
            return None;
        }
        let draft = drafts.iter().find(|draft| draft.id == id)?;
        match (draft.properties.get(property), &draft.properties.rest) {
            (Some(node), _) => Some((draft, node.as_gap()?)),
            (None, Rest::Unknown(gap)) => Some((draft, gap)),
            (None, Rest::Absent) => None,
        }
    }
}

/// What stands before each dot of a symbol, the longest first.
fn shorter(symbol: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(symbol.rsplit_once('.'), |(before, _)| before.rsplit_once('.')).map(|(before, _)| before)
}

/// What is written, as a text that is the same for the same expression.
fn expression(raw: &Node) -> String {
    yagura_model::json_of(raw).to_string()
}

fn targets(join: &Join, piece: &Draft<'_>, owners: &Owners, drafts: &[Draft<'_>]) -> Vec<Target> {
    let raw = piece.written(join.by);
    let unknown = |gap: &Gap, space: &str, raw: Option<&Node>| match raw
        .and_then(|raw| owners.by_expression.get(&(space.to_owned(), expression(raw))))
    {
        Some(owner) => Target::One(*owner),
        None => Target::Any(gap.clone()),
    };
    let target = |node: &Node, raw: Option<&Node>| match scalar(node.value.clone()) {
        Err(gap) => unknown(&gap, &piece.space, raw),
        Ok(name) => match (owners.named(&name), owners.hidden(&name, drafts)) {
            (Some(at), _) => Target::One(at),
            (None, Some((other, gap))) => unknown(gap, &other.space, other.written(owners.property)),
            (None, None) => Target::Outside(name),
        },
    };
    match piece.properties.get(join.by) {
        None => match &piece.properties.rest {
            Rest::Absent => Vec::new(),
            Rest::Unknown(gap) => vec![target(&Node::unknown((**gap).clone()), raw)],
        },
        Some(Node { value: Value::Null, .. }) => Vec::new(),
        Some(Node { value: Value::List(list), .. }) => {
            // The written list stands beside the read one as long as no item fell away.
            let raws = raw.and_then(Node::as_list).filter(|raws| raws.len() == list.len());
            list.iter().enumerate().map(|(at, node)| target(node, raws.and_then(|raws| raws.get(at)))).collect()
        }
        Some(node) => vec![target(node, raw)],
    }
}

/// Tags as a list of `Key` and `Value`, or as a map. A tag that is not known hides no other.
pub fn tags(node: Option<&Node>, rest: &Rest) -> Fact<Tags> {
    let Some(node) = node else {
        return match rest {
            Rest::Absent => Fact::Known(Tags::new()),
            Rest::Unknown(gap) => Fact::unknown((**gap).clone()),
        };
    };
    let text = |node: &Node| match scalar(node.value.clone()) {
        Ok(text) => Fact::Known(text.into()),
        Err(gap) => Fact::unknown(gap),
    };
    let pair = |item: &Node| -> Result<(Box<str>, Fact<Box<str>>), Gap> {
        if let Some(gap) = item.as_gap() {
            return Err(gap.clone());
        }
        let key = item.get("Key").map_or(Ok(String::new()), |node| scalar(node.value.clone()))?;
        Ok((key.into(), item.get("Value").map_or_else(|| Fact::Known("".into()), text)))
    };
    match &node.value {
        Value::Null => Fact::Known(Tags::new()),
        Value::Unknown(gap) => Fact::unknown((**gap).clone()),
        Value::Map(map) => {
            let rest = match &map.rest {
                Rest::Absent => None,
                Rest::Unknown(gap) => Some(("".into(), Fact::unknown((**gap).clone()))),
            };
            Fact::Known(map.entries.iter().map(|(key, node)| (key.as_str().into(), text(node))).chain(rest).collect())
        }
        Value::List(list) => {
            let unnamed = |gap: Gap| ("".into(), Fact::unknown(gap));
            Fact::Known(list.iter().map(|item| pair(item).unwrap_or_else(unnamed)).collect())
        }
        _ => Fact::unknown(Gap::error("the tags are no list")),
    }
}
