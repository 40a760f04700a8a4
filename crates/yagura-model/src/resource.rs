//! A resource: what it is, where it came from, and how it is found again.

use std::any::Any;
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::DOCUMENT;
use crate::fact::{Fact, Gap};
use crate::named::Named;
use crate::node::Span;

/// Tag keys and values, each of which may be unknown by itself. Under the empty name stands why there may be more.
pub type Tags = Named<Fact<Box<str>>>;

/// The properties of a resource with what identifies it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource<T> {
    /// What identifies it, and where it came from.
    pub meta: Meta,
    /// Its properties.
    pub props: T,
}

impl<T> Deref for Resource<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.props
    }
}

/// What identifies a resource, and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The account's id; [`crate::OWN_ACCOUNT`] in a template.
    pub account: String,
    /// The region, `global` for global services, [`crate::OWN_REGION`] in a template.
    pub region: String,
    /// The id AWS gave it (`sg-…`), or its address in a template.
    pub id: String,
    /// Its ARN; in a template one with symbolic parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The name a person gave it; the id where nobody did.
    pub name: String,
    /// Its tags.
    pub tags: Fact<Tags>,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a resource came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A call to the live API.
    Live {
        /// `service:Operation`.
        call: String,
    },
    /// A template.
    Template(Box<Template>),
}

/// A resource's place in a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// The file, as the user would name it (relative to where the scan began).
    pub file: String,
    /// The root that the resource belongs to, where that is more than its file (a Terraform root module is a folder).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// The logical address: `Resources.Assets`, `module.site.aws_s3_bucket.assets[0]`.
    pub address: String,
    /// The whole resource.
    pub span: Span,
    /// JSON pointers into the properties, with their places.
    pub places: BTreeMap<String, Span>,
    /// JSON pointers whose value is a default that AWS applies, with the source of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, String>,
    /// JSON pointers of what is written in another file (a piece that belongs to the resource), with that file and the place in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elsewhere: BTreeMap<String, (String, Span)>,
}

impl Template {
    /// Where a symbol means this resource: the root, or the file where that is all there is.
    pub fn home(&self) -> &str {
        if self.root.is_empty() { &self.file } else { &self.root }
    }

    /// Where the property at a JSON pointer stands, or the nearest one above it: the file, and the place in it.
    pub fn stands(&self, pointer: &str) -> (&str, Span) {
        let mut pointer = pointer;
        loop {
            if let Some(there) = self.exactly(pointer) {
                return there;
            }
            match pointer.rfind('/') {
                Some(at) => pointer = pointer.get(..at).unwrap_or_default(),
                None => return (&self.file, self.span),
            }
        }
    }

    /// Where the property at a JSON pointer stands, if that is known of itself: the file, and the place in it.
    pub fn exactly(&self, pointer: &str) -> Option<(&str, Span)> {
        match self.elsewhere.get(pointer) {
            Some((file, span)) => Some((file, *span)),
            None => self.places.get(pointer).map(|span| (self.file.as_str(), *span)),
        }
    }

    /// The line and column part of [`Template::stands`].
    pub fn place(&self, pointer: &str) -> Span {
        self.stands(pointer).1
    }
}

impl Meta {
    /// The template's place, where the resource came from one.
    pub fn template(&self) -> Option<&Template> {
        match &self.origin {
            Origin::Template(template) => Some(template),
            Origin::Live { .. } => None,
        }
    }
}

/// A type of resource that the model knows.
pub trait Typed: Sized + 'static {
    /// The CloudFormation type (`AWS::S3::Bucket`), or one of that form for what CloudFormation does not have.
    const TYPE: &'static str;
}

/// All resources of one type, in a stable order, with a way to find one.
#[derive(Debug)]
pub struct Resources<T> {
    items: Vec<Resource<T>>,
    index: OnceLock<HashMap<String, Vec<u32>>>,
}

impl<T> Default for Resources<T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: OnceLock::new() }
    }
}

impl<T: Clone> Clone for Resources<T> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone(), index: OnceLock::new() }
    }
}

impl<T: PartialEq> PartialEq for Resources<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl<T> Deref for Resources<T> {
    type Target = [Resource<T>];

    fn deref(&self) -> &[Resource<T>] {
        &self.items
    }
}

impl<T: Serialize> Serialize for Resources<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Resources<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { items: Vec::deserialize(deserializer)?, index: OnceLock::new() })
    }
}

impl<T: Typed> Resources<T> {
    /// Adds a resource.
    pub fn push(&mut self, resource: Resource<T>) {
        self.index = OnceLock::new();
        self.items.push(resource);
    }

    /// The resources, taken out.
    pub fn into_items(self) -> Vec<Resource<T>> {
        self.items
    }

    /// The resources, to be changed.
    pub fn items_mut(&mut self) -> &mut [Resource<T>] {
        self.index = OnceLock::new();
        &mut self.items
    }

    /// Puts the resources in their stable order: account, region, id, file.
    pub fn sort(&mut self) {
        self.index = OnceLock::new();
        let mut places = places_in_order(&mut self.items.iter().map(|resource| &resource.meta));
        for at in 0..self.items.len() {
            // What stands here goes to its place, until what belongs here has come.
            while let Some(place) = places.get(at).copied().filter(|place| *place != at) {
                self.items.swap(at, place);
                places.swap(at, place);
            }
        }
    }

    /// The resource that `id` (an id, a name or an ARN) means when it is said beside `near`:
    /// the one of the same account and region first, in the same template first.
    /// In a template `{Assets}` and `{Assets.Arn}`, which stand for what AWS will make, mean the resource `Assets` of that template;
    /// the addresses of Terraform (`{aws_s3_bucket.assets.arn}`) have dots of their own.
    pub fn find(&self, near: &Meta, id: &str) -> Option<&Resource<T>> {
        let index = self.index.get_or_init(|| {
            let mut index: HashMap<String, Vec<u32>> = HashMap::with_capacity(self.items.len());
            for (at, resource) in (0u32..).zip(&self.items) {
                let Meta { id, arn, name, .. } = &resource.meta;
                index.entry(id.clone()).or_default().push(at);
                if let Some(arn) = arn {
                    index.entry(arn.clone()).or_default().push(at);
                }
                if name != id {
                    index.entry(name.clone()).or_default().push(at);
                }
            }
            index
        });
        let home = |meta: &Meta| meta.template().map(|template| template.home().to_owned());
        let symbol = near.template().and_then(|_| id.strip_prefix('{')?.strip_suffix('}'));
        // The longest meaning first: a nested stack's resource is `{Stack.Assets}`, its ARN `{Stack.Assets.Arn}`.
        let id = match symbol {
            None => Some(id).filter(|id| index.contains_key(*id))?,
            Some(inside) => std::iter::successors(Some(inside), |longer| longer.rsplit_once('.').map(|(id, _)| id))
                .find(|id| index.contains_key(*id))?,
        };
        let places = index.get(id)?;
        let candidates = || {
            places
                .iter()
                .filter_map(|at| self.items.get(usize::try_from(*at).ok()?))
                .filter(|resource| resource.meta.account == near.account || id.starts_with("arn:"))
        };
        if near.template().is_some() {
            let near_home = home(near);
            let found = candidates().find(|resource| home(&resource.meta) == near_home);
            if found.is_some() || symbol.is_some() {
                return found;
            }
        }
        candidates().find(|resource| resource.meta.region == near.region).or_else(|| candidates().next())
    }

    /// As [`Resources::find`]; a resource that is not there is a gap.
    pub fn require(&self, near: &Meta, id: &str) -> Result<&Resource<T>, Gap> {
        self.find(near, id).ok_or_else(|| Gap::unresolved(format!("{} `{id}` was not read", T::TYPE)))
    }
}

/// Of each where it stands when all are in order; equal ones keep theirs. Sorting is done here, once for all types: the standard
/// library's sorting for each of them was a twentieth of the program.
fn places_in_order(metas: &mut dyn Iterator<Item = &Meta>) -> Vec<usize> {
    let mut order: Vec<(usize, &Meta)> = metas.enumerate().collect();
    order.sort_by(|(_, one), (_, other)| key(one).cmp(&key(other)));
    let mut places = vec![0; order.len()];
    for (place, (at, _)) in order.into_iter().enumerate() {
        if let Some(found) = places.get_mut(at) {
            *found = place;
        }
    }
    places
}

fn key(meta: &Meta) -> (&str, &str, &str, Option<(&str, &str)>) {
    let template = meta.template().map(|template| (template.file.as_str(), template.address.as_str()));
    (&meta.account, &meta.region, &meta.id, template)
}

/// A policy document (or another JSON document that AWS keeps as text): sound JSON, kept as compact text, for an account has
/// tens of thousands and a tree of each takes ten times as much.
///
/// A part that is not known stands as `{"$unknown": gap}` where it would be.
#[derive(Clone)]
pub struct Document {
    body: Arc<Body>,
    memo: Memo,
}

/// What documents of one text share.
struct Body {
    text: Box<str>,
    memo: Memo,
}

impl Default for Document {
    fn default() -> Self {
        Self::new(&serde_json::Value::Null)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Document").field(&self.body.text).finish()
    }
}

/// Members in another order make the same document.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.body.text == other.body.text || self.value() == other.value()
    }
}

/// What somebody worked out of a document, kept beside it; a copy begins without.
#[derive(Default)]
struct Memo(OnceLock<Box<dyn Any + Send + Sync>>);

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

impl Memo {
    fn of<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.0.get_or_init(|| Box::new(make())).downcast_ref()
    }
}

/// The documents of one account that were met, by their text.
#[derive(Default)]
pub(crate) struct Shared(HashSet<ByText>);

struct ByText(Arc<Body>);

impl Borrow<str> for ByText {
    fn borrow(&self) -> &str {
        &self.0.text
    }
}

impl PartialEq for ByText {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for ByText {}

impl Hash for ByText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Document {
    /// A document that was parsed. One that is nested too deep is unknown.
    pub fn new(json: &serde_json::Value) -> Self {
        let text = json.to_string();
        if depth(&text) <= DEEPEST {
            return Self::of(text);
        }
        Self::of(serde_json::json!({ "$unknown": Gap::error(too_deep()) }).to_string())
    }

    /// The same of a text that somebody wrote. Fails, in words, where it is nested too deep.
    fn checked(text: String) -> Result<Self, String> {
        if depth(&text) <= DEEPEST { Ok(Self::of(text)) } else { Err(too_deep()) }
    }

    /// `text` is sound JSON without superfluous blanks.
    fn of(text: String) -> Self {
        Self { body: Arc::new(Body { text: text.into_boxed_str(), memo: Memo::default() }), memo: Memo::default() }
    }

    /// Lets documents of one text share it, and what is worked out of it: the roles of an account trust the same few services.
    pub(crate) fn share(&mut self, known: &mut Shared) {
        match known.0.get(self.text()) {
            Some(one) => self.body = Arc::clone(&one.0),
            None => {
                known.0.insert(ByText(Arc::clone(&self.body)));
            }
        }
    }

    /// The document as compact text.
    pub fn text(&self) -> &str {
        &self.body.text
    }

    /// The document as a tree, made anew at each call.
    pub fn value(&self) -> serde_json::Value {
        serde_json::from_str(self.text()).unwrap_or_default()
    }

    /// What `make` works out of the document in its place: made at the first call and kept, for one type of results.
    /// `None` when another type is kept already.
    pub fn memo<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.memo.of(make)
    }

    /// As [`Document::memo`], for what hangs on the account and the text alone: other documents of the same text may have it too.
    pub fn text_memo<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.body.memo.of(make)
    }

    /// The gap of the first part that is not known, if there is one.
    pub fn first_gap(&self) -> Option<Gap> {
        fn walk(json: &serde_json::Value) -> Option<Gap> {
            match json {
                serde_json::Value::Array(list) => list.iter().find_map(walk),
                serde_json::Value::Object(object) => match object.get("$unknown") {
                    Some(gap) => Some(serde_json::from_value(gap.clone()).unwrap_or_else(|_| Gap::error("unknown"))),
                    None => object.values().find_map(walk),
                },
                _ => None,
            }
        }
        if self.text().contains("\"$unknown\"") { walk(&self.value()) } else { None }
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// How deep a document may be nested: below what readers of JSON take, with room for what it is saved in.
const DEEPEST: usize = 100;

fn too_deep() -> String {
    format!("a document is nested deeper than {DEEPEST} levels")
}

/// How deep a JSON text is nested.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut inside, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' | b'[' if !inside => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !inside => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// What a deserializer holds, as compact text, without a tree on the way.
fn text_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut text = Vec::new();
    serde_transcode::transcode(deserializer, &mut serde_json::Serializer::new(&mut text))
        .map_err(|error| serde::de::Error::custom(format_args!("not a JSON document: {error}")))?;
    String::from_utf8(text).map_err(serde::de::Error::custom)
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> serde::de::Visitor<'de> for Text {
            type Value = Document;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a policy document")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Document, E> {
                let trimmed = text.trim();
                let decoded;
                // As IAM answers; no JSON begins so.
                let json = if trimmed.starts_with('%') {
                    decoded = percent_decode(trimmed);
                    &decoded
                } else {
                    trimmed
                };
                serde_json::from_str::<Once>(json)
                    .map_err(|error| E::custom(format_args!("not a JSON document: {error}")))
                    .and_then(|Once(json)| Document::checked(json.to_string()).map_err(E::custom))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Document, A::Error> {
                let text = text_of(serde::de::value::MapAccessDeserializer::new(map))?;
                Document::checked(text).map_err(serde::de::Error::custom)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
                let text = text_of(deserializer)?;
                if text.starts_with('"') {
                    return self.visit_str(&serde_json::from_str::<String>(&text).map_err(serde::de::Error::custom)?);
                }
                Document::checked(text).map_err(serde::de::Error::custom)
            }
        }
        deserializer.deserialize_newtype_struct(DOCUMENT, Text)
    }
}

/// JSON in which a member that stands twice is not known: AWS's own reading of such a policy is not documented, and the
/// last one is not to be taken for it silently.
struct Once(serde_json::Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> serde::de::Visitor<'de> for Any {
            type Value = Once;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Once, E> {
                Ok(Once(serde_json::Value::Null))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Once, E> {
                Ok(Once(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Once, E> {
                Ok(Once(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Once, E> {
                Ok(Once(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Once, E> {
                Ok(Once(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Once, E> {
                Ok(Once(value.into()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Once, A::Error> {
                let mut list = Vec::new();
                while let Some(Once(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Once(list.into()))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut members: A) -> Result<Once, A::Error> {
                let mut map = serde_json::Map::new();
                while let Some((name, Once(value))) = members.next_entry::<String, Once>()? {
                    let twice = || {
                        let gap = Gap::error(format!("`{name}` stands more than once"));
                        serde_json::json!({ "$unknown": gap })
                    };
                    let value = if map.contains_key(&name) { twice() } else { value };
                    map.insert(name, value);
                }
                Ok(Once(map.into()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Decodes `%XX`, as the IAM API encodes its documents (RFC 3986).
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%'
            && let Some(value) = tail
                .get(..2)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            bytes.push(value);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Meta, Origin, Resource, Resources, Template};
    use crate::services::s3::Bucket;
    use crate::{Fact, OWN_ACCOUNT, OWN_REGION, Span, Tags};

    fn meta(file: &str, id: &str) -> Meta {
        Meta {
            account: OWN_ACCOUNT.to_owned(),
            region: OWN_REGION.to_owned(),
            id: id.to_owned(),
            arn: None,
            name: id.to_owned(),
            tags: Fact::Known(Tags::new()),
            origin: Origin::Template(Box::new(Template {
                file: file.to_owned(),
                root: String::new(),
                address: id.to_owned(),
                span: Span::default(),
                places: std::collections::BTreeMap::default(),
                defaults: std::collections::BTreeMap::default(),
                elsewhere: std::collections::BTreeMap::default(),
            })),
        }
    }

    #[test]
    fn resources_stand_in_order_and_equal_ones_keep_theirs() {
        let mut buckets = Resources::<Bucket>::default();
        for at in (0..500).map(|at| at * 7919 % 500) {
            let id = format!("B{:03}", at / 3);
            let mut meta = meta("a.yaml", &id);
            meta.name = at.to_string();
            buckets.push(Resource { meta, props: Bucket::default() });
        }
        let mut wanted: Vec<(String, String)> =
            buckets.iter().map(|bucket| (bucket.meta.id.clone(), bucket.meta.name.clone())).collect();
        wanted.sort_by(|one, other| one.0.cmp(&other.0));
        buckets.sort();
        let found: Vec<_> = buckets.iter().map(|bucket| (bucket.meta.id.clone(), bucket.meta.name.clone())).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_symbol_means_the_resource_of_its_own_template() {
        let mut buckets = Resources::<Bucket>::default();
        for (file, id) in [("a.yaml", "Assets"), ("b.yaml", "Assets"), ("b.yaml", "Logs")] {
            buckets.push(Resource { meta: meta(file, id), props: Bucket::default() });
        }
        let file = |near: &str, id: &str| {
            buckets.find(&meta(near, "Policy"), id).map(|found| found.meta.template().expect("a template").file.clone())
        };
        assert_eq!(file("b.yaml", "{Assets}").as_deref(), Some("b.yaml"));
        assert_eq!(file("a.yaml", "{Assets.Arn}").as_deref(), Some("a.yaml"));
        assert_eq!(file("a.yaml", "{Logs}"), None, "another template's logical id");
        assert_eq!(file("a.yaml", "Logs").as_deref(), Some("b.yaml"), "a name may be said anywhere");
    }
}
