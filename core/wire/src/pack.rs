//! Compression with a limit on what comes out.

use zstd::zstd_safe;

use crate::error::WireError;

/// Higher levels win little and cost an old phone much.
const LEVEL: i32 = 3;

/// One zstd frame that says how large its contents are.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    // Only a level that does not exist or no memory fail here; the empty result
    // is refused by every reader.
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
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
    zstd::bulk::decompress(frame, declared).map_err(|_| WireError::Compression)
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
