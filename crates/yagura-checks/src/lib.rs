//! The checks: one static value, one pure function, one page each.
