//! Tokens that are known by their form.
//!
//! Above each stands the vendor's page about it. Few vendors publish the whole form. Of the marks, lengths and alphabets here
//! * these are from the page itself: AWS's access keys, age, Cloudflare's API tokens, GitHub, GitLab (marks), JSON Web Tokens, PEM,
//!   PuTTY, Omise, SendGrid, Sentry, SORACOM;
//! * most others were compared with the rules of gitleaks (MIT licence, commit `b58d3f1` of 2026-07-22) and, for Azure's storage
//!   keys and Square, with detect-secrets (Apache-2.0, commit `5e14193` of 2026-04-02), and say the same;
//! * nobody documents these, and they stand for what was seen: [`UNDOCUMENTED`].

use crate::Confidence::{self, High, Low, Medium};
use crate::checksum;

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
    /// The checksum that the format carries, over the whole token. One that fails it is an invented one.
    pub(crate) checksum: Option<fn(&str) -> bool>,
}

const fn token(kind: &'static str, prefixes: &'static [&'static str], pattern: &'static str) -> Token {
    Token { kind, prefixes, pattern, confidence: High, random: true, checksum: None }
}

/// Kinds whose length and alphabet neither their vendor nor a rule set under a free licence tells; their marks are the vendor's.
pub(crate) const UNDOCUMENTED: &[&str] = &[
    "aws-session-token",
    "brevo-smtp-key",
    "buildkite-token",
    "circleci-token",
    "contentful-token",
    "crates-io-token",
    "discord-webhook",
    "docker-token",
    "figma-token",
    "flutterwave-key",
    "google-oauth-secret",
    "google-oauth-token",
    "groq-api-key",
    "langsmith-api-key",
    "mapbox-secret-token",
    "netlify-token",
    "nuget-api-key",
    "openrouter-api-key",
    "razorpay-key-id",
    "replicate-token",
    "resend-api-key",
    "stripe-webhook-secret",
    "supabase-token",
    "tailscale-key",
    "xai-api-key",
];

/// The tokens.
pub(crate) static TOKENS: &[Token] = &[
    // An id alone opens nothing, and is worth asking where its other half is.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (unique ID prefixes)
    Token {
        confidence: Medium,
        random: false,
        ..token("aws-access-key-id", &["AKIA", "ASIA"], "(?:AKIA|ASIA)[A-Z2-7]{16}")
    },
    // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html: long-term ones, and short-term ones, which are
    // presigned URLs in base64 behind a mark.
    token("aws-bedrock-api-key", &["ABSK"], "ABSK[A-Za-z0-9+/]{109,269}={0,2}"),
    token(
        "aws-bedrock-api-key",
        &["bedrock-api-key-"],
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/_-]{40,}={0,2}",
    ),
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html: opaque; these are the beginnings that STS
    // has given its tokens since 2019 (the base64 of a field name).
    token("aws-session-token", &["IQoJb3JpZ2lu", "FwoGZXIvYXdz"], "(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/=%]{120,}"),
    // RFC 7468, RFC 4880 section 6.2.
    Token {
        random: false,
        ..token(
            "private-key",
            &["-----BEGIN "],
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,.()]|-[A-Za-z0-9])+",
        )
    },
    // https://www.chiark.greenend.org.uk/~sgtatham/putty/ (PuTTY's documentation, appendix C: PPK file format)
    Token {
        random: false,
        ..token(
            "private-key",
            &["PuTTY-User-Key-File-"],
            r"PuTTY-User-Key-File-[23]:[^\x00]{40,4000}?Private-Lines: [0-9]+\s+[A-Za-z0-9+/=\s]{64,}",
        )
    },
    // https://age-encryption.org/v1 (C2SP age specification)
    token("private-key", &["AGE-SECRET-KEY-1"], "AGE-SECRET-KEY-1[AC-HJ-NP-Z02-9]{58}"),
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    Token {
        checksum: Some(checksum::base62_crc32),
        ..token("github-token", &["ghp_", "gho_", "ghu_", "ghr_"], "gh[pour]_[A-Za-z0-9]{36}")
    },
    // https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
    // An installation's token may be a longer, stateless one (`ghs_APPID_JWT`) since April 2026.
    token("github-token", &["ghs_"], r"ghs_[A-Za-z0-9_.-]{36,}"),
    token("github-token", &["github_pat_"], "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    token(
        "gitlab-token",
        &[
            "glpat-",
            "gloas-",
            "gldt-",
            "glrt-",
            "glrtr-",
            "glcbt-",
            "glptt-",
            "glft-",
            "glimt-",
            "glagent-",
            "glwt-",
            "glsoat-",
            "glffct-",
            "GR1348941",
        ],
        "(?:gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-|GR1348941)[A-Za-z0-9_.-]{20,}",
    ),
    // https://docs.slack.dev/authentication/tokens
    token(
        "slack-token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xapp-", "xwfp-"],
        r"(?:xox[bparsoe][-.]|xapp-|xwfp-)[A-Za-z0-9.-]{20,}",
    ),
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    token(
        "slack-webhook",
        &["hooks.slack.com/"],
        "hooks.slack.com/(?:services|workflows|triggers)/[A-Z0-9]{8,13}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{16,}",
    ),
    // https://docs.stripe.com/keys. PAY.JP's secret keys have the same beginning: https://docs.pay.jp/v2/guide/developers/testmode-livemode
    token("stripe-secret-key", &["sk_live_", "rk_live_"], "[sr]k_live_[A-Za-z0-9]{20,}"),
    Token { confidence: Low, ..token("stripe-test-key", &["sk_test_", "rk_test_"], "[sr]k_test_[A-Za-z0-9]{20,}") },
    // https://docs.omise.co/api-authentication
    token("omise-secret-key", &["skey_"], "skey_(?:test_)?[a-z0-9]{19,40}"),
    // https://users.soracom.io/ja-jp/guides/basic-knowledge/manage-root-user-credentials: 64 characters; its id is `keyId-…`.
    token("soracom-auth-key", &["secret-"], "secret-[A-Za-z0-9]{64}"),
    // https://docs.stripe.com/webhooks
    token("stripe-webhook-secret", &["whsec_"], "whsec_[A-Za-z0-9+/=]{32,}"),
    // https://www.twilio.com/docs/sendgrid/api-reference/api-keys/create-api-keys: 69 characters in all.
    token("sendgrid-api-key", &["SG."], r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    // https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/
    Token { confidence: Medium, ..token("mailgun-api-key", &["key-"], "key-[a-f0-9]{32}") },
    // https://mailchimp.com/developer/marketing/docs/fundamentals/: the data centre stands behind the key, so the mark is there.
    // https://developers.brevo.com/docs/getting-started
    token("brevo-api-key", &["xkeysib-"], "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    token("brevo-smtp-key", &["xsmtpsib-"], "xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    // https://resend.com/docs/api-reference/api-keys
    token("resend-api-key", &["re_"], "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}"),
    // https://cloud.google.com/docs/authentication/api-keys
    token("google-api-key", &["AIza"], "AIza[A-Za-z0-9_-]{35}"),
    // https://developers.google.com/identity/protocols/oauth2
    token("google-oauth-secret", &["GOCSPX-"], "GOCSPX-[A-Za-z0-9_-]{28}"),
    token("google-oauth-token", &["ya29."], r"ya29\.[A-Za-z0-9_-]{40,}"),
    // https://platform.openai.com/docs/api-reference/authentication
    token("openai-api-key", &["sk-proj-", "sk-svcacct-", "sk-admin-"], "sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}"),
    token("openai-api-key", &["sk-"], "sk-[A-Za-z0-9]{48}"),
    // https://openrouter.ai/docs/api-reference/authentication
    token("openrouter-api-key", &["sk-or-v1-"], "sk-or-v1-[a-f0-9]{64}"),
    // https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key
    token("anthropic-api-key", &["sk-ant-"], "sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{60,}"),
    // https://console.groq.com/docs/quickstart
    token("groq-api-key", &["gsk_"], "gsk_[A-Za-z0-9]{52}"),
    // https://docs.x.ai/docs/overview
    token("xai-api-key", &["xai-"], "xai-[A-Za-z0-9]{80}"),
    // https://docs.perplexity.ai/getting-started/quickstart
    token("perplexity-api-key", &["pplx-"], "pplx-[A-Za-z0-9]{48}"),
    // https://replicate.com/docs/topics/security/api-tokens
    token("replicate-token", &["r8_"], "r8_[A-Za-z0-9]{37}"),
    // https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key
    token("langsmith-api-key", &["lsv2_pt_", "lsv2_sk_"], "lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"),
    // npm: "About access tokens", and its announcement of the format with its checksum (2021)
    Token { checksum: Some(checksum::base62_crc32), ..token("npm-token", &["npm_"], "npm_[A-Za-z0-9]{36}") },
    // PyPI: "How can I use API tokens"
    token("pypi-token", &["pypi-AgE"], "pypi-AgE[A-Za-z0-9_-]{50,}"),
    // https://guides.rubygems.org/api-key-scopes/
    token("rubygems-api-key", &["rubygems_"], "rubygems_[a-f0-9]{48}"),
    // https://doc.rust-lang.org/cargo/reference/publishing.html
    token("crates-io-token", &["cio"], "cio[A-Za-z0-9]{32}"),
    // https://learn.microsoft.com/nuget/nuget-org/publish-a-package
    token("nuget-api-key", &["oy2"], "oy2[a-z0-9]{43}"),
    // https://docs.docker.com/security/access-tokens/
    token("docker-token", &["dckr_pat_", "dckr_oat_"], "dckr_[po]at_[A-Za-z0-9_-]{24,}"),
    // https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
    token("artifactory-api-key", &["AKCp"], "AKCp[A-Za-z0-9]{69}"),
    // A reference token is the base64 of `reftkn:…`.
    token("artifactory-reference-token", &["cmVmdGtu"], "cmVmdGtu[A-Za-z0-9]{56}"),
    // https://huggingface.co/docs/hub/security-tokens
    token("huggingface-token", &["hf_", "api_org_"], "(?:hf|api_org)_[A-Za-z0-9]{34}"),
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/
    token("digitalocean-token", &["dop_v1_", "doo_v1_", "dor_v1_"], "do[por]_v1_[a-f0-9]{64}"),
    // https://devcenter.heroku.com/articles/platform-api-quickstart
    token("heroku-api-key", &["HRKU-"], "HRKU-[A-Za-z0-9_-]{36,}"),
    // https://docs.netlify.com/api/get-started/
    token("netlify-token", &["nfp_"], "nfp_[A-Za-z0-9]{36,42}"),
    // https://fly.io/docs/security/tokens/
    token("fly-token", &["fm2_", "fm1r_", "fm1a_"], "(?:fm2|fm1[ar])_[A-Za-z0-9+/=,_-]{60,}"),
    token("fly-token", &["fo1_"], "fo1_[A-Za-z0-9_-]{43}"),
    // https://developers.cloudflare.com/fundamentals/api/get-started/token-formats: 40 characters and a checksum, of which neither
    // length nor method is told.
    token("cloudflare-api-token", &["cfk_", "cfut_", "cfat_"], "cf(?:k|ut|at)_[A-Za-z0-9_-]{40,56}"),
    // https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/
    token("cloudflare-origin-ca-key", &["v1.0-"], r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}"),
    // https://shopify.dev/docs/apps/build/authentication-authorization
    token("shopify-token", &["shpat_", "shpca_", "shppa_", "shpss_"], "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    // https://docs.databricks.com/en/dev-tools/auth/pat.html
    token("databricks-token", &["dapi"], "dapi[a-f0-9]{32}(?:-[0-9])?"),
    // https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    token("vault-token", &["hvs.", "hvb.", "hvr."], r"hv[sbr]\.[A-Za-z0-9_-]{24,}"),
    // https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    token("terraform-cloud-token", &[".atlasv1."], r"\.atlasv1\.[A-Za-z0-9_-]{60,}"),
    // https://docs.doppler.com/reference/auth-token-formats
    token(
        "doppler-token",
        &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
        r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    ),
    // https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/
    token("pulumi-token", &["pul-"], "pul-[a-f0-9]{40}"),
    // https://planetscale.com/docs/concepts/service-tokens
    token(
        "planetscale-token",
        &["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
        "pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}",
    ),
    // https://supabase.com/docs/guides/api/api-keys
    token("supabase-token", &["sbp_", "sb_secret_"], "(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31})"),
    // https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    token("atlassian-token", &["ATATT3", "ATCTT3", "ATBB"], "(?:ATATT3|ATCTT3|ATBB)[A-Za-z0-9_=.-]{28,}"),
    // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
    token("newrelic-key", &["NRAK-"], "NRAK-[A-Z0-9]{27}"),
    token("newrelic-key", &["NRII-"], "NRII-[A-Za-z0-9_-]{32}"),
    // https://grafana.com/docs/grafana/latest/administration/service-accounts/
    token("grafana-token", &["glsa_"], "glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    token("grafana-token", &["glc_"], "glc_[A-Za-z0-9+/]{32,400}={0,3}"),
    // Those from before service accounts: the base64 of `{"k":"…`.
    token("grafana-token", &["eyJrIjoi"], "eyJrIjoi[A-Za-z0-9]{70,400}={0,3}"),
    // https://docs.sentry.io/security-legal-pii/security/token-formats/ (two of the marks are reserved, says that page); those
    // from before the marks are 64 hexadecimal digits, known by the name beside them alone.
    token("sentry-token", &["sntryu_", "sntrya_", "sntryi_"], "sntry[uai]_[a-f0-9]{64}"),
    token("sentry-token", &["sntrys_"], "sntrys_[A-Za-z0-9+/=]{40,400}_[A-Za-z0-9+/]{43}"),
    // https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens
    token("dynatrace-token", &["dt0c01.", "dt0s01.", "dt0s02."], r"dt0[cs]0[12]\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    // https://buildkite.com/docs/apis/managing-api-tokens
    token("buildkite-token", &["bkua_"], "bkua_[a-f0-9]{40}"),
    // https://circleci.com/docs/managing-api-tokens/
    token("circleci-token", &["CCIPAT_", "CCIPRJ_"], "CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}"),
    // https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/
    token("sonarqube-token", &["squ_", "sqp_", "sqa_"], "sq[upa]_[a-f0-9]{40}"),
    // https://learning.postman.com/docs/developer/postman-api/authentication/
    token("postman-api-key", &["PMAK-"], "PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    // https://developers.notion.com/docs/authorization
    token("notion-token", &["ntn_"], "ntn_[A-Za-z0-9]{40,}"),
    // https://linear.app/developers
    token("linear-api-key", &["lin_api_"], "lin_api_[A-Za-z0-9]{40}"),
    // https://airtable.com/developers/web/guides/personal-access-tokens
    token("airtable-token", &["pat"], r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    // https://www.figma.com/developers/api#access-tokens
    token("figma-token", &["figd_"], "figd_[A-Za-z0-9_-]{40,}"),
    // https://www.contentful.com/developers/docs/references/authentication/
    token("contentful-token", &["CFPAT-"], "CFPAT-[A-Za-z0-9_-]{43}"),
    // https://developer.squareup.com/docs/build-basics/access-tokens
    token("square-token", &["sq0atp-", "sq0csp-"], "sq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43})"),
    // https://razorpay.com/docs/api/authentication/
    Token { confidence: Medium, ..token("razorpay-key-id", &["rzp_live_"], "rzp_live_[A-Za-z0-9]{14}") },
    // https://docs.mapbox.com/accounts/guides/tokens/
    token("mapbox-secret-token", &["sk.eyJ"], r"sk\.eyJ[A-Za-z0-9_-]{30,}\.[A-Za-z0-9_-]{20,}"),
    // https://core.telegram.org/bots/api#authorizing-your-bot: an id of a bot, a colon, and what begins so.
    token("telegram-bot-token", &[":AA"], ":AA[A-Za-z0-9_-]{33}"),
    // https://discord.com/developers/docs/resources/webhook
    token(
        "discord-webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        "discord(?:app)?.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}",
    ),
    // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
    token(
        "teams-webhook",
        &[".webhook.office.com/webhookb2/"],
        r"\.webhook\.office\.com/webhookb2/[a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-f0-9]{32}/[A-Za-z0-9-]{36,}",
    ),
    // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    token("azure-storage-key", &["AccountKey="], "AccountKey=[A-Za-z0-9+/]{86}=="),
    // https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret: three characters, a digit, and this.
    token("azure-client-secret", &["Q~"], r"Q~[A-Za-z0-9_.~-]{31,34}"),
    // https://developer.1password.com/docs/service-accounts/
    token("1password-service-account-token", &["ops_eyJ"], "ops_eyJ[A-Za-z0-9+/_-]{200,}={0,3}"),
    // https://support.1password.com/secret-key-security/
    token(
        "1password-secret-key",
        &["A3-"],
        "A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
    ),
    // https://tailscale.com/kb/1085/auth-keys
    token("tailscale-key", &["tskey-"], "tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}"),
    // https://docs.flutterwave.com/docs/authentication
    token("flutterwave-key", &["FLWSECK-"], "FLWSECK-[a-z0-9]{32}-X"),
    // https://www.easypost.com/docs/api#authentication
    token("easypost-api-key", &["EZAK"], "EZAK[A-Za-z0-9]{54}"),
    // https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair: the id; its other half has no mark.
    Token { confidence: Medium, ..token("alibaba-access-key-id", &["LTAI"], "LTAI[A-Za-z0-9]{20}") },
    // RFC 7519: what a bearer shows; most live for minutes, and those in files rather longer.
    Token {
        confidence: Medium,
        checksum: Some(checksum::jwt),
        ..token("jwt", &["eyJ"], r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")
    },
    // The tokens of LINE ("opaque", <https://developers.line.biz/en/docs/basics/channel-access-token>), kintone (forty letters and
    // digits in the examples of <https://us.kintone.help/k/en/user/app_settings/api_token>), Chatwork, Backlog, freee, Money
    // Forward, SAKURA, Sansan, SmartHR, Treasure Data, Datadog, PagerDuty, Snowflake and Twilio have no mark of their own; they
    // are found by the names and hosts beside them (`names::VENDORS`).
];

/// Whether a byte may stand somewhere.
pub(crate) type Fits = fn(u8) -> bool;

/// Tokens whose mark stands inside: how many characters of which kind must stand before it.
pub(crate) fn lead(kind: &str) -> Option<(usize, Fits)> {
    match kind {
        "terraform-cloud-token" => Some((14, |byte| byte.is_ascii_alphanumeric())),
        "telegram-bot-token" => Some((8, |byte| byte.is_ascii_digit())),
        "azure-client-secret" => {
            Some((4, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'~' | b'.' | b'-')))
        }
        "teams-webhook" => Some((3, |byte| byte.is_ascii_alphanumeric() || byte == b'-')),
        _ => None,
    }
}
