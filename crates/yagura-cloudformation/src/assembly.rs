//! The stacks of one assembly together: a piece in one of them may belong to a resource of another.
//!
//! Each stack stays a root of its own. A piece that belongs to none of its own stack's resources is written into its owner where
//! that is in a stack of the same place.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yagura_model::{Map, Node, Read, Snapshot, Value};
use yagura_template::{Draft, Stray, mapping, owned, strays};

use crate::cdk::{self, Environment, Outputs, abroad};
use crate::outcomes::Assumption;
use crate::read::{Evaluated, Part, Strangers, Tree, evaluate, keep, templates};
use crate::stacks::Library;
use crate::template::Context;

/// How many stacks are looked at together: each is compared with every other one. Those of a larger assembly stand alone.
pub(crate) const MAX_TOGETHER: usize = 250;

/// Adds the stacks of one assembly, and follows what they have of each other.
pub(crate) fn keep_all(snapshot: &mut Snapshot, trees: &mut [Tree], library: &dyn Library) {
    if trees.len() > 1 && trees.iter().any(|tree| tree.instances.len() > 1) {
        // The outputs of nested stacks are known only now.
        let known = outputs(trees);
        for instance in trees.iter_mut().flat_map(|tree| &mut tree.instances) {
            instance.context.outputs = Some(Rc::clone(&known));
        }
    }
    let base = Assumption::new();
    let parts: Vec<Vec<Part<'_>>> = trees.iter().map(|tree| tree.parts(&mut snapshot.contents.gaps)).collect();
    let read: Vec<Evaluated<'_>> = parts.iter().map(|parts| evaluate(parts, &base, library)).collect();
    let mut stacks: Vec<Stack<'_>> = trees.iter().zip(&read).map(|(tree, read)| Stack::of(tree, read)).collect();
    if trees.len() > 1 {
        for stack in &mut stacks {
            stack.strays = strays(&stack.read.drafts);
        }
    }
    // Managed policies that are attached from another stack.
    let attached: BTreeSet<String> = stacks.iter().flat_map(|stack| attached(&stack.read.drafts)).collect();
    // What belongs to no resource of its own stack, as the other stacks see it.
    let foreign: Vec<Vec<Part<'_>>> =
        stacks.iter().zip(&parts).map(|(stack, parts)| stack.abroad(parts, &attached)).collect();
    let evaluated: Vec<Vec<Draft<'_>>> = foreign.iter().map(|parts| evaluate(parts, &base, library).drafts).collect();
    let pieces: Vec<Vec<&Draft<'_>>> =
        stacks.iter().zip(&evaluated).map(|(stack, drafts)| stack.pieces(drafts)).collect();
    let mut strangers: Vec<Strangers<'_>> = trees.iter().map(|_| Strangers::default()).collect();
    for (at, stack) in stacks.iter().enumerate() {
        for (from, (other, pieces)) in stacks.iter().zip(&pieces).enumerate().filter(|(from, _)| *from != at) {
            let taken = stack.owns(other);
            let ids: BTreeSet<String> = taken.iter().map(|stray| other.piece(stray)).collect();
            let is_taken = |piece: &&Draft<'_>| ids.contains(&piece.id);
            let guests: Vec<Draft<'_>> =
                pieces.iter().copied().filter(is_taken).map(|piece| stack.welcome(piece)).collect();
            let managed: BTreeMap<String, Draft<'_>> = stack.attaches(other, evaluated.get(from)).collect();
            let files: BTreeSet<String> =
                guests.iter().chain(managed.values()).map(|guest| guest.file.clone()).collect();
            let root = stack.home;
            snapshot.contents.reads.extend(files.into_iter().map(|file| Read { root: root.to_owned(), file }));
            if let Some(strangers) = strangers.get_mut(at) {
                strangers.guests.extend(guests);
                strangers.attached.extend(managed);
            }
            if let Some(strangers) = strangers.get_mut(from) {
                strangers.taken.extend(taken);
            }
        }
    }
    for ((parts, read), strangers) in parts.iter().zip(read).zip(&strangers) {
        keep(snapshot, parts, read, strangers, library);
    }
}

const MANAGED: &str = "AWS::IAM::ManagedPolicy";

/// The ARNs of managed policies of other stacks that roles, users and groups name.
fn attached(drafts: &[Draft<'_>]) -> BTreeSet<String> {
    let lists = drafts
        .iter()
        .filter(|draft| matches!(draft.resource_type.as_str(), "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group"))
        .filter_map(|draft| draft.properties.get("ManagedPolicyArns")?.as_list());
    let arns = lists.flatten().filter_map(Node::as_str).filter(|arn| arn.contains('#'));
    arns.map(str::to_owned).collect()
}

/// Writes the managed policies of other stacks into those who name them.
pub(crate) fn attach(drafts: &mut [Draft<'_>], attached: &BTreeMap<String, Draft<'_>>) {
    for draft in drafts {
        let Some(Value::List(list)) = draft.properties.get_mut("ManagedPolicyArns").map(|node| &mut node.value) else {
            continue;
        };
        let mut found = Vec::new();
        list.retain(|item| match item.as_str().and_then(|arn| attached.get(arn)) {
            Some(policy) if policy.unsure.is_none() => {
                found.push(policy);
                false
            }
            _ => true,
        });
        for policy in found {
            draft.attach(policy);
        }
    }
}

/// What the stacks tell each other, with those inside.
fn outputs(trees: &[Tree]) -> Rc<Outputs> {
    cdk::rounds(|known| {
        let told = trees.iter().filter_map(|tree| {
            let context = &tree.instances.first()?.context;
            let name = context.stack_name.clone().unwrap_or_default();
            let mut parts = tree.parts(&mut Vec::new());
            for part in &mut parts {
                part.context = part.context.abroad(&name, Some(known));
            }
            let outputs = templates(&parts, &Assumption::new()).first()?.0.outputs();
            Some((context.environment(), name, outputs))
        });
        told.collect()
    })
}

/// One stack among others.
struct Stack<'p> {
    name: String,
    home: &'p str,
    environment: Environment,
    read: &'p Evaluated<'p>,
    strays: BTreeSet<Stray>,
}

impl<'p> Stack<'p> {
    fn of(tree: &'p Tree, read: &'p Evaluated<'p>) -> Self {
        let context = tree.instances.first().map(|instance| &instance.context);
        Self {
            name: context.and_then(|context| context.stack_name.clone()).unwrap_or_default(),
            home: &tree.home,
            environment: context.map(Context::environment).unwrap_or_default(),
            read,
            strays: BTreeSet::new(),
        }
    }

    /// The stack as the others see it, if they have anything of it.
    fn abroad<'a>(&self, parts: &[Part<'a>], attached: &BTreeSet<String>) -> Vec<Part<'a>> {
        let own = format!("{{{}", abroad(&self.name));
        if self.strays.is_empty() && !attached.iter().any(|arn| arn.contains(&own)) {
            return Vec::new();
        }
        let mut parts = parts.to_vec();
        for part in &mut parts {
            part.context = part.context.abroad(&self.name, None);
        }
        parts
    }

    /// The address of a piece in other stacks.
    fn piece(&self, stray: &Stray) -> String {
        format!("{}{}", abroad(&self.name), stray.piece)
    }

    fn pieces<'d, 'a>(&self, drafts: &'d [Draft<'a>]) -> Vec<&'d Draft<'a>> {
        let ids: BTreeSet<String> = self.strays.iter().map(|stray| self.piece(stray)).collect();
        drafts.iter().filter(|draft| ids.contains(&draft.id)).collect()
    }

    /// The managed policies of another stack that roles and the like of this one name, by their ARNs.
    fn attaches<'d, 'a: 'd>(
        &'d self,
        other: &Stack<'_>,
        drafts: Option<&'d Vec<Draft<'a>>>,
    ) -> impl Iterator<Item = (String, Draft<'a>)> + 'd {
        let here = self.environment.0 == other.environment.0;
        let wanted = if here { attached(&self.read.drafts) } else { BTreeSet::new() };
        drafts.into_iter().flatten().filter(|draft| draft.resource_type == MANAGED).filter_map(move |draft| {
            let arn = draft.arn.clone().filter(|arn| wanted.contains(arn))?;
            Some((arn, self.welcome(draft)))
        })
    }

    /// The pieces of another stack that belong to a resource of this one. What is of a region belongs to what is there too.
    fn owns(&self, other: &Stack<'_>) -> BTreeSet<Stray> {
        let here = |owner: &str| {
            let global = mapping(owner).global && self.environment.0 == other.environment.0;
            global || self.environment == other.environment
        };
        let mut by_owner: BTreeMap<&str, BTreeMap<String, Vec<&Stray>>> = BTreeMap::new();
        for stray in other.strays.iter().filter(|stray| here(stray.owner)) {
            by_owner.entry(stray.owner).or_default().entry(self.own(&stray.name)).or_default().push(stray);
        }
        let mut found = BTreeSet::new();
        for (owner, named) in by_owner {
            for name in owned(&self.read.drafts, owner, named.keys().map(String::as_str)) {
                found.extend(named.get(name).into_iter().flatten().map(|stray| (*stray).clone()));
            }
        }
        found
    }

    /// A text of another stack in this stack's words: what is a symbol of its own there is one here.
    fn own(&self, text: &str) -> String {
        text.replace(&format!("{{{}", abroad(&self.name)), "{")
    }

    /// A piece of another stack in this stack's words.
    fn welcome<'a>(&self, piece: &Draft<'a>) -> Draft<'a> {
        let text = |text: &Option<String>| text.as_ref().map(|text| self.own(text));
        let mut piece = Draft { arn: text(&piece.arn), reference: text(&piece.reference), ..piece.clone() };
        self.own_all(&mut piece.properties);
        // Its text is wanted, and nobody finds it by its ARN here.
        if let (MANAGED, Some(arn)) = (piece.resource_type.as_str(), &piece.arn) {
            piece.properties.set("PolicyName", arn.as_str());
            "AWS::IAM::Policy".clone_into(&mut piece.resource_type);
        }
        piece
    }

    fn own_all(&self, map: &mut Map) {
        map.entries.iter_mut().for_each(|(_, node)| self.own_node(node));
    }

    fn own_node(&self, node: &mut Node) {
        match &mut node.value {
            Value::String(text) if text.contains('#') => *text = self.own(text),
            Value::List(list) => list.iter_mut().for_each(|node| self.own_node(node)),
            Value::Map(map) => self.own_all(map),
            _ => {}
        }
    }
}
