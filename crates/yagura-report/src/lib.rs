//! Findings as terminal text, JSON and SARIF.
