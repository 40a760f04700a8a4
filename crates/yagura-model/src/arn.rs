//! Amazon Resource Names.

use std::fmt;

/// An ARN, split at its first five colons
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: &'a str,
    /// The service's namespace.
    pub service: &'a str,
    /// The region; empty for global services.
    pub region: &'a str,
    /// The account id; empty where the service has none in its ARNs (S3).
    pub account: &'a str,
    /// The rest, with its own colons and slashes.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits a text; `None` when it is no ARN.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }

    /// The name after the last slash, or after the last colon where there is no slash: what a person calls the resource.
    pub fn name(&self) -> &'a str {
        let tail = self.resource.rsplit('/').next().unwrap_or(self.resource);
        tail.rsplit(':').next().unwrap_or(tail)
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn the_resource_keeps_its_colons() {
        let text = "arn:aws-cn:logs:cn-north-1:111122223333:log-group:/aws/lambda/shop:*";
        let arn = Arn::parse(text).expect("an ARN");
        assert_eq!(arn.resource, "log-group:/aws/lambda/shop:*");
        assert_eq!(arn.to_string(), text);
        assert_eq!(Arn::parse("arn:aws:iam::111122223333:role/path/app").expect("an ARN").name(), "app");
        assert_eq!(Arn::parse("urn:aws:iam::1:role/app"), None);
        assert_eq!(Arn::parse("arn:aws:iam"), None);
    }
}
