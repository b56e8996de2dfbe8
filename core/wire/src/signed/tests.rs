//! Vectors made by another library, and every way in which a request can be wrong.

use super::*;
use crate::key::{SigningKey, sign};

const BODY: &[u8] = b"hello, office";
const DIGEST: &str = "sha-256=:aDsNuQZea4mD75twmSdZhy7gAGKfqbOsOQWsXK2gEE0=:";
const INPUT: &str = "doorstep=(\"@method\" \"@path\" \"content-digest\");created=1618884473;\
    keyid=\"07070707070707070707070707070707\";alg=\"ecdsa-p256-sha256\"";
const SIGNED: &str =
    "doorstep=:0QW0SlKvhhZbx5vl/cLX57dEnx2dQwqtHWOgbwGjFP21KZGjWFfZSTVZra3oU6F8W5hs2ZPOpvLPrjF04k+fMw==:";

fn key() -> SigningKey {
    SigningKey::from_slice(&[5; 32]).unwrap()
}

fn public() -> PublicKey {
    PublicKey::of(key().verifying_key()).unwrap()
}

fn push<'a>() -> Request<'a> {
    let fields = vec![
        ("host", &b"127.0.0.1:4750"[..]),
        (CONTENT_DIGEST, DIGEST.as_bytes()),
        (SIGNATURE_INPUT, INPUT.as_bytes()),
        (SIGNATURE, SIGNED.as_bytes()),
    ];
    Request { method: "POST", path: "/phone/v1/sync", has_query: false, fields }
}

/// The push with one field written otherwise.
fn with<'a>(name: &str, value: &'a [u8]) -> Request<'a> {
    let mut request = push();
    for field in request.fields.iter_mut().filter(|(found, _)| *found == name) {
        field.1 = value;
    }
    request
}

fn without(name: &str) -> Request<'static> {
    let mut request = push();
    request.fields.retain(|(found, _)| *found != name);
    request
}

/// Everything together, as the office does it.
fn check(request: &Request<'_>, body: &[u8]) -> Result<InstallationId, SignedRefusal> {
    let claim = Claim::read(request)?;
    claim.verify(&public())?;
    claim.verify_body(body)?;
    Ok(claim.installation)
}

fn code(request: &Request<'_>) -> &'static str {
    check(request, BODY).unwrap_err().code()
}

#[test]
fn a_request_that_another_library_signed_is_read() {
    assert_eq!(check(&push(), BODY), Ok(InstallationId([7; 16])));
}

#[test]
fn parts_and_parameters_may_stand_in_another_order() {
    let input = "doorstep=(\"@path\" \"upload-metadata\" \"@method\" \"upload-length\");\
        alg=\"ecdsa-p256-sha256\";keyid=\"07070707070707070707070707070707\"";
    let signed = "doorstep=:3z86N4JK0ggofwNI7AKIckdz7sBviC0MT2kPpFhe/E7GR+dJxgDM/o1QoNPvTiZqxXBeydHuFciMj18loFe4oQ==:";
    let fields = vec![
        ("upload-length", &b"12"[..]),
        ("upload-metadata", &b" hash YQ==,subject Yg=="[..]),
        (SIGNATURE_INPUT, input.as_bytes()),
        (SIGNATURE, signed.as_bytes()),
    ];
    let request = Request { method: "POST", path: "/media", has_query: false, fields };
    assert_eq!(check(&request, b""), Ok(InstallationId([7; 16])));
}

#[test]
fn what_is_signed_here_is_read_here_and_fits_no_other_request() {
    let patch = |path, offset: &'static str, digest: &'static str| Request {
        method: "PATCH",
        path,
        has_query: false,
        fields: vec![(CONTENT_DIGEST, digest.as_bytes()), ("upload-offset", offset.as_bytes())],
    };
    let request = patch("/media/ab", "70", DIGEST);
    let to_sign = ToSign::new(&request, InstallationId([7; 16])).unwrap();
    let input = to_sign.input();
    let signature = ToSign::signature(&sign(&key(), to_sign.bytes()));
    let signed = |mut request: Request<'static>, method| {
        request.method = method;
        let mut fields = request.fields.clone();
        fields.extend([(SIGNATURE_INPUT, input.as_bytes()), (SIGNATURE, signature.as_bytes())]);
        check(&Request { fields, ..request }, BODY)
    };
    assert_eq!(signed(request, "PATCH"), Ok(InstallationId([7; 16])));
    let other = "sha-256=:AAAAAAZea4mD75twmSdZhy7gAGKfqbOsOQWsXK2gEE0=:";
    for (request, method) in [
        (patch("/media/ab", "71", DIGEST), "PATCH"),
        (patch("/media/ac", "70", DIGEST), "PATCH"),
        (patch("/media/ab", "70", DIGEST), "DELETE"),
        (patch("/media/ab", "70", other), "PATCH"),
    ] {
        assert_eq!(signed(request, method), Err(SignedRefusal::Wrong));
    }
}

#[test]
fn a_changed_body_is_not_the_one_that_was_signed() {
    assert_eq!(check(&push(), b"hello, Office"), Err(SignedRefusal::WrongDigest));
    assert_eq!(check(&push(), b""), Err(SignedRefusal::WrongDigest));
}

#[test]
fn another_key_does_not_fit() {
    let other = SigningKey::from_slice(&[6; 32]).unwrap();
    let other = PublicKey::of(other.verifying_key()).unwrap();
    assert_eq!(Claim::read(&push()).unwrap().verify(&other), Err(SignedRefusal::Wrong));
}

#[test]
fn fields_that_lack_or_come_twice_are_refused() {
    for name in [SIGNATURE_INPUT, SIGNATURE, CONTENT_DIGEST] {
        assert_eq!(code(&without(name)), "signature/missing", "{name}");
        let mut request = push();
        let again = request.fields.iter().find(|(found, _)| *found == name).copied().unwrap();
        request.fields.push(again);
        assert_eq!(code(&request), "signature/twice", "{name}");
        let long = vec![b'a'; LONGEST_FIELD + 1];
        assert_eq!(code(&with(name, &long)), "signature/too-long", "{name}");
        for wrong in [&b""[..], b"doorstep", b"doorstep=", b"doorstep=::", b"\xFF", b"a\nb", b"sha-256=:AA==:"] {
            assert_eq!(code(&with(name, wrong)), "signature/unreadable", "{name} {wrong:?}");
        }
    }
}

#[test]
fn every_part_that_counts_is_covered() {
    let parts = ["\"@method\" ", "\"@path\" ", " \"content-digest\""];
    for part in parts {
        let input = INPUT.replace(part, "");
        assert_ne!(input, INPUT);
        assert_eq!(code(&with(SIGNATURE_INPUT, input.as_bytes())), "signature/not-covered", "{part}");
    }
    let mut announced = push();
    announced.path = "/media";
    assert_eq!(code(&announced), "signature/not-covered");
    let mut piece = push();
    piece.method = "PATCH";
    assert_eq!(code(&piece), "signature/not-covered");
}

#[test]
fn forged_inputs_are_refused_each_with_its_code() {
    let cases = [
        ("\"@path\"", "\"@path\" \"@path\"", "signature/twice"),
        ("created=1618884473", "created=1618884473;created=1", "signature/twice"),
        ("alg=", "alg=\"ecdsa-p256-sha256\";alg=", "signature/twice"),
        ("keyid=", "keyid=\"07070707070707070707070707070707\";keyid=", "signature/twice"),
        ("ecdsa-p256-sha256", "hmac-sha256", "signature/other-algorithm"),
        (";alg=\"ecdsa-p256-sha256\"", "", "signature/missing"),
        ("keyid=\"07070707070707070707070707070707\";", "", "signature/missing"),
        ("\"@path\"", "\"@path\";req", "signature/unreadable"),
        ("\"@path\"", "\"@authority\"", "signature/unreadable"),
        ("\"@path\"", "@path", "signature/unreadable"),
        (" \"@path\"", "  \"@path\"", "signature/unreadable"),
        ("created=1618884473", "created=-1", "signature/unreadable"),
        ("created=1618884473", "created=1234567890123456", "signature/unreadable"),
        ("created=1618884473", "created=", "signature/unreadable"),
        ("created=1618884473", "nonce=\"a\"", "signature/unreadable"),
        ("0707\"", "070\"", "signature/unreadable"),
        ("0707\"", "070A\"", "signature/unreadable"),
        ("doorstep=", "sig=", "signature/unreadable"),
        (");", ")", "signature/unreadable"),
        ("alg=\"ecdsa-p256-sha256\"", "alg=\"ecdsa-p256-sha256\", b=()", "signature/unreadable"),
        // What is only another request is found out by the signature.
        ("created=1618884473", "created=1618884474", "signature/wrong"),
        ("0707\"", "0708\"", "signature/wrong"),
    ];
    for (was, is, expected) in cases {
        let input = INPUT.replacen(was, is, 1);
        assert_ne!(input, INPUT, "{was}");
        assert_eq!(code(&with(SIGNATURE_INPUT, input.as_bytes())), expected, "{was} → {is}");
    }
}

#[test]
fn another_method_path_or_a_query_is_refused() {
    let mut request = push();
    request.method = "PUT";
    assert_eq!(code(&request), "signature/wrong");
    let mut request = push();
    request.path = "/phone/v1/hand-in";
    assert_eq!(code(&request), "signature/wrong");
    let mut request = push();
    request.has_query = true;
    assert_eq!(code(&request), "signature/query");
    let long = "/a".repeat(LONGEST_PATH);
    let mut request = push();
    request.path = &long;
    assert_eq!(code(&request), "signature/too-long");
}

#[test]
fn a_signed_push_of_an_idle_phone_stays_small() {
    let signed: usize = push().fields.iter().skip(1).map(|(name, value)| name.len() + value.len() + 4).sum();
    // 0.8 KB are meant for the whole request with its body of 0.2 KB.
    assert!(signed < 450, "{signed}");
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        input in ".{0,200}", signature in ".{0,120}", digest in ".{0,80}", cut in 0_usize..180,
    ) {
        let mut request = with(SIGNATURE_INPUT, input.as_bytes());
        let _ = Claim::read(&request);
        request = with(SIGNATURE, signature.as_bytes());
        let _ = Claim::read(&request);
        request = with(CONTENT_DIGEST, digest.as_bytes());
        let _ = Claim::read(&request);
        let _ = Claim::read(&with(SIGNATURE_INPUT, &INPUT.as_bytes()[..cut.min(INPUT.len())]));
    }
}
