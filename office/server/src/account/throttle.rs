//! How often one may guess: by address, by account, and by a browser that signed in before.
//!
//! An address that failed too often waits. An account that was guessed at too often waits
//! only for browsers it does not know, so that a stranger cannot lock its owner out; the
//! owner's browser has a count of its own. Counts are kept in memory: a restart forgives,
//! and costs an attacker a restart each time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long a failure counts.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Failures of one address, or one known browser.
const OF_ONE: usize = 10;
/// Failures at one account from browsers it does not know.
const OF_ACCOUNT: usize = 20;
/// More counts than this are not kept; the oldest go.
const MOST: usize = 20_000;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Address(String),
    Account(String),
    Browser(Vec<u8>),
}

impl Counted {
    fn most(&self) -> usize {
        match self {
            Self::Account(_) => OF_ACCOUNT,
            Self::Address(_) | Self::Browser(_) => OF_ONE,
        }
    }
}

/// One attempt to sign in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Where it comes from.
    pub address: String,
    /// Which account.
    pub account: String,
    /// The kept hash of the browser, where it signed in to this account before.
    pub browser: Option<Vec<u8>>,
}

impl Attempt {
    fn counted(&self) -> [Counted; 2] {
        let whose = match &self.browser {
            Some(browser) => Counted::Browser(browser.clone()),
            None => Counted::Account(self.account.clone()),
        };
        let from = match &self.browser {
            // Others behind the same address do not hold up a browser that is known.
            Some(browser) => Counted::Browser(browser.clone()),
            None => Counted::Address(self.address.clone()),
        };
        [whose, from]
    }
}

/// The failures of the last quarter of an hour.
#[derive(Debug, Default)]
pub struct Throttle {
    failed: Mutex<BTreeMap<Counted, Vec<i64>>>,
}

impl Throttle {
    /// Takes one of the attempts that are left; false where none is. Taken before the password is
    /// looked at, so that many at once do not slip through.
    pub fn take(&self, attempt: &Attempt, now_ms: i64) -> bool {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        for times in failed.values_mut() {
            times.retain(|at_ms| (0..WINDOW_MS).contains(&now_ms.saturating_sub(*at_ms)));
        }
        failed.retain(|_, times| !times.is_empty());
        let counted = attempt.counted();
        let is_spent = |counted: &Counted| failed.get(counted).is_some_and(|times| times.len() >= counted.most());
        if counted.iter().any(is_spent) {
            return false;
        }
        if failed.len() >= MOST {
            let oldest =
                failed.iter().min_by_key(|(_, times)| times.last().copied()).map(|(counted, _)| counted.clone());
            oldest.map(|oldest| failed.remove(&oldest));
        }
        let [whose, from] = counted;
        if whose != from {
            failed.entry(whose).or_default().push(now_ms);
        }
        failed.entry(from).or_default().push(now_ms);
        true
    }

    /// It was the right password: this attempt was none.
    pub fn forgive(&self, attempt: &Attempt) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let [whose, from] = attempt.counted();
        // A right password of one account says nothing of the others that this address guessed at.
        if let Some(times) = failed.get_mut(&from) {
            times.pop();
        }
        if whose != from
            && let Some(times) = failed.get_mut(&whose)
        {
            times.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(address: &str, account: &str, browser: Option<u8>) -> Attempt {
        Attempt { address: address.into(), account: account.into(), browser: browser.map(|byte| vec![byte]) }
    }

    #[test]
    fn an_address_that_failed_ten_times_waits_and_another_does_not() {
        let throttle = Throttle::default();
        let guess = attempt("a", "li", None);
        assert!((0..10).all(|n| throttle.take(&guess, n)));
        assert!(!throttle.take(&guess, 10) && !throttle.take(&attempt("a", "wang", None), 11));
        assert!(throttle.take(&attempt("b", "li", None), 12));
        assert!(throttle.take(&guess, WINDOW_MS + 10), "a quarter of an hour later it may try again");
    }

    #[test]
    fn a_stranger_cannot_lock_the_owner_out() {
        let throttle = Throttle::default();
        let refused = (0..100).filter(|n| !throttle.take(&attempt(&n.to_string(), "li", None), 0)).count();
        assert_eq!(refused, 80, "twenty guesses from all the world");
        assert!(throttle.take(&attempt("1", "li", Some(7)), 1), "the owner's own browser is let try");
        assert!((0..9).all(|_| throttle.take(&attempt("1", "li", Some(7)), 1)));
        assert!(!throttle.take(&attempt("1", "li", Some(7)), 1), "a stolen browser guesses no more than ten times");
    }

    #[test]
    fn a_right_password_is_no_failure_and_forgives_no_other() {
        let throttle = Throttle::default();
        let (own, other) = (attempt("a", "li", None), attempt("a", "wang", None));
        for _ in 0..9 {
            assert!(throttle.take(&other, 0));
            assert!(throttle.take(&own, 0));
            throttle.forgive(&own);
        }
        assert!(throttle.take(&other, 0));
        assert!(!throttle.take(&other, 0));
    }
}
