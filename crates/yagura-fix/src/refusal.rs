//! Why an edit is not offered.

use yagura_finding::{Text, Words};

/// Why an edit is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What would be changed is an expression, or comes from a variable or a parameter.
    Expression(String),
    /// What would be changed is an anchor, an alias or merged from one: other places mean it too.
    Shared(String),
    /// What would be changed stands twice.
    Twice(String),
    /// Something else is written there already.
    Otherwise(String),
    /// The resource is made by something else: a transform, a module of others.
    Generated,
    /// The resource is made by `Fn::ForEach`: the loop of this name.
    Loop(String),
    /// The file is what the CDK makes: its source is what is edited.
    Synthesized,
    /// A plan or a state, and not the configuration that it was made of.
    NoSource,
    /// There is no edit for this type in this language.
    NoRecipe(String),
    /// The text could not be taken apart: the reason, in a reader's words.
    Unreadable(String),
    /// Another finding on the resource is to be decided first.
    After(String),
    /// After the edit the check still did not pass.
    NotProven,
    /// With the edit something else would be worse.
    Harm(String),
    /// There is nothing to change in the resource itself.
    Nothing,
    /// Too many edits for all of them to be proven.
    TooMany,
    /// It is not done by itself, and this is why.
    Left(Text),
}

impl Refusal {
    /// In words; the reason inside [`Refusal::Unreadable`] as it was said, for its Japanese is where that of all readers is.
    pub fn words(&self) -> Words {
        let both = |ja: String, en: String| Words { ja, en };
        match self {
            Self::Expression(at) => both(
                format!("`{at}` は式、変数、またはパラメータで書かれている"),
                format!("`{at}` is an expression, a variable or a parameter"),
            ),
            Self::Shared(at) => both(
                format!("`{at}` はYAMLのアンカーで他の箇所と共有されている"),
                format!("`{at}` is shared with other places by a YAML anchor"),
            ),
            Self::Twice(at) => both(format!("`{at}` が2回書かれている"), format!("`{at}` stands twice")),
            Self::Otherwise(at) => {
                both(format!("`{at}` に別の値が書かれている"), format!("`{at}` says something else already"))
            }
            Self::Generated => both(
                "リソースが別のもの (変換、外部モジュールなど) から生成されている".to_owned(),
                "the resource is made by something else (a transform, a module of others)".to_owned(),
            ),
            Self::Loop(name) => both(
                format!(
                    "リソースは `{name}` のループから生成されている。ループの中身を書き換えると、ほかの要素も変わる"
                ),
                format!("the loop `{name}` makes the resource: an edit of its body would change the others too"),
            ),
            Self::Synthesized => both(
                "ファイルはCDKが出力したもの。CDKのソースコードを修正する".to_owned(),
                "the file is what the CDK writes: change the source code of the CDK app".to_owned(),
            ),
            Self::NoSource => both(
                "プランやステートではなく、元の構成を書き換える必要がある".to_owned(),
                "a plan or a state is not what is edited: its configuration is".to_owned(),
            ),
            Self::NoRecipe(kind) => {
                both(format!("`{kind}` の修正は用意されていない"), format!("there is no edit for `{kind}`"))
            }
            Self::Unreadable(why) => {
                both(format!("ファイルを書き換えられない: {why}"), format!("the file cannot be edited: {why}"))
            }
            Self::After(check) => both(
                format!("同じリソースの `{check}` を先に判断する必要がある"),
                format!("`{check}` on the same resource is to be decided first"),
            ),
            Self::NotProven => {
                both("書き換えてもチェックに合格しない".to_owned(), "the check does not pass after the edit".to_owned())
            }
            Self::Harm(check) if check.is_empty() => both(
                "書き換えるとファイルを読み取れなくなる".to_owned(),
                "the file could not be read after the edit".to_owned(),
            ),
            Self::Harm(check) => {
                both(format!("書き換えると `{check}` が悪化する"), format!("the edit would make `{check}` worse"))
            }
            Self::Nothing => both(
                "このリソース自体に書き換える箇所がない".to_owned(),
                "there is nothing to change in the resource itself".to_owned(),
            ),
            Self::TooMany => both(
                "候補が多く、すべては確かめられなかった".to_owned(),
                "there are too many edits to prove them all".to_owned(),
            ),
            Self::Left(text) => both(text.ja.to_owned(), text.en.to_owned()),
        }
    }
}
