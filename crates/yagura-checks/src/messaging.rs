//! Topics and queues: two services with one kind of policy, asked the same questions.

use std::collections::BTreeSet;

use serde::Serialize;
use yagura_finding::{Judgement, Verdict};
use yagura_iam::reach::Witness;
use yagura_model::services::sns::Topic;
use yagura_model::services::sqs::Queue;
use yagura_model::{Document, Fact, Resource, Snapshot};

use crate::policies;

/// Something that takes messages.
pub(crate) trait Messages: Serialize {
    /// The prefix of its service's actions.
    const SERVICE: &'static str;
    /// Who may use it.
    fn policy(&self) -> &Fact<Option<Document>>;
}

impl Messages for Topic {
    const SERVICE: &'static str = "sns";
    fn policy(&self) -> &Fact<Option<Document>> {
        &self.policy_document
    }
}

impl Messages for Queue {
    const SERVICE: &'static str = "sqs";
    fn policy(&self) -> &Fact<Option<Document>> {
        &self.policy_document
    }
}

fn verdict<T: Messages>(item: &Resource<T>, witness: Option<Box<Witness>>) -> Verdict {
    witness.map_or(Verdict::Pass, |witness| policies::let_in(item, "/PolicyDocument", &witness))
}

/// Whether everyone is let in.
pub(crate) fn public<T: Messages>(snapshot: &Snapshot, item: &Resource<T>) -> Judgement {
    let Some(document) = item.policy().get()? else { return Ok(Verdict::Pass) };
    Ok(verdict(item, policies::open(snapshot, &item.meta, T::SERVICE, document)?))
}

/// Whether a service is let in on behalf of anybody.
pub(crate) fn deputy<T: Messages>(snapshot: &Snapshot, item: &Resource<T>) -> Judgement {
    let Some(document) = item.policy().get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    Ok(verdict(item, policies::deputy(snapshot, &item.meta, T::SERVICE, policy)?))
}

/// Whether another account is let in.
pub(crate) fn foreign<T: Messages>(snapshot: &Snapshot, item: &Resource<T>, trusted: &BTreeSet<String>) -> Judgement {
    let Some(document) = item.policy().get()? else { return Ok(Verdict::Pass) };
    // What is open to everyone is the matter of another check.
    if policies::open(snapshot, &item.meta, T::SERVICE, document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    let policy = policies::parsed(document)?;
    Ok(verdict(item, policies::foreigner(snapshot, &item.meta, T::SERVICE, policy, trusted)?))
}
