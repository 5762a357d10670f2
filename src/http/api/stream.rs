//! Everything that is found, sent piece by piece.
//!
//! Each piece is let in at the gate like a request of its own, so that a long export, or a client that takes it slowly,
//! holds no place while nothing is done for it. All pieces are of one commit.
//!
//! # Invariants
//! Nothing is cut silently: `Onrecord-Rows` tells beforehand how many rows there are, and where a piece fails the response
//! breaks off instead of ending.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::Response;
use futures_util::stream;

use super::{Asked, Question, described_by};
use crate::engine::Interrupt;
use crate::http::shelf::Volume;
use crate::http::{Problem, Server, put};

/// How many rows there are in all.
const ROWS: HeaderName = HeaderName::from_static("onrecord-rows");

/// A piece of an answer.
pub(super) struct Batch {
    pub(super) body: Vec<u8>,
    /// Where the next piece begins; none after the last.
    pub(super) next: Option<usize>,
    /// How many rows there are in all.
    pub(super) rows: u64,
}

/// Makes the piece that begins at an offset.
pub(super) type MakeBatch = fn(&Asked<'_>, usize) -> Result<Batch, Problem>;

/// What is to be done next.
enum Step {
    /// Send a piece that is made.
    Send(Batch),
    /// Make the piece that begins there.
    Make(usize),
    /// Nothing.
    End,
}

/// What goes on through all pieces.
struct Export {
    question: Question,
    batch: MakeBatch,
    volume: Arc<Volume>,
    server: Arc<Server>,
}

impl Export {
    fn piece(&self, at: usize, interrupt: &Interrupt) -> Result<Batch, Problem> {
        self.question.asked(&self.server, &self.volume, interrupt, |asked| (self.batch)(asked, at))
    }
}

/// Answers with a response that goes on until everything is sent. What goes wrong before its first piece is told as any
/// other problem.
pub(super) async fn respond(question: Question, batch: MakeBatch, server: Arc<Server>) -> Result<Response, Problem> {
    let (format, opening) = (question.format, server.clone());
    let passed = server.gate.pass(move |interrupt| {
        let volume = question.volume(&opening)?;
        let export = Export { question, batch, volume, server: opening };
        let first = export.piece(0, interrupt)?;
        Ok((Arc::new(export), first))
    });
    let (export, first) = passed.await?;
    let rows = first.rows;
    let pieces = stream::try_unfold(Step::Send(first), move |step| {
        let export = export.clone();
        async move {
            let batch = match step {
                Step::Send(batch) => batch,
                Step::Make(at) => {
                    let asking = export.clone();
                    export.server.gate.pass(move |interrupt| asking.piece(at, interrupt)).await?
                }
                Step::End => return Ok::<_, Problem>(None),
            };
            Ok(Some((Bytes::from(batch.body), batch.next.map_or(Step::End, Step::Make))))
        }
    });
    let mut response = Response::new(Body::from_stream(pieces));
    described_by(&mut response, format);
    put(&mut response, header::CACHE_CONTROL, "no-store");
    put(&mut response, ROWS, &rows.to_string());
    Ok(response)
}
