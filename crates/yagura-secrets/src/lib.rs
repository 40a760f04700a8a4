//! Finds secrets and sensitive data in text; knows no AWS.
