//! Amazon Inspector.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[];

pub(crate) static JOINS: &[Join] = &[];
