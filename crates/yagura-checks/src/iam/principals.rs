//! Everything a principal may do: its inline and managed policies, those of its groups, and its boundary.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use yagura_iam::Policy;
use yagura_iam::grants::{Grant, Resources, allows, is_admin};
use yagura_iam::policy::{Clause, Effect};
use yagura_model::services::iam::{InlinePolicy, ManagedPolicy, Role, User};
use yagura_model::{Arn, Document, Fact, Gap, Meta, Resource, Snapshot};

use super::documents;
use crate::policies;

/// One policy that a principal holds.
pub(crate) struct Held {
    /// Where it comes from, for people: the policy's name, and the group's where it comes through one.
    pub(crate) label: String,
    /// JSON pointer into the principal's properties.
    pub(super) pointer: String,
    /// What it says.
    pub(crate) policy: Arc<Policy>,
}

/// The policies of a principal.
#[derive(Default)]
pub(crate) struct Holdings {
    /// Those that were read.
    pub(crate) held: Vec<Held>,
    /// The names of AWS's own policies whose text was not read (in a template they are only names), with their pointers.
    pub(crate) of_aws: Vec<(String, String)>,
    /// Why there may be more.
    pub(crate) gap: Option<Gap>,
    /// What the permissions boundary allows; absent where there is none.
    pub(crate) boundary: Option<Result<Arc<Policy>, Gap>>,
}

/// How a document is read: with a symbol for the own account, or as it is written.
pub(crate) type Reader = fn(&Meta, &Document) -> Result<Arc<Policy>, Gap>;

/// What a user may do, through its groups too.
pub(super) fn of_user(snapshot: &Snapshot, user: &Resource<User>) -> Holdings {
    user_read_by(snapshot, user, documents::read)
}

/// What a role may do.
pub(super) fn of_role(snapshot: &Snapshot, role: &Resource<Role>) -> Holdings {
    role_read_by(snapshot, role, documents::read)
}

/// As [`of_user`], with the documents read in a way of one's own.
pub(crate) fn user_read_by(snapshot: &Snapshot, user: &Resource<User>, read: Reader) -> Holdings {
    let mut all = Holdings::default();
    all.add(snapshot, &user.meta, &user.policies, &user.managed_policy_arns, None, read);
    match user.groups.get() {
        Err(gap) => all.miss(gap),
        Ok(groups) => {
            for (index, group) in groups.iter().enumerate() {
                let found = group.get().and_then(|name| snapshot.iam.groups.require(&user.meta, name));
                match found {
                    Err(gap) => all.miss(gap),
                    Ok(group) => {
                        let through = Some((group.meta.name.as_str(), index));
                        all.add(snapshot, &group.meta, &group.policies, &group.managed_policy_arns, through, read);
                    }
                }
            }
        }
    }
    all.bound(snapshot, &user.meta, &user.permissions_boundary, read);
    all
}

/// As [`of_role`], with the documents read in a way of one's own.
pub(crate) fn role_read_by(snapshot: &Snapshot, role: &Resource<Role>, read: Reader) -> Holdings {
    let mut all = Holdings::default();
    all.add(snapshot, &role.meta, &role.policies, &role.managed_policy_arns, None, read);
    all.bound(snapshot, &role.meta, &role.permissions_boundary, read);
    all
}

impl Holdings {
    fn miss(&mut self, gap: Gap) {
        self.gap.get_or_insert(gap);
    }

    fn add(
        &mut self,
        snapshot: &Snapshot,
        meta: &Meta,
        inline: &Fact<Vec<InlinePolicy>>,
        attached: &Fact<Vec<Fact<String>>>,
        through: Option<(&str, usize)>,
        read: Reader,
    ) {
        let place = |own: String| through.map_or(own, |(_, index)| format!("/Groups/{index}"));
        let label = |name: &str| match through {
            Some((group, _)) => format!("{name} ({group})"),
            None => name.to_owned(),
        };
        match inline.get() {
            Err(gap) => self.miss(gap),
            Ok(list) => {
                for (index, item) in list.iter().enumerate() {
                    let name = item.policy_name.known().and_then(Option::as_deref).unwrap_or("inline");
                    let pointer = place(format!("/Policies/{index}"));
                    match item.policy_document.get().and_then(|document| read(meta, document)) {
                        Ok(policy) => self.held.push(Held { label: label(name), pointer, policy }),
                        Err(gap) => self.miss(gap),
                    }
                }
            }
        }
        let list = match attached.get() {
            Ok(list) => list,
            Err(gap) => return self.miss(gap),
        };
        for (index, arn) in list.iter().enumerate() {
            let pointer = place(format!("/ManagedPolicyArns/{index}"));
            match arn.get().and_then(|arn| named(snapshot, meta, arn, read)) {
                Ok(Named::Read(name, policy)) => self.held.push(Held { label: label(&name), pointer, policy }),
                Ok(Named::OfAws(name)) => self.of_aws.push((name, pointer)),
                Err(gap) => self.miss(gap),
            }
        }
    }

    fn bound(&mut self, snapshot: &Snapshot, meta: &Meta, boundary: &Fact<Option<String>>, read: Reader) {
        self.boundary = match boundary.get() {
            Ok(None) => None,
            Err(gap) => Some(Err(gap)),
            Ok(Some(arn)) => Some(match named(snapshot, meta, arn, read) {
                Ok(Named::Read(_, policy)) => Ok(policy),
                Ok(Named::OfAws(name)) => Err(Gap::unsupported(format!("the boundary `{name}` was not read"))),
                Err(gap) => Err(gap),
            }),
        };
    }

    /// The policies that were read.
    pub(super) fn policies(&self) -> Vec<&Policy> {
        self.held.iter().map(|held| &*held.policy).collect()
    }

    /// Asks what the policies grant and the boundary lets through.
    /// What was not read can only add to a grant, so it matters only where the answer is no.
    pub(super) fn ask(&self, question: impl Fn(&[&Policy]) -> Grant) -> Result<Grant, Gap> {
        let grant = question(&self.policies());
        let grant = match (&self.boundary, grant) {
            (_, grant @ (Grant::No | Grant::Unknown(_))) | (None, grant) => grant,
            (Some(Err(gap)), _) => return Err(gap.clone()),
            (Some(Ok(boundary)), grant) => match question(&[boundary]) {
                Grant::No => return Ok(Grant::No),
                // The boundary's statements are not the principal's: only the strength of its answer counts.
                Grant::Yes(_) => grant,
                Grant::Conditional(_) => Grant::Conditional(grant.statements().to_vec()),
                Grant::Unknown(gap) => return Err(policies::gap(&gap)),
            },
        };
        match (grant, &self.gap) {
            (Grant::Unknown(gap), _) => Err(policies::gap(&gap)),
            (Grant::No, Some(gap)) => Err(gap.clone()),
            (grant, _) => Ok(grant),
        }
    }

    /// Whether the principal is an administrator whatever the context.
    pub(super) fn is_admin(&self) -> Result<Grant, Gap> {
        self.ask(is_admin)
    }

    /// Whether an action is granted on all resources.
    pub(super) fn everywhere(&self, action: &str) -> Result<Grant, Gap> {
        self.ask(|policies| allows(policies, action, Resources::All))
    }

    /// The services that the policies may speak of, lowercase; `None` where that may be any.
    /// A service that is not among them is allowed nothing.
    pub(super) fn services(&self) -> Option<BTreeSet<&str>> {
        let mut services = BTreeSet::new();
        for statement in self.held.iter().flat_map(|held| &held.policy.statements) {
            match (&statement.effect, &statement.action) {
                (Effect::Deny, _) => {}
                (_, Clause::Is(actions)) if actions.gap.is_none() => {
                    for action in &actions.items {
                        services.insert(action.pattern.prefix().split_once(':')?.0);
                    }
                }
                _ => return None,
            }
        }
        (self.gap.is_none() && self.held.iter().all(|held| held.policy.gap.is_none())).then_some(services)
    }

    /// The names and pointers of the policies behind a grant.
    pub(super) fn sources(&self, grant: &Grant) -> (Vec<String>, Vec<String>) {
        let mut at: Vec<usize> = grant.statements().iter().map(|statement| statement.policy).collect();
        at.sort_unstable();
        at.dedup();
        let held = || at.iter().filter_map(|index| self.held.get(*index));
        (held().map(|held| held.label.clone()).collect(), held().map(|held| held.pointer.clone()).collect())
    }
}

enum Named {
    Read(String, Arc<Policy>),
    OfAws(String),
}

/// The managed policy of an ARN.
fn named(snapshot: &Snapshot, meta: &Meta, arn: &str, read: Reader) -> Result<Named, Gap> {
    let found: Option<&Resource<ManagedPolicy>> = snapshot.iam.managed_policies.find(meta, arn);
    if let Some(found) = found {
        let document =
            found.policy_document.get()?.as_ref().ok_or_else(|| Gap::error("a managed policy has no document"))?;
        return Ok(Named::Read(found.meta.name.clone(), read(&found.meta, document)?));
    }
    let parsed = Arn::parse(arn).filter(|parsed| parsed.service == "iam" && parsed.account == "aws");
    let Some(parsed) = parsed else {
        return Err(Gap::unresolved(format!("the managed policy `{arn}` was not read")));
    };
    let name = parsed.name();
    match known_by_name(name) {
        Some(policy) => Ok(Named::Read(name.to_owned(), policy?)),
        None => Ok(Named::OfAws(name.to_owned())),
    }
}

/// The most powerful of AWS's own policies, known by name where their text was not read
/// (their documents as moto 5.2.5 carries them from AWS, newest of 2026-09-30; what they allow beyond these words is small and grants
/// no permissions. AWS's page: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/>).
fn known_by_name(name: &str) -> Option<Result<Arc<Policy>, Gap>> {
    static ADMINISTRATOR: LazyLock<Document> = LazyLock::new(|| of_aws(&json!({"Action": "*"})));
    static POWER_USER: LazyLock<Document> =
        LazyLock::new(|| of_aws(&json!({"NotAction": ["iam:*", "organizations:*", "account:*"]})));
    static IAM: LazyLock<Document> =
        LazyLock::new(|| of_aws(&json!({"Action": ["iam:*", "organizations:DescribeAccount"]})));
    let document: &Document = match name {
        "AdministratorAccess" => &ADMINISTRATOR,
        "PowerUserAccess" => &POWER_USER,
        "IAMFullAccess" => &IAM,
        _ => return None,
    };
    Some(policies::read(document))
}

/// A policy that allows some actions on everything.
fn of_aws(actions: &Value) -> Document {
    let mut statement = json!({"Effect": "Allow", "Resource": "*"});
    if let (Some(statement), Some(actions)) = (statement.as_object_mut(), actions.as_object()) {
        statement.extend(actions.clone());
    }
    Document::new(&json!({"Version": "2012-10-17", "Statement": [statement]}))
}
