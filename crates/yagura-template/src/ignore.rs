//! What a comment says about findings that are accepted:
//! `# yagura:ignore s3-bucket-public-policy until=2027-03-31 reason="the site is public"`.

use yagura_model::{Ignore, Span};

/// What such a comment begins with.
const MARK: &str = "yagura:ignore";

/// A comment that speaks to yagura.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// Its line, from 1.
    pub line: u32,
    /// The column of what begins it, from 1, in characters.
    pub column: u32,
}

/// The cheap test: whether a text may have such a comment.
pub fn mentions_ignore(text: &str) -> bool {
    text.contains(MARK)
}

/// The accepted findings that the comments of a text name.
///
/// `begins` are the words that begin a comment in the language; `is_comment` says whether one really begins there, and not inside
/// a text. `resources` are the places of the resources: a comment speaks of the resource that it stands in, of the one that begins
/// in its line, or of the one that begins below it and the comments that follow it.
pub fn comments(
    file: &str,
    text: &str,
    begins: &[&str],
    resources: &[Span],
    is_comment: &dyn Fn(Comment) -> bool,
) -> Vec<Ignore> {
    let lines: Vec<&str> = text.lines().collect();
    let only_comment = |line: &str| begins.iter().any(|begin| line.trim_start().starts_with(begin));
    let mut ignores = Vec::new();
    for (at, written) in lines.iter().enumerate() {
        let Some((before, after)) = written.split_once(MARK) else { continue };
        let before = before.trim_end();
        let Some(before) = begins.iter().find_map(|begin| before.strip_suffix(begin)) else { continue };
        if before.chars().next_back().is_some_and(|c| !c.is_whitespace()) {
            continue;
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let line = number(at).saturating_add(1);
        let column = number(before.chars().count()).saturating_add(1);
        if !is_comment(Comment { line, column }) {
            continue;
        }
        let alone = before.trim().is_empty();
        let below = || {
            let following = lines.iter().skip(at + 1).take_while(|line| only_comment(line)).count();
            let next = line.saturating_add(number(following)).saturating_add(1);
            resources.iter().filter(|span| alone && span.line == next).max_by_key(|span| span.column)
        };
        let (inside, above) = (around(resources, line), belongs_above(&lines, resources, line, column, &only_comment));
        let span = inside.or(above.filter(|_| alone)).or_else(below);
        let (first, last) = span.map_or((line, line), |span| (span.line, last_line(*span)));
        let (checks, until, reason) = words(after);
        // `yagura:ignore secrets` speaks to the search for secrets.
        for check in checks.into_iter().filter(|check| check != "secrets") {
            let ignore = Ignore {
                file: file.to_owned(),
                line,
                first,
                last,
                check,
                reason: reason.clone(),
                until: until.clone(),
            };
            ignores.push(ignore);
        }
    }
    ignores
}

/// A block may end where the next thing begins: the line of that is not its own.
fn last_line(span: Span) -> u32 {
    if span.end_column <= 1 { span.end_line.saturating_sub(1).max(span.line) } else { span.end_line }
}

/// The innermost resource around a line.
fn around(resources: &[Span], line: u32) -> Option<&Span> {
    resources
        .iter()
        .filter(|span| span.line <= line && line <= last_line(**span))
        .max_by_key(|span| (span.line, span.column))
}

/// The resource that ended just above, where the comment is indented as what is inside it.
fn belongs_above<'r>(
    lines: &[&str],
    resources: &'r [Span],
    line: u32,
    column: u32,
    only_comment: &dyn Fn(&str) -> bool,
) -> Option<&'r Span> {
    let above = resources.iter().filter(|span| span.line < line).max_by_key(|span| (span.line, span.column))?;
    let between = lines.get(last_line(*above) as usize..line as usize)?;
    let nothing = between.iter().all(|line| line.trim().is_empty() || only_comment(line));
    (nothing && column > above.column).then_some(above)
}

/// The checks, the day and the reason of a comment.
fn words(text: &str) -> (Vec<String>, Option<String>, Option<String>) {
    let (mut checks, mut until, mut reason) = (Vec::new(), None, None);
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("reason=\"") {
            let (words, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            reason = Some(words.trim().to_owned());
            rest = after.trim_start();
            continue;
        }
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if let Some(day) = word.strip_prefix("until=") {
            until = Some(day.trim_matches('"').to_owned());
        } else if let Some(words) = word.strip_prefix("reason=") {
            reason = Some(words.to_owned());
        } else {
            checks.extend(word.split(',').filter(|id| !id.is_empty()).map(str::to_owned));
        }
        rest = after.trim_start();
    }
    if checks.is_empty() {
        checks.push(String::new());
    }
    (checks, until, reason.filter(|reason| !reason.is_empty()))
}

#[cfg(test)]
mod tests {
    use yagura_model::Span;

    use super::comments;

    type Expected<'a> = (&'a str, u32, u32, Option<&'a str>, Option<&'a str>);

    /// The resources are in lines 2 to 5 and 8 to 9; each result is the check, its resource's lines, the day and the reason.
    fn check(text: &str, expect: &[Expected<'_>]) {
        let span = |line, end_line| Span { line, column: 3, end_line, end_column: 9 };
        let found = comments("f", text, &["#", "//"], &[span(2, 5), span(8, 9)], &|_| true);
        let found: Vec<_> = found
            .iter()
            .map(|ignore| {
                (&*ignore.check, ignore.first, ignore.last, ignore.until.as_deref(), ignore.reason.as_deref())
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_comment_speaks_of_the_resource_around_it_or_below_it() {
        let full = r#"until=2027-03-31 reason="a b""#;
        check(&format!("# yagura:ignore x {full}\n"), &[("x", 2, 5, Some("2027-03-31"), Some("a b"))]);
        check("# yagura:ignore x reason=ok\n# more\n", &[("x", 1, 1, None, Some("ok"))]);
        check("\n  a: # yagura:ignore x\n", &[("x", 2, 5, None, None)]);
        check("\n\n\n  b //yagura:ignore x,y\n", &[("x", 2, 5, None, None), ("y", 2, 5, None, None)]);
        check("\n\n\n\n\n    # yagura:ignore deeper\n", &[("deeper", 2, 5, None, None)]);
        check("\n\n\n\n\n  # yagura:ignore x\n  # also\n", &[("x", 8, 9, None, None)]);
        check("\n\n\n\n\nother: # yagura:ignore x\n", &[("x", 6, 6, None, None)]);
        check("# yagura:ignore\n", &[("", 2, 5, None, None)]);
        check("a#yagura:ignore x\nb yagura:ignore x\n# see yagura:ignore x\n", &[]);
        check("\n\n# yagura:ignore x reason=\"\"\n", &[("x", 2, 5, None, None)]);
    }
}
