//! The confirmation, and the customer's signature or why there is none (R139, R151, R155–R158).

use doorstep_domain::event::{DocumentKind, NoSignature, Signer};
use doorstep_domain::id::Hash;
use doorstep_domain::visit::{Acceptance, Command, Step, charged, first_open};

use crate::paper::{PaperModel, ShownText, paper_model};
use crate::{Amount, Look, Offer, RefusalModel};

/// The confirmation and its signature.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SignModel {
    /// Which visit.
    pub visit: String,
    /// What has to be done first: a check's id, or `quote`; empty when nothing has.
    pub missing: String,
    /// What the visit charges.
    pub total: Amount,
    /// The confirmation as it stands was shown, as this text.
    pub shown: Option<PaperModel>,
    /// Why the confirmation cannot be shown now; none where it can.
    pub show_refusal: Option<RefusalModel>,
    /// Who may sign, each open or refused.
    pub signers: Vec<Offer>,
    /// Why there may be no signature, each open or refused: a refusal to sign is recorded, never argued with.
    pub unsigned: Vec<Offer>,
    /// How the visit was accepted; none before.
    pub accepted: Option<AcceptedModel>,
    /// Something was charged or fitted after the customer signed (P5).
    pub is_changed_after_signing: bool,
}

/// How the visit was accepted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AcceptedModel {
    /// Somebody signed.
    pub is_signed: bool,
    /// Who signed or why nobody did, by key.
    pub how: String,
    /// The total that was signed or refused.
    pub total: Amount,
}

/// The signing screen.
pub fn sign_model(look: &Look<'_>, shown: ShownText<'_>) -> SignModel {
    let visit = look.visit;
    let total = charged(visit, look.books);
    let show = Command::Present { kind: DocumentKind::Confirmation, document: Hash::NONE, total };
    let sign = |signer: &Signer| Command::Sign { signer: *signer, strokes: Hash::NONE };
    let unsigned = |why: &NoSignature| Command::LeaveUnsigned { why: *why, note: None };
    let missing = first_open(visit, look.opening, look.books, Step::Leave);
    SignModel {
        visit: look.opening.visit.to_string(),
        missing: missing.map(|blocker| blocker.name()).unwrap_or_default(),
        total: total.into(),
        shown: visit.current_confirmation().and_then(|paper| paper_model(&paper, shown)),
        show_refusal: look.refusal(&show),
        signers: Signer::ALL.iter().map(|signer| look.offer(signer.key(), &sign(signer))).collect(),
        unsigned: NoSignature::ALL.iter().map(|why| look.offer(why.key(), &unsigned(why))).collect(),
        accepted: visit.acceptance.as_ref().map(accepted),
        is_changed_after_signing: visit.is_changed_after_signing(),
    }
}

fn accepted(acceptance: &Acceptance) -> AcceptedModel {
    let how = match &acceptance.result {
        Ok((signer, _)) => signer.key(),
        Err((why, _)) => why.key(),
    };
    AcceptedModel { is_signed: acceptance.result.is_ok(), how: how.to_owned(), total: acceptance.total.into() }
}
