//! The untyped tree that every reader hands to the model: CloudFormation-shaped values whose leaves may be unknown.

use crate::fact::Gap;

/// A value with its place in a file, where it has one.
#[derive(Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands; `None` for live answers.
    pub span: Option<Span>,
}

/// A place in a file; lines and columns count from 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// A tree of JSON's kinds, and `Unknown`.
// No `Debug`: a tree may hold secret texts.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing there, and that is known (`AWS::NoValue`, an answer without the member).
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// Names and values, in their order.
    Map(Map),
    /// Not known, and why.
    Unknown(Box<Gap>),
}

/// Names and values in their order, and what it means when a name is not among them.
#[derive(Clone, PartialEq, Default)]
pub struct Map {
    /// The entries; a name stands once.
    pub entries: Vec<(String, Node)>,
    /// What a missing name means.
    pub rest: Rest,
}

/// What it means that a name is not in a [`Map`].
#[derive(Clone, PartialEq, Default)]
pub enum Rest {
    /// It is not there, and that is known.
    #[default]
    Absent,
    /// It was not read.
    Unknown(Box<Gap>),
}

impl Map {
    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    /// The value under a name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    /// Puts a value under a name, in place of the one that stood there.
    pub fn set(&mut self, name: impl Into<String>, node: impl Into<Node>) {
        let (name, node) = (name.into(), node.into());
        match self.get_mut(&name) {
            Some(old) => *old = node,
            None => self.entries.push((name, node)),
        }
    }

    /// Puts a value under a name unless one (not `Null`) stands there.
    pub fn set_default(&mut self, name: &str, node: impl Into<Node>) {
        if self.get(name).is_none_or(|old| old.value == Value::Null) {
            self.set(name, node);
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(key, _)| key == name)?;
        Some(self.entries.remove(at).1)
    }
}

impl Node {
    /// A value without a place.
    pub fn new(value: Value) -> Self {
        Self { value, span: None }
    }

    /// A value at a place.
    pub fn at(value: Value, span: Span) -> Self {
        Self { value, span: Some(span) }
    }

    /// Nothing, and that is known.
    pub fn null() -> Self {
        Self::new(Value::Null)
    }

    /// Not known, and why.
    pub fn unknown(gap: Gap) -> Self {
        Self::new(Value::Unknown(Box::new(gap)))
    }

    /// The member of a map.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.as_map()?.get(name)
    }

    /// The node at a JSON pointer (`/A/0/B`).
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Map(map) => map.get(&part)?,
                Value::List(list) => list.get(part.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The map, where it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map, to be changed, where it is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, where it is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The gap, where it is one.
    pub fn as_gap(&self) -> Option<&Gap> {
        match &self.value {
            Value::Unknown(gap) => Some(gap),
            _ => None,
        }
    }

    /// Calls `visit` with the JSON pointer and the place of every node below that has a place.
    pub fn each_span(&self, visit: &mut impl FnMut(&str, Span)) {
        fn walk(node: &Node, pointer: &mut String, visit: &mut impl FnMut(&str, Span)) {
            if let Some(span) = node.span {
                visit(pointer, span);
            }
            let length = pointer.len();
            match &node.value {
                Value::Map(map) => {
                    for (name, child) in &map.entries {
                        pointer.push('/');
                        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                        walk(child, pointer, visit);
                        pointer.truncate(length);
                    }
                }
                Value::List(list) => {
                    for (index, child) in list.iter().enumerate() {
                        pointer.push('/');
                        pointer.push_str(&index.to_string());
                        walk(child, pointer, visit);
                        pointer.truncate(length);
                    }
                }
                _ => {}
            }
        }
        walk(self, &mut String::new(), visit);
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::new(Value::String(text.to_owned()))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::new(Value::String(text))
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::new(Value::Bool(value))
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Self {
        Self::new(Value::Int(value))
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Self::new(Value::Map(map))
    }
}

impl From<Vec<Node>> for Node {
    fn from(list: Vec<Node>) -> Self {
        Self::new(Value::List(list))
    }
}

impl From<Gap> for Node {
    fn from(gap: Gap) -> Self {
        Self::unknown(gap)
    }
}

/// Reads a tree of JSON; an object `{"$unknown": gap}` is an unknown value.
impl From<&serde_json::Value> for Node {
    fn from(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        Self::new(match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or(f64::NAN)), Value::Int)
            }
            Json::String(text) => Value::String(text.clone()),
            Json::Array(list) => Value::List(list.iter().map(Node::from).collect()),
            Json::Object(object) => match object.get("$unknown") {
                Some(gap) => Value::Unknown(Box::new(
                    serde_json::from_value(gap.clone())
                        .unwrap_or_else(|_| Gap::error(gap.as_str().unwrap_or("unknown"))),
                )),
                None => Value::Map(Map {
                    entries: object.iter().map(|(name, value)| (name.clone(), Node::from(value))).collect(),
                    rest: Rest::Absent,
                }),
            },
        })
    }
}
