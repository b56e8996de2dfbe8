//! Reading values that are known to be in their one spelling.
//!
//! Every method takes a word for where it is, which goes into the error.

use minicbor::Decoder;
use minicbor::data::Type;

use crate::error::WireError;
use crate::spelling;

/// The most elements of one list. Larger ones never occur and would only cost memory.
pub(crate) const LONGEST_LIST: usize = 65_536;

type At = &'static str;

/// Takes values one after another.
pub(crate) struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    /// Checks length and spelling of the whole; [`Reader::finish`] closes it.
    pub(crate) fn open(bytes: &'a [u8], limit: usize, what: At) -> Result<Self, WireError> {
        if bytes.len() > limit {
            return Err(WireError::TooLong { what, limit });
        }
        spelling::check(bytes)?;
        Ok(Self(Decoder::new(bytes)))
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), WireError> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(WireError::Trailing) }
    }

    /// An array's head: how many elements follow.
    pub(crate) fn array(&mut self, at: At) -> Result<usize, WireError> {
        let len = self.0.array().ok().flatten().ok_or(WireError::Shape { at })?;
        usize::try_from(len).map_err(|_| WireError::Shape { at })
    }

    /// An array's head with exactly this many elements.
    pub(crate) fn array_of(&mut self, len: usize, at: At) -> Result<(), WireError> {
        if self.array(at)? == len { Ok(()) } else { Err(WireError::Shape { at }) }
    }

    /// An array of equal elements, at most `most`.
    pub(crate) fn list<T>(
        &mut self,
        most: usize,
        at: At,
        mut read: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<Vec<T>, WireError> {
        let len = self.array(at)?;
        if len > most {
            return Err(WireError::TooLong { what: at, limit: most });
        }
        (0..len).map(|_| read(self)).collect()
    }

    /// `null`, or what `read` reads.
    pub(crate) fn option<T>(
        &mut self,
        at: At,
        read: impl FnOnce(&mut Self) -> Result<T, WireError>,
    ) -> Result<Option<T>, WireError> {
        if self.is(Type::Null) {
            self.0.null().map_err(|_| WireError::Shape { at })?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Whether an array comes next.
    pub(crate) fn is_array(&self) -> bool {
        self.is(Type::Array)
    }

    fn is(&self, kind: Type) -> bool {
        self.0.datatype().is_ok_and(|found| found == kind)
    }

    pub(crate) fn u64(&mut self, at: At) -> Result<u64, WireError> {
        self.0.u64().map_err(|_| WireError::Shape { at })
    }

    pub(crate) fn u32(&mut self, at: At) -> Result<u32, WireError> {
        self.0.u32().map_err(|_| WireError::Shape { at })
    }

    pub(crate) fn i64(&mut self, at: At) -> Result<i64, WireError> {
        self.0.i64().map_err(|_| WireError::Shape { at })
    }

    pub(crate) fn i32(&mut self, at: At) -> Result<i32, WireError> {
        self.0.i32().map_err(|_| WireError::Shape { at })
    }

    pub(crate) fn bool(&mut self, at: At) -> Result<bool, WireError> {
        self.0.bool().map_err(|_| WireError::Shape { at })
    }

    pub(crate) fn text(&mut self, most: usize, at: At) -> Result<&'a str, WireError> {
        let text = self.0.str().map_err(|_| WireError::Shape { at })?;
        if text.len() > most { Err(WireError::TooLong { what: at, limit: most }) } else { Ok(text) }
    }

    pub(crate) fn bytes(&mut self, most: usize, at: At) -> Result<&'a [u8], WireError> {
        let bytes = self.0.bytes().map_err(|_| WireError::Shape { at })?;
        if bytes.len() > most { Err(WireError::TooLong { what: at, limit: most }) } else { Ok(bytes) }
    }

    /// A byte string of exactly `N` bytes.
    pub(crate) fn fixed<const N: usize>(&mut self, at: At) -> Result<[u8; N], WireError> {
        let bytes = self.0.bytes().map_err(|_| WireError::Shape { at })?;
        bytes.try_into().map_err(|_| WireError::Shape { at })
    }

    /// Passes over one value of any kind.
    pub(crate) fn skip(&mut self, at: At) -> Result<(), WireError> {
        self.0.skip().map_err(|_| WireError::Shape { at })
    }
}
