//! Compression with a limit on what comes out.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe;

use crate::error::WireError;

/// Higher levels win little and cost an old phone much.
const LEVEL: i32 = 3;

thread_local! {
    // Their tables are large: made for each of a thousand lanes, they cost more than the lanes.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// One zstd frame that says how large its contents are.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let packed = PACKER.with_borrow_mut(|packer| {
        let packer = kept(packer, || Compressor::new(LEVEL))?;
        packer.compress(bytes)
    });
    // Compression fails only for want of memory; then the bytes are sent as they are.
    packed.unwrap_or_else(|_| stored(bytes))
}

/// What this thread made before, or now.
fn kept<T>(place: &mut Option<T>, make: impl FnOnce() -> io::Result<T>) -> io::Result<&mut T> {
    let thing = match place.take() {
        Some(thing) => thing,
        None => make()?,
    };
    Ok(place.insert(thing))
}

/// A frame by RFC 8878 whose blocks are the bytes themselves.
fn stored(bytes: &[u8]) -> Vec<u8> {
    const LARGEST_BLOCK: usize = 64 * 1024;
    const MAGIC_AND_EIGHT_BYTES_OF_SIZE: [u8; 5] = [0x28, 0xb5, 0x2f, 0xfd, 0xe0];
    let mut frame = MAGIC_AND_EIGHT_BYTES_OF_SIZE.to_vec();
    frame.extend((bytes.len() as u64).to_le_bytes());
    for block in bytes.chunks(LARGEST_BLOCK) {
        frame.extend((block.len() as u32 * 8).to_le_bytes().iter().take(3));
        frame.extend(block);
    }
    frame.extend([1, 0, 0]);
    frame
}

/// The contents of exactly one frame of at most `limit` bytes.
///
/// The frame must say how large it is: it is refused before memory is taken for it.
pub(crate) fn unpack(frame: &[u8], limit: usize, what: &'static str) -> Result<Vec<u8>, WireError> {
    let declared = zstd_safe::get_frame_content_size(frame).ok().flatten().ok_or(WireError::Compression)?;
    let declared = usize::try_from(declared).map_err(|_| WireError::TooLong { what, limit })?;
    if declared > limit {
        return Err(WireError::TooLong { what, limit });
    }
    match zstd_safe::find_frame_compressed_size(frame) {
        Ok(len) if len == frame.len() => {}
        Ok(_) => return Err(WireError::Trailing),
        Err(_) => return Err(WireError::Compression),
    }
    let unpacked = UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = kept(unpacker, Decompressor::new)?;
        unpacker.decompress(frame, declared)
    });
    unpacked.map_err(|_| WireError::Compression)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_refused_before_it_is_opened() {
        let bomb = pack(&vec![0; 64 << 20]);
        assert!(bomb.len() < 16 << 10, "small outside: {}", bomb.len());
        assert_eq!(unpack(&bomb, 1 << 20, "push"), Err(WireError::TooLong { what: "push", limit: 1 << 20 }));
    }

    #[test]
    fn a_bomb_that_lies_about_its_size_or_keeps_silent_is_refused() {
        let mut lying = pack(&vec![0; 1 << 20]);
        assert_eq!(lying[4], 0b1010_0000, "single segment, size in four bytes");
        lying[5..9].copy_from_slice(&1000u32.to_le_bytes());
        assert_eq!(unpack(&lying, 4096, "push"), Err(WireError::Compression));

        let mut silent = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        std::io::Write::write_all(&mut silent, &vec![0; 1 << 20]).unwrap();
        assert_eq!(unpack(&silent.finish().unwrap(), 4096, "push"), Err(WireError::Compression));
    }

    #[test]
    fn without_memory_the_bytes_are_sent_as_they_are() {
        for len in [0, 1, 70_000, 200_000] {
            let bytes: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            assert_eq!(unpack(&stored(&bytes), len, "push").unwrap(), bytes);
        }
    }

    #[test]
    fn a_second_frame_or_a_cut_is_refused() {
        let one = pack(b"visit");
        let two = [one.clone(), one.clone()].concat();
        assert_eq!(unpack(&two, 4096, "push"), Err(WireError::Trailing));
        for len in 0..one.len() {
            assert!(unpack(&one[..len], 4096, "push").is_err(), "cut to {len}");
        }
        assert_eq!(unpack(&one, 5, "push").unwrap(), b"visit");
    }
}
