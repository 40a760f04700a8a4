//! What single services add: KMS grants, S3 ACLs and the public access block.

use crate::glob::Tri;
use crate::request::{Caller, Request};

/// A grant on a KMS key (AWS KMS Developer Guide, "Grants in AWS KMS").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KmsGrant {
    /// The ARN of the principal that may use the key.
    pub grantee: String,
    /// Operations such as `Decrypt`.
    pub operations: Vec<String>,
    /// Encryption context that must be equal (`EncryptionContextEquals`).
    pub encryption_context_equals: Option<Vec<(String, String)>>,
    /// Encryption context that must be contained (`EncryptionContextSubset`).
    pub encryption_context_subset: Option<Vec<(String, String)>>,
}

impl KmsGrant {
    /// Whether the grant lets the request through; unknown when it has constraints, since a request does not carry the
    /// whole encryption context.
    pub(crate) fn covers(&self, request: &Request) -> Tri {
        let operation = request.action_lower().strip_prefix("kms:").unwrap_or_default();
        let grantee = match &request.caller {
            Caller::RoleSession { role_arn, session_arn, .. } => {
                *role_arn == self.grantee || session_arn.as_deref() == Some(&self.grantee)
            }
            caller => caller.name() == self.grantee,
        };
        if !grantee || !self.operations.iter().any(|o| o.eq_ignore_ascii_case(operation)) {
            return Tri::No;
        }
        if self.encryption_context_equals.is_some() || self.encryption_context_subset.is_some() {
            Tri::Unknown
        } else {
            Tri::Yes
        }
    }
}

/// How a bucket is set up beside its policy (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage",
/// "Controlling ownership of objects").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Settings {
    /// `RestrictPublicBuckets`: a public policy reaches only the owner's account and AWS services.
    pub restrict_public_buckets: bool,
    /// `IgnorePublicAcls`: grants to everyone and to authenticated users do not count.
    pub ignore_public_acls: bool,
    /// Object Ownership is `BucketOwnerEnforced`: ACLs do not count at all.
    pub acls_disabled: bool,
    /// The bucket's ACL.
    pub bucket_acl: Vec<AclGrant>,
    /// The object's ACL.
    pub object_acl: Vec<AclGrant>,
}

/// Whom an ACL speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AclGrantee {
    /// The group `AllUsers`.
    AllUsers,
    /// The group `AuthenticatedUsers`: every AWS principal of any account.
    AuthenticatedUsers,
    /// An account, by id.
    Account(String),
}

/// What an ACL lets do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum AclPermission {
    Read,
    Write,
    ReadAcp,
    WriteAcp,
    FullControl,
}

/// One grant of an ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclGrant {
    /// Who.
    pub grantee: AclGrantee,
    /// What.
    pub permission: AclPermission,
}

/// The actions behind a permission (Amazon S3 User Guide, "Mapping of ACL permissions and access policy permissions").
fn acl_actions(permission: AclPermission, object: bool) -> &'static [&'static str] {
    match (permission, object) {
        (AclPermission::Read, false) => &["s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads"],
        (AclPermission::Write, false) => &["s3:putobject"],
        (AclPermission::ReadAcp, false) => &["s3:getbucketacl"],
        (AclPermission::WriteAcp, false) => &["s3:putbucketacl"],
        (AclPermission::Read, true) => &["s3:getobject", "s3:getobjectversion"],
        (AclPermission::ReadAcp, true) => &["s3:getobjectacl", "s3:getobjectversionacl"],
        (AclPermission::WriteAcp, true) => &["s3:putobjectacl", "s3:putobjectversionacl"],
        (AclPermission::Write, true) | (AclPermission::FullControl, _) => &[],
    }
}

impl S3Settings {
    /// Whether an ACL lets the request through.
    pub(crate) fn acl_allows(&self, request: &Request) -> bool {
        if self.acls_disabled {
            return false;
        }
        let lists = [(&self.bucket_acl, false), (&self.object_acl, true)];
        lists.into_iter().any(|(grants, object)| {
            grants.iter().any(|grant| {
                let who = match &grant.grantee {
                    AclGrantee::AllUsers => !self.ignore_public_acls,
                    AclGrantee::AuthenticatedUsers => !self.ignore_public_acls && request.caller.account().is_some(),
                    AclGrantee::Account(id) => request.caller.account() == Some(id),
                };
                let all = [AclPermission::Read, AclPermission::Write, AclPermission::ReadAcp, AclPermission::WriteAcp];
                let covers = |p: AclPermission| acl_actions(p, object).contains(&request.action_lower());
                who && if grant.permission == AclPermission::FullControl {
                    all.into_iter().any(covers)
                } else {
                    covers(grant.permission)
                }
            })
        })
    }
}
