//! What one line of a quote costs, and why.
//!
//! Amounts are minor units of the schedule's currency. Days are days of the calendar
//! in China. A price that depends on the day is given for certain or not at all: where
//! nothing vouches for the clock, a software job is asked of the centre, and the
//! warranty on an earlier repair still holds. Leaves to `visit`: whether the customer
//! agreed, and whether the step is open.

use chrono::{Days, Months, NaiveDate};

use crate::book::{Books, FeeKind, FeeRow};
use crate::event::{Because, Opening, QuoteItem, QuoteLine};
use crate::job::{ServiceKind, Warranty};
use crate::money::Money;
use crate::refusal::QuoteRefusal;
use crate::time::{Stamp, china_day, is_certainly_after};
use crate::visit::Visit;

/// The most pieces that one line charges for.
pub const MOST_PIECES: u32 = 999;

/// A price for one piece, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// For one piece.
    pub each: Money,
    /// Why.
    pub because: Because,
}

/// What a price depends on beside the item.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The terms, the earlier visit, and the lines that stand already.
    pub visit: &'a Visit,
    /// Service, appliance and warranty.
    pub opening: &'a Opening,
    /// The pinned books.
    pub books: &'a Books,
    /// Now.
    pub now: &'a Stamp,
}

/// The price of so many of an item on this visit. `card` is what the customer's
/// warranty card says for one piece of it, if they have a card.
pub fn price(around: &Around<'_>, item: &QuoteItem, count: u32, card: Option<Money>) -> Result<Priced, QuoteRefusal> {
    let (usual, published) = match item {
        QuoteItem::Fee(id) => {
            let row = around.books.fees.row(id).ok_or_else(|| QuoteRefusal::UnknownRow(id.clone()))?;
            if !row_fits(row, around.opening) {
                return Err(QuoteRefusal::RowForSomethingElse(id.clone()));
            }
            (price_of_row(around, row, card)?, row.price)
        }
        QuoteItem::Part(no) => {
            let part = around.books.parts.part(no).ok_or_else(|| QuoteRefusal::UnknownPart(no.clone()))?;
            let usual = match around.opening.warranty {
                Warranty::Inside => free(part.price),
                Warranty::Outside => Priced { each: part.price, because: Because::Catalogue },
            };
            (usual, part.price)
        }
    };
    if usual.each.minor <= 0 {
        return Ok(usual);
    }
    match still_covered(around, item) {
        0 => Ok(usual),
        left if count > left => Err(QuoteRefusal::MoreThanCovered { left }),
        _ => {
            let each = Money::zero(published.currency);
            Ok(Priced { each, because: Because::RepairWarranty { would_be: published } })
        }
    }
}

/// Whether a row is meant for this service and appliance.
pub fn row_fits(row: &FeeRow, opening: &Opening) -> bool {
    (row.service.is_empty() || row.service.contains(&opening.service))
        && (row.category.is_empty() || row.category.contains(&opening.category))
}

fn price_of_row(around: &Around<'_>, row: &FeeRow, card: Option<Money>) -> Result<Priced, QuoteRefusal> {
    let is_free = around.opening.warranty == Warranty::Inside && row.is_free_in_warranty;
    let lowest = lowest_published(row.price, card);
    // An extra service or an upgrade costs what is published, because it was asked for.
    let or = |because| match lowest.because {
        Because::CardIsLower { .. } => lowest.clone(),
        _ => Priced { each: lowest.each, because },
    };
    Ok(match row.kind {
        FeeKind::Software => software(around, row, lowest, is_free),
        // Where the exchange is free, the old part is the company's.
        FeeKind::Credit => match (row.price.negated()?, is_free) {
            (credit, true) => free(credit),
            (credit, false) => Priced { each: credit, because: Because::OldPartCredit },
        },
        _ if is_free => free(row.price),
        FeeKind::Extra => or(Because::Extra),
        FeeKind::Upgrade => or(Because::Ordered),
        FeeKind::Visit | FeeKind::Labour => lowest,
    })
}

fn free(would_be: Money) -> Priced {
    Priced { each: Money::zero(would_be.currency), because: Because::FreeInWarranty { would_be } }
}

/// A software job (R92, T8): free for some months after the installation, also where
/// warranty does not cover it; charged when other months are over; between them, and
/// where the day is not known, the schedule's price stands until the centre was asked.
fn software(around: &Around<'_>, row: &FeeRow, lowest: Priced, is_free: bool) -> Priced {
    let window = &around.books.fees.software;
    let installed = around.visit.terms.as_ref().and_then(|terms| terms.installed_on);
    let after = |months| installed.and_then(|day| day.checked_add_months(Months::new(months)));
    let is_inside = after(window.free_months).is_some_and(|last| is_certainly_by(last, around.now));
    let is_charged = after(window.charged_after_months).is_some_and(|last| is_certainly_after(last, around.now));
    let would_be = row.price;
    match (is_inside, is_free, is_charged) {
        (true, _, _) => Priced { each: Money::zero(would_be.currency), because: Because::FreeSoftware { would_be } },
        (false, true, _) => free(would_be),
        (false, false, true) => lowest,
        (false, false, false) => Priced { each: lowest.each, because: Because::AskCentre { would_be } },
    }
}

/// Whether a day has not ended yet for certain, by the calendar of China (UTC+8).
fn is_certainly_by(day: NaiveDate, at: &Stamp) -> bool {
    let latest_ms = at.uncertainty_ms.map(|off| at.wall_ms.saturating_add(i64::from(off)));
    latest_ms.and_then(china_day).is_some_and(|today| today <= day)
}

/// How many pieces of an item are done or fitted again for nothing, because an earlier
/// visit did or fitted them and its warranty is not over for certain (R105). What
/// stands on the quote for that reason is used up.
fn still_covered(around: &Around<'_>, item: &QuoteItem) -> u32 {
    let Some(earlier) = &around.visit.earlier else { return 0 };
    let days = match item {
        QuoteItem::Fee(id) => {
            let labour = around.books.fees.row(id).filter(|row| row.kind == FeeKind::Labour);
            labour.map(|row| around.books.fees.repair_warranty(&around.opening.category, row.fault_class))
        }
        QuoteItem::Part(no) => around.books.parts.part(no).map(|part| part.warranty_days),
    };
    let left_on = earlier.left_ms.and_then(china_day);
    let last = left_on.zip(days).and_then(|(day, days)| day.checked_add_days(Days::new(days.into())));
    if days.is_none_or(|days| days == 0) || last.is_some_and(|last| is_certainly_after(last, around.now)) {
        return 0;
    }
    let done: u32 = match item {
        QuoteItem::Fee(id) => sum(earlier.labour.iter().filter(|(row, _)| row == id).map(|(_, count)| *count)),
        QuoteItem::Part(no) => sum(earlier.fitted.iter().filter(|(part, _)| part == no).map(|(_, count)| *count)),
    };
    let used = around.visit.lines.values().filter(|line| &line.item == item);
    let used = used.filter(|line| matches!(line.because, Because::RepairWarranty { .. })).map(|line| line.count);
    done.saturating_sub(sum(used))
}

fn sum(counts: impl Iterator<Item = u32>) -> u32 {
    counts.fold(0, u32::saturating_add)
}

/// The lower of two published prices, with both kept as the proof (R91).
///
/// A missing warranty-card price means the customer has no card, which is not the
/// same as a card that says zero. Less than nothing is no price.
pub fn lowest_published(schedule: Money, card: Option<Money>) -> Priced {
    match card {
        Some(card) if card.currency == schedule.currency && (0..schedule.minor).contains(&card.minor) => {
            Priced { each: card, because: Because::CardIsLower { schedule } }
        }
        card => Priced { each: schedule, because: Because::Schedule { card } },
    }
}

/// Whether these lines may stand on one quote, and their sum. Credit is given for
/// something that was replaced, and never more than there is to pay (R94).
pub fn together<'a>(
    visit: &Visit,
    opening: &Opening,
    zero: Money,
    lines: impl Iterator<Item = &'a QuoteLine>,
) -> Result<Money, QuoteRefusal> {
    // A new appliance takes the place of the old one without any part (R221).
    let takes_place = matches!(opening.service, ServiceKind::Installation | ServiceKind::Exchange);
    let mut is_replaced = takes_place || !visit.fitted.is_empty();
    let (mut charges, mut credits) = (zero, zero);
    for line in lines {
        is_replaced |= matches!(line.item, QuoteItem::Part(_));
        // Apart, so that no order of the lines makes a sum that does not fit.
        match line.amount.minor < 0 {
            true => credits = credits.plus(line.amount)?,
            false => charges = charges.plus(line.amount)?,
        }
    }
    let total = charges.plus(credits)?;
    match (credits.minor < 0, is_replaced) {
        (true, false) => Err(QuoteRefusal::CreditWithoutPart),
        (true, true) if total.minor < 0 => Err(QuoteRefusal::CreditTooLarge { charges }),
        _ => Ok(total),
    }
}

/// Refuses a schedule that is certainly past its last day. A clock that nothing
/// vouches for proves nothing, so it never stops a quote (P3).
pub fn schedule_still_holds(books: &Books, stamp: &Stamp) -> Result<(), QuoteRefusal> {
    match is_certainly_after(books.fees.valid_until, stamp) {
        true => Err(QuoteRefusal::ScheduleExpired(books.fees.valid_until)),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_lower_of_schedule_and_card_is_charged_and_both_are_kept(schedule in 0..1_000_000i64, card in 0..1_000_000i64) {
            let (schedule, card) = (Money::new(schedule, Currency::CNY), Money::new(card, Currency::CNY));
            let priced = lowest_published(schedule, Some(card));
            prop_assert_eq!(priced.each, schedule.min(card));
            let kept = match priced.because {
                Because::CardIsLower { schedule } => (schedule, priced.each),
                Because::Schedule { card: Some(card) } => (priced.each, card),
                other => return Err(TestCaseError::fail(format!("{other:?} keeps nothing"))),
            };
            prop_assert_eq!(kept, (schedule, card));
        }
    }

    #[test]
    fn r94_a_credit_may_take_off_everything_and_nothing_more() {
        let told = crate::arrival::told::visit();
        let opening = told.visit.opening.as_ref().unwrap();
        let zero = Money::zero(Currency::CNY);
        let line = |line: u32, minor: i64| QuoteLine {
            line,
            item: QuoteItem::Part("P-1".parse().unwrap()),
            count: 1,
            amount: Money::new(minor, Currency::CNY),
            because: Because::Catalogue,
        };
        let total = |credit: i64| together(&told.visit, opening, zero, [line(1, 5_000), line(2, credit)].iter());
        assert_eq!(total(-5_000), Ok(zero));
        assert_eq!(total(-5_001), Err(QuoteRefusal::CreditTooLarge { charges: Money::new(5_000, Currency::CNY) }));
    }

    #[test]
    fn a_card_that_says_zero_is_a_price_and_no_card_is_none() {
        let schedule = Money::new(8_000, Currency::CNY);
        let zero = Money::zero(Currency::CNY);
        assert_eq!(lowest_published(schedule, Some(zero)).each, zero);
        assert_eq!(lowest_published(schedule, None).each, schedule);
    }
}
