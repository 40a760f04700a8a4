//! AWS Secrets Manager; never the values.
