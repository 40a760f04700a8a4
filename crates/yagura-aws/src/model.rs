//! An API model: what a service's operations take and answer, and where on the wire each part travels.
//!
//! The source is botocore's `service-2.json` (see `cargo xtask models`), whole or reduced: both parse here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A wire protocol of AWS, as <https://smithy.io/2.0/aws/protocols/index.html> names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `awsJson1_0` and `awsJson1_1`.
    Json,
    /// `restJson1`.
    RestJson,
    /// `awsQuery`.
    Query,
    /// `ec2Query`.
    Ec2,
    /// `restXml`.
    RestXml,
    /// `rpcv2Cbor`.
    Cbor,
}

impl Protocol {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "rest-json" => Self::RestJson,
            "query" => Self::Query,
            "ec2" => Self::Ec2,
            "rest-xml" => Self::RestXml,
            "smithy-rpc-v2-cbor" => Self::Cbor,
            _ => return None,
        })
    }
}

/// The model of one service in its newest API version.
#[derive(Debug)]
pub struct Service {
    /// Name as botocore has it, for example `ec2`.
    pub name: String,
    /// Wire protocol in use.
    pub protocol: Protocol,
    /// `2016-11-15`.
    pub api_version: String,
    /// First label of the default host name.
    pub endpoint_prefix: String,
    /// Service name inside the signature.
    pub signing_name: String,
    /// `EC2`: key of `services` sections in the shared config file.
    pub service_id: String,
    /// First part of `X-Amz-Target`.
    pub target_prefix: String,
    /// `1.0` or `1.1`.
    pub json_version: String,
    /// The service once spoke query and sends its old error codes in a header.
    pub query_compatible: bool,
    /// The service takes only bearer tokens, which this client does not carry.
    pub bearer_only: bool,
    /// Read operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// How to page, by operation.
    pub paginators: BTreeMap<String, Paginator>,
    shapes: Vec<Shape>,
}

/// One API operation.
#[derive(Debug, Default)]
pub struct Operation {
    /// `DescribeInstances`.
    pub name: String,
    /// `POST`.
    pub method: String,
    /// Path template with labels, and sometimes a fixed query.
    pub uri: String,
    /// Shape of the parameters.
    pub input: Option<Reference>,
    /// Shape of the answer.
    pub output: Option<Reference>,
    /// `{AccountId}.`: goes before the host name.
    pub host_prefix: Option<String>,
    /// The call carries no signature.
    pub unsigned: bool,
    /// The service wants `Content-MD5` or a checksum over the body.
    pub checksum_required: bool,
    /// The host must first be asked for.
    pub needs_discovery: bool,
}

/// Index of a shape in its service.
pub type ShapeId = usize;

/// A use of a shape, with what this one place adds to it.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// The shape meant.
    pub shape: ShapeId,
    /// Where it travels.
    pub location: Location,
    /// Name on the wire, when it is not the member's.
    pub name: Option<String>,
    /// Name in ec2 requests.
    pub query_name: Option<String>,
    /// List or map without an element of its own around it.
    pub flattened: bool,
    /// Said at this place and not by the shape: then the member's own name holds for the entries.
    pub flattened_here: bool,
    /// XML attribute instead of an element.
    pub xml_attribute: bool,
    /// Namespace of the element.
    pub namespace: Option<Namespace>,
    /// Timestamp format of this place.
    pub timestamp: Option<String>,
    /// Filled by the client when absent.
    pub idempotency_token: bool,
    /// JSON text that travels base64-encoded in a header.
    pub json_value: bool,
    /// Body is a stream of bytes.
    pub streaming: bool,
    /// Part of the host name.
    pub host_label: bool,
    /// Element of a query answer that holds the result.
    pub result_wrapper: Option<String>,
}

/// `xmlns` of an element.
#[derive(Debug, Clone)]
pub struct Namespace {
    /// Address that names the vocabulary.
    pub uri: String,
    /// Prefix, when there is one.
    pub prefix: Option<String>,
}

/// Where in a message a member travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Location {
    /// In the body.
    #[default]
    Body,
    /// In the path.
    Uri,
    /// In the query string.
    Query,
    /// In one header.
    Header,
    /// In all headers with a prefix.
    Headers,
    /// The status itself.
    Status,
}

impl Location {
    /// Whether an answer carries it outside its body; path and query exist in requests only.
    pub fn in_head(self) -> bool {
        matches!(self, Self::Header | Self::Headers | Self::Status)
    }
}

/// A member of a structure.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name in parameters and answers.
    pub name: String,
    /// Its shape and place.
    pub reference: Reference,
}

/// What a shape is.
#[derive(Debug)]
pub enum Kind {
    /// Named members.
    Structure(Structure),
    /// Many of one shape.
    List(Reference),
    /// From strings to one shape.
    Map(Reference, Reference),
    /// Text.
    Text,
    /// Bytes.
    Blob,
    /// True or false.
    Boolean,
    /// 32- or 64-bit whole number.
    Integer,
    /// 32-bit fraction.
    Float,
    /// 64-bit fraction.
    Double,
    /// Point in time.
    Timestamp,
}

/// Members of a structure and what holds for it as a whole.
#[derive(Debug, Default)]
pub struct Structure {
    /// In the model's order, which is the order the AWS CLI prints.
    pub members: Vec<Member>,
    /// Names that a request must carry.
    pub required: Vec<String>,
    /// Member that is the whole body.
    pub payload: Option<String>,
    /// Exactly one member is set.
    pub union: bool,
    /// Any JSON.
    pub document: bool,
    /// A stream of events.
    pub event_stream: bool,
}

/// A shape and what holds at every use of it.
#[derive(Debug)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// An IAM policy document, URL-encoded on the wire and printed decoded.
    pub policy: bool,
    /// Name that it declares for its element where it is a whole document.
    pub root_name: Option<String>,
    /// Defaults for references to it.
    defaults: Reference,
}

/// How an operation pages: botocore's `paginators-1.json`.
#[derive(Debug, Clone, Default)]
pub struct Paginator {
    /// Parameters that take a token.
    pub input_tokens: Vec<String>,
    /// Expressions that find the next token in an answer.
    pub output_tokens: Vec<String>,
    /// Member that says whether there is more.
    pub more_results: Option<String>,
    /// Members that are lists (or numbers, or text) to be joined.
    pub result_keys: Vec<String>,
    /// Members taken from the first page as they are.
    pub keep: Vec<String>,
}

/// A model that cannot be used, with the place in it.
#[derive(Debug, thiserror::Error)]
#[error("API model of `{service}` is unusable: {reason}")]
pub struct ModelError {
    /// Service whose model it is.
    pub service: String,
    /// What is wrong.
    pub reason: String,
}

impl Service {
    /// Reads a model: botocore's own form (shapes by name) or the reduced one (shapes by number).
    pub fn from_json(name: &str, model: &Value) -> Result<Self, ModelError> {
        let fail = |reason: String| ModelError { service: name.to_owned(), reason };
        let metadata = model.get("metadata").ok_or_else(|| fail("no metadata".into()))?;
        let text = |key: &str| metadata.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let protocol = Protocol::from_name(&text("protocol"))
            .ok_or_else(|| fail(format!("unknown protocol `{}`", text("protocol"))))?;

        let (raw, ids): (Vec<&Value>, BTreeMap<&str, ShapeId>) = match model.get("shapes") {
            Some(Value::Array(list)) => (list.iter().collect(), BTreeMap::new()),
            Some(Value::Object(map)) => {
                (map.values().collect(), map.keys().enumerate().map(|(id, key)| (key.as_str(), id)).collect())
            }
            _ => (Vec::new(), BTreeMap::new()),
        };
        let count = raw.len();
        let resolve = |value: &Value| -> Result<ShapeId, ModelError> {
            let id = match value.get("shape") {
                Some(Value::Number(number)) => number.as_u64().and_then(|id| usize::try_from(id).ok()),
                Some(Value::String(name)) => ids.get(name.as_str()).copied(),
                _ => None,
            };
            id.filter(|id| *id < count).ok_or_else(|| fail(format!("unknown shape in `{value}`")))
        };

        let mut shapes = Vec::with_capacity(count);
        for value in &raw {
            shapes.push(shape(value, &resolve)?);
        }
        let complete = |value: &Value| -> Result<Reference, ModelError> {
            let id = resolve(value)?;
            let mut own = reference(value, id);
            if let Some(shape) = shapes.get(id) {
                own.inherit(&shape.defaults);
            }
            Ok(own)
        };

        let mut operations = BTreeMap::new();
        for (operation, body) in model.get("operations").and_then(Value::as_object).into_iter().flatten() {
            let optional = |key: &str| body.get(key).map(&complete).transpose();
            let auth: Vec<&str> = strings(body.get("auth"));
            operations.insert(
                operation.clone(),
                Operation {
                    name: operation.clone(),
                    method: body.pointer("/http/method").and_then(Value::as_str).unwrap_or("POST").to_owned(),
                    uri: body.pointer("/http/requestUri").and_then(Value::as_str).unwrap_or("/").to_owned(),
                    input: optional("input")?,
                    output: optional("output")?,
                    host_prefix: body.pointer("/endpoint/hostPrefix").and_then(Value::as_str).map(str::to_owned),
                    unsigned: body.get("authtype").and_then(Value::as_str) == Some("none")
                        || auth.first() == Some(&"smithy.api#noAuth"),
                    checksum_required: body.get("httpChecksumRequired").and_then(Value::as_bool).unwrap_or(false),
                    needs_discovery: body
                        .pointer("/endpointdiscovery/required")
                        .and_then(Value::as_bool)
                        .unwrap_or(false),
                },
            );
        }

        let mut paginators = BTreeMap::new();
        for (operation, body) in model.get("pagination").and_then(Value::as_object).into_iter().flatten() {
            let list = |key: &str| strings(body.get(key)).into_iter().map(str::to_owned).collect::<Vec<_>>();
            paginators.insert(
                operation.clone(),
                Paginator {
                    input_tokens: list("input_token"),
                    output_tokens: list("output_token"),
                    more_results: body.get("more_results").and_then(Value::as_str).map(str::to_owned),
                    result_keys: list("result_key"),
                    keep: list("non_aggregate_keys"),
                },
            );
        }

        // References inside shapes were read before all shapes were known.
        let defaults: Vec<Reference> = shapes.iter().map(|shape| shape.defaults.clone()).collect();
        for shape in &mut shapes {
            let inherit = |reference: &mut Reference| {
                if let Some(defaults) = defaults.get(reference.shape) {
                    reference.inherit(defaults);
                }
            };
            match &mut shape.kind {
                Kind::Structure(structure) => {
                    structure.members.iter_mut().for_each(|member| inherit(&mut member.reference));
                }
                Kind::List(member) => inherit(member),
                Kind::Map(key, value) => {
                    inherit(key);
                    inherit(value);
                }
                _ => {}
            }
        }

        let auth = strings(metadata.get("auth"));
        let endpoint_prefix = text("endpointPrefix");
        let signing_name = metadata.get("signingName").and_then(Value::as_str).unwrap_or(&endpoint_prefix).to_owned();
        Ok(Self {
            name: name.to_owned(),
            protocol,
            api_version: text("apiVersion"),
            signing_name,
            endpoint_prefix,
            service_id: text("serviceId"),
            target_prefix: text("targetPrefix"),
            json_version: metadata.get("jsonVersion").and_then(Value::as_str).unwrap_or("1.0").to_owned(),
            query_compatible: metadata.get("awsQueryCompatible").is_some(),
            bearer_only: text("signatureVersion") == "bearer"
                || (!auth.is_empty() && auth.iter().all(|scheme| scheme.ends_with("httpBearerAuth"))),
            operations,
            paginators,
            shapes,
        })
    }

    /// The shape with this number; every reference of a model that parsed has one.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        static NOTHING: Shape = Shape { kind: Kind::Text, policy: false, root_name: None, defaults: Reference::PLAIN };
        self.shapes.get(id).unwrap_or(&NOTHING)
    }

    /// What the referenced shape is.
    pub fn kind(&self, reference: &Reference) -> &Kind {
        &self.shape(reference.shape).kind
    }

    /// The structure behind a reference, when it is one.
    pub fn structure(&self, reference: &Reference) -> Option<&Structure> {
        match self.kind(reference) {
            Kind::Structure(structure) => Some(structure),
            _ => None,
        }
    }
}

impl Structure {
    /// The member with this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The member that is the whole body.
    pub fn payload_member(&self) -> Option<&Member> {
        self.payload.as_deref().and_then(|name| self.member(name))
    }
}

impl Reference {
    const PLAIN: Self = Self {
        shape: 0,
        location: Location::Body,
        name: None,
        query_name: None,
        flattened: false,
        flattened_here: false,
        xml_attribute: false,
        namespace: None,
        timestamp: None,
        idempotency_token: false,
        json_value: false,
        streaming: false,
        host_label: false,
        result_wrapper: None,
    };

    /// Name on the wire, else `default`.
    pub fn wire_name<'a>(&'a self, default: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(default)
    }

    fn inherit(&mut self, shape: &Self) {
        if self.namespace.is_none() {
            self.namespace.clone_from(&shape.namespace);
        }
        if self.timestamp.is_none() {
            self.timestamp.clone_from(&shape.timestamp);
        }
        self.flattened |= shape.flattened;
        self.streaming |= shape.streaming;
        self.json_value |= shape.json_value;
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn reference(value: &Value, shape: ShapeId) -> Reference {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    Reference {
        shape,
        location: match value.get("location").and_then(Value::as_str) {
            Some("uri") => Location::Uri,
            Some("querystring") => Location::Query,
            Some("header") => Location::Header,
            Some("headers") => Location::Headers,
            Some("statusCode") => Location::Status,
            _ => Location::Body,
        },
        name: text("locationName"),
        query_name: text("queryName"),
        flattened: flag(value, "flattened"),
        flattened_here: flag(value, "flattened"),
        xml_attribute: flag(value, "xmlAttribute"),
        namespace: match value.get("xmlNamespace") {
            Some(Value::String(uri)) => Some(Namespace { uri: uri.clone(), prefix: None }),
            Some(other) => other.get("uri").and_then(Value::as_str).map(|uri| Namespace {
                uri: uri.to_owned(),
                prefix: other.get("prefix").and_then(Value::as_str).map(str::to_owned),
            }),
            None => None,
        },
        timestamp: text("timestampFormat"),
        idempotency_token: flag(value, "idempotencyToken"),
        json_value: flag(value, "jsonvalue"),
        streaming: flag(value, "streaming"),
        host_label: flag(value, "hostLabel"),
        result_wrapper: text("resultWrapper"),
    }
}

fn shape(value: &Value, resolve: &impl Fn(&Value) -> Result<ShapeId, ModelError>) -> Result<Shape, ModelError> {
    let inner = |key: &str| -> Result<Reference, ModelError> {
        let target = value.get(key).unwrap_or(&Value::Null);
        Ok(reference(target, resolve(target)?))
    };
    let kind = match value.get("type").and_then(Value::as_str).unwrap_or_default() {
        "structure" => {
            let mut members = Vec::new();
            for (name, member) in value.get("members").and_then(Value::as_object).unwrap_or(&Map::new()) {
                members.push(Member { name: name.clone(), reference: reference(member, resolve(member)?) });
            }
            Kind::Structure(Structure {
                members,
                required: strings(value.get("required")).into_iter().map(str::to_owned).collect(),
                payload: value.get("payload").and_then(Value::as_str).map(str::to_owned),
                union: flag(value, "union"),
                document: flag(value, "document"),
                event_stream: flag(value, "eventstream"),
            })
        }
        "list" => Kind::List(inner("member")?),
        "map" => Kind::Map(inner("key")?, inner("value")?),
        "blob" => Kind::Blob,
        "boolean" => Kind::Boolean,
        "integer" | "long" | "short" | "byte" | "bigInteger" => Kind::Integer,
        "float" => Kind::Float,
        "double" | "bigDecimal" => Kind::Double,
        "timestamp" => Kind::Timestamp,
        _ => Kind::Text,
    };
    let defaults = reference(value, 0);
    Ok(Shape { kind, policy: flag(value, "policy"), root_name: defaults.name.clone(), defaults })
}
