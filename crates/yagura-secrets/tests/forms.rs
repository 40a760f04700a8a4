//! Every detector with what it must find and what it must leave alone. The examples are data, and put together at run time,
//! so that no literal of a token stands in this file: a code host would refuse it.
//!
//! In a form, `{b62:30}` stands for so many characters of an alphabet, drawn by chance but the same each time, and `|` for
//! nothing: it keeps the marks of tokens apart.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use yagura_secrets::{Confidence, Context, Detector, Match, kinds, undocumented};

static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::new().unwrap());

/// What is found, by form alone.
const TOKENS: &[(&str, &str)] = &[
    ("1password-service-account-token", "ops|_ey|J{b64u:220}"),
    ("1password-secret-key", "A|3-{b36u:6}-{b36u:6}-{b36u:5}-{b36u:5}-{b36u:5}-{b36u:5}"),
    ("airtable-token", "pa|t{b62:14}.{hex:64}"),
    ("alibaba-access-key-id", "LT|AI{b62:20}"),
    ("anthropic-api-key", "sk-|ant-|api03-{b64u:93}AA"),
    ("artifactory-api-key", "AK|Cp{b62:69}"),
    ("artifactory-reference-token", "cmVm|dGtu{b62:56}"),
    ("atlassian-token", "ATA|TT3xFfGF0{b64u:170}"),
    ("aws-access-key-id", "AK|IA{b32:16}"),
    ("aws-access-key-id", "AS|IA{b32:16}"),
    ("aws-bedrock-api-key", "AB|SK{b64:128}"),
    ("aws-bedrock-api-key", "bedrock-api|-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b64:400}"),
    ("aws-session-token", "IQoJ|b3JpZ2lu{b64:300}"),
    ("azure-client-secret", "{b62:3}8|Q~{b62:34}"),
    ("azure-storage-key", "Account|Key={b64:86}=="),
    ("brevo-api-key", "xkey|sib-{hex:64}-{b62:16}"),
    ("brevo-smtp-key", "xsmtp|sib-{hex:64}-{b62:16}"),
    ("buildkite-token", "bk|ua_{hex:40}"),
    ("circleci-token", "CCI|PAT_{b62:22}_{hex:40}"),
    ("cloudflare-api-token", "cf|ut_{b62:48}"),
    ("cloudflare-origin-ca-key", "v1|.0-{hex:24}-{hex:146}"),
    ("contentful-token", "CF|PAT-{b64u:43}"),
    ("crates-io-token", "ci|o{b62:32}"),
    ("databricks-token", "da|pi{hex:32}"),
    ("digitalocean-token", "do|p_v1_{hex:64}"),
    ("discord-webhook", "discord|.com/api/webhooks/{dec:18}/{b64u:68}"),
    ("docker-token", "dckr|_pat_{b64u:27}"),
    ("doppler-token", "dp|.pt.{b62:43}"),
    ("dynatrace-token", "dt0|c01.{b32:24}.{b32:64}"),
    ("easypost-api-key", "EZ|AK{b62:54}"),
    ("figma-token", "fi|gd_{b64u:44}"),
    ("flutterwave-key", "FLW|SECK-{hex:32}-X"),
    ("fly-token", "fm|2_{b64:120}"),
    ("fly-token", "fo|1_{b64u:43}"),
    ("github-token", "gh|p_{crc}"),
    ("github-token", "gh|o_{crc}"),
    ("github-token", "gh|s_{b62:36}"),
    ("github-token", "gh|s_{dec:7}_ey|J{b62:60}.ey|J{b62:300}.{b64u:86}"),
    ("github-token", "github|_pat_{b62:22}_{b62:59}"),
    ("gitlab-token", "gl|pat-{b64u:20}"),
    ("gitlab-token", "gl|rt-{b64u:20}"),
    ("google-api-key", "AI|za{b64u:35}"),
    ("google-oauth-secret", "GOC|SPX-{b64u:28}"),
    ("google-oauth-token", "ya|29.{b64u:120}"),
    ("grafana-token", "gl|sa_{b62:32}_{hex:8}"),
    ("grafana-token", "gl|c_ey|J{b62:120}="),
    ("grafana-token", "ey|JrIjoi{b62:90}"),
    ("groq-api-key", "gs|k_{b62:52}"),
    ("heroku-api-key", "HRK|U-{b64u:60}"),
    ("huggingface-token", "h|f_{b62:34}"),
    ("langsmith-api-key", "lsv2|_pt_{hex:32}_{hex:10}"),
    ("linear-api-key", "lin|_api_{b62:40}"),
    ("mailgun-api-key", "ke|y-{hex:32}"),
    ("mapbox-secret-token", "sk|.eyJ{b62:60}.{b62:22}"),
    ("netlify-token", "nf|p_{b62:36}"),
    ("newrelic-key", "NR|AK-{b32:27}"),
    ("newrelic-key", "NR|II-{b62:32}"),
    ("notion-token", "nt|n_{b62:46}"),
    ("npm-token", "np|m_{crc}"),
    ("nuget-api-key", "oy|2{b36:43}"),
    ("omise-secret-key", "sk|ey_test_{b36:19}"),
    ("openai-api-key", "sk|-proj-{b64u:74}"),
    ("openai-api-key", "sk|-{b62:48}"),
    ("openrouter-api-key", "sk|-or-v1-{hex:64}"),
    ("perplexity-api-key", "pp|lx-{b62:48}"),
    ("planetscale-token", "pscale|_tkn_{b62:43}"),
    ("postman-api-key", "PM|AK-{hex:24}-{hex:34}"),
    ("pulumi-token", "pu|l-{hex:40}"),
    ("pypi-token", "py|pi-AgEIcHlwaS5vcmc{b64u:120}"),
    ("razorpay-key-id", "rzp|_live_{b62:14}"),
    ("replicate-token", "r|8_{b62:37}"),
    ("resend-api-key", "r|e_{b62:8}_{b62:24}"),
    ("rubygems-api-key", "ruby|gems_{hex:48}"),
    ("sendgrid-api-key", "S|G.{b64u:22}.{b64u:43}"),
    ("sentry-token", "sntry|s_ey|J{b62:120}_{b64:43}"),
    ("sentry-token", "sntry|u_{hex:64}"),
    ("shopify-token", "shp|at_{hex:32}"),
    ("slack-token", "xox|b-180273645918-293847561029-{b62:24}"),
    ("slack-webhook", "hooks.slack|.com/services/T0K8R2M5QX/B0Z7N4W1PD/{b62:24}"),
    ("soracom-auth-key", "sec|ret-{b62:64}"),
    ("sonarqube-token", "sq|u_{hex:40}"),
    ("square-token", "sq0|atp-{b64u:22}"),
    ("stripe-secret-key", "sk|_live_{b62:24}"),
    ("stripe-test-key", "rk|_test_{b62:24}"),
    ("stripe-webhook-secret", "wh|sec_{b62:32}"),
    ("supabase-token", "sb|p_{hex:40}"),
    ("tailscale-key", "tsk|ey-auth-{b62:12}-{b62:32}"),
    ("teams-webhook", "https://shop|.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hex:32}/{uuid}"),
    ("telegram-bot-token", "{dec:9}|:AA{b64u:33}"),
    ("terraform-cloud-token", "{b62:14}|.atlasv1.{b62:67}"),
    ("vault-token", "hv|s.{b62:90}"),
    ("xai-api-key", "xa|i-{b62:80}"),
];

/// What is found because of the name beside it.
const NAMED: &[(&str, &str)] = &[
    ("aws-secret-access-key", "AWS_SECRET_ACCESS_KEY={b64:40}"),
    ("aws-secret-access-key", "aws:\n  secretAccessKey: {b64:40}\n"),
    ("aws-ses-smtp-password", "SES_SMTP_PASSWORD=BM{b62:42}"),
    ("line-channel-token", "LINE_CHANNEL_ACCESS_TOKEN={b64:170}="),
    ("line-channel-token", "curl -H 'Authorization: x' https://api.line.me/v2/bot/message/push?access_token={b62:64}"),
    ("chatwork-api-token", "X-ChatWorkToken: {hex:32}"),
    ("kintone-api-token", "X-Cybozu-API-Token: {b62:40}"),
    ("kintone-api-token", "kintone_api_token = \"{b62:40}\""),
    ("backlog-api-key", "https://shop.backlog.jp/api/v2/space?apiKey={b62:64}"),
    ("freee-token", "FREEE_ACCESS_TOKEN={hex:64}"),
    ("moneyforward-token", "MONEYFORWARD_ACCESS_TOKEN: {b62:43}"),
    ("sakura-api-secret", "SAKURACLOUD_ACCESS_TOKEN_SECRET={b62:64}"),
    ("payjp-secret-key", "PAYJP_SECRET_KEY=sk|_live_{hex:32}"),
    ("sansan-api-key", "SANSAN_API_KEY={hex:32}"),
    ("smarthr-token", "SMARTHR_ACCESS_TOKEN={b62:32}"),
    ("treasuredata-api-key", "TD_API_KEY=1234/{hex:40}"),
    ("soracom-auth-key", "SORACOM_AUTH_KEY={b62:64}"),
    ("snowflake-token", "curl 'https://shop.snowflakecomputing.com/api?access_token={b62:64}'"),
    ("twilio-auth-token", "TWILIO_AUTH_TOKEN={hex:32}"),
    ("datadog-api-key", "DD_API_KEY={hex:32}"),
    ("database-url", "DATABASE_URL=postgres://app:{b62:16}@db.internal:5432/shop"),
    ("database-url", "spring.datasource.url=mysql://app:{b62:16}@db.internal/shop"),
    ("url-password", "git clone https://build:{b62:20}@git.shop.jp/shop.git"),
    // A host that is filled in when the program runs.
    ("database-url", "url: postgres://app:{pw}@${DB_HOST}:5432/shop"),
    ("database-url", "url = f\"postgresql://app:{pw}@{host}/shop\""),
    ("database-url", "url = f\"postgresql://app:{pw}@{settings.DB_HOST}:{port}/shop\""),
    ("database-url", "dsn := fmt.Sprintf(\"mysql://app:{pw}@%s/shop\", host)"),
    ("database-url", "url: \"mysql2://app:{pw}@#{host}/shop\""),
    ("database-url", "url = \"amqps://app:{pw}@\" + host + \"/shop\""),
    ("database-url", "Value: !Sub 'postgres://app:{pw}@${Db.Endpoint.Address}/shop'"),
    ("url-password", "url = \"https://build:{pw}@{}/shop.git\".format(host)"),
    // The name of a key, and a value of the shape that vendors give their tokens.
    ("api-key", "CARRIER_KEY = \"klx_{hex:32}\""),
    ("api-key", "carrier-key: klx_live_{b62:24}\n"),
    ("api-key", "{\"carrierKey\": \"klx-{hex:40}\"}"),
    ("api-key", "{\"name\": \"CARRIER_KEY\", \"value\": \"klx_{b62:32}\"}"),
    ("api-key", "client.set(\"X-Carrier-Key\", \"klx_{hex:32}\")"),
    // The name of a key, and nothing but chance.
    ("api-key", "CARRIER_KEY = \"{hex:32}\""),
    ("api-key", "CARRIER_KEY={b62:28}"),
    ("api-key", "export SHIPPING_KEY='{hex:64}'"),
    ("api-key", "shipping:\n  carrier_key: {b62:40}\n"),
    ("api-key", "{\"carrierKey\": \"{b64u:43}\"}"),
    ("api-key", "{\"name\": \"CARRIER_KEY\", \"value\": \"{hex:40}\"}"),
    ("api-key", "{\"Environment\": {\"Variables\": {\"CARRIER_KEY\": \"{b64:43}=\"}}}"),
    (
        "api-key",
        "{\"CARRIER_KEY\": \"{hex:32}\", \"TABLE\": \"orders\", \"BUCKET\": \"assets-of-the-shop\", \"STAGE\": \"production\", \"CODE_HASH\": \"{hex:64}\"}",
    ),
    ("api-key", "- Name: SHIPPING_KEY\n  Value: {hex:32}\n"),
    ("api-key", "- ParameterKey: CarrierKey\n  ParameterValue: {b62:32}\n"),
    ("api-key", "variable \"carrier_key\" {\n  type    = string\n  default = \"{b62:32}\"\n}"),
    ("api-key", "resource \"shop_carrier\" \"this\" {\n  carrier_key = \"{hex:32}\"\n}"),
    ("api-key", "Parameters:\n  CarrierKey:\n    Type: String\n    Default: {hex:32}\n"),
    ("api-key", "os.environ.get(\"CARRIER_KEY\", \"{b62:32}\")"),
    ("api-key", "const carrierKey = \"{b62:32}\";"),
    ("api-key", "private static final String CARRIER_KEY = \"{hex:32}\";"),
    ("api-key", "carrier.key={b62:32}"),
    ("api-key", "ENCRYPTION_KEY={hex:64}"),
    ("api-key", "signingKey: '{b64:43}='"),
    // .npmrc, .pypirc, .netrc, Docker, kubeconfig, pgpass (below), Redis, SQL.
    ("token", "//registry.shop.jp/:_authToken={uuid}"),
    ("basic-auth", "_auth=YnVpbGQ6aHVudGVyMiF4UTk="),
    ("basic-auth", "{\"auths\": {\"registry.shop.jp\": {\"auth\": \"YnVpbGQ6aHVudGVyMiF4UTk=\"}}}"),
    ("basic-auth", "Authorization: Basic YnVpbGQ6aHVudGVyMiF4UTk="),
    ("password", "[server-login]\nusername: build\npassword: {pw}\n"),
    ("password", "machine git.shop.jp\n  login build\n  password {pw}\n"),
    ("token", "users:\n- name: admin\n  user:\n    token: {b62:40}\n"),
    ("password", "requirepass {pw}"),
    ("password", "CREATE USER app IDENTIFIED BY '{pw}';"),
    ("password", "ALTER ROLE app WITH LOGIN PASSWORD '{pw}';"),
    ("password", "curl -u build:{pw} https://shop.jp/"),
    ("authorization-header", "Authorization: Bearer {b62:40}"),
    // Assignments of every syntax.
    ("password", "DB_PASSWORD={pw}"),
    ("password", "DB_PASSWORD = '{pw}'"),
    ("password", "export DB_PASSWORD=\"{pw}\""),
    ("password", "[db]\nuser = app\npassword = {pw}\n"),
    ("password", "db:\n  password: {pw}\n"),
    ("password", "db:\n  password: >-\n    {pw}\n"),
    ("password", "{\"db\": {\"password\": \"{pw}\"}}"),
    ("password", "resource \"aws_db_instance\" \"db\" {\n  password = \"{pw}\"\n}"),
    ("password", "variable \"db_password\" {\n  type    = string\n  default = \"{pw}\"\n}"),
    ("password", "Parameters:\n  DbPassword:\n    Type: String\n    Default: {pw}\n    NoEcho: true\n"),
    ("password", "{\"Parameters\": {\"DbPassword\": {\"Type\": \"String\", \"Default\": \"{pw}\"}}}"),
    ("password", "{\"outputs\": {\"db_password\": {\"value\": \"{pw}\", \"type\": \"string\", \"sensitive\": true}}}"),
    ("password", "conn = connect(host=\"db\", password=\"{pw}\")"),
    ("password", "os.environ.get(\"DB_PASSWORD\", \"{pw}\")"),
    ("password", "const password = process.env.DB_PASSWORD ?? '{pw}';"),
    ("password", "const config = { password: '{pw}' };"),
    ("password", "private static final String PASSWORD = \"{pw}\";"),
    ("password", "dataSource.setPassword(\"{pw}\");"),
    ("password", "password := \"{pw}\""),
    ("password", "let password = String::from(\"{pw}\");"),
    ("password", "password: str = \"{pw}\""),
    ("password", "$config['password'] = '{pw}';"),
    ("password", "'password' => '{pw}',"),
    ("password", "url=${DB_PASSWORD:-{pw}}"),
    ("password", "<property name=\"password\" value=\"{pw}\"/>"),
    ("password", "<password>{pw}</password>"),
    ("password", "<property><name>db.password</name><value>{pw}</value></property>"),
    ("password", "<dict><key>Password</key><string>{pw}</string></dict>"),
    ("password", "services:\n  db:\n    environment:\n      - MYSQL_ROOT_PASSWORD={pw}\n"),
    ("password", "services:\n  db:\n    environment:\n      MYSQL_ROOT_PASSWORD: {pw}\n"),
    ("password", "ENV DB_PASSWORD {pw}"),
    ("password", "{\"name\": \"DB_PASSWORD\", \"value\": \"{pw}\"}"),
    ("password", "{\"value\": \"{pw}\", \"name\": \"DB_PASSWORD\"}"),
    ("password", "- Name: DB_PASSWORD\n  Value: {pw}\n"),
    ("password", "- ParameterKey: DbPassword\n  ParameterValue: {pw}\n"),
    (
        "password",
        "- Namespace: aws:elasticbeanstalk:application:environment\n  OptionName: DB_PASSWORD\n  Value: {pw}\n",
    ),
    ("password", "Server=db;User Id=app;Password={pw};Encrypt=true"),
    ("password", "{\"config\": \"{\\\"password\\\": \\\"{pw}\\\"}\"}"),
    ("password", "{\"a\": \"{\\\"b\\\": \\\"{\\\\\\\"password\\\\\\\": \\\\\\\"{pw}\\\\\\\"}\\\"}\"}"),
    ("password", "{\"UserData\": \"#!/bin/sh\\nexport DB_PASSWORD={pw}\\nrun\"}"),
    ("password", "redirect=https%3A%2F%2Fshop.jp%2F%3Fpassword%3D{pw}%26a%3Db"),
    ("password", "mysqldump --user app --password {pw} shop"),
    // Japanese.
    ("password", "パスワード：{pw}"),
    ("password", "DBパスワード = \"{pw}\""),
    ("password", "暗証番号: {pw}"),
    ("secret", "秘密鍵 = \"{b62:32}\""),
    ("api-key", "APIキー：{b62:32}"),
    ("password", "{\"パスワード\": \"{pw}\"}"),
    ("password", "接続文字列：Server=db;Uid=app;Pwd={pw};"),
];

/// What is no secret.
const SILENT: &[&str] = &[
    // Documented examples and stand-ins.
    "AKI|AIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "gh|p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "gl|pat-1234567890abcdefghij",
    "sk|_live_000000000000000000000000",
    "AK|IAABCDEFGHIJKLMNOP",
    "xox|b-your-token-goes-right-here",
    "DB_PASSWORD=<your password>",
    "DB_PASSWORD=${DB_PASSWORD}",
    "DB_PASSWORD={{ db_password }}",
    "password: {{resolve:ssm-secure:/prod/db:1}}",
    "password: !Ref DbPassword",
    "Password: !Sub '{{resolve:secretsmanager:${DbSecret}:SecretString:password}}'",
    "{\"name\": \"DB_PASSWORD\", \"valueFrom\": \"arn:aws:ssm:us-east-1:111122223333:parameter/prod/db\"}",
    "password = var.db_password",
    "password = data.aws_secretsmanager_secret_version.db.secret_string",
    "password = random_password.db.result",
    "password: process.env.DB_PASSWORD,",
    "password=os.environ['DB_PASSWORD']",
    "password = getpass.getpass()",
    "String password = request.getParameter(\"password\");",
    "if password == \"{pw}\":",
    "func login(user string, password string) error",
    "pub password: Secret<String>,",
    "const PASS: Kind = 3;",
    "token: Token,",
    "tokens = tokenizer.encode(text)",
    "\"token\": \"next_page_token\"",
    "PasswordPolicy: {MinimumLength: 14}",
    "password_hash = \"$2b$12$abcdefghijklmnopqrstuuB5G6Nh5GZ8kq0ZxQb\"",
    "SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf",
    "apiKey: \"YOUR_API_KEY\"",
    "integrity sha512-{b64:86}==",
    "\"shasum\": \"{hex:40}\"",
    "commit {hex:40}",
    "etag: \"{hex:32}\"",
    "request_id = {uuid}",
    "KeyId: {uuid}",
    "SSH_PUBLIC_KEY=ssh-rsa {b64:300}",
    "public_key: {b64:64}",
    "partition_key: {hex:32}",
    "partition_key: tenant_{hex:32}",
    "CACHE_KEY=linux_{hex:40}",
    "cache-key: v1-deps-{hex:64}",
    "restoreKey: 'node-modules-{hex:40}'",
    "row-key: user_{hex:32}",
    "PUBLIC_KEY=pub_{hex:64}",
    "STRIPE_PUBLISHABLE_KEY=pk|_live_{b62:24}",
    "CARRIER_KEY=pk|_live_{b62:24}",
    "i18nKey=\"checkout_errors_payment_method_declined\"",
    "carrierKey: \"carrier_settings_page_title_with_many_words_v2\"",
    "CARRIER_KEY=mrk-{hex:32}",
    "CARRIER_KEY=klx_00000000000000000000000000000000",
    "CARRIER_KEY=klx_abcdefghijklmnopqrstuvwxyz012345",
    "map-key: {hex:32}",
    // Keys that are looked up by, drawn with or shown, whatever their value.
    "sortKey: {hex:32}",
    "primary_key = \"{b62:32}\"",
    "FOREIGN_KEY={hex:32}",
    "CACHE_KEY={hex:64}",
    "cache_restore_key: {b62:40}",
    "NEXT_PUBLIC_MAPS_KEY={b62:40}",
    "CARRIER_PUBLIC_KEY={b64:43}=",
    "i18nKey: \"{b62:24}\"",
    "translation_key = '{hex:32}'",
    "<Item key=\"{b62:24}\">",
    "element.key = \"{b62:24}\"",
    "this.key = \"{hex:32}\"",
    "S3_OBJECT_KEY={hex:32}",
    "{\"S3Key\": \"{hex:64}\"}",
    "idempotencyKey: {b62:32}",
    "RECAPTCHA_SITE_KEY={b62:40}",
    "KMS_KEY={uuid}",
    // Values that are none, behind the name of a key.
    "CARRIER_KEY={uuid}",
    "CARRIER_KEY=arn:aws:kms:eu-west-1:111122223333:key/{uuid}",
    "CARRIER_KEY=alias/{hex:32}",
    "CARRIER_KEY=uploads/2026/{hex:32}",
    "CARRIER_KEY={hex:24}",
    "CARRIER_KEY={dec:32}",
    "CARRIER_KEY=00000000000000000000000000000000",
    "CARRIER_KEY=0123456789abcdef0123456789abcdef",
    "CARRIER_KEY=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{b64:86}==",
    "CARRIER_KEY=AAAAB3NzaC1yc2EAAAADAQABAAABgQ{b64:100}",
    "CARRIER_KEY_ID={b62:32}",
    "CARRIER_KEY_NAME={b62:32}",
    "CARRIER_KEY_ARN={b62:32}",
    "{\"carrierKey\": \"{hex:64}\", \"sha256\": \"{hex:64}\"}",
    "carrier_key: {hex:40} # checksum",
    "key: {hex:32}",
    "\"ApiKeySelectionExpression\",\n    \"DefaultRouteSettings\",\n",
    "url = f\"postgres://app:{password}@{host}/shop\"",
    "url = f\"postgres://{user}:{password}@{host}/shop\"",
    "url = \"postgres://%s:%s@%s/shop\" % (user, password, host)",
    "url: postgres://app:password1@${DB_HOST}/shop",
    "url: postgres://app:secret@{host}/shop",
    "see https://user:pass@{host}",
    "-----BEGIN CERTIFICATE-----\n{b64:64}\n{b64:64}\n-----END CERTIFICATE-----",
    "https://user@shop.jp/path",
    "https://user:password@example.com/",
    "http://localhost:8080/@scope/package",
    "https://fonts.shop.jp/css?family=A:400,700@latest",
    "[![badge](https://codecov.io/gh/a/b/badge.svg?token=3KA3R2D9fV)]",
    "expected_token_refill_rate: 1.0975999999999997,",
    "NEXT_TOKEN={b64:60}",
    "password_field_name = \"user_password_input\"",
    "label: \"パスワード\", placeholder: \"パスワードを入力してください\"",
    "トークンの有効期限: 3600",
    "<input type=\"password\" name=\"password\" autocomplete=\"current-password\">",
    "PASS tests/a.test.ts (5.3 s)",
    "ARG PASSWORD",
    "Enter the secret: ",
];

struct Chance(u64);

impl Chance {
    fn draw(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length)
            .map(|_| {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                letters[usize::try_from(self.0 >> 33).unwrap() % letters.len()]
            })
            .collect()
    }
}

const B62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// GitHub's and npm's checksum, bit by bit: not the implementation that is tested.
fn with_checksum(random: &str) -> String {
    let mut crc = u32::MAX;
    for byte in random.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let mut rest = !crc;
    let mut sum = String::new();
    for _ in 0..6 {
        sum.insert(0, char::from(B62.as_bytes()[usize::try_from(rest % 62).unwrap()]));
        rest /= 62;
    }
    format!("{random}{sum}")
}

/// Puts an example together.
fn make(form: &str, seed: u64) -> String {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut out = String::new();
    let mut rest = form;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').unwrap();
        let inside = &rest[1..end];
        let alphabet = |name: &str| match name {
            "b62" => Some(B62.to_owned()),
            "b64" => Some(format!("{B62}+/")),
            "b64u" => Some(format!("{B62}-_")),
            "b32" => Some("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".to_owned()),
            "b36u" => Some("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".to_owned()),
            "b36" => Some("abcdefghijklmnopqrstuvwxyz0123456789".to_owned()),
            "hex" => Some("0123456789abcdef".to_owned()),
            "dec" => Some("123456789".to_owned()),
            _ => None,
        };
        let made = match inside.split_once(':') {
            Some((name, count)) => alphabet(name).map(|letters| chance.draw(&letters, count.parse().unwrap())),
            None => match inside {
                "pw" => Some(format!("{}!{}", chance.draw(B62, 8), chance.draw("123456789", 2))),
                "uuid" => Some([8, 4, 4, 4, 12].map(|count| chance.draw("0123456789abcdef", count)).join("-")),
                "crc" => Some(with_checksum(&chance.draw(B62, 30))),
                _ => None,
            },
        };
        if let Some(made) = made {
            out.push_str(&made);
            rest = &rest[end + 1..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out.replace('|', "")
}

fn found(text: &str) -> Vec<Match> {
    DETECTOR.detect(text, &Context { name: None, path: None, key: b"key" })
}

fn names(text: &str) -> BTreeSet<String> {
    found(text).into_iter().map(|found| found.kind.into_owned()).collect()
}

#[test]
fn tokens_are_found_by_their_form_in_any_surroundings() {
    let mut missed = Vec::new();
    for (kind, form) in TOKENS {
        for seed in 1..6 {
            let token = make(form, seed);
            // A token that by chance ends with a dash is cut there.
            let token = token.trim_end_matches(['-', '_']);
            for text in [
                token.to_owned(),
                format!("see {token} for more"),
                format!("const a = \"{token}\";"),
                format!("a={token}\nb=c\n"),
                format!("{{\"a\": \"x\\n{token}\\n\"}}"),
            ] {
                if !names(&text).contains(*kind) {
                    missed.push(format!("{kind}: {:?}", names(&text)));
                }
            }
        }
    }
    // A form with a fixed length ends with a dash or an underscore by chance, once in a while.
    missed.dedup();
    assert!(missed.len() <= 3, "{missed:#?}");
}

#[test]
fn every_detector_of_a_form_has_an_example() {
    let examples: BTreeSet<&str> = TOKENS.iter().map(|(kind, _)| *kind).collect();
    // Their examples are longer than a line: `detect.rs` has them.
    let elsewhere = BTreeSet::from(["private-key", "jwt"]);
    let without: Vec<&str> =
        kinds().into_iter().filter(|kind| !examples.contains(kind) && !elsewhere.contains(kind)).collect();
    assert_eq!(without, [""; 0]);
}

#[test]
fn what_nobody_documents_is_a_detector_that_there_is() {
    let kinds = kinds();
    let gone: Vec<&&str> = undocumented().iter().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(gone, [&""; 0]);
}

#[test]
fn values_are_found_by_the_name_beside_them() {
    let mut wrong = Vec::new();
    for (kind, form) in NAMED {
        for seed in 1..4 {
            let text = make(form, seed);
            let names = names(&text);
            if names != BTreeSet::from([(*kind).to_owned()]) {
                wrong.push(format!("{kind} in `{form}`: {names:?}"));
            }
        }
    }
    wrong.dedup();
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

#[test]
fn what_is_no_secret_stays_silent() {
    let mut wrong = Vec::new();
    for form in SILENT {
        for seed in 1..4 {
            let text = make(form, seed);
            for found in found(&text) {
                wrong.push(format!("{} {:?} in `{form}`", found.kind, found.confidence));
            }
        }
    }
    wrong.dedup();
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

#[test]
fn a_password_file_of_postgresql() {
    let text = make("db.internal:5432:shop:app:{pw}\n*:*:*:admin:{pw}\n", 3);
    let context = Context { name: None, path: Some("home/.pgpass"), key: b"" };
    assert_eq!(DETECTOR.detect(&text, &context).len(), 2);
}

#[test]
fn a_column_whose_header_names_secrets() {
    let of = |path: &str, form: &str| {
        let text = make(form, 4);
        let context = Context { name: None, path: Some(path), key: b"" };
        let found = DETECTOR.detect(&text, &context);
        found.iter().map(|found| format!("{} {}:{}", found.kind, found.line, found.column)).collect::<Vec<_>>()
    };
    let users = "id,user,password,note\n1,sato,{pw},\n2,suzuki,\"{pw}\",new\n3,tanaka,,left\n";
    assert_eq!(of("users.csv", users), ["password 2:8", "password 3:11"]);
    assert_eq!(of("backup/users.CSV.gz", users).len(), 2);
    assert_eq!(of("users.txt", users), [""; 0], "nothing says that it is a table");
    assert_eq!(of("a.tsv", "氏名\tパスワード\r\n佐藤\t{pw}\r\n"), ["password 2:4"]);
    assert_eq!(of("a.csv", "user;passwd\nsato;{pw}\n"), ["password 2:6"]);
    assert_eq!(of("a.csv", "\"user\",\"pass\"\n\"sato\",\"{pw}\"\n"), ["password 2:9"]);
    assert_eq!(of("keys.csv", "customer,api_key\nshop,{hex:32}\n"), ["api-key 2:6"]);
    assert_eq!(of("keys.csv", "password\n{pw}\n"), ["password 2:1"], "one column");
    for silent in [
        "suite,pass,fail\nunit,1520,3\n",
        "id,password_changed_at\n1,2024-05-01T10:00:00Z\n",
        "id,has_password\n1,yes\n2,no\n",
        "id,token,count\n1,international,5\n2,wonderful,9\n",
        "id,password_hash\n1,$2b$12$abcdefghijklmnopqrstuuB5G6Nh5GZ8kq0ZxQb\n",
        "id,password\n1,********\n2,\n",
        "1,sato,{pw}\n2,suzuki,{pw}\n",
        "user,sort_key\nsato,tenant_{hex:32}\n",
    ] {
        assert_eq!(of("a.csv", silent), [""; 0], "{silent}");
    }
}

#[test]
fn a_concatenation_is_put_together() {
    for (kind, left, right) in [
        ("aws-access-key-id", "AKIA{b32:7}", "{b32:9}"),
        ("github-token", "gh|s_{b62:10}", "{b62:26}"),
        ("slack-token", "xox|b-180273645918-", "293847561029-{b62:24}"),
    ] {
        let (left, right) = (make(left, 7), make(right, 8));
        for text in [
            format!("key = \"{left}\" + \"{right}\""),
            format!("key = '{left}'+'{right}';"),
            format!("String key = \"{left}\"\n    + \"{right}\";"),
            format!("$key = '{left}' . '{right}';"),
            format!("key = \"{left}\" \\\n    \"{right}\""),
        ] {
            assert_eq!(names(&text), BTreeSet::from([kind.to_owned()]), "{kind}: {text}");
        }
    }
}

#[test]
fn an_access_key_says_its_account() {
    let id = make("ASI|AQNZGKIQY56JQ7WML", 1);
    assert_eq!(found(&id)[0].account.as_deref(), Some("029608264753"));
}

#[test]
fn a_made_up_checksum_is_said_with_little_confidence() {
    let real = make("gh|p_{crc}", 5);
    assert_eq!(found(&real)[0].confidence, Confidence::High);
    let made_up = make("gh|p_{b62:36}", 5);
    assert_eq!(found(&made_up)[0].confidence, Confidence::Low);
}

#[test]
fn what_the_text_says_to_ignore_carries_its_reason() {
    let pw = make("{pw}", 9);
    let ignored = |text: &str| found(text)[0].ignored.clone();
    assert_eq!(
        ignored(&format!("password = \"{pw}\" # yagura:ignore secrets reason=\"a test account\"")).as_deref(),
        Some("a test account")
    );
    assert_eq!(
        ignored(&format!("# yagura:ignore secrets reason=\"on the line above\"\npassword = \"{pw}\"")).as_deref(),
        Some("on the line above")
    );
    assert_eq!(ignored(&format!("password = \"{pw}\" # yagura:ignore secrets")), None, "without a reason");
    assert_eq!(ignored(&format!("password = \"{pw}\" # yagura:ignore iam reason=\"x\"")), None, "of another room");
}

#[test]
fn what_is_not_to_be_shown_reaches_to_the_end_of_what_is_written() {
    let detector = Detector::new().unwrap();
    let hidden = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        for range in detector.hidden(text, &Context::default()).unwrap() {
            bytes.get_mut(range).unwrap().fill(b'*');
        }
        String::from_utf8(bytes).unwrap()
    };
    // What is escaped is longer than what it stands for.
    let shown = hidden(r#"{"db_password": "Gm7\u0074Q2vXz9kkwQ", "open": true}"#);
    assert!(!shown.contains("Q2v") && !shown.contains("kwQ") && shown.ends_with("\"open\": true}"), "{shown}");
    // The same secret in two places of a line is hidden in both.
    let shown = hidden("PASSWORD=Gm7tQ2vXz9 DB_PASSWORD=Gm7tQ2vXz9 x");
    assert!(!shown.contains("Gm7") && shown.ends_with(" x"), "{shown}");
}
