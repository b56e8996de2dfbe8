//! What names a place for photographs: a folder, or `s3://BUCKET/PREFIX?endpoint=…`.
//!
//! Options of the address: `endpoint` (the store's own address; without it Amazon's),
//! `region`, and `ca`, a PEM file with the roots that this store's certificate stands
//! on (without it those of the web). The key is never in the address: it comes from
//! `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where there is one,
//! `AWS_SESSION_TOKEN`. Without TLS only a store on this machine is spoken to.
//!
//! The client is built here with its own TLS, ring and nothing chosen by default: another
//! TLS in the same process, as the phone's, does not disturb it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{HttpClient, HttpConnector};
use object_store::path::Path as BlobPath;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, RetryConfig};
use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// How long the store is waited for: a connection, then each next part of an answer.
const CONNECT: Duration = Duration::from_secs(10);
const READ: Duration = Duration::from_secs(30);
/// The store's own trouble is asked again for so long; then the phone tries later.
const AGAIN: Duration = Duration::from_secs(20);
const AGAIN_MOST: usize = 3;

/// Where the photographs of an office lie.
#[derive(Clone, Debug)]
pub enum BlobPlace {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket.
    Bucket(Box<Bucket>),
}

/// A bucket of a store that speaks S3.
#[derive(Clone)]
pub struct Bucket {
    name: String,
    prefix: String,
    endpoint: Option<Url>,
    region: String,
    ca: Option<PathBuf>,
    key: Key,
}

#[derive(Clone)]
struct Key {
    id: String,
    secret: String,
    session: Option<String>,
}

/// Why a bucket cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BucketRefusal {
    /// No address of a bucket.
    #[error("{0} names no bucket; write s3://BUCKET/PREFIX?endpoint=https://…&region=…")]
    NotABucket(String),
    /// An option that nobody knows.
    #[error("{0} is no option of a bucket; there are endpoint, region and ca")]
    UnknownOption(String),
    /// Photographs would travel readable for anybody.
    #[error("{0} is not on this machine, so it needs https")]
    NeedsTls(String),
    /// The environment lacks the key.
    #[error("the bucket's key is missing: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    NoKey,
    /// The file of roots cannot be used.
    #[error("{} holds no certificate in PEM: {why}", path.display())]
    NoRoot {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The client could not be built.
    #[error("the bucket cannot be used: {0}")]
    Client(String),
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let endpoint = self.endpoint.as_ref().map_or("amazon", Url::as_str);
        write!(f, "s3://{}/{} at {endpoint}", self.name, self.prefix)
    }
}

impl Bucket {
    /// Reads an address. `setting` gives what the environment says.
    pub fn parse(address: &str, setting: impl Fn(&str) -> Option<String>) -> Result<Self, BucketRefusal> {
        let not_a_bucket = || BucketRefusal::NotABucket(address.to_owned());
        let url = Url::parse(address).map_err(|_| not_a_bucket())?;
        let name = url.host_str().filter(|_| url.scheme() == "s3").ok_or_else(not_a_bucket)?.to_owned();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BucketRefusal::NotABucket("an address with a key in it".to_owned()));
        }
        let (mut endpoint, mut region, mut ca) = (None, None, None);
        for (option, value) in url.query_pairs() {
            match option.as_ref() {
                "endpoint" => endpoint = Some(endpoint_of(&value)?),
                "region" => region = Some(value.into_owned()),
                "ca" => ca = Some(PathBuf::from(value.as_ref())),
                other => return Err(BucketRefusal::UnknownOption(other.to_owned())),
            }
        }
        let (id, secret) =
            setting("AWS_ACCESS_KEY_ID").zip(setting("AWS_SECRET_ACCESS_KEY")).ok_or(BucketRefusal::NoKey)?;
        let key = Key { id, secret, session: setting("AWS_SESSION_TOKEN") };
        let region = region.unwrap_or_else(|| "us-east-1".to_owned());
        let prefix = url.path().trim_matches('/').to_owned();
        Ok(Self { name, prefix, endpoint, region, ca, key })
    }

    /// Everything below the prefix, as an object store.
    pub fn objects(&self) -> Result<PrefixStore<AmazonS3>, BucketRefusal> {
        Ok(PrefixStore::new(self.client()?, BlobPath::from(self.prefix.as_str())))
    }

    /// A client of its own.
    fn client(&self) -> Result<AmazonS3, BucketRefusal> {
        let broken = |wrong: object_store::Error| BucketRefusal::Client(wrong.to_string());
        let again = RetryConfig { max_retries: AGAIN_MOST, retry_timeout: AGAIN, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(&self.key.id)
            .with_secret_access_key(&self.key.secret)
            .with_retry(again)
            .with_allow_http(self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http"))
            .with_http_connector(Tls(self.http()?));
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        if let Some(session) = &self.key.session {
            builder = builder.with_token(session);
        }
        builder.build().map_err(broken)
    }

    fn http(&self) -> Result<reqwest::Client, BucketRefusal> {
        let roots = match &self.ca {
            Some(path) => roots_in(path)?,
            None => rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        };
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|wrong| BucketRefusal::Client(wrong.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT)
            .read_timeout(READ)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        client.build().map_err(|wrong| BucketRefusal::Client(wrong.to_string()))
    }
}

/// The client that every connection uses, whatever the options say.
#[derive(Debug)]
struct Tls(reqwest::Client);

impl HttpConnector for Tls {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

fn endpoint_of(text: &str) -> Result<Url, BucketRefusal> {
    let url = Url::parse(text).map_err(|_| BucketRefusal::NotABucket(text.to_owned()))?;
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here => Ok(url),
        "http" => Err(BucketRefusal::NeedsTls(text.to_owned())),
        _ => Err(BucketRefusal::NotABucket(text.to_owned())),
    }
}

fn roots_in(path: &Path) -> Result<rustls::RootCertStore, BucketRefusal> {
    let refused = |why: String| BucketRefusal::NoRoot { path: path.to_owned(), why };
    let mut roots = rustls::RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(path).map_err(|wrong| refused(wrong.to_string()))? {
        let root = root.map_err(|wrong| refused(wrong.to_string()))?;
        roots.add(root).map_err(|wrong| refused(wrong.to_string()))?;
    }
    if roots.is_empty() { Err(refused("it is empty".to_owned())) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_key(name: &str) -> Option<String> {
        name.starts_with("AWS_").then(|| "key".to_owned())
    }

    fn refusal(address: &str) -> String {
        Bucket::parse(address, with_key).unwrap_err().to_string()
    }

    #[test]
    fn an_address_names_bucket_prefix_and_options_and_shows_no_key() {
        let bucket = Bucket::parse("s3://photos/office/1?endpoint=http://127.0.0.1:7070&region=cn-north-1", with_key);
        let bucket = bucket.unwrap();
        assert_eq!(
            (bucket.name.as_str(), bucket.prefix.as_str(), bucket.region.as_str()),
            ("photos", "office/1", "cn-north-1")
        );
        assert!(!format!("{bucket:?}").contains("key"));
        assert!(bucket.client().is_ok());
    }

    #[test]
    fn without_tls_only_a_store_on_this_machine_is_spoken_to() {
        for here in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://far.example"] {
            assert!(Bucket::parse(&format!("s3://b?endpoint={here}"), with_key).is_ok(), "{here}");
        }
        for far in ["http://far.example", "http://10.0.0.1:9000", "http://127.0.0.1.far.example"] {
            assert!(refusal(&format!("s3://b?endpoint={far}")).contains("needs https"), "{far}");
        }
    }

    #[test]
    fn what_is_no_bucket_or_has_no_key_is_a_sentence() {
        assert!(refusal("https://far.example/b").contains("names no bucket"));
        assert!(refusal("s3://b?secret=1").contains("secret is no option"));
        assert!(!refusal("s3://me:hidden@b").contains("hidden"));
        let refused = Bucket::parse("s3://b", |_| None).unwrap_err();
        assert!(refused.to_string().contains("AWS_ACCESS_KEY_ID"));
    }
}
