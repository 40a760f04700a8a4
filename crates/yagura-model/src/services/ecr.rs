//! Amazon ECR.
