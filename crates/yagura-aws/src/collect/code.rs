//! The code packages of functions, on demand: downloaded into memory, searched, and kept nowhere.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use serde_json::{Value, json};
use yagura_model::services::lambda::{Code, Package};
use yagura_model::{Fact, Gap, Snapshot};

use crate::{Client, iam_action};

/// The calls that reading code makes beside a scan's.
pub const CALLS: &[(&str, &str)] = &[("lambda", "GetFunction"), ("lambda", "GetLayerVersionByArn")];
/// The largest package that is downloaded; Lambda takes 250 MB unpacked
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const LARGEST: usize = 128 << 20;
/// How many packages are held at once.
const WIDTH: usize = 2;

/// Searches a package: a layer's ARN (empty for a function's own code) and the bytes.
pub type Search<'s> = &'s (dyn Fn(&str, &[u8]) -> Result<Package, Gap> + Sync);

/// What is to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    region: String,
    /// A layer's version; empty for a function's own code.
    layer: String,
    function: String,
}

/// Downloads the code of every function that the snapshot holds, and its layers' once each, and keeps what `search` says of them.
/// What cannot be downloaded is a gap in its place.
pub async fn code(client: &Client, snapshot: &mut Snapshot, search: Search<'_>) {
    let mut wanted: Vec<Wanted> = Vec::new();
    for function in snapshot.lambda.functions.iter() {
        let region = function.meta.region.clone();
        if function.package_type.known().and_then(Option::as_deref) != Some("Image") {
            wanted.push(Wanted { region: region.clone(), layer: String::new(), function: name(function) });
        }
        for layer in function.layers.known().into_iter().flatten().filter_map(Fact::known) {
            wanted.push(Wanted { region: region.clone(), layer: layer.clone(), function: String::new() });
        }
    }
    wanted.sort();
    wanted.dedup();
    let read: BTreeMap<Wanted, Fact<Package>> = futures_util::stream::iter(wanted)
        .map(|wanted| async move {
            let package = match package(client, &wanted).await {
                Ok(bytes) => search(&wanted.layer, &bytes),
                Err(gap) => Err(gap),
            };
            (wanted, package.map_or_else(Fact::unknown, Fact::Known))
        })
        .buffer_unordered(WIDTH)
        .collect()
        .await;
    for function in snapshot.lambda.functions.items_mut() {
        let region = function.meta.region.clone();
        let of = |layer: &str, function: &str| {
            read.get(&Wanted { region: region.clone(), layer: layer.to_owned(), function: function.to_owned() })
                .cloned()
        };
        let mut packages = vec![
            of("", &name(function))
                .unwrap_or_else(|| Fact::unknown(Gap::unsupported("container images are not searched"))),
        ];
        match function.layers.get() {
            Ok(layers) => packages.extend(layers.iter().map(|layer| match layer.get() {
                Ok(layer) => of(layer, "").unwrap_or_default(),
                Err(gap) => Fact::unknown(gap),
            })),
            Err(gap) => packages.push(Fact::unknown(gap)),
        }
        let code = Code { zip_file: Fact::Known(None), packages: Fact::Known(packages), ..Code::default() };
        function.props.code = Fact::Known(Some(code));
    }
}

fn name(function: &yagura_model::Resource<yagura_model::services::lambda::Function>) -> String {
    function.meta.arn.clone().unwrap_or_else(|| function.meta.id.clone())
}

async fn package(client: &Client, wanted: &Wanted) -> Result<Vec<u8>, Gap> {
    let (operation, params, place) = if wanted.layer.is_empty() {
        ("GetFunction", json!({ "FunctionName": wanted.function }), "/Code/Location")
    } else {
        ("GetLayerVersionByArn", json!({ "Arn": wanted.layer }), "/Content/Location")
    };
    let answer = client
        .call("lambda", operation, &wanted.region, &params)
        .await
        .map_err(|error| super::Failure::from(error).gap)?;
    let url = answer.pointer(place).and_then(Value::as_str).unwrap_or_default();
    client.download(url, LARGEST).await.map_err(|why| {
        let mut gap = Gap::error(format!("the code package could not be downloaded: {why}"));
        gap.needs = Some(iam_action("lambda", operation));
        gap.at("lambda", operation, &wanted.region)
    })
}
