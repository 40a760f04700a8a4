//! What SCPs leave of permissions that principals hold.

use std::collections::BTreeMap;

use yagura_iam::grants::{Grant, Resources, WAYS_TO_PERMISSIONS, allows_within};
use yagura_iam::{Policy, PolicyKind};
use yagura_model::{Meta, Snapshot};

use super::principals::Holdings;
use crate::access;

/// The SCPs of the accounts of a snapshot.
pub(super) struct Limits(BTreeMap<String, Vec<Vec<Policy>>>);

impl Limits {
    /// Those of all accounts that have principals.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let users = snapshot.iam.users.iter().map(|user| &user.meta.account);
        let mut limits = BTreeMap::new();
        for account in users.chain(snapshot.iam.roles.iter().map(|role| &role.meta.account)) {
            if !limits.contains_key(account) {
                limits.insert(account.clone(), access::scps(snapshot, account));
            }
        }
        Self(limits)
    }

    /// Whether no principal of the account may call the action on all resources, whatever its policies say.
    /// SCPs that were not read, and Denies that hang on conditions, take nothing away for certain.
    pub(super) fn deny(&self, meta: &Meta, action: &str) -> bool {
        let levels = self.0.get(&meta.account).map(Vec::as_slice).unwrap_or_default();
        levels
            .iter()
            .any(|level| allows_within(&[(PolicyKind::Scp, level.iter().collect())], action, Resources::All).is_no())
    }

    /// Whether a principal whose policies make it an administrator is none within the SCPs: each of its ways to more
    /// permissions is denied.
    ///
    /// That they leave out some services, as every list of allowed ones does, is not enough: whoever may change
    /// permissions has all that the SCPs leave.
    pub(super) fn end_administration(&self, meta: &Meta, holdings: &Holdings) -> bool {
        let has = |way: &&&str| !matches!(holdings.everywhere(way), Ok(Grant::No | Grant::Conditional(_)));
        WAYS_TO_PERMISSIONS.iter().filter(has).all(|way| self.deny(meta, way))
    }
}
