//! APIs of SAM, the routes that events make, and who may be called through them
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html>,
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html>).

use yagura_model::{Gap, Map, Node, Value};

use super::events::{Callee, permission, sub_with};
use super::{Out, Source, computed, kind, map, reference, tag_list};

/// The service that calls for an API.
const GATEWAY: &str = "apigateway.amazonaws.com";

/// What is written of an API, with what its globals say.
#[derive(Clone, Default)]
pub(super) struct Api {
    /// The authorizer of routes that name none.
    pub(super) authorizer: Option<Node>,
    /// Whether routes that do not say otherwise ask for a key.
    key: Option<Node>,
    /// What the names of permissions end with.
    stage: String,
}

impl Api {
    /// What the properties say, and where they say nothing the globals.
    pub(super) fn of(properties: Option<&Node>, global: Option<&Node>) -> Self {
        let auth = |name: &str| {
            let own = |node: Option<&Node>| node?.get("Auth")?.get(name).cloned();
            own(properties).or_else(|| own(global))
        };
        let stage = [properties, global].into_iter().flatten().find_map(|node| node.get("StageName"));
        Self {
            authorizer: auth("DefaultAuthorizer"),
            key: properties.and_then(|node| node.get("Auth")?.get("ApiKeyRequired").cloned()),
            stage: stage.and_then(Node::as_str).unwrap_or("Stage").to_owned(),
        }
    }
}

/// The logical id that a property means: a reference, or the id itself.
fn id_of(node: &Node) -> Option<&str> {
    node.get("Ref").and_then(Node::as_str).or_else(|| node.as_str())
}

/// The routes of an API that a permission is for: of all stages, with `*` for what is a parameter of the path.
fn routed(api: &Node, method: &Node, path: &Node, rest: bool) -> Node {
    let (Some(method), Some(path)) = (method.as_str(), path.as_str()) else {
        return computed("the route is computed", path.span.or(method.span));
    };
    let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
    let any = ["any", "x-amazon-apigateway-any-method"].iter().any(|any| method.eq_ignore_ascii_case(any));
    let method = if any { "*".to_owned() } else { method.to_uppercase() };
    let way = match (rest, path) {
        (false, "$default") => format!("/{method}"),
        (false, "/$default") if any => path.to_owned(),
        _ => format!("/{method}{}", starred(path, rest)),
    };
    under(api, &format!("/*{way}"))
}

/// Below an API: what stands behind its id in its ARN.
fn under(api: &Node, way: &str) -> Node {
    let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}";
    sub_with(&format!("{arn}{way}"), ("__ApiId__", api.clone()))
}

/// A path with `*` for its parameters; of HTTP APIs only `{proxy+}` stands for the rest of a path.
fn starred(path: &str, rest: bool) -> String {
    let mut text = String::new();
    let mut left = path;
    while let Some((before, inside)) = left.split_once('{') {
        text.push_str(before);
        let name = inside.split_once('}').filter(|(name, _)| {
            let plain = name.strip_suffix('+').filter(|name| rest || *name == "proxy").unwrap_or(name);
            !plain.is_empty() && plain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        });
        if let Some((_, after)) = name {
            text.push('*');
            left = after;
        } else {
            text.push('{');
            left = inside;
        }
    }
    text + left
}

impl Out<'_> {
    /// The domain name of an API, and what ties the API to it
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html>).
    fn domain(&mut self, source: &mut Source<'_>, rest: bool) {
        let Some(domain) = source.take("Domain") else { return };
        let Some(name) = domain.get("DomainName") else {
            return self.note(domain.span, format!("`{}`: the SAM property `Domain` is not read", source.id));
        };
        // One of a private API is tied to its VPC endpoint.
        if domain.get("EndpointConfiguration").and_then(Node::as_str) == Some("PRIVATE") {
            return;
        }
        let id = format!("{}DomainName", source.id);
        let (own, of, tie, by) = if rest {
            ("AWS::ApiGateway::DomainName", "RestApiId", "AWS::ApiGateway::BasePathMapping", "BasePathMapping")
        } else {
            ("AWS::ApiGatewayV2::DomainName", "ApiId", "AWS::ApiGatewayV2::ApiMapping", "ApiMapping")
        };
        let at = source.at(domain.span);
        let (mut made, mut tied) = (Map::default(), Map::default());
        made.set("DomainName", name.clone());
        self.make(&at, id.clone(), own, made);
        tied.set(of, reference(source.id));
        tied.set("DomainName", reference(&id));
        self.make(&at, format!("{}{by}", source.id), tie, tied);
        self.parts.insert(format!("{}.DomainName", source.id), id);
    }

    fn is_outside(&self, function: &Node) -> bool {
        let parameter = function.get("Ref").and_then(Node::as_str);
        parameter.is_some_and(|name| self.unset.contains(name)) || function.get("Fn::ImportValue").is_some()
    }

    /// Lets an API call the functions that know its callers. Of a REST API they may be called unless that is switched off, of an HTTP
    /// API if it is switched on
    /// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-lambdarequestauthorizer.html>,
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-lambdaauthorizer.html>).
    fn callers(&mut self, source: &Source<'_>, auth: Option<&Node>, rest: bool) {
        let all = auth.and_then(|auth| auth.get("Authorizers")).and_then(Node::as_map);
        for (name, one) in all.map(|map| map.entries.as_slice()).unwrap_or_default() {
            // What comes from outside of the template is none of its functions: nothing is said of them all.
            let Some(function) = one.get("FunctionArn").filter(|function| !self.is_outside(function)) else { continue };
            let said = |name: &str| one.get(name).is_some_and(|node| node.value == Value::Bool(true));
            let may = if rest {
                !said("DisableFunctionDefaultPermissions")
            } else {
                said("EnableFunctionDefaultPermissions")
            };
            if !may {
                continue;
            }
            let callee = Callee { name: function.clone(), arn: function.clone() };
            let mut permission = permission(&callee, GATEWAY);
            permission.set("SourceArn", under(&reference(source.id), "/authorizers/*"));
            let id = format!("{}{name}AuthorizerPermission", source.id);
            self.make(&source.at(one.span), id, "AWS::Lambda::Permission", permission);
        }
    }

    /// An event that makes a route of an API. What it calls, if that is a function, lets the API call it.
    pub(super) fn route(&mut self, source: &Source<'_>, name: &str, event: &Node, callee: Option<&Callee>) {
        let rest = kind(event) == Some("Api");
        let get = |member: &str| event.get("Properties").and_then(|properties| properties.get(member));
        let target = get(if rest { "RestApiId" } else { "ApiId" });
        let api = target.and_then(id_of);
        let (target, default, stage) = match (target, api) {
            (None, _) => {
                let id = if rest { "ServerlessRestApi" } else { "ServerlessHttpApi" };
                if let Some(places) = self.implicit.get_mut(usize::from(!rest)) {
                    places.push((event.span, source.condition.clone()));
                }
                (reference(id), self.apis.get(id).and_then(|api| api.authorizer.clone()), None)
            }
            (Some(_), Some(api)) => {
                let known = self.apis.get(api);
                let stage = known.map_or_else(|| "Stage".to_owned(), |known| known.stage.clone());
                (reference(api), known.and_then(|api| api.authorizer.clone()), Some(stage))
            }
            (Some(node), None) => (node.clone(), None, Some("AllStages".to_owned())),
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
        let at = source.at(event.span);
        let method = get("Method").cloned().unwrap_or_else(|| Node::from("ANY"));
        let path = get("Path").cloned().unwrap_or_else(|| Node::from("$default"));
        let mut route = Map::default();
        let id = format!("{}{name}", source.id);
        if let Some(callee) = callee {
            let suffix = if rest { stage.as_deref().unwrap_or("Prod") } else { "" };
            let suffix: String = suffix.chars().filter(char::is_ascii_alphanumeric).collect();
            let mut permission = permission(callee, GATEWAY);
            permission.set("SourceArn", routed(&target, &method, &path, rest));
            self.make(&at, format!("{id}Permission{suffix}"), "AWS::Lambda::Permission", permission);
        }
        if rest {
            route.set("RestApiId", target);
            route.set("ResourceId", path);
            let upper =
                method.as_str().map(|text| Node { value: Value::String(text.to_uppercase()), span: method.span });
            route.set("HttpMethod", upper.unwrap_or(method));
            route.set("AuthorizationType", authorization);
            let of_api = api.and_then(|api| self.apis.get(api)).and_then(|api| api.key.clone());
            if let Some(required) = auth.and_then(|auth| auth.get("ApiKeyRequired")).cloned().or(of_api) {
                route.set("ApiKeyRequired", required);
            }
            self.make(&at, format!("{id}Method"), "AWS::ApiGateway::Method", route);
        } else {
            route.set("ApiId", target);
            let key = match (method.as_str(), path.as_str()) {
                (_, Some("$default")) => Node::from("$default"),
                (Some(method), Some(path)) => Node::from([&method.to_uppercase(), path].join(" ")),
                _ => computed("the route is computed", event.span),
            };
            route.set("RouteKey", key);
            route.set("AuthorizationType", authorization);
            self.make(&at, format!("{id}Route"), "AWS::ApiGatewayV2::Route", route);
        }
    }

    /// The APIs that events without one share.
    pub(super) fn implicit_apis(&mut self, globals: Option<&Node>) {
        for (at, (name, id)) in [("Api", "ServerlessRestApi"), ("HttpApi", "ServerlessHttpApi")].into_iter().enumerate()
        {
            let places = self.implicit.get_mut(at).map(std::mem::take).unwrap_or_default();
            let Some((span, _)) = places.first().cloned() else { continue };
            let condition = self.any_of(places, &format!("{id}Condition"));
            let global = globals.and_then(|globals| globals.get(name)).and_then(Node::as_map);
            let mut properties = global.cloned().unwrap_or_default();
            if at == 0 {
                properties.set_default("StageName", "Prod");
            }
            let mut source = Source { id, span, condition, properties };
            if at == 0 { self.rest_api(&mut source) } else { self.http_api(&mut source) }
        }
    }

    pub(super) fn rest_api(&mut self, source: &mut Source<'_>) {
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
        let auth = source.take("Auth");
        self.callers(source, auth.as_ref(), true);
        self.domain(source, true);
        if let Some(policy) = auth.as_ref().and_then(|auth| auth.get("ResourcePolicy")) {
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
        self.parts.insert(format!("{id}.Stage"), format!("{id}Stage"));
    }

    pub(super) fn http_api(&mut self, source: &mut Source<'_>) {
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
        let auth = source.take("Auth");
        self.callers(source, auth.as_ref(), false);
        self.domain(source, false);
        source.take("PropagateTags");
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::ApiGatewayV2::Api", api);
        self.make(source, format!("{id}Stage"), "AWS::ApiGatewayV2::Stage", stage);
        self.parts.insert(format!("{id}.Stage"), format!("{id}Stage"));
    }

    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html>
    pub(super) fn web_socket_api(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let (mut api, mut stage) = (Map::default(), Map::default());
        api.set("ProtocolType", "WEBSOCKET");
        stage.set("ApiId", reference(id));
        let stage_name = source.take("StageName").unwrap_or_else(|| Node::from("default"));
        stage.set("StageName", stage_name.clone());
        source.keep(&mut stage, &["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"]);
        self.domain(source, false);
        let auth = source.take("Auth");
        let said = |name: &str| auth.as_ref().and_then(|auth| auth.get(name));
        for (key, route) in
            source.take("Routes").as_ref().and_then(Node::as_map).into_iter().flat_map(|map| &map.entries)
        {
            let at = source.at(route.span);
            let word: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
            let mut made = Map::default();
            made.set("ApiId", reference(id));
            made.set("RouteKey", key.as_str());
            let authorization = if key == "$connect" { said("AuthType").cloned() } else { None };
            made.set("AuthorizationType", authorization.unwrap_or_else(|| Node::from("NONE")));
            if let Some(required) = route.get("ApiKeyRequired") {
                made.set("ApiKeyRequired", required.clone());
            }
            self.make(&at, format!("{id}{word}Route"), "AWS::ApiGatewayV2::Route", made);
            if let Some(function) = route.get("FunctionArn").filter(|function| !self.is_outside(function)) {
                let callee = Callee { name: function.clone(), arn: function.clone() };
                let mut permission = permission(&callee, GATEWAY);
                let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:";
                let text = format!("{arn}${{{id}}}/${{__StageName__}}/{key}");
                permission.set("SourceArn", sub_with(&text, ("__StageName__", stage_name.clone())));
                self.make(&at, format!("{id}{word}Permission"), "AWS::Lambda::Permission", permission);
            }
        }
        if let (Some("CUSTOM"), Some(function), None) = (
            said("AuthType").and_then(Node::as_str),
            said("AuthArn").filter(|of| !self.is_outside(of)),
            said("InvokeRole"),
        ) {
            let callee = Callee { name: function.clone(), arn: function.clone() };
            let mut permission = permission(&callee, GATEWAY);
            permission.set("SourceArn", under(&reference(id), "/authorizers/*"));
            self.make(source, format!("{id}AuthorizerPermission"), "AWS::Lambda::Permission", permission);
        }
        source
            .keep(&mut api, &["Name", "Description", "DisableExecuteApiEndpoint", "RouteSelectionExpression", "Tags"]);
        for name in
            ["ApiKeySelectionExpression", "DisableSchemaValidation", "FailOnWarnings", "IpAddressType", "PropagateTags"]
        {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::ApiGatewayV2::Api", api);
        self.make(source, format!("{id}Stage"), "AWS::ApiGatewayV2::Stage", stage);
        self.parts.insert(format!("{id}.Stage"), format!("{id}Stage"));
    }
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
