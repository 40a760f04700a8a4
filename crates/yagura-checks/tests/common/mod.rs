//! An account for tests, put together of single resources.

use yagura_model::{Fact, GLOBAL, Gap, Listed, Meta, Node, Origin, Scope, ScopeKind, Snapshot, Tags};

pub(crate) const ACCOUNT: &str = "111122223333";

/// An account of which these types were listed in full, with nothing in it.
pub(crate) fn account(types: &[&str]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.to_owned(),
        name: ACCOUNT.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
    for resource_type in types {
        listed(&mut snapshot, resource_type, None);
    }
    snapshot
}

/// A type was listed; with a gap not to its end.
pub(crate) fn listed(snapshot: &mut Snapshot, resource_type: &str, gap: Option<Gap>) {
    snapshot.contents.lists.push(Listed {
        resource_type: resource_type.to_owned(),
        account: ACCOUNT.to_owned(),
        region: GLOBAL.to_owned(),
        gap,
    });
}

/// A resource of the account, with its properties in YAML.
pub(crate) fn add(snapshot: &mut Snapshot, resource_type: &str, id: &str, arn: &str, yaml: &str) {
    let meta = Meta {
        account: ACCOUNT.to_owned(),
        region: GLOBAL.to_owned(),
        id: id.to_owned(),
        arn: Some(arn.to_owned()),
        name: id.to_owned(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Live { call: "test".to_owned() },
    };
    let properties: Node = yagura_cloudformation::parse(yaml).unwrap();
    snapshot.insert(resource_type, meta, &properties).unwrap();
}
