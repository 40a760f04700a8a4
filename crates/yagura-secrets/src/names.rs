//! What the name beside a value says of it.

/// What kind of secret a name speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// A password, a passphrase, a PIN: short ones are real.
    Password,
    /// A secret, a token, a key: made by a machine, so long and random.
    Secret(&'static str),
    /// A key of something (`CARRIER_KEY`, `mapsKey`): of a dictionary or a cache as often as of an API, so the value decides.
    Key(&'static str),
    /// A connection string, which holds names and values of its own.
    Connection,
}

/// Words that are a password by themselves.
const PASSWORD: &[&str] = &["password", "passwd", "passphrase", "passcode", "pwd", "pswd", "passwort"];
/// Two words that are a key only together.
const KEYS: &[&str] = &[
    "api",
    "access",
    "secret",
    "private",
    "encryption",
    "encrypt",
    "signing",
    "sign",
    "auth",
    "account",
    "master",
    "service",
    "session",
    "shared",
    "hmac",
    "jwt",
    "app",
    "application",
    "webhook",
    "client",
    "crypto",
    "cipher",
    "aes",
    "license",
    "storage",
    "subscription",
    "deploy",
    "admin",
    "write",
    "integration",
    "functions",
    "host",
];
/// What comes after the secret word and makes the whole the name of something else: `PASSWORD_LENGTH`, `SECRET_ARN`, `TOKEN_URL`.
const TAILS: &[&str] = &[
    "name",
    "names",
    "arn",
    "arns",
    "id",
    "ids",
    "path",
    "paths",
    "file",
    "filename",
    "files",
    "dir",
    "url",
    "uri",
    "ttl",
    "length",
    "len",
    "policy",
    "policies",
    "expiry",
    "expires",
    "expiration",
    "expire",
    "expired",
    "type",
    "types",
    "enabled",
    "disabled",
    "enable",
    "algorithm",
    "alg",
    "version",
    "parameter",
    "param",
    "rotation",
    "hash",
    "hashed",
    "digest",
    "checksum",
    "required",
    "limit",
    "limits",
    "count",
    "size",
    "endpoint",
    "host",
    "user",
    "username",
    "prefix",
    "suffix",
    "header",
    "field",
    "column",
    "label",
    "description",
    "region",
    "timeout",
    "mode",
    "manager",
    "store",
    "provider",
    "source",
    "format",
    "regex",
    "pattern",
    "min",
    "max",
    "days",
    "age",
    "duration",
    "interval",
    "usage",
    "budget",
    "lifetime",
    "seconds",
    "minutes",
    "hours",
    "reset",
    "hint",
    "strength",
    "validator",
    "error",
    "message",
    "link",
    "page",
    "form",
    "input",
    "ref",
    "reference",
    "location",
    "bucket",
    "table",
    "queue",
    "topic",
    "class",
    "valid",
    "exists",
    "changed",
    "date",
    "at",
    "alias",
    "scope",
    "scopes",
    "issuer",
    "audience",
    "index",
    "engine",
    "backend",
    "cache",
    "pool",
    "validity",
    "lambda",
    "function",
    "role",
    "service",
    "kind",
    "title",
    "text",
    "placeholder",
    "fingerprint",
    "thumbprint",
    "rate",
    "refill",
    "bytes",
    "mask",
    "flag",
    "flags",
    "offset",
    "kinds",
    "status",
    "state",
    "result",
    "match",
    "test",
    "generator",
    "template",
];
/// What comes before and makes a token something to count or to page with, a key something public.
const HEADS: &[&str] = &[
    "next",
    "page",
    "pagination",
    "continuation",
    "max",
    "min",
    "num",
    "total",
    "start",
    "pad",
    "eos",
    "bos",
    "unk",
    "stop",
    "special",
    "public",
    "pub",
    "kms",
    "partition",
    "primary",
    "sort",
    "foreign",
    "object",
    "cache",
    "row",
    "hash",
    "range",
    "ssh_host",
    "prompt",
    "completion",
    "cancellation",
    "idempotency",
    "client_request",
];
/// What a key is looked up by, drawn with, or shown to everybody as: however random, no secret.
const LOOKED_UP: &[&str] = &[
    "dict",
    "map",
    "lookup",
    "i18n",
    "l10n",
    "locale",
    "lang",
    "language",
    "translation",
    "message",
    "msg",
    "label",
    "title",
    "group",
    "order",
    "unique",
    "index",
    "query",
    "react",
    "element",
    "item",
    "node",
    "record",
    "entity",
    "doc",
    "document",
    "config",
    "setting",
    "settings",
    "registry",
    "hot",
    "shortcut",
    "arrow",
    "idempotency",
    "dedup",
    "deduplication",
    "routing",
    "shard",
    "surrogate",
    "site",
    "publishable",
    "publish",
    "measurement",
    "anon",
    "file",
    "image",
    "asset",
    "upload",
    "blob",
    "s3",
    "bucket",
    "folder",
    "redis",
    "memcache",
    "memcached",
    "event",
    "trace",
    "span",
    "correlation",
    "request",
    "content",
    "etag",
    "build",
    "restore",
    "artifact",
    "layer",
    "snapshot",
    "commit",
    "parent",
    "child",
    "ssh",
    "host",
    "state",
    "lock",
    "mutex",
    "rate",
    "bucketing",
    "dataset",
    "model",
    "metric",
];
/// Words that make a key one to look up by or to show wherever they stand in its name: `cache_restore_key`, `PUBLIC_MAPS_KEY`.
const SHOWN: &[&str] = &[
    "public",
    "pub",
    "pubkey",
    "publishable",
    "anon",
    "cache",
    "cached",
    "i18n",
    "l10n",
    "translation",
    "translations",
    "locale",
    "primary",
    "partition",
    "foreign",
    "sort",
    "idempotency",
    "dedup",
    "deduplication",
    "checksum",
    "hash",
    "hashed",
    "digest",
    "fingerprint",
    "sha",
    "sha1",
    "sha256",
    "md5",
    "etag",
    "s3",
    "bucket",
    "object",
    "kms",
    "cmk",
    "captcha",
    "recaptcha",
    "hcaptcha",
    "turnstile",
    "site",
    "verify",
    "verifying",
    "verification",
    "gpg",
    "pgp",
];
/// What stands just before `key` in the names of variables and members of code that hold what something is found by.
const FOUND_BY: &[&str] = &[
    "this",
    "self",
    "props",
    "that",
    "the",
    "a",
    "an",
    "e",
    "ev",
    "evt",
    "obj",
    "entry",
    "kv",
    "pair",
    "k",
    "el",
    "elem",
    "it",
    "last",
    "first",
    "next",
    "prev",
    "previous",
    "current",
    "old",
    "new",
    "left",
    "right",
    "up",
    "down",
    "home",
    "end",
    "tab",
    "enter",
    "escape",
    "sub",
    "compound",
    "composite",
    "natural",
    "clustering",
    "distribution",
    "dist",
    "name",
    "tag",
    "metadata",
    "meta",
    "attribute",
    "attr",
    "field",
    "column",
    "param",
    "parameter",
    "property",
    "prop",
    "cookie",
    "context",
    "feature",
    "route",
    "path",
    "url",
    "block",
    "page",
    "view",
    "menu",
    "job",
    "task",
    "cell",
    "header",
    "option",
    "enum",
    "type",
    "class",
    "module",
    "package",
    "component",
    "expected",
    "actual",
    "short",
    "long",
    "temp",
    "tmp",
    "trusted",
    "known",
    "peer",
    "remote",
    "unique",
    "stable",
    "derived",
    "tracking",
    "analytics",
    "list",
    "array",
    "set",
    "hashmap",
    "table",
    "store",
    "json",
    "yaml",
    "xml",
    "test",
    "value",
];
/// Japanese names.
const JAPANESE: &[(&str, Says)] = &[
    ("パスワード", Says::Password),
    ("ﾊﾟｽﾜｰﾄﾞ", Says::Password),
    ("パスフレーズ", Says::Password),
    ("暗証番号", Says::Password),
    ("密码", Says::Password),
    ("비밀번호", Says::Password),
    ("接続文字列", Says::Connection),
    ("秘密鍵", Says::Secret("secret")),
    ("シークレット", Says::Secret("secret")),
    ("トークン", Says::Secret("token")),
    ("アクセスキー", Says::Secret("api-key")),
    ("APIキー", Says::Secret("api-key")),
    ("ＡＰＩキー", Says::Secret("api-key")),
    ("認証キー", Says::Secret("api-key")),
];
/// What makes a Japanese name something else (`パスワードの有効期限`).
const JAPANESE_TAILS: &[&str] = &[
    "有効期限",
    "期限",
    "ポリシー",
    "桁数",
    "長さ",
    "文字数",
    "変更日",
    "更新日",
    "ファイル",
    "ハッシュ",
    "ヒント",
    "再設定",
    "名",
];
/// A vendor's name among the words makes the kind exact where the value itself has no mark.
const VENDORS: &[(&str, &str)] = &[
    ("twilio", "twilio-auth-token"),
    ("line", "line-channel-token"),
    ("linebot", "line-channel-token"),
    ("cybozu", "kintone-api-token"),
    ("moneyforward", "moneyforward-token"),
    ("mfcloud", "moneyforward-token"),
    ("sansan", "sansan-api-key"),
    ("treasuredata", "treasuredata-api-key"),
    ("td", "treasuredata-api-key"),
    ("sakuracloud", "sakura-api-secret"),
    ("dd", "datadog-api-key"),
    ("okta", "okta-api-token"),
    ("auth0", "auth0-client-secret"),
    ("pagerduty", "pagerduty-api-key"),
    ("zendesk", "zendesk-api-token"),
    ("salesforce", "salesforce-token"),
    ("algolia", "algolia-api-key"),
    ("mailchimp", "mailchimp-api-key"),
    ("mailgun", "mailgun-api-key"),
    ("fastly", "fastly-api-token"),
    ("heroku", "heroku-api-key"),
    ("snowflake", "snowflake-token"),
    ("splunk", "splunk-token"),
    ("newrelic", "newrelic-key"),
    ("dropbox", "dropbox-token"),
    ("twitter", "twitter-secret"),
    ("facebook", "facebook-secret"),
    ("asana", "asana-token"),
    ("box", "box-secret"),
    ("zoom", "zoom-secret"),
    ("datadog", "datadog-api-key"),
    ("chatwork", "chatwork-api-token"),
    ("kintone", "kintone-api-token"),
    ("backlog", "backlog-api-key"),
    ("freee", "freee-token"),
    ("smarthr", "smarthr-token"),
    ("payjp", "payjp-secret-key"),
    ("sakura", "sakura-api-secret"),
    ("cloudflare", "cloudflare-api-token"),
    ("azure", "azure-key"),
    ("soracom", "soracom-auth-key"),
    ("omise", "omise-secret-key"),
    ("komoju", "komoju-secret-key"),
    ("sentry", "sentry-token"),
];

/// Hosts and headers of vendors whose keys have no mark of their own, from their documentation: LINE Messaging API
/// (developers.line.biz), Chatwork (`X-ChatWorkToken`), kintone (cybozu.dev, `X-Cybozu-API-Token`), Backlog
/// (developer.nulab.com), freee (developer.freee.co.jp), Money Forward, SAKURA (manual.sakura.ad.jp), PAY.JP, Sansan, SmartHR,
/// Treasure Data, SORACOM (users.soracom.io), Omise (docs.omise.co), KOMOJU (doc.komoju.com), Twilio, Datadog, PagerDuty, Snowflake.
const HOSTS: &[(&str, &str)] = &[
    ("api.line.me", "line-channel-token"),
    ("notify-api.line.me", "line-notify-token"),
    ("chatwork", "chatwork-api-token"),
    ("cybozu", "kintone-api-token"),
    ("kintone", "kintone-api-token"),
    ("backlog.jp", "backlog-api-key"),
    ("backlog.com", "backlog-api-key"),
    ("backlogtool.com", "backlog-api-key"),
    ("freee.co.jp", "freee-token"),
    ("moneyforward.com", "moneyforward-token"),
    ("secure.sakura.ad.jp", "sakura-api-secret"),
    ("api.pay.jp", "payjp-secret-key"),
    ("api.sansan.com", "sansan-api-key"),
    ("smarthr.jp", "smarthr-token"),
    ("treasuredata", "treasuredata-api-key"),
    ("api.soracom.io", "soracom-auth-key"),
    ("api.omise.co", "omise-secret-key"),
    ("komoju.com", "komoju-secret-key"),
    ("api.twilio.com", "twilio-auth-token"),
    ("datadoghq.com", "datadog-api-key"),
    ("api.pagerduty.com", "pagerduty-api-key"),
    ("snowflakecomputing.com", "snowflake-token"),
];

/// The vendor that a line speaks of, where it makes the kind of a key exact.
pub(crate) fn vendor_of(line: &str) -> Option<&'static str> {
    if line.len() > 4096 {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    HOSTS.iter().find(|(host, _)| lower.contains(host)).map(|(_, kind)| *kind)
}

/// What a name says; `None` where it speaks of no secret.
pub(crate) fn says(name: &str) -> Option<Says> {
    if let Some((_, says)) = JAPANESE.iter().find(|(word, _)| name.contains(word)) {
        return (!JAPANESE_TAILS.iter().any(|tail| name.contains(tail))).then_some(*says);
    }
    let words = words(name);
    let last = words.last()?.as_str();
    if TAILS.contains(&last) {
        return None;
    }
    let at = |index: usize| words.get(index).map_or("", String::as_str);
    // The last word that speaks of a secret decides: `token_secret` is a secret.
    (0..words.len()).rev().find_map(|index| {
        let word = at(index);
        let before = index.checked_sub(1).map_or("", at);
        if PASSWORD.contains(&word) || PASSWORD.iter().take(3).any(|known| word.ends_with(known)) {
            return Some(Says::Password);
        }
        // `DB_PASS`, never `PASS_RATE` or `bypass`.
        if word == "pass" && index + 1 == words.len() && !matches!(before, "by" | "first" | "second" | "render") {
            return Some(Says::Password);
        }
        if HEADS.contains(&before) {
            return None;
        }
        let vendor = |general: &'static str| {
            let known = VENDORS.iter().find(|(vendor, _)| words.iter().any(|word| word == vendor));
            known.map_or(general, |(_, kind)| kind)
        };
        match word {
            "secret" | "secrets" | "credential" | "credentials" => Some(Says::Secret(vendor("secret"))),
            "token" | "bearer" => Some(Says::Secret(vendor("token"))),
            "apikey" | "secretkey" | "accesskey" | "privatekey" | "authkey" | "authtoken" | "sharedaccesskey"
            | "accountkey" => Some(Says::Secret(vendor("api-key"))),
            "key" if KEYS.contains(&before) => Some(Says::Secret(vendor("api-key"))),
            "key" if index > 0 && index + 1 == words.len() && !LOOKED_UP.contains(&before) => {
                Some(Says::Key(vendor("api-key")))
            }
            _ if word.ends_with("secret") => Some(Says::Secret(vendor("secret"))),
            _ if word.ends_with("token") => Some(Says::Secret(vendor("token"))),
            _ => None,
        }
    })
}

/// Whether a key of that name is looked up by or shown, so that what chance drew for it is no secret.
pub(crate) fn shown(name: &str) -> bool {
    let words = words(name);
    let before = words.len().checked_sub(2).and_then(|at| words.get(at)).map_or("", String::as_str);
    FOUND_BY.contains(&before) || words.iter().any(|word| SHOWN.contains(&word.as_str()))
}

/// Whether a name is that of an AWS secret access key.
pub(crate) fn aws_secret_key(name: &str) -> bool {
    let joined: String = words(name).concat();
    ["secretaccesskey", "awssecret", "secretkey", "awsaccesskeysecret"].iter().any(|part| joined.contains(part))
}

/// Whether a name is that of an AWS session token.
pub(crate) fn aws_session_token(name: &str) -> bool {
    let joined: String = words(name).concat();
    joined.contains("sessiontoken") || joined.contains("awssecuritytoken")
}

/// The words of a name, in lower case: `DB_PASSWORD`, `dbPassword`, `spring.datasource.password`, `APIKey`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = name.chars().take(256).collect();
    for (index, c) in characters.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = index.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(index + 1);
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Says, says, words};

    #[test]
    fn names_are_split_as_people_read_them() {
        assert_eq!(words("DB_PASSWORD"), ["db", "password"]);
        assert_eq!(words("dbAPIKey"), ["db", "api", "key"]);
        assert_eq!(words("spring.datasource.password"), ["spring", "datasource", "password"]);
    }

    #[test]
    fn names_that_speak_of_a_secret() {
        for name in [
            "DB_PASSWORD",
            "PGPASSWORD",
            "dbPass",
            "パスワード",
            "DBパスワード",
            "管理者の暗証番号",
            "spring.datasource.password",
        ] {
            assert_eq!(says(name), Some(Says::Password), "{name}");
        }
        for name in [
            "apiKey",
            "API_KEY",
            "X-Api-Key",
            "client_secret",
            "JWT_SIGNING_KEY",
            "slackToken",
            "SECRET",
            "APIキー",
            "_authToken",
        ] {
            assert!(matches!(says(name), Some(Says::Secret(_))), "{name}");
        }
        for name in ["CARRIER_KEY", "carrier-key", "carrierKey", "X-Carrier-Key"] {
            assert!(matches!(says(name), Some(Says::Key(_))), "{name}");
        }
        assert_eq!(says("LINE_CHANNEL_ACCESS_TOKEN"), Some(Says::Secret("line-channel-token")));
    }

    #[test]
    fn names_of_other_things_stay_silent() {
        for name in [
            "PASSWORD_LENGTH",
            "SECRET_ARN",
            "SecretName",
            "TOKEN_URL",
            "NEXT_TOKEN",
            "maxToken",
            "PUBLIC_KEY",
            "KMS_KEY_ID",
            "PARTITION_KEY",
            "TABLE_NAME",
            "bypass",
            "PASS_RATE",
            "access_key_id",
            "tokenizer",
            "パスワードの有効期限",
            "monkey",
            "key",
            "cacheKey",
            "S3_OBJECT_KEY",
            "primary_key",
            "sort-key",
            "i18nKey",
            "PUBLIC_SITE_KEY",
            "SecretsManagerEndpoint",
            "LOG_LEVEL",
            "",
        ] {
            assert_eq!(says(name), None, "{name}");
        }
    }
}
