//! Who may read one thing: the question of [`who_can`](super::who_can), asked of many resources of one snapshot, and of direct
//! ways only.

use std::collections::HashMap;

use yagura_iam::reach::ResourceContext;
use yagura_iam::who::{Access, who_can as ask};
use yagura_model::Snapshot;

use super::ways::{Way, layered, unlisted_principals, ways};
use super::{Holder, Within, of_role, of_user, resource};

/// How many questions are worked out: beyond it nobody reads the answers one by one.
pub(crate) const MOST: usize = 1_000;

/// The principals of a snapshot, ready to be asked about; what is the same is asked once.
pub(crate) struct Readers<'s> {
    snapshot: &'s Snapshot,
    holders: Vec<Holder>,
    /// Those who cannot be told apart, with why.
    unreadable: Vec<(String, String)>,
    /// By action, those who may call it on anything at all.
    of_action: HashMap<&'static str, Vec<usize>>,
    known: HashMap<(&'static str, String), Vec<Way>>,
}

impl<'s> Readers<'s> {
    /// Takes in the users and roles; roles that AWS's own services act as are left out.
    pub(crate) fn of(snapshot: &'s Snapshot) -> Self {
        let users = snapshot.iam.users.iter();
        let users = users.map(|user| (&user.meta, of_user(snapshot, user, Within::default())));
        let roles = snapshot.iam.roles.iter();
        let roles = roles.map(|role| (&role.meta, of_role(snapshot, role, None, Within::default())));
        let (mut holders, mut unreadable) = (Vec::new(), Vec::new());
        for (meta, holder) in users.chain(roles) {
            match holder {
                Ok(holder) if holder.caller.is_service_linked() => {}
                Ok(holder) => holders.push(holder),
                Err(why) => unreadable.push((meta.name.clone(), why)),
            }
        }
        Self { snapshot, holders, unreadable, of_action: HashMap::new(), known: HashMap::new() }
    }

    /// Everyone who may call the action on the resource, and why others cannot be told.
    /// `None` where too much was asked already.
    pub(crate) fn who(&mut self, action: &'static str, arn: &str) -> Option<&[Way]> {
        let question = (action, arn.to_owned());
        if !self.known.contains_key(&question) {
            if self.known.len() >= MOST {
                return None;
            }
            let found = self.ask(action, arn);
            self.known.insert(question.clone(), found);
        }
        self.known.get(&question).map(Vec::as_slice)
    }

    fn ask(&mut self, action: &'static str, arn: &str) -> Vec<Way> {
        let (snapshot, holders) = (self.snapshot, &self.holders);
        let may = self.of_action.entry(action).or_insert_with(|| {
            let all: Vec<&Holder> = holders.iter().collect();
            let context = ResourceContext::default();
            let granted: Vec<String> = ask(action, "*", &layered(&all), None, &context)
                .into_iter()
                .filter_map(|access| match access {
                    Access::Identity { arn, .. } => Some(arn),
                    Access::Resource { .. } => None,
                })
                .collect();
            let granted: std::collections::HashSet<&str> = granted.iter().map(String::as_str).collect();
            (0..holders.len())
                .filter(|at| holders.get(*at).is_some_and(|holder| granted.contains(holder.arn.as_str())))
                .collect()
        });
        let asked: Vec<&Holder> = may.iter().filter_map(|at| holders.get(*at)).collect();
        let target = resource::target(snapshot, action, arn);
        let mut found = ways(snapshot, action, arn, &asked, &target, Within::default(), &[]);
        found.extend(unlisted_principals(snapshot, &target));
        for (who, why) in &self.unreadable {
            found.push(Way { who: who.clone(), gap: Some(why.clone()), ..Way::by("identity") });
        }
        found
    }
}
