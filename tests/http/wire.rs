//! Properties: a server answers over the wire, several requests a connection; who sends or takes too slowly, or sends too
//! much, does not hold it; who asks while too much is asked is told to come again, and is answered then; asked to stop,
//! it answers what it has begun and ends; other machines are not served without a token.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use onrecord::http::{Bounds, ServeError, Settings, Stopper, serve, stopping};

use crate::served::{Served, settings};

/// A server on a port of its own.
struct Server {
    address: SocketAddr,
    stop: Option<Stopper>,
    thread: Option<thread::JoinHandle<Result<(), ServeError>>>,
}

impl Server {
    fn start(served: &Served, bounds: Bounds) -> Self {
        let settings = Settings { bounds, ..settings(served.place()) };
        let (stop, stopped) = stopping();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || serve(settings, stopped, |address| tell.send(address).unwrap()));
        Self { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// The whole answer to a request after which the connection ends.
    fn get(&self, address: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn stop(&mut self) -> Result<(), ServeError> {
        self.stop.take().unwrap().stop();
        self.thread.take().unwrap().join().unwrap()
    }
}

/// Reads until the other side ends the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn it_answers_and_stops() {
    let served = Served::new();
    let mut server = Server::start(&served, Bounds::default());
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
    let mut stream = server.connect();
    for _ in 0..3 {
        write!(stream, "GET /api/v1/count?q=belt HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = [0; 4_096];
        let length = stream.read(&mut answer).unwrap();
        assert!(String::from_utf8_lossy(&answer[..length]).starts_with("HTTP/1.1 200 OK\r\n"));
    }
    let began = Instant::now();
    server.stop().unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "idle connections are not waited for");
    assert!(TcpStream::connect(server.address).is_err());
}

#[test]
fn slow_clients_do_not_hold_it() {
    let served = Served::new();
    let patience = Duration::from_millis(300);
    let mut server = Server::start(&served, Bounds { patience, connections: 4, ..Bounds::default() });
    let slow: Vec<TcpStream> = (0..4).map(|_| server.connect()).collect();
    for mut stream in &slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").unwrap();
    }
    // All places are taken; they are free again when patience is over.
    let began = Instant::now();
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    for stream in slow {
        assert!(!rest(stream).contains("200 OK"));
    }
    server.stop().unwrap();
}

#[test]
fn long_heads_are_refused() {
    let served = Served::new();
    let mut server = Server::start(&served, Bounds::default());
    let mut stream = server.connect();
    let _ = write!(stream, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "a".repeat(100_000));
    assert!(!rest(stream).contains("200 OK"));
    let mut stream = server.connect();
    let many = "X: y\r\n".repeat(1_000);
    let _ = write!(stream, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
    assert!(!rest(stream).contains("200 OK"));
    assert!(server.get("/healthz").contains("200 OK"), "others are answered");
    server.stop().unwrap();
}

#[test]
fn too_many_at_once_are_asked_to_come_again() {
    let served = Served::new();
    let mut server = Server::start(&served, Bounds { at_once: 1, waiting: 1, ..Bounds::default() });
    let answers: Vec<String> = thread::scope(|scope| {
        let asking: Vec<_> =
            (0..40).map(|_| scope.spawn(|| server.get("/api/v1/search?q=forum+OR+trade+OR+the*"))).collect();
        asking.into_iter().map(|asking| asking.join().unwrap()).collect()
    });
    let busy = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 503")).count();
    let answered = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 200")).count();
    assert_eq!(busy + answered, answers.len());
    assert!(answered > 0 && busy > 0, "{answered} answered, {busy} sent away");
    let sent_away = answers.iter().find(|answer| answer.starts_with("HTTP/1.1 503")).unwrap();
    assert!(sent_away.to_lowercase().contains("retry-after: 1"), "{sent_away}");
    assert!(server.get("/api/v1/search?q=forum").starts_with("HTTP/1.1 200"), "it recovers");
    server.stop().unwrap();
}

#[test]
fn what_takes_too_long_is_given_up() {
    let served = Served::new();
    let mut server = Server::start(&served, Bounds { time: Duration::ZERO, ..Bounds::default() });
    // One that is done before anybody looks at the time is not late.
    let given_up = (0..50).any(|_| server.get("/api/v1/search?q=forum").starts_with("HTTP/1.1 503"));
    assert!(given_up);
    server.stop().unwrap();
}

#[test]
fn other_machines_are_not_served_without_a_token() {
    let served = Served::new();
    let open = Settings { address: "0.0.0.0:0".parse().unwrap(), ..settings(served.place()) };
    let (_stop, stopped) = stopping();
    let refused = serve(open, stopped, |_| panic!("it listens")).unwrap_err();
    assert!(refused.to_string().contains("--token"), "{refused}");
}
