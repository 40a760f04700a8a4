//! AWS Security Hub.
