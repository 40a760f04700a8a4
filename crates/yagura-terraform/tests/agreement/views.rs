//! What the views of the agreement are brought to before they are compared.

/// A Terraform address as a logical id: `{aws_s3_bucket.to_s3}` as `{ToS3}`, `{aws_lb.front.Suffix}` as `{Front.Suffix}`.
pub(crate) fn same(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("aws_") {
        let (before, address) = rest.split_at(at);
        result.push_str(before);
        let end =
            address.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(address.len());
        let (address, after) = address.split_at(end);
        match address.split_once('.') {
            Some((_, name)) => {
                let mut parts = name.split('.');
                for part in parts.next().unwrap_or_default().split('_') {
                    let (first, others) = part.split_at(1);
                    result.push_str(&first.to_uppercase());
                    result.push_str(others);
                }
                // What AWS makes of it beside its id has one name in both languages; the provider's attributes are lowercase.
                if let Some(made) = parts.next().filter(|made| made.starts_with(|c: char| c.is_ascii_uppercase())) {
                    result.push('.');
                    result.push_str(made);
                }
            }
            None => result.push_str(address),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}
