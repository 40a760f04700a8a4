//! Amazon GuardDuty.
