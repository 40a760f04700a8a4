//! AWS WAF.
