//! What a check is.

use yagura_model::Snapshot;

use crate::report::Report;

/// A text in both languages. Leaving one out does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// A habit worth changing.
    Low,
    /// A step that an attacker needs another fault for.
    Medium,
    /// A step that an attacker can take as soon as there is a way in.
    High,
    /// A way in, or everything at once.
    Critical,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The name as it stands in the JSON output and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A heuristic; look at it.
    Low,
    /// Right in most places.
    Medium,
    /// A fact.
    High,
}

impl Confidence {
    /// The name as it stands in the JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// A requirement that a check speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Map {
    /// The 21 anti-patterns of AWS security.
    Ap(u8),
    /// Ten IAM anti-patterns.
    Ia(u8),
    /// Serverless risks.
    Sl(u8),
    /// Secrets in ECS and Lambda.
    Se(u8),
    /// The security services' jobs.
    Sv,
    /// CIS AWS Foundations Benchmark, by the number of version 3.0 (<https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html>).
    Cis(&'static str),
    /// AWS Foundational Security Best Practices control
    /// (<https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html>).
    Fsbp(&'static str),
    /// OWASP Serverless Top 10 (interpretation of 2017).
    Owasp(u8),
    /// Cloud Security Alliance: twelve serverless risks.
    Csa(u8),
    /// MITRE ATT&CK technique.
    Attack(&'static str),
}

impl std::fmt::Display for Map {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ap(number) => write!(f, "AP{number}"),
            Self::Ia(number) => write!(f, "IA{number}"),
            Self::Sl(number) => write!(f, "SL{number}"),
            Self::Se(number) => write!(f, "SE{number}"),
            Self::Sv => f.write_str("SV"),
            Self::Cis(number) => write!(f, "CIS {number}"),
            Self::Fsbp(control) => write!(f, "FSBP {control}"),
            Self::Owasp(number) => write!(f, "OWASP-SL A{number}"),
            Self::Csa(number) => write!(f, "CSA-{number:02}"),
            Self::Attack(technique) => write!(f, "ATT&CK {technique}"),
        }
    }
}

/// One check: what bad state it finds, why it matters, what to do.
#[derive(Debug)]
pub struct Check {
    /// Names the bad state, kebab-case, service first. Never reused.
    pub id: &'static str,
    /// The finding as a sentence about the resource.
    pub title: Text,
    /// How bad it is without knowing more.
    pub severity: Severity,
    /// How sure the check is.
    pub confidence: Confidence,
    /// How an attacker uses it, in one line.
    pub attack: Text,
    /// What to do, in one line.
    pub fix: Text,
    /// The requirements it speaks to.
    pub maps: &'static [Map],
    /// The types it judges; the first names the check's place in the catalogue.
    pub types: &'static [&'static str],
    /// The documentation page.
    pub page: &'static str,
    /// Judges a snapshot.
    pub run: for<'s> fn(&'s Snapshot, &mut Report<'s>),
}

impl Check {
    /// The service, as the id names it.
    pub fn service(&self) -> &'static str {
        self.id.split('-').next().unwrap_or(self.id)
    }
}
