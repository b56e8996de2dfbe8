//! A lower price by the centre's word (R97), also where there is no data network.
//!
//! The engineer asks, the centre decides and speaks eight digits over the telephone,
//! four and four. The digits are an HMAC with a key that came with the job, over the
//! visit, the number of the request, the new total and the quote. Everything that the
//! code is bound to can be said over the telephone, so the office can decide before
//! any event reached it: of the quote's hash, which no person reads out whole, the code
//! binds the first four bytes, spoken as eight hexadecimal digits ([`QuoteMark`]).
//! Making another quote with the same mark takes some four thousand million tries, and
//! its total is bound all the same.
//!
//! A code is guessed with odds of one in a hundred million per try; with three tries
//! that is one in thirty-three million per request, and every wrong try is a fact that
//! the office sees. Whoever reads the key out of a phone can make codes: the office
//! therefore raises an exception for a code that it did not issue, and a code that does
//! not verify is believed as claimed, shown to a person, and never stops the visit.

use std::collections::BTreeMap;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::book::{Books, ReasonUse};
use crate::event::{Event, QuoteAnswer};
use crate::id::{Hash, ReasonId, VisitId};
use crate::money::Money;
use crate::visit::{Asked, Visit};

/// The secret of one visit, known to the office and to the phone that has the job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ApprovalKey(pub [u8; 32]);

impl fmt::Debug for ApprovalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApprovalKey(…)")
    }
}

/// The part of a quote's hash that a person can read out: its first four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuoteMark(pub [u8; 4]);

impl QuoteMark {
    /// The mark of this quote: the same digits as [`Hash::short`].
    pub fn of(document: &Hash) -> Self {
        let [a, b, c, d, ..] = document.0;
        Self([a, b, c, d])
    }

    /// Reads eight hexadecimal digits, as a person typed them: spaces and capitals do not matter.
    pub fn from_spoken(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_hex = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(&digits, 16).ok()).flatten().map(|mark| Self(mark.to_be_bytes()))
    }
}

impl fmt::Display for QuoteMark {
    /// `1a2b 3c4d`: as it is read out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0;
        write!(f, "{a:02x}{b:02x} {c:02x}{d:02x}")
    }
}

impl fmt::Debug for QuoteMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a spoken code vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFor {
    /// Which visit.
    pub visit: VisitId,
    /// Which request of it.
    pub request: u32,
    /// The quote whose total is lowered.
    pub quote: QuoteMark,
    /// The new total.
    pub total: Money,
}

impl CodeFor {
    /// What the code of an open request has to vouch for.
    pub fn request(visit: &VisitId, number: u32, request: &Request) -> Self {
        Self { visit: visit.clone(), request: number, quote: QuoteMark::of(&request.document), total: request.to }
    }
}

/// The first code that is too large: codes have eight digits.
pub const CODES: u32 = 100_000_000;

/// The eight digits that the centre speaks.
///
/// HMAC-SHA256 over `doorstep/approval/1` and, each after its length as eight bytes,
/// big-endian: the visit, the request, the quote's mark, the minor units, the currency.
/// The first eight bytes of it as a number, and of that the last eight decimal digits.
pub fn spoken_code(key: &ApprovalKey, what: &CodeFor) -> u32 {
    // HMAC fills a short key up with zeros to the hash's block: done here, it cannot fail.
    let mut block = [0; 64];
    block.iter_mut().zip(key.0).for_each(|(place, byte)| *place = byte);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    let (request, minor) = (what.request.to_be_bytes(), what.total.minor.to_be_bytes());
    let currency = what.total.currency;
    let parts: [&[u8]; 6] = [
        b"doorstep/approval/1",
        what.visit.as_str().as_bytes(),
        &request,
        &what.quote.0,
        &minor,
        currency.as_str().as_bytes(),
    ];
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    let tag: [u8; 32] = mac.finalize().into_bytes().into();
    let [a, b, c, d, e, f, g, h, ..] = tag;
    let code = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % u64::from(CODES);
    u32::try_from(code).unwrap_or(0)
}

/// Whether these digits vouch for this.
pub fn is_right(key: &ApprovalKey, what: &CodeFor, code: u32) -> bool {
    spoken_code(key, what) == code
}

/// A code as it is read out and shown: `0123 4567`.
pub fn in_fours(code: u32) -> String {
    format!("{:04} {:04}", code / 10_000, code % 10_000)
}

/// What someone wants to record about a reduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReductionCommand {
    /// The customer wants a lower price; the centre is asked.
    Ask {
        /// The total that is asked for.
        total: Money,
        /// Why.
        reason: ReasonId,
    },
    /// A spoken code was typed in. Whether it is right was found out with the key.
    EnterCode {
        /// Which request.
        request: u32,
        /// The eight digits.
        code: u32,
        /// Whether the key agrees.
        is_right: bool,
    },
    /// The centre has said yes and no code verifies: the visit goes on, the office looks.
    Claim {
        /// Which request.
        request: u32,
        /// What was typed last.
        code: u32,
    },
}

/// Requests and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reductions {
    /// By number. Where two phones gave the same number, the first stands and the
    /// office is told of the other.
    pub requests: BTreeMap<u32, Request>,
    /// The reduction that was given last; it holds while the lines are the same
    /// ([`Visit::reduction`]).
    pub granted: Option<Granted>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The quote that was too much.
    pub document: Hash,
    /// Its total.
    pub from: Money,
    /// What is asked for.
    pub to: Money,
    /// Why.
    pub reason: ReasonId,
    /// The codes that did not verify.
    pub wrong_codes: Vec<u32>,
    /// The state of the lines that it is about; none where that quote was out of date.
    pub(crate) revision: Option<u64>,
}

/// A lower total that holds for the lines as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// By which request.
    pub request: u32,
    /// The new total.
    pub total: Money,
    /// What the lines cost together.
    pub instead_of: Money,
    /// Whether the spoken code verified on the phone.
    pub is_verified: bool,
    /// The state of the lines that it was granted for.
    pub(crate) revision: u64,
}

impl Reductions {
    /// How many codes may still be tried for a request.
    pub fn tries_left(&self, books: &Books, request: u32) -> u32 {
        let tried = self.requests.get(&request).map_or(0, |request| request.wrong_codes.len());
        books.fees.reduction.tries.saturating_sub(u32::try_from(tried).unwrap_or(u32::MAX))
    }
}

/// What may be asked of the centre, and how its word is taken in.
pub(crate) fn decide(asked: &Asked<'_>, command: &ReductionCommand) -> Result<Event, ReductionRefusal> {
    let reductions = &asked.visit.reductions;
    match command {
        ReductionCommand::Ask { total, reason } => ask(asked, *total, reason),
        ReductionCommand::EnterCode { request, code, is_right } => {
            let open = open_request(asked.visit, *request)?;
            if *code >= CODES {
                return Err(ReductionRefusal::NotEightDigits);
            }
            if reductions.tries_left(asked.books, *request) == 0 {
                return Err(ReductionRefusal::NoTriesLeft);
            }
            Ok(match is_right {
                true => granted(*request, open, *code, true),
                false => Event::CodeTried { request: *request, code: *code },
            })
        }
        ReductionCommand::Claim { request, code } => {
            let open = open_request(asked.visit, *request)?;
            match open.wrong_codes.contains(code) {
                true => Ok(granted(*request, open, *code, false)),
                false => Err(ReductionRefusal::NotTried),
            }
        }
    }
}

fn ask(asked: &Asked<'_>, total: Money, reason: &ReasonId) -> Result<Event, ReductionRefusal> {
    let Asked { visit, books, .. } = asked;
    let shown = visit.current_quote().ok_or(ReductionRefusal::NothingToReduce)?;
    if visit.current_quote_answer() == Some(QuoteAnswer::Accepted) {
        return Err(ReductionRefusal::AcceptedAlready);
    }
    let is_a_reason = books.standard.reason(reason).is_some_and(|known| known.uses.contains(&ReasonUse::Reduce));
    if !is_a_reason {
        return Err(ReductionRefusal::NoSuchReason(reason.clone()));
    }
    // What may be given is counted from the lines, so that one reduction upon another gives no more.
    let full = visit.lines_total(Money::zero(shown.total.currency)).unwrap_or(shown.total);
    let most = i128::from(full.minor).saturating_mul(books.fees.reduction.most_percent.into());
    let given = i128::from(full.minor) - i128::from(total.minor);
    let is_lower = total.currency == shown.total.currency && (0..shown.total.minor).contains(&total.minor);
    if !is_lower || given.saturating_mul(100) > most {
        return Err(ReductionRefusal::NotLower { asked: total, from: shown.total });
    }
    Ok(Event::ReductionAsked {
        request: visit.reductions.requests.keys().next_back().map_or(1, |last| last.saturating_add(1)),
        document: shown.document,
        from: shown.total,
        to: total,
        reason: reason.clone(),
    })
}

/// The request, while the quote that it is about stands as it was shown.
fn open_request(visit: &Visit, number: u32) -> Result<&Request, ReductionRefusal> {
    visit.open_request(number).ok_or(ReductionRefusal::NoSuchRequest(number))
}

fn granted(number: u32, request: &Request, code: u32, is_verified: bool) -> Event {
    Event::PriceReduced { request: number, document: request.document, total: request.to, code, is_verified }
}

/// Why a price may not be lowered like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReductionRefusal {
    /// No quote as it stands was shown.
    #[error("there is no shown quote to reduce")]
    NothingToReduce,
    /// The customer agreed to the price; whether they now refuse it is recorded first.
    #[error("the customer accepted this quote: record first that they refuse it now")]
    AcceptedAlready,
    /// Not lower, or below nothing, or more than the schedule lets the centre give.
    #[error("{asked} is no reduction of {from}")]
    NotLower {
        /// What was asked for.
        asked: Money,
        /// What the quote says.
        from: Money,
    },
    /// The standard has no such reason.
    #[error("{0} is no reason for a lower price")]
    NoSuchReason(ReasonId),
    /// Nobody asked with this number, or the quote changed since.
    #[error("there is no open request {0}")]
    NoSuchRequest(u32),
    /// Codes have eight digits.
    #[error("a spoken code has eight digits")]
    NotEightDigits,
    /// Too many codes were tried.
    #[error("no more codes may be tried: call the centre again")]
    NoTriesLeft,
    /// A code is claimed only after it was tried.
    #[error("type in the code that was spoken first")]
    NotTried,
}

impl ReductionRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingToReduce => "reduction/nothing-to-reduce",
            Self::AcceptedAlready => "reduction/accepted-already",
            Self::NotLower { .. } => "reduction/not-lower",
            Self::NoSuchReason(_) => "reduction/no-such-reason",
            Self::NoSuchRequest(_) => "reduction/no-such-request",
            Self::NotEightDigits => "reduction/not-eight-digits",
            Self::NoTriesLeft => "reduction/no-tries-left",
            Self::NotTried => "reduction/not-tried",
        }
    }
}
