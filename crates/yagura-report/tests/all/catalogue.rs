use serde_json::json;
use yagura_finding::Check;
use yagura_report::{CatalogueOptions, Item, Lang, checks_json, checks_text, explain};

use crate::golden;
use crate::sample::{NONE, OPEN, UNVERSIONED};

const CHECKS: &[&Check] = &[&OPEN, &UNVERSIONED, &NONE];

fn items<'a>(checks: &[&'a Check]) -> Vec<Item<'a>> {
    checks.iter().map(|check| Item::from(*check)).collect()
}

fn options(lang: Lang, width: usize) -> CatalogueOptions {
    CatalogueOptions { lang, width, colour: false }
}

#[test]
fn the_table_fits_its_width() {
    assert_eq!(
        checks_text(&items(CHECKS), &options(Lang::En, 100)),
        "\
s3
  critical  s3-bucket-open         S3 bucket is open to the world
  low       s3-bucket-unversioned  S3 bucket keeps no versions
  medium    s3-no-bucket           The account has no S3 bucket

3 checks
"
    );
    assert_eq!(
        checks_text(&items(CHECKS), &options(Lang::Ja, 100)),
        "\
s3
  重大  s3-bucket-open         S3バケットが全世界に公開されている
  低    s3-bucket-unversioned  S3バケットのバージョニングが無効になっている
  中    s3-no-bucket           S3バケットが1つもない

チェック3個
"
    );
    assert_eq!(
        checks_text(&items(&[&OPEN]), &options(Lang::En, 40)),
        "\
s3
  critical  s3-bucket-open
    S3 bucket is open to the world

1 check
"
    );
    assert_eq!(checks_text(&[], &options(Lang::En, 100)), "No check fits.\n");
}

#[test]
fn a_page_is_read_in_either_language() {
    golden("explain.en.txt", &explain(&Item::from(&OPEN), &options(Lang::En, 80)));
    golden("explain.ja.txt", &explain(&Item::from(&OPEN), &options(Lang::Ja, 80)));
    for width in 0..40 {
        let text = explain(&Item::from(&OPEN), &options(Lang::Ja, width));
        assert!(!text.contains("expect="));
    }
}

#[test]
fn the_catalogue_is_json_too() {
    let mut out = Vec::new();
    checks_json(&mut out, &items(&[&UNVERSIONED]), false).unwrap();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&out).unwrap(),
        json!({
            "version": 1,
            "checks": [{
                "id": "s3-bucket-unversioned",
                "service": "s3",
                "title": {"ja": "S3バケットのバージョニングが無効になっている", "en": "S3 bucket keeps no versions"},
                "severity": "low",
                "confidence": "medium",
                "attack": {"ja": "上書きや削除をされると元に戻せない。", "en": "What is overwritten or deleted is gone."},
                "fix": {"ja": "バージョニングを有効にする。", "en": "Turn on versioning."},
                "types": ["AWS::S3::Bucket"],
                "maps": ["AP6", "CIS 2.1.4", "FSBP S3.8"],
            }],
        })
    );
}
