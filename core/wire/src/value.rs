//! Values that stand in many places: hashes, ids, amounts, places in lanes.

use std::fmt;
use std::str::FromStr;

use doorstep_domain::id::{Hash, Head, InstallationId, LONGEST_ID, Lane, PartNo, SerialNo, Subject};
use doorstep_domain::job::Window;
use doorstep_domain::money::Money;

use crate::code::Coded;
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

/// `visit/` before the longest id.
const LONGEST_SUBJECT: usize = LONGEST_ID + 8;

/// `2026-11-23`; a clock that is far off has a year with a sign and more digits.
const DATE_LEN: usize = 16;

type At = &'static str;

impl Writer {
    pub(crate) fn hash(&mut self, Hash(bytes): &Hash) -> &mut Self {
        self.bytes(bytes)
    }

    pub(crate) fn installation(&mut self, InstallationId(bytes): &InstallationId) -> &mut Self {
        self.bytes(bytes)
    }

    pub(crate) fn subject(&mut self, subject: &Subject) -> &mut Self {
        self.text(&subject.to_string())
    }

    /// Two elements of the array around it: installation and subject.
    pub(crate) fn lane(&mut self, Lane { installation, subject }: &Lane) -> &mut Self {
        self.installation(installation).subject(subject)
    }

    /// Two elements of the array around it: place and hash.
    pub(crate) fn head(&mut self, Head { seq, hash }: &Head) -> &mut Self {
        self.u64(*seq).hash(hash)
    }

    pub(crate) fn money(&mut self, Money { minor, currency }: &Money) -> &mut Self {
        self.array(2).i64(*minor).text(currency.as_str())
    }

    pub(crate) fn coded<T: Coded>(&mut self, option: T) -> &mut Self {
        self.u32(option.code())
    }

    pub(crate) fn maybe_hash(&mut self, hash: Option<&Hash>) -> &mut Self {
        self.option(hash, |w, hash| {
            w.hash(hash);
        })
    }

    pub(crate) fn maybe_serial(&mut self, serial: Option<&SerialNo>) -> &mut Self {
        self.option(serial, |w, serial| {
            w.text(serial.as_str());
        })
    }

    pub(crate) fn window(&mut self, Window { from_ms, until_ms }: &Window) -> &mut Self {
        self.array(2).i64(*from_ms).i64(*until_ms)
    }

    /// A calendar day, `2026-11-23`.
    pub(crate) fn date(&mut self, day: &impl fmt::Display) -> &mut Self {
        self.text(&day.to_string())
    }

    /// A part and how many of it.
    pub(crate) fn pieces(&mut self, part: &PartNo, count: u32) -> &mut Self {
        self.array(2).text(part.as_str()).u32(count)
    }
}

impl Reader<'_> {
    pub(crate) fn hash(&mut self, at: At) -> Result<Hash, WireError> {
        self.fixed(at).map(Hash)
    }

    pub(crate) fn installation(&mut self, at: At) -> Result<InstallationId, WireError> {
        self.fixed(at).map(InstallationId)
    }

    /// An id of any kind.
    pub(crate) fn id<T: FromStr>(&mut self, at: At) -> Result<T, WireError> {
        self.text(LONGEST_ID, at)?.parse().map_err(|_| WireError::Value { at })
    }

    pub(crate) fn subject(&mut self) -> Result<Subject, WireError> {
        self.text(LONGEST_SUBJECT, "subject")?.parse().map_err(|_| WireError::Value { at: "subject" })
    }

    pub(crate) fn lane(&mut self) -> Result<Lane, WireError> {
        Ok(Lane { installation: self.installation("lane")?, subject: self.subject()? })
    }

    pub(crate) fn head(&mut self) -> Result<Head, WireError> {
        Ok(Head { seq: self.u64("head")?, hash: self.hash("head")? })
    }

    pub(crate) fn money(&mut self) -> Result<Money, WireError> {
        self.array_of(2, "money")?;
        let minor = self.i64("money")?;
        let currency = self.text(3, "currency")?.parse().map_err(|_| WireError::Value { at: "currency" })?;
        Ok(Money { minor, currency })
    }

    pub(crate) fn maybe_hash(&mut self, at: At) -> Result<Option<Hash>, WireError> {
        self.option(at, |r| r.hash(at))
    }

    pub(crate) fn maybe_serial(&mut self) -> Result<Option<SerialNo>, WireError> {
        self.option("serial", |r| r.id("serial"))
    }

    pub(crate) fn window(&mut self) -> Result<Window, WireError> {
        self.array_of(2, "window")?;
        Ok(Window { from_ms: self.i64("from_ms")?, until_ms: self.i64("until_ms")? })
    }

    /// A calendar day in its one spelling.
    pub(crate) fn date<T: FromStr + fmt::Display>(&mut self, at: At) -> Result<T, WireError> {
        let text = self.text(DATE_LEN, at)?;
        let day: T = text.parse().map_err(|_| WireError::Value { at })?;
        if day.to_string() == text { Ok(day) } else { Err(WireError::Value { at }) }
    }

    /// A part and how many of it.
    pub(crate) fn pieces(&mut self, at: At) -> Result<(PartNo, u32), WireError> {
        self.array_of(2, at)?;
        Ok((self.id("part")?, self.u32("count")?))
    }

    pub(crate) fn coded<T: Coded>(&mut self) -> Result<T, WireError> {
        let code = self.u32(T::AT)?;
        T::from_code(code).ok_or(WireError::Code { at: T::AT, code })
    }
}
