//! What may hold data: the objects of buckets, the streams of log groups. Names, sizes and times, never what is in them.

use crate::Gap;

/// What kind of place holds the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreKind {
    /// An S3 bucket; its items are objects.
    Bucket,
    /// A log group of CloudWatch Logs; its items are log streams.
    LogGroup,
}

impl StoreKind {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bucket => "bucket",
            Self::LogGroup => "log-group",
        }
    }
}

/// An object (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>) or a log stream
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html>).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The object's key, or the stream's name.
    pub key: String,
    /// The id of an older version of an object; empty for the current one, and for streams.
    pub version: String,
    /// Its size in bytes; of a stream, which tells none, the most that one call gives.
    pub size: u64,
    /// The storage class of an object; empty for `STANDARD` where the answer leaves it out, and for streams.
    pub class: String,
    /// When it was last written, in a form that sorts by time.
    pub modified: String,
}

/// A bucket or log group with what was listed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which kind of place.
    pub kind: StoreKind,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// What was listed, sorted by key.
    pub items: Vec<Item>,
    /// Whether that is everything.
    pub whole: bool,
    /// How many calls were made for it.
    pub requests: u64,
    /// Why it was not listed, or not to its end.
    pub gap: Option<Gap>,
}

/// How many calls look for the last events of a log stream at most: a page may be empty where there are some further back
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>).
pub const LOOKS: u64 = 5;

/// Why an item was not read; the names are those of the JSON output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The caller may not read it.
    Denied,
    /// The caller may not use the key that it is encrypted with, or nobody can.
    KmsDenied,
    /// It is encrypted with a key that S3 does not keep.
    CustomerKey,
    /// The one who reads pays, which is never agreed to.
    RequesterPays,
    /// It has to be restored from an archive before it can be read.
    Archived,
    /// It went away after it was listed.
    Gone,
    /// Reading it failed.
    Failed,
    /// A file that is read from its end, and is too large to be read whole.
    TooLarge,
    /// A format that is not read.
    Format,
    /// No text.
    Binary,
    /// A part of it was not opened: protected, damaged, packed in a way that is not known, beyond the limits.
    Part,
    /// Only a part of it was read: the beginning of an object, the last events of a stream.
    Cut,
    /// The budget was used up.
    Budget,
    /// Nothing is in it.
    Empty,
}

impl Why {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::KmsDenied => "kms-denied",
            Self::CustomerKey => "customer-key",
            Self::RequesterPays => "requester-pays",
            Self::Archived => "archived",
            Self::Gone => "gone",
            Self::Failed => "failed",
            Self::TooLarge => "too-large",
            Self::Format => "format",
            Self::Binary => "binary",
            Self::Part => "part",
            Self::Cut => "cut",
            Self::Budget => "budget",
            Self::Empty => "empty",
        }
    }

    /// Whether something that was to be read was not: the result is incomplete.
    pub fn hides(self) -> bool {
        matches!(
            self,
            Self::Denied | Self::KmsDenied | Self::CustomerKey | Self::RequesterPays | Self::Failed | Self::Part
        )
    }
}
