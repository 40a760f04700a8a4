//! `tags-resource-secret`

use yagura_finding::{Check, Confidence, Map, Report, Severity, Text, Verdict};
use yagura_model::{Fact, Gap, GapKind, Snapshot};

use crate::secrets::judge_plain;

pub(crate) static CHECK: Check = Check {
    id: "tags-resource-secret",
    title: Text { ja: "タグに認証情報が書かれている", en: "A tag holds a secret" },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "タグは閲覧権限だけで読まれ、請求データやログ、通知にも写される。",
        en: "Tags are read with the least of permissions and copied to bills, logs and notifications.",
    },
    fix: Text {
        ja: "タグから取り除いてSecrets Managerに移し、漏れた値は変更する。",
        en: "Take it out, keep it in Secrets Manager, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Attack("T1552")],
    types: Snapshot::TYPES,
    page: include_str!("resource_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    // What was not listed has tags that nobody has seen.
    for resource_type in Snapshot::TYPES {
        report.unlisted_type(&CHECK, resource_type);
    }
    snapshot.each_meta(|resource_type, meta| match &meta.tags {
        Fact::Known(tags) if tags.is_empty() => {}
        Fact::Known(tags) => {
            let unread = tags.values().find_map(|value| value.get().err().filter(is_unread));
            let judged = judge_plain(snapshot, resource_type, meta, true);
            if unread.is_none() && tags.values().all(|value| value.known().is_none()) {
                return;
            }
            let judged = judged.and_then(|verdict| match (verdict, unread) {
                (Verdict::Pass, Some(gap)) => Err(gap),
                (verdict, _) => Ok(verdict),
            });
            report.keep(&CHECK, resource_type, meta, judged);
        }
        Fact::Unknown(gap) if is_unread(gap) => report.keep(&CHECK, resource_type, meta, Err((**gap).clone())),
        Fact::Unknown(_) => {}
    });
}

/// Not every type's tags are asked for, and what a template is given at deployment does not stand in it.
fn is_unread(gap: &Gap) -> bool {
    gap.kind != GapKind::Unresolved && *gap != Gap::not_collected()
}
