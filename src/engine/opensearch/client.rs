//! Talks to the hosts of a cluster: one request, one answer, with other hosts and other times tried where that may help.
//!
//! Its place: below everything else here; nothing outside this folder names the HTTP library. Every request may be sent
//! twice without harm: documents have ids of their own, and everything else only reads or sets what is to be.
//!
//! # Invariants
//! Credentials stand in a header of requests and nowhere else: no error, address or `Debug` shows them.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use ureq::http::{Method, Request, StatusCode};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::error::ClusterError;

/// How long connecting to a host may take: one that is gone may not answer at all.
const CONNECT: Duration = Duration::from_secs(3);

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(120);

/// The longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 1 << 30;

/// The first wait before a request is tried again; each further one is twice as long.
const WAIT_FIRST: Duration = Duration::from_millis(100);

/// The longest single wait.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// How long a request is tried again in all where searches wait for it.
pub(super) const SEARCH_PATIENCE: Duration = Duration::from_secs(8);

/// How long a request is tried again in all where a sync waits for it: a node that was lost may come back.
pub(super) const SYNC_PATIENCE: Duration = Duration::from_secs(60);

/// How one gets at a cluster.
#[derive(Clone, Default)]
pub struct Access {
    /// `user:password`, if the cluster asks for it.
    pub credentials: Option<String>,
    /// What the authority is known by that signed the certificates of the cluster, in PEM; with none, those that signed the
    /// public web.
    pub authority: Option<Vec<u8>>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whether = |known| if known { "given" } else { "none" };
        write!(f, "Access(credentials {})", whether(self.credentials.is_some()))
    }
}

/// What one talks to a cluster with.
pub(super) struct Client {
    agent: ureq::Agent,
    hosts: Vec<String>,
    /// The host that answered last.
    host: AtomicUsize,
    authorization: Option<String>,
    user: Option<String>,
    patience: Duration,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) method: &'a Method,
    /// The path and query, percent-encoded, from the `/` on.
    pub(super) path: &'a str,
    pub(super) body: Content<'a>,
    /// What one wants to do, for errors.
    pub(super) attempt: &'a str,
}

/// What is sent along.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Nothing,
    Json(&'a Value),
    /// Lines of JSON, as a bulk request takes them.
    Lines(&'a [u8]),
}

/// An answer that is none of the errors that every request can meet.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Reply {
    /// Whether it did what was asked.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The cluster's name of the error.
    pub(super) fn error_type(&self) -> &str {
        self.body["error"]["type"].as_str().unwrap_or_default()
    }

    /// Whether it was given up, because it took longer than was asked.
    pub(super) fn is_cancelled(&self) -> bool {
        !self.is_success() && self.body["error"].to_string().contains("task_cancelled_exception")
    }

    /// The cluster's words for what went wrong, the innermost first.
    pub(super) fn reason(&self) -> String {
        reason_of(&self.body["error"])
    }
}

/// The innermost cause of an error that the cluster tells of.
pub(super) fn reason_of(error: &Value) -> String {
    let shard = &error["failed_shards"][0]["reason"];
    let mut at = if shard.is_object() { shard } else { error };
    while at["caused_by"].is_object() {
        at = &at["caused_by"];
    }
    let told = at["reason"].as_str().or(at["type"].as_str()).or(error.as_str());
    told.unwrap_or("no reason is given").to_owned()
}

impl Client {
    pub(super) fn new(hosts: &[String], access: &Access, patience: Duration) -> Result<Self, ClusterError> {
        let tls = match &access.authority {
            Some(pem) => TlsConfig::builder().root_certs(RootCerts::new_with_certs(&certificates(pem)?)).build(),
            None => TlsConfig::default(),
        };
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .tls_config(tls)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER))
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        let user = access.credentials.as_ref().and_then(|text| text.split(':').next()).map(str::to_owned);
        let authorization = access.credentials.as_ref().map(|text| format!("Basic {}", BASE64.encode(text)));
        Ok(Self { agent, hosts: hosts.to_vec(), host: AtomicUsize::new(0), authorization, user, patience })
    }

    /// The host that answers at present.
    pub(super) fn host(&self) -> &str {
        &self.hosts[self.host.load(Ordering::Relaxed) % self.hosts.len()]
    }

    /// All hosts, for people.
    pub(super) fn hosts(&self) -> String {
        self.hosts.iter().map(|host| format!("`{host}`")).collect::<Vec<_>>().join(", ")
    }

    /// Asks, and expects that it is done.
    pub(super) fn done(&self, call: Call<'_>) -> Result<Value, ClusterError> {
        let reply = self.ask(call)?;
        if reply.is_success() { Ok(reply.body) } else { Err(self.failed(call, &reply)) }
    }

    /// Asks, with other hosts and after a while where nobody answers or the cluster is too busy.
    pub(super) fn ask(&self, call: Call<'_>) -> Result<Reply, ClusterError> {
        let (mut waited, mut wait) = (Duration::ZERO, WAIT_FIRST);
        loop {
            let outcome = self.ask_hosts(call);
            let is_final = match &outcome {
                Ok(reply) => !is_passing(reply.status) && !is_of_lost_node(&reply.body["error"]),
                Err(error) => !matches!(error, ClusterError::Unreachable { .. }),
            };
            if is_final || waited >= self.patience {
                return outcome;
            }
            // Of many that were sent away together not all may come back together.
            let pause = wait.mul_f32(0.5 + fastrand::f32());
            std::thread::sleep(pause);
            waited += pause;
            wait = (wait * 2).min(WAIT_MAX);
        }
    }

    /// Asks the hosts in turn, the one that answered last first.
    fn ask_hosts(&self, call: Call<'_>) -> Result<Reply, ClusterError> {
        let first = self.host.load(Ordering::Relaxed);
        let mut last = None;
        for host in (0..self.hosts.len()).map(|step| (first + step) % self.hosts.len()) {
            match self.ask_host(&self.hosts[host], call) {
                Ok(reply) => {
                    self.host.store(host, Ordering::Relaxed);
                    return self.checked(&self.hosts[host], call, reply);
                }
                Err(error) if is_of_certificate(&error) => {
                    return Err(ClusterError::Certificate { host: self.hosts[host].clone(), source: Box::new(error) });
                }
                Err(error) => last = Some(error),
            }
        }
        let source = Box::new(last.unwrap_or(ureq::Error::HostNotFound));
        Err(ClusterError::Unreachable { hosts: self.hosts(), source })
    }

    fn ask_host(&self, host: &str, call: Call<'_>) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder().method(call.method).uri(format!("{host}{}", call.path));
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        let (kind, bytes) = match call.body {
            Content::Nothing => ("application/json", Vec::new()),
            Content::Json(json) => ("application/json", json.to_string().into_bytes()),
            Content::Lines(lines) => ("application/x-ndjson", lines.to_vec()),
        };
        let response = if bytes.is_empty() {
            self.agent.run(request.body(())?)
        } else {
            self.agent.run(request.header("Content-Type", kind).body(bytes)?)
        };
        let mut response = response?;
        let status = response.status().as_u16();
        let bytes = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).chars().take(200).collect()));
        Ok(Reply { status, body })
    }

    /// The errors that every request can meet.
    fn checked(&self, host: &str, call: Call<'_>, reply: Reply) -> Result<Reply, ClusterError> {
        match StatusCode::from_u16(reply.status) {
            Ok(StatusCode::UNAUTHORIZED) => {
                let whom =
                    self.user.as_ref().map_or("nobody without a password".to_owned(), |user| format!("`{user}`"));
                Err(ClusterError::Unauthorized { host: host.to_owned(), whom })
            }
            Ok(StatusCode::FORBIDDEN) if reply.error_type() == "cluster_block_exception" => {
                let name = reply.body["error"]["index"].as_str().unwrap_or("the index").to_owned();
                Err(ClusterError::ReadOnly { name, reason: reply.reason() })
            }
            Ok(StatusCode::FORBIDDEN) => Err(ClusterError::Forbidden {
                host: host.to_owned(),
                attempt: call.attempt.to_owned(),
                reason: reply.reason(),
            }),
            Ok(StatusCode::PAYLOAD_TOO_LARGE) => {
                let bytes = match call.body {
                    Content::Nothing => 0,
                    Content::Json(json) => json.to_string().len(),
                    Content::Lines(lines) => lines.len(),
                };
                Err(ClusterError::TooLarge { bytes, attempt: call.attempt.to_owned() })
            }
            _ => Ok(reply),
        }
    }

    /// The error for an answer that does not do what was asked.
    pub(super) fn failed(&self, call: Call<'_>, reply: &Reply) -> ClusterError {
        let (attempt, reason) = (call.attempt.to_owned(), reply.reason());
        // The cluster goes on to tell of a setting that would let it answer in part.
        if let Some(told) = reason.split(". Consider").next().filter(|told| told.contains("missing shards")) {
            return ClusterError::PartsMissing { reason: told.to_owned() };
        }
        ClusterError::Failed { attempt, status: reply.status, reason }
    }
}

/// Whether the cluster may be able to do it after a while.
pub(super) fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

/// Whether an error comes of a machine that has just gone: the others take over after a while.
fn is_of_lost_node(error: &Value) -> bool {
    let told = error.to_string();
    [
        "node_disconnected",
        "node_not_connected",
        "node_closed",
        "not connected",
        "] disconnected",
        "manager_not_discovered",
        // A part of the index has just moved to another machine.
        "Analyzer is closed",
    ]
    .iter()
    .any(|sign| told.contains(sign))
}

fn is_of_certificate(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Rustls(_) | ureq::Error::Tls(_))
        || matches!(error, ureq::Error::Io(error)
            if error.get_ref().is_some_and(|inner| inner.to_string().contains("certificate")))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, ClusterError> {
    let failed = |reason: String| ClusterError::CertificateFile { path: "--cacert".to_owned(), reason };
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| failed(error.to_string()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(failed("it holds no certificate in PEM".to_owned())) } else { Ok(certificates) }
}

#[cfg(test)]
mod tests {
    //! Properties: what a cluster tells of an error is found however deep it stands; passwords stay out of sight.
    use super::*;

    #[test]
    fn reasons() {
        for (error, want) in [
            (serde_json::json!({"reason": "outer", "caused_by": {"reason": "inner"}}), "inner"),
            (
                serde_json::json!({"reason": "all shards failed", "failed_shards": [{"reason": {"reason": "too many"}}]}),
                "too many",
            ),
            (serde_json::json!("plain"), "plain"),
            (Value::Null, "no reason is given"),
        ] {
            assert_eq!(reason_of(&error), want);
        }
    }

    #[test]
    fn passwords_stay_out_of_sight() {
        let access = Access { credentials: Some("kim:secret".to_owned()), authority: None };
        assert!(!format!("{access:?}").contains("secret"));
    }
}
