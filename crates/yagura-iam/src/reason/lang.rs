//! Patterns as sets of strings: is there one string in all of these and in none of those, and which is the shortest?
//!
//! A pattern is a row of steps, each taking one character of a class or a run of them.
//! The search walks all patterns at once, breadth first over the sets of steps that each could be at, so the first word
//! found is a shortest one and "none" is a proof.

use std::collections::{BTreeSet, HashSet, VecDeque};

use crate::glob::{ArnPattern, Pattern, ShortArn, Token};

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Char(char),
    /// Equal when both are lowercased.
    Fold(char),
    Digit,
    /// Lowercase letters and digits.
    Word,
    /// Uppercase letters and digits.
    Upper,
    NoColon,
    /// Neither colon nor slash.
    NoSlash,
    Alphanumeric,
    /// No name has braces; a template's symbols have.
    NoBrace,
    Any,
}

impl Class {
    fn takes(self, c: char) -> bool {
        match self {
            Self::Char(own) => own == c,
            Self::Fold(own) => own == c || c.to_lowercase().eq(std::iter::once(own)),
            Self::Digit => c.is_ascii_digit(),
            Self::Word => c.is_ascii_digit() || c.is_ascii_lowercase(),
            Self::Upper => c.is_ascii_digit() || c.is_ascii_uppercase(),
            Self::NoColon => c != ':',
            Self::NoSlash => c != ':' && c != '/',
            Self::Alphanumeric => c.is_ascii_alphanumeric(),
            Self::NoBrace => c != '{' && c != '}',
            Self::Any => true,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    class: Class,
    many: bool,
}

/// A set of strings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Lang {
    steps: Vec<Step>,
}

/// The search was too large; nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

/// How much work is left.
#[derive(Debug)]
pub(crate) struct Budget {
    left: std::cell::Cell<u64>,
}

impl Budget {
    pub(crate) fn new(steps: u64) -> Self {
        Self { left: std::cell::Cell::new(steps) }
    }
    pub(crate) fn spend(&self, steps: u64) -> Result<(), Exhausted> {
        let left = self.left.get();
        if left < steps {
            self.left.set(0);
            return Err(Exhausted);
        }
        self.left.set(left - steps);
        Ok(())
    }
}

impl Lang {
    pub(crate) fn literal(text: &str) -> Self {
        Self { steps: text.chars().map(|c| Step { class: Class::Char(c), many: false }).collect() }
    }

    pub(crate) fn any() -> Self {
        Self::default().many(Class::Any)
    }

    /// Followed by this text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.steps.extend(text.chars().map(|c| Step { class: Class::Char(c), many: false }));
        self
    }

    /// Followed by exactly `count` characters of a class.
    pub(crate) fn times(mut self, class: Class, count: usize) -> Self {
        self.steps.extend(std::iter::repeat_n(Step { class, many: false }, count));
        self
    }

    /// Followed by any run of a class.
    pub(crate) fn many(mut self, class: Class) -> Self {
        self.steps.push(Step { class, many: true });
        self
    }

    fn push_tokens(&mut self, tokens: &[Token], wild: Class, fold: bool) {
        for token in tokens {
            match token {
                Token::Literal(text) if fold => {
                    self.steps.extend(text.chars().map(|c| Step { class: Class::Fold(c), many: false }));
                }
                Token::Literal(text) => {
                    self.steps.extend(text.chars().map(|c| Step { class: Class::Char(c), many: false }));
                }
                Token::One => self.steps.push(Step { class: wild, many: false }),
                // A variable that is left is one whose value is not fixed: it may be anything.
                Token::Many | Token::Variable(_) => self.steps.push(Step { class: wild, many: true }),
            }
        }
    }

    pub(crate) fn pattern(pattern: &Pattern, fold: bool) -> Self {
        let mut out = Self::default();
        out.push_tokens(pattern.tokens(), Class::Any, fold);
        out
    }

    /// An ARN pattern as the strings it matches.
    pub(crate) fn arn(pattern: &ArnPattern, short: ShortArn) -> Vec<Self> {
        if pattern.is_any() {
            return vec![Self::any()];
        }
        if !pattern.is_usable(short) {
            return Vec::new();
        }
        let mut out = Self::default();
        for (i, part) in pattern.parts().iter().enumerate() {
            if i > 0 {
                out = out.text(":");
            }
            out.push_tokens(part.tokens(), if i == 5 { Class::Any } else { Class::NoColon }, false);
        }
        if pattern.parts().len() == 6 {
            vec![out]
        } else {
            let longer = out.clone().text(":").many(Class::Any);
            vec![out, longer]
        }
    }

    /// The resource ARN format of a resource type: `${Name}` stands for anything.
    pub(crate) fn format(format: &str, bucket: bool) -> Self {
        let mut out = Self::default();
        let mut colons = 0;
        let mut rest = format;
        while let Some(c) = rest.chars().next() {
            if let Some(inner) = rest.strip_prefix("${")
                && let Some((_, after)) = inner.split_once('}')
            {
                let class = match colons {
                    0..5 => Class::NoColon,
                    _ if bucket && !out.steps.iter().any(|s| s.class == Class::Char('/')) => Class::NoSlash,
                    _ => Class::Any,
                };
                // A name has at least one character where it stands in the last part.
                if colons >= 5 {
                    out = out.times(class, 1);
                }
                out = out.many(class);
                rest = after;
                continue;
            }
            if c == ':' {
                colons += 1;
            }
            out.steps.push(if c == '*' {
                Step { class: Class::Any, many: true }
            } else {
                Step { class: Class::Char(c), many: false }
            });
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out
    }

    /// The part of this set whose ARNs look like real ones: where the partition, the region or the account is nothing but
    /// a wildcard, it is this text.
    pub(crate) fn telling(&self, texts: [Option<&str>; 3]) -> Self {
        let colon = Step { class: Class::Char(':'), many: false };
        let wild = [Step { class: Class::NoColon, many: true }];
        let mut out = Self::default();
        for (i, part) in self.steps.splitn(6, |step| *step == colon).enumerate() {
            if i > 0 {
                out.steps.push(colon);
            }
            // Partition, region and account stand in the second, fourth and fifth part.
            let text = match i {
                1 => texts[0],
                3 => texts[1],
                4 => texts[2],
                _ => None,
            };
            match text {
                Some(text) if part == wild => out = out.text(text),
                _ => out.steps.extend_from_slice(part),
            }
        }
        out
    }

    fn as_literal(&self) -> Option<String> {
        self.steps
            .iter()
            .map(|step| match step {
                Step { class: Class::Char(c), many: false } => Some(*c),
                _ => None,
            })
            .collect()
    }

    /// A shortest string of this set.
    fn shortest(&self) -> String {
        self.steps.iter().filter(|step| !step.many).map(one).collect()
    }

    /// A short string of this set in which every run takes one character.
    fn sample(&self) -> String {
        self.steps.iter().map(one).collect()
    }

    fn words(&self) -> usize {
        self.steps.len() / 64 + 1
    }

    fn enter(&self, set: &mut [u64], i: usize) {
        enter(&self.steps, set, i);
    }

    fn advance(&self, from: &[u64], c: char, to: &mut [u64]) {
        advance(&self.steps, from, c, to);
    }

    pub(crate) fn accepts(&self, text: &str) -> bool {
        // What stands before the first run and behind the last has its place; most texts fail there.
        let mut chars = text.chars();
        let first = self.steps.iter().position(|step| step.many).unwrap_or(self.steps.len());
        let (head, rest) = self.steps.split_at(first);
        if !head.iter().all(|step| chars.next().is_some_and(|c| step.class.takes(c))) {
            return false;
        }
        let Some(last) = rest.iter().rposition(|step| step.many) else { return chars.next().is_none() };
        let (runs, tail) = rest.split_at(last + 1);
        if !tail.iter().rev().all(|step| chars.next_back().is_some_and(|c| step.class.takes(c))) {
            return false;
        }
        if let [only] = runs {
            return chars.all(|c| only.class.takes(c));
        }
        let mut set = vec![0; runs.len() / 64 + 1];
        let mut next = set.clone();
        enter(runs, &mut set, 0);
        for c in chars {
            advance(runs, &set, c, &mut next);
            std::mem::swap(&mut set, &mut next);
            next.fill(0);
        }
        has(&set, runs.len())
    }

    /// Whether it is seen at once that this set has all of the other: they are one, or a run of anything follows what the other
    /// begins with.
    fn plainly_holds(&self, other: &Self) -> bool {
        let anything = Step { class: Class::Any, many: true };
        self == other
            || self.steps.split_last().is_some_and(|(last, head)| *last == anything && other.steps.starts_with(head))
    }

    /// Whether it is seen at once that the sets have no string in common: they begin with other texts.
    fn is_plainly_apart(&self, other: &Self) -> bool {
        for (one, other) in self.steps.iter().zip(&other.steps) {
            match (one, other) {
                (Step { many: true, .. }, _) | (_, Step { many: true, .. }) => return false,
                (Step { class: Class::Char(one), .. }, Step { class: Class::Char(other), .. }) if one != other => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

/// Puts a row of steps at one, and past it where a run may take nothing.
fn enter(steps: &[Step], set: &mut [u64], mut i: usize) {
    put(set, i);
    while steps.get(i).is_some_and(|step| step.many) {
        i += 1;
        put(set, i);
    }
}

fn advance(steps: &[Step], from: &[u64], c: char, to: &mut [u64]) {
    for (w, word) in from.iter().enumerate() {
        let mut bits = *word;
        while bits != 0 {
            let i = w * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if let Some(step) = steps.get(i)
                && step.class.takes(c)
            {
                enter(steps, to, if step.many { i } else { i + 1 });
            }
        }
    }
}

/// Whether it is seen at once that there is no string: one group lies in what is outside, or two groups begin apart.
fn is_plainly_empty(inside: &[Vec<Lang>], outside: &[Lang]) -> bool {
    let left = |group: &Vec<Lang>| group.iter().all(|lang| outside.iter().any(|out| out.plainly_holds(lang)));
    let apart = |one: &Vec<Lang>, other: &Vec<Lang>| {
        one.iter().all(|lang| other.iter().all(|other| lang.is_plainly_apart(other)))
    };
    inside.iter().any(left)
        || inside.iter().enumerate().any(|(at, one)| inside.iter().skip(at + 1).any(|other| apart(one, other)))
}

/// A character that a step takes.
fn one(step: &Step) -> char {
    match step.class {
        Class::Char(c) | Class::Fold(c) => c,
        Class::Digit => '0',
        Class::Upper => 'A',
        Class::Word | Class::NoColon | Class::NoSlash | Class::Alphanumeric | Class::NoBrace | Class::Any => 'a',
    }
}

fn has(set: &[u64], i: usize) -> bool {
    set.get(i / 64).is_some_and(|word| word >> (i % 64) & 1 == 1)
}

fn put(set: &mut [u64], i: usize) {
    if let Some(word) = set.get_mut(i / 64) {
        *word |= 1 << (i % 64);
    }
}

/// Whether [`find`] finds anything.
/// Mostly there is a string that one of the patterns spells out nearly in full: then no search is needed.
pub(crate) fn exists(inside: &[Vec<Lang>], outside: &[Lang], budget: &Budget) -> Result<bool, Exhausted> {
    budget.spend(1)?;
    if is_plainly_empty(inside, outside) {
        return Ok(false);
    }
    for lang in inside.iter().flatten() {
        for text in [lang.shortest(), lang.sample()] {
            budget.spend(1 + text.len() as u64)?;
            if inside.iter().all(|group| group.iter().any(|l| l.accepts(&text)))
                && !outside.iter().any(|l| l.accepts(&text))
            {
                return Ok(true);
            }
        }
    }
    Ok(find(inside, outside, budget)?.is_some())
}

/// The shortest string that is in some set of each group of `inside` and in no set of `outside`; `None` if there is none.
pub(crate) fn find(inside: &[Vec<Lang>], outside: &[Lang], budget: &Budget) -> Result<Option<String>, Exhausted> {
    if inside.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    // One group alone is never empty; its shortest member needs no search.
    if let ([group], []) = (inside, outside) {
        budget.spend(1)?;
        return Ok(group.iter().map(Lang::shortest).min_by_key(String::len));
    }
    // A group of plain texts leaves only these to try.
    for group in inside {
        let literals: Option<Vec<String>> = group.iter().map(Lang::as_literal).collect();
        if let Some(literals) = literals {
            for text in literals {
                budget.spend(1 + text.len() as u64)?;
                let fits = inside.iter().all(|g| g.iter().any(|l| l.accepts(&text)))
                    && !outside.iter().any(|l| l.accepts(&text));
                if fits {
                    return Ok(Some(text));
                }
            }
            return Ok(None);
        }
    }
    if let Some(text) = plain_shortest(inside, outside, budget)? {
        return Ok(Some(text));
    }
    walk(inside, outside, budget)
}

/// A string that no other can be shorter than: one that a pattern spells out, as long as every string of some group must be.
fn plain_shortest(inside: &[Vec<Lang>], outside: &[Lang], budget: &Budget) -> Result<Option<String>, Exhausted> {
    let least = |lang: &Lang| lang.steps.iter().filter(|step| !step.many).count();
    let bound = inside.iter().filter_map(|group| group.iter().map(least).min()).max();
    for lang in inside.iter().flatten().filter(|lang| Some(least(lang)) == bound) {
        let text = lang.shortest();
        budget.spend(1 + text.len() as u64)?;
        if inside.iter().all(|group| group.iter().any(|l| l.accepts(&text)))
            && !outside.iter().any(|l| l.accepts(&text))
        {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

struct Machine<'a> {
    langs: Vec<&'a Lang>,
    /// Where each pattern's bits begin.
    offsets: Vec<usize>,
    /// Which patterns form each group of `inside`.
    groups: Vec<std::ops::Range<usize>>,
    first_outside: usize,
    words: usize,
}

impl Machine<'_> {
    fn part<'s>(&self, state: &'s [u64], i: usize) -> &'s [u64] {
        let (Some(start), Some(lang)) = (self.offsets.get(i), self.langs.get(i)) else { return &[] };
        state.get(*start..start + lang.words()).unwrap_or_default()
    }

    fn accepts(&self, state: &[u64], i: usize) -> bool {
        self.langs.get(i).is_some_and(|lang| has(self.part(state, i), lang.steps.len()))
    }

    fn is_goal(&self, state: &[u64]) -> bool {
        self.groups.iter().all(|group| group.clone().any(|i| self.accepts(state, i)))
            && !(self.first_outside..self.langs.len()).any(|i| self.accepts(state, i))
    }

    fn is_dead(&self, state: &[u64]) -> bool {
        self.groups.iter().any(|group| group.clone().all(|i| self.part(state, i).iter().all(|word| *word == 0)))
    }

    fn start(&self) -> Vec<u64> {
        let mut state = vec![0; self.words];
        for (lang, start) in self.langs.iter().zip(&self.offsets) {
            if let Some(part) = state.get_mut(*start..start + lang.words()) {
                lang.enter(part, 0);
            }
        }
        state
    }

    fn advance(&self, state: &[u64], c: char) -> Vec<u64> {
        let mut next = vec![0; self.words];
        for (i, (lang, start)) in self.langs.iter().zip(&self.offsets).enumerate() {
            if let Some(to) = next.get_mut(*start..start + lang.words()) {
                lang.advance(self.part(state, i), c, to);
            }
        }
        next
    }

    /// One character of each kind that any pattern could tell apart here, pleasant ones first.
    fn letters(&self, state: &[u64]) -> Vec<char> {
        let mut named = BTreeSet::new();
        let mut wild = false;
        for (i, lang) in self.langs.iter().enumerate() {
            for (w, word) in self.part(state, i).iter().enumerate() {
                let mut bits = *word;
                while bits != 0 {
                    let at = w * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    match lang.steps.get(at).map(|step| step.class) {
                        Some(Class::Char(c)) => {
                            named.insert(c);
                        }
                        Some(Class::Fold(c)) => {
                            named.insert(c);
                            named.extend(c.to_uppercase().take(1));
                        }
                        Some(_) => wild = true,
                        None => {}
                    }
                }
            }
        }
        if wild {
            let fresh = |range: &str| range.chars().find(|c| !named.contains(c));
            let letters = [
                fresh("abcdefghijklmnopqrstuvwxyz"),
                fresh("0123456789"),
                fresh("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                fresh("-_.@=~+#"),
            ];
            let mut out: Vec<char> = letters.into_iter().flatten().collect();
            for separator in ['/', ':'] {
                if !named.contains(&separator) {
                    out.push(separator);
                }
            }
            out.extend(named.iter().filter(|c| !c.is_uppercase()));
            out.extend(named.iter().filter(|c| c.is_uppercase()));
            return out;
        }
        let mut out: Vec<char> = named.into_iter().collect();
        out.sort_by_key(|c| c.is_uppercase());
        out
    }
}

fn walk(inside: &[Vec<Lang>], outside: &[Lang], budget: &Budget) -> Result<Option<String>, Exhausted> {
    let mut machine =
        Machine { langs: Vec::new(), offsets: Vec::new(), groups: Vec::new(), first_outside: 0, words: 0 };
    let add = |machine: &mut Machine<'_>, lang: &Lang| {
        machine.offsets.push(machine.words);
        machine.words += lang.words();
    };
    for group in inside {
        let first = machine.langs.len();
        for lang in group {
            add(&mut machine, lang);
            machine.langs.push(lang);
        }
        machine.groups.push(first..machine.langs.len());
    }
    machine.first_outside = machine.langs.len();
    for lang in outside {
        add(&mut machine, lang);
        machine.langs.push(lang);
    }
    let start = machine.start();
    if machine.is_goal(&start) {
        return Ok(Some(String::new()));
    }
    // Every state with the state it came from and the character that led here.
    let mut trail: Vec<(usize, char)> = vec![(0, ' ')];
    let mut states: VecDeque<(usize, Vec<u64>)> = VecDeque::new();
    let mut seen: HashSet<Vec<u64>> = HashSet::new();
    seen.insert(start.clone());
    states.push_back((0, start));
    let cost = 1 + machine.words as u64;
    while let Some((at, state)) = states.pop_front() {
        for c in machine.letters(&state) {
            budget.spend(cost)?;
            let next = machine.advance(&state, c);
            if machine.is_dead(&next) || seen.contains(&next) {
                continue;
            }
            trail.push((at, c));
            let position = trail.len() - 1;
            if machine.is_goal(&next) {
                return Ok(Some(word(&trail, position)));
            }
            seen.insert(next.clone());
            states.push_back((position, next));
        }
    }
    Ok(None)
}

fn word(trail: &[(usize, char)], mut at: usize) -> String {
    let mut letters = Vec::new();
    while at != 0 {
        let Some((before, c)) = trail.get(at) else { break };
        letters.push(*c);
        at = *before;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(text: &str) -> Lang {
        Lang::pattern(&Pattern::new(text, false), false)
    }

    fn check(inside: &[&str], outside: &[&str], expect: Option<&str>) {
        let inside: Vec<Vec<Lang>> = inside.iter().map(|p| p.split('|').map(lang).collect()).collect();
        let outside: Vec<Lang> = outside.iter().map(|p| lang(p)).collect();
        assert_eq!(find(&inside, &outside, &Budget::new(1_000_000)).unwrap().as_deref(), expect);
        assert_eq!(exists(&inside, &outside, &Budget::new(1_000_000)), Ok(expect.is_some()));
    }

    #[test]
    fn shortest_words_are_found() {
        check(&["a*", "*b"], &[], Some("ab"));
        check(&["a*|c", "*b"], &["ab"], Some("aab"));
        check(&["?b?"], &["ab*"], Some("bba"));
        check(&["*"], &[], Some(""));
        check(&["*"], &["?*"], Some(""));
        check(&["x|y"], &["x"], Some("y"));
    }

    #[test]
    fn emptiness_is_proved() {
        check(&["a*", "b*"], &[], None);
        check(&["a*"], &["a*"], None);
        check(&["a?"], &["*"], None);
        check(&["ab*"], &["a*"], None);
        check(&["a*b"], &["a*", "c"], None);
        check(&["x"], &["x"], None);
        check(&["*"], &["", "?", "??*"], None);
    }

    /// Every row of up to four of these.
    fn rows<T: Copy>(of: &[T], longest: usize) -> Vec<Vec<T>> {
        let mut all = vec![Vec::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last.iter().flat_map(|row| of.iter().map(|one| [row.as_slice(), &[*one]].concat())).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    fn small() -> Vec<Lang> {
        let step = |class, many| Step { class, many };
        let of = [
            step(Class::Char('a'), false),
            step(Class::Any, false),
            step(Class::Any, true),
            step(Class::NoColon, true),
            step(Class::Char(':'), false),
        ];
        rows(&of, 4).into_iter().map(|steps| Lang { steps }).collect()
    }

    #[test]
    fn a_text_is_accepted_as_the_search_would() {
        for lang in small() {
            for text in rows(&['a', ':', 'x'], 4).into_iter().map(String::from_iter) {
                let both = [vec![lang.clone()], vec![Lang::literal(&text)]];
                let found = walk(&both, &[], &Budget::new(1_000_000)).unwrap();
                assert_eq!(lang.accepts(&text), found.is_some(), "{lang:?} {text}");
            }
        }
    }

    #[test]
    fn what_is_seen_at_once_is_what_the_search_finds() {
        let langs: Vec<Lang> = small().into_iter().step_by(7).collect();
        let mut seen = [0, 0];
        for one in &langs {
            for other in &langs {
                let budget = Budget::new(1_000_000);
                let (left, right) = (vec![one.clone()], vec![other.clone()]);
                if other.plainly_holds(one) {
                    seen[0] += 1;
                    assert_eq!(
                        walk(std::slice::from_ref(&left), std::slice::from_ref(other), &budget),
                        Ok(None),
                        "{one:?} {other:?}"
                    );
                }
                if one.is_plainly_apart(other) {
                    seen[1] += 1;
                    assert_eq!(walk(&[left, right], &[], &budget), Ok(None), "{one:?} {other:?}");
                }
            }
        }
        assert!(seen.iter().all(|number| *number > 100), "{seen:?}");
    }

    #[test]
    fn a_search_beyond_its_budget_says_so() {
        let many: Vec<Vec<Lang>> =
            (0..40).map(|i| vec![lang(&format!("*{i}*{}*a?????????????????*", i + 1))]).collect();
        assert_eq!(find(&many, &[], &Budget::new(10_000)), Err(Exhausted));
    }

    #[test]
    fn wild_parts_of_an_arn_get_telling_texts() {
        let texts = [Some("aws"), Some("{Region}"), Some("{AccountId}")];
        let key = Lang::format("arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}", false).telling(texts);
        assert!(
            key.accepts("arn:aws:kms:{Region}:{AccountId}:key/a") && !key.accepts("arn:aws:kms:a:{AccountId}:key/a")
        );
        let queue = Lang::arn(&ArnPattern::new("arn:aws:sqs:us-*:111122223333:q", false), ShortArn::Padded);
        assert_eq!(queue[0].telling(texts), queue[0]);
        assert_eq!(Lang::any().telling(texts), Lang::any());
    }

    #[test]
    fn bucket_format_does_not_cover_objects() {
        let bucket = Lang::format("arn:${Partition}:s3:::${BucketName}", true);
        let object = Lang::format("arn:${Partition}:s3:::${BucketName}/${ObjectName}", true);
        assert!(bucket.accepts("arn:aws:s3:::b") && !bucket.accepts("arn:aws:s3:::b/o"));
        assert!(object.accepts("arn:aws:s3:::b/o/p") && !object.accepts("arn:aws:s3:::b"));
    }
}
