//! AWS Identity and Access Management.

use yagura_finding::{Check, Judgement, Report, Verdict};
use yagura_model::services::iam::{Credentials, User};
use yagura_model::{Gap, Meta, Resource, Snapshot, Typed};

mod access_key_in_template;
mod documents;
mod escalation;
mod limits;
mod people_as_users;
mod policy_allows_all;
mod policy_assume_role_on_all;
mod policy_kms_decrypt_on_all;
mod policy_not_action_allow;
mod policy_pass_role_on_all;
mod policy_reads_all_secrets;
mod policy_secret;
mod policy_service_wide;
mod principal_escalates;
pub(crate) mod principals;
mod role_admin_for_compute;
mod role_admin_open_to_account;
mod role_external_id_missing;
mod role_service_source_missing;
mod role_trusts_everyone;
mod role_trusts_open_provider;
mod role_unused;
mod server_certificate_expired;
mod user_access_key_old;
mod user_access_key_unused;
mod user_admin;
mod user_console_and_access_key;
mod user_console_without_mfa;
mod user_inline_policy;
mod user_password_in_template;
mod user_password_unused;
mod user_policy_attached_directly;
mod user_two_active_keys;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &user_console_without_mfa::CHECK,
    &user_access_key_old::CHECK,
    &user_access_key_unused::CHECK,
    &user_two_active_keys::CHECK,
    &user_console_and_access_key::CHECK,
    &user_password_unused::CHECK,
    &user_policy_attached_directly::CHECK,
    &user_inline_policy::CHECK,
    &people_as_users::CHECK,
    &server_certificate_expired::CHECK,
    &role_unused::CHECK,
    &policy_allows_all::CHECK,
    &policy_service_wide::CHECK,
    &policy_not_action_allow::CHECK,
    &policy_pass_role_on_all::CHECK,
    &policy_assume_role_on_all::CHECK,
    &policy_reads_all_secrets::CHECK,
    &policy_secret::CHECK,
    &policy_kms_decrypt_on_all::CHECK,
    &user_admin::CHECK,
    &role_admin_for_compute::CHECK,
    &principal_escalates::CHECK,
    &role_trusts_everyone::CHECK,
    &role_trusts_open_provider::CHECK,
    &role_external_id_missing::CHECK,
    &role_service_source_missing::CHECK,
    &access_key_in_template::CHECK,
    &user_password_in_template::CHECK,
    &role_admin_open_to_account::CHECK,
];

/// The credentials of the user (or root user) whose ARN stands in `meta`.
/// What hides the credential report is the reason why a row is not there.
pub(crate) fn credentials_of<'s>(snapshot: &'s Snapshot, meta: &Meta) -> Result<&'s Resource<Credentials>, Gap> {
    if let Some(row) = meta.arn.as_deref().and_then(|arn| snapshot.iam.credentials.find(meta, arn)) {
        return Ok(row);
    }
    let hidden = snapshot
        .contents
        .lists
        .iter()
        .filter(|list| list.resource_type == Credentials::TYPE && list.account == meta.account)
        .find_map(|list| list.gap.clone());
    Err(hidden.unwrap_or_else(|| {
        Gap::unsupported("the credential report has no row for it; a report may be up to four hours old")
    }))
}

/// Judges every user of an account by its credentials; a template says nothing about them.
fn each_user<'s>(
    snapshot: &'s Snapshot,
    report: &mut Report<'s>,
    check: &'static Check,
    mut judge: impl FnMut(&'s Resource<Credentials>) -> Judgement,
) {
    report.each(check, &snapshot.iam.users, |user| {
        if user.meta.template().is_some() {
            return Ok(Verdict::Skip);
        }
        judge(credentials_of(snapshot, &user.meta)?)
    });
}

/// How many active keys the template of a user makes for it.
fn template_keys(user: &Resource<User>) -> Result<usize, Gap> {
    let keys = user.template_access_keys.get()?;
    Ok(keys.iter().filter(|key| key.status.as_deref() != Some("Inactive")).count())
}

/// The policies by which a role is an administrator whatever the context; `None` where it is none.
pub(crate) fn admin_by(
    snapshot: &Snapshot,
    role: &Resource<yagura_model::services::iam::Role>,
) -> Result<Option<Vec<String>>, Gap> {
    let holdings = principals::of_role(snapshot, role);
    let grant = holdings.is_admin()?;
    Ok(grant.is_yes().then(|| holdings.sources(&grant).0))
}
