//! The emulated account: started, filled and recorded once.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use yagura_faults::{Fault, Proxy, Recording, Rule};

use crate::run::{self, Scan};

/// The regions of the account that are scanned.
pub(crate) const REGIONS: &str = "us-east-1,ap-northeast-1";

/// What is planted where no secret belongs. Written in two parts, so that this file holds no secret either.
pub(crate) const PLANTED: &str = concat!("Tokiwa-", "Maigo-7713");

/// What the emulator answered to a scan of the filled account.
pub(crate) fn recording() -> Recording {
    static RECORDING: OnceLock<Recording> = OnceLock::new();
    RECORDING.get_or_init(|| shared().unwrap_or_else(|error| panic!("the account cannot be recorded: {error}"))).clone()
}

/// A proxy that answers as the emulator did, but for these faults.
pub(crate) fn replay(rules: Vec<Rule>) -> Proxy {
    Proxy::replay(recording(), rules).unwrap()
}

/// The findings of the scan without faults.
pub(crate) fn clean() -> &'static Scan {
    static CLEAN: OnceLock<Scan> = OnceLock::new();
    CLEAN.get_or_init(|| run::scan(&replay(Vec::new()), &[]))
}

/// The recording from its file; the first process that comes makes it while the others wait.
fn shared() -> std::io::Result<Recording> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = File::create(folder.join("recording.lock"))?;
    // Released when the process ends, however it ends.
    lock.lock()?;
    let path = folder.join(format!("recording-{:016x}", inputs()?));
    if path.exists() {
        return Recording::load(&path);
    }
    for old in fs::read_dir(folder)?.flatten() {
        if old.file_name().to_string_lossy().starts_with("recording-") {
            let _ = fs::remove_file(old.path());
        }
    }
    let recording = record();
    recording.save(&path)?;
    Ok(recording)
}

/// What a recording depends on: what fills the account, what stands in for the emulator, and which calls are made.
fn inputs() -> std::io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in ["seed.py", "serve.py", "prepare.sh"] {
        fs::read(moto().join(file))?.hash(&mut hasher);
    }
    include_bytes!("account.rs").hash(&mut hasher);
    let binary = fs::metadata(env!("CARGO_BIN_EXE_yagura"))?;
    (binary.len(), binary.modified()?).hash(&mut hasher);
    Ok(hasher.finish())
}

fn moto() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moto")
}

/// The emulator; it ends with the pipe to its standard input, even if this process is killed.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) address: String,
}

impl Emulator {
    /// Starts it and fills the account with a script of `tests/moto`.
    pub(crate) fn start(script: &str) -> Self {
        let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../test-venv");
        let made = Command::new("sh").arg(moto().join("prepare.sh")).arg(&venv).status().unwrap();
        assert!(made.success(), "the emulator's Python environment cannot be made (python3 with venv, and PyPI)");
        let mut child = Command::new(venv.join("bin/python"))
            .arg(moto().join("serve.py"))
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = String::new();
        while let Some(Ok(line)) = lines.next() {
            address = line;
            if address.contains(':') {
                break;
            }
        }
        let emulator = Self { child, address };
        assert!(emulator.address.contains(':'), "the emulator did not start, or seed.py failed");
        emulator
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn record() -> Recording {
    let emulator = Emulator::start("seed.py");
    let proxy = Proxy::record(&emulator.address, stand_ins()).unwrap();
    let scan = run::scan(&proxy, &[]);
    assert!(matches!(scan.code, 1 | 3), "the live scan ended with {}: {}", scan.code, scan.stderr);
    proxy.recording()
}

/// What the emulator (moto 5.2.5) lacks or says wrongly, as AWS answers it.
fn stand_ins() -> Vec<Rule> {
    let json = |body: &str| Fault::Answer(200, "application/json".to_owned(), body.to_owned());
    let xml = |body: &str| Fault::Answer(200, "text/xml".to_owned(), body.to_owned());
    vec![
        // Not implemented: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
        Rule::always(json(
            r#"{"analyzers":[{"arn":"arn:aws:access-analyzer:us-east-1:123456789012:analyzer/right-analyzer","createdAt":"2026-01-31T00:00:00Z","name":"right-analyzer","status":"ACTIVE","type":"ACCOUNT","tags":{}}]}"#,
        ))
        .of("accessanalyzer", "ListAnalyzers")
        .region("us-east-1"),
        Rule::always(json(r#"{"analyzers":[]}"#)).of("accessanalyzer", "ListAnalyzers"),
        // Not implemented: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
        Rule::always(json(
            r#"{"FunctionUrlConfigs":[{"AuthType":"NONE","Cors":{"AllowOrigins":["*"]},"CreationTime":"2026-01-31T00:00:00.000Z","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:wrong-function","FunctionUrl":"https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws/","InvokeMode":"BUFFERED","LastModifiedTime":"2026-01-31T00:00:00.000Z"}]}"#,
        ))
        .of("lambda", "ListFunctionUrlConfigs")
        .containing("wrong-function"),
        Rule::always(json(r#"{"FunctionUrlConfigs":[]}"#)).of("lambda", "ListFunctionUrlConfigs"),
        // Not implemented: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html
        Rule::always(xml(
            r#"<GetSnapshotBlockPublicAccessStateResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><state>unblocked</state><managedBy>account</managedBy></GetSnapshotBlockPublicAccessStateResponse>"#,
        ))
        .of("ec2", "GetSnapshotBlockPublicAccessState"),
        // Not implemented: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
        Rule::always(json(r#"{"InstanceInformationList":[]}"#)).of("ssm", "DescribeInstanceInformation"),
        Rule::always(json(r#"{"ResourceComplianceSummaryItems":[]}"#)).of("ssm", "ListResourceComplianceSummaries"),
        // Not implemented: https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetIdentityPoolRoles.html
        Rule::always(json(r#"{"Roles":{}}"#)).of("cognito-identity", "GetIdentityPoolRoles"),
        // Not implemented: https://docs.aws.amazon.com/apprunner/latest/api/API_ListServices.html
        Rule::always(json(r#"{"ServiceSummaryList":[]}"#)).of("apprunner", "ListServices"),
        // Not implemented: https://docs.aws.amazon.com/amplify/latest/APIReference/API_ListApps.html
        Rule::always(json(r#"{"apps":[]}"#)).of("amplify", "ListApps"),
        // Always enabled: https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
        Rule::always(Fault::Answer(
            403,
            "application/json".to_owned(),
            r#"{"__type":"AccessDeniedException","message":"Macie is not enabled."}"#.to_owned(),
        ))
        .of("macie2", "GetMacieSession")
        .region("ap-northeast-1"),
        // All of AWS's own policies are listed; AWS lists those that are attached.
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
        Rule::always(Fault::Rewrite(attached_policies)).of("iam", "GetAccountAuthorizationDetails"),
        // `RestorableByUserIds` is not heeded: every snapshot would be public.
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
        Rule::always(Fault::Rewrite(public_snapshots))
            .of("ec2", "DescribeSnapshots")
            .containing("RestorableBy"),
    ]
}

/// The answer without those of AWS's policies that nobody is attached to.
fn attached_policies(answer: &str) -> String {
    let Some((head, rest)) = answer.split_once("<Policies>") else { return answer.to_owned() };
    let Some((items, tail)) = rest.rsplit_once("</Policies>") else { return answer.to_owned() };
    // Versions are members too: a policy begins with its ARN.
    let used = |policy: &&str| !(policy.contains("<AttachmentCount>0<") && policy.starts_with("arn:aws:iam::aws:"));
    let kept = items.split("<member><Arn>").skip(1).filter(used).flat_map(|policy| ["<member><Arn>", policy]);
    let kept: String = kept.collect();
    format!("{head}<Policies>{kept}</Policies>{tail}")
}

/// Of a list of snapshots, the one that is shared with everyone.
fn public_snapshots(answer: &str) -> String {
    let Some((head, rest)) = answer.split_once("<snapshotSet>") else { return answer.to_owned() };
    let Some((items, tail)) = rest.rsplit_once("</snapshotSet>") else { return answer.to_owned() };
    // Tags are items too: a snapshot begins with the set of its tags.
    let shared: String = items
        .split("<item><tagSet")
        .filter(|item| item.contains("wrong-snapshot"))
        .flat_map(|item| ["<item><tagSet", item])
        .collect();
    format!("{head}<snapshotSet>{shared}</snapshotSet>{tail}")
}
