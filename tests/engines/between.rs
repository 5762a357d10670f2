//! Something that stands between onrecord and the cluster: a gate that asks for a password, a proxy that takes short requests
//! only, one that speaks TLS, one that is busy now and then.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What it does with a request.
#[derive(Clone)]
pub enum Manner {
    /// It answers so itself.
    Answers(&'static str),
    /// It lets nobody in but with this header.
    Asks(String),
    /// It takes bodies of so many bytes at most.
    TakesShort(usize),
    /// It has no time for one in so many.
    IsBusy(usize, Arc<AtomicUsize>),
    /// It passes everything on.
    Passes,
}

/// A request as it comes.
struct Heard {
    head: String,
    body: Vec<u8>,
}

/// Starts it; its address, without a scheme.
pub fn start(cluster: &str, manner: Manner, tls: Option<Arc<ServerConfig>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let cluster = cluster.trim_start_matches("http://").to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (cluster, manner, tls) = (cluster.clone(), manner.clone(), tls.clone());
            // A client that goes away in the middle ends only its own thread.
            std::thread::spawn(move || match tls {
                Some(config) => {
                    let connection = ServerConnection::new(config).unwrap();
                    serve(&mut StreamOwned::new(connection, stream), &cluster, &manner)
                }
                None => serve(&mut { stream }, &cluster, &manner),
            });
        }
    });
    address
}

/// A certificate for this machine, signed by nobody else, in PEM, and a configuration that shows it.
pub fn certificate() -> (String, Arc<ServerConfig>) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (cert.pem(), Arc::new(config))
}

fn serve(stream: &mut (impl Read + Write), cluster: &str, manner: &Manner) -> std::io::Result<()> {
    let heard = hear(stream)?;
    let refusal = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
    };
    let answer = match manner {
        Manner::Answers(body) => refusal("200 OK", body),
        Manner::Asks(header) if !heard.head.lines().any(|line| line.eq_ignore_ascii_case(header)) => {
            refusal("401 Unauthorized", "Unauthorized")
        }
        Manner::TakesShort(most) if heard.body.len() > *most => refusal("413 Payload Too Large", ""),
        Manner::IsBusy(one_in, count) if count.fetch_add(1, Ordering::Relaxed).is_multiple_of(*one_in) => {
            let statuses = ["429 Too Many Requests", "503 Service Unavailable"];
            refusal(statuses[count.load(Ordering::Relaxed) % 2], "{\"error\":{\"reason\":\"no time\"}}")
        }
        _ => passed_on(&heard, cluster)?,
    };
    stream.write_all(&answer)?;
    stream.flush()
}

fn hear(stream: &mut impl Read) -> std::io::Result<Heard> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length, mut chunked) = (String::new(), 0, false);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        chunked |= lower.starts_with("transfer-encoding:") && lower.contains("chunked");
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if chunked {
        body = chunks(&mut reader)?;
    }
    Ok(Heard { head, body })
}

/// A body in chunks, as it is on the line.
fn chunks(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        body.extend_from_slice(line.as_bytes());
        let length = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk)?;
        body.extend(chunk);
        if length == 0 {
            return Ok(body);
        }
    }
}

fn passed_on(heard: &Heard, cluster: &str) -> std::io::Result<Vec<u8>> {
    let mut there = TcpStream::connect(cluster)?;
    there.write_all(format!("{}Connection: close\r\n\r\n", heard.head).as_bytes())?;
    there.write_all(&heard.body)?;
    let mut answer = Vec::new();
    there.read_to_end(&mut answer)?;
    // Each connection serves one request, and the client is told so.
    let line = answer.windows(2).position(|pair| pair == b"\r\n").unwrap_or(0);
    answer.splice(line..line, *b"\r\nConnection: close");
    Ok(answer)
}
