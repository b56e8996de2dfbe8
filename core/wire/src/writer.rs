//! Writing values in their one spelling.

use std::convert::Infallible;

use minicbor::Encoder;
use minicbor::encode::Error;

/// Collects values; each call writes one. Arrays say their length first.
pub(crate) struct Writer(Encoder<Vec<u8>>);

impl Writer {
    pub(crate) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }

    fn write(
        &mut self,
        write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Result<&mut Encoder<Vec<u8>>, Error<Infallible>>,
    ) -> &mut Self {
        // Memory takes everything: the error is one that has no value.
        let _written = write(&mut self.0).is_ok();
        self
    }

    pub(crate) fn array(&mut self, len: usize) -> &mut Self {
        self.write(|e| e.array(len as u64))
    }

    pub(crate) fn u64(&mut self, number: u64) -> &mut Self {
        self.write(|e| e.u64(number))
    }

    pub(crate) fn u32(&mut self, number: u32) -> &mut Self {
        self.write(|e| e.u32(number))
    }

    pub(crate) fn i64(&mut self, number: i64) -> &mut Self {
        self.write(|e| e.i64(number))
    }

    pub(crate) fn bool(&mut self, fact: bool) -> &mut Self {
        self.write(|e| e.bool(fact))
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.write(|e| e.str(text))
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.write(|e| e.bytes(bytes))
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.write(Encoder::null)
    }

    /// A value that may be absent: `null` or what `write` writes.
    pub(crate) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) -> &mut Self {
        match value {
            Some(value) => write(self, value),
            None => {
                self.null();
            }
        }
        self
    }

    /// An array with one element for each item.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        let items = items.into_iter();
        self.array(items.len());
        for item in items {
            write(self, item);
        }
        self
    }
}
