//! Lets only signed requests of enrolled installations through to the phones' routes.
//!
//! The fields of the signature are read and proved before a byte of the body is taken,
//! so that only an enrolled phone can make the office hold something. A body that comes
//! whole has to be the one that was signed. One that was cut off is handed on up to
//! where it was cut: the handler keeps nothing of it, except of a photograph, whose own
//! hash decides at its end. Whether a phone is revoked is told only to that phone.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use doorstep_domain::id::InstallationId;
use doorstep_wire::key::PublicKey;
use doorstep_wire::signed::{self, Claim, SignedRefusal};
use futures_util::{StreamExt, stream};
use sea_orm::EntityTrait;

use super::problem::{Problem, refused};
use crate::entity::installation;
use crate::intake::{IntakeRefusal, LIMITS};
use crate::office::{Office, StoreError};

/// More than any body that a handler takes.
const LONGEST_BODY: usize = LIMITS.photo_bytes as usize + 64 * 1024;

/// Whose signature was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender(pub InstallationId);

/// Lets through what an installation signed that may work here.
pub async fn only_at_work(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    // What the office can do is told to everybody.
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    match prove(&office, claim(&request)).await {
        Ok(Proved { is_revoked: true, .. }) => refuse(&IntakeRefusal::Revoked),
        Ok(proved) => hand_on(proved.claim, request, next).await,
        Err(refusal) => refusal,
    }
}

/// Lets through what an installation signed, also when it was revoked.
pub async fn also_revoked(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    match prove(&office, claim(&request)).await {
        Ok(proved) => hand_on(proved.claim, request, next).await,
        Err(refusal) => refusal,
    }
}

/// A request whose signature holds.
struct Proved {
    claim: Claim,
    is_revoked: bool,
}

/// What the request says of its signature.
fn claim(request: &Request) -> Result<Claim, Response> {
    let fields = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let seen = signed::Request {
        method: request.method().as_str(),
        path: request.uri().path(),
        has_query: request.uri().query().is_some(),
        fields,
    };
    Claim::read(&seen).map_err(|refusal| unsigned(&refusal))
}

async fn prove(office: &Office, claim: Result<Claim, Response>) -> Result<Proved, Response> {
    let claim = claim?;
    let row = installation::Entity::find_by_id(claim.installation.0.to_vec()).one(&office.db).await;
    let row = row.map_err(|wrong| Problem::from(wrong).into_response())?;
    let row = row.ok_or_else(|| refuse(&IntakeRefusal::UnknownInstallation))?;
    let key = PublicKey::from_any_sec1(&row.public_key);
    let key = key.map_err(|_| Problem::broken(&StoreError::Damaged("installation")).into_response())?;
    claim.verify(&key).map_err(|refusal| unsigned(&refusal))?;
    Ok(Proved { claim, is_revoked: row.revoked_at_ms.is_some() })
}

async fn hand_on(claim: Claim, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Sender(claim.installation));
    if claim.digest.is_none() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let body = match came(body).await {
        Came::Whole(bytes) => match claim.verify_body(&bytes) {
            Ok(()) => Body::from(bytes),
            Err(refusal) => return unsigned(&refusal),
        },
        Came::Part(bytes) => Body::from_stream(stream::iter([Ok(bytes), Err(std::io::Error::other("cut off"))])),
    };
    next.run(Request::from_parts(parts, body)).await
}

/// What came of a body.
enum Came {
    /// All of it.
    Whole(Bytes),
    /// What came before it was cut off or grew longer than anything that is taken.
    Part(Bytes),
}

async fn came(body: Body) -> Came {
    let mut pieces = body.into_data_stream();
    let mut bytes = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else { return Came::Part(bytes.freeze()) };
        bytes.extend_from_slice(&piece);
        if bytes.len() > LONGEST_BODY {
            return Came::Part(bytes.freeze());
        }
    }
    Came::Whole(bytes.freeze())
}

fn unsigned(refusal: &SignedRefusal) -> Response {
    refused(StatusCode::UNAUTHORIZED, refusal.code(), refusal)
}

fn refuse(refusal: &IntakeRefusal) -> Response {
    refused(StatusCode::FORBIDDEN, refusal.code().unwrap_or("sync/refused"), refusal)
}
