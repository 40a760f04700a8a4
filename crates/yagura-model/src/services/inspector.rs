//! Amazon Inspector.
