//! The columns of a file: their names, their levels and what their values mean
//! (<https://github.com/apache/parquet-format/blob/master/LogicalTypes.md>).

use super::thrift::Value;
use crate::read::Note;

/// How deep columns may stand in each other.
const DEPTH: usize = 64;
/// How many bytes the names of all columns may have, each with those it stands in.
const NAMES: usize = 32 << 20;

/// How a value is stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stored {
    Int32,
    Int64,
    /// Nanoseconds of a day, and the day: how times were stored once.
    Int96,
    Float,
    Double,
    Bytes,
    Fixed(usize),
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// What it is stored as: a number, or a text.
    Itself,
    Unsigned,
    /// A number with so many digits behind the point.
    Decimal(u32),
    Date,
    /// A point in time, of which so many make a second.
    Time(i64),
    Uuid,
    Half,
}

/// A column.
pub(super) struct Leaf {
    pub(super) name: String,
    /// The number of its type, which each row group says again.
    pub(super) kind: Option<i64>,
    /// How its values are shown; `None` where they are truth values, which hold nothing.
    pub(super) shown: Result<Option<(Stored, Meaning)>, Note>,
    /// How many of the levels above it, and it, may be absent; how many may be repeated.
    pub(super) definition: u32,
    pub(super) repetition: u32,
}

fn shown(element: &Value<'_>) -> Result<Option<(Stored, Meaning)>, Note> {
    let stored = match element.int(1).ok_or(Note::Damaged)? {
        0 => return Ok(None),
        1 => Stored::Int32,
        2 => Stored::Int64,
        3 => Stored::Int96,
        4 => Stored::Float,
        5 => Stored::Double,
        6 => Stored::Bytes,
        7 => Stored::Fixed(element.size(2).filter(|length| *length > 0).ok_or(Note::Damaged)?),
        _ => return Err(Note::Unsupported),
    };
    let logical = element.field(10).and_then(Value::only);
    let scale = || {
        let own = logical.and_then(|(_, decimal)| decimal.int(1)).or_else(|| element.int(7)).unwrap_or_default();
        u32::try_from(own).map(Meaning::Decimal).map_err(|_| Note::Damaged)
    };
    // The newer annotation first; the older one says the same in other numbers.
    let meaning = match (logical.map(|(id, _)| id), element.int(6)) {
        (Some(5), _) | (None, Some(5)) => scale()?,
        (Some(6), _) | (None, Some(6)) => Meaning::Date,
        (Some(8), _) => {
            let unit = logical.and_then(|(_, time)| time.field(2)?.only()).map(|(id, _)| id);
            Meaning::Time(match unit {
                Some(1) => 1_000,
                Some(2) => 1_000_000,
                Some(3) => 1_000_000_000,
                _ => return Err(Note::Unsupported),
            })
        }
        (None, Some(9)) => Meaning::Time(1_000),
        (None, Some(10)) => Meaning::Time(1_000_000),
        (Some(10), _) if logical.and_then(|(_, number)| number.int(2)) == Some(0) => Meaning::Unsigned,
        (None, Some(11..=14)) => Meaning::Unsigned,
        (Some(14), _) => Meaning::Uuid,
        (Some(15), _) => Meaning::Half,
        // BSON, shapes on the earth, intervals: in forms of their own.
        (Some(13 | 17 | 18), _) | (None, Some(20 | 21)) => return Err(Note::Unsupported),
        _ => Meaning::Itself,
    };
    let fits = match meaning {
        Meaning::Itself => true,
        Meaning::Unsigned => matches!(stored, Stored::Int32 | Stored::Int64),
        Meaning::Decimal(_) => {
            matches!(stored, Stored::Int32 | Stored::Int64 | Stored::Bytes | Stored::Fixed(_))
        }
        Meaning::Date => stored == Stored::Int32,
        Meaning::Time(_) => stored == Stored::Int64,
        Meaning::Uuid => stored == Stored::Fixed(16),
        Meaning::Half => stored == Stored::Fixed(2),
    };
    if fits { Ok(Some((stored, meaning))) } else { Err(Note::Damaged) }
}

/// A level of the schema that is not yet at its end.
struct Open {
    /// How many of its children are still to come.
    left: i64,
    /// The length of the path to it.
    path: usize,
    definition: u32,
    repetition: u32,
}

/// The columns of a schema, which lists its elements depth first; the first one is the root.
pub(super) fn leaves(schema: &[Value<'_>]) -> Result<Vec<Leaf>, Note> {
    let (root, elements) = schema.split_first().ok_or(Note::Damaged)?;
    let children = root.int(5).ok_or(Note::Damaged)?;
    let mut leaves = Vec::new();
    let mut open = vec![Open { left: children, path: 0, definition: 0, repetition: 0 }];
    let mut path = String::new();
    let mut names = NAMES;
    for element in elements {
        while open.last().is_some_and(|above| above.left == 0) {
            open.pop();
        }
        let above = open.last_mut().ok_or(Note::Damaged)?;
        above.left -= 1;
        let repeats = element.int(3).unwrap_or_default();
        if !(0..=2).contains(&repeats) {
            return Err(Note::Unsupported);
        }
        let definition = above.definition + u32::from(repeats != 0);
        let repetition = above.repetition + u32::from(repeats == 2);
        path.truncate(above.path);
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(element.text(4).ok_or(Note::Damaged)?);
        match element.int(5) {
            Some(children) if children > 0 => {
                if open.len() > DEPTH {
                    return Err(Note::TooDeep);
                }
                open.push(Open { left: children, path: path.len(), definition, repetition });
            }
            // A group of nothing has no column.
            Some(_) if element.field(1).is_none() => {}
            _ => {
                names = names.checked_sub(path.len()).ok_or(Note::TooLarge)?;
                let (kind, shown) = (element.int(1), shown(element));
                leaves.push(Leaf { name: path.clone(), kind, shown, definition, repetition });
            }
        }
    }
    if open.iter().any(|level| level.left != 0) {
        return Err(Note::Damaged);
    }
    Ok(leaves)
}
