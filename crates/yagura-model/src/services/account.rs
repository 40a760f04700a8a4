//! The account itself: contacts, regions, password policy.
