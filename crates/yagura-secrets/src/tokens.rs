//! Tokens that are known by their form: each from the documentation of its vendor, named above it.

use crate::Confidence::{self, High, Low, Medium};

/// A token known by how it begins.
pub(crate) struct Token {
    /// The detector's id.
    pub(crate) kind: &'static str,
    /// How it begins; found first, in one pass over the text for all tokens.
    pub(crate) prefixes: &'static [&'static str],
    /// The whole, from its beginning.
    pub(crate) pattern: &'static str,
    /// How sure the form is.
    pub(crate) confidence: Confidence,
    /// Whether the rest must look like chance: forms that words could take.
    pub(crate) random: bool,
}

const fn token(kind: &'static str, prefixes: &'static [&'static str], pattern: &'static str) -> Token {
    Token { kind, prefixes, pattern, confidence: High, random: true }
}

/// The tokens.
pub(crate) static TOKENS: &[Token] = &[
    // An id alone opens nothing, and is worth asking where its other half is.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (unique ID prefixes)
    Token {
        confidence: Medium,
        random: false,
        ..token("aws-access-key-id", &["AKIA", "ASIA"], "(?:AKIA|ASIA)[A-Z2-7]{16}")
    },
    // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
    token("aws-bedrock-api-key", &["ABSK"], "ABSK[A-Za-z0-9+/]{80,}={0,2}"),
    // RFC 7468, RFC 4880 section 6.2.
    Token {
        random: false,
        ..token(
            "private-key",
            &["-----BEGIN "],
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,.()]|-[A-Za-z0-9])+",
        )
    },
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    token("github-token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "gh[pousr]_[A-Za-z0-9]{36,}"),
    token("github-token", &["github_pat_"], "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    token(
        "gitlab-token",
        &[
            "glpat-", "gloas-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-",
            "glffct-",
        ],
        "gl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{20,}",
    ),
    // https://docs.slack.dev/authentication/tokens
    token(
        "slack-token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxe-", "xoxe.", "xapp-", "xwfp-"],
        r"(?:xox[bpare][-.]|xapp-|xwfp-)[A-Za-z0-9.-]{20,}",
    ),
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    token(
        "slack-webhook",
        &["hooks.slack.com/"],
        "hooks.slack.com/(?:services|workflows|triggers)/[A-Z0-9]{8,13}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{16,}",
    ),
    // https://docs.stripe.com/keys
    token("stripe-secret-key", &["sk_live_", "rk_live_"], "[sr]k_live_[A-Za-z0-9]{20,}"),
    Token { confidence: Low, ..token("stripe-test-key", &["sk_test_", "rk_test_"], "[sr]k_test_[A-Za-z0-9]{20,}") },
    // https://docs.stripe.com/webhooks
    token("stripe-webhook-secret", &["whsec_"], "whsec_[A-Za-z0-9+/=]{32,}"),
    // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    token("sendgrid-api-key", &["SG."], r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,}"),
    // https://cloud.google.com/docs/authentication/api-keys
    token("google-api-key", &["AIza"], "AIza[A-Za-z0-9_-]{35}"),
    // https://developers.google.com/identity/protocols/oauth2
    token("google-oauth-secret", &["GOCSPX-"], "GOCSPX-[A-Za-z0-9_-]{28}"),
    // https://platform.openai.com/docs/api-reference/authentication
    token("openai-api-key", &["sk-proj-", "sk-svcacct-", "sk-admin-"], "sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}"),
    token("openai-api-key", &["sk-"], "sk-[A-Za-z0-9]{48}"),
    // https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key
    token("anthropic-api-key", &["sk-ant-"], "sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{60,}"),
    // npm: "About access tokens"
    token("npm-token", &["npm_"], "npm_[A-Za-z0-9]{36}"),
    // PyPI: "How can I use API tokens"
    token("pypi-token", &["pypi-AgE"], "pypi-AgE[A-Za-z0-9_-]{50,}"),
    // https://docs.docker.com/security/access-tokens/
    token("docker-token", &["dckr_pat_", "dckr_oat_"], "dckr_[po]at_[A-Za-z0-9_-]{24,}"),
    // https://huggingface.co/docs/hub/security-tokens
    token("huggingface-token", &["hf_"], "hf_[A-Za-z0-9]{34}"),
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/
    token("digitalocean-token", &["dop_v1_", "doo_v1_", "dor_v1_"], "do[por]_v1_[a-f0-9]{64}"),
    // https://shopify.dev/docs/apps/build/authentication-authorization
    token("shopify-token", &["shpat_", "shpca_", "shppa_", "shpss_"], "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    // https://docs.databricks.com/en/dev-tools/auth/pat.html
    token("databricks-token", &["dapi"], "dapi[a-f0-9]{32}(?:-[0-9])?"),
    // https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    token("vault-token", &["hvs.", "hvb.", "hvr."], r"hv[sbr]\.[A-Za-z0-9_-]{24,}"),
    // https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    token("atlassian-token", &["ATATT3", "ATCTT3", "ATBB"], "(?:ATATT3|ATCTT3|ATBB)[A-Za-z0-9_=.-]{28,}"),
    // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
    token("newrelic-key", &["NRAK-"], "NRAK-[A-Z0-9]{27}"),
    // https://grafana.com/docs/grafana/latest/administration/service-accounts/
    token("grafana-token", &["glsa_", "glc_"], "gl(?:sa|c)_[A-Za-z0-9_=+/-]{32,}"),
    // https://docs.sentry.io/account/auth-tokens/
    token("sentry-token", &["sntrys_", "sntryu_"], "sntry[su]_[A-Za-z0-9_=+/-]{40,}"),
    // https://developers.notion.com/docs/authorization
    token("notion-token", &["ntn_"], "ntn_[A-Za-z0-9]{40,}"),
    // https://linear.app/developers
    token("linear-api-key", &["lin_api_"], "lin_api_[A-Za-z0-9]{40}"),
    // https://discord.com/developers/docs/resources/webhook
    token(
        "discord-webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        "discord(?:app)?.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}",
    ),
    // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    token("azure-storage-key", &["AccountKey="], "AccountKey=[A-Za-z0-9+/]{86}=="),
    // PAY.JP's secret keys share `sk_live_` with Stripe's; those of LINE, Chatwork, kintone, Backlog and SAKURA have no mark
    // of their own and are found by the names beside them.
];
