//! Amazon CloudWatch alarms.
