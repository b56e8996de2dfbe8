//! A phone and its office meet: by a single-use token, once for each installation.

use doorstep_domain::id::EngineerId;
use serde::{Deserialize, Serialize};

use super::succession::Identity;
use super::{Walk, http};
use crate::error::{EnrolError, StoreError};

impl Walk {
    pub(super) async fn enrol(&self, office: &str, token: &str) -> Result<EngineerId, EnrolError> {
        #[derive(Serialize)]
        struct Enrolment<'a> {
            token: &'a str,
            installation: String,
            public_key: String,
        }
        #[derive(Deserialize)]
        struct Enrolled {
            engineer: String,
            /// Offices before this one told none.
            office_key: Option<String>,
        }
        let http = self.http.as_ref().ok_or_else(|| EnrolError::NoAnswer("no HTTP client".into()))?;
        let Identity { installation, key, .. } = self.ask(|core| Ok(core.identity()))?;
        let public = key.public().map_err(StoreError::from)?;
        let public_key = http::base64(public.as_bytes());
        let body = serde_json::to_string(&Enrolment { token, installation: installation.to_hex(), public_key });
        let body = body.map_err(|wrong| EnrolError::NoAnswer(wrong.to_string()))?;
        let answer = http.enrol(office, body).await.map_err(|no| match no.refused {
            Some(refused) => EnrolError::Refused { code: refused.code, detail: refused.detail },
            None => EnrolError::NoAnswer(format!("{:?}", no.failure)),
        })?;
        let enrolled: Enrolled =
            serde_json::from_slice(&answer).map_err(|wrong| EnrolError::NoAnswer(wrong.to_string()))?;
        let office_key = enrolled.office_key.map(|key| http::public_key(&key).ok_or(key)).transpose();
        let office_key = office_key.map_err(|_| EnrolError::NoAnswer("it tells no key of its own".into()))?;
        self.ask(move |core| {
            core.enrolled_anew()?;
            core.trusted_by(office_key)
        })?;
        enrolled.engineer.parse().map_err(|_| EnrolError::NoAnswer("it names no engineer".into()))
    }
}
