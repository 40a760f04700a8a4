//! Templates, each by itself: what another one makes may come to be in another account.

use std::collections::{BTreeMap, BTreeSet};

use yagura_model::{OWN_ACCOUNT, Resource, Resources, Scope, ScopeKind, Snapshot, Typed};

/// What has a say in who may do what, of each of these templates ([`yagura_model::Template::home`]).
pub(crate) fn homes(snapshot: &Snapshot, wanted: &BTreeSet<&str>) -> BTreeMap<String, Snapshot> {
    let empty = |home: &&str| {
        let mut own = Snapshot::default();
        own.contents.taken.clone_from(&snapshot.contents.taken);
        own.contents.taken_epoch = snapshot.contents.taken_epoch;
        own.contents.scopes.push(Scope {
            kind: ScopeKind::Template,
            account: OWN_ACCOUNT.to_owned(),
            name: (*home).to_owned(),
            regions: Vec::new(),
            caller: String::new(),
        });
        ((*home).to_owned(), own)
    };
    let mut all: BTreeMap<String, Snapshot> = wanted.iter().map(empty).collect();
    if all.is_empty() {
        return all;
    }
    macro_rules! take {
        ($($service:ident $list:ident),+ $(,)?) => {$(
            each(&snapshot.$service.$list, &mut |home, resource| {
                if let Some(own) = all.get_mut(home) {
                    own.$service.$list.push(resource.clone());
                }
            });
        )+};
    }
    take!(
        iam users, iam groups, iam roles, iam managed_policies,
        dynamodb tables, ecr repositories, kms aliases, kms keys, lambda functions, s3 access_points, s3 account_blocks,
        s3 buckets,
        secretsmanager secrets, sns topics, sqs queues,
    );
    all
}

fn each<T: Typed>(resources: &Resources<T>, visit: &mut dyn FnMut(&str, &Resource<T>)) {
    for resource in resources.iter() {
        if let Some(template) = resource.meta.template() {
            visit(template.home(), resource);
        }
    }
}
