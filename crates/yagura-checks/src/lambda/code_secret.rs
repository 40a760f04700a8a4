//! `lambda-code-secret`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::lambda::Function;
use yagura_model::{Gap, Resource};

use crate::secrets::Texts;

pub(crate) static CHECK: Check = Check {
    id: "lambda-code-secret",
    title: Text {
        ja: "Lambda関数のコードに認証情報が埋め込まれている", en: "A Lambda function's code holds a secret"
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "lambda:GetFunctionを呼び出せる者はコードをダウンロードでき、値がそのまま手に入る。",
        en: "Whoever may call lambda:GetFunction downloads the code and has the value.",
    },
    fix: Text {
        ja: "Secrets ManagerまたはParameter Storeに移して実行時に取得し、漏れた値は変更する。",
        en: "Move it to Secrets Manager or Parameter Store, fetch it at run time, and change what was exposed.",
    },
    maps: &[Map::Se(2), Map::Ap(16), Map::Sl(1), Map::Sl(2), Map::Owasp(3), Map::Csa(7), Map::Attack("T1552.001")],
    types: &["AWS::Lambda::Function"],
    page: include_str!("code_secret.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.lambda.functions, judge),
};

fn judge(function: &Resource<Function>) -> Judgement {
    let Some(code) = function.code.get()? else { return Ok(Verdict::Skip) };
    let mut texts = Texts::default();
    let source = code.zip_file.get();
    match source {
        Ok(Some(source)) => texts.look("/Code/ZipFile".to_owned(), "ZipFile", Ok(source)),
        Ok(None) if code.packages.get()?.is_empty() => return Ok(Verdict::Skip),
        Ok(None) => {}
        Err(gap) => texts.unknown(gap),
    }
    for (index, package) in code.packages.get()?.iter().enumerate() {
        let package = match package.get() {
            Ok(package) => package,
            Err(gap) => {
                texts.unknown(gap);
                continue;
            }
        };
        for (at, one) in package.found.iter().enumerate() {
            let place = format!("{}:{}", one.file, one.secret.line);
            let name = if package.layer.is_empty() { place } else { format!("{} {place}", package.layer) };
            texts.found(format!("/Code/Packages/{index}/Found/{at}"), &name, vec![one.secret.clone()]);
        }
        if let Some(first) = package.unread.first() {
            let of = if package.layer.is_empty() { "its code" } else { package.layer.as_str() };
            texts.unknown(Gap::unsupported(format!(
                "{} files of {of} were not searched; the first: {first}",
                package.unread.len()
            )));
        }
    }
    texts.judge(function)
}
