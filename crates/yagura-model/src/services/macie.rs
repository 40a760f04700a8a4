//! Amazon Macie.
