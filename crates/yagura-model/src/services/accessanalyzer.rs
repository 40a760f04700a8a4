//! IAM Access Analyzer.
