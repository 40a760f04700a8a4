//! What of a template's text may be shown to nobody.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use yagura_model::{Meta, Sensitive, Snapshot, Span};
use yagura_secrets::{Context, Detector, DetectorError};

/// Knows the secrets of a snapshot's templates: the texts that the model holds as [`Sensitive`], and whatever the detector finds.
// No `Debug`: it holds the texts.
pub struct Veil {
    detector: Detector,
    /// By file.
    known: HashMap<String, Vec<Known>>,
    /// Of the texts in which the analysis found a secret, the lines: they are hidden wherever they stand.
    secrets: BTreeSet<String>,
}

struct Known {
    /// The last part of the property's pointer.
    name: String,
    /// Where it stands, as far as that is known.
    place: Option<Span>,
    block: Span,
    text: String,
}

/// Shorter texts are hidden in their own place only: anything might hold them.
const SHORTEST: usize = 6;
/// How many bytes are searched for texts that were found elsewhere: a file in which that is not enough is not shown.
const EFFORT: usize = 1 << 30;

impl Veil {
    /// Takes in a snapshot whose texts were analysed.
    /// Fails where the detector cannot be made: nothing may be shown then.
    pub fn new(snapshot: &mut Snapshot) -> Result<Self, DetectorError> {
        let mut veil = Self { detector: Detector::new()?, known: HashMap::new(), secrets: BTreeSet::new() };
        snapshot.each_text(|_, meta, pointer, _, text| veil.learn(meta, pointer, text));
        for alternative in &mut snapshot.contents.alternatives {
            alternative.snapshot.each_text(|_, meta, pointer, _, text| veil.learn(meta, pointer, text));
        }
        Ok(veil)
    }

    fn learn(&mut self, meta: &Meta, pointer: &str, text: &Sensitive) {
        let (Some(template), Some(exposed), false) = (meta.template(), text.expose(), text.names()) else { return };
        let near = || Some(template.stands(pointer)).filter(|(file, _)| *file != template.file);
        let there = template.exactly(pointer).or_else(near);
        let known = Known {
            name: pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~"),
            place: there.map(|(_, span)| span),
            block: template.span,
            text: exposed.to_owned(),
        };
        if text.matches().map_or(true, |found| !found.is_empty()) {
            self.secrets.extend(parts(exposed).map(str::to_owned));
        }
        let file = there.map_or(template.file.as_str(), |(file, _)| file);
        self.known.entry(file.to_owned()).or_default().push(known);
    }

    /// The bytes of a template's text that a print of it must not show; they may overlap. `more` names places to be hidden whole.
    /// `None` where nothing of the file may be shown.
    pub fn hidden(&self, file: &str, text: &str, more: &[Span]) -> Option<Vec<Range<usize>>> {
        let mut hidden = self.detector.hidden(text, &Context { path: Some(file), ..Context::default() })?;
        let lines = Lines::new(text);
        hidden.extend(more.iter().filter_map(|span| lines.bytes(span)).map(|range| value(text, range, "Default")));
        // What is a secret in one place is one in the others.
        let mut anywhere: BTreeSet<&str> = self.secrets.iter().map(String::as_str).collect();
        anywhere.extend(hidden.iter().filter_map(|range| text.get(range.clone())).flat_map(parts));
        let mut effort = anywhere.len().saturating_mul(text.len());
        for known in self.known.get(file).into_iter().flatten() {
            if let Some(range) = known.place.as_ref().and_then(|span| lines.bytes(span)) {
                hidden.push(value(text, range, &known.name));
            } else if let Some(block) = lines.bytes(&known.block) {
                for part in parts(&known.text) {
                    effort = effort.saturating_add(block.len());
                    find(text, block.clone(), part, effort, &mut hidden);
                }
            }
        }
        if effort > EFFORT {
            return None;
        }
        for part in anywhere {
            find(text, 0..text.len(), part, effort, &mut hidden);
        }
        Some(hidden)
    }
}

/// Of a text of many lines each stands by itself where it is indented.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.trim().trim_matches(['"', '\''])).filter(|part| part.len() >= SHORTEST)
}

/// Hides a text wherever it stands in a part of another, unless too much was searched already.
fn find(text: &str, within: Range<usize>, part: &str, effort: usize, hidden: &mut Vec<Range<usize>>) {
    if effort <= EFFORT {
        let found = text.get(within.clone()).unwrap_or_default().match_indices(part);
        hidden.extend(found.map(|(at, _)| within.start + at..within.start + at + part.len()));
    }
}

/// The part of a member that is its value: all of it where it is not plain that a name stands before it.
fn value(text: &str, range: Range<usize>, name: &str) -> Range<usize> {
    let member = text.get(range.clone()).unwrap_or_default();
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '_' | '"' | '\'')).map(|c| c.to_ascii_lowercase()).collect()
    };
    let after = |separator: char| {
        let (before, _) = member.split_once(separator)?;
        let (said, name) = (plain(before.trim()), plain(name));
        // `user_data_base64` in Terraform is `UserData` in CloudFormation.
        let same = said == name || said.len() >= 4 && (said.contains(&name) || name.contains(&said));
        (same && !said.is_empty() && !name.is_empty()).then_some(before.len() + separator.len_utf8())
    };
    let skip = after(':').or_else(|| after('=')).unwrap_or(0);
    let rest = member.get(skip..).unwrap_or_default();
    range.start + skip + (rest.len() - rest.trim_start().len())..range.end
}

/// Where the lines of a text begin.
struct Lines<'a> {
    text: &'a str,
    begin: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let begin = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, begin }
    }

    fn byte(&self, line: u32, column: u32) -> Option<usize> {
        let number = usize::try_from(line).ok()?.checked_sub(1)?;
        let begin = *self.begin.get(number)?;
        let end = self.begin.get(number + 1).copied().unwrap_or(self.text.len());
        let line = self.text.get(begin..end)?;
        // Readers do not count the mark at the beginning of a file.
        let mark = if number == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let column = usize::try_from(column).ok()?.saturating_sub(1);
        let after = line.get(mark..)?.char_indices().nth(column).map_or(line.len(), |(at, _)| at + mark);
        Some(begin + after)
    }

    /// The bytes of a place; to the end of the text where it ends after that.
    fn bytes(&self, span: &Span) -> Option<Range<usize>> {
        let start = self.byte(span.line, span.column)?;
        let end = self.byte(span.end_line, span.end_column).unwrap_or(self.text.len());
        (start < end).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "tests")]

    use super::Veil;

    /// The text with `*` in place of every byte that is hidden.
    fn masked(text: &str) -> String {
        let mut snapshot = yagura_cloudformation::read("t.yaml", text);
        crate::secrets::analyse(&mut snapshot);
        let veil = Veil::new(&mut snapshot).unwrap();
        let mut bytes = text.as_bytes().to_vec();
        for range in veil.hidden("t.yaml", text, &yagura_cloudformation::no_echo(text)).unwrap() {
            for byte in bytes.iter_mut().take(range.end).skip(range.start) {
                *byte = if *byte == b'\n' { b'\n' } else { b'*' };
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_the_model_holds_as_sensitive_is_hidden_in_its_own_place_and_its_name_is_not() {
        let text = "Resources:
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: shop-live
      Environment:
        Variables:
          STAGE: live
          \"Mode\": 'x: y'
          Table: !Ref Orders
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      PubliclyAccessible: true
      MasterUserPassword: abc
";
        let shown = masked(text);
        assert!(shown.contains("FunctionName: shop-live\n") && shown.contains("PubliclyAccessible: true\n"), "{shown}");
        for hidden in ["STAGE: live", "x: y", "abc"] {
            assert!(!shown.contains(hidden), "{hidden}\n{shown}");
        }
        assert!(shown.contains("STAGE: *") && shown.contains("MasterUserPassword: *"), "{shown}");
    }

    #[test]
    fn a_parameter_that_is_not_echoed_is_hidden() {
        let text = "{\"Parameters\":{\"Word\":{\"Type\":\"String\",\"NoEcho\":true,\"Default\":\"kumo\"}},\
\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}";
        let shown = masked(text);
        assert!(!shown.contains("kumo") && shown.contains("AWS::SNS::Topic"), "{shown}");
    }

    #[test]
    fn a_secret_that_was_found_is_hidden_wherever_it_stands() {
        let text = "Resources:
  Shop:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables: { DB_PASSWORD: \"Gm7tQ2vXz9\" }
  Note:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: \"is Gm7tQ2vXz9\" }
";
        let shown = masked(text);
        assert!(!shown.contains("Gm7tQ2vXz9"), "{shown}");
        assert_eq!(&shown[..text.find("Gm7").unwrap() - 20], &text[..text.find("Gm7").unwrap() - 20]);
    }
}
