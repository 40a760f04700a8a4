//! Reads CloudFormation templates into a snapshot.
