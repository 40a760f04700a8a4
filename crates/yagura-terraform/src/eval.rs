//! What expressions give
//! (<https://developer.hashicorp.com/terraform/language/expressions>).
//!
//! A gap of kind `Error` is what Terraform itself would refuse: `try` and `can` catch it.
//! Whatever else is not known is of another kind, and they do not.

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::Gap;

use crate::convert::{to_bool, to_number, to_text};
use crate::frame::Frame;
use crate::functions;
use crate::tree::{Expand, Expr, ExprKind, For, Operator, Part, Place, Step};
use crate::value::{Kind, Object, Partial, Piece, Val, equal, hidden, symbolic, whole};
use crate::world::World;

/// A name that an expression around has made: of a `for`, of a `dynamic` block, `each` and `count`.
#[derive(Clone, Copy)]
pub(crate) struct Binding<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a Val,
    pub(crate) outer: Option<&'a Binding<'a>>,
}

/// Where names are looked up.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The module's instance; a template file has none.
    pub(crate) frame: Option<&'a Rc<Frame>>,
    pub(crate) bindings: Option<&'a Binding<'a>>,
    /// The variables of a template file.
    pub(crate) variables: Option<&'a Object>,
}

impl<'a> Scope<'a> {
    pub(crate) fn of(frame: &'a Rc<Frame>) -> Self {
        Self { frame: Some(frame), bindings: None, variables: None }
    }

    fn bound(&self, name: &str) -> Option<&'a Val> {
        let mut binding = self.bindings;
        while let Some(found) = binding {
            if found.name == name {
                return Some(found.value);
            }
            binding = found.outer;
        }
        self.variables.and_then(|variables| variables.entries.get(name))
    }
}

impl World {
    /// What an expression gives.
    pub(crate) fn eval(&self, expression: &Expr, scope: Scope<'_>) -> Val {
        let result = match self.deeper(|| self.step(expression, scope)) {
            Ok(value) => value,
            Err(gap) => Val::unknown(gap),
        };
        if result.place.is_some() { result } else { result.at(expression.place) }
    }

    fn step(&self, expression: &Expr, scope: Scope<'_>) -> Val {
        match &expression.kind {
            ExprKind::Null => Val::null(),
            ExprKind::Bool(value) => Val::bool(*value),
            ExprKind::Number(number) => Val::number(*number),
            ExprKind::Text(text) => Val::text(text.clone()),
            ExprKind::Template(parts) => match parts.as_slice() {
                // A template of one value is that value, whatever its type.
                [Part::Value(inner)] => self.eval(inner, scope),
                parts => self.template(parts, scope),
            },
            ExprKind::Tuple(items) => {
                Val::list(items.iter().map(|item| self.eval(item, scope).at(item.place)).collect())
            }
            ExprKind::Object(items) => self.object(items, scope),
            ExprKind::Variable(name) => match scope.bound(name) {
                Some(value) => value.clone(),
                None => Val::unknown(Gap::error(format!("`{name}` is no value"))),
            },
            ExprKind::Traversal(base, steps) => self.traversal(base, steps, scope),
            ExprKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                self.conditional(condition, yes, no, scope)
            }
            ExprKind::Call(name, arguments, expand) => self.call(name, arguments, *expand, scope),
            ExprKind::Not(inner) => {
                let value = self.eval(inner, scope);
                let result = to_bool(&value).map(|value| Val::bool(!value));
                marked(result.unwrap_or_else(Val::unknown), &[&value])
            }
            ExprKind::Negate(inner) => {
                let value = self.eval(inner, scope);
                let result = to_number(&value).map(|value| Val::number(-value));
                marked(result.unwrap_or_else(Val::unknown), &[&value])
            }
            ExprKind::Binary(operator, operands) => {
                let [left, right] = &**operands;
                let left = self.eval(left, scope);
                // What decides alone needs no other side.
                if let (Operator::And | Operator::Or, Ok(value)) = (operator, to_bool(&left))
                    && value == (*operator == Operator::Or)
                {
                    return Val::bool(value);
                }
                let right = self.eval(right, scope);
                let result = binary(*operator, &left, &right).unwrap_or_else(Val::unknown);
                marked(result, &[&left, &right])
            }
            ExprKind::For(each) => self.for_expression(each, scope),
        }
    }

    fn object(&self, items: &[(Expr, Expr)], scope: Scope<'_>) -> Val {
        let mut object = Object::default();
        for (key, value) in items {
            let name = self.eval(key, scope);
            match to_text(&name) {
                Err(gap) => {
                    // An unknown name may be any of them.
                    object.entries.clear();
                    object.rest = Some(Rc::new(gap));
                }
                Ok(name) => {
                    let place = Place { end: value.place.end, ..key.place };
                    let place = if key.place.file == value.place.file { place } else { value.place };
                    object.entries.insert(name, self.eval(value, scope).at(place));
                }
            }
        }
        if let Err(gap) = self.charge(object.entries.len()) {
            return Val::unknown(gap);
        }
        Kind::Map(Rc::new(object)).into()
    }

    /// The text of a template.
    pub(crate) fn template(&self, parts: &[Part], scope: Scope<'_>) -> Val {
        let mut pieces = Pieces::default();
        self.pieces(parts, scope, &mut pieces);
        pieces.finish(self)
    }

    fn pieces(&self, parts: &[Part], scope: Scope<'_>, pieces: &mut Pieces) {
        for part in parts {
            if pieces.full() {
                return;
            }
            match part {
                Part::Text(text) => pieces.push(text),
                Part::Value(expression) => {
                    let value = self.eval(expression, scope);
                    pieces.add(&value);
                }
                Part::If(choice) => {
                    let condition = self.eval(&choice.condition, scope);
                    match to_bool(&condition) {
                        Ok(true) => self.pieces(&choice.yes, scope, pieces),
                        Ok(false) => self.pieces(&choice.no, scope, pieces),
                        Err(gap) => pieces.unknown(gap),
                    }
                }
                Part::For(each) => {
                    let collection = self.eval(&each.collection, scope);
                    match self.elements(&collection) {
                        Err(gap) => pieces.unknown(gap),
                        Ok(elements) => {
                            for (key, value) in elements {
                                if pieces.full() || self.charge(1).is_err() {
                                    return;
                                }
                                let outer = scope.bindings;
                                let value = Binding { name: &each.value_variable, value: &value, outer };
                                let key_name = each.key_variable.as_deref().unwrap_or("");
                                let key = Binding { name: key_name, value: &key, outer: Some(&value) };
                                let bindings = Some(if key_name.is_empty() { &value } else { &key });
                                self.pieces(&each.body, Scope { bindings, ..scope }, pieces);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Keys and values of what can be gone through.
    pub(crate) fn elements(&self, collection: &Val) -> Result<Vec<(Val, Val)>, Gap> {
        let elements = match &collection.kind {
            Kind::List(list) => {
                list.iter().enumerate().map(|(at, item)| (Val::number(at as f64), item.clone())).collect()
            }
            Kind::Set(set) => set.iter().map(|item| (item.clone(), item.clone())).collect(),
            Kind::Map(map) => match &map.rest {
                Some(gap) => return Err((**gap).clone()),
                None => map.entries.iter().map(|(key, value)| (Val::text(key.clone()), value.clone())).collect(),
            },
            Kind::Lazy(lazy) => return self.elements(&self.force(lazy)),
            Kind::Unknown(unknown) => return Err(unknown.gap.clone()),
            _ => return Err(Gap::error(format!("a {} cannot be gone through", collection.kind_name()))),
        };
        Ok(elements)
    }

    fn conditional(&self, condition: &Expr, yes: &Expr, no: &Expr, scope: Scope<'_>) -> Val {
        let condition = self.eval(condition, scope);
        let result = match to_bool(&condition) {
            Ok(true) => self.eval(yes, scope),
            Ok(false) => self.eval(no, scope),
            Err(gap) => {
                let (yes, no) = (self.eval(yes, scope), self.eval(no, scope));
                either(&yes, &no, &gap)
            }
        };
        marked(result, &[&condition])
    }

    fn call(&self, name: &str, arguments: &[Expr], expand: Expand, scope: Scope<'_>) -> Val {
        match name {
            "try" => {
                let mut last = Gap::error("`try` without a value");
                for argument in arguments {
                    let value = self.eval(argument, scope);
                    match value.first_gap() {
                        Some(gap) if gap.kind == yagura_model::GapKind::Error => last = gap.clone(),
                        _ => return value,
                    }
                }
                return Val::unknown(last);
            }
            "can" => {
                let Some(argument) = arguments.first() else { return Val::unknown(Gap::error("`can` of nothing")) };
                let value = self.eval(argument, scope);
                return match value.first_gap() {
                    Some(gap) if gap.kind == yagura_model::GapKind::Error => Val::bool(false),
                    Some(gap) if value.gap().is_some() => Val::unknown(gap.clone()),
                    _ => Val::bool(true),
                };
            }
            "templatefile" => return self.template_file(arguments, scope),
            _ => {}
        }
        let mut values: Vec<Val> = arguments.iter().map(|argument| self.eval(argument, scope)).collect();
        if expand == Expand::Final
            && let Some(last) = values.pop()
        {
            match self.elements(&last) {
                Ok(elements) => values.extend(elements.into_iter().map(|(_, value)| value)),
                Err(gap) => return Val::unknown(gap),
            }
        }
        for value in &mut values {
            if let Kind::Lazy(lazy) = &value.kind {
                *value = self.force(lazy);
            }
        }
        let result = functions::call(self, name, &values, scope).unwrap_or_else(Val::unknown);
        match name {
            "nonsensitive" | "issensitive" | "type" | "length" => result,
            _ => marked(result, &values.iter().collect::<Vec<_>>()),
        }
    }

    fn template_file(&self, arguments: &[Expr], scope: Scope<'_>) -> Val {
        let result = || -> Result<Val, Gap> {
            let (path, variables) = match arguments {
                [path, variables] => (self.eval(path, scope), self.eval(variables, scope)),
                _ => return Err(Gap::error("`templatefile` takes a path and a map")),
            };
            let text = self.read_file(&to_text(&path)?, scope)?;
            let place = arguments.first().map(|argument| argument.place).unwrap_or_default();
            let parts = crate::syntax::template(&text, place)
                .map_err(|error| Gap::error(format!("line {} of a template: {}", error.line, error.message)))?;
            let variables = match &variables.kind {
                Kind::Lazy(lazy) => self.force(lazy),
                _ => variables,
            };
            Ok(self.with_variables(&variables, scope, |scope| match parts.as_slice() {
                [Part::Value(inner)] => self.eval(inner, scope),
                parts => self.template(parts, scope),
            }))
        };
        let mut value = result().unwrap_or_else(Val::unknown);
        value.place = None;
        value
    }

    /// Runs with the entries of a map as names, and no others.
    #[expect(clippy::unused_self, reason = "beside its kin")]
    pub(crate) fn with_variables(&self, variables: &Val, scope: Scope<'_>, run: impl FnOnce(Scope<'_>) -> Val) -> Val {
        let object = match &variables.kind {
            Kind::Map(map) => map.clone(),
            Kind::Unknown(unknown) => return Val::unknown(unknown.gap.clone()),
            _ => return Val::unknown(Gap::error("a template's variables are a map")),
        };
        run(Scope { frame: scope.frame, bindings: None, variables: Some(&object) })
    }

    fn for_expression(&self, each: &For, scope: Scope<'_>) -> Val {
        let collection = self.eval(&each.collection, scope);
        let elements = match self.elements(&collection) {
            Ok(elements) => elements,
            Err(gap) => return Val::unknown(gap),
        };
        let mut list = Vec::new();
        let mut object = Object::default();
        let mut groups: BTreeMap<Rc<str>, Vec<Val>> = BTreeMap::new();
        for (key, value) in &elements {
            if let Err(gap) = self.charge(1) {
                return Val::unknown(gap);
            }
            let value = Binding { name: &each.value_variable, value, outer: scope.bindings };
            let key_name = each.key_variable.as_deref().unwrap_or("");
            let key = Binding { name: key_name, value: key, outer: Some(&value) };
            let scope = Scope { bindings: Some(if key_name.is_empty() { &value } else { &key }), ..scope };
            if let Some(condition) = &each.condition {
                match to_bool(&self.eval(condition, scope)) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(gap) if each.key.is_none() => return Val::unknown(gap),
                    Err(gap) => {
                        object.rest = Some(Rc::new(gap));
                        continue;
                    }
                }
            }
            let Some(key) = &each.key else {
                list.push(self.eval(&each.value, scope).at(each.value.place));
                continue;
            };
            match to_text(&self.eval(key, scope)) {
                Err(gap) => object.rest = Some(Rc::new(gap)),
                Ok(name) => {
                    let value = self.eval(&each.value, scope).at(each.value.place);
                    if each.grouping {
                        groups.entry(name).or_default().push(value);
                    } else if object.entries.insert(name.clone(), value).is_some() && !symbolic(&name) {
                        return Val::unknown(Gap::error("two values of a `for` have the same key"));
                    }
                }
            }
        }
        if each.key.is_none() {
            return Val::list(list);
        }
        object.entries.extend(groups.into_iter().map(|(name, list)| (name, Val::list(list))));
        if object.rest.is_some() {
            // An entry whose name is not known may stand in the place of any.
            object.entries.clear();
        }
        Kind::Map(Rc::new(object)).into()
    }

    fn traversal(&self, base: &Expr, steps: &[Step], scope: Scope<'_>) -> Val {
        if let ExprKind::Variable(root) = &base.kind
            && scope.bound(root).is_none()
        {
            let (value, taken) = self.root(root, steps, scope);
            return self.steps(value, steps.get(taken..).unwrap_or_default(), scope);
        }
        let value = self.eval(base, scope);
        self.steps(value, steps, scope)
    }

    /// What a name outside of all bindings means, and how many steps belong to the name.
    fn root(&self, root: &str, steps: &[Step], scope: Scope<'_>) -> (Val, usize) {
        let Some(frame) = scope.frame else {
            return (Val::unknown(Gap::error(format!("`{root}` is no value"))), steps.len());
        };
        let name = |at: usize| match steps.get(at) {
            Some(Step::Attribute(name)) => Some(name),
            _ => None,
        };
        let missing = |what: &str| (Val::unknown(Gap::error(format!("{what} without a name"))), steps.len());
        match root {
            "var" => name(0).map_or_else(|| missing("a variable"), |name| (self.variable(frame, name), 1)),
            "local" => name(0).map_or_else(|| missing("a local value"), |name| (self.local(frame, name), 1)),
            "module" => name(0).map_or_else(|| missing("a module"), |name| (self.module(frame, name), 1)),
            "data" => match (name(0), name(1)) {
                (Some(kind), Some(name)) => (self.resource(frame, true, kind, name), 2),
                _ => missing("a data source"),
            },
            "ephemeral" => (Val::unknown(Gap::unresolved("an ephemeral value is known after apply")), steps.len()),
            "path" => {
                let value = match name(0).map(|name| &**name) {
                    Some("module") => Val::text(self.relative(frame)),
                    Some("root" | "cwd") => Val::text("."),
                    _ => Val::unknown(Gap::error("`path` has `module`, `root` and `cwd`")),
                };
                (value, 1)
            }
            "terraform" => match name(0).map(|name| &**name) {
                Some("workspace") => (Val::text("{Workspace}"), 1),
                _ => (Val::unknown(Gap::error("`terraform` has `workspace` only")), steps.len()),
            },
            "each" | "count" | "self" => (Val::unknown(Gap::error(format!("there is no `{root}` here"))), steps.len()),
            kind => match name(0) {
                Some(name) => (self.resource(frame, false, kind, name), 1),
                None => missing(&format!("`{kind}`")),
            },
        }
    }

    /// A value after the steps into it.
    pub(crate) fn steps(&self, mut value: Val, steps: &[Step], scope: Scope<'_>) -> Val {
        let mut rest = steps;
        while let Some((step, tail)) = rest.split_first() {
            rest = tail;
            let sensitive = value.sensitive;
            value = match step {
                Step::Attribute(name) => self.attribute(&value, name),
                Step::Index(index) => {
                    let index = self.eval(index, scope);
                    self.index(&value, &index)
                }
                Step::AttributeSplat | Step::FullSplat => {
                    // `.*` takes the attributes behind it with it, `[*]` all steps.
                    let inside = match step {
                        Step::FullSplat => tail.len(),
                        _ => tail.iter().take_while(|step| matches!(step, Step::Attribute(_))).count(),
                    };
                    let (inside, behind) = tail.split_at(inside);
                    rest = behind;
                    self.splat(&value, inside, scope)
                }
            };
            value.sensitive |= sensitive;
            value.place = None;
        }
        value
    }

    fn splat(&self, value: &Val, steps: &[Step], scope: Scope<'_>) -> Val {
        let each = |items: &[Val]| Val::list(items.iter().map(|item| self.steps(item.clone(), steps, scope)).collect());
        match &value.kind {
            Kind::Null => Val::list(Vec::new()),
            Kind::List(list) | Kind::Set(list) => match self.charge(list.len()) {
                Ok(()) => each(list),
                Err(gap) => Val::unknown(gap),
            },
            Kind::Unknown(unknown) => Val::unknown(unknown.gap.clone()),
            Kind::Lazy(lazy) => match lazy.many() {
                Some(gap) => Val::unknown(gap),
                None => each(std::slice::from_ref(value)),
            },
            _ => each(std::slice::from_ref(value)),
        }
    }

    /// An attribute of a value.
    pub(crate) fn attribute(&self, value: &Val, name: &Rc<str>) -> Val {
        match &value.kind {
            Kind::Unknown(unknown) => Val::unknown(unknown.gap.clone()),
            Kind::Map(map) => entry(map, name),
            Kind::Lazy(lazy) => self.lazy_attribute(lazy, name),
            // An old way to write an index.
            Kind::List(list) => match name.parse::<usize>() {
                Ok(at) => element(list, at),
                Err(_) => Val::unknown(Gap::error(format!("a list has no attribute `{name}`"))),
            },
            _ => Val::unknown(Gap::error(format!("a {} has no attribute `{name}`", value.kind_name()))),
        }
    }

    /// An element of a value.
    pub(crate) fn index(&self, value: &Val, index: &Val) -> Val {
        match &value.kind {
            Kind::Unknown(unknown) => return Val::unknown(unknown.gap.clone()),
            Kind::Lazy(lazy) => {
                return match lazy.one_of_many() {
                    Some(one) => one,
                    None => match to_text(index) {
                        Ok(name) => self.lazy_attribute(lazy, &name),
                        Err(gap) => Val::unknown(gap),
                    },
                };
            }
            _ => {}
        }
        if let Some(gap) = index.gap() {
            // Every element may be meant: where they are all one, it is that.
            return Val::unknown(gap.clone());
        }
        match &value.kind {
            Kind::List(list) => match to_number(index) {
                Ok(number) => match whole(number).and_then(|at| usize::try_from(at).ok()) {
                    Some(at) => element(list, at),
                    None => Val::unknown(Gap::error(format!("a list has no element {number}"))),
                },
                Err(gap) => Val::unknown(gap),
            },
            Kind::Map(map) => match to_text(index) {
                // The key may be a secret.
                Ok(name) if map.rest.is_none() && !symbolic(&name) && !map.entries.contains_key(&name) => {
                    Val::unknown(Gap::error("a map has no such key"))
                }
                Ok(name) => entry(map, &name),
                Err(gap) => Val::unknown(gap),
            },
            _ => Val::unknown(Gap::error(format!("a {} has no elements to choose from", value.kind_name()))),
        }
    }
}

fn entry(map: &Object, name: &str) -> Val {
    match map.entries.get(name) {
        Some(value) => value.clone(),
        None => Val::unknown(match &map.rest {
            Some(gap) => (**gap).clone(),
            None if symbolic(name) => hidden(name),
            None => Gap::error(format!("there is no `{name}`")),
        }),
    }
}

fn element(list: &[Val], at: usize) -> Val {
    list.get(at)
        .cloned()
        .unwrap_or_else(|| Val::unknown(Gap::error(format!("a list of {} has no element {at}", list.len()))))
}

/// What is made of sensitive values is sensitive.
fn marked(mut value: Val, of: &[&Val]) -> Val {
    value.sensitive |= of.iter().any(|value| value.sensitive);
    value
}

/// What holds in both branches of an undecided choice; the rest is unknown.
pub(crate) fn either(yes: &Val, no: &Val, gap: &Gap) -> Val {
    let unknown = || Val::unknown(gap.clone());
    match (&yes.kind, &no.kind) {
        (Kind::Map(a), Kind::Map(b)) if a.rest.is_none() && b.rest.is_none() && a.entries.len() < 500 => {
            let mut object = Object::default();
            for (name, value) in &a.entries {
                let merged = match b.entries.get(name) {
                    Some(other) => either(value, other, gap),
                    None => unknown(),
                };
                object.entries.insert(name.clone(), merged);
            }
            for (name, value) in &b.entries {
                if !a.entries.contains_key(name) {
                    object.entries.insert(name.clone(), Val { place: value.place, ..unknown() });
                }
            }
            // Whether an entry of one side only is there hangs on the choice.
            if !a.entries.keys().eq(b.entries.keys()) {
                object.rest = Some(Rc::new(gap.clone()));
            }
            Val { kind: Kind::Map(Rc::new(object)), place: yes.place, sensitive: yes.sensitive || no.sensitive }
        }
        (Kind::List(a), Kind::List(b)) if a.len() == b.len() => {
            Val::list(a.iter().zip(b.iter()).map(|(a, b)| either(a, b, gap)).collect())
        }
        _ => match equal(yes, no) {
            Ok(true) => yes.clone(),
            _ => unknown(),
        },
    }
}

fn binary(operator: Operator, left: &Val, right: &Val) -> Result<Val, Gap> {
    let numbers = || Ok::<_, Gap>((to_number(left)?, to_number(right)?));
    Ok(match operator {
        Operator::And | Operator::Or => {
            // One side alone may decide.
            let deciding = operator == Operator::Or;
            match (to_bool(left), to_bool(right)) {
                (Ok(value), _) | (_, Ok(value)) if value == deciding => Val::bool(value),
                (Ok(_), Ok(_)) => Val::bool(!deciding),
                (Err(gap), _) | (_, Err(gap)) => return Err(gap),
            }
        }
        Operator::Equal => Val::bool(equal(left, right)?),
        Operator::NotEqual => Val::bool(!equal(left, right)?),
        Operator::Add => numbers().map(|(a, b)| Val::number(a + b))?,
        Operator::Subtract => numbers().map(|(a, b)| Val::number(a - b))?,
        Operator::Multiply => numbers().map(|(a, b)| Val::number(a * b))?,
        Operator::Divide | Operator::Modulo => {
            let (a, b) = numbers()?;
            if b == 0.0 {
                return Err(Gap::error("a division by zero"));
            }
            Val::number(if operator == Operator::Divide { a / b } else { a % b })
        }
        Operator::Less => numbers().map(|(a, b)| Val::bool(a < b))?,
        Operator::LessOrEqual => numbers().map(|(a, b)| Val::bool(a <= b))?,
        Operator::Greater => numbers().map(|(a, b)| Val::bool(a > b))?,
        Operator::GreaterOrEqual => numbers().map(|(a, b)| Val::bool(a >= b))?,
    })
}

/// A text on its way together, with its unknown parts.
#[derive(Default)]
pub(crate) struct Pieces {
    parts: Vec<Piece>,
    text: String,
    gap: Option<Gap>,
    sensitive: bool,
    length: usize,
}

impl Pieces {
    pub(crate) fn push(&mut self, text: &str) {
        self.length += text.len();
        if !self.full() {
            self.text.push_str(text);
        }
    }

    /// Adds a value as a text.
    pub(crate) fn add(&mut self, value: &Val) {
        self.sensitive |= value.sensitive;
        match to_text(value) {
            Ok(text) => self.push(&text),
            Err(gap) => match &value.kind {
                Kind::Unknown(unknown) => match &unknown.partial {
                    Partial::Text(pieces) => {
                        for piece in pieces {
                            match piece {
                                Piece::Known(text) => self.push(text),
                                Piece::Unknown(gap) => self.unknown(gap.clone()),
                            }
                        }
                    }
                    _ => self.unknown(gap),
                },
                _ => self.unknown(gap),
            },
        }
    }

    pub(crate) fn unknown(&mut self, gap: Gap) {
        if !self.text.is_empty() {
            self.parts.push(Piece::Known(Rc::from(std::mem::take(&mut self.text))));
        }
        self.parts.push(Piece::Unknown(gap.clone()));
        // What Terraform would refuse outweighs what is only not known yet.
        if self
            .gap
            .as_ref()
            .is_none_or(|old| old.kind != yagura_model::GapKind::Error && gap.kind == yagura_model::GapKind::Error)
        {
            self.gap = Some(gap);
        }
    }

    fn full(&self) -> bool {
        self.length > crate::world::MAX_TEXT || self.parts.len() > 100_000
    }

    pub(crate) fn finish(mut self, world: &World) -> Val {
        if let Err(gap) = world.charge_text(self.length) {
            return Val::unknown(gap);
        }
        let mut value = match self.gap.take() {
            None => Val::text(self.text),
            Some(gap) => {
                if !self.text.is_empty() {
                    self.parts.push(Piece::Known(Rc::from(self.text)));
                }
                Val::partial(gap, Partial::Text(self.parts))
            }
        };
        value.sensitive = self.sensitive;
        value
    }
}
