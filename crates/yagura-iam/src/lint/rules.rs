//! The linter's rules.

use self::Severity::{Critical, High, Low, Medium};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// A rule of the linter.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Names the bad state; never reused.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Title in Japanese.
    pub title_ja: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// What it means and what to do, in Japanese.
    pub text_ja: &'static str,
    /// What it means and what to do, in English.
    pub text_en: &'static str,
    /// The documentation page, with a policy that it finds and one that it does not.
    pub page: &'static str,
}

impl Rule {
    /// The rule of an id.
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

impl Severity {
    /// The name, lowercase.
    pub fn name(self) -> &'static str {
        match self {
            Critical => "critical",
            High => "high",
            Medium => "medium",
            Low => "low",
        }
    }
}

/// Every rule.
pub static RULES: &[Rule] = &[
    // For texts that give no policy at all; `lint` itself never finds it.
    Rule {
        id: "policy-unreadable",
        severity: High,
        title_ja: "ポリシーとして読み取れない",
        title_en: "Not a policy",
        text_ja: "示された箇所を直してください。",
        text_en: "Correct the place shown.",
        page: include_str!("policy_unreadable.md"),
    },
    Rule {
        id: "policy-malformed",
        severity: High,
        title_ja: "ポリシーの構文がAWSに受け付けられない",
        title_en: "AWS refuses this policy",
        text_ja: "IAMはこの文書を拒否するか、意図しない形で解釈します。示された箇所を文法に合わせて直してください。",
        text_en: "IAM refuses such a document, or reads it differently from what was meant. Correct the place shown.",
        page: include_str!("policy_malformed.md"),
    },
    Rule {
        id: "version-missing-or-old",
        severity: Low,
        title_ja: "Versionが無いか古い",
        title_en: "Version is missing or old",
        text_ja: "Versionが 2012-10-17 でないと、ポリシー変数などの機能が使えません。\"Version\": \"2012-10-17\" を指定してください。",
        text_en: "Without \"Version\": \"2012-10-17\" policy variables and newer features do not work. Set it.",
        page: include_str!("version_missing_or_old.md"),
    },
    Rule {
        id: "variable-under-old-version",
        severity: High,
        title_ja: "古いVersionの下でポリシー変数が使われている",
        title_en: "Policy variable under the old version",
        text_ja: "2012-10-17 より前のVersionでは ${…} は単なる文字列です。Versionを 2012-10-17 にしてください。",
        text_en: "Under a version before 2012-10-17, ${…} is plain text. Set the version to 2012-10-17.",
        page: include_str!("variable_under_old_version.md"),
    },
    Rule {
        id: "sid-repeated",
        severity: Low,
        title_ja: "Sidが重複している",
        title_en: "Sid stands more than once",
        text_ja: "Sidはポリシー内で一意でなければなりません。",
        text_en: "A Sid must be unique in its policy.",
        page: include_str!("sid_repeated.md"),
    },
    Rule {
        id: "principal-everyone",
        severity: High,
        title_ja: "プリンシパルが全員（*）になっている",
        title_en: "Principal is everyone",
        text_ja: "匿名の呼び出し元も含めて全員に適用されます。アカウントやロールのARNを指定するか、aws:PrincipalOrgID などの条件で限定してください。",
        text_en: "It covers everyone, anonymous callers included. Name accounts or roles, or limit it by a condition such as aws:PrincipalOrgID.",
        page: include_str!("principal_everyone.md"),
    },
    Rule {
        id: "principal-deleted",
        severity: Medium,
        title_ja: "削除済みのプリンシパルが残っている",
        title_en: "Principal was deleted",
        text_ja: "AIDA・AROA で始まるIDは、削除されたユーザーまたはロールです。誰にも一致しないので取り除いてください。",
        text_en: "An id that begins with AIDA or AROA is a user or role that was deleted. It matches nobody; remove it.",
        page: include_str!("principal_deleted.md"),
    },
    Rule {
        id: "action-unknown",
        severity: Medium,
        title_ja: "存在しないアクション",
        title_en: "Action does not exist",
        text_ja: "このアクションはAWSのサービス認可リファレンスにありません。綴りを確認してください。",
        text_en: "AWS's service authorization reference does not list this action. Check its spelling.",
        page: include_str!("action_unknown.md"),
    },
    Rule {
        id: "service-unknown",
        severity: Medium,
        title_ja: "存在しないサービスプレフィックス",
        title_en: "Service prefix does not exist",
        text_ja: "このサービスプレフィックスはAWSのサービス認可リファレンスにありません。",
        text_en: "AWS's service authorization reference does not list this service prefix.",
        page: include_str!("service_unknown.md"),
    },
    Rule {
        id: "resource-arn-short",
        severity: Low,
        title_ja: "ARNが6つの部分に満たない",
        title_en: "ARN has fewer than six parts",
        text_ja: "足りない部分の扱いはポリシーの種類によって異なります。6つの部分をすべて書いてください。",
        text_en: "What the missing parts mean depends on the kind of policy. Write all six parts.",
        page: include_str!("resource_arn_short.md"),
    },
    Rule {
        id: "resource-never-matches",
        severity: High,
        title_ja: "どのリソースにも一致しないARN",
        title_en: "Resource matches nothing",
        text_ja: "この種類のポリシーでは、部分の足りないARNは何にも一致しません。完全なARNを書いてください。",
        text_en: "In this kind of policy an ARN with too few parts matches nothing. Write the whole ARN.",
        page: include_str!("resource_never_matches.md"),
    },
    Rule {
        id: "resource-taken-by-no-action",
        severity: Medium,
        title_ja: "列挙されたアクションが対象としないリソース",
        title_en: "No listed action works on this resource",
        text_ja: "このステートメントのどのアクションもこの種類のリソースを対象としないため、効果がありません。例えば s3:GetObject には arn:aws:s3:::バケット/* が必要です。",
        text_en: "No action of the statement works on this type of resource, so it has no effect. s3:GetObject, for one, needs arn:aws:s3:::bucket/*.",
        page: include_str!("resource_taken_by_no_action.md"),
    },
    Rule {
        id: "action-needs-star-resource",
        severity: Medium,
        title_ja: "リソースを限定できないアクションに特定のARNが指定されている",
        title_en: "Action can only be allowed on *",
        text_ja: "これらのアクションはリソースレベルのアクセス許可に対応していません。Resourceは * でなければ一致しません。",
        text_en: "These actions have no resource-level permissions; Resource must be *.",
        page: include_str!("action_needs_star_resource.md"),
    },
    Rule {
        id: "operator-unknown",
        severity: High,
        title_ja: "存在しない条件演算子",
        title_en: "Condition operator does not exist",
        text_ja: "存在しない演算子の条件は決して満たされません。",
        text_en: "A condition with an unknown operator never holds.",
        page: include_str!("operator_unknown.md"),
    },
    Rule {
        id: "value-not-of-operator-type",
        severity: Medium,
        title_ja: "条件の値が演算子の型に合わない",
        title_en: "Value is not of the operator's type",
        text_ja: "この値は演算子の型として読めないため、決して一致しません。",
        text_en: "The value cannot be read as the operator's type, so it never matches.",
        page: include_str!("value_not_of_operator_type.md"),
    },
    Rule {
        id: "wildcard-in-exact-operator",
        severity: Medium,
        title_ja: "完全一致の演算子にワイルドカードが使われている",
        title_en: "Wildcard in an exact operator",
        text_ja: "StringEquals では * はただの文字です。StringLike を使ってください。",
        text_en: "In StringEquals a * is a plain character. Use StringLike.",
        page: include_str!("wildcard_in_exact_operator.md"),
    },
    Rule {
        id: "condition-key-unknown",
        severity: Medium,
        title_ja: "存在しない条件キー",
        title_en: "Condition key does not exist",
        text_ja: "この条件キーはAWSのサービス認可リファレンスにありません。存在しないキーの条件は、否定の演算子や IfExists では常に満たされます。",
        text_en: "AWS does not list this key. A condition on a key that is never there always holds with a negated operator or IfExists, and never otherwise.",
        page: include_str!("condition_key_unknown.md"),
    },
    Rule {
        id: "condition-key-not-of-action",
        severity: Medium,
        title_ja: "アクションが対応しない条件キー",
        title_en: "No listed action has this condition key",
        text_ja: "列挙されたどのアクションのリクエストにもこのキーは含まれません。",
        text_en: "No request of the listed actions carries this key.",
        page: include_str!("condition_key_not_of_action.md"),
    },
    Rule {
        id: "operator-does-not-fit-key",
        severity: Medium,
        title_ja: "条件キーの型に合わない演算子",
        title_en: "Operator does not fit the key's type",
        text_ja: "キーの型に合った演算子を使ってください。",
        text_en: "Use an operator of the key's type.",
        page: include_str!("operator_does_not_fit_key.md"),
    },
    Rule {
        id: "multivalued-key-without-set-operator",
        severity: Medium,
        title_ja: "複数値キーに集合演算子が無い",
        title_en: "Multivalued key without a set operator",
        text_ja: "複数の値を持つキーには ForAnyValue または ForAllValues が必要です。",
        text_en: "A key with several values needs ForAnyValue or ForAllValues.",
        page: include_str!("multivalued_key_without_set_operator.md"),
    },
    Rule {
        id: "set-operator-on-single-valued-key",
        severity: Low,
        title_ja: "単一値キーに集合演算子が使われている",
        title_en: "Set operator on a single-valued key",
        text_ja: "ForAllValues はキーが無いときに満たされるため、単一値キーに使うと条件が無効になります。",
        text_en: "ForAllValues holds when the key is absent; on a single-valued key it undoes the condition.",
        page: include_str!("set_operator_on_single_valued_key.md"),
    },
    Rule {
        id: "for-all-values-alone",
        severity: High,
        title_ja: "AllowでForAllValuesが単独で使われている",
        title_en: "ForAllValues alone in an Allow",
        text_ja: "キーがリクエストに無いとき、ForAllValues は満たされます。Null 条件（\"false\"）を併用してください。",
        text_en: "ForAllValues holds when the request lacks the key. Add a Null condition of \"false\".",
        page: include_str!("for_all_values_alone.md"),
    },
    Rule {
        id: "if-exists-lets-all-pass",
        severity: High,
        title_ja: "IfExistsにより条件をすり抜けられる",
        title_en: "IfExists lets callers without the key pass",
        text_ja: "呼び出し元がキーを持たないリクエストを送れば、条件は満たされます。IfExists を外してください。",
        text_en: "A caller whose request lacks the key passes. Drop IfExists.",
        page: include_str!("if_exists_lets_all_pass.md"),
    },
    Rule {
        id: "condition-on-forgeable-key",
        severity: Medium,
        title_ja: "呼び出し元が自由に書けるキーによる条件",
        title_en: "Condition on a key that callers write themselves",
        text_ja: "aws:Referer や aws:UserAgent は誰でも偽装できるため、アクセス制御になりません。",
        text_en: "Anyone can send any aws:Referer or aws:UserAgent; it controls no access.",
        page: include_str!("condition_on_forgeable_key.md"),
    },
    Rule {
        id: "condition-restricts-nothing",
        severity: Medium,
        title_ja: "何も制限しない条件",
        title_en: "Condition restricts nothing",
        text_ja: "どの値でも満たされる条件です。",
        text_en: "Every value meets this condition.",
        page: include_str!("condition_restricts_nothing.md"),
    },
    Rule {
        id: "not-principal-with-allow",
        severity: Critical,
        title_ja: "AllowでNotPrincipalが使われている",
        title_en: "NotPrincipal with Allow",
        text_ja: "列挙した以外の全員に、匿名の呼び出し元も含めて許可します。",
        text_en: "It allows everyone who is not listed, anonymous callers included.",
        page: include_str!("not_principal_with_allow.md"),
    },
    Rule {
        id: "not-action-with-allow",
        severity: Medium,
        title_ja: "AllowでNotActionが使われている",
        title_en: "NotAction with Allow",
        text_ja: "列挙した以外のすべてのアクションを、将来追加されるものも含めて許可します。",
        text_en: "It allows every action that is not listed, future ones included.",
        page: include_str!("not_action_with_allow.md"),
    },
    Rule {
        id: "not-resource-with-allow",
        severity: Medium,
        title_ja: "AllowでNotResourceが使われている",
        title_en: "NotResource with Allow",
        text_ja: "列挙した以外のすべてのリソースを許可します。",
        text_en: "It allows every resource that is not listed.",
        page: include_str!("not_resource_with_allow.md"),
    },
    Rule {
        id: "full-administration",
        severity: High,
        title_ja: "すべてのアクションがすべてのリソースに許可されている",
        title_en: "Full administration",
        text_ja: "管理者権限そのものです。最小権限の原則に従い、必要なアクションとリソースに絞ってください。",
        text_en: "This is administrator access. Grant the actions and resources that are needed, no more.",
        page: include_str!("full_administration.md"),
    },
    Rule {
        id: "pass-role-on-any-role",
        severity: High,
        title_ja: "任意のロールを渡せるiam:PassRole",
        title_en: "iam:PassRole on any role",
        text_ja: "より強いロールをサービスに渡すことで特権昇格ができます。ロールのARNと iam:PassedToService で限定してください。",
        text_en: "Passing a stronger role to a service escalates privileges. Limit it to the roles' ARNs and by iam:PassedToService.",
        page: include_str!("pass_role_on_any_role.md"),
    },
    Rule {
        id: "service-without-source",
        severity: Medium,
        title_ja: "サービスプリンシパルに呼び出し元の限定が無い",
        title_en: "Service principal without its source",
        text_ja: "他のアカウントのリソースがサービスを介してアクセスできます（混乱した代理問題）。aws:SourceAccount または aws:SourceArn を条件に加えてください。",
        text_en: "Resources of other accounts can reach it through the service (confused deputy). Add aws:SourceAccount or aws:SourceArn.",
        page: include_str!("service_without_source.md"),
    },
    Rule {
        id: "foreign-account-without-external-id",
        severity: Medium,
        title_ja: "外部アカウントの信頼にExternalIdが無い",
        title_en: "Foreign account trusted without an external id",
        text_ja: "第三者のアカウントにロールの引き受けを許すときは、sts:ExternalId を条件に加えてください（混乱した代理問題）。",
        text_en: "When a third party may assume the role, require sts:ExternalId (confused deputy).",
        page: include_str!("foreign_account_without_external_id.md"),
    },
    Rule {
        id: "oidc-without-subject",
        severity: Critical,
        title_ja: "OIDCの信頼にsubの条件が無い",
        title_en: "OIDC trust without a subject",
        text_ja: "このプロバイダーのトークンは誰でも取得できます。sub を自分の組織やリポジトリに限定してください。",
        text_en: "Anybody can get a token from this provider. Limit sub to your own organization or repository.",
        page: include_str!("oidc_without_subject.md"),
    },
    Rule {
        id: "statement-without-effect",
        severity: Low,
        title_ja: "効果の無いステートメント",
        title_en: "Statement without effect",
        text_ja: "このステートメントが無くても、ポリシーが許可するものは同じです。他のステートメントに含まれるか、Denyに打ち消されています。",
        text_en: "Without it the policy allows the same: other statements cover it, or Denies take all of it away.",
        page: include_str!("statement_without_effect.md"),
    },
];
