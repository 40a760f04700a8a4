//! Finds secrets and sensitive data in text; knows no AWS account, opens nothing, keeps nothing.
//!
//! A caller hands over a text with what stands around it: the *name beside the value* (`DB_PASSWORD`, `パスワード`) says more than
//! any pattern over the text alone. What comes back never holds the secret: its kind, its place, its last four characters
//! where it is long enough that they tell nothing, and a keyed hash by which the same secret in two places is seen as one.
//!
//! Invariants:
//! * Every pattern runs in linear time and is bounded in length; a hostile text costs no more than its size.
//! * Content of any size is read in windows; archives are unpacked in memory, within a budget, and never to a disk.
//! * No type that holds a secret implements `Debug`, `Display` or `Serialize`.

mod archive;
mod assign;
mod charset;
mod checksum;
mod columns;
mod credentials;
mod custom;
mod detect;
mod digits;
mod encoded;
mod hash;
mod joined;
mod judge;
mod keys;
mod names;
mod parquet;
mod placeholder;
mod read;
mod sensitive;
mod text;
mod tokens;
mod zip;
mod zstd;

use std::borrow::Cow;

pub use archive::Budget;
pub use custom::{Identifier, LONGEST_PATTERN, NEAR, Validator};
pub use detect::{Detector, DetectorError, kinds, undocumented};
pub use keys::KeyPair;
pub use read::{Event, Note, Reader};
pub use sensitive::{Classification, Classifier, Hints, Kind, Place, Tally};

/// What stands around a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The name beside the value: a variable's, a parameter's, a key's.
    pub name: Option<&'a str>,
    /// Where the text stands, as a file path or a JSON pointer. In a lock file, which is full of names beside digests, only
    /// what is known by its form is found.
    pub path: Option<&'a str>,
    /// The key of [`Match::hash`]: hashes compare only where they were made with the same one.
    pub key: &'a [u8],
}

/// How sure a detector is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The name says so, the value may be a stand-in (`changeme`).
    Low,
    /// Right in most places.
    Medium,
    /// The form is one that only secrets have, or name and value agree.
    High,
}

impl Confidence {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// The hash that a match of this secret has under a key ([`Match::hash`]), to know it again.
pub fn keyed_hash(key: &[u8], secret: &str) -> String {
    hash::keyed(key, secret)
}

/// A secret that was found; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Line in the text, from 1.
    pub line: u32,
    /// Column of its first character, from 1; 1 where it was found inside an encoded part of the line.
    pub column: u32,
    /// The detector's id: `aws-access-key-id`, `database-url`, `password` … or the name of an identifier of one's own.
    pub kind: Cow<'static, str>,
    /// How sure the detector is.
    pub confidence: Confidence,
    /// The last four characters, where the secret has 16 or more.
    pub last4: Option<String>,
    /// HMAC-SHA256 of the secret under [`Context::key`], its first eight bytes in hexadecimal.
    pub hash: String,
    /// The AWS account that an access key's id spells; ids from before 2019 spell none.
    pub account: Option<String>,
    /// The reason that the text itself gives for it to be no finding: `yagura:ignore secrets reason="…"` on its line or the
    /// one above.
    pub ignored: Option<String>,
}
