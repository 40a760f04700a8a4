//! AWS SAM: its resources as the CloudFormation resources that the transform makes of them
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>).
//!
//! What is not understood becomes a note, and an unknown part where it would stand.

mod apis;
mod connectors;
mod destinations;
mod events;
mod graphql;
mod parts;
mod policies;
mod roles;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use yagura_model::{Gap, GapKind, Map, Node, Span, Value, json_of};

use crate::expand::Notes;
use apis::Api;
use connectors::Connector;
use events::Callee;

/// Replaces the SAM resources of a template; `given` are the values of parameters, as far as they are known.
pub(crate) fn transform(root: &mut Map, given: &HashMap<String, Node>, notes: &mut Notes) {
    let globals = root.get("Globals").cloned();
    let Some(resources) = root.get_mut("Resources").and_then(Node::as_map_mut) else { return };
    let is_sam = |node: &Node| kind(node).is_some_and(|name| name.starts_with("AWS::Serverless::"));
    if !resources.entries.iter().any(|(_, node)| is_sam(node) || node.get("Connectors").is_some()) {
        return;
    }
    let written = std::mem::take(&mut resources.entries);
    let global = |name: &str| globals.as_ref().and_then(|globals| globals.get(name));
    let mut apis: HashMap<String, Api> = HashMap::new();
    let mut fifo = HashSet::new();
    for (id, node) in &written {
        let properties = node.get("Properties");
        match kind(node) {
            Some("AWS::Serverless::Api") => apis.insert(id.clone(), Api::of(properties, global("Api"))),
            Some("AWS::Serverless::HttpApi") => apis.insert(id.clone(), Api::of(properties, global("HttpApi"))),
            _ => None,
        };
        if properties.and_then(|properties| properties.get("FifoTopic")).is_some_and(is_true) {
            fifo.insert(id.clone());
        }
    }
    for (name, id) in IMPLICIT {
        apis.entry(id.to_owned()).or_insert_with(|| Api::of(None, global(name)));
    }
    let parameters =
        root.get("Parameters").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    let values = parameters.iter().filter_map(|(name, node)| {
        let stored = node.get("Type").and_then(Node::as_str).is_some_and(|kind| kind.starts_with("AWS::SSM::"));
        let default = node.get("Default").filter(|_| !stored);
        Some((name.clone(), given.get(name).or(default)?.clone()))
    });
    let values = values.collect();
    let unset = parameters.iter().map(|(name, _)| name.clone()).filter(|name| !HashMap::contains_key(&values, name));
    let unset = unset.collect();
    let mut out = Out {
        made: Vec::with_capacity(written.len()),
        apis,
        fifo,
        values,
        unset,
        deployed: Vec::new(),
        parts: HashMap::new(),
        conditions: Vec::new(),
        implicit: [Vec::new(), Vec::new()],
        connectors: Vec::new(),
        notes,
    };
    for (id, node) in written {
        if let Some(connectors) = node.get("Connectors") {
            out.connectors.extend(Connector::at(&id, connectors));
        }
        if is_sam(&node) {
            out.resource(&id, &node, globals.as_ref());
        } else {
            out.made.push((id, node));
        }
    }
    out.implicit_apis(globals.as_ref());
    out.code_deploy();
    // They lie between what is made.
    let connectors = std::mem::take(&mut out.connectors);
    out.connect(connectors);
    let (mut made, conditions) = (std::mem::take(&mut out.made), std::mem::take(&mut out.conditions));
    let parts = std::mem::take(&mut out.parts);
    if !parts.is_empty() {
        for (_, node) in &mut made {
            parts::rename(node, &parts);
        }
        if let Some(outputs) = root.get_mut("Outputs") {
            parts::rename(outputs, &parts);
        }
    }
    let mut seen = HashSet::new();
    let Some(resources) = root.get_mut("Resources").and_then(Node::as_map_mut) else { return };
    for (id, node) in made {
        // What is written goes before what the transform makes: it stands earlier or is the same thing.
        if seen.insert(id.clone()) {
            resources.entries.push((id, node));
        }
    }
    if !conditions.is_empty() {
        root.set_default("Conditions", Map::default());
        if let Some(map) = root.get_mut("Conditions").and_then(Node::as_map_mut) {
            for (name, node) in conditions {
                map.set_default(&name, node);
            }
        }
    }
}

/// The globals' section and the logical id of the APIs that SAM makes where an event names none.
const IMPLICIT: [(&str, &str); 2] = [("Api", "ServerlessRestApi"), ("HttpApi", "ServerlessHttpApi")];

fn kind(node: &Node) -> Option<&str> {
    node.get("Type").and_then(Node::as_str)
}

/// A place that makes something, and the condition under which it is there.
type Conditional = (Option<Span>, Option<Node>);

struct Out<'a> {
    made: Vec<(String, Node)>,
    /// The APIs by their logical ids.
    apis: HashMap<String, Api>,
    /// The topics that keep their messages in order.
    fifo: HashSet<String>,
    /// The values of parameters: what is given, else their defaults.
    values: HashMap<String, Node>,
    /// The parameters of which nothing is known.
    unset: HashSet<String>,
    /// The functions whose traffic a role of the transform moves step by step, with the condition of each, where it has one.
    deployed: Vec<Conditional>,
    /// What is made beside resources, by the names that templates have for it (`Function.Alias`).
    parts: HashMap<String, String>,
    /// The conditions that resources made here hang on.
    conditions: Vec<(String, Node)>,
    /// The events that need the implicit REST API, and the HTTP API, with the condition of each, where it has one.
    implicit: [Vec<Conditional>; 2],
    connectors: Vec<Connector>,
    notes: &'a mut Notes,
}

/// A choice between what a template names and what the transform makes.
struct Chosen {
    /// The condition, whether it makes the transform's own, and what is taken otherwise.
    name: String,
    first: bool,
    other: Node,
    /// The condition of what the transform makes.
    condition: Node,
}

impl Chosen {
    fn either(self, own: Node) -> Node {
        let (yes, no) = if self.first { (own, self.other) } else { (self.other, own) };
        map([("Fn::If", vec![Node::from(self.name), yes, no].into())])
    }
}

/// A resource that is being rewritten.
struct Source<'a> {
    id: &'a str,
    span: Option<Span>,
    condition: Option<Node>,
    properties: Map,
}

impl Source<'_> {
    /// What a part of it makes, at its place.
    fn at(&self, span: Option<Span>) -> Source<'_> {
        Source { id: self.id, span, condition: self.condition.clone(), properties: Map::default() }
    }

    fn take(&mut self, name: &str) -> Option<Node> {
        self.properties.remove(name).filter(|node| node.value != Value::Null)
    }

    /// Moves members as they are.
    fn keep(&mut self, to: &mut Map, names: &[&str]) {
        for name in names {
            if let Some(node) = self.take(name) {
                to.set(*name, node);
            }
        }
    }
}

impl Out<'_> {
    fn note(&mut self, span: Option<Span>, message: String) {
        self.notes.push((GapKind::Unsupported, span, message));
    }

    fn make(&mut self, source: &Source<'_>, id: String, resource_type: &str, properties: Map) {
        let mut map = Map::default();
        map.set("Type", resource_type);
        if let Some(condition) = &source.condition {
            map.set("Condition", condition.clone());
        }
        map.set("Properties", Node { value: Value::Map(properties), span: source.span });
        self.made.push((id, Node { value: Value::Map(map), span: source.span }));
    }

    /// A value that may be a parameter's, as the transform sees it.
    fn resolved(&self, node: &Node) -> Node {
        let parameter = node.get("Ref").and_then(Node::as_str);
        parameter.and_then(|name| self.values.get(name)).unwrap_or(node).clone()
    }

    /// What stands in place of a property that is there or not, as a condition has it; `own` is the condition of the whole resource.
    fn chosen(&mut self, node: Option<&Node>, own: Option<&Node>) -> Option<Chosen> {
        let [condition, yes, no] = node?.get("Fn::If")?.as_list()? else { return None };
        let nothing = |node: &Node| node.get("Ref").and_then(Node::as_str) == Some("AWS::NoValue");
        let (first, other) = match (nothing(yes), nothing(no)) {
            (true, false) => (true, no),
            (false, true) => (false, yes),
            _ => return None,
        };
        let name = condition.as_str()?.to_owned();
        let named = |name: &str| map([("Condition", Node::from(name))]);
        let (word, made) = if first {
            (name.clone(), named(&name))
        } else {
            (format!("Not{name}"), map([("Fn::Not", vec![named(&name)].into())]))
        };
        let (word, made) = match own.and_then(Node::as_str) {
            None => (word, made),
            Some(own) => (format!("{own}And{word}"), map([("Fn::And", vec![named(own), made].into())])),
        };
        if word != name {
            self.conditions.push((word.clone(), made));
        }
        Some(Chosen { name, first, other: other.clone(), condition: Node::from(word) })
    }

    /// The condition of what several make together; none where one of them always does. `name` is what several conditions become.
    fn any_of(&mut self, all: Vec<Conditional>, name: &str) -> Option<Node> {
        let (mut conditions, mut seen) = (Vec::new(), HashSet::new());
        for (_, condition) in all {
            let condition = condition?;
            if seen.insert(json_of(&condition).to_string()) {
                conditions.push(condition);
            }
        }
        if let [one] = conditions.as_slice() {
            return Some(one.clone());
        }
        let named = conditions.into_iter().map(|condition| map([("Condition", condition)])).collect::<Vec<_>>();
        self.conditions.push((name.to_owned(), map([("Fn::Or", named.into())])));
        Some(Node::from(name))
    }

    fn resource(&mut self, id: &str, node: &Node, globals: Option<&Node>) {
        let name = kind(node).and_then(|name| name.strip_prefix("AWS::Serverless::")).unwrap_or_default();
        let global = globals.and_then(|globals| globals.get(name));
        let mut properties = node.get("Properties").cloned().unwrap_or_else(|| Node::from(Map::default()));
        if let Some(global) = global {
            properties = merge(global, &properties);
        }
        let Value::Map(properties) = properties.value else {
            self.made.push((id.to_owned(), node.clone()));
            return;
        };
        if let Some((_, node)) = properties.entries.iter().find(|(name, _)| name.starts_with("Fn::")) {
            self.note(node.span, format!("`{id}`: its properties are computed: not read"));
        }
        let mut source = Source { id, span: node.span, condition: node.get("Condition").cloned(), properties };
        match name {
            "Function" => self.function(&mut source),
            "SimpleTable" => self.table(&mut source),
            "Api" => self.rest_api(&mut source),
            "HttpApi" => self.http_api(&mut source),
            "WebSocketApi" => self.web_socket_api(&mut source),
            "Application" => self.application(&mut source, node),
            "StateMachine" => self.state_machine(&mut source),
            "GraphQLApi" => self.graphql_api(&mut source),
            "CapacityProvider" => self.capacity_provider(&mut source),
            "Connector" => self.connectors.push(Connector::of(id, node, &source.properties)),
            "LayerVersion" => {
                let properties = std::mem::take(&mut source.properties);
                self.make(&source, id.to_owned(), "AWS::Lambda::LayerVersion", properties);
            }
            _ => {
                self.note(node.span, format!("`{id}`: `AWS::Serverless::{name}` is not read"));
                self.made.push((id.to_owned(), node.clone()));
            }
        }
    }

    fn function(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut function = Map::default();
        let events = source.take("Events");
        let policies = source.take("Policies");
        let queue = source.take("DeadLetterQueue");
        let role = source.take("Role");
        let callee = self.alias(source);
        let destinations = self.destinations(source);
        let chosen = self.chosen(role.as_ref(), None);
        match (role, chosen) {
            (Some(role), None) => {
                function.set("Role", role);
                for name in ["AssumeRolePolicyDocument", "PermissionsBoundary", "RolePath"] {
                    source.take(name);
                }
            }
            (_, chosen) => {
                let role = self.function_role(source, policies.as_ref(), events.as_ref(), queue.as_ref(), destinations);
                let mut at = source.at(source.span);
                if let Some(chosen) = &chosen {
                    at.condition = Some(chosen.condition.clone());
                }
                self.make(&at, format!("{id}Role"), "AWS::IAM::Role", role);
                let own = get_att(&format!("{id}Role"), "Arn");
                function.set("Role", chosen.map_or_else(|| own.clone(), |chosen| chosen.either(own.clone())));
            }
        }
        let mut code = Map::default();
        for (from, to) in [("InlineCode", "ZipFile"), ("ImageUri", "ImageUri"), ("CodeUri", "CodeUri")] {
            match source.take(from) {
                Some(Node { value: Value::Map(map), .. }) if map.get("Bucket").is_some() => {
                    for (from, to) in [("Bucket", "S3Bucket"), ("Key", "S3Key"), ("Version", "S3ObjectVersion")] {
                        if let Some(node) = map.get(from) {
                            code.set(to, node.clone());
                        }
                    }
                }
                Some(node) => code.set(to, node),
                None => {}
            }
        }
        function.set("Code", code);
        if let Some(mode) = source.take("Tracing") {
            function.set("TracingConfig", map([("Mode", mode)]));
        }
        if let Some(target) = queue.and_then(|queue| queue.get("TargetArn").cloned()) {
            function.set("DeadLetterConfig", map([("TargetArn", target)]));
        }
        if let Some(tags) = source.take("Tags") {
            function.set("Tags", tag_list(tags));
        }
        if let Some(url) = source.take("FunctionUrlConfig") {
            self.url(source, &callee, &url);
        }
        self.events(source, events.as_ref(), &callee);
        source.keep(&mut function, FUNCTION);
        for name in [
            "DeploymentPreference",
            "EventInvokeConfig",
            "ProvisionedConcurrencyConfig",
            "AutoPublishCodeSha256",
            "AutoPublishAliasAllProperties",
            "VersionDescription",
            "PublishToLatestPublished",
            "PropagateTags",
            "SourceKMSKeyArn",
            "VersionDeletionPolicy",
        ] {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::Lambda::Function", function);
    }

    /// What calls a function by events: its alias, where one is published.
    fn alias(&mut self, source: &mut Source<'_>) -> Callee {
        let Some(name) = source.take("AutoPublishAlias") else {
            return Callee { name: reference(source.id), arn: get_att(source.id, "Arn") };
        };
        let resolved = self.resolved(&name);
        // What no name of a resource may hold is written out.
        let word = resolved.as_str().unwrap_or_default().replace('-', "D").replace('_', "U");
        let id = format!("{}Alias{word}", source.id);
        let mut alias = Map::default();
        alias.set("FunctionName", reference(source.id));
        alias.set("Name", name);
        self.make(source, id.clone(), "AWS::Lambda::Alias", alias);
        self.parts.insert(format!("{}.Alias", source.id), id.clone());
        self.deployment(source);
        Callee { name: reference(&id), arn: reference(&id) }
    }

    /// A function whose traffic is moved to a new version step by step
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html>).
    fn deployment(&mut self, source: &mut Source<'_>) {
        let Some(preference) = source.take("DeploymentPreference") else { return };
        let off = |node: Node| node.value == Value::Bool(false) || matches!(node.as_str(), Some("false" | "False"));
        let is_off = preference.get("Enabled").is_some_and(|node| off(self.resolved(node)));
        if is_off || preference.get("Role").is_some() {
            return;
        }
        let condition =
            source.condition.clone().filter(|_| preference.get("PassthroughCondition").is_some_and(is_true));
        self.deployed.push((preference.span, condition));
    }

    /// The role that moves the traffic of all functions that name none.
    fn code_deploy(&mut self) {
        let deployed = std::mem::take(&mut self.deployed);
        let Some((span, _)) = deployed.first().cloned() else { return };
        let condition = self.any_of(deployed, "ServerlessCodeDeployCondition");
        let mut role = Map::default();
        role.set("AssumeRolePolicyDocument", roles::trust("codedeploy.amazonaws.com"));
        role.set("ManagedPolicyArns", vec![policies::managed("AWSCodeDeployRoleForLambda")]);
        let id = "CodeDeployServiceRole";
        self.make(&Source { id, span, condition, properties: Map::default() }, id.to_owned(), "AWS::IAM::Role", role);
    }

    /// Instances that functions run on, and the role that starts them
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html>).
    fn capacity_provider(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut provider = Map::default();
        let role = source.take("OperatorRole").unwrap_or_else(|| {
            let mut role = Map::default();
            role.set("AssumeRolePolicyDocument", roles::trust("lambda.amazonaws.com"));
            role.set("ManagedPolicyArns", vec![policies::managed("AWSLambdaManagedEC2ResourceOperator")]);
            self.make(source, format!("{id}OperatorRole"), "AWS::IAM::Role", role);
            get_att(&format!("{id}OperatorRole"), "Arn")
        });
        provider.set("PermissionsConfig", map([("CapacityProviderOperatorRoleArn", role)]));
        if let Some(tags) = source.take("Tags") {
            provider.set("Tags", tag_list(tags));
        }
        source.keep(&mut provider, &["CapacityProviderName", "VpcConfig", "KmsKeyArn"]);
        for name in ["InstanceRequirements", "ScalingConfig", "LoggingConfig", "ManagedResourceTags", "PropagateTags"] {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::Lambda::CapacityProvider", provider);
    }

    /// Says what was not understood.
    fn rest(&mut self, source: &Source<'_>) {
        for (name, node) in &source.properties.entries {
            if !name.starts_with("Fn::") {
                self.note(node.span, format!("`{}`: the SAM property `{name}` is not read", source.id));
            }
        }
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html>
    fn url(&mut self, source: &Source<'_>, callee: &Callee, config: &Node) {
        let Some(config_map) = config.as_map() else {
            return self.note(config.span, format!("`{}`: `FunctionUrlConfig` is no map", source.id));
        };
        let mut url = config_map.clone();
        let open = url.get("AuthType").and_then(Node::as_str) == Some("NONE");
        url.set("TargetFunctionArn", callee.name.clone());
        let at = source.at(config.span);
        self.make(&at, format!("{}Url", source.id), "AWS::Lambda::Url", url);
        if open {
            let mut permission = Map::default();
            permission.set("Action", "lambda:InvokeFunctionUrl");
            permission.set("FunctionName", callee.name.clone());
            permission.set("Principal", "*");
            permission.set("FunctionUrlAuthType", "NONE");
            self.make(&at, format!("{}UrlPublicPermissions", source.id), "AWS::Lambda::Permission", permission);
            // The transform makes a second one, for calls through the URL only.
            let mut invoke = Map::default();
            invoke.set("Action", "lambda:InvokeFunction");
            invoke.set("FunctionName", callee.name.clone());
            invoke.set("Principal", "*");
            invoke.set("InvokedViaFunctionUrl", true);
            self.make(&at, format!("{}URLInvokeAllowPublicAccess", source.id), "AWS::Lambda::Permission", invoke);
        }
    }

    /// An application becomes a nested stack; one of the Serverless Application Repository is fetched at deployment
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html>).
    fn application(&mut self, source: &mut Source<'_>, node: &Node) {
        let mut stack = Map::default();
        match source.take("Location") {
            Some(Node { value: Value::Map(map), span }) if map.get("ApplicationId").is_some() => {
                let gap = Gap::unsupported("an application of the Serverless Application Repository is not read");
                stack.set("TemplateURL", Node { value: Value::Unknown(Box::new(gap)), span });
            }
            Some(location) => stack.set("TemplateURL", location),
            None => {}
        }
        if let Some(tags) = source.take("Tags") {
            stack.set("Tags", tag_list(tags));
        }
        source.keep(&mut stack, &["Parameters", "NotificationARNs", "TimeoutInMinutes"]);
        self.rest(source);
        self.make(source, source.id.to_owned(), "AWS::CloudFormation::Stack", stack);
        // What is said of the resource as a whole stays with it.
        if let Some(metadata) = node.get("Metadata")
            && let Some((_, made)) = self.made.last_mut()
            && let Some(made) = made.as_map_mut()
        {
            made.set("Metadata", metadata.clone());
        }
    }

    fn table(&mut self, source: &mut Source<'_>) {
        let mut table = Map::default();
        if source.properties.get("ProvisionedThroughput").is_none() {
            table.set("BillingMode", "PAY_PER_REQUEST");
        }
        let key = source.take("PrimaryKey");
        let name = key.as_ref().and_then(|key| key.get("Name")).cloned().unwrap_or_else(|| Node::from("id"));
        let kind = match key.as_ref().and_then(|key| key.get("Type")).and_then(Node::as_str) {
            Some("Number") => "N",
            Some("Binary") => "B",
            _ => "S",
        };
        table.set("AttributeDefinitions", vec![map([("AttributeName", name.clone()), ("AttributeType", kind.into())])]);
        table.set("KeySchema", vec![map([("AttributeName", name), ("KeyType", "HASH".into())])]);
        if let Some(tags) = source.take("Tags") {
            table.set("Tags", tag_list(tags));
        }
        source.keep(
            &mut table,
            &["TableName", "SSESpecification", "PointInTimeRecoverySpecification", "ProvisionedThroughput"],
        );
        self.rest(source);
        self.make(source, source.id.to_owned(), "AWS::DynamoDB::Table", table);
    }
}

/// Members of a function that CloudFormation has under the same name.
const FUNCTION: &[&str] = &[
    "FunctionName",
    "Description",
    "Handler",
    "Runtime",
    "MemorySize",
    "Timeout",
    "Environment",
    "VpcConfig",
    "Layers",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Architectures",
    "EphemeralStorage",
    "PackageType",
    "ImageConfig",
    "FileSystemConfigs",
    "CodeSigningConfigArn",
    "SnapStart",
    "LoggingConfig",
    "RuntimeManagementConfig",
    "RecursiveLoop",
    "TenancyConfig",
    "CapacityProviderConfig",
    "DurableConfig",
    "FunctionScalingConfig",
];

fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    let entries = entries.into_iter().map(|(name, node)| (name.to_owned(), node)).collect();
    Node::from(Map { entries, ..Map::default() })
}

fn reference(id: &str) -> Node {
    map([("Ref", Node::from(id))])
}

fn get_att(id: &str, attribute: &str) -> Node {
    map([("Fn::GetAtt", vec![Node::from(id), Node::from(attribute)].into())])
}

/// SAM's map of tags as CloudFormation's list.
fn tag_list(tags: Node) -> Node {
    match tags.value {
        Value::Map(map_of) if !map_of.entries.iter().any(|(name, _)| name.starts_with("Fn::") || name == "Ref") => {
            let list = map_of
                .entries
                .into_iter()
                .map(|(key, value)| Node { span: value.span, ..map([("Key", Node::from(key)), ("Value", value)]) });
            Node { value: Value::List(list.collect()), span: tags.span }
        }
        value => Node { value, span: tags.span },
    }
}

/// Globals under a resource's own properties: maps are merged, lists are joined, anything else is the resource's own
/// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>).
fn merge(global: &Node, own: &Node) -> Node {
    let computed = |map: &Map| map.entries.iter().any(|(name, _)| name.starts_with("Fn::") || name == "Ref");
    match (&global.value, &own.value) {
        (Value::Map(one), Value::Map(two)) if !computed(one) && !computed(two) => {
            let mut merged = one.clone();
            for (name, node) in &two.entries {
                let node = one.get(name).map_or_else(|| node.clone(), |global| merge(global, node));
                merged.set(name.as_str(), node);
            }
            Node { value: Value::Map(merged), span: own.span }
        }
        (Value::List(one), Value::List(two)) => {
            Node { value: Value::List(one.iter().chain(two).cloned().collect()), span: own.span }
        }
        _ => own.clone(),
    }
}

/// Whether it is switched on.
fn is_true(node: &Node) -> bool {
    node.value == Value::Bool(true) || node.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// What SAM computes from more than is written here.
fn computed(why: &str, span: Option<Span>) -> Node {
    Node { value: Value::Unknown(Box::new(Gap::unsupported(why))), span }
}
