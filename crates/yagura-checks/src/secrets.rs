//! Looks for secrets in every text that a snapshot holds, in the run that read it.

use yagura_model::{SecretMatch, Snapshot};
use yagura_secrets::{Context, Detector};

/// Analyses every sensitive text that was not analysed yet; afterwards the snapshot knows what was found, and a saved one
/// holds that alone.
///
/// The hash of a match is keyed by the account's id, so that the same secret in two places of one account, today or next
/// month, is seen as one without any state being kept. The key is no secret: whoever holds a saved snapshot can try guesses
/// against a hash. It is 64 bits of a keyed hash, which no table made beforehand helps with and which proves no guess beyond
/// doubt; a password that falls to guessing falls to it all the same, and a snapshot is kept as the account's other
/// audit records are.
pub fn analyse(snapshot: &mut Snapshot) {
    // Without a detector the texts stay unanalysed, and every check on them is unknown.
    let Ok(detector) = Detector::new() else { return };
    snapshot.each_text(|_resource_type, meta, pointer, name, text| {
        if text.matches().is_ok() {
            return;
        }
        let Some(exposed) = text.expose() else { return };
        let key = format!("yagura:secret:1:{}", meta.account);
        let context = Context { name: Some(name).filter(|name| !name.is_empty()), path: Some(pointer), key: key.as_bytes() };
        let matches = detector
            .detect(exposed, &context)
            .into_iter()
            .map(|found| SecretMatch {
                kind: found.kind.to_owned(),
                confidence: found.confidence.name().to_owned(),
                line: found.line,
                last4: found.last4,
                hash: found.hash,
            })
            .collect();
        text.set_matches(matches);
    });
}
