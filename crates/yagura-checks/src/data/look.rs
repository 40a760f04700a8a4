//! What is in the bytes of an item.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use yagura_finding::Confidence;
use yagura_finding::data::Class;
use yagura_secrets::{Budget, Classifier, Context, Detector, DetectorError, Event, Hints, Identifier, Note, Reader};

use super::weight;

/// What one item may become when it is unpacked.
const UNPACKED: u64 = 128 << 20;
/// How many places of a kind are kept of one item.
const PLACES: usize = 3;

/// Looks at items; made once, used for all.
pub struct Looker {
    detector: Detector,
    classifier: Classifier,
}

/// What an item holds of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) count: u64,
    pub(crate) confidence: Confidence,
    /// Where in an archive, and the line.
    pub(crate) places: Vec<(String, u64)>,
}

/// What an item holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    pub(crate) hits: BTreeMap<(Class, String), Hit>,
    /// Bytes of text that were looked at.
    pub(crate) text: u64,
    /// What of it was not looked at.
    pub(crate) notes: Vec<(String, Note)>,
    /// Only its beginning was there.
    pub(crate) cut: bool,
    /// The ARN of the KMS key that it is encrypted with; empty where S3 did not tell which.
    pub kms: Option<String>,
}

impl Looker {
    /// Compiles the detectors. Fails where an identifier's pattern does not compile.
    pub fn new(identifiers: &[Identifier]) -> Result<Self, DetectorError> {
        Ok(Self { detector: Detector::new()?, classifier: Classifier::new(identifiers)? })
    }

    /// Looks at the bytes of an item; `whole` where they are all of it.
    pub fn look(&self, key: &str, bytes: &[u8], whole: bool) -> Look {
        let mut look = Look { cut: !whole, ..Look::default() };
        if !whole && (bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PAR1")) {
            // Their directory stands at the end.
            look.notes.push((String::new(), Note::TooLarge));
            return look;
        }
        let budget = Budget { unpacked: UNPACKED, ..Budget::default() };
        let found = self.classifier.classify_bytes(bytes, &Hints { path: Some(key) }, &budget);
        look.text = found.bytes;
        look.notes = found.unread;
        for (kind, tally) in found.kinds {
            let class = if weight(&kind).is_some() { Class::Personal } else { Class::Own };
            let places = tally.places.into_iter().take(PLACES).map(|place| (place.inside, place.line)).collect();
            let hit = Hit { count: tally.count, confidence: sure(tally.confidence), places };
            look.hits.insert((class, kind), hit);
        }
        let mut seen = BTreeSet::new();
        let mut reader = Reader::new(&self.detector, budget);
        let context = Context { name: None, path: Some(key), key: b"yagura:data:1" };
        let hits = &mut look.hits;
        let notes = &mut look.notes;
        let read = reader.read(&mut Cursor::new(bytes), &context, &mut |event| match event {
            Event::Found(inside, found) => {
                // The same secret twice in an item is one; what its text says to be none is none.
                if found.ignored.is_some() || !seen.insert((found.kind.clone(), found.hash)) {
                    return;
                }
                let confidence = sure(found.confidence);
                let hit = hits.entry((Class::Secret, found.kind.into_owned())).or_insert_with(|| Hit {
                    count: 0,
                    confidence,
                    places: Vec::new(),
                });
                hit.count += 1;
                hit.confidence = hit.confidence.max(confidence);
                if hit.places.len() < PLACES {
                    hit.places.push((inside.to_owned(), u64::from(found.line)));
                }
            }
            Event::Skipped(inside, note) => notes.push((inside.to_owned(), note)),
        });
        if read.is_err() {
            notes.push((String::new(), Note::Damaged));
        }
        // Both readers tell of the same parts, and a part that was cut off here is not damaged.
        let mut told: BTreeSet<(String, &'static str)> = BTreeSet::new();
        look.notes.retain(|(inside, note)| {
            told.insert((inside.clone(), note.name())) && !(look.cut && *note == Note::Damaged)
        });
        look
    }

    /// A name as it may be shown: what of it is such data itself is masked.
    pub fn shown(&self, key: &str) -> String {
        let parts = key.split('/').map(|part| {
            if !self.telltale(part) {
                return part.to_owned();
            }
            let ending = part.rsplit_once('.').map_or("", |(_, ending)| ending);
            let plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
            if plain { format!("****.{ending}") } else { "****".to_owned() }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn telltale(&self, text: &str) -> bool {
        // A short word holds nothing.
        text.len() >= 6
            && (!self.detector.detect(text, &Context::default()).is_empty()
                || !self
                    .classifier
                    .classify_bytes(text.as_bytes(), &Hints::default(), &Budget::default())
                    .kinds
                    .is_empty())
    }
}

fn sure(confidence: yagura_secrets::Confidence) -> Confidence {
    match confidence {
        yagura_secrets::Confidence::High => Confidence::High,
        yagura_secrets::Confidence::Medium => Confidence::Medium,
        yagura_secrets::Confidence::Low => Confidence::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_data_are_masked() {
        let looker = Looker::new(&[]).unwrap();
        for (key, shown) in [
            ("logs/2026/11/app.log", "logs/2026/11/app.log"),
            ("export/taro.tokiwa@example.jp.csv", "export/****.csv"),
            ("a/ghp_", "a/ghp_"),
        ] {
            assert_eq!(looker.shown(key), shown);
        }
    }

    #[test]
    fn what_is_read_from_its_end_is_not_read_from_its_beginning() {
        let looker = Looker::new(&[]).unwrap();
        assert_eq!(looker.look("a.zip", b"PK\x03\x04rest", false).notes, [(String::new(), Note::TooLarge)]);
        let cut = looker.look("a.csv", "氏名,メール\n常盤,a@example.jp\n常盤,b@exa".as_bytes(), false);
        assert!(cut.notes.is_empty() && cut.cut, "{cut:?}");
        assert!(cut.hits.contains_key(&(Class::Personal, "email".to_owned())), "{cut:?}");
    }

    #[test]
    fn a_secret_counts_once_in_an_item() {
        let looker = Looker::new(&[]).unwrap();
        let secret = ["Tokiwa", "-Maigo", "-8841"].concat();
        let text = format!("DB_PASSWORD={secret}\nother\nDB_PASSWORD={secret}\n");
        let look = looker.look("a.env", text.as_bytes(), true);
        assert_eq!(look.hits.get(&(Class::Secret, "password".to_owned())).map(|hit| hit.count), Some(1), "{look:?}");
    }

    #[test]
    fn a_column_of_passwords_is_a_secret_of_each_row() {
        let looker = Looker::new(&[]).unwrap();
        let password = ["Tokiwa", "-Maigo", "-88"].concat();
        let text = format!("氏名,メール,パスワード\n常盤,a@example.jp,{password}1\n常盤,b@example.jp,{password}2\n");
        let look = looker.look("export/accounts.csv", text.as_bytes(), true);
        assert_eq!(look.hits.get(&(Class::Secret, "password".to_owned())).map(|hit| hit.count), Some(2), "{look:?}");
        assert!(look.hits.contains_key(&(Class::Personal, "email".to_owned())), "{look:?}");
    }
}
