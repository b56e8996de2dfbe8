//! An invitation as a link, and as a code that a phone's own camera reads: the app takes the
//! address and the token out of it, and a person presses there.
//!
//! Leaves to the office: what the token is worth.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use qrcode::types::QrError;
use reqwest::Url;

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the address of an office: it begins with https:// or http://")]
pub(crate) struct NoAddress(String);

/// `doorstep://enrol?office=…&token=…`.
pub(crate) fn link(office: &str, token: &str) -> Result<String, NoAddress> {
    let wrong = || NoAddress(office.to_owned());
    let address = Url::parse(office).map_err(|_| wrong())?;
    if !matches!(address.scheme(), "https" | "http") || !address.has_host() {
        return Err(wrong());
    }
    let said = [("office", office.trim_end_matches('/')), ("token", token)];
    Ok(Url::parse_with_params("doorstep://enrol", said).map_err(|_| wrong())?.to_string())
}

/// The link as blocks for a terminal, which writes light on dark.
pub(crate) fn code(link: &str) -> Result<String, QrError> {
    Ok(QrCode::new(link)?.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_the_address_and_the_token_so_that_both_come_back() {
        let link = link("https://centre.example:8443/", "aB3-_+/=").unwrap();
        assert_eq!(link, "doorstep://enrol?office=https%3A%2F%2Fcentre.example%3A8443&token=aB3-_%2B%2F%3D");
    }

    #[test]
    fn what_is_no_address_makes_no_link() {
        for wrong in ["", "centre", "centre.example:8443", "doorstep://centre", "file:///tmp"] {
            assert!(link(wrong, "t").is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_code_is_a_square_of_blocks() {
        let code = code(&link("https://centre.example", "aB3").unwrap()).unwrap();
        let wide = code.lines().map(|line| line.chars().count()).collect::<Vec<_>>();
        assert!(wide.len() > 15 && wide.iter().all(|count| count == &wide[0]), "{wide:?}");
    }
}
