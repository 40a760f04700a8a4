//! GraphQL APIs of SAM: the API itself, and the functions and resolvers with their code
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html>).

use yagura_model::{Map, Node, Value};

use super::{Out, Source, get_att};

impl Out<'_> {
    pub(super) fn graphql_api(&mut self, source: &mut Source<'_>) {
        let id = source.id;
        let mut api = Map::default();
        let auth = source.take("Auth");
        if let Some(kind) = auth.as_ref().and_then(|auth| auth.get("Type")) {
            api.set("AuthenticationType", kind.clone());
        }
        // The transform lets the API call the function.
        let more = auth.iter().flat_map(|auth| auth.get("Additional").and_then(Node::as_list).unwrap_or_default());
        if auth.iter().chain(more).any(|one| one.get("Type").and_then(Node::as_str) == Some("AWS_LAMBDA")) {
            self.note(source.span, format!("`{id}`: the permission of its Lambda authorizer is not read"));
        }
        if let Some(logging) = source.take("Logging") {
            api.set("LogConfig", logging);
        }
        source.keep(&mut api, &["Name", "Tags", "XrayEnabled"]);
        // Each gets a role with a policy, unless it names one.
        let sources = source.take("DataSources");
        let of_types = sources.iter().flat_map(entries).flat_map(|(_, of_type)| entries(of_type));
        if let Some((_, first)) = of_types.into_iter().find(|(_, one)| one.get("ServiceRoleArn").is_none()) {
            self.note(first.span, format!("`{id}`: the roles of its data sources are not read"));
        }
        let functions = source.take("Functions");
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
