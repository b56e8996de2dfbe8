//! What one line of a quote costs, and why.
//!
//! Amounts are minor units of the schedule's currency. Leaves to `visit`: whether
//! the customer agreed, and whether the step is open.

use chrono::{DateTime, NaiveDate};

use crate::book::{Books, FeeKind, FeeRow};
use crate::event::{Because, Opening, QuoteItem};
use crate::job::Warranty;
use crate::money::Money;
use crate::refusal::QuoteRefusal;
use crate::time::Stamp;

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

/// The price of an item on this visit. `card` is what the customer's warranty card
/// says for one piece of it, if they have a card.
pub fn price(opening: &Opening, books: &Books, item: &QuoteItem, card: Option<Money>) -> Result<Priced, QuoteRefusal> {
    match item {
        QuoteItem::Fee(id) => {
            let row = books.fees.row(id).ok_or_else(|| QuoteRefusal::UnknownRow(id.clone()))?;
            if !row_fits(row, opening) {
                return Err(QuoteRefusal::RowForSomethingElse(id.clone()));
            }
            Ok(price_of_row(row, opening.warranty, card))
        }
        QuoteItem::Part(no) => {
            let part = books.parts.part(no).ok_or_else(|| QuoteRefusal::UnknownPart(no.clone()))?;
            Ok(match opening.warranty {
                Warranty::Inside => free(part.price),
                Warranty::Outside => Priced { each: part.price, because: Because::Catalogue },
            })
        }
    }
}

/// Whether a row is meant for this service and appliance.
pub fn row_fits(row: &FeeRow, opening: &Opening) -> bool {
    (row.service.is_empty() || row.service.contains(&opening.service))
        && (row.category.is_empty() || row.category.contains(&opening.category))
}

fn price_of_row(row: &FeeRow, warranty: Warranty, card: Option<Money>) -> Priced {
    match (warranty, row.kind) {
        (Warranty::Inside, _) if row.is_free_in_warranty => free(row.price),
        (_, kind) => match (lowest_published(row.price, card), kind) {
            (Priced { each, because: Because::Schedule { .. } }, FeeKind::Extra) => {
                Priced { each, because: Because::Extra }
            }
            (priced, _) => priced,
        },
    }
}

fn free(would_be: Money) -> Priced {
    Priced { each: Money::zero(would_be.currency), because: Because::FreeInWarranty { would_be } }
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

/// Refuses a schedule that is certainly past its last day. A clock that nothing
/// vouches for proves nothing, so it never stops a quote (P3).
pub fn schedule_still_holds(books: &Books, stamp: &Stamp) -> Result<(), QuoteRefusal> {
    let Some(uncertainty_ms) = stamp.uncertainty_ms else { return Ok(()) };
    let earliest_ms = stamp.wall_ms.saturating_sub(i64::from(uncertainty_ms));
    match day_of(earliest_ms) {
        Some(day) if day > books.fees.valid_until => Err(QuoteRefusal::ScheduleExpired(books.fees.valid_until)),
        _ => Ok(()),
    }
}

/// The calendar day in China (UTC+8), where schedules are published.
fn day_of(wall_ms: i64) -> Option<NaiveDate> {
    const CHINA_MS: i64 = 8 * 3_600_000;
    DateTime::from_timestamp_millis(wall_ms.saturating_add(CHINA_MS)).map(|time| time.date_naive())
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
    fn a_card_that_says_zero_is_a_price_and_no_card_is_none() {
        let schedule = Money::new(8_000, Currency::CNY);
        let zero = Money::zero(Currency::CNY);
        assert_eq!(lowest_published(schedule, Some(zero)).each, zero);
        assert_eq!(lowest_published(schedule, None).each, schedule);
    }
}
