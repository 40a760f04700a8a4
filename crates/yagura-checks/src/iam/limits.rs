//! What SCPs leave of permissions that principals hold.

use std::collections::BTreeMap;

use yagura_iam::Policy;
use yagura_iam::grants::Grant;
use yagura_model::{Meta, Snapshot};

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

    /// Whether no principal of the account has what is asked for, whatever its policies say.
    /// SCPs that were not read, and Denies that hang on conditions, take nothing away for certain.
    pub(super) fn deny(&self, meta: &Meta, question: impl Fn(&[&Policy]) -> Grant) -> bool {
        let levels = self.0.get(&meta.account).map(Vec::as_slice).unwrap_or_default();
        levels.iter().any(|level| question(&level.iter().collect::<Vec<_>>()).is_no())
    }
}
