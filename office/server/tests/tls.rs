//! A phone's TLS and the office's in one process: each is built with its own provider, and
//! neither panics because the other one is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use doorstep_device::{Device, EnrolError, FileKey, NoRules, OsRandom, Ports, SystemClock};
use doorstep_server::blob::Bucket;
use object_store::{ObjectStoreExt, PutPayload};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What came of one connection: the first line that was asked, or why there was no handshake.
type Came = Result<String, String>;

/// A certificate for this machine that nobody but its owner vouches for.
fn certificate(folder: &Path) {
    let arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out root.pem -days 2 \
                     -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    let made = Command::new("openssl").args(arguments.split_whitespace()).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Ends TLS on a port of this machine and answers every request that it did it.
fn endpoint(folder: &Path) -> (u16, Receiver<Came>) {
    let root = CertificateDer::from_pem_file(folder.join("root.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![root], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for line in listener.incoming() {
            let line = line.unwrap();
            let session = rustls::ServerConnection::new(config.clone()).unwrap();
            let came = answer(&mut rustls::StreamOwned::new(session, line)).map_err(|wrong| wrong.to_string());
            if tell.send(came).is_err() {
                return;
            }
        }
    });
    (port, told)
}

fn answer(line: &mut (impl Read + Write)) -> std::io::Result<String> {
    let (mut came, mut piece) = (Vec::new(), [0; 4096]);
    while !came.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = line.read(&mut piece)?;
        assert!(read > 0, "the request was cut");
        came.extend_from_slice(&piece[..read]);
    }
    line.write_all(b"HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    line.flush()?;
    Ok(String::from_utf8_lossy(&came).lines().next().unwrap_or_default().to_owned())
}

#[test]
fn a_phone_and_an_office_build_their_tls_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let (port, told) = endpoint(folder.path());
    let random = Arc::new(OsRandom);
    let key = Arc::new(FileKey::open(&folder.path().join("phone.pem"), random.as_ref()).unwrap());
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        key,
        random,
        rules: Arc::new(NoRules),
        network: Default::default(),
    };
    let phone = Mutex::new(Device::open(&folder.path().join("phone"), ports).unwrap());
    let key = |name: &str| name.starts_with("AWS_").then(|| "key".to_owned());
    let ca = folder.path().join("root.pem").display().to_string();
    let here = format!("s3://photos?endpoint=https://localhost:{port}");
    let runtime = tokio::runtime::Runtime::new().unwrap();

    let bucket = Bucket::parse(&format!("{here}&ca={ca}"), key).unwrap().objects().unwrap();
    runtime.block_on(bucket.put(&"media/1".into(), PutPayload::from_static(b"1"))).unwrap();
    assert!(told.recv().unwrap().unwrap().starts_with("PUT /photos/media/1 "), "the office shook hands");

    // The phone knows only the roots that come with the app, so it says no to this one.
    let enrolled = phone.lock().unwrap().enrol(&format!("https://localhost:{port}"), "token");
    assert!(matches!(enrolled, Err(EnrolError::NoAnswer(_))), "{enrolled:?}");
    let refused = told.recv().unwrap().unwrap_err();
    assert!(refused.contains("UnknownCA"), "the phone read the certificate: {refused}");

    // And so does an office that was told no root of its own.
    let strict = Bucket::parse(&here, key).unwrap().objects().unwrap();
    assert!(runtime.block_on(strict.put(&"media/2".into(), PutPayload::from_static(b"2"))).is_err());
    assert!(told.recv().unwrap().unwrap_err().contains("UnknownCA"));
}
