//! The IAM policy language: parse, evaluate, reason, lint.
