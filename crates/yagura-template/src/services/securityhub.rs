//! AWS Security Hub.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[];

pub(crate) static JOINS: &[Join] = &[];
