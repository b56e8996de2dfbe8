//! P3 Alive: a wrong book, job, photo or request is refused in plain words, and nothing
//! else stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::{Hash, InstallationId};
use doorstep_wire::frame::{REFUSAL_MEDIA_TYPE, decode_refused, encode_push};
use doorstep_wire::key::{PublicKey, SigningKey, sign};
use doorstep_wire::message::{MEDIA_TYPE, Push};
use doorstep_wire::signed::{CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT, ToSign, content_digest};
use support::http::Message;
use support::office::{Folder, Office};
use support::phone::{Answer, Phone, day};
use support::{copy, doorstep, files, fixture};

/// The line and the words after it, as the bad file's first line tells them.
fn told_line(file: &Path) -> usize {
    let text = std::fs::read_to_string(file).unwrap();
    let line = text.strip_prefix("# line ").and_then(|rest| rest.split(':').next()).unwrap();
    line.parse().unwrap()
}

fn bad(kind: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let bad: Vec<_> = files(&fixture("bad"), ".toml");
    bad.into_iter().filter(|path| kind(&path.file_name().unwrap().to_string_lossy())).collect()
}

/// What a refusal says of a file: `LINE, column COLUMN: REASON`.
fn said_of<'a>(err: &'a str, file: &str) -> &'a str {
    let said = err.split(&format!("{file}: line ")).nth(1);
    said.unwrap_or_else(|| panic!("no line of {file} is named in:\n{err}")).lines().next().unwrap()
}

#[test]
fn a_wrong_book_is_refused_with_its_file_line_and_reason() {
    let books = bad(|name| !name.starts_with("job-"));
    for book in &books {
        let folder = tempfile::tempdir().unwrap();
        copy(&fixture("books/home-service"), folder.path());
        let kind = book.file_name().unwrap().to_string_lossy().split('-').next().unwrap().to_owned();
        let file = folder.path().join(format!("{kind}.toml"));
        std::fs::copy(book, &file).unwrap();
        let ended = doorstep(["standard".as_ref(), "check".as_ref(), folder.path().as_os_str()]).refused();
        let said = said_of(&ended.err, &file.to_string_lossy());
        println!("{}: line {said}", book.file_name().unwrap().to_string_lossy());
        assert!(said.starts_with(&format!("{}, column ", told_line(book))), "{said}");
        assert!(said.split(": ").nth(1).is_some_and(|reason| reason.len() > 10), "{said}");
        let office = Folder(folder.path().join("office"));
        office.admin("publish", &folder.path().to_string_lossy()).refused();
    }
    assert!(books.len() >= 10, "only {} bad books", books.len());
    doorstep(["standard".as_ref(), "check".as_ref(), fixture("books/home-service").as_os_str()]).well();
}

#[test]
fn a_wrong_job_is_refused_with_its_file_line_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let jobs = bad(|name| name.starts_with("job-"));
    for job in &jobs {
        let ended = office.admin("assign", &job.to_string_lossy()).refused();
        let said = said_of(&ended.err, &job.to_string_lossy());
        println!("{}: line {said}", job.file_name().unwrap().to_string_lossy());
        assert!(said.starts_with(&format!("{}, column ", told_line(job))), "{said}");
        for personal in ["无名氏", "199-0000", "测试路"] {
            assert!(!ended.err.contains(personal), "{personal} in:\n{}", ended.err);
        }
    }
    assert!(jobs.len() >= 2);
    office.admin("assign", &files(&fixture("jobs"), ".toml")[0].to_string_lossy()).well();
}

#[test]
fn a_wrong_photo_is_refused_and_the_visit_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let token = office.invite("E1001");
    let serving = office.serve();
    let mut phone = Phone::start(&folder.path().join("phone")).unwrap();
    phone.enrol(&serving.url(), &token);
    phone.sync().unwrap();
    let script = &day("E1001")[0];
    let wrong = [
        ("truncated.jpg", "photo/damaged"),
        ("bomb-30000x30000.png", "photo/too-many-pixels"),
        ("text.jpg", "photo/not-an-image"),
    ];
    for (file, code) in wrong {
        let camera = folder.path().join(file.replace('.', "-"));
        std::fs::create_dir_all(&camera).unwrap();
        std::fs::copy(fixture("bad/photos").join(file), camera.join(file)).unwrap();
        let before = phone.heads();
        let acknowledged = phone.acks.len();
        let Answer::Failed(reason) = phone.play_with(script, &camera) else { panic!("{file} was taken") };
        assert!(reason.contains(code), "{file}: {reason}");
        println!("{file}: {reason}, {} acknowledged before", phone.acks.len() - acknowledged);
        let grown: u64 =
            phone.heads().iter().map(|head| head.seq).sum::<u64>() - before.iter().map(|h| h.seq).sum::<u64>();
        assert_eq!(grown, (phone.acks.len() - acknowledged) as u64, "nothing of a refused photo is recorded");
    }
    phone.play(script).done();
    assert_eq!(phone.sync().unwrap().unproved, 0);
    phone.quit();
}

/// A push of a phone that nobody knows.
fn push_of_a_stranger() -> Push {
    Push {
        installation: InstallationId([7; 16]),
        request: 1,
        epoch: None,
        challenge: Vec::new(),
        cursor: None,
        digest: Hash::NONE,
        running: 0,
        segments: Vec::new(),
        offers: Vec::new(),
        contents: Vec::new(),
        photos: Vec::new(),
        books_wanted: Vec::new(),
    }
}

/// A gigabyte of nothing, as some ten kilobytes that say how much they hold, or do not.
fn bomb(says_its_size: bool) -> Vec<u8> {
    let mut zeros = std::io::Read::take(std::io::repeat(0), 1 << 30);
    let mut out = zstd::Encoder::new(Vec::new(), 1).unwrap();
    out.set_pledged_src_size(says_its_size.then_some(1 << 30)).unwrap();
    std::io::copy(&mut zeros, &mut out).unwrap();
    out.finish().unwrap()
}

/// The one typed refusal with its status and code.
fn refusal(office: SocketAddr, request: &Message) -> (u16, String) {
    let answer = request.send(office).unwrap();
    let media_type = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    assert_eq!(media_type, Some(REFUSAL_MEDIA_TYPE), "{}: {}", answer.first, answer.text());
    (answer.status(), decode_refused(&answer.body).unwrap().code)
}

/// A phone that means no good, and is enrolled: its requests are signed as they should be.
const KNOWN: InstallationId = InstallationId([6; 16]);

fn known_key() -> SigningKey {
    SigningKey::from_slice(&[6; 32]).unwrap()
}

fn enrol(office: &Office, token: &str) {
    let key = PublicKey::of(known_key().verifying_key()).unwrap();
    let public_key = STANDARD.encode(key.as_bytes());
    let asked = serde_json::json!({ "token": token, "installation": KNOWN.to_hex(), "public_key": public_key });
    let asked = Message::new("POST", "/phone/v1/enrol", "application/json", asked.to_string().as_bytes());
    assert_eq!(asked.send(office.address).unwrap().status(), 200);
}

/// A push with the signature of [`KNOWN`].
fn signed(media_type: &str, body: &[u8]) -> Message {
    let path = "/phone/v1/sync";
    let digest = content_digest(body);
    let fields = vec![(CONTENT_DIGEST, digest.as_bytes())];
    let request = doorstep_wire::signed::Request { method: "POST", path, has_query: false, fields };
    let to_sign = ToSign::new(&request, KNOWN).unwrap();
    let signature = ToSign::signature(&sign(&known_key(), to_sign.bytes()));
    let mut message = Message::new("POST", path, media_type, body);
    let fields = [(CONTENT_DIGEST, digest), (SIGNATURE_INPUT, to_sign.input()), (SIGNATURE, signature)];
    message.headers.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    message
}

#[test]
fn wrong_requests_are_refused_and_the_office_goes_on_serving() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let token = office.invite("E1002");
    let own_token = office.invite("E1001");
    let serving = office.serve();
    let unsigned = Message::new("POST", "/phone/v1/sync", MEDIA_TYPE, b"garbage");
    assert_eq!(refusal(serving.address, &unsigned), (401, "signature/missing".to_owned()));
    assert_eq!(refusal(serving.address, &signed(MEDIA_TYPE, b"")), (403, "sync/unknown-installation".to_owned()));
    enrol(&serving, &own_token);
    let sync = |media_type: &str, body: &[u8]| refusal(serving.address, &signed(media_type, body));
    let memory_kb = serving.memory_kb("VmHWM");
    assert_eq!(sync(MEDIA_TYPE, b"garbage"), (400, "sync/unreadable".to_owned()));
    assert_eq!(sync(MEDIA_TYPE, b""), (400, "sync/unreadable".to_owned()));
    assert_eq!(sync(MEDIA_TYPE, &bomb(true)), (413, "sync/too-large".to_owned()));
    assert_eq!(sync(MEDIA_TYPE, &bomb(false)), (400, "sync/unreadable".to_owned()));
    assert_eq!(sync(MEDIA_TYPE, &vec![7; 64 << 20]), (413, "sync/too-large".to_owned()));
    assert_eq!(sync("application/json", b"{}"), (415, "sync/media-type".to_owned()));
    let stranger = encode_push(&push_of_a_stranger());
    assert_eq!(sync(MEDIA_TYPE, &stranger), (403, "sync/other-installation".to_owned()));
    assert_eq!(sync(MEDIA_TYPE, &stranger[..stranger.len() / 2]), (400, "sync/unreadable".to_owned()));
    let grown_kb = serving.memory_kb("VmHWM") - memory_kb;
    println!("the office grew by {grown_kb} kB");
    assert!(grown_kb < 200_000);
    wrong_elsewhere(&serving);
    let mut phone = Phone::start(&folder.path().join("phone")).unwrap();
    phone.enrol(&serving.url(), &token);
    assert_eq!(phone.sync().unwrap().unproved, 0, "a decent phone is served as ever");
    phone.quit();
}

fn wrong_elsewhere(office: &Office) {
    let status = |method: &str, path: &str, body: &[u8]| {
        Message::new(method, path, "text/plain", body).send(office.address).unwrap().status()
    };
    for (method, path) in [
        ("POST", "/phone/v1/enrol"),
        ("POST", "/media"),
        ("PATCH", "/media/../../etc/passwd"),
        ("PATCH", "/media/0000"),
        ("GET", "/phone/v1/books/%2e%2e%2foffice-key.pem"),
        ("GET", "/api/v1/visits?since=%00%ff"),
        ("GET", "/api/v1/visits/nobody"),
        ("GET", "/nothing/here"),
        ("DELETE", "/"),
    ] {
        let status = status(method, path, &[0xFF; 4096]);
        assert!((400..500).contains(&status), "{method} {path}: {status}");
    }
    // A line that is no HTTP, one that says too much, and one that goes away.
    for said in
        [&b"\x16\x03\x01 what?"[..], b"POST /phone/v1/sync HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n", b""]
    {
        let mut line = TcpStream::connect(office.address).unwrap();
        std::io::Write::write_all(&mut line, said).unwrap();
    }
    assert_eq!(status("GET", "/health", b""), 200);
}

#[test]
fn an_office_does_not_listen_where_other_machines_could_reach_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    for address in ["0.0.0.0", "::", "192.0.2.1"] {
        let ended =
            doorstep(["serve", "--port", "0", "--address", address, "--data", &data.to_string_lossy()]).refused();
        assert!(ended.sentence().contains("--behind-proxy"), "{}", ended.err);
        assert!(!data.exists(), "nothing was made");
    }
}
