//! Reads what must be answered before what, and finds orders that go round in a circle.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::when::Names;
use super::{MistakeKind, Reader, Told};
use crate::book::Order;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOrder {
    first: Spanned<String>,
    then: Spanned<String>,
}

pub(super) fn orders(r: &mut Reader, raw: &[Spanned<RawOrder>], names: &Names) -> Result<Vec<Order>, Told> {
    let read: Vec<_> = raw.iter().map(|raw| order(r, raw, names)).collect();
    let mut after: BTreeMap<&str, Vec<(&str, &Spanned<RawOrder>)>> = BTreeMap::new();
    for spanned in raw {
        let RawOrder { first, then } = spanned.get_ref();
        after.entry(first.get_ref()).or_default().push((then.get_ref(), spanned));
    }
    let mut outcome = Ok(());
    for (closing, circle) in circles(&after) {
        let more = if circle.first() == circle.last() { "" } else { " → …" };
        let circle = circle.join(" → ") + more;
        outcome = Err(r.wrong(closing.span(), MistakeKind::OrderCircle { circle }));
    }
    outcome.and(read.into_iter().collect())
}

fn order(r: &mut Reader, spanned: &Spanned<RawOrder>, names: &Names) -> Result<Order, Told> {
    let RawOrder { first, then } = spanned.get_ref();
    let known = (names.check(r, first), names.check(r, then));
    let (first_id, then_id) = (r.id(first), r.id(then));
    if let (Some(earlier), Some(later)) = (known.0?.step, known.1?.step)
        && earlier > later
    {
        let (first, then) = (first.get_ref().clone(), then.get_ref().clone());
        return Err(r.wrong(spanned.span(), MistakeKind::OrderAgainstSteps { first, then }));
    }
    Ok(Order { first: first_id?, then: then_id? })
}

/// How much of a circle a message shows: enough to find it, and no file makes it long.
const MOST_IN_CIRCLE: usize = 12;

type After<'a, E> = BTreeMap<&'a str, Vec<(&'a str, E)>>;

/// Every order that closes a circle, with the start of the circle. Walks each order once and
/// without recursion, so that no file can make it slow or deep.
fn circles<'a, E: Copy>(after: &After<'a, E>) -> Vec<(E, Vec<&'a str>)> {
    let mut found = Vec::new();
    let mut is_open: BTreeMap<&str, bool> = BTreeMap::new();
    for start in after.keys().copied() {
        if is_open.contains_key(start) {
            continue;
        }
        is_open.insert(start, true);
        let mut way = vec![(start, next_of(after, start))];
        while let Some((here, next)) = way.last_mut() {
            let Some((then, edge)) = next.next() else {
                is_open.insert(here, false);
                way.pop();
                continue;
            };
            match is_open.get(then) {
                Some(true) => {
                    let circle = way.iter().map(|(check, _)| *check).skip_while(|check| check != then).chain([*then]);
                    found.push((*edge, circle.take(MOST_IN_CIRCLE).collect()));
                }
                Some(false) => {}
                None => {
                    is_open.insert(then, true);
                    way.push((then, next_of(after, then)));
                }
            }
        }
    }
    found
}

fn next_of<'m, 'a, E>(after: &'m After<'a, E>, check: &str) -> std::slice::Iter<'m, (&'a str, E)> {
    after.get(check).map_or(&[][..], Vec::as_slice).iter()
}
