//! Thrift's compact protocol (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>), as far as
//! Parquet's descriptions need it.

/// How deep values may stand in each other.
const DEPTH: u8 = 16;

/// A value.
pub(super) enum Value<'b> {
    Int(i64),
    Bytes(&'b [u8]),
    List(Vec<Value<'b>>),
    Struct(Vec<(i16, Value<'b>)>),
    /// What nothing here needs: doubles, maps.
    Other,
}

impl<'b> Value<'b> {
    pub(super) fn field(&self, id: i16) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        fields.iter().find(|(own, _)| *own == id).map(|(_, value)| value)
    }

    /// The first field that is there: which of its kinds a union is.
    pub(super) fn only(&self) -> Option<(i16, &Self)> {
        let Self::Struct(fields) = self else { return None };
        fields.first().map(|(id, value)| (*id, value))
    }

    pub(super) fn int(&self, id: i16) -> Option<i64> {
        if let Some(Self::Int(value)) = self.field(id) { Some(*value) } else { None }
    }

    pub(super) fn size(&self, id: i16) -> Option<usize> {
        usize::try_from(self.int(id)?).ok()
    }

    pub(super) fn list(&self, id: i16) -> &[Self] {
        if let Some(Self::List(list)) = self.field(id) { list } else { &[] }
    }

    pub(super) fn text(&self, id: i16) -> Option<&'b str> {
        if let Some(Self::Bytes(bytes)) = self.field(id) { std::str::from_utf8(bytes).ok() } else { None }
    }
}

/// Bytes that are read from their front.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Four bytes, the lowest first.
    pub(super) fn length(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        i64::try_from(value >> 1).ok().map(|half| if value & 1 == 0 { half } else { -half - 1 })
    }

    /// A struct of at most so many values.
    pub(super) fn description(&mut self, most: usize) -> Option<Value<'b>> {
        let mut left = most;
        self.value(12, DEPTH, &mut left)
    }

    fn value(&mut self, kind: u8, depth: u8, left: &mut usize) -> Option<Value<'b>> {
        *left = left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        Some(match kind {
            1 | 2 => Value::Int(i64::from(kind == 1)),
            3 => Value::Int(i64::from(i8::from_le_bytes([self.byte()?]))),
            4..=6 => Value::Int(self.zigzag()?),
            7 => {
                self.take(8)?;
                Value::Other
            }
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count =
                    if head >> 4 == 15 { usize::try_from(self.varint()?).ok()? } else { usize::from(head >> 4) };
                let mut list = Vec::new();
                for _ in 0..count {
                    // In a list a truth value is a byte.
                    let item = if matches!(head & 15, 1 | 2) { 3 } else { head & 15 };
                    list.push(self.value(item, depth, left)?);
                }
                Value::List(list)
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.value(kinds >> 4, depth, left)?;
                    self.value(kinds & 15, depth, left)?;
                }
                Value::Other
            }
            12 => {
                let mut fields = Vec::new();
                let mut id: i16 = 0;
                loop {
                    let head = self.byte()?;
                    if head == 0 {
                        break;
                    }
                    id = match head >> 4 {
                        0 => i16::try_from(self.zigzag()?).ok()?,
                        more => id.checked_add(i16::from(more))?,
                    };
                    fields.push((id, self.value(head & 15, depth, left)?));
                }
                Value::Struct(fields)
            }
            _ => return None,
        })
    }
}
