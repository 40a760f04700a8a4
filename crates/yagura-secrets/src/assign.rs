//! A name and the value beside it, in the forms that files and commands have.
//!
//! A word in a name is found by the automaton; what follows is read by hand, from there on and never further than
//! [`WINDOW`]: most words in code (`key`, `token`) have no value beside them, and that is seen after a few characters.

use crate::text::{back, floor, line_end, line_start};

/// How far from a name its value may end.
const WINDOW: usize = 8 * 1024;
/// How long a value without quotes may be: session tokens are the longest.
const BARE: usize = 2 * 1024;
/// How long a name may be.
const NAME: usize = 128;
/// How far from a label (`name`) its sibling (`value`) may stand.
const SIBLING: usize = 300;

/// A name with a value beside it.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'t> {
    pub(crate) name: &'t str,
    /// Where the name begins.
    pub(crate) at: usize,
    pub(crate) value: &'t str,
    /// Where the value begins.
    pub(crate) start: usize,
    pub(crate) form: Form,
}

/// How a name and its value stand together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// In quotes, after `=`, `:` or what a language has for it.
    Quoted,
    /// Without quotes, and nothing else on the line.
    Bare,
    /// The argument of a call or the next member of a list: `set("password", "…")`.
    Argument,
    /// The sibling of a label: `"name": "PASSWORD", "value": "…"`; a default of a declared parameter.
    Sibling,
}

/// The name that a word found at `start..end` is part of.
pub(crate) fn name_around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let from = back(text, start, NAME);
    let mut at = start;
    for (offset, c) in text.get(from..start).unwrap_or_default().char_indices().rev() {
        if !name_character(c) {
            break;
        }
        at = from + offset;
    }
    let mut to = end;
    let rest = text.get(end..floor(text, end.saturating_add(NAME))).unwrap_or_default();
    for (offset, c) in rest.char_indices() {
        if !name_character(c) {
            break;
        }
        to = end + offset + c.len_utf8();
    }
    // A full stop ends a sentence, not a name.
    while to > end && text.as_bytes().get(to - 1).is_some_and(|byte| matches!(byte, b'.' | b'-')) {
        to -= 1;
    }
    (at, to)
}

fn name_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '.' | '$' | '-')
        || matches!(c,
            '\u{3005}' | '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF21}'..='\u{FF5A}' | '\u{FF66}'..='\u{FF9F}')
}

/// The value beside a name, in whichever form it stands.
pub(crate) fn pair(text: &str, at: usize, end: usize) -> Option<Pair<'_>> {
    direct(text, at, end).or_else(|| sibling(text, at, end)).or_else(|| block(text, at, end))
}

struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    limit: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, at: usize, room: usize) -> Self {
        Self { text, bytes: text.as_bytes(), at, limit: floor(text, at.saturating_add(room)) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied().filter(|_| self.at < self.limit)
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied().filter(|_| self.at + ahead < self.limit)
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.bytes.get(self.at..self.limit).is_some_and(|rest| rest.starts_with(mark.as_bytes()));
        if found {
            self.at += mark.len();
        }
        found
    }

    fn spaces(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        self.at > from
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// A quote, with the backslashes before it that a text inside a text has: `"`, `\"`, `\\\"`.
    fn quote(&mut self) -> Option<(usize, u8)> {
        let mut slashes = 0;
        while self.peek_at(slashes) == Some(b'\\') && slashes < 8 {
            slashes += 1;
        }
        let quote = self.peek_at(slashes).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
        self.at += slashes + 1;
        Some((slashes, quote))
    }

    /// What stands in quotes, from here; the cursor is behind them then.
    fn quoted(&mut self) -> Option<(usize, usize)> {
        let begin = self.at;
        let Some((slashes, quote)) = self.quote() else {
            self.at = begin;
            return None;
        };
        // `"""` is a long text, and `""` an empty one.
        let from = self.at;
        let mut run = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'\\' => run += 1,
                _ if byte == quote && run <= slashes => {
                    let to = self.at - run;
                    self.at += 1;
                    return (to > from).then_some((from, to));
                }
                _ => run = 0,
            }
            self.at += 1;
            // An escaped character belongs to the value, whatever it is.
            if run > slashes && slashes == 0 {
                self.at += 1;
                run = 0;
            }
        }
        self.at = begin;
        None
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }
}

/// What may stand before a literal without changing it: prefixes of strings, constructors of texts.
const LITERAL_PREFIXES: &[&str] = &[
    "String::from(",
    "SecretString::from(",
    "SecretString::new(",
    "SecretStr(",
    "Secret::new(",
    "new String(",
    "Some(",
    "rb",
    "br",
    "r",
    "b",
    "u",
    "R",
    "B",
    "U",
    "@",
    "L",
    "$",
    "f",
];

fn direct(text: &str, at: usize, end: usize) -> Option<Pair<'_>> {
    let name = text.get(at..end)?;
    let before = at.checked_sub(1).and_then(|index| text.as_bytes().get(index)).copied();
    let mut cursor = Cursor::new(text, end, WINDOW);
    let found = |cursor: &Cursor<'_>, (from, to): (usize, usize), form| {
        let value = text.get(from..to)?;
        let _ = cursor;
        Some(Pair { name, at, value, start: from, form })
    };
    // `<password>value</password>`
    if before == Some(b'<') {
        if cursor.peek() == Some(b'>') {
            return element(text, name, at, end + 1);
        }
        return None;
    }
    let quoted_name = cursor.quote().is_some();
    if quoted_name && cursor.peek() == Some(b'>') {
        // `<entry key="password">value</entry>`
        return element(text, name, at, cursor.at + 1);
    }
    let command = name.starts_with('-') && !quoted_name;
    let spaced = {
        while matches!(cursor.peek(), Some(b']' | b')')) {
            cursor.at += 1;
        }
        cursor.spaces()
    };
    let rest = text.get(cursor.at..cursor.limit)?;
    let mut wide = false;
    match cursor.peek()? {
        b'=' => {
            if cursor.eat("=>") {
            } else if matches!(cursor.peek_at(1), Some(b'=' | b'~')) {
                return None;
            } else {
                cursor.at += 1;
            }
            let tight = !spaced && !quoted_name && !matches!(cursor.peek(), Some(b' ' | b'\t'));
            cursor.spaces();
            return literal(&mut cursor, name, at, true).or_else(|| bare(text, name, at, cursor.at, tight, true));
        }
        b':' => {
            if cursor.peek_at(1) == Some(b':') {
                return None;
            }
            // `${PASSWORD:-value}` stands in for what is not set.
            if cursor.eat(":-") {
                if before != Some(b'{') {
                    return None;
                }
                let to = rest.find(['}', '\n']).map_or(end, |offset| end + offset);
                return found(&cursor, (cursor.at.min(to), to), Form::Bare);
            }
            let assigned = cursor.eat(":=");
            if !assigned {
                cursor.at += 1;
            }
            let gap = cursor.spaces();
            if let Some(pair) = literal(&mut cursor, name, at, assigned) {
                return Some(pair);
            }
            if !assigned && let Some(pair) = annotated(&cursor, name, at) {
                return Some(pair);
            }
            // `a::b`, `host:port`, `std:string`: a value stands behind a space, or in a line like `token:value` of its own.
            return if gap || assigned || quoted_name { bare(text, name, at, cursor.at, false, false) } else { None };
        }
        b',' if quoted_name => {
            cursor.at += 1;
            cursor.blanks();
            let mut argument = cursor.quoted()?;
            // `{"password", "value"}` in a list of names is told by its value, which is a name then.
            if cursor.slice(argument.0, argument.1).starts_with("--") {
                argument.1 = argument.0;
            }
            // `"name": "PASSWORD", "value": "…"`: what follows is the next name.
            cursor.spaces();
            if matches!(cursor.peek(), Some(b':' | b'=')) {
                return None;
            }
            return found(&cursor, argument, Form::Argument);
        }
        b'|' | b'?' if cursor.eat("||") || cursor.eat("??") => {
            cursor.spaces();
            return literal(&mut cursor, name, at, false);
        }
        b'o' if spaced && cursor.eat("or ") => {
            cursor.spaces();
            return literal(&mut cursor, name, at, false);
        }
        b'(' if !spaced && !quoted_name => {
            cursor.at += 1;
            let argument = cursor.quoted()?;
            // One argument and no other: `setPassword("…")`.
            if cursor.peek() == Some(b')') && setter(name) {
                return found(&cursor, argument, Form::Argument);
            }
            return None;
        }
        _ => {
            for mark in ["：", "＝"] {
                wide |= cursor.eat(mark);
            }
        }
    }
    if wide {
        cursor.spaces();
        while cursor.eat("　") {}
        return literal(&mut cursor, name, at, false).or_else(|| bare(text, name, at, cursor.at, false, false));
    }
    if !spaced || quoted_name {
        return None;
    }
    let lead = text.get(line_start(text, at)..at)?.trim();
    if command {
        if let Some(pair) = literal(&mut cursor, name, at, false) {
            return Some(pair);
        }
        let to = word_end(text, cursor.at, cursor.limit);
        let value = text.get(cursor.at..to)?;
        return (!value.starts_with('-') && !value.is_empty()).then_some(Pair {
            name,
            at,
            value,
            start: cursor.at,
            form: Form::Argument,
        });
    }
    // Old Dockerfiles, csh, fish, Windows; netrc; Redis; SQL.
    let said = matches!(lead, "ENV" | "ARG" | "setenv" | "setx" | "SETX" | "set -x" | "set -gx" | "set -Ux")
        || name == "password" && (lead.contains("login ") || lead.contains("machine "))
        || name == "password" && lead.is_empty() && netrc_above(text, at)
        || lead.is_empty() && matches!(name, "requirepass" | "masterauth");
    if said {
        if let Some(pair) = literal(&mut cursor, name, at, false) {
            return Some(pair);
        }
        let to = word_end(text, cursor.at, cursor.limit);
        return found(&cursor, (cursor.at, to), Form::Argument);
    }
    if name.eq_ignore_ascii_case("password") && cursor.peek() == Some(b'\'') {
        let upper = lead.to_ascii_uppercase();
        if ["WITH", "ROLE", "USER", "LOGIN", "ENCRYPTED", "IDENTIFIED"].iter().any(|word| upper.contains(word)) {
            let value = cursor.quoted()?;
            return found(&cursor, value, Form::Argument);
        }
    }
    None
}

/// Whether the lines above, without a gap, are a `machine` with its `login`, one on each line.
fn netrc_above(text: &str, at: usize) -> bool {
    let from = back(text, line_start(text, at), 300);
    let above = text.get(from..at).unwrap_or_default();
    above.rsplit("\n\n").next().is_some_and(|block| block.contains("machine ") && block.contains("login "))
}

/// A method that takes a value, by its name: `setPassword`, `withToken`, `password` of a builder.
fn setter(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let lower = last.to_ascii_lowercase();
    lower.starts_with("set") || lower.starts_with("with") || matches!(lower.as_str(), "password" | "passwd" | "secret")
}

/// A literal from here on; a constructor around it is no other value.
fn literal<'t>(cursor: &mut Cursor<'t>, name: &'t str, at: usize, below: bool) -> Option<Pair<'t>> {
    let begin = cursor.at;
    // `password =` with the literal on the next line.
    if below && matches!(cursor.peek(), Some(b'\n' | b'\r' | b'\\')) {
        if cursor.peek() == Some(b'\\') {
            cursor.at += 1;
        }
        cursor.blanks();
        if !matches!(cursor.peek(), Some(b'"' | b'\'')) {
            cursor.at = begin;
            return None;
        }
    }
    if let Some(prefix) = LITERAL_PREFIXES.iter().find(|prefix| {
        let rest = cursor.bytes.get(cursor.at..cursor.limit).unwrap_or_default();
        rest.starts_with(prefix.as_bytes()) && matches!(rest.get(prefix.len()), Some(b'"' | b'\''))
    }) {
        cursor.at += prefix.len();
    }
    let Some((from, to)) = cursor.quoted() else {
        cursor.at = begin;
        return None;
    };
    // `"a" if …`, `"a" % …`, `"a".format(…)`: what is written is not what it will be.
    let after = cursor.slice(cursor.at, floor(cursor.text, cursor.at + 8)).trim_start();
    if after.starts_with(".format") || after.starts_with('%') && !after.starts_with("%}") {
        return None;
    }
    Some(Pair { name, at, value: cursor.slice(from, to), start: from, form: Form::Quoted })
}

/// `password: str = "value"`: a type between.
fn annotated<'t>(cursor: &Cursor<'t>, name: &'t str, at: usize) -> Option<Pair<'t>> {
    let mut cursor = Cursor { limit: cursor.limit, ..*cursor };
    let from = cursor.at;
    while let Some(byte) = cursor.peek() {
        if byte == b'=' {
            if cursor.at == from || matches!(cursor.peek_at(1), Some(b'=' | b'>')) {
                return None;
            }
            cursor.at += 1;
            cursor.spaces();
            return literal(&mut cursor, name, at, true);
        }
        let part = byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'[' | b']' | b'<' | b'>' | b'.' | b'&' | b'\'' | b' ' | b'|' | b'?');
        if !part || cursor.at - from > 40 {
            return None;
        }
        cursor.at += 1;
    }
    None
}

/// The text of an XML element that ends on the same line.
fn element<'t>(text: &'t str, name: &'t str, at: usize, start: usize) -> Option<Pair<'t>> {
    let rest = text.get(start..floor(text, start + WINDOW))?;
    let to = rest.find(['<', '\n'])?;
    if !rest.get(to..)?.starts_with("</") {
        return None;
    }
    let value = rest.get(..to)?;
    let trimmed = value.trim_start();
    Some(Pair { name, at, value: trimmed.trim_end(), start: start + (value.len() - trimmed.len()), form: Form::Quoted })
}

/// Where a word of a command line ends.
fn word_end(text: &str, from: usize, limit: usize) -> usize {
    let rest = text.get(from..limit).unwrap_or_default();
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ';' | '|' | '<' | '>' | ')'))
        .unwrap_or(rest.len());
    from + escape(rest.get(..end).unwrap_or_default())
}

/// Where a `\n` of a text inside a text ends a value.
fn escape(value: &str) -> usize {
    ["\\n", "\\r", "\\t", "\\\"", "\\u0026", "\\\\n"]
        .iter()
        .filter_map(|mark| value.find(mark))
        .min()
        .unwrap_or(value.len())
}

/// A value without quotes.
fn bare<'t>(text: &'t str, name: &'t str, at: usize, start: usize, tight: bool, equals: bool) -> Option<Pair<'t>> {
    let end = line_end(text, start).min(floor(text, start + BARE));
    let line = text.get(start..end)?;
    // YAML: the value stands below.
    if !equals && matches!(line.trim(), "|" | "|-" | ">" | ">-") {
        let below = text.get(end + 1..line_end(text, end + 1))?;
        let value = below.trim();
        let start = end + 1 + (below.len() - below.trim_start().len());
        return Some(Pair { name, at, value, start, form: Form::Quoted });
    }
    // Words of a sentence: no value is written in them.
    if !line.starts_with(|c: char| c.is_ascii()) {
        return None;
    }
    let lead = text.get(line_start(text, at)..at)?;
    let alone_before =
        matches!(lead.trim(), "" | "-" | "export" | "set" | "ENV" | "ARG" | "declare -x" | "env:" | "$env:");
    let (hard, soft) = stops(line);
    // `NAME=value` of an environment file: everything up to the end of the line is the value.
    let whole = line.get(..hard)?;
    let ends = line.get(hard..)?;
    let all = ends.trim().is_empty() || ends.trim_start().starts_with('#') || ends.starts_with('\\');
    if tight && alone_before && all && !whole.ends_with([';', ',']) {
        return (!whole.is_empty() && !code(whole, "", "", true)).then_some(Pair {
            name,
            at,
            value: whole,
            start,
            form: Form::Bare,
        });
    }
    let word = line.get(..soft)?;
    let rest = line.get(soft..)?;
    let rest = rest.get(..floor(rest, 200))?;
    if word.is_empty() || code(word, lead.trim(), rest, alone_before) {
        return None;
    }
    Some(Pair { name, at, value: word, start, form: Form::Bare })
}

/// Where a value without quotes ends: at what no value holds, and at what separates it from others.
fn stops(line: &str) -> (usize, usize) {
    let bytes = line.as_bytes();
    let mut soft = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b' ' | b'\t' | b'\r' | b'(' | b')' | b'{' | b'}' | b'"' | b'\'' | b'`' => return (at, soft.unwrap_or(at)),
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b'r' | b't' | b'"' | b'\\' | b'u')) => {
                return (at, soft.unwrap_or(at));
            }
            b';' | b'&' | b',' | b'<' | b'>' | b'[' | b']' => {
                soft.get_or_insert(at);
            }
            0xE3 if line.get(at..).is_some_and(|rest| rest.starts_with('　')) => return (at, soft.unwrap_or(at)),
            _ => {}
        }
    }
    (bytes.len(), soft.unwrap_or(bytes.len()))
}

/// Whether a value without quotes is code: a variable, an attribute, a type, a call.
fn code(value: &str, lead: &str, rest: &str, alone_before: bool) -> bool {
    if value.starts_with(['*', '&', '!', '@', '|']) && !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let value = value.trim_end_matches(['?', '!']);
    let identifier = value.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.'))
        || value.split('.').count() > 1
            && value.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
    let rest_trimmed = rest.trim();
    if rest.starts_with(['(', '[', '{', '<']) || value.contains("::") || value.contains("->") {
        return true;
    }
    // A statement of a language: `token = next1;`, `key: value1,` inside braces.
    // A member with its type, a variable with its type: `token: Token,`, `const PASS: Kind = 3`.
    let declared = value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && (rest_trimmed.starts_with('=')
            || rest_trimmed == "," && (value.contains('_') || value.starts_with(|c: char| c.is_ascii_uppercase())));
    let number = value
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'_'));
    if declared || number && value.len() < 20 {
        return true;
    }
    let statement = rest_trimmed.ends_with(';') && !lead.contains(';') && !lead.contains("://");
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    if statement && plain && value.len() < 20 {
        return true;
    }
    if !identifier {
        return false;
    }
    // A bare word is a value where the line is an assignment and nothing else: `DB_PASSWORD=hogehoge`.
    let alone = alone_before && (matches!(rest_trimmed, "" | "\"" | "'") || rest_trimmed.starts_with('#'));
    let connection = lead.ends_with(';') || rest_trimmed.starts_with(';') && lead.contains('=');
    !(alone || connection) || value.contains('.')
}

/// `"name": "DB_PASSWORD", "value": "…"` in any order and syntax; `ParameterKey`, `OptionName`, `<name>…</name><value>`.
fn sibling(text: &str, at: usize, end: usize) -> Option<Pair<'_>> {
    let name = text.get(at..end)?;
    let from = back(text, at, 64);
    let before = text.get(from..at)?;
    let trimmed = before.trim_end_matches(['"', '\'', '\\']);
    let element = trimmed.ends_with('>')
        && [">", "<key>", "<name>", "<Name>", "<Key>"].iter().skip(1).any(|tag| trimmed.ends_with(tag));
    if !element {
        let operator = trimmed.trim_end();
        let label = operator.strip_suffix([':', '=']).or_else(|| operator.strip_suffix("=>"))?;
        let label = label.trim_end().trim_end_matches(['"', '\'', '\\']).to_ascii_lowercase();
        if !["name", "key", "variable"].iter().any(|word| label.ends_with(word)) {
            return None;
        }
    }
    // Forward, up to where the next one begins.
    let ahead = text.get(end..floor(text, end + SIBLING))?;
    let stop = ahead.find(['}', '{']).unwrap_or(ahead.len());
    let stop = ahead.find("\n\n").map_or(stop, |gap| gap.min(stop));
    let inside = ahead.get(..stop)?;
    if let Some(pair) = labelled(text, name, at, end, inside, element) {
        return Some(pair);
    }
    if element {
        return None;
    }
    // Backward, from where this one began.
    let from = back(text, at, SIBLING);
    let behind = text.get(from..at)?;
    let start = behind.rfind(['{', '}']).map_or(0, |offset| offset + 1);
    let start = behind.rfind("\n- ").map_or(start, |offset| start.max(offset + 3));
    let inside = behind.get(start..)?;
    labelled(text, name, at, from + start, inside, false)
}

/// The value of a label that ends with `value` in a part of the text.
fn labelled<'t>(text: &'t str, name: &'t str, at: usize, offset: usize, part: &str, element: bool) -> Option<Pair<'t>> {
    let lower = part.to_ascii_lowercase();
    let mut labels = lower
        .match_indices("value")
        .chain(if element { Some(&lower) } else { None }.into_iter().flat_map(|lower| lower.match_indices("string")));
    let (found, word) = labels.next()?;
    // A second name before the value: it is the other's.
    if lower.get(..found)?.matches("name").count() > usize::from(element) {
        return None;
    }
    let mut cursor = Cursor::new(text, offset + found + word.len(), WINDOW);
    if cursor.peek() == Some(b'>') {
        return self::element(text, name, at, cursor.at + 1).map(|pair| Pair { form: Form::Sibling, ..pair });
    }
    let _ = cursor.quote();
    cursor.blanks();
    if !(cursor.eat("=>") || cursor.eat(":") || cursor.eat("=")) {
        return None;
    }
    cursor.spaces();
    if let Some((from, to)) = cursor.quoted() {
        return Some(Pair { name, at, value: cursor.slice(from, to), start: from, form: Form::Sibling });
    }
    let end = line_end(text, cursor.at);
    let line = text.get(cursor.at..end)?;
    let stop = line.find([',', '}', '"', '\'']).unwrap_or(line.len());
    let value = line.get(..escape(line.get(..stop)?))?.trim_end();
    let code =
        value.contains(['(', '[', '{']) || value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.contains('.');
    (!value.is_empty() && !code && !value.contains(' ')).then_some(Pair {
        name,
        at,
        value,
        start: cursor.at,
        form: Form::Sibling,
    })
}

/// A declared parameter with its default, an output with its value: CloudFormation, Terraform, a state file.
fn block(text: &str, at: usize, end: usize) -> Option<Pair<'_>> {
    let name = text.get(at..end)?;
    let mut cursor = Cursor::new(text, end, 700);
    let _ = cursor.quote();
    cursor.spaces();
    let colon = cursor.eat(":");
    if !colon && cursor.peek() == Some(b'=') {
        cursor.at += 1;
    }
    cursor.spaces();
    let braces = cursor.peek() == Some(b'{');
    if !(braces || colon && matches!(cursor.peek(), Some(b'\n' | b'\r'))) {
        return None;
    }
    let indent = at - line_start(text, at);
    let body_from = cursor.at;
    let body = text.get(body_from..cursor.limit)?;
    let mut depth = 0_i32;
    let mut offset = 0;
    for line in body.split_inclusive('\n').take(24) {
        let own = line.trim_start();
        if !braces && offset > 0 && !own.trim().is_empty() && line.len() - own.len() <= indent {
            return None;
        }
        // The labels of this very block.
        if depth <= 1 {
            let lower = line.to_ascii_lowercase();
            for label in ["default", "value"] {
                for (found, _) in lower.match_indices(label) {
                    let bounded = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
                    if !bounded(lower.get(..found)?.chars().next_back()) {
                        continue;
                    }
                    let mut inner = Cursor::new(text, body_from + offset + found + label.len(), WINDOW);
                    let _ = inner.quote();
                    inner.spaces();
                    if !(inner.eat(":") || inner.eat("=")) {
                        continue;
                    }
                    inner.spaces();
                    if let Some((from, to)) = inner.quoted() {
                        return Some(Pair { name, at, value: inner.slice(from, to), start: from, form: Form::Sibling });
                    }
                    let to = line_end(text, inner.at);
                    let value = text.get(inner.at..to)?.trim_end().trim_end_matches(',');
                    let plain = !value.is_empty()
                        && !value.contains([' ', '(', '{', '[', ';'])
                        && !value.starts_with(['!', '*', '&', '|', '>']);
                    if plain && !value.contains('.') {
                        return Some(Pair { name, at, value, start: inner.at, form: Form::Sibling });
                    }
                    return None;
                }
            }
        }
        for byte in line.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
        }
        if braces && depth <= 0 {
            return None;
        }
        offset += line.len();
    }
    None
}
