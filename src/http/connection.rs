//! Takes requests from the wire: so many connections at once, each with so much patience, until asked to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;

use super::{Bounds, Settings, router};

/// How many bytes the head of a request may have.
const HEAD_MAX: usize = 16 << 10;

/// How long requests that are being answered are waited for when the server is asked to stop.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// After so long the system is asked again for a connection that it could not give.
const PAUSE: Duration = Duration::from_millis(50);

/// What went wrong with a server as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there, or nobody may.
    #[error("cannot listen at `{address}`")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Others could read what is served.
    #[error(
        "`{address}` can be reached from other machines: name a secret that requests must know with `--token`, or \
         serve this machine alone with `--addr 127.0.0.1:{}`", address.port()
    )]
    Open {
        /// Where.
        address: SocketAddr,
    },
    /// The system gives no threads.
    #[error("cannot start")]
    Start(#[source] std::io::Error),
}

/// Asks a server to stop, once.
#[derive(Debug)]
pub struct Stopper(oneshot::Sender<()>);

/// What a server hears a [`Stopper`] by.
#[derive(Debug)]
pub struct Stopped(oneshot::Receiver<()>);

/// The two ends of asking a server to stop. One whose stopper is dropped stops, too.
#[must_use]
pub fn stopping() -> (Stopper, Stopped) {
    let (stop, stopped) = oneshot::channel();
    (Stopper(stop), Stopped(stopped))
}

impl Stopper {
    /// Asks it to stop. One that has stopped already does not mind.
    pub fn stop(self) {
        let _ = self.0.send(());
    }
}

/// Serves until it is asked to stop. `listening` is told where, once it does.
///
/// # Errors
/// When it cannot listen, or would serve other machines without a token.
pub fn serve(settings: Settings, stop: Stopped, listening: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let address = settings.address;
    if !address.ip().is_loopback() && settings.token.is_none() {
        return Err(ServeError::Open { address });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let failed = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        listening(listener.local_addr().map_err(failed)?);
        let bounds = settings.bounds;
        accept(&listener, router(settings), bounds, stop.0).await;
        Ok(())
    })
}

async fn accept(listener: &TcpListener, router: Router, bounds: Bounds, mut stop: oneshot::Receiver<()>) {
    let connections = Arc::new(Semaphore::new(bounds.connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.patience).max_buf_size(HEAD_MAX);
    loop {
        let next = async {
            let place = connections.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many files are open, or the client has gone again.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(patient(stream, bounds.patience)), service));
        tokio::spawn(async move {
            // What is wrong with a connection is the client's loss.
            let _ = connection.await;
            drop(place);
        });
    }
    let _ = timeout(LAST_WORDS, graceful.shutdown()).await;
}

/// A stream that ends when the client takes nothing for too long.
fn patient(stream: TcpStream, patience: Duration) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    Box::pin(stream)
}
