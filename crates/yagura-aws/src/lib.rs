//! Reads a live AWS account into a snapshot with one data-driven client.
