//! The lines of a quote, their numbers and their total, as journals tell them.
//!
//! A line is never lost, and the total is the sum of the lines or, by the centre's word,
//! less, for as long as the lines stay the same.

use crate::event::QuoteLine;
use crate::id::{Hash, ReasonId};
use crate::money::{Money, MoneyError};
use crate::reduction::{Granted, Request};
use crate::visit::{Place, Visit};

/// A line that got another number than its phone gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renumbered {
    /// Its number here.
    line: u32,
    /// The line that had the number: who knows of it, means that one.
    because_of: Place,
}

impl Visit {
    /// Numbers are used once on a visit. Where two phones gave the same one, the line
    /// that comes later gets a free number: no line is lost, and the office is told.
    pub(super) fn add_line(&mut self, line: &QuoteLine, place: &Place) {
        let taken = self.line_places.get(&line.line).cloned().filter(|_| self.lines.contains_key(&line.line));
        let number = match taken {
            None => line.line,
            Some(holder) => {
                let line_there = self.renumbered.values().find(|there| there.line == line.line);
                let because_of = line_there.map_or(holder, |there| there.because_of.clone());
                let number = self.next_line();
                let renumbered = Renumbered { line: number, because_of };
                self.renumbered.insert((place.lane.clone(), line.line), renumbered);
                number
            }
        };
        self.next_line = self.next_line.max(number.saturating_add(1));
        self.line_places.insert(number, place.clone());
        self.lines.insert(number, QuoteLine { line: number, ..line.clone() });
        self.lines_revision += 1;
    }

    /// Who did not know that a number was given twice means the line of their own phone.
    pub(super) fn remove_line(&mut self, line: u32, place: &Place) {
        let own = self.renumbered.get(&(place.lane.clone(), line));
        let own = own.filter(|own| !self.knew(place, &own.because_of)).map(|own| own.line);
        self.lines.remove(&own.unwrap_or(line));
        self.lines_revision += 1;
    }

    /// Whether the line that was added here got another number than its phone gave it.
    pub(crate) fn is_renumbered(&self, place: &Place, line: u32) -> bool {
        let there = self.renumbered.get(&(place.lane.clone(), line));
        there.is_some_and(|there| self.line_places.get(&there.line) == Some(place))
    }

    /// A lower price was asked for. The first request of a number stands.
    pub(super) fn ask_for_less(&mut self, number: u32, document: Hash, (from, to): (Money, Money), reason: &ReasonId) {
        let revision = self.quote.filter(|shown| shown.document == document).map(|shown| shown.revision);
        let request = Request { document, from, to, reason: reason.clone(), wrong_codes: Vec::new(), revision };
        self.reductions.requests.entry(number).or_insert(request);
    }

    /// The request of this number, while the lines are those that it was made for.
    pub fn open_request(&self, number: u32) -> Option<&Request> {
        self.reductions.requests.get(&number).filter(|request| request.revision == Some(self.lines_revision))
    }

    /// The total is lowered for the lines as they stand, and the customer is asked
    /// again. A word for other lines or another total, or one that was used, lowers nothing.
    pub(super) fn reduce(&mut self, request: u32, document: Hash, total: Money, is_verified: bool) {
        let is_meant = |open: &Request| open.document == document && open.to == total;
        if !self.open_request(request).is_some_and(is_meant) {
            return;
        }
        self.lines_revision += 1;
        let instead_of = self.lines_total(Money::zero(total.currency)).unwrap_or(total);
        let revision = self.lines_revision;
        self.reductions.granted = Some(Granted { request, total, instead_of, is_verified, revision });
    }

    /// The reduction that holds for the lines as they stand.
    pub fn reduction(&self) -> Option<&Granted> {
        self.reductions.granted.as_ref().filter(|granted| granted.revision == self.lines_revision)
    }

    /// The number of the next quote line. Where a journal used up the numbers, a gap.
    pub fn next_line(&self) -> u32 {
        match self.next_line {
            u32::MAX => (1..u32::MAX).find(|line| !self.lines.contains_key(line)).unwrap_or(u32::MAX),
            next => next.max(1),
        }
    }

    /// What the quote asks for: its lines together, or less by the centre's word.
    pub fn quote_total(&self, zero: Money) -> Result<Money, MoneyError> {
        match self.reduction() {
            Some(granted) => Ok(granted.total),
            None => self.lines_total(zero),
        }
    }

    /// The sum of the quote's lines.
    pub fn lines_total(&self, zero: Money) -> Result<Money, MoneyError> {
        self.lines.values().try_fold(zero, |sum, line| sum.plus(line.amount))
    }
}
