//! The code packages of functions, the scripts of jobs and the source bundles of environments, on demand: downloaded into memory,
//! searched, and kept nowhere.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use serde_json::{Value, json};
use yagura_model::services::lambda::{Code, Package};
use yagura_model::{Fact, Gap, Meta, Snapshot};

use crate::data::{Place, file};
use crate::{Client, iam_action};

/// The calls that reading code makes beside a scan's.
pub const CALLS: &[(&str, &str)] = &[
    ("lambda", "GetFunction"),
    ("lambda", "GetLayerVersionByArn"),
    ("elasticbeanstalk", "DescribeApplicationVersions"),
    ("s3", "GetObject"),
];
/// The largest script or bundle that is read. Elastic Beanstalk takes bundles of up to 500 MB
/// (<https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html>): larger ones are not searched.
const LARGEST_OBJECT: u64 = 64 << 20;
/// The largest package that is downloaded; Lambda takes 250 MB unpacked
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
const LARGEST: usize = 128 << 20;
/// How many packages are held at once.
const WIDTH: usize = 2;

/// Searches a package: a layer's ARN (empty for any other), the name of a single file (empty for a function's package), the bytes.
pub type Search<'s> = &'s (dyn Fn(&str, &str, &[u8]) -> Result<Package, Gap> + Sync);

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
    functions(client, snapshot, search).await;
    in_buckets(client, snapshot, search).await;
}

async fn functions(client: &Client, snapshot: &mut Snapshot, search: Search<'_>) {
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
                Ok(bytes) => search(&wanted.layer, "", &bytes),
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

/// Something that lies in a bucket, or what names its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Stored {
    /// `s3://bucket/key`.
    Script(String),
    /// A version of an application of Elastic Beanstalk.
    Version { application: String, label: String },
}

/// Reads the scripts of Glue jobs and the source bundles that environments of Elastic Beanstalk run, each once.
async fn in_buckets(client: &Client, snapshot: &mut Snapshot, search: Search<'_>) {
    let mut wanted: Vec<(String, Stored)> = Vec::new();
    let region = |meta: &Meta| meta.region.clone();
    wanted.extend(snapshot.glue.jobs.iter().filter_map(|job| Some((region(&job.meta), script(job)?))));
    let environments = snapshot.elasticbeanstalk.environments.iter();
    wanted.extend(environments.filter_map(|own| Some((region(&own.meta), version(own)?))));
    wanted.sort();
    wanted.dedup();
    let read: BTreeMap<(String, Stored), Fact<Package>> = futures_util::stream::iter(wanted)
        .map(|(region, stored)| async move {
            let package = match place(client, &region, &stored).await {
                Ok((bucket, key)) => object(client, &region, &bucket, &key).await.and_then(|bytes| {
                    let name = key.rsplit('/').next().unwrap_or_default();
                    let object = Some(format!("{bucket}/{key}"));
                    search("", name, &bytes).map(|package| Package { object, ..package })
                }),
                Err(gap) => Err(gap),
            };
            ((region, stored), package.map_or_else(Fact::unknown, Fact::Known))
        })
        .buffer_unordered(WIDTH)
        .collect()
        .await;
    let of = |meta: &Meta, stored: Option<Stored>| {
        let package = read.get(&(meta.region.clone(), stored?)).cloned()?;
        let packages = Fact::Known(vec![package]);
        Some(Fact::Known(Some(Code { zip_file: Fact::Known(None), packages, ..Code::default() })))
    };
    for job in snapshot.glue.jobs.items_mut() {
        if let Some(code) = of(&job.meta, script(job)) {
            job.props.script = code;
        }
    }
    for environment in snapshot.elasticbeanstalk.environments.items_mut() {
        if let Some(code) = of(&environment.meta, version(environment)) {
            environment.props.source = code;
        }
    }
}

fn script(job: &yagura_model::Resource<yagura_model::services::glue::Job>) -> Option<Stored> {
    let location = job.command.known()?.as_ref()?.script_location.known()?.clone()?;
    Some(Stored::Script(location))
}

fn version(
    environment: &yagura_model::Resource<yagura_model::services::elasticbeanstalk::Environment>,
) -> Option<Stored> {
    let application = environment.application_name.known()?.clone()?;
    // An environment without a version runs the sample that AWS keeps.
    let label = environment.version_label.known()?.clone().filter(|label| !label.is_empty())?;
    Some(Stored::Version { application, label })
}

/// The bucket and the key of what is stored. Fails where that is not told.
async fn place(client: &Client, region: &str, stored: &Stored) -> Result<(String, String), Gap> {
    match stored {
        Stored::Script(location) => {
            let place = location.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
            let place = place.filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
            place
                .map(|(bucket, key)| (bucket.to_owned(), key.to_owned()))
                .ok_or_else(|| Gap::error("the script's location is no object of a bucket"))
        }
        // https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ApplicationVersionDescription.html
        Stored::Version { application, label } => {
            let (service, operation) = ("elasticbeanstalk", "DescribeApplicationVersions");
            let params = json!({ "ApplicationName": application, "VersionLabels": [label] });
            let answer = client.call(service, operation, region, &params).await;
            let answer = answer.map_err(|error| super::Failure::from(error).gap)?;
            let text = |name: &str| {
                let at = format!("/ApplicationVersions/0/SourceBundle/{name}");
                answer.pointer(&at).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
            };
            let missing =
                || Gap::unsupported("the version has no source bundle in a bucket").at(service, operation, region);
            text("S3Bucket").zip(text("S3Key")).ok_or_else(missing)
        }
    }
}

/// An object as a whole. Fails with the reason.
async fn object(client: &Client, region: &str, bucket: &str, key: &str) -> Result<Vec<u8>, Gap> {
    let place = Place { name: bucket.to_owned(), region: region.to_owned() };
    let content = file(client, &place, key, LARGEST_OBJECT).await?;
    if content.whole {
        return Ok(content.bytes);
    }
    let why = format!("the object is larger than {} MB: it was not searched", LARGEST_OBJECT >> 20);
    Err(Gap::unsupported(why).at("s3", "GetObject", region))
}
