//! AWS Identity and Access Management.

use yagura_model::{Map, Node, Value};

use super::table::{As, Field, Kind, Many, Same, single, taken};

const INLINE: &[Field] = &[As("name", "PolicyName"), As("policy", "PolicyDocument")];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_iam_role",
        resource_type: "AWS::IAM::Role",
        fields: &[
            As("name", "RoleName"),
            Same("path"),
            As("assume_role_policy", "AssumeRolePolicyDocument"),
            Same("permissions_boundary"),
            Same("managed_policy_arns"),
            Many("inline_policy", "Policies", INLINE),
        ],
        shape: |role, _, _| {
            // An empty `inline_policy {}` says that the role has none.
            if let Some(Value::List(list)) = role.get_mut("Policies").map(|node| &mut node.value) {
                list.retain(|policy| policy.as_map().is_none_or(|policy| policy.get("PolicyDocument").is_some()));
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_user",
        resource_type: "AWS::IAM::User",
        fields: &[As("name", "UserName"), Same("path"), Same("permissions_boundary")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_group",
        resource_type: "AWS::IAM::Group",
        fields: &[As("name", "GroupName"), Same("path")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_policy",
        resource_type: "AWS::IAM::ManagedPolicy",
        fields: &[As("name", "ManagedPolicyName"), Same("path"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_instance_profile",
        resource_type: "AWS::IAM::InstanceProfile",
        fields: &[As("name", "InstanceProfileName"), Same("path"), As("role", "Roles")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_access_key",
        resource_type: "AWS::IAM::AccessKey",
        fields: &[As("user", "UserName"), Same("status")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_server_certificate",
        resource_type: "AWS::IAM::ServerCertificate",
        fields: &[As("name", "ServerCertificateName")],
        computed: &[("arn", "arn:aws:iam::{AccountId}:server-certificate{path?/}{name?}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_saml_provider",
        resource_type: "AWS::IAM::SAMLProvider",
        computed: &[
            ("arn", "arn:aws:iam::{AccountId}:saml-provider/{name?}"),
            ("id", "arn:aws:iam::{AccountId}:saml-provider/{name?}"),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_openid_connect_provider",
        resource_type: "AWS::IAM::OIDCProvider",
        computed: &[("arn", "arn:aws:iam::{AccountId}:oidc-provider/{url?}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_virtual_mfa_device",
        resource_type: "AWS::IAM::VirtualMFADevice",
        computed: &[("arn", "arn:aws:iam::{AccountId}:mfa{path?/}{virtual_mfa_device_name?}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_role_policy",
        resource_type: "AWS::IAM::RolePolicy",
        fields: &[As("role", "RoleName"), As("name", "PolicyName"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_user_policy",
        resource_type: "AWS::IAM::UserPolicy",
        fields: &[As("user", "UserName"), As("name", "PolicyName"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_group_policy",
        resource_type: "AWS::IAM::GroupPolicy",
        fields: &[As("group", "GroupName"), As("name", "PolicyName"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_role_policy_attachment",
        resource_type: "aws_iam_role_policy_attachment",
        fields: &[As("role", "RoleName"), Same("policy_arn")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_user_policy_attachment",
        resource_type: "aws_iam_user_policy_attachment",
        fields: &[As("user", "UserName"), Same("policy_arn")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_group_policy_attachment",
        resource_type: "aws_iam_group_policy_attachment",
        fields: &[As("group", "GroupName"), Same("policy_arn")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_policy_attachment",
        resource_type: "aws_iam_policy_attachment",
        fields: &[Same("roles"), Same("users"), Same("groups"), Same("policy_arn")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_group_membership",
        resource_type: "AWS::IAM::UserToGroupAddition",
        fields: &[As("group", "GroupName"), Same("users")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_user_group_membership",
        resource_type: "aws_iam_user_group_membership",
        fields: &[As("user", "UserName"), Same("groups")],
        ..Kind::NEW
    },
    Kind {
        // The password is made by AWS and shown once: it stands in no file.
        name: "aws_iam_user_login_profile",
        resource_type: "aws_iam_user_login_profile",
        fields: &[As("user", "UserName")],
        shape: |profile, _, _| profile.set("LoginProfile", Map::default()),
        ..Kind::NEW
    },
    Kind {
        name: "aws_iam_account_password_policy",
        resource_type: "AWS::Account",
        several: Some(|instance, _| {
            let mut policy = Map::default();
            for (from, to, otherwise) in PASSWORDS {
                let node = taken(&instance.body, from).or_else(|| otherwise.clone().map(Node::new));
                if let Some(node) = node {
                    policy.set(*to, node);
                }
            }
            policy.rest = instance.body.rest.clone();
            let mut account = Map::default();
            account.set("PasswordPolicy", Node::at(Value::Map(policy), instance.span));
            // What else an account has stands in no file.
            account.rest = yagura_model::Rest::Unknown(Box::new(yagura_model::Gap::not_collected()));
            vec![single("AWS::Account", account)]
        }),
        ..Kind::NEW
    },
];

/// What the API takes for a member that is not sent
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>).
static PASSWORDS: &[(&str, &str, Option<Value>)] = &[
    ("minimum_password_length", "MinimumPasswordLength", Some(Value::Int(6))),
    ("require_symbols", "RequireSymbols", None),
    ("require_numbers", "RequireNumbers", None),
    ("require_uppercase_characters", "RequireUppercaseCharacters", None),
    ("require_lowercase_characters", "RequireLowercaseCharacters", None),
    ("max_password_age", "MaxPasswordAge", None),
    ("password_reuse_prevention", "PasswordReusePrevention", None),
];
