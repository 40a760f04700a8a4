//! What the evaluator hands to the tables of resource types.

use yagura_model::{Gap, Map, Span};

/// One instance of a resource, expressions evaluated.
///
/// In [`Instance::body`] an attribute is a value; a nested block type is a list of maps, one per block, also when there is one
/// (but a plan, a state and `.tf.json` may write a single block as a map); what is not known is
/// [`Value::Unknown`](yagura_model::Value::Unknown); what the provider computes is a symbol, `{address}` or `{address.attribute}`.
/// At the attributes of which [`crate::resources::is_document`] holds, a JSON text is its tree, with places where they are known.
/// `count`, `for_each`, `provider`, `depends_on`, `lifecycle`, `provisioner` and `connection` are not in it.
// No `Debug`: the body may hold secret texts.
#[derive(Clone)]
pub(crate) struct Instance {
    /// `module.net["a"].aws_s3_bucket.b[0]`.
    pub(crate) address: String,
    /// `aws_s3_bucket`.
    pub(crate) kind: String,
    /// What is written in the block.
    pub(crate) body: Map,
    /// The file, as the user would name it.
    pub(crate) file: String,
    /// The whole block.
    pub(crate) span: Span,
    /// The region of its provider, where it is written and known.
    pub(crate) region: Option<String>,
    /// Why it is not known that the instance will be there.
    pub(crate) unsure: Option<Gap>,
    /// The expression that decides whether it will be there, the same text for the same expression.
    pub(crate) condition: Option<String>,
}
