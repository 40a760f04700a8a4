//! `rds-instance-password-in-template`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::rds::{DbCluster, DbInstance};
use yagura_model::{Fact, Resource, Sensitive};

pub(crate) static CHECK: Check = Check {
    id: "rds-instance-password-in-template",
    title: Text {
        ja: "RDSの管理者パスワードがテンプレートに平文で書かれている",
        en: "RDS administrator password stands in the template in plain text",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "リポジトリやスタックの閲覧権限だけで、データベースの管理者パスワードが手に入る。",
        en: "Read access to the repository or the stack is enough to get the administrator password.",
    },
    fix: Text {
        ja: "`ManageMasterUserPassword: true` でSecrets Managerに管理させるか、動的参照を使う。",
        en: "Let Secrets Manager keep it (`ManageMasterUserPassword: true`), or refer to it with a dynamic reference.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552.001")],
    types: &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
    page: include_str!("instance_password_in_template.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.rds.instances, instance);
        report.each(&CHECK, &snapshot.rds.clusters, cluster);
    },
};

fn instance(instance: &Resource<DbInstance>) -> Judgement {
    judge(instance, &instance.master_user_password)
}

fn cluster(cluster: &Resource<DbCluster>) -> Judgement {
    judge(cluster, &cluster.master_user_password)
}

fn judge<T: Serialize>(resource: &Resource<T>, password: &Fact<Option<Sensitive>>) -> Judgement {
    if resource.meta.template().is_none() {
        return Ok(Verdict::Skip);
    }
    let Some(text) = password.get()? else { return Ok(Verdict::Pass) };
    // Whatever stands there is the password, be it as weak as `changeme`: no detector is needed to say so.
    let literal = match text.expose() {
        Some(text) => !text.is_empty() && !text.contains("{{resolve:"),
        None => !text.matches()?.is_empty(),
    };
    Ok(if literal { Verdict::fail(resource, "/MasterUserPassword") } else { Verdict::Pass })
}
