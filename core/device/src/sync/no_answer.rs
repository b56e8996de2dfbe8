//! Why an exchange brought no answer: for the sync, and for a person.

use std::error::Error;

use doorstep_screens::help::CLOCK_SUSPECT;
use doorstep_sync::phone::Failure;
use doorstep_wire::frame::Refused;
use reqwest::Response;

use super::http::refusal;
use super::meter::Meter;

/// The office takes less at once: nobody has to act, smaller frames do.
const TOO_LARGE: [&str; 2] = ["sync/too-large", "sync/too-much"];

/// No connection was made.
const NO_NETWORK: &str = "sync/no-network";
/// A connection was made, and no answer came over it.
pub const NO_ANSWER: &str = "sync/no-answer";
/// What answered is not our office: the page of a hotel's network, a proxy, another program.
pub const NOT_THE_OFFICE: &str = "sync/not-the-office";
/// The certificate of what answered is not one that this phone trusts.
const UNTRUSTED: &str = "sync/untrusted";

/// What went wrong with an exchange, with the refusal where it is one.
#[derive(Debug)]
pub struct NoAnswer {
    /// What it means for the sync.
    pub failure: Failure,
    /// The office's own words.
    pub refused: Option<Refused>,
    /// Why, for a person: a stable code.
    pub code: String,
}

impl NoAnswer {
    pub fn unclear() -> Self {
        Self { failure: Failure::Unclear, refused: None, code: NOT_THE_OFFICE.to_owned() }
    }

    pub fn of(wrong: &reqwest::Error) -> Self {
        let (failure, code) = match (untrusted(wrong), wrong.is_connect()) {
            (Some(code), _) => (Failure::Unreachable, code),
            (None, true) => (Failure::Unreachable, NO_NETWORK),
            (None, false) => (Failure::Unclear, NO_ANSWER),
        };
        Self { failure, refused: None, code: code.to_owned() }
    }

    /// Looks whether the office said no in our own words.
    pub async fn or_refused(self, response: Response, meter: &Meter) -> Self {
        match refusal(response, meter).await {
            // The bytes were changed on the way: that is the line's doing, not the office's decision.
            Some(refused) if refused.code == "signature/wrong-digest" => self,
            Some(refused) if TOO_LARGE.contains(&refused.code.as_str()) => {
                Self { failure: Failure::TooLarge, refused: None, code: refused.code }
            }
            Some(refused) => Self { failure: Failure::Refused, code: refused.code.clone(), refused: Some(refused) },
            None => self,
        }
    }
}

/// Why TLS did not come about, where that is what went wrong. A certificate that does not hold
/// yet or any more is most often a phone whose clock is wrong.
fn untrusted(wrong: &(dyn Error + 'static)) -> Option<&'static str> {
    use rustls::CertificateError as Certificate;
    let mut at = Some(wrong);
    while let Some(error) = at {
        match error.downcast_ref() {
            Some(rustls::Error::InvalidCertificate(
                Certificate::Expired
                | Certificate::ExpiredContext { .. }
                | Certificate::NotValidYet
                | Certificate::NotValidYetContext { .. },
            )) => return Some(CLOCK_SUSPECT),
            Some(rustls::Error::InvalidCertificate(_)) => return Some(UNTRUSTED),
            Some(_) | None => {}
        }
        // An error of the line carries its cause inside and does not name it as its source.
        let inside = error.downcast_ref().and_then(std::io::Error::get_ref);
        at = inside.map(|inside| -> &(dyn Error + 'static) { inside }).or_else(|| error.source());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::CertificateError;

    fn check(wrong: rustls::Error, expected: Option<&str>) {
        let told = std::io::Error::other(std::io::Error::new(std::io::ErrorKind::InvalidData, wrong));
        assert_eq!(untrusted(&told), expected);
    }

    #[test]
    fn a_certificate_that_does_not_hold_by_this_clock_makes_the_clock_suspect() {
        check(CertificateError::NotValidYet.into(), Some(CLOCK_SUSPECT));
        check(CertificateError::Expired.into(), Some(CLOCK_SUSPECT));
        check(CertificateError::UnknownIssuer.into(), Some(UNTRUSTED));
        check(rustls::Error::DecryptError, None);
        assert_eq!(untrusted(&std::io::Error::other("no route")), None);
    }
}
