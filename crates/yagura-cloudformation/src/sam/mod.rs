//! AWS SAM: its resources as the CloudFormation resources that the transform makes of them
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>).
//!
//! What is not understood becomes a note, and an unknown part where it would stand.

mod connectors;
mod events;
mod graphql;
mod policies;
mod roles;
#[cfg(test)]
mod tests;

use yagura_model::{Gap, GapKind, Map, Node, Span, Value};

use crate::expand::Notes;
use connectors::Connector;

/// Replaces the SAM resources of a template.
pub(crate) fn transform(root: &mut Map, notes: &mut Notes) {
    let globals = root.get("Globals").cloned();
    let Some(resources) = root.get_mut("Resources").and_then(Node::as_map_mut) else { return };
    let is_sam = |node: &Node| kind(node).is_some_and(|name| name.starts_with("AWS::Serverless::"));
    if !resources.entries.iter().any(|(_, node)| is_sam(node) || node.get("Connectors").is_some()) {
        return;
    }
    let written = std::mem::take(&mut resources.entries);
    let mut apis: std::collections::HashMap<String, Option<Node>> = written
        .iter()
        .filter(|(_, node)| matches!(kind(node), Some("AWS::Serverless::Api" | "AWS::Serverless::HttpApi")))
        .map(|(id, node)| {
            let global = kind(node)
                .and_then(|name| name.strip_prefix("AWS::Serverless::"))
                .and_then(|name| globals.as_ref()?.get(name));
            (id.clone(), default_authorizer(node.get("Properties")).or_else(|| default_authorizer(global)))
        })
        .collect();
    for (name, id) in IMPLICIT {
        apis.entry(id.to_owned()).or_insert_with(|| default_authorizer(globals.as_ref().and_then(|all| all.get(name))));
    }
    let keys = written
        .iter()
        .filter(|(_, node)| kind(node) == Some("AWS::Serverless::Api"))
        .filter_map(|(id, node)| {
            Some((id.clone(), node.get("Properties")?.get("Auth")?.get("ApiKeyRequired")?.clone()))
        })
        .collect();
    let mut out = Out {
        made: Vec::with_capacity(written.len()),
        apis,
        keys,
        implicit: [None, None],
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
    // They lie between what is made.
    let connectors = std::mem::take(&mut out.connectors);
    out.connect(connectors);
    let mut seen = std::collections::HashSet::new();
    for (id, node) in std::mem::take(&mut out.made) {
        // What is written goes before what the transform makes: it stands earlier or is the same thing.
        if seen.insert(id.clone()) {
            resources.entries.push((id, node));
        }
    }
}

/// The globals' section and the logical id of the APIs that SAM makes where an event names none.
const IMPLICIT: [(&str, &str); 2] = [("Api", "ServerlessRestApi"), ("HttpApi", "ServerlessHttpApi")];

fn kind(node: &Node) -> Option<&str> {
    node.get("Type").and_then(Node::as_str)
}

struct Out<'a> {
    made: Vec<(String, Node)>,
    /// The written APIs with their default authorizers.
    apis: std::collections::HashMap<String, Option<Node>>,
    /// The written REST APIs that ask for a key wherever an event does not say otherwise.
    keys: std::collections::HashMap<String, Node>,
    /// The first event that needs the implicit REST API, and the HTTP API.
    implicit: [Option<Span>; 2],
    connectors: Vec<Connector>,
    notes: &'a mut Notes,
}

/// A resource that is being rewritten.
struct Source<'a> {
    id: &'a str,
    span: Option<Span>,
    condition: Option<Node>,
    properties: Map,
}

impl Source<'_> {
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
            "Application" => self.application(&mut source, node),
            "StateMachine" => self.state_machine(&mut source),
            "GraphQLApi" => self.graphql_api(&mut source),
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
        if let Some(role) = role {
            function.set("Role", role);
        } else {
            let role = self.function_role(source, policies.as_ref(), events.as_ref(), queue.as_ref());
            self.make(source, format!("{id}Role"), "AWS::IAM::Role", role);
            function.set("Role", get_att(&format!("{id}Role"), "Arn"));
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
            self.url(source, &url);
        }
        for (name, event) in
            events.as_ref().and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default()
        {
            self.event(source, name, event);
        }
        if let Some(name) = source.take("AutoPublishAlias") {
            let mut alias = Map::default();
            alias.set("FunctionName", reference(id));
            alias.set("Name", name.clone());
            if let Some(name) = name.as_str() {
                self.make(source, format!("{id}Alias{name}"), "AWS::Lambda::Alias", alias);
            }
        }
        for name in ["DeploymentPreference", "ProvisionedConcurrencyConfig", "EventInvokeConfig"] {
            source.take(name);
        }
        source.keep(&mut function, FUNCTION);
        for name in [
            "AssumeRolePolicyDocument",
            "PermissionsBoundary",
            "RolePath",
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

    /// Says what was not understood.
    fn rest(&mut self, source: &Source<'_>) {
        for (name, node) in &source.properties.entries {
            if !name.starts_with("Fn::") {
                self.note(node.span, format!("`{}`: the SAM property `{name}` is not read", source.id));
            }
        }
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html>
    fn url(&mut self, source: &Source<'_>, config: &Node) {
        let Some(config_map) = config.as_map() else {
            return self.note(config.span, format!("`{}`: `FunctionUrlConfig` is no map", source.id));
        };
        let mut url = config_map.clone();
        let open = url.get("AuthType").and_then(Node::as_str) == Some("NONE");
        url.set("TargetFunctionArn", reference(source.id));
        let at = Source {
            id: source.id,
            span: config.span,
            condition: source.condition.clone(),
            properties: Map::default(),
        };
        self.make(&at, format!("{}Url", source.id), "AWS::Lambda::Url", url);
        if open {
            let mut permission = Map::default();
            permission.set("Action", "lambda:InvokeFunctionUrl");
            permission.set("FunctionName", reference(source.id));
            permission.set("Principal", "*");
            permission.set("FunctionUrlAuthType", "NONE");
            self.make(&at, format!("{}UrlPublicPermissions", source.id), "AWS::Lambda::Permission", permission);
            // The transform makes a second one, for calls through the URL only.
            let mut invoke = Map::default();
            invoke.set("Action", "lambda:InvokeFunction");
            invoke.set("FunctionName", reference(source.id));
            invoke.set("Principal", "*");
            invoke.set("InvokedViaFunctionUrl", true);
            self.make(&at, format!("{}URLInvokeAllowPublicAccess", source.id), "AWS::Lambda::Permission", invoke);
        }
    }

    /// An event that makes a route of an API.
    fn event(&mut self, source: &Source<'_>, name: &str, event: &Node) {
        let rest = match kind(event) {
            Some("Api") => true,
            Some("HttpApi") => false,
            _ => return self.push_event(source, name, event),
        };
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member));
        let target = get(if rest { "RestApiId" } else { "ApiId" });
        let api = target.and_then(|node| node.get("Ref")).and_then(Node::as_str);
        let (target, default) = match (target, api) {
            (None, _) => {
                let id = if rest { "ServerlessRestApi" } else { "ServerlessHttpApi" };
                if let Some(place) = self.implicit.get_mut(usize::from(!rest)) {
                    place.get_or_insert(event.span.unwrap_or_default());
                }
                (reference(id), self.apis.get(id).cloned().flatten())
            }
            (Some(node), Some(api)) => (node.clone(), self.apis.get(api).cloned().flatten()),
            (Some(node), None) => (node.clone(), None),
        };
        let auth = get("Auth");
        let authorizer = auth.and_then(|auth| auth.get("Authorizer")).cloned().or(default);
        let authorization = match authorizer {
            None => Node::from("NONE"),
            Some(node) => match node.as_str() {
                Some("NONE") => Node::from("NONE"),
                Some("AWS_IAM") => Node::from("AWS_IAM"),
                Some(_) => {
                    Node { value: Value::String(if rest { "CUSTOM" } else { "JWT" }.to_owned()), span: node.span }
                }
                None => computed("the authorizer is computed", node.span),
            },
        };
        let at =
            Source { id: source.id, span: event.span, condition: source.condition.clone(), properties: Map::default() };
        let method = get("Method").cloned().unwrap_or_else(|| Node::from("ANY"));
        let path = get("Path").cloned().unwrap_or_else(|| Node::from("$default"));
        let mut route = Map::default();
        let id = format!("{}{name}", source.id);
        if rest {
            route.set("RestApiId", target);
            route.set("ResourceId", path);
            let upper =
                method.as_str().map(|text| Node { value: Value::String(text.to_uppercase()), span: method.span });
            route.set("HttpMethod", upper.unwrap_or(method));
            route.set("AuthorizationType", authorization);
            let of_api = api.and_then(|api| self.keys.get(api)).cloned();
            if let Some(required) = auth.and_then(|auth| auth.get("ApiKeyRequired")).cloned().or(of_api) {
                route.set("ApiKeyRequired", required);
            }
            self.make(&at, format!("{id}Method"), "AWS::ApiGateway::Method", route);
        } else {
            route.set("ApiId", target);
            let key = match (method.as_str(), path.as_str()) {
                (_, Some("$default")) => Node::from("$default"),
                (Some(method), Some(path)) => Node::from(format!("{} {path}", method.to_uppercase())),
                _ => computed("the route is computed", event.span),
            };
            route.set("RouteKey", key);
            route.set("AuthorizationType", authorization);
            self.make(&at, format!("{id}Route"), "AWS::ApiGatewayV2::Route", route);
        }
    }

    /// The APIs that events without one share.
    fn implicit_apis(&mut self, globals: Option<&Node>) {
        for (at, (name, id)) in [("Api", "ServerlessRestApi"), ("HttpApi", "ServerlessHttpApi")].into_iter().enumerate()
        {
            let Some(Some(span)) = self.implicit.get(at).copied() else { continue };
            let span = Some(span);
            let global = globals.and_then(|globals| globals.get(name)).and_then(Node::as_map);
            let mut properties = global.cloned().unwrap_or_default();
            if at == 0 {
                properties.set_default("StageName", "Prod");
            }
            let mut source = Source { id, span, condition: None, properties };
            if at == 0 { self.rest_api(&mut source) } else { self.http_api(&mut source) }
        }
    }

    fn rest_api(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut api = Map::default();
        let mut stage = Map::default();
        stage.set("RestApiId", reference(id));
        if let Some(body) = source.take("DefinitionBody") {
            api.set("Body", body);
        } else if source.take("DefinitionUri").is_some() {
            api.set("Body", Gap::unsupported("the API's definition stands in another file"));
        }
        if let Some(node) = source.take("EndpointConfiguration") {
            let config = match node.as_map() {
                Some(config) if config.get("Type").is_some() => {
                    let mut config = config.clone();
                    let types = config.remove("Type").map(|node| vec![node]).unwrap_or_default();
                    config.set("Types", types);
                    Node { value: Value::Map(config), span: node.span }
                }
                Some(config) if config.entries.len() == 1 => node,
                _ => map([("Types", vec![node].into())]),
            };
            api.set("EndpointConfiguration", config);
        }
        if let Some(policy) = source.take("Auth").as_ref().and_then(|auth| auth.get("ResourcePolicy")) {
            let document = resource_policy(policy);
            if document.as_gap().is_some() {
                self.note(policy.span, format!("`{id}`: the SAM `ResourcePolicy` is not read"));
            }
            api.set("Policy", document);
        }
        if let Some(tags) = source.take("Tags") {
            let tags = tag_list(tags);
            api.set("Tags", tags.clone());
            stage.set("Tags", tags);
        }
        source.keep(
            &mut api,
            &[
                "Name",
                "Description",
                "BinaryMediaTypes",
                "MinimumCompressionSize",
                "ApiKeySourceType",
                "DisableExecuteApiEndpoint",
                "FailOnWarnings",
                "Mode",
                "Policy",
            ],
        );
        source.keep(
            &mut stage,
            &[
                "StageName",
                "AccessLogSetting",
                "MethodSettings",
                "TracingEnabled",
                "CacheClusterEnabled",
                "CacheClusterSize",
                "CanarySetting",
                "Variables",
            ],
        );
        for name in [
            "Cors",
            "Models",
            "GatewayResponses",
            "OpenApiVersion",
            "Domain",
            "AlwaysDeploy",
            "MergeDefinitions",
            "PropagateTags",
            "SecurityPolicy",
        ] {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::ApiGateway::RestApi", api);
        self.make(source, format!("{id}Stage"), "AWS::ApiGateway::Stage", stage);
    }

    fn http_api(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut api = Map::default();
        let mut stage = Map::default();
        api.set("ProtocolType", "HTTP");
        stage.set("ApiId", reference(id));
        stage.set("StageName", source.take("StageName").unwrap_or_else(|| Node::from("$default")));
        if let Some(body) = source.take("DefinitionBody") {
            api.set("Body", body);
        } else if source.take("DefinitionUri").is_some() {
            api.set("Body", Gap::unsupported("the API's definition stands in another file"));
        }
        source.keep(
            &mut api,
            &["Name", "Description", "CorsConfiguration", "DisableExecuteApiEndpoint", "FailOnWarnings", "Tags"],
        );
        for (from, to) in [
            ("AccessLogSettings", "AccessLogSettings"),
            ("DefaultRouteSettings", "DefaultRouteSettings"),
            ("RouteSettings", "RouteSettings"),
            ("StageVariables", "StageVariables"),
        ] {
            if let Some(node) = source.take(from) {
                stage.set(to, node);
            }
        }
        for name in ["Auth", "Domain", "PropagateTags"] {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::ApiGatewayV2::Api", api);
        self.make(source, format!("{id}Stage"), "AWS::ApiGatewayV2::Stage", stage);
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

fn default_authorizer(properties: Option<&Node>) -> Option<Node> {
    properties?.get("Auth")?.get("DefaultAuthorizer").cloned()
}

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

/// The policy of an API, where its statements are written out; lists of addresses and accounts are not read
/// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html>).
fn resource_policy(said: &Node) -> Node {
    match said.as_map().map(|map| map.entries.as_slice()) {
        Some([(name, statements)]) if name == "CustomStatements" => {
            let list = match &statements.value {
                Value::List(_) => statements.clone(),
                _ => vec![statements.clone()].into(),
            };
            let document = map([("Version", Node::from("2012-10-17")), ("Statement", list)]);
            Node { value: document.value, span: said.span }
        }
        _ => computed("the SAM `ResourcePolicy` is not read", said.span),
    }
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

/// What SAM computes from more than is written here.
fn computed(why: &str, span: Option<Span>) -> Node {
    Node { value: Value::Unknown(Box::new(Gap::unsupported(why))), span }
}
