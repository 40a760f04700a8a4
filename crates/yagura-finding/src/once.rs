//! What two sources say of one place is said once.

use std::collections::BTreeMap;

use yagura_model::Span;

use crate::report::{Finding, Proof, Report, VerdictKind};

impl Report<'_> {
    /// A template may lie in the folder of which a function is made. A secret that a check on the template's own resources tells
    /// is not told once more of the function's code.
    pub(crate) fn say_code_once(&mut self) {
        if !self.findings.iter().any(is_code) {
            return;
        }
        let mut told: BTreeMap<&str, Vec<(Span, String)>> = BTreeMap::new();
        for finding in self.findings.iter().filter(|finding| !is_code(finding)) {
            if finding.verdict != VerdictKind::Fail {
                continue;
            }
            for proof in &finding.evidence {
                if let Some((file, span)) = proof.place {
                    told.entry(file).or_default().extend(hashes(proof).into_iter().map(|hash| (span, hash)));
                }
            }
        }
        let known = |proof: &Proof<'_>| {
            let Some((file, at)) = proof.place else { return false };
            let here = told.get(file).map(Vec::as_slice).unwrap_or_default();
            let hashes = hashes(proof);
            let holds = |span: &Span| span.line <= at.line && at.line <= span.end_line.max(span.line);
            !hashes.is_empty()
                && hashes.iter().all(|hash| here.iter().any(|(span, other)| other == hash && holds(span)))
        };
        let again: Vec<bool> = self
            .findings
            .iter()
            .map(|finding| is_code(finding) && !finding.evidence.is_empty() && finding.evidence.iter().all(known))
            .collect();
        let mut again = again.into_iter();
        self.findings.retain(|_| !again.next().unwrap_or(false));
    }
}

/// Whether it points into a file of which a resource is made.
fn is_code(finding: &Finding<'_>) -> bool {
    finding.location.as_ref().is_some_and(|location| location.declared.is_some() && location.known == location.file)
}

/// The hashes of the secrets in a value.
fn hashes(proof: &Proof<'_>) -> Vec<String> {
    fn collect(value: &serde_json::Value, all: &mut Vec<String>) {
        match value {
            serde_json::Value::Array(list) => list.iter().for_each(|item| collect(item, all)),
            serde_json::Value::Object(object) => {
                if object.contains_key("kind")
                    && let Some(serde_json::Value::String(hash)) = object.get("hash")
                {
                    all.push(hash.clone());
                }
                object.values().for_each(|item| collect(item, all));
            }
            _ => {}
        }
    }
    let text = proof.evidence.value.text();
    let mut all = Vec::new();
    if text.contains("\"hash\"")
        && let Ok(value) = serde_json::from_str(text)
    {
        collect(&value, &mut all);
    }
    all
}
