//! Runs checks and keeps what they say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sha2::{Digest, Sha256};
use yagura_model::{Gap, GapKind, Meta, Resource, Resources, Scope, ScopeKind, Snapshot, Span, Template, Typed};

use crate::changes::{LeftOut, folder, terraform};
use crate::check::{Check, Confidence, Severity};
use crate::mute::Muted;
use crate::verdict::{Evidence, Json, Judgement, Verdict};

/// A text that was put together, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// The kinds of verdicts, as they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    /// In the bad state.
    Fail,
    /// Something that the check needs was not read.
    Unknown,
    /// Well.
    Pass,
    /// In the bad state, and somebody accepted it.
    Muted,
}

impl VerdictKind {
    /// The name as it stands in the JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Pass => "pass",
            Self::Muted => "muted",
        }
    }
}

/// What a finding is about; its texts are the snapshot's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceRef<'s> {
    /// The type.
    pub resource_type: &'s str,
    // The snapshot's own order from here: findings come in it, and what is in order is not sorted again.
    /// The account's id.
    pub account: &'s str,
    /// The region.
    pub region: &'s str,
    /// The id AWS gave it, or its address in a template.
    pub id: &'s str,
    /// Its ARN.
    pub arn: Option<&'s str>,
    /// The name a person gave it.
    pub name: &'s str,
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location<'s> {
    /// The file.
    pub file: &'s str,
    /// The root that the resource belongs to: the folder of a root module of Terraform, the file of the outermost stack, else the
    /// file.
    pub root: &'s str,
    /// The place of the attribute that proves it, or of the resource.
    pub span: Span,
    /// The logical address.
    pub address: &'s str,
    /// The whole resource; in another file than the resource's own the lines of the place.
    pub block: Span,
    /// Where the resource itself stands, if the finding points into another file: the code of a function, a piece of the resource in
    /// another template. `block` is that other file's then.
    pub declared: Option<(&'s str, Span)>,
    /// The file by which the finding is known from scan to scan: the resource's own wherever a piece of it stands, and the code's
    /// where that is judged.
    pub known: &'s str,
}

impl<'s> Location<'s> {
    /// The root, where the resource stands in a file of its own kind that other roots may use too: the template of a nested stack, a
    /// module. There file and address may be those of another resource. A plan is its folder's.
    pub fn outer_root(&self) -> Option<&'s str> {
        let root = self.root;
        if !terraform(self.known) {
            // What a plan makes without a source stands in the plan.
            return Some(root).filter(|root| *root != self.known);
        }
        let plan = [".json", ".tfstate"].iter().any(|end| root.ends_with(end));
        let root = if plan { folder(root) } else { root };
        let root = if root == "." { "" } else { root.trim_end_matches('/') };
        Some(root).filter(|root| *root != folder(self.known)).map(|root| if root.is_empty() { "." } else { root })
    }
}

/// Evidence with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof<'s> {
    /// The attribute and its value.
    pub evidence: Evidence,
    /// Its place, in a template.
    pub place: Option<(&'s str, Span)>,
    /// The source of the value, where it is a default that AWS applies.
    pub default: Option<&'s str>,
}

/// One verdict on one resource or scope.
#[derive(Debug, Clone)]
pub struct Finding<'s> {
    /// The check.
    pub check: &'static Check,
    /// The verdict.
    pub verdict: VerdictKind,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it is about.
    pub resource: ResourceRef<'s>,
    /// Where it stands, in a template.
    pub location: Option<Box<Location<'s>>>,
    /// What proves it.
    pub evidence: Vec<Proof<'s>>,
    /// What exactly, in words.
    pub detail: Option<Box<Words>>,
    /// Why it is unknown.
    pub gap: Option<Box<Gap>>,
    /// What follows from a secret that was found: who could read it, what it opens, where else it stands, the repair. Its members
    /// are those of the JSON output's `secret`; it decides nothing.
    pub secret: Option<Box<Json>>,
    /// Who accepted it, and why: it decides nothing then. What is unknown stays so.
    pub muted: Option<Box<Muted>>,
}

impl Finding<'_> {
    /// Says more, behind what is said already.
    pub fn say(&mut self, more: &Words) {
        let detail = self.detail.get_or_insert_with(|| Box::new(Words { ja: String::new(), en: String::new() }));
        for (said, more, end) in [(&mut detail.ja, &more.ja, "。"), (&mut detail.en, &more.en, ". ")] {
            if !said.is_empty() && !more.is_empty() {
                said.push_str(end);
            }
            said.push_str(more);
        }
    }
}

/// What a run keeps.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Keep `Pass` verdicts as findings; they are counted in any case.
    pub include_pass: bool,
    /// Accounts that are in the zone of trust beside the own one and its organization's.
    pub trusted_accounts: BTreeSet<String>,
}

/// What all checks said of a snapshot.
#[derive(Debug)]
pub struct Report<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) options: Options,
    /// States of Terraform, and the roots of which they are.
    in_both: BTreeSet<&'s str>,
    /// The findings; after [`Report::finish`] in their stable order, worst first.
    pub findings: Vec<Finding<'s>>,
    /// How many `Pass` verdicts there were, by check id.
    pub passes: BTreeMap<&'static str, u64>,
    /// Of the check that runs: passes that are not in `passes` yet.
    passing: Option<(&'static str, u64)>,
    /// How many checks ran.
    pub checks: usize,
    /// What was left out because it did not change.
    pub left_out: Option<LeftOut>,
}

/// The resources of one type in one account (and region), and whether they are all of them.
#[derive(Debug)]
pub struct Listing<'s, T> {
    /// What was read.
    pub items: Vec<&'s Resource<T>>,
    /// Why there may be more.
    pub gap: Option<Gap>,
    /// The account.
    pub account: &'s str,
    /// The region, where it is one region's list.
    pub region: Option<&'s str>,
}

impl<'s, T> Listing<'s, T> {
    /// All resources, or the reason why there may be more: for "there is none".
    pub fn complete(&self) -> Result<&[&'s Resource<T>], Gap> {
        match &self.gap {
            Some(gap) => Err(gap.clone()),
            None => Ok(&self.items),
        }
    }

    /// Passes when one of the resources holds up; fails when all were looked at and none does.
    /// A resource that cannot be judged, or a list that is not whole, makes the absence unknown.
    pub fn any(&self, mut holds: impl FnMut(&'s Resource<T>) -> Result<bool, Gap>) -> Result<bool, Gap> {
        let mut gap = self.gap.clone();
        for item in &self.items {
            match holds(item) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(reason) => gap = gap.or(Some(reason)),
            }
        }
        gap.map_or(Ok(false), Err)
    }
}

impl<'s> Report<'s> {
    /// Runs checks over a snapshot.
    pub fn run(snapshot: &'s Snapshot, checks: &[&'static Check], options: Options) -> Self {
        let mut resources = 0;
        snapshot.each_meta(|_, _| resources += 1);
        let mut report = Self {
            snapshot,
            options,
            in_both: snapshot.contents.states.iter().flat_map(|(state, root)| [state.as_str(), root]).collect(),
            // Grown step by step, the list would be copied again and again; room that stays empty costs nothing.
            findings: Vec::with_capacity(resources),
            passes: BTreeMap::new(),
            passing: None,
            checks: checks.len(),
            left_out: None,
        };
        for check in checks {
            (check.run)(snapshot, &mut report);
        }
        report.count();
        report.say_once();
        report.say_code_once();
        report.settle();
        report.finish();
        report
    }

    /// What a state of Terraform says as its source does is said once, at the source. Where they differ (what was changed by hand, or
    /// is not known before it is applied), both are said.
    fn say_once(&mut self) {
        let states = &self.snapshot.contents.states;
        if states.is_empty() {
            return;
        }
        let about = |finding: &Finding<'s>, root: &'s str| {
            let address = finding.location.as_ref().map_or("", |location| location.address);
            (root, finding.check.id, finding.resource.resource_type, address)
        };
        let mut at_source: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, finding) in self.findings.iter().enumerate() {
            if let Some(location) = &finding.location
                && !states.contains_key(location.root)
            {
                at_source.entry(about(finding, location.root)).or_default().push(at);
            }
        }
        let same = |finding: &Finding<'s>| {
            let root = finding.location.as_ref().and_then(|location| states.get(location.root));
            let others = root.and_then(|root| at_source.get(&about(finding, root)));
            let evidence = |finding: &Finding<'s>| {
                let one =
                    |proof: &Proof<'s>| (unnumbered(&proof.evidence.path), proof.evidence.value.text().to_owned());
                finding.evidence.iter().map(one).collect::<BTreeSet<_>>()
            };
            others.into_iter().flatten().filter_map(|at| self.findings.get(*at)).any(|other| {
                other.verdict == finding.verdict
                    && other.severity == finding.severity
                    && (finding.verdict != VerdictKind::Fail || evidence(other) == evidence(finding))
            })
        };
        let again: Vec<bool> = self.findings.iter().map(same).collect();
        for finding in self.findings.iter().zip(&again).filter_map(|(finding, again)| again.then_some(finding)) {
            if finding.verdict == VerdictKind::Pass {
                let passes = self.passes.entry(finding.check.id).or_default();
                *passes = passes.saturating_sub(1);
            }
        }
        let mut again = again.into_iter();
        let pass = self.options.include_pass;
        self.findings
            .retain(|finding| !again.next().unwrap_or(false) && (pass || finding.verdict != VerdictKind::Pass));
    }

    /// What was judged.
    pub fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Whatever could not be read at all (a file that is no valid template, say): what stands in it was never a resource, so no
    /// verdict speaks of it.
    pub fn unreadable(&self) -> impl Iterator<Item = &'s Gap> + use<'s> {
        self.snapshot.contents.gaps.iter().filter(|gap| gap.kind == GapKind::Error)
    }

    /// What the run was asked to keep and to trust.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Judges every resource of a type.
    /// A place where the type could not be listed gives one `Unknown`: what was not listed was not judged.
    pub fn each<T: Typed + Serialize>(
        &mut self,
        check: &'static Check,
        resources: &'s Resources<T>,
        mut judge: impl FnMut(&'s Resource<T>) -> Judgement,
    ) {
        self.unlisted::<T>(check);
        for resource in resources.iter() {
            let judgement = judge(resource);
            self.keep(check, T::TYPE, &resource.meta, judgement);
        }
    }

    /// Judges every account as a whole, by all resources of a type in it.
    /// Templates are not judged: what is absent from one may stand elsewhere.
    pub fn accounts<T: Typed>(
        &mut self,
        check: &'static Check,
        resources: &'s Resources<T>,
        mut judge: impl FnMut(&Listing<'s, T>) -> Judgement,
    ) {
        for scope in self.accounts_read() {
            let listing = self.listing(resources, &scope.account, None);
            let Some(listing) = listing else { continue };
            let judgement = judge(&listing);
            self.put(check, ResourceRef::scope(scope, yagura_model::GLOBAL), None, judgement);
        }
    }

    /// Judges every region of every account, by the resources of a type in it.
    pub fn regions<T: Typed>(
        &mut self,
        check: &'static Check,
        resources: &'s Resources<T>,
        mut judge: impl FnMut(&Listing<'s, T>) -> Judgement,
    ) {
        for scope in self.accounts_read() {
            let mut regions: Vec<&'s str> = self
                .snapshot
                .contents
                .lists
                .iter()
                .filter(|list| list.account == scope.account && list.resource_type == T::TYPE)
                .map(|list| list.region.as_str())
                .collect();
            regions.dedup();
            for region in regions {
                let Some(listing) = self.listing(resources, &scope.account, Some(region)) else { continue };
                let judgement = judge(&listing);
                self.put(check, ResourceRef::scope(scope, region), None, judgement);
            }
        }
    }

    /// The resources of a type in an account, and in one region of it or in all.
    /// `None` when nobody tried to list the type there (the user left the service out).
    pub fn listing<T: Typed>(
        &self,
        resources: &'s Resources<T>,
        account: &'s str,
        region: Option<&'s str>,
    ) -> Option<Listing<'s, T>> {
        let mut lists = self
            .snapshot
            .contents
            .lists
            .iter()
            .filter(|list| {
                list.resource_type == T::TYPE
                    && list.account == account
                    && region.is_none_or(|region| list.region == region)
            })
            .peekable();
        lists.peek()?;
        let gap = lists.find_map(|list| list.gap.clone());
        let items = resources
            .iter()
            .filter(|item| item.meta.account == account && region.is_none_or(|region| item.meta.region == region))
            .collect();
        Some(Listing { items, gap, account, region })
    }

    /// Keeps a verdict on a resource.
    pub fn keep(&mut self, check: &'static Check, resource_type: &'static str, meta: &'s Meta, judgement: Judgement) {
        self.put(check, ResourceRef::of(resource_type, meta), meta.template(), judgement);
    }

    /// Keeps a verdict on a template's resource that points into another file, one that the resource is made of:
    /// `place` says where in it what is at a JSON pointer stands.
    pub fn keep_in(
        &mut self,
        check: &'static Check,
        resource_type: &'static str,
        meta: &'s Meta,
        judgement: Judgement,
        (file, place): (&'s str, &dyn Fn(&str) -> Span),
    ) {
        let before = self.findings.len();
        self.keep(check, resource_type, meta, judgement);
        let Some(finding) = self.findings.get_mut(before) else { return };
        let Some(location) = &mut finding.location else { return };
        for proof in &mut finding.evidence {
            proof.place = Some((file, place(&proof.evidence.path)));
        }
        let first = finding.evidence.first().map_or("", |proof| proof.evidence.path.as_str());
        let span = place(first);
        location.declared = Some((location.file, location.block));
        let block = Span { column: span.column.min(1), ..span };
        (location.file, location.span, location.block, location.known) = (file, span, block, file);
    }

    /// Counts a pass. One check has thousands of them, one after the other.
    fn pass(&mut self, check: &'static Check) {
        match &mut self.passing {
            Some((id, number)) if std::ptr::eq(*id, check.id) => *number += 1,
            _ => {
                self.count();
                self.passing = Some((check.id, 1));
            }
        }
    }

    /// Adds what was counted of the last check to the passes.
    fn count(&mut self) {
        if let Some((id, number)) = self.passing.take() {
            *self.passes.entry(id).or_default() += number;
        }
    }

    fn put(
        &mut self,
        check: &'static Check,
        resource: ResourceRef<'s>,
        template: Option<&'s Template>,
        judgement: Judgement,
    ) {
        let (verdict, failure, gap) = match judgement {
            Ok(Verdict::Skip) => return,
            Ok(Verdict::Pass) => {
                self.pass(check);
                // What a state says again is taken out when both are known.
                let again = template.is_some_and(|template| self.in_both.contains(template.home()));
                if !self.options.include_pass && !again {
                    return;
                }
                (VerdictKind::Pass, None, None)
            }
            Ok(Verdict::Fail(failure)) => (VerdictKind::Fail, Some(*failure), None),
            Err(gap) => (VerdictKind::Unknown, None, Some(Box::new(gap))),
        };
        let failure = failure.unwrap_or_default();
        let evidence: Vec<Proof<'s>> = failure
            .evidence
            .into_iter()
            .map(|evidence| {
                let place = template.map(|template| template.stands(&evidence.path));
                let default = template.and_then(|template| template.defaults.get(&evidence.path).map(String::as_str));
                Proof { evidence, place, default }
            })
            .collect();
        let location = template.map(|template| {
            let place = evidence.iter().find_map(|proof| proof.place);
            let (file, span) = place.unwrap_or((&template.file, template.span));
            let elsewhere = file != template.file;
            Box::new(Location {
                file,
                span,
                address: &template.address,
                block: if elsewhere { Span { column: span.column.min(1), ..span } } else { template.span },
                root: template.home(),
                declared: elsewhere.then_some((template.file.as_str(), template.span)),
                known: &template.file,
            })
        });
        self.findings.push(Finding {
            check,
            verdict,
            severity: failure.severity.unwrap_or(check.severity),
            confidence: failure.confidence.unwrap_or(check.confidence),
            resource,
            location,
            evidence,
            detail: failure.detail,
            gap,
            secret: None,
            muted: None,
        });
    }

    fn accounts_read(&self) -> impl Iterator<Item = &'s Scope> + use<'s> {
        self.snapshot.contents.scopes.iter().filter(|scope| scope.kind == ScopeKind::Account)
    }

    /// Keeps one `Unknown` for each place where a type could not be listed, for checks that walk its resources themselves.
    pub fn unlisted<T: Typed>(&mut self, check: &'static Check) {
        self.unlisted_type(check, T::TYPE);
    }

    /// As [`Report::unlisted`], of a type by its name.
    pub fn unlisted_type(&mut self, check: &'static Check, resource_type: &'static str) {
        let snapshot = self.snapshot;
        for list in &snapshot.contents.lists {
            let Some(gap) = &list.gap else { continue };
            if list.resource_type != resource_type {
                continue;
            }
            let resource = ResourceRef {
                resource_type,
                id: "*",
                arn: None,
                name: "*",
                account: &list.account,
                region: &list.region,
            };
            self.put(check, resource, None, Err(gap.clone()));
        }
    }

    /// Puts the findings in their stable order, worst first: for who has changed how bad they are.
    pub fn finish(&mut self) {
        self.findings.shrink_to_fit();
        self.findings.sort_by(|a, b| {
            (a.verdict, std::cmp::Reverse(a.severity), a.check.id, &a.resource, &a.location, &a.gap).cmp(&(
                b.verdict,
                std::cmp::Reverse(b.severity),
                b.check.id,
                &b.resource,
                &b.location,
                &b.gap,
            ))
        });
    }
}

/// A JSON pointer whatever the order of what is in lists: in a state, sets have one of their own.
fn unnumbered(pointer: &str) -> String {
    let part = |part: &str| {
        let number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if number { "*".to_owned() } else { part.to_owned() }
    };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

impl<'s> ResourceRef<'s> {
    fn of(resource_type: &'static str, meta: &'s Meta) -> Self {
        Self {
            resource_type,
            id: &meta.id,
            arn: meta.arn.as_deref(),
            name: &meta.name,
            account: &meta.account,
            region: &meta.region,
        }
    }

    /// A region of an account, or the account.
    fn scope(scope: &'s Scope, region: &'s str) -> Self {
        Self {
            resource_type: "AWS::Account",
            id: &scope.account,
            arn: None,
            name: &scope.name,
            account: &scope.account,
            region,
        }
    }
}

impl Finding<'_> {
    /// The same from scan to scan for the same check and resource: nothing in it changes while the fault stays.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut field = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(text.as_bytes());
        };
        field(self.check.id);
        field(self.resource.resource_type);
        if let Some(location) = &self.location {
            field(location.known);
            field(location.address);
            if let Some(root) = location.outer_root() {
                field(root);
            }
        } else {
            field(self.resource.account);
            field(self.resource.region);
            field(self.resource.arn.unwrap_or(self.resource.id));
        }
        hash.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use yagura_model::services::s3::Bucket;
    use yagura_model::{Fact, Gap, GapKind, Listed, Meta, Origin, Scope, ScopeKind, Snapshot, decode};

    use crate::{Check, Confidence, Options, Report, Severity, Text, Verdict, VerdictKind};

    static OPEN: Check = Check {
        id: "s3-bucket-open",
        title: Text { ja: "開いている", en: "open" },
        severity: Severity::High,
        confidence: Confidence::High,
        attack: Text { ja: "", en: "" },
        fix: Text { ja: "", en: "" },
        maps: &[],
        types: &["AWS::S3::Bucket"],
        page: "",
        run: |snapshot, report| {
            report.each(&OPEN, &snapshot.s3.buckets, |bucket| {
                if bucket.public_access_block_configuration.get()?.block_public_policy {
                    return Ok(Verdict::Pass);
                }
                Ok(Verdict::fail(bucket, "/PublicAccessBlockConfiguration/BlockPublicPolicy"))
            });
        },
    };

    static NONE: Check = Check {
        id: "s3-no-bucket",
        run: |snapshot, report| {
            report.accounts(&NONE, &snapshot.s3.buckets, |buckets| {
                Ok(if buckets.any(|_| Ok(true))? { Verdict::Pass } else { Verdict::absent() })
            });
        },
        ..OPEN
    };

    fn snapshot(buckets: &[serde_json::Value], gap: Option<Gap>) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.contents.scopes.push(Scope {
            kind: ScopeKind::Account,
            account: "111122223333".into(),
            name: "prod".into(),
            regions: vec!["ap-northeast-1".into()],
            caller: String::new(),
        });
        snapshot.contents.lists.push(Listed {
            resource_type: "AWS::S3::Bucket".into(),
            account: "111122223333".into(),
            region: "global".into(),
            gap,
        });
        for (index, json) in buckets.iter().enumerate() {
            let meta = Meta {
                account: "111122223333".into(),
                region: "global".into(),
                id: format!("bucket-{index}"),
                arn: None,
                name: format!("bucket-{index}"),
                tags: Fact::Known(yagura_model::Tags::new()),
                origin: Origin::Live { call: "s3:ListBuckets".into() },
            };
            snapshot.s3.buckets.push(yagura_model::Resource { meta, props: decode::<Bucket>(&json.into()).unwrap() });
        }
        snapshot
    }

    fn verdicts(snapshot: &Snapshot, check: &'static Check) -> Vec<(VerdictKind, String)> {
        Report::run(snapshot, &[check], Options { include_pass: true, ..Options::default() })
            .findings
            .iter()
            .map(|finding| (finding.verdict, finding.resource.id.to_owned()))
            .collect()
    }

    #[test]
    fn what_is_unread_is_unknown_and_never_passes() {
        let denied = serde_json::json!({"$unknown": {"kind": "denied", "message": "no"}});
        let account = snapshot(
            &[
                serde_json::json!({"PublicAccessBlockConfiguration": {"BlockPublicPolicy": true}}),
                serde_json::json!({"PublicAccessBlockConfiguration": {"BlockPublicPolicy": false}}),
                serde_json::json!({ "PublicAccessBlockConfiguration": denied }),
            ],
            None,
        );
        assert_eq!(
            verdicts(&account, &OPEN),
            [
                (VerdictKind::Fail, "bucket-1".to_owned()),
                (VerdictKind::Unknown, "bucket-2".to_owned()),
                (VerdictKind::Pass, "bucket-0".to_owned())
            ]
        );
    }

    #[test]
    fn a_list_that_failed_is_one_unknown_for_each_check_on_it() {
        let account = snapshot(&[], Some(Gap::new(GapKind::Denied, "s3:ListAllMyBuckets")));
        assert_eq!(verdicts(&account, &OPEN), [(VerdictKind::Unknown, "*".to_owned())]);
        assert_eq!(verdicts(&account, &NONE), [(VerdictKind::Unknown, "111122223333".to_owned())]);
        assert_eq!(verdicts(&snapshot(&[], None), &NONE), [(VerdictKind::Fail, "111122223333".to_owned())]);
        assert_eq!(verdicts(&Snapshot::default(), &NONE), [], "nobody looked, nothing is said");
    }

    #[test]
    fn fingerprints_tell_resources_apart_and_stay_the_same() {
        let buckets: Vec<_> = (0..2).map(|_| serde_json::json!({"PublicAccessBlockConfiguration": {}})).collect();
        let account = snapshot(&buckets, None);
        let prints = |snapshot: &Snapshot| -> Vec<String> {
            Report::run(snapshot, &[&OPEN], Options::default())
                .findings
                .iter()
                .map(super::Finding::fingerprint)
                .collect()
        };
        let first = prints(&account);
        assert_eq!(first.len(), 2);
        assert_ne!(first[0], first[1]);
        assert_eq!(first, prints(&account.clone()));
        assert_eq!(first[0].len(), 32);
    }
}
