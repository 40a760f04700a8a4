//! GraphQL APIs of SAM: the API itself, and the functions and resolvers with their code
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html>).

use yagura_model::{Map, Node, Value};

use super::connectors::{self, Connector};
use super::{Out, Source, get_att, map, policies, reference, roles, tag_list};

/// Who assumes the roles of an API.
const APPSYNC: &str = "appsync.amazonaws.com";

impl Out<'_> {
    pub(super) fn graphql_api(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut api = Map::default();
        let auth = source.take("Auth");
        self.authorizers(source, auth.as_ref(), &mut api);
        self.logging(source, &mut api);
        if source.properties.get("Name").is_none() {
            api.set("Name", id);
        }
        if let Some(tags) = source.take("Tags") {
            api.set("Tags", tag_list(tags));
        }
        source.keep(
            &mut api,
            &[
                "Name",
                "XrayEnabled",
                "Visibility",
                "OwnerContact",
                "IntrospectionConfig",
                "QueryDepthLimit",
                "ResolverCountLimit",
            ],
        );
        let sources = source.take("DataSources");
        for (of_type, one) in sources.iter().flat_map(entries) {
            for (name, one) in entries(one) {
                match of_type.as_str() {
                    "DynamoDb" => self.table_source(source, name, one),
                    "Lambda" => self.function_source(source, name, one),
                    _ => self.note(one.span, format!("`{id}`: data sources of `{of_type}` are not read")),
                }
            }
        }
        let functions = source.take("Functions");
        let none = |node: &Node| node.as_str().is_some_and(|name| name.eq_ignore_ascii_case("none"));
        if functions.iter().flat_map(entries).any(|(_, function)| function.get("DataSource").is_some_and(none)) {
            let none = format!("{id}NoneDataSource");
            let mut properties = Map::default();
            properties.set("ApiId", get_att(id, "ApiId"));
            properties.set("Name", none.as_str());
            properties.set("Type", "NONE");
            self.make(source, none, connectors::DATA_SOURCE, properties);
        }
        for (name, function) in functions.iter().flat_map(entries) {
            // One that has an id is not made here.
            if function.get("Id").is_none() {
                let named = function.get("Name").cloned().unwrap_or_else(|| Node::from(name.as_str()));
                self.code(
                    source,
                    format!("{id}{name}"),
                    "AWS::AppSync::FunctionConfiguration",
                    function,
                    &[("Name", named)],
                );
            }
        }
        let resolvers = source.take("Resolvers");
        for (operation, of_operation) in resolvers.iter().flat_map(entries) {
            for (name, resolver) in entries(of_operation) {
                let field = resolver.get("FieldName").cloned().unwrap_or_else(|| Node::from(name.as_str()));
                let names = [("TypeName", Node::from(operation.as_str())), ("FieldName", field)];
                self.code(source, format!("{id}{operation}{name}"), "AWS::AppSync::Resolver", resolver, &names);
            }
        }
        for name in ["ApiKeys", "Cache", "DomainName", "SchemaInline", "SchemaUri"] {
            source.take(name);
        }
        self.rest(source);
        self.make(source, id.to_owned(), "AWS::AppSync::GraphQLApi", api);
    }

    /// How callers are known; a Lambda authorizer may be called by the API.
    fn authorizers(&mut self, source: &Source<'_>, auth: Option<&Node>, api: &mut Map) {
        let Some(auth) = auth else { return };
        let mut number = 0;
        let mut config = |out: &mut Self, one: &Node, into: &mut Map| {
            if let Some(kind) = one.get("Type") {
                into.set("AuthenticationType", kind.clone());
            }
            for (from, to) in [
                ("LambdaAuthorizer", "LambdaAuthorizerConfig"),
                ("OpenIDConnect", "OpenIDConnectConfig"),
                ("UserPool", "UserPoolConfig"),
            ] {
                if let Some(node) = one.get(from) {
                    into.set(to, node.clone());
                }
            }
            let function = one.get("LambdaAuthorizer").and_then(|lambda| lambda.get("AuthorizerUri"));
            if let (Some("AWS_LAMBDA"), Some(function)) = (one.get("Type").and_then(Node::as_str), function) {
                number += 1;
                let own = map([
                    ("Type", connectors::GRAPHQL_API.into()),
                    ("Arn", reference(source.id)),
                    ("ResourceId", get_att(source.id, "ApiId")),
                ]);
                let function = map([("Type", "AWS::Lambda::Function".into()), ("Arn", function.clone())]);
                let id = format!("{}ToLambdaAuthConnector{number}", source.id);
                out.connectors.push(Connector::own(id, source, own, function, vec![Node::from("Write")].into()));
            }
        };
        config(self, auth, api);
        let mut more = Vec::new();
        for one in auth.get("Additional").and_then(Node::as_list).unwrap_or_default() {
            let mut provider = Map::default();
            config(self, one, &mut provider);
            more.push(Node { value: Value::Map(provider), span: one.span });
        }
        if !more.is_empty() {
            api.set("AdditionalAuthenticationProviders", more);
        }
    }

    /// Every API writes logs unless that is switched off; without a role of its own it gets one.
    fn logging(&mut self, source: &mut Source<'_>, api: &mut Map) {
        let logging = source.take("Logging");
        let mut config = match logging {
            Some(Node { value: Value::Bool(false), .. }) => return,
            Some(Node { value: Value::Map(map), .. }) => map,
            Some(node) if node.value != Value::Bool(true) => {
                api.set("LogConfig", node);
                return;
            }
            _ => Map::default(),
        };
        config.set_default("FieldLogLevel", "ALL");
        if config.get("CloudWatchLogsRoleArn").is_none() {
            let id = format!("{}CloudWatchRole", source.id);
            let mut role = Map::default();
            role.set("AssumeRolePolicyDocument", roles::trust(APPSYNC));
            role.set("ManagedPolicyArns", vec![policies::managed("AWSAppSyncPushToCloudWatchLogs")]);
            self.make(source, id.clone(), "AWS::IAM::Role", role);
            config.set("CloudWatchLogsRoleArn", get_att(&id, "Arn"));
        }
        api.set("LogConfig", config);
    }

    fn table_source(&mut self, source: &Source<'_>, name: &str, said: &Node) {
        let mut config = Map::default();
        let region = || said.get("Region").cloned().unwrap_or_else(|| reference("AWS::Region"));
        config.set("AwsRegion", region());
        for (from, to) in [
            ("TableName", "TableName"),
            ("UseCallerCredentials", "UseCallerCredentials"),
            ("Versioned", "Versioned"),
            ("DeltaSync", "DeltaSyncConfig"),
        ] {
            if let Some(node) = said.get(from) {
                config.set(to, node.clone());
            }
        }
        let arn = said.get("TableArn").cloned().unwrap_or_else(|| {
            let parts: [Node; 6] = [
                map([("Fn::Sub", "arn:${AWS::Partition}:dynamodb:".into())]),
                region(),
                ":".into(),
                reference("AWS::AccountId"),
                ":table/".into(),
                said.get("TableName").cloned().unwrap_or_else(|| Node::from(Value::Null)),
            ];
            map([("Fn::Join", vec![Node::from(""), Vec::from(parts).into()].into())])
        });
        let permissions =
            said.get("Permissions").cloned().unwrap_or_else(|| vec![Node::from("Read"), Node::from("Write")].into());
        let table = map([("Type", "AWS::DynamoDB::Table".into()), ("Arn", arn)]);
        let made = [("Type", "AMAZON_DYNAMODB".into()), ("DynamoDBConfig", Node::from(config))];
        self.data_source(source, (name, "DynamoDB", "Table"), said, made, table, permissions);
    }

    fn function_source(&mut self, source: &Source<'_>, name: &str, said: &Node) {
        let arn = said.get("FunctionArn").cloned().unwrap_or_else(|| Node::from(Value::Null));
        let made = [("Type", "AWS_LAMBDA".into()), ("LambdaConfig", map([("LambdaFunctionArn", arn.clone())]))];
        let function = map([("Type", "AWS::Lambda::Function".into()), ("Arn", arn)]);
        self.data_source(source, (name, "Lambda", "Lambda"), said, made, function, vec![Node::from("Write")].into());
    }

    /// A data source, and unless it has a role one that may do what it needs.
    fn data_source(
        &mut self,
        source: &Source<'_>,
        (name, of_type, to): (&str, &str, &str),
        said: &Node,
        made: [(&str, Node); 2],
        destination: Node,
        permissions: Node,
    ) {
        let id = format!("{}{name}{of_type}DataSource", source.id);
        let at =
            Source { id: source.id, span: said.span, condition: source.condition.clone(), properties: Map::default() };
        let mut properties = Map::default();
        properties.set("ApiId", get_att(source.id, "ApiId"));
        properties.set("Name", said.get("Name").cloned().unwrap_or_else(|| Node::from(name)));
        for (name, node) in made {
            properties.set(name, node);
        }
        if let Some(role) = said.get("ServiceRoleArn").filter(|node| node.value != Value::Null) {
            properties.set("ServiceRoleArn", role.clone());
        } else {
            let role_id = format!("{id}Role");
            properties.set("ServiceRoleArn", get_att(&role_id, "Arn"));
            let mut role = Map::default();
            role.set("AssumeRolePolicyDocument", roles::trust(APPSYNC));
            self.make(&at, role_id.clone(), "AWS::IAM::Role", role);
            let own = map([
                ("Type", connectors::DATA_SOURCE.into()),
                ("Arn", get_att(&id, "DataSourceArn")),
                ("RoleName", reference(&role_id)),
            ]);
            let connector = Connector::own(format!("{id}To{to}Connector"), &at, own, destination, permissions);
            self.connectors.push(connector);
        }
        self.make(&at, id, connectors::DATA_SOURCE, properties);
    }

    /// A function or a resolver of the API.
    fn code(&mut self, source: &Source<'_>, id: String, kind: &str, said: &Node, names: &[(&str, Node)]) {
        let mut made = Map::default();
        made.set("ApiId", get_att(source.id, "ApiId"));
        for (name, node) in names {
            made.set(*name, node.clone());
        }
        for (from, to) in [("InlineCode", "Code"), ("CodeUri", "CodeS3Location")] {
            if let Some(node) = said.get(from).filter(|node| node.value != Value::Null) {
                made.set(to, node.clone());
            }
        }
        let at =
            Source { id: source.id, span: said.span, condition: source.condition.clone(), properties: Map::default() };
        self.make(&at, id, kind, made);
    }
}

fn entries(node: &Node) -> &[(String, Node)] {
    node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default()
}
