//! A resource with what it says about who may use it.

use std::collections::BTreeSet;
use std::sync::Arc;

use yagura_iam::Policy;
use yagura_iam::evaluate::{AclGrant, AclGrantee, AclPermission, KmsGrant, S3Settings};
use yagura_iam::policy::Effect;
use yagura_iam::reference::{Action, Reference, ResourceType};
use yagura_model::services::kms::{Key, KeyGrant};
use yagura_model::services::s3::{AccountPublicAccessBlock, Bucket, Grant};
use yagura_model::{Arn, Document, Fact, Gap, Resource, Resources, Snapshot, Typed};

use super::Attached;

/// A resource, as far as it decides.
#[derive(Debug, Default)]
pub(super) struct Target {
    /// The prefix of the action's service.
    pub(super) service: String,
    /// The policy is a role's trust policy.
    pub(super) trust: bool,
    /// Its policy.
    pub(super) policy: Option<Attached>,
    /// The account that owns it.
    pub(super) account: Option<String>,
    /// The grants on a KMS key, or why they are not known.
    pub(super) kms: Option<Result<Vec<KmsGrant>, String>>,
    /// A bucket with everything closed that was not read, the same with everything open, and what that is.
    pub(super) s3: Option<(S3Settings, S3Settings, Option<String>)>,
    /// Whom the ACL of an object lets read it, where it was read.
    pub(super) readers: BTreeSet<String>,
    /// The access point through which requests come keeps out whom a public policy lets in.
    pub(super) restricted: bool,
}

impl Target {
    /// How a bucket is set up, with everything closed that was not read.
    pub(super) fn closed(&self) -> Option<S3Settings> {
        self.s3.as_ref().map(|(closed, _, _)| closed.clone())
    }
}

/// Services whose resources have policies that actions of another name or of another service set: a domain's configuration
/// (<https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html>), an API's own
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html>), an access point's
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3objectlambda-accesspointpolicy.html>); read 2026-11.
const SET_ELSEWHERE: &[&str] = &["es", "execute-api", "s3-object-lambda"];

/// Services with actions that set policies of another sense, whose resources have none that say who may use them, but for those
/// of which an action says so ([`policies_of`]).
///
/// What the actions set instead is in AWS's list of them (the embedded one is of 2026-09): scaling policies, job and machine
/// configurations, lifecycle policies, firewall policies, traffic policies, playback restrictions. Of `application-autoscaling`,
/// `autoscaling`, `batch`, `fms`, `gamelift`, `securityhub` and `storagegateway` the pages "How … works with IAM" say that they do
/// not support resource-based policies (read 2026-11); a stack policy is none
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html>); a role's trust policy speaks
/// of `sts` alone. EMR and IAM Identity Center support them and are not here.
const OF_ANOTHER_SENSE: &[&str] = &[
    "application-autoscaling",
    "autoscaling",
    "batch",
    "cloudformation",
    "dlm",
    "ec2",
    "elasticloadbalancing",
    "fms",
    "gamelift",
    "iam",
    "ivs",
    "route53",
    "securityhub",
    "storagegateway",
];

/// The actions of which a policy on log groups may speak
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html>).
const WRITES_LOGS: &[&str] = &["logs:putlogevents", "logs:createlogstream"];

/// Why resources of a service may have policies of which nothing was read; `None` where it is known that they have none.
///
/// A service can have them only if something sets them, and what sets them needs an action: AWS's list of the actions of
/// each service tells (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
/// A service that is not in it may have them.
fn policies_of(service: &str, arn: &Arn<'_>) -> Option<Gap> {
    // Where the action is one service's and the resource another's (`ce:GetCostAndUsage` on a billing view), both are asked.
    policies_in(service, arn).or_else(|| if arn.service == service { None } else { policies_in(arn.service, arn) })
}

fn policies_in(service: &str, arn: &Arn<'_>) -> Option<Gap> {
    const SETS: &[&str] = &["put", "create", "update", "set", "add", "attach", "modify", "grant"];
    let Some(known) = Reference::embedded().service(service) else {
        return Some(Gap::unsupported(format!("whether resources of `{service}` have policies is not known")));
    };
    let operation = |action: &Action| action.lower.split_once(':').map_or("", |(_, operation)| operation).to_owned();
    let has = if OF_ANOTHER_SENSE.contains(&service) {
        // Trust stores, IPAM pools: also of a policy that is only ever read, the resource has one.
        let names_it = |action: &Action| operation(action).contains("resourcepolicy");
        let of_it = |action: &Action| {
            let types = action.resources.iter().filter_map(|(at, _)| known.resources.get(*at));
            types.into_iter().any(|kind| may_be(kind, arn))
        };
        known.actions.iter().any(|action| names_it(action) && of_it(action))
    } else {
        let sets_policies = |action: &Action| {
            let operation = operation(action);
            operation.contains("resourcepolicy")
                || (SETS.iter().any(|verb| operation.starts_with(verb))
                    && ["policy", "policies", "permission"].iter().any(|word| operation.contains(word)))
        };
        SET_ELSEWHERE.contains(&service) || known.actions.iter().any(sets_policies)
    };
    has.then(|| Gap::unsupported(format!("policies on resources of `{service}` are not read")))
}

/// Whether an ARN, which may be a pattern, may be of a type: by what stands before the first name in it.
fn may_be(kind: &ResourceType, arn: &Arn<'_>) -> bool {
    let fixed = |text: &str, ends: &[char]| text.split(ends).next().unwrap_or_default().to_owned();
    let wanted = fixed(kind.arn.splitn(6, ':').last().unwrap_or_default(), &['$']);
    let given = fixed(arn.resource, &['*', '?', '{']);
    given.starts_with(&wanted) || wanted.starts_with(&given)
}

/// The ACL of one object, as it was read
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html>).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ObjectAcl {
    /// Groups and accounts (by canonical user id) that may read it, beside its owner and the bucket's.
    pub readers: BTreeSet<String>,
    /// The canonical user id of the account that owns it, where that is not the bucket's.
    pub foreign: Option<String>,
}

/// The resource of an ARN, asked about an action.
pub(super) fn target(snapshot: &Snapshot, action: &str, arn: &str) -> Target {
    target_of(snapshot, action, arn, None)
}

/// The same of an object whose own ACL was read.
pub(super) fn target_of(snapshot: &Snapshot, action: &str, arn: &str, acl: Option<&ObjectAcl>) -> Target {
    let service = action.split(':').next().unwrap_or_default().to_lowercase();
    let assumed = asks_trust(&action.to_lowercase());
    let mut target = Target { service, trust: assumed, ..Target::default() };
    let Some(parsed) = Arn::parse(arn) else { return target };
    target.account = Some(parsed.account.to_owned()).filter(|account| !account.is_empty());
    let found = match target.service.as_str() {
        "sts" if assumed => {
            let role = find(&snapshot.iam.roles, arn);
            role.map(|role| of(role, "trust policy", Some(&role.assume_role_policy_document), true))
        }
        "s3" => return bucket(snapshot, target, &parsed, acl),
        "kms" => {
            let alias = parsed.resource.starts_with("alias/").then(|| find(&snapshot.kms.aliases, arn)).flatten();
            let key = alias.and_then(|alias| {
                let id = alias.target_key_id.known().cloned().flatten()?;
                snapshot.kms.keys.find(&alias.meta, &id)
            });
            let key = key.or_else(|| find(&snapshot.kms.keys, arn));
            target.kms = key.map(grants);
            key.map(|key| of(key, "key policy", Some(&key.key_policy), true))
        }
        "sqs" => {
            find(&snapshot.sqs.queues, arn).map(|queue| of(queue, "queue policy", Some(&queue.policy_document), false))
        }
        "sns" => {
            find(&snapshot.sns.topics, arn).map(|topic| of(topic, "topic policy", Some(&topic.policy_document), false))
        }
        "lambda" => {
            // A version or alias follows the function's name.
            let base = arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
            find(&snapshot.lambda.functions, &base)
                .map(|function| of(function, "function policy", Some(&function.policy), false))
        }
        "secretsmanager" => find(&snapshot.secretsmanager.secrets, arn)
            .map(|secret| of(secret, "resource policy", Some(&secret.resource_policy), false)),
        "ecr" => find(&snapshot.ecr.repositories, arn)
            .map(|repository| of(repository, "repository policy", Some(&repository.repository_policy_text), false)),
        // A log group's policy, and the account's, speak of services that write to it and of nobody else: what users, roles
        // and other accounts may do, their own policies say alone
        // (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html>).
        "logs"
            if parsed.resource.starts_with("log-group:") && !WRITES_LOGS.contains(&action.to_lowercase().as_str()) =>
        {
            return target;
        }
        // A stream has a policy of its own.
        "dynamodb" if arn.contains("/stream/") => None,
        "dynamodb" => {
            let base = arn.split('/').take(2).collect::<Vec<_>>().join("/");
            find(&snapshot.dynamodb.tables, &base).map(|table| {
                let policy = match table.resource_policy.get() {
                    Ok(policy) => policy
                        .as_ref()
                        .and_then(|policy| policy.policy_document.as_ref())
                        .map(|document| Attached::read("table policy", document)),
                    Err(gap) => Some(Attached::unknown("table policy", &gap)),
                };
                (policy, table.meta.account.clone())
            })
        }
        other => {
            target.policy = policies_of(other, &parsed).map(|gap| Attached::unknown("resource policy", &gap));
            return target;
        }
    };
    match found {
        Some((policy, account)) => {
            target.policy = policy;
            target.account = Some(account);
        }
        None => target.policy = Some(unread(arn)),
    }
    target
}

/// Whether a role's trust policy decides over an action: over those that come with taking the role too
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>).
fn asks_trust(lower: &str) -> bool {
    lower.starts_with("sts:assumerole")
        || ["sts:tagsession", "sts:setsourceidentity", "sts:setcontext"].contains(&lower)
}

/// The grants on a key.
fn grants(key: &Resource<Key>) -> Result<Vec<KmsGrant>, String> {
    let grants = key.grants.get().map_err(|gap| format!("the grants on the key: {gap}"))?;
    let pairs = |map: &std::collections::BTreeMap<String, String>| {
        map.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let grant = |grant: &KeyGrant| {
        let constraints = grant.constraints.clone().unwrap_or_default();
        KmsGrant {
            grantee: grant.grantee_principal.clone().unwrap_or_default(),
            operations: grant.operations.clone(),
            encryption_context_equals: constraints.encryption_context_equals.as_ref().map(pairs),
            encryption_context_subset: constraints.encryption_context_subset.as_ref().map(pairs),
        }
    };
    Ok(grants.iter().map(grant).collect())
}

fn unread(arn: &str) -> Attached {
    Attached::unknown("resource policy", &Gap::unresolved(format!("the policy of `{arn}` was not read")))
}

fn of<T>(
    resource: &Resource<T>,
    label: &str,
    document: Option<&Fact<Option<Document>>>,
    always: bool,
) -> (Option<Attached>, String) {
    let policy = document.and_then(|document| Attached::of(label, document));
    // Where AWS always keeps one, none is one that says nothing.
    let policy =
        policy.or_else(|| always.then(|| Attached { label: label.to_owned(), policy: Arc::new(Policy::empty()) }));
    (policy, resource.meta.account.clone())
}

/// The bucket of an ARN.
pub(super) fn bucket_of<'s>(snapshot: &'s Snapshot, arn: &str) -> Option<&'s Resource<Bucket>> {
    let parsed = Arn::parse(arn)?;
    let whole = format!("arn:{}:s3:::{}", parsed.partition, parsed.resource.split('/').next()?);
    find(&snapshot.s3.buckets, &whole)
}

fn find<'s, T: Typed>(resources: &'s Resources<T>, arn: &str) -> Option<&'s Resource<T>> {
    resources.iter().find(|resource| resource.meta.arn.as_deref() == Some(arn))
}

fn bucket(snapshot: &Snapshot, mut target: Target, arn: &Arn<'_>, acl: Option<&ObjectAcl>) -> Target {
    let name = arn.resource.split('/').next().unwrap_or_default();
    // An account's own settings, and the lists of all buckets, have no bucket.
    if name == "*" || (name.is_empty() && arn.account.is_empty()) {
        return target;
    }
    let whole = format!("arn:{}:s3:::{name}", arn.partition);
    let found = (arn.account.is_empty() && arn.region.is_empty()).then(|| find(&snapshot.s3.buckets, &whole)).flatten();
    let Some(bucket) = found else {
        target.policy = Some(unread(&whole));
        return target;
    };
    target.account = Some(bucket.meta.account.clone());
    target.policy = Attached::of("bucket policy", &bucket.policy_document);
    target.s3 = Some(settings(snapshot, bucket, acl));
    target.readers = acl.map(|acl| acl.readers.clone()).unwrap_or_default();
    if acl.is_some_and(|acl| acl.foreign.is_some()) {
        // The bucket's policy lets nobody at what another account owns
        // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html); what it denies it denies.
        target.policy = target.policy.map(|attached| {
            let policy = Arc::new(denials(Policy::clone(&attached.policy)));
            Attached { policy, ..attached }
        });
    }
    target
}

/// What a policy denies, alone.
pub(super) fn denials(mut policy: Policy) -> Policy {
    policy.statements.retain(|statement| statement.effect != Effect::Allow);
    for (index, statement) in policy.statements.iter_mut().enumerate() {
        statement.index = index;
    }
    policy
}

/// Whether `RestrictPublicBuckets` (or another switch) is on for a bucket or its whole account: either suffices
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>).
fn switch(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    pick: fn(&yagura_model::services::s3::PublicAccessBlock) -> bool,
) -> Option<bool> {
    let own = bucket.public_access_block_configuration.known().map(pick);
    let account = snapshot.s3.account_blocks.iter().find(|block| block.meta.account == bucket.meta.account);
    // An account that never set one has all four switches off.
    let none = |own: &str| {
        let mut lists = snapshot.contents.lists.iter();
        lists.any(|list| {
            list.resource_type == AccountPublicAccessBlock::TYPE && list.account == own && list.gap.is_none()
        })
    };
    let account = match account {
        Some(block) => block.public_access_block_configuration.known().map(pick),
        None => none(&bucket.meta.account).then_some(false),
    };
    match (own, account) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        // What a template's account has set is not known; the template's own word is taken.
        (Some(false), None) if bucket.meta.template().is_some() => Some(false),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a public policy of the bucket reaches only its own account.
pub(super) fn restricted(snapshot: &Snapshot, arn: &str) -> Option<bool> {
    switch(snapshot, bucket_of(snapshot, arn)?, |block| block.restrict_public_buckets)
}

fn settings(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    object: Option<&ObjectAcl>,
) -> (S3Settings, S3Settings, Option<String>) {
    let restrict = switch(snapshot, bucket, |block| block.restrict_public_buckets);
    let ignore = switch(snapshot, bucket, |block| block.ignore_public_acls);
    let disabled = bucket
        .ownership_controls
        .known()
        .map(|controls| controls.as_ref().is_some_and(yagura_model::services::s3::OwnershipControls::acls_disabled));
    let acl: Vec<AclGrant> =
        bucket.grants.known().map(|grants| grants.iter().filter_map(group).collect()).unwrap_or_default();
    let object_acl: Option<Vec<AclGrant>> = object.map(|object| {
        let grantees = object.readers.iter().filter_map(|reader| group_of(reader));
        grantees.map(|grantee| AclGrant { grantee, permission: AclPermission::Read }).collect()
    });
    let closed = S3Settings {
        restrict_public_buckets: restrict.unwrap_or(true),
        ignore_public_acls: ignore.unwrap_or(true),
        acls_disabled: disabled.unwrap_or(true),
        bucket_acl: acl.clone(),
        object_acl: object_acl.clone().unwrap_or_default(),
    };
    let mut open = S3Settings {
        restrict_public_buckets: restrict.unwrap_or(false),
        ignore_public_acls: ignore.unwrap_or(false),
        acls_disabled: disabled.unwrap_or(false),
        bucket_acl: acl,
        object_acl: object_acl.clone().unwrap_or_default(),
    };
    let mut missing = Vec::new();
    if restrict.is_none() || ignore.is_none() {
        missing.push("the public access block");
    }
    if !open.acls_disabled && object_acl.is_none() {
        missing.push("the ACLs of objects");
        open.object_acl = everything();
        if disabled.is_none() || bucket.grants.known().is_none() {
            missing.push("the ACL of the bucket");
            open.bucket_acl = everything();
        }
    }
    let gap = (!missing.is_empty()).then(|| format!("not read: {}", missing.join(", ")));
    (closed, open, gap)
}

/// Everything that an ACL can give everyone: what lies behind each permission differs between buckets and objects.
fn everything() -> Vec<AclGrant> {
    to(&AclGrantee::AllUsers)
}

pub(super) fn to(grantee: &AclGrantee) -> Vec<AclGrant> {
    let all = [
        AclPermission::Read,
        AclPermission::Write,
        AclPermission::ReadAcp,
        AclPermission::WriteAcp,
        AclPermission::FullControl,
    ];
    all.into_iter().map(|permission| AclGrant { grantee: grantee.clone(), permission }).collect()
}

/// Opens the ACLs that were not read to a caller of another account.
pub(super) fn grant_to(open: &mut S3Settings, caller: Option<&str>, owner: Option<&str>) {
    let Some(caller) = caller.filter(|caller| Some(*caller) != owner && !open.acls_disabled) else { return };
    // Canonical user ids do not tell their account.
    let grants = to(&AclGrantee::Account(caller.to_owned()));
    open.bucket_acl.extend(grants.clone());
    open.object_acl.extend(grants);
}

/// A grant to everyone or to every AWS principal
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>).
fn group(grant: &Grant) -> Option<AclGrant> {
    let grantee = group_of(grant.grantee.uri.as_deref()?)?;
    Some(AclGrant { grantee, permission: permission(grant)? })
}

/// A group of strangers, by its URI.
fn group_of(uri: &str) -> Option<AclGrantee> {
    match uri.rsplit('/').next()? {
        "AllUsers" => Some(AclGrantee::AllUsers),
        "AuthenticatedUsers" => Some(AclGrantee::AuthenticatedUsers),
        _ => None,
    }
}

/// A grant to an account that only its canonical user id names: the id, and the grant as one to `stand_in`.
pub(super) fn canonical(grant: &Grant, stand_in: &str) -> Option<(String, AclGrant)> {
    let id = grant.grantee.id.clone()?;
    let grantee = AclGrantee::Account(stand_in.to_owned());
    Some((id, AclGrant { grantee, permission: permission(grant)? }))
}

fn permission(grant: &Grant) -> Option<AclPermission> {
    Some(match grant.permission.as_deref()? {
        "READ" => AclPermission::Read,
        "WRITE" => AclPermission::Write,
        "READ_ACP" => AclPermission::ReadAcp,
        "WRITE_ACP" => AclPermission::WriteAcp,
        _ => AclPermission::FullControl,
    })
}
