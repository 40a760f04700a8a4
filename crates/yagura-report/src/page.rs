//! A check's page: Markdown whose fences carry test annotations, as Markdown for others and as plain text.

use unicode_width::UnicodeWidthChar;
use yagura_finding::Text;

use crate::lang::Lang;
use crate::terminal::canvas::{Canvas, Style, span};

/// The page without what is meant for the tests: fences keep their language (`yaml`, `hcl`), not their `expect=`.
pub(crate) fn markdown(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut fence: Option<usize> = None;
    for line in page.lines() {
        let ticks = ticks(line);
        match fence {
            None if ticks >= 3 => {
                fence = Some(ticks);
                let info = line.trim_start().trim_start_matches('`').trim();
                let language = info.split_whitespace().next().unwrap_or_default();
                let indent = line.len() - line.trim_start().len();
                text.push_str(line.get(..indent + ticks).unwrap_or("```"));
                text.push_str(match language {
                    "cloudformation" | "snapshot" => "yaml",
                    "terraform" => "hcl",
                    other => other,
                });
            }
            Some(open) if ticks >= open && line.trim().len() == ticks => {
                fence = None;
                text.push_str(line);
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The backticks that a line begins with.
fn ticks(line: &str) -> usize {
    line.trim_start().bytes().take_while(|byte| *byte == b'`').count()
}

enum Block {
    Heading(String),
    Paragraph(String),
    Item(String),
    Code { expect: String, lines: Vec<String> },
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    let mut open = false;
    while let Some(line) = lines.next() {
        let ticks_here = ticks(line);
        let trimmed = line.trim();
        if ticks_here >= 3 {
            let expect = trimmed.split_whitespace().find_map(|word| word.strip_prefix("expect=")).unwrap_or_default();
            let code = lines
                .by_ref()
                .take_while(|line| !(ticks(line) >= ticks_here && line.trim().len() == ticks(line)))
                .map(str::to_owned)
                .collect();
            blocks.push(Block::Code { expect: expect.to_owned(), lines: code });
            open = false;
        } else if trimmed.is_empty() {
            open = false;
        } else if trimmed.starts_with('#') {
            blocks.push(Block::Heading(inline(trimmed.trim_start_matches('#').trim())));
            open = false;
        } else if let Some(item) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
            blocks.push(Block::Item(inline(item)));
            open = true;
        } else {
            let line = inline(trimmed);
            match blocks.last_mut() {
                Some(Block::Paragraph(text) | Block::Item(text)) if open => {
                    // Between two Japanese sentences there is no space.
                    if !text.chars().next_back().is_some_and(is_wide) {
                        text.push(' ');
                    }
                    text.push_str(&line);
                }
                _ => blocks.push(Block::Paragraph(line)),
            }
            open = true;
        }
    }
    blocks
}

fn is_wide(c: char) -> bool {
    c.width().is_some_and(|width| width > 1)
}

/// A line without its Markdown: `[text](address)` as `text (address)`, `<address>` as `address`, no asterisks.
fn inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '`' {
            code = !code;
            text.push(c);
        } else if code {
            text.push(c);
        } else if c == '['
            && let Some((label, after)) = tail.split_once("](")
            && let Some((address, after)) = after.split_once(')')
            && !label.contains('[')
        {
            text.push_str(label);
            text.push_str(" (");
            text.push_str(address);
            text.push(')');
            rest = after;
            continue;
        } else if c == '<'
            && tail.starts_with("http")
            && let Some((address, after)) = tail.split_once('>')
        {
            text.push_str(address);
            rest = after;
            continue;
        } else if let Some(after) = rest.strip_prefix("**") {
            rest = after;
            continue;
        } else {
            text.push(c);
        }
        rest = tail;
    }
    text
}

/// The headings that every page has, as people read them.
fn heading(lang: Lang, text: &str) -> &str {
    let known = match text {
        "What" => Text { ja: "内容", en: "What" },
        "How an attacker uses it" => Text { ja: "攻撃者の使い方", en: "How an attacker uses it" },
        "Fix" => Text { ja: "対処", en: "Fix" },
        "Examples" => Text { ja: "例", en: "Examples" },
        "Sources" => Text { ja: "出典", en: "Sources" },
        other => return other,
    };
    lang.pick(known)
}

fn caption(expect: &str) -> Option<Text> {
    Some(match expect {
        "fail" => Text { ja: "悪い例:", en: "Bad:" },
        "pass" => Text { ja: "良い例:", en: "Good:" },
        "unknown" => Text { ja: "判定不能になる例:", en: "Cannot be judged:" },
        "silent" => Text { ja: "対象にならない例:", en: "Not looked at:" },
        _ => return None,
    })
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// Whether a paragraph is left out because a neighbour says the same in the reader's language.
fn other_language(lang: Lang, blocks: &[Block], at: usize) -> bool {
    let paragraph = |block: &Block| match block {
        Block::Paragraph(text) => Some(is_japanese(text)),
        _ => None,
    };
    let Some(japanese) = blocks.get(at).and_then(paragraph) else { return false };
    if japanese == (lang == Lang::Ja) {
        return false;
    }
    let before = blocks.iter().take(at).rev().map_while(paragraph);
    let after = blocks.iter().skip(at + 1).map_while(paragraph);
    before.chain(after).any(|other| other != japanese)
}

/// Draws the page without its first heading.
pub(crate) fn draw(canvas: &mut Canvas, lang: Lang, page: &str) {
    let blocks = blocks(page);
    let mut item_before = false;
    for (at, block) in blocks.iter().enumerate() {
        let item = matches!(block, Block::Item(_));
        if !(item && item_before) && at > 0 && !other_language(lang, &blocks, at) {
            canvas.gap();
        }
        item_before = item;
        match block {
            Block::Heading(_) if at == 0 => {}
            Block::Heading(text) => canvas.put(0, 0, &[span(Style::Bold, heading(lang, text))]),
            Block::Paragraph(text) => {
                if !other_language(lang, &blocks, at) {
                    canvas.put(2, 2, &[span(Style::Plain, text)]);
                }
            }
            Block::Item(text) => canvas.put(2, 4, &[span(Style::Plain, &format!("- {text}"))]),
            Block::Code { expect, lines } => {
                if let Some(caption) = caption(expect) {
                    canvas.put(2, 2, &[span(Style::Dim, lang.pick(caption))]);
                }
                for line in lines {
                    canvas.raw(4, line);
                }
            }
        }
    }
}

/// The page as plain text in lines of any length.
pub(crate) fn plain(lang: Lang, page: &str) -> String {
    let mut canvas = Canvas::new(usize::MAX, false);
    draw(&mut canvas, lang, page);
    canvas.finish()
}

#[cfg(test)]
mod tests {
    use super::{inline, markdown, plain};
    use crate::lang::Lang;

    const PAGE: &str = "# s3-x\n\n## What\nOne sentence.\nAnother with `**code**` and **weight**.\n\n日本語の文。\nもう一文。\n\n## Fix\n```cloudformation expect=pass\nA:\n  B: 1\n```\n\n- [A page](https://docs.aws.amazon.com/x)\n- second\n  line\n";

    #[test]
    fn annotations_stay_in_the_house() {
        let text = markdown(PAGE);
        assert!(text.contains("\n```yaml\nA:\n  B: 1\n```\n"), "{text}");
        assert!(!text.contains("expect="));
        assert_eq!(markdown("````text expect=fail\n```\n````\n"), "````text\n```\n````\n");
    }

    #[test]
    fn each_language_reads_its_own_paragraphs() {
        assert_eq!(
            plain(Lang::En, PAGE),
            "What\n\n  One sentence. Another with `**code**` and weight.\n\nFix\n\n  Good:\n    A:\n      B: 1\n\n  - A page (https://docs.aws.amazon.com/x)\n  - second line\n"
        );
        assert_eq!(
            plain(Lang::Ja, PAGE),
            "内容\n\n  日本語の文。もう一文。\n\n対処\n\n  良い例:\n    A:\n      B: 1\n\n  - A page (https://docs.aws.amazon.com/x)\n  - second line\n"
        );
    }

    #[test]
    fn what_is_said_in_one_language_only_is_shown_in_both() {
        assert!(plain(Lang::Ja, "# x\n\n## What\nEnglish only.\n").contains("English only."));
        assert!(plain(Lang::En, "# x\n\n## What\n日本語のみ。\n").contains("日本語のみ。"));
    }

    #[test]
    fn inline_markdown_that_is_none_stays() {
        assert_eq!(inline("a[0] and <b> and 2 * 3"), "a[0] and <b> and 2 * 3");
        assert_eq!(inline("see <https://x.example/>"), "see https://x.example/");
    }
}
