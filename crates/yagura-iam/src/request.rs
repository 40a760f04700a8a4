//! One request: who calls which action on what, and what AWS knows about the call.

use crate::condition::{Held, Lookup};
use crate::policy::Gap;
use crate::reference::Reference;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A request without signature.
    Anonymous,
    /// The root user of an account.
    Root {
        /// Its account.
        account: String,
    },
    /// An IAM user.
    User {
        /// Its account.
        account: String,
        /// Its ARN.
        arn: String,
    },
    /// A session of a role.
    RoleSession {
        /// Its account.
        account: String,
        /// The role's ARN.
        role_arn: String,
        /// The session's own ARN, when it is known.
        session_arn: Option<String>,
        /// The role's path is not known, because only the session's ARN was given: the role is known by its name.
        path_unknown: bool,
    },
    /// A session from `sts:GetFederationToken`.
    FederatedUser {
        /// Its account.
        account: String,
        /// Its ARN.
        arn: String,
        /// The user who asked for the session, when it is known.
        user_arn: Option<String>,
    },
    /// An AWS service that acts for itself.
    Service(String),
    /// Someone whom an identity provider vouches for (`sts:AssumeRoleWithWebIdentity`, `…WithSAML`).
    Federated(String),
}

impl Caller {
    /// Reads an ARN, a service principal, an identity provider, `anonymous` or `*`.
    /// Fails with a message that names the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "*" || text.eq_ignore_ascii_case("anonymous") {
            return Ok(Self::Anonymous);
        }
        if !text.starts_with("arn:") {
            return match text {
                "" => Err("principal is empty".into()),
                "cognito-identity.amazonaws.com" | "www.amazon.com" => Ok(Self::Federated(text.into())),
                _ if text.contains(".amazonaws.") || text.ends_with(".amazon.com") => Ok(Self::Service(text.into())),
                _ if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) => {
                    Ok(Self::Root { account: text.into() })
                }
                _ if text.contains('.') => Ok(Self::Federated(text.into())),
                _ => Err(format!("`{text}` is no ARN, service principal or `anonymous`")),
            };
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [_, partition, service, _, account, name] = parts.as_slice() else {
            return Err(format!("`{text}` is no ARN of a principal"));
        };
        let (account, arn) = ((*account).to_owned(), text.to_owned());
        let (kind, rest) = name.split_once('/').unwrap_or((name, ""));
        match (*service, kind) {
            ("iam", "root") => Ok(Self::Root { account }),
            ("iam", "user") => Ok(Self::User { account, arn }),
            ("iam", "role") => Ok(Self::RoleSession { account, role_arn: arn, session_arn: None, path_unknown: false }),
            ("iam", "oidc-provider" | "saml-provider") => Ok(Self::Federated(arn)),
            ("sts", "assumed-role") => {
                let role = rest.split_once('/').map_or(rest, |(role, _)| role);
                let role_arn = format!("arn:{partition}:iam::{account}:role/{role}");
                Ok(Self::RoleSession { account, role_arn, session_arn: Some(arn), path_unknown: true })
            }
            ("sts", "federated-user") => Ok(Self::FederatedUser { account, arn, user_arn: None }),
            _ => Err(format!("`{text}` is no ARN of a principal")),
        }
    }

    /// The caller's account.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => Some(account),
            Self::Anonymous | Self::Service(_) | Self::Federated(_) => None,
        }
    }

    /// The role is one that AWS links to a service (`/aws-service-role/` in its path); SCPs and RCPs leave it alone.
    pub fn is_service_linked(&self) -> bool {
        let Self::RoleSession { role_arn, .. } = self else { return false };
        // Neither paths nor names of roles have colons.
        let name = role_arn.bytes().rposition(|b| b == b':').and_then(|at| role_arn.get(at + 1..));
        name.is_some_and(|name| name.starts_with("role/aws-service-role/"))
    }

    /// The ARN, service or provider as a text; `anonymous` for an unsigned request.
    pub fn name(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::Root { account } => format!("arn:aws:iam::{account}:root"),
            Self::User { arn, .. } | Self::FederatedUser { arn, .. } => arn.clone(),
            Self::RoleSession { role_arn, session_arn, .. } => session_arn.clone().unwrap_or_else(|| role_arn.clone()),
            Self::Service(name) | Self::Federated(name) => name.clone(),
        }
    }
}

/// The value of a context key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// One value.
    One(String),
    /// A list, also of one: the key is multivalued.
    Many(Vec<String>),
    /// Whether the key is there, and with which value, is not known.
    Unknown(Gap),
}

impl From<&str> for ContextValue {
    fn from(text: &str) -> Self {
        Self::One(text.into())
    }
}

impl From<String> for ContextValue {
    fn from(text: String) -> Self {
        Self::One(text)
    }
}

impl From<Vec<String>> for ContextValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Many(texts)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    lower: String,
    key: String,
    value: ContextValue,
}

/// A request, ready to be decided.
///
/// What follows from the caller is filled in as AWS does (IAM User Guide, "AWS global condition context keys"):
/// `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`, `aws:PrincipalIsAWSService`,
/// `aws:PrincipalServiceName`, and `aws:ResourceAccount` once it is known.
/// [`Request::set`] overrides, [`Request::remove`] takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who calls.
    pub caller: Caller,
    action: String,
    action_lower: String,
    resource: String,
    resource_account: Option<String>,
    /// The action can only be allowed on `*`.
    without_resource: bool,
    context: Vec<Entry>,
}

impl Request {
    /// A request with the context that follows from the caller.
    pub fn new(caller: Caller, action: &str, resource: &str) -> Self {
        let mut out = Self {
            action: action.into(),
            action_lower: action.to_lowercase(),
            resource: resource.into(),
            resource_account: None,
            without_resource: false,
            context: Vec::new(),
            caller: Caller::Anonymous,
        };
        let kind = match &caller {
            Caller::Anonymous => "Anonymous",
            Caller::Root { .. } => "Account",
            Caller::User { .. } => "User",
            Caller::RoleSession { .. } => "AssumedRole",
            Caller::FederatedUser { .. } => "FederatedUser",
            Caller::Service(_) | Caller::Federated(_) => "",
        };
        if !kind.is_empty() {
            out.set("aws:PrincipalType", kind);
        }
        match &caller {
            Caller::Anonymous => {}
            Caller::Service(name) => {
                out.set("aws:PrincipalIsAWSService", "true");
                out.set("aws:PrincipalServiceName", name.as_str());
            }
            _ => out.set("aws:PrincipalIsAWSService", "false"),
        }
        match &caller {
            Caller::User { arn, .. } => {
                out.set("aws:PrincipalArn", arn.as_str());
                if let Some(name) = arn.rsplit('/').next() {
                    out.set("aws:username", name);
                }
            }
            Caller::Root { .. } | Caller::FederatedUser { .. } => out.set("aws:PrincipalArn", caller.name()),
            Caller::RoleSession { role_arn, .. } => out.set("aws:PrincipalArn", role_arn.as_str()),
            Caller::Anonymous | Caller::Service(_) | Caller::Federated(_) => {}
        }
        if let Some(account) = caller.account() {
            out.set("aws:PrincipalAccount", account);
        }
        out.caller = caller;
        out.without_resource =
            Reference::embedded().action(&out.action_lower).is_some_and(|(_, a)| a.resources.is_empty());
        out
    }

    /// Sets the account that owns the resource, and with it `aws:ResourceAccount` unless that is set already.
    #[must_use]
    pub fn with_resource_account(mut self, account: &str) -> Self {
        self.resource_account = Some(account.into());
        if matches!(self.held("aws:resourceaccount"), Held::Absent) {
            self.set("aws:ResourceAccount", account);
        }
        self
    }

    /// The same request with a context key set.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<ContextValue>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a context key; names of keys are case-insensitive.
    pub fn set(&mut self, key: &str, value: impl Into<ContextValue>) {
        let entry = Entry { lower: key.to_lowercase(), key: key.into(), value: value.into() };
        match self.context.binary_search_by(|e| e.lower.as_str().cmp(&entry.lower)) {
            Ok(at) => {
                if let Some(slot) = self.context.get_mut(at) {
                    *slot = entry;
                }
            }
            Err(at) => self.context.insert(at, entry),
        }
    }

    /// Takes a context key away.
    pub fn remove(&mut self, key: &str) {
        let lower = key.to_lowercase();
        self.context.retain(|e| e.lower != lower);
    }

    /// The action as written.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The action, lowercase.
    pub fn action_lower(&self) -> &str {
        &self.action_lower
    }

    /// The resource's ARN, or `*` for an action without resources.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The resource that statements are matched against: `*` for an action that has no resource types
    /// (Service Authorization Reference), whatever was asked.
    pub fn effective_resource(&self) -> &str {
        if self.without_resource { "*" } else { &self.resource }
    }

    /// The account that owns the resource: as set, else the one in its ARN.
    pub fn resource_account(&self) -> Option<&str> {
        self.resource_account
            .as_deref()
            .or_else(|| self.resource.split(':').nth(4).filter(|account| !account.is_empty()))
    }

    /// The context, by key.
    pub fn context(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.context.iter().map(|e| (e.key.as_str(), &e.value))
    }

    /// The gap behind an unknown context value that one of these keys has.
    pub(crate) fn context_gap<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Option<&Gap> {
        keys.into_iter().find_map(|key| {
            let at = self.context.binary_search_by(|e| e.lower.as_str().cmp(key)).ok()?;
            match &self.context.get(at)?.value {
                ContextValue::Unknown(gap) => Some(gap),
                _ => None,
            }
        })
    }
}

impl Lookup for Request {
    fn held(&self, key: &str) -> Held<'_> {
        let Ok(at) = self.context.binary_search_by(|e| e.lower.as_str().cmp(key)) else { return Held::Absent };
        match self.context.get(at).map(|e| &e.value) {
            None => Held::Absent,
            Some(ContextValue::One(text)) => Held::One(text),
            Some(ContextValue::Many(texts)) => Held::Many(texts),
            Some(ContextValue::Unknown(_)) => Held::Unknown,
        }
    }
}
