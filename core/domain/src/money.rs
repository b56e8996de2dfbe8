//! Money: whole minor units of one currency, never a fraction.
//!
//! Sums that do not fit are an error and never wrap; two currencies are never added.

use std::fmt;
use std::str::FromStr;

/// A currency by its ISO 4217 code. All of ours have two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Chinese yuan.
    pub const CNY: Currency = Currency(*b"CNY");

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::NoCurrency),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount in minor units (fen, cents).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// How many minor units.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// What can go wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The sum is larger than 63 bits of minor units.
    #[error("this amount is too large to add up")]
    TooLarge,
    /// Amounts of two currencies met.
    #[error("amounts of two currencies cannot be added")]
    MixedCurrencies,
    /// Written amounts have digits and exactly two decimals: `120.00`.
    #[error("an amount is written with two decimals, like 120.00")]
    NotAnAmount,
    /// A currency is three capital letters.
    #[error("a currency is three capital letters, like CNY")]
    NoCurrency,
}

impl Money {
    /// This many minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing to pay.
    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads an amount as books write it: `120.00`, never negative.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (whole, cents) = text.split_once('.').ok_or(MoneyError::NotAnAmount)?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(cents) || cents.len() != 2 {
            return Err(MoneyError::NotAnAmount);
        }
        let whole: i64 = whole.parse().map_err(|_| MoneyError::TooLarge)?;
        let cents: i64 = cents.parse().map_err(|_| MoneyError::NotAnAmount)?;
        let minor = whole.checked_mul(100).and_then(|m| m.checked_add(cents)).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, currency))
    }

    /// The sum of two amounts.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies);
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }

    /// What is left of this amount without another.
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.plus(other.negated()?)
    }

    /// As much below nothing as this is above it.
    pub fn negated(self) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_neg().ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }

    /// So many times this amount.
    pub fn times(self, count: u32) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(count)).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }
}

impl fmt::Display for Money {
    /// `CNY 120.00`: for documents and messages; screens format their own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        write!(f, "{} {sign}{}.{:02}", self.currency.as_str(), minor / 100, minor % 100)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_that_does_not_fit_is_an_error_and_never_wraps() {
        let most = Money::new(i64::MAX, Currency::CNY);
        assert_eq!(most.plus(Money::new(1, Currency::CNY)), Err(MoneyError::TooLarge));
        assert_eq!(most.times(2), Err(MoneyError::TooLarge));
        assert_eq!(Money::new(i64::MIN, Currency::CNY).negated(), Err(MoneyError::TooLarge));
        assert_eq!(Money::new(-2, Currency::CNY).minus(most), Err(MoneyError::TooLarge));
        assert_eq!(Money::parse("92233720368547758.08", Currency::CNY), Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!("CNY".parse(), Ok(Currency::CNY));
        for text in ["cny", "CN1", "CN", "CNYY", ""] {
            assert_eq!(text.parse::<Currency>(), Err(MoneyError::NoCurrency), "{text}");
        }
    }

    #[test]
    fn only_two_decimals_are_an_amount() {
        for text in ["12", "12.5", "12.345", "-1.00", "1e3.00", ".00", "1.", " 1.00"] {
            assert_eq!(Money::parse(text, Currency::CNY), Err(MoneyError::NotAnAmount), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_what_was_written(minor in 0..i64::MAX) {
            let money = Money::new(minor, Currency::CNY);
            let shown = money.to_string();
            prop_assert_eq!(Money::parse(shown.trim_start_matches("CNY "), Currency::CNY), Ok(money));
        }
    }
}
