//! Sensitive data in buckets and log groups: what was planned, what was read, what is there. Never a value.

use std::collections::BTreeMap;

use yagura_model::Gap;
pub use yagura_model::inventory::{StoreKind, Why};

use crate::{Confidence, Severity};

/// How many items, and how many bytes they have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub items: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Amount {
    /// Adds an item of so many bytes.
    pub fn add(&mut self, bytes: u64) {
        self.items += 1;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Adds what another has.
    pub fn merge(&mut self, other: Self) {
        self.items += other.items;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// What a store's part of the plan is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which kind of place.
    pub kind: StoreKind,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// What was listed.
    pub listed: Amount,
    /// Whether that is everything.
    pub whole: bool,
    /// How many calls the listing took.
    pub requests: u64,
    /// What will be read, and the most bytes that this takes.
    pub sample: Amount,
    /// What of that lies in storage classes whose reading costs more than S3 Standard's.
    pub dearer: Amount,
    /// What will not be read.
    pub left: BTreeMap<Why, Amount>,
    /// Why it was not listed, or not to its end.
    pub gap: Option<Gap>,
}

/// What will be read, before anything is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Every store, in the order of their kinds, names and regions.
    pub stores: Vec<Planned>,
    /// The most items and bytes that may be read.
    pub budget: Amount,
    /// How many calls list objects; they were made for this plan.
    pub lists: u64,
    /// How many calls read objects.
    pub gets: u64,
    /// How many calls ask who can read what is found, at most: for the ACLs of objects, where they have effect, for whose a
    /// bucket is, and for who pays.
    pub acls: u64,
    /// Older versions of objects are looked at too.
    pub versions: bool,
    /// How many calls list and read log events, at most.
    pub log_calls: u64,
    /// What the calls to S3 cost at most, in US dollars.
    pub cost: f64,
    /// What the calls to KMS cost at most beside that, where everything is encrypted with its keys.
    pub kms: f64,
    /// What the transfer costs at most beside that, where yagura runs outside of AWS.
    pub transfer: f64,
    /// Some of it lies in a region whose prices are not known here: those of us-east-1 stand in.
    pub assumed: bool,
    /// What stores were not even named.
    pub gaps: Vec<Gap>,
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A secret.
    Secret,
    /// Data on people, or money.
    Personal,
    /// An identifier of the user's own configuration.
    Own,
}

impl Class {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Personal => "personal",
            Self::Own => "own",
        }
    }
}

/// An item in which some was found; its name is masked where it is such data itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// The object's key, or the stream's name.
    pub key: String,
    /// The id of an older version; empty for the current one.
    pub version: String,
    /// Where in an archive; empty outside of one.
    pub inside: String,
    /// Line, or row of a table, from 1.
    pub line: u64,
}

/// One kind of data below one prefix.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The prefix; empty for the top of the bucket.
    pub prefix: String,
    /// The kind: a detector's id, or the name of an identifier of one's own.
    pub kind: String,
    /// What kind of thing that is.
    pub class: Class,
    /// How many were counted in what was read.
    pub count: u64,
    /// In how many of the items that were read.
    pub items: u64,
    /// How many items were read below the prefix.
    pub of: u64,
    /// How many there are in a mebibyte of text; `None` where too little was read to say so.
    pub density: Option<f64>,
    /// How sure the surest of them is.
    pub confidence: Confidence,
    /// How bad, with who can read it.
    pub severity: Severity,
    /// All of them are encrypted with a key of KMS, so that nobody reads them who may not use it too.
    pub kms: bool,
    /// Who can read the items in which some was found, where that differs from the store's.
    pub exposure: Option<Exposure>,
    /// The first few.
    pub examples: Vec<Example>,
}

/// Who can read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Everyone can: without credentials, or with those of any account.
    pub public: bool,
    /// Where everyone can, only with credentials of some account.
    pub signed: bool,
    /// Accounts and identities outside the account, its organization and what is trusted.
    pub outside: Vec<String>,
    /// How many users and roles of the account can.
    pub principals: u64,
    /// How many services of AWS can.
    pub services: u64,
    /// There may be more users, roles and services than were counted.
    pub least: bool,
    /// A request of a stranger that is allowed, in words: Japanese, English.
    pub witness: Option<(String, String)>,
    /// Of whom it cannot be told, and why.
    pub gaps: Vec<(String, String)>,
}

impl Exposure {
    /// Nothing is known, for this reason.
    pub fn unknown(reason: String) -> Self {
        Self { least: true, gaps: vec![(String::new(), reason)], ..Self::default() }
    }

    /// Adds who can read something else beside it: whoever reads one of the two.
    pub fn merge(&mut self, other: Self) {
        self.signed = match (self.public, other.public) {
            (true, true) => self.signed && other.signed,
            (false, true) => other.signed,
            _ => self.signed,
        };
        self.public |= other.public;
        self.outside.extend(other.outside);
        self.outside.sort();
        self.outside.dedup();
        // Two counts do not say how many are in both.
        self.least |= other.least || self.principals != other.principals || self.services != other.services;
        self.principals = self.principals.max(other.principals);
        self.services = self.services.max(other.services);
        self.witness = self.witness.take().or(other.witness);
        self.gaps.extend(other.gaps);
        self.gaps.sort();
        self.gaps.dedup();
    }
}

/// What is known of a store in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Some was found.
    Found,
    /// Nothing was read, so nothing is known.
    Unknown,
    /// None in what was read; what was not read may hold some.
    NoneInSample,
    /// Nothing is in it.
    Empty,
}

impl Outcome {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unknown => "unknown",
            Self::NoneInSample => "none-in-sample",
            Self::Empty => "empty",
        }
    }
}

/// An item that was not read, or not whole, with the reason in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Why.
    pub why: Why,
    /// The item; masked where its name is such data itself.
    pub key: String,
    /// Where in an archive; empty outside of one.
    pub inside: String,
    /// What AWS or the reader says; empty where the reason says all.
    pub detail: String,
}

/// What was found in a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// Which kind of place.
    pub kind: StoreKind,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// What is known in the end.
    pub outcome: Outcome,
    /// The worst of what was found.
    pub severity: Option<Severity>,
    /// What was listed.
    pub listed: Amount,
    /// Whether that is everything.
    pub whole: bool,
    /// What was read: items, and bytes as they were sent.
    pub read: Amount,
    /// What was found, worst first.
    pub found: Vec<Found>,
    /// Who can read the store.
    pub exposure: Option<Exposure>,
    /// What was not read, or not whole.
    pub left: BTreeMap<Why, Amount>,
    /// How many items were chosen and tell nothing: they are no text, or in a form that is not opened.
    pub missed: u64,
    /// The first few of what could not be read.
    pub unread: Vec<Unread>,
    /// Older versions of its objects may be there, and were not looked at.
    pub older: bool,
    /// Why it was not listed, or not to its end.
    pub gap: Option<Gap>,
}

/// What `yagura data` found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DataReport {
    /// The plan that was followed.
    pub plan: Plan,
    /// The stores, worst first.
    pub stores: Vec<Store>,
}

impl DataReport {
    /// Whether something that was to be known is not.
    pub fn incomplete(&self) -> bool {
        !self.plan.gaps.is_empty()
            || self.stores.iter().any(|store| {
                store.outcome == Outcome::Unknown
                    || store.gap.is_some()
                    || store.missed > 0
                    || store.left.iter().any(|(why, amount)| why.hides() && amount.items > 0)
                    || store.found.iter().any(|found| {
                        let exposure = found.exposure.as_ref().or(store.exposure.as_ref());
                        exposure.is_none_or(|exposure| !exposure.gaps.is_empty())
                    })
            })
    }

    /// The worst severity of what was found.
    pub fn worst(&self) -> Option<Severity> {
        self.stores.iter().filter_map(|store| store.severity).max()
    }
}
