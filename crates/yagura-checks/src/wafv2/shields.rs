//! Which resources a web ACL protects, as a live account says it: from the web ACL's side.

use std::collections::{BTreeMap, BTreeSet};

use yagura_model::services::wafv2::WebAcl;
use yagura_model::{Fact, Gap, Meta, Snapshot};

/// The protected resources of a kind.
pub(crate) struct Shields<'s> {
    snapshot: &'s Snapshot,
    protected: BTreeSet<&'s str>,
    gaps: BTreeMap<(&'s str, &'s str), Gap>,
}

impl<'s> Shields<'s> {
    /// Looks at every web ACL for what `list` says.
    pub(crate) fn of(snapshot: &'s Snapshot, list: fn(&WebAcl) -> &Fact<Vec<String>>) -> Self {
        let mut shields = Self { snapshot, protected: BTreeSet::new(), gaps: BTreeMap::new() };
        for acl in snapshot.wafv2.web_acls.iter() {
            if acl.scope.known().and_then(Option::as_deref) == Some("CLOUDFRONT") || acl.meta.template().is_some() {
                continue;
            }
            match list(acl).get() {
                Ok(arns) => shields.protected.extend(arns.iter().map(String::as_str)),
                Err(gap) => {
                    shields.gaps.insert((&acl.meta.account, &acl.meta.region), gap);
                }
            }
        }
        shields
    }

    /// Whether a web ACL protects the resource. Fails when one may that was not read.
    pub(crate) fn has(&self, resource: &Meta, arn: &str) -> Result<bool, Gap> {
        if self.protected.contains(arn) {
            return Ok(true);
        }
        if let Some(gap) = self.gaps.get(&(resource.account.as_str(), resource.region.as_str())) {
            return Err(gap.clone());
        }
        let mut lists = self.snapshot.contents.lists.iter().filter(|list| {
            list.resource_type == "AWS::WAFv2::WebACL"
                && list.account == resource.account
                && list.region == resource.region
        });
        match lists.next() {
            None => Err(Gap::unsupported("web ACLs were not listed")),
            Some(first) => match std::iter::once(first).chain(lists).find_map(|list| list.gap.clone()) {
                Some(gap) => Err(gap),
                None => Ok(false),
            },
        }
    }
}
