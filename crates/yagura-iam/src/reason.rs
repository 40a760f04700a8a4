//! Proofs about policies: either a request that our own evaluator allows, or the proof that there is none.

pub(crate) mod actions;
pub(crate) mod keys;
pub(crate) mod lang;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod world;
