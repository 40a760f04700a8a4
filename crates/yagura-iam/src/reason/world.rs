//! Who stands outside, and which context a caller from there can bring.
//!
//! A caller outside has an account, organization, VPC, role id of its own; a value that a policy names literally belongs
//! to someone who was meant, so the stranger does not have it.
//! What the caller writes into the request itself (`aws:Referer`, `aws:UserAgent`, tags, headers) is free.
//! Rests on the IAM User Guide, "AWS global condition context keys" (who sets which key and when), and the Amazon S3
//! User Guide, "The meaning of public".

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::Test;
use crate::policy::{Policy, Principal};
use crate::reason::keys::{Choice, Domain, Values};
use crate::reason::lang::{Budget, Class, Lang, find};
use crate::reason::rules::Known;
use crate::reference::Reference;
use crate::request::Caller;

/// Over which road the request comes; it decides which network keys exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Road {
    /// The public endpoint: `aws:SourceIp`.
    Internet,
    /// A VPC endpoint of the caller's own: `aws:SourceVpc`, `aws:SourceVpce`, `aws:VpcSourceIp`.
    VpcEndpoint,
}

/// The kind of AWS principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Role,
    User,
    Root,
    Service,
    Provider,
    Anonymous,
}

/// A caller to try.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) kind: Kind,
    pub(crate) caller: Caller,
    /// The account it belongs to, or, for a service, the one it acts for.
    pub(crate) account: Option<String>,
    /// The policy names it or its account.
    pub(crate) named: bool,
    /// Its ARN is given, not to be chosen.
    pub(crate) fixed: bool,
    pub(crate) road: Road,
}

/// What a policy names literally, by lowercase key, and what it says of accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    literals: BTreeMap<String, BTreeSet<String>>,
    /// Literal beginnings of patterns, by key.
    prefixes: BTreeMap<String, BTreeSet<String>>,
    pub(crate) accounts: BTreeSet<String>,
    /// Patterns that an account's number may match in part.
    pub(crate) account_patterns: Vec<Lang>,
    pub(crate) partition: String,
    pub(crate) network: bool,
}

const ACCOUNT_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:sourceaccount",
    "aws:sourceowner",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "aws:vpceaccount",
    "aws:userid",
];

const NETWORK_KEYS: &[&str] = &[
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
];

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

impl Names {
    pub(crate) fn of(policy: &Policy) -> Self {
        let mut out = Self { partition: "aws".into(), ..Self::default() };
        for statement in &policy.statements {
            for entry in statement.principal.items() {
                if let Some(account) = entry.principal.account() {
                    out.accounts.insert(account.to_owned());
                }
            }
            let texts = statement
                .resource
                .items()
                .iter()
                .map(|i| i.text.as_str())
                .chain(statement.principal.items().iter().map(|i| i.text.as_str()));
            for text in texts {
                for partition in ["aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"] {
                    if text
                        .strip_prefix("arn:")
                        .and_then(|rest| rest.strip_prefix(partition))
                        .is_some_and(|rest| rest.starts_with(':'))
                    {
                        out.partition = partition.into();
                    }
                }
            }
            for condition in &statement.conditions {
                let key = condition.key_lower.as_str();
                out.network |= NETWORK_KEYS.contains(&key);
                match &condition.test {
                    Test::Text { patterns, .. } => {
                        for pattern in patterns {
                            if let Some(text) = pattern.as_literal() {
                                out.literals.entry(key.into()).or_default().insert(text.to_owned());
                                if ACCOUNT_KEYS.contains(&key) && is_account(text) {
                                    out.accounts.insert(text.to_owned());
                                }
                            }
                            out.prefixes.entry(key.into()).or_default().insert(pattern.prefix().to_owned());
                            if ACCOUNT_KEYS.contains(&key) && pattern.as_literal().is_none() && !pattern.is_any() {
                                out.account_patterns.push(Lang::pattern(pattern, false));
                            }
                            // String operators are used on ARNs too.
                            let account = pattern.prefix().split(':').nth(4).filter(|a| is_account(a));
                            out.accounts.extend(account.map(str::to_owned));
                        }
                    }
                    Test::Arn(patterns) => {
                        for pattern in patterns {
                            if let Some(text) = pattern.as_literal() {
                                out.literals.entry(key.into()).or_default().insert(text);
                            }
                            let Some(account) = pattern.parts().get(4) else { continue };
                            match account.as_literal() {
                                Some("") => {}
                                Some(account) => {
                                    out.accounts.insert(account.to_owned());
                                }
                                None if !account.is_any() => out.account_patterns.push(Lang::pattern(account, false)),
                                None => {}
                            }
                            // The name of a bucket is unique in the world.
                            let service = pattern.parts().get(2);
                            if service.is_some_and(|s| s.matches("s3"))
                                && let Some(resource) = pattern.parts().get(5)
                            {
                                let bucket = resource.prefix();
                                if resource.as_literal().is_some() || bucket.contains('/') {
                                    let bucket = bucket.split('/').next().unwrap_or_default();
                                    out.prefixes.entry("bucket".into()).or_default().insert(bucket.to_owned());
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        out.account_patterns.sort_by_key(|l| format!("{l:?}"));
        out.account_patterns.dedup();
        out
    }

    /// Nothing is named.
    pub(crate) fn nothing(partition: &str) -> Self {
        Self { partition: partition.to_owned(), ..Self::default() }
    }

    fn literals(&self, key: &str) -> impl Iterator<Item = &str> {
        self.literals.get(key).into_iter().flatten().map(String::as_str)
    }

    fn prefixes(&self, key: &str) -> impl Iterator<Item = &str> {
        self.prefixes.get(key).into_iter().flatten().map(String::as_str)
    }

    pub(crate) fn organizations(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for key in ["aws:principalorgid", "aws:sourceorgid", "aws:vpceorgid"] {
            out.extend(self.literals(key).map(str::to_owned));
        }
        for key in ["aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"] {
            out.extend(self.prefixes(key).filter_map(|p| p.split_once('/')).map(|(org, _)| org.to_owned()));
        }
        out
    }

    /// One account of each kind that the account patterns can tell apart, none of them named.
    /// `None` when the patterns are too many to go through.
    pub(crate) fn strangers(&self, trusted: &BTreeSet<String>) -> Option<Vec<String>> {
        let patterns = &self.account_patterns;
        if patterns.len() > 6 {
            return None;
        }
        let named: Vec<Lang> = self.accounts.iter().chain(trusted).map(|a| Lang::literal(a)).collect();
        let mut out = Vec::new();
        let usual = ["999988887777", "888877776666", "777766665555", "666655554444"];
        for chosen in 0_u32..1 << patterns.len() {
            let (mut inside, mut outside) = (vec![vec![Lang::default().times(Class::Digit, 12)]], named.clone());
            for (i, pattern) in patterns.iter().enumerate() {
                if chosen >> i & 1 == 1 { inside.push(vec![pattern.clone()]) } else { outside.push(pattern.clone()) }
            }
            let pleasant = usual.iter().find(|a| {
                inside.iter().all(|g| g.iter().any(|l| l.accepts(a))) && !outside.iter().any(|l| l.accepts(a))
            });
            let found = match pleasant {
                Some(account) => Some((*account).to_owned()),
                None => find(&inside, &outside, &Budget::new(100_000)).ok()?,
            };
            out.extend(found);
        }
        Some(out)
    }
}

/// The world outside, as one question sees it.
#[derive(Debug)]
pub(crate) struct World<'a> {
    pub(crate) names: &'a Names,
    /// Organizations that count as inside.
    pub(crate) organizations: BTreeSet<String>,
    /// The account that owns the resource, if it is known.
    pub(crate) own_account: Option<String>,
    pub(crate) own_organization: Option<String>,
    pub(crate) now: Option<i64>,
    pub(crate) reference: &'a Reference,
    /// Everybody counts, not only strangers: a key may have any value that fits its caller.
    pub(crate) everyone: bool,
}

/// Claims of identity providers that say nothing about whose identity it is.
const FREE_CLAIMS: &[&str] = &[
    "ref",
    "ref_type",
    "ref_path",
    "ref_protected",
    "environment",
    "event_name",
    "base_ref",
    "head_ref",
    "workflow",
    "runner_environment",
    "run_id",
    "run_number",
    "run_attempt",
    "sha",
    "jti",
    "iss",
    "iat",
    "amr",
    "repository_visibility",
    "pipeline_source",
    "terraform_run_phase",
];

/// Providers whose tokens anybody can get for an audience of choice: continuous integration services.
const OPEN_AUDIENCE: &[&str] =
    &["token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "agent.buildkite.com"];

/// Providers that vouch for everybody who signs up.
const OPEN_PROVIDERS: &[&str] = &[
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// The host of an identity provider: its own text, or what follows `oidc-provider/` in its ARN.
pub(crate) fn provider_host(provider: &str) -> &str {
    provider.split_once(":oidc-provider/").map_or(provider, |(_, host)| host)
}

/// Whether anybody can get a token from this provider.
pub(crate) fn is_open_provider(provider: &str) -> bool {
    OPEN_PROVIDERS.contains(&provider_host(provider).to_lowercase().as_str())
}

impl World<'_> {
    /// The values that a key can have for a caller.
    pub(crate) fn domain(&self, spec: &Spec, key: &str) -> Domain {
        let direct = matches!(spec.kind, Kind::Role | Kind::User | Kind::Root);
        let account = spec.account.as_deref();
        if let Some(domain) = self.principal_domain(spec, key, direct, account) {
            return domain;
        }
        let vpc = spec.road == Road::VpcEndpoint;
        let service = spec.kind == Kind::Service;
        match key {
            "aws:sourceip" if vpc || service => Domain::never(),
            "aws:sourceip" => Domain { absent: false, multi: false, values: Values::Ip { anyone: !self.everyone } },
            "aws:vpcsourceip" if vpc => Domain { absent: false, multi: false, values: Values::Ip { anyone: false } },
            "aws:sourcevpc" if vpc => {
                self.own(key, Lang::default().text("vpc-").times(Class::Word, 8).many(Class::Word), false)
            }
            "aws:sourcevpce" if vpc => {
                self.own(key, Lang::default().text("vpce-").times(Class::Word, 8).many(Class::Word), false)
            }
            "aws:sourcevpcarn" if vpc => self.arn(spec, key, "ec2"),
            "aws:vpceaccount" if vpc => account.map_or_else(|| Domain::free(false), |a| Domain::is(&[a])),
            "aws:vpceorgid" if vpc => self.organization(false),
            "aws:vpceorgpaths" if vpc => self.organization(true),
            "aws:vpcsourceip" | "aws:sourcevpc" | "aws:sourcevpce" | "aws:sourcevpcarn" | "aws:vpceaccount"
            | "aws:vpceorgid" | "aws:vpceorgpaths" => Domain::never(),
            "aws:securetransport" => Domain::is(&["true", "false"]),
            "aws:currenttime" | "aws:epochtime" => {
                Domain { absent: false, multi: false, values: Values::Time { from: self.now } }
            }
            "aws:sourceaccount" | "aws:sourceowner" if service => {
                Domain { absent: true, ..account.map_or_else(Domain::never, |a| Domain::is(&[a])) }
            }
            // The topic owner's key of Amazon SNS: the account of the caller.
            "aws:sourceowner" if direct => account.map_or_else(Domain::never, |a| Domain::is(&[a])),
            "aws:sourceorgid" if service => self.organization(false),
            "aws:sourceorgpaths" if service => self.organization(true),
            "aws:sourcearn" if service => self.source_arn(spec),
            "aws:sourceaccount" | "aws:sourceowner" | "aws:sourceorgid" | "aws:sourceorgpaths" | "aws:sourcearn" => {
                Domain::never()
            }
            "aws:resourceaccount" | "s3:resourceaccount" => {
                self.own_account.as_deref().map_or_else(|| Domain::free(false), |a| Domain::is(&[a]))
            }
            "aws:resourceorgid" => {
                self.own_organization.as_deref().map_or_else(|| Domain::free(false), |o| Domain::is(&[o]))
            }
            "s3:dataaccesspointaccount" => {
                Domain { absent: true, ..account.map_or_else(|| Domain::is(&["999988887777"]), |a| Domain::is(&[a])) }
            }
            "s3:dataaccesspointarn" => self.arn(spec, key, "s3"),
            // Only clients inside the VPC reach a mount target (Amazon EFS User Guide, "Using IAM to control file system data access").
            "elasticfilesystem:accessedviamounttarget" => Domain { absent: true, ..Domain::is(&["false"]) },
            // A secret between Alexa and the function's owner.
            "lambda:eventsourcetoken" => {
                self.own(key, Lang::default().text("amzn1.ask.skill.").times(Class::Word, 8), true)
            }
            _ => self.other(spec, key),
        }
    }

    fn other(&self, spec: &Spec, key: &str) -> Domain {
        // `host:claim` of an identity provider, or `saml:…`.
        let claim =
            key.rsplit_once(':').filter(|(host, _)| host.contains('.') || host.contains('/') || *host == "saml");
        if let Some((host, claim)) = claim {
            let Caller::Federated(provider) = &spec.caller else { return Domain::never() };
            if !provider_host(provider).eq_ignore_ascii_case(host) {
                return Domain::never();
            }
            let open = OPEN_AUDIENCE.contains(&host);
            if FREE_CLAIMS.contains(&claim) || (claim == "aud" && open) {
                return Domain::free(true);
            }
            return self.claim(key);
        }
        let known = self.reference.key(key);
        Domain::free(known.is_none_or(|k| k.multi))
    }

    /// A claim that says who it is: literal values are someone's, and so is everything below a literal owner
    /// (`repo:owner/…`, `project_path:group/…`, `organization:name:…`).
    fn claim(&self, key: &str) -> Domain {
        if self.everyone {
            return Domain::free(true);
        }
        let mut outside: Vec<Lang> = self.names.literals(key).map(Lang::literal).collect();
        for prefix in self.names.prefixes(key) {
            let start = prefix.find(':').map_or(0, |at| at + 1);
            let rest = prefix.get(start..).unwrap_or_default();
            if let Some(end) = rest.find(['/', ':']) {
                outside.push(Lang::literal(prefix.get(..=start + end).unwrap_or_default()).many(Class::Any));
            }
        }
        Domain {
            absent: true,
            multi: false,
            values: Values::In { inside: vec![Lang::default().times(Class::Any, 1).many(Class::Any)], outside },
        }
    }

    fn principal_domain(&self, spec: &Spec, key: &str, direct: bool, account: Option<&str>) -> Option<Domain> {
        let partition = &self.names.partition;
        Some(match key {
            "aws:principalarn" if spec.fixed => Domain::is(&[&principal_arn(&spec.caller)]),
            "aws:principalarn" => match (spec.kind, account) {
                (Kind::Root, Some(account)) => Domain::is(&[&format!("arn:{partition}:iam::{account}:root")]),
                (Kind::Role | Kind::User, Some(account)) => {
                    let word = if spec.kind == Kind::Role { "role" } else { "user" };
                    let inside = vec![
                        Lang::literal(&format!("arn:{partition}:iam::{account}:{word}/"))
                            .times(Class::NoSlash, 1)
                            .many(Class::NoColon),
                    ];
                    Domain { absent: false, multi: false, values: Values::In { inside, outside: Vec::new() } }
                }
                _ => Domain::never(),
            },
            "aws:principalaccount" | "kms:calleraccount" if direct => {
                account.map_or_else(Domain::never, |a| Domain::is(&[a]))
            }
            "aws:principalorgid" if direct => self.organization(false),
            "aws:principalorgpaths" if direct => self.organization(true),
            "aws:principalaccount" | "kms:calleraccount" | "aws:principalorgid" | "aws:principalorgpaths" => {
                Domain::never()
            }
            "aws:principaltype" => match spec.kind {
                Kind::Role => Domain::is(&["AssumedRole"]),
                Kind::User => Domain::is(&["User"]),
                Kind::Root => Domain::is(&["Account"]),
                Kind::Anonymous => Domain::is(&["Anonymous"]),
                Kind::Service | Kind::Provider => Domain::never(),
            },
            "aws:userid" => match (spec.kind, account) {
                (Kind::Root, Some(account)) => Domain::is(&[account]),
                (Kind::Role, _) => self.user_id(spec, "AROA", true),
                (Kind::User, _) => self.user_id(spec, "AIDA", false),
                (Kind::Anonymous, _) => Domain::is(&["anonymous"]),
                _ => Domain::never(),
            },
            // The name is the last part of the ARN: both are settled together when the ARN is given.
            "aws:username" => match (&spec.caller, spec.kind, spec.fixed) {
                (Caller::User { arn, .. }, _, true) => Domain::is(&[arn.rsplit('/').next().unwrap_or_default()]),
                (_, Kind::User, _) => Domain { absent: false, ..Domain::free(false) },
                _ => Domain::never(),
            },
            "aws:principalisawsservice" => match spec.kind {
                Kind::Service => Domain::is(&["true"]),
                Kind::Anonymous => Domain::never(),
                _ => Domain::is(&["false"]),
            },
            "aws:principalservicename" | "aws:principalservicenameslist" => match &spec.caller {
                Caller::Service(name) => Domain::is(&[name]),
                _ => Domain::never(),
            },
            "aws:multifactorauthpresent" if direct => Domain { absent: true, ..Domain::is(&["true", "false"]) },
            "aws:multifactorauthpresent" | "aws:multifactorauthage" | "aws:tokenissuetime" if !direct => {
                Domain::never()
            }
            _ if key.starts_with("aws:principaltag/") && !direct => Domain::never(),
            _ => return None,
        })
    }

    fn user_id(&self, spec: &Spec, prefix: &str, session: bool) -> Domain {
        if self.everyone {
            return Domain { absent: false, ..Domain::free(false) };
        }
        let mut lang = Lang::default().text(prefix).times(Class::Upper, 12).many(Class::Upper);
        if session {
            lang = lang.text(":").many(Class::Any);
        }
        // An id with whatever session name is someone's.
        let outside = self
            .names
            .prefixes("aws:userid")
            .map(|p| p.split(':').next().unwrap_or_default())
            .filter(|id| id.len() >= 16 && !spec.named)
            .map(|id| Lang::literal(id).many(Class::Any))
            .collect();
        Domain { absent: false, multi: false, values: Values::In { inside: vec![lang], outside } }
    }

    /// A value of the caller's own making in a space where named values are somebody's.
    fn own(&self, key: &str, lang: Lang, absent: bool) -> Domain {
        if self.everyone {
            return Domain { absent, ..Domain::free(false) };
        }
        let outside = self.names.literals(key).map(Lang::literal).collect();
        Domain { absent, multi: false, values: Values::In { inside: vec![lang], outside } }
    }

    fn organization(&self, path: bool) -> Domain {
        if self.everyone {
            return Domain::free(path);
        }
        let org = Lang::default().text("o-").times(Class::Word, 10).many(Class::Word);
        let (inside, outside) = if path {
            let outside = self.organizations.iter().map(|o| Lang::literal(o).text("/").many(Class::Any)).collect();
            (org.text("/r-").times(Class::Word, 4).text("/").many(Class::Any), outside)
        } else {
            (org, self.organizations.iter().map(|o| Lang::literal(o)).collect())
        };
        // An organization that the policy names and that is not inside is somebody's, however short its id is written.
        let mut inside = vec![inside];
        for named in self.names.organizations().difference(&self.organizations) {
            inside.push(if path { Lang::literal(named).text("/").many(Class::Any) } else { Lang::literal(named) });
        }
        Domain { absent: true, multi: path, values: Values::In { inside, outside } }
    }

    fn arn(&self, spec: &Spec, key: &str, service: &str) -> Domain {
        let account = spec.account.as_deref().unwrap_or("999988887777");
        let inside = vec![
            Lang::literal(&format!("arn:{}:{service}:", self.names.partition))
                .times(Class::NoColon, 1)
                .many(Class::NoColon)
                .text(&format!(":{account}:"))
                .times(Class::Any, 1)
                .many(Class::Any),
        ];
        let _ = key;
        Domain { absent: true, multi: false, values: Values::In { inside, outside: Vec::new() } }
    }

    /// The ARN of a resource that the caller owns: its account stands in it, or it is a bucket of its own.
    fn source_arn(&self, spec: &Spec) -> Domain {
        if self.everyone {
            return Domain::free(false);
        }
        let Some(account) = spec.account.as_deref() else { return Domain::never() };
        let start = format!("arn:{}:", self.names.partition);
        let owned = Lang::literal(&start)
            .times(Class::Word, 1)
            .many(Class::NoColon)
            .text(":")
            .many(Class::NoColon)
            .text(&format!(":{account}:"))
            .times(Class::Any, 1)
            .many(Class::Any);
        let bucket = Lang::literal(&format!("{start}s3:::")).times(Class::Word, 3).many(Class::NoColon);
        let mut outside = Vec::new();
        let named = self.names.prefixes("bucket").map(str::to_owned);
        let literal = self
            .names
            .literals("aws:sourcearn")
            .filter_map(|arn| arn.split_once(":s3:::"))
            .map(|(_, b)| b.split('/').next().unwrap_or_default().to_owned());
        for bucket in named.chain(literal).collect::<BTreeSet<_>>() {
            let lang = Lang::literal(&format!("{start}s3:"))
                .many(Class::NoColon)
                .text(":")
                .many(Class::NoColon)
                .text(":")
                .text(&bucket);
            outside.push(lang.clone().text("/").many(Class::Any));
            outside.push(lang);
        }
        Domain { absent: true, multi: false, values: Values::In { inside: vec![owned, bucket], outside } }
    }

    /// What a policy variable is for the caller.
    pub(crate) fn variable(&self, spec: &Spec, key: &str) -> Known {
        // The owner's own account and organization are someone else's than the stranger's, also when nobody told them.
        match key {
            "aws:resourceaccount" | "s3:resourceaccount" => return Known::Is(self.owner()),
            "aws:resourceorgid" => return Known::Is(self.owner_organization()),
            _ => {}
        }
        let domain = self.domain(spec, key);
        match domain.values {
            Values::Never => Known::Absent,
            Values::List(list) if !domain.absent => match list.as_slice() {
                [one] => Known::Is(one.clone()),
                _ => Known::Free,
            },
            _ => Known::Free,
        }
    }

    pub(crate) fn owner(&self) -> String {
        self.own_account.clone().unwrap_or_else(|| "{AccountId}".into())
    }

    pub(crate) fn owner_organization(&self) -> String {
        self.own_organization.clone().unwrap_or_else(|| "{OrganizationId}".into())
    }

    /// The caller of a found model: where the ARN was chosen, the one with that ARN.
    pub(crate) fn caller(spec: &Spec, context: &[(String, Choice)]) -> Caller {
        let chosen = context.iter().find_map(|(key, choice)| match choice {
            Choice::One(text) if key == "aws:principalarn" => Some(text.clone()),
            _ => None,
        });
        match (chosen, spec.fixed) {
            (Some(arn), false) => Caller::parse(&arn).unwrap_or_else(|_| spec.caller.clone()),
            _ => spec.caller.clone(),
        }
    }
}

fn principal_arn(caller: &Caller) -> String {
    match caller {
        Caller::RoleSession { role_arn, .. } => role_arn.clone(),
        other => other.name(),
    }
}

/// Callers of an account, as examples: a role, a user and the root user.
pub(crate) fn account_specs(partition: &str, account: &str, named: bool) -> Vec<Spec> {
    let spec = |kind, caller| Spec {
        kind,
        caller,
        account: Some(account.to_owned()),
        named,
        fixed: false,
        road: Road::Internet,
    };
    let arn = |rest: &str| format!("arn:{partition}:iam::{account}:{rest}");
    vec![
        spec(
            Kind::Role,
            Caller::RoleSession {
                account: account.into(),
                role_arn: arn("role/anyone"),
                session_arn: None,
                path_unknown: false,
            },
        ),
        spec(Kind::User, Caller::User { account: account.into(), arn: arn("user/anyone") }),
        spec(Kind::Root, Caller::Root { account: account.into() }),
    ]
}

/// Whom an entry of a policy names, as a caller; `None` for what names no single caller.
pub(crate) fn named_caller(principal: &Principal) -> Option<Caller> {
    match principal {
        Principal::Role { account, arn } => Some(Caller::RoleSession {
            account: account.to_string(),
            role_arn: arn.to_string(),
            session_arn: None,
            path_unknown: false,
        }),
        Principal::User { account, arn } => Some(Caller::User { account: account.to_string(), arn: arn.to_string() }),
        Principal::RoleSession { arn, .. } => Caller::parse(arn).ok(),
        Principal::FederatedUser { account, arn } => {
            Some(Caller::FederatedUser { account: account.to_string(), arn: arn.to_string(), user_arn: None })
        }
        Principal::Service(name) => Some(Caller::Service(name.to_string())),
        Principal::Federated(name) => Some(Caller::Federated(name.to_string())),
        Principal::Everyone | Principal::Account(_) | Principal::Deleted(_) | Principal::CanonicalUser(_) => None,
    }
}
