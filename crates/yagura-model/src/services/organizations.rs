//! AWS Organizations.
