//! Places in other files: a piece of a resource may be written in another template than the resource.
//!
//! A place has no room for a file. While pieces are joined, the number of the file stands in the upper bits of the lines:
//! the walk opens no file that has so many lines.

use yagura_model::{Node, Span, Value};

/// How many lines a file may have for its places to be kept.
const LINES: u32 = 1 << 24;
/// How many other files a resource may be written in for their places to be kept.
pub(crate) const MAX_FILES: usize = 255;

/// Writes the number of the file into all places of a tree; without a number they are forgotten.
pub(crate) fn mark(node: &mut Node, number: Option<usize>) {
    node.span = node.span.zip(number).and_then(|(span, number)| marked(span, number));
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|item| mark(item, number)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, node)| mark(node, number)),
        _ => {}
    }
}

fn marked(span: Span, number: usize) -> Option<Span> {
    let above = u32::try_from(number + 1).ok()?.checked_mul(LINES)?;
    let line = |line: u32| if line < LINES { above.checked_add(line) } else { None };
    Some(Span { line: line(span.line)?, end_line: line(span.end_line)?, ..span })
}

/// The number of the file, where it is another one than the resource's own, and the place in it.
pub(crate) fn read(span: Span) -> (Option<usize>, Span) {
    let number = usize::try_from(span.line / LINES).ok().and_then(|above| above.checked_sub(1));
    (number, Span { line: span.line % LINES, end_line: span.end_line % LINES, ..span })
}

#[cfg(test)]
mod tests {
    use yagura_model::{Node, Span, Value};

    use super::{LINES, MAX_FILES, mark, read};

    #[test]
    fn a_place_keeps_its_file() {
        let at = |line| Span { line, column: 3, end_line: line, end_column: 9 };
        for number in [0, 1, MAX_FILES - 2] {
            for line in [1, 70_000, LINES - 1] {
                let mut node = Node::at(Value::List(vec![Node::at(Value::Null, at(line))]), at(line));
                mark(&mut node, Some(number));
                let inner = node.as_list().and_then(<[Node]>::first).and_then(|node| node.span);
                assert_eq!(inner, node.span);
                assert_eq!(node.span.map(read), Some((Some(number), at(line))));
            }
        }
        assert_eq!(read(at(12)), (None, at(12)));
        let mut node = Node::at(Value::Null, at(LINES));
        mark(&mut node, Some(0));
        assert_eq!(node.span, None, "too far down to be told apart");
        let mut node = Node::at(Value::Null, at(1));
        mark(&mut node, None);
        assert_eq!(node.span, None);
    }
}
