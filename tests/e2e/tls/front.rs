//! nginx in a folder of its own, certificates of a root made for one test, and curl.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::support::DEADLINE;

/// A proxy that ends TLS.
pub struct Front {
    folder: PathBuf,
    tls: SocketAddr,
    plain: SocketAddr,
    nginx: Option<Child>,
}

impl Front {
    /// Its addresses and certificates; nobody listens yet.
    pub fn plan(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        certificates(folder);
        Self { folder: folder.to_owned(), tls: free_address(), plain: free_address(), nginx: None }
    }

    /// Starts nginx in front of this office.
    pub fn start(mut self, office: SocketAddr) -> Self {
        std::fs::write(self.folder.join("nginx.conf"), self.configuration(office)).unwrap();
        let mut nginx = Command::new("nginx");
        nginx.arg("-p").arg(&self.folder).arg("-c").arg("nginx.conf").arg("-e").arg("error.log");
        nginx.stdin(Stdio::null());
        let nginx =
            nginx.spawn().unwrap_or_else(|wrong| panic!("nginx does not run ({wrong}): tests/run.sh installs it"));
        self.nginx = Some(nginx);
        let begun = Instant::now();
        while TcpStream::connect(self.tls).is_err() {
            assert!(begun.elapsed() < DEADLINE, "nginx does not answer");
            std::thread::yield_now();
        }
        self
    }

    /// How people and phones know the office.
    pub fn url(&self) -> String {
        format!("https://{}", self.tls)
    }

    /// The root that vouches for it.
    pub fn root(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// How many requests nginx wrote down.
    pub fn requests(&self) -> usize {
        std::fs::read_to_string(self.folder.join("access.log")).map_or(0, |log| log.lines().count())
    }

    fn configuration(&self, office: SocketAddr) -> String {
        let forward = format!(
            "location / {{
                proxy_pass http://{office};
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
            }}"
        );
        let own: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|what| format!("{what}_temp_path temp-{what};\n"))
            .collect();
        let (tls, plain) = (self.tls, self.plain);
        format!(
            "daemon off; master_process off; pid nginx.pid; error_log error.log;
            events {{}}
            http {{
                access_log access.log;
                {own}
                server {{
                    listen {tls} ssl;
                    ssl_certificate office.pem;
                    ssl_certificate_key office.key;
                    {forward}
                }}
                server {{ listen {plain}; {forward} }}
            }}"
        )
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(nginx) = &mut self.nginx {
            let _ = nginx.kill();
            let _ = nginx.wait();
        }
    }
}

/// An address where nobody listens now.
fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// `root.pem` and, vouched for by it, `office.pem` with its key.
fn certificates(folder: &Path) {
    let new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    let run = |arguments: &[&str]| {
        let told = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
        assert!(told.status.success(), "openssl: {}", String::from_utf8_lossy(&told.stderr));
    };
    let ask = |more: &[&str]| run(&[&["req"], &new_key[..], more].concat());
    ask(&["-x509", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=A company's root", "-days", "2"]);
    ask(&["-keyout", "office.key", "-out", "office.csr", "-subj", "/CN=An office"]);
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1").unwrap();
    let made = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
    run(&[&["x509", "-req", "-in", "office.csr", "-out", "office.pem"], &made[..]].concat());
}

/// What came back.
pub struct Told {
    /// The status.
    pub status: u16,
    /// Headers and body.
    pub text: String,
}

/// A browser as far as cookies go.
pub struct Curl {
    jar: PathBuf,
    from: String,
    root: PathBuf,
    tls: String,
    plain: String,
}

impl Curl {
    /// With a jar of its own, at this address.
    pub fn new(front: &Front, jar: &Path, from: &str) -> Self {
        let plain = format!("http://{}", front.plain);
        Self { jar: jar.to_owned(), from: from.to_owned(), root: front.root(), tls: front.url(), plain }
    }

    /// Asks for a page.
    pub fn get(&self, path: &str, headers: &[&str]) -> Told {
        self.run(&format!("{}{path}", self.tls), None, headers)
    }

    /// Asks for a page without TLS.
    pub fn get_plain(&self, path: &str, headers: &[&str]) -> Told {
        self.run(&format!("{}{path}", self.plain), None, headers)
    }

    /// Sends a form.
    pub fn send(&self, path: &str, form: &[(&str, &str)], headers: &[&str]) -> Told {
        self.send_to(&self.tls, path, form, headers)
    }

    /// Sends a form to another address.
    pub fn send_to(&self, address: &str, path: &str, form: &[(&str, &str)], headers: &[&str]) -> Told {
        self.run(&format!("{address}{path}"), Some(form), headers)
    }

    fn run(&self, url: &str, form: Option<&[(&str, &str)]>, headers: &[&str]) -> Told {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--noproxy", "*", "--interface", &self.from, "--cacert"]);
        curl.arg(&self.root).arg("--cookie").arg(&self.jar).arg("--cookie-jar").arg(&self.jar);
        headers.iter().for_each(|header| {
            curl.args(["--header", header]);
        });
        if let Some(form) = form {
            curl.args([
                "--request",
                "POST",
                "--header",
                "content-type: application/x-www-form-urlencoded",
                "--data",
                "",
            ]);
            form.iter().for_each(|(name, value)| {
                curl.args(["--data-urlencode", &format!("{name}={value}")]);
            });
        }
        let told = curl.arg(url).output().unwrap();
        assert!(told.status.success(), "curl {url}: {}", String::from_utf8_lossy(&told.stderr));
        let text = String::from_utf8_lossy(&told.stdout).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Told { status, text }
    }
}
