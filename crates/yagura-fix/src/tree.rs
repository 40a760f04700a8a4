//! Blocks of Terraform's native syntax that are written anew.

use crate::recipe::Value;

/// A block that is written anew.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) attributes: Vec<(String, String)>,
    /// So many attributes come first and are set off by a blank line.
    pub(crate) first: usize,
    pub(crate) blocks: Vec<(String, Tree)>,
}

impl Tree {
    pub(crate) fn put(&mut self, parts: &[&str], value: &Value) {
        match parts {
            [] => {}
            [name] => self.attributes.push(((*name).to_owned(), written(value))),
            [block, rest @ ..] => {
                if let Some((_, tree)) = self.blocks.iter_mut().find(|(name, _)| name == block) {
                    return tree.put(rest, value);
                }
                let mut tree = Tree::default();
                tree.put(rest, value);
                self.blocks.push(((*block).to_owned(), tree));
            }
        }
    }

    pub(crate) fn write(&self, unit: &str, depth: usize, lines: &mut Vec<String>) {
        let indent = unit.repeat(depth);
        let (first, rest) = self.attributes.split_at(self.first.min(self.attributes.len()));
        for group in [first, rest] {
            let width = group.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            lines.extend(group.iter().map(|(name, value)| format!("{indent}{name:width$} = {value}")));
            if std::ptr::eq(group, first) && !first.is_empty() {
                lines.push(String::new());
            }
        }
        for (at, (name, tree)) in self.blocks.iter().enumerate() {
            if at > 0 || !self.attributes.is_empty() {
                lines.push(String::new());
            }
            lines.push(format!("{indent}{name} {{"));
            tree.write(unit, depth + 1, lines);
            lines.push(format!("{indent}}}"));
        }
    }
}

/// A value, as it is written.
pub(crate) fn written(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(number) | Value::AtLeast(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}
