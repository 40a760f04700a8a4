//! Checks, verdicts, findings, fingerprints.
