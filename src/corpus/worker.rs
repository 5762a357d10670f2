//! Runs a parser where it can do no harm: in a process of its own, which is killed when it takes too long.
//!
//! Its place: asked by formats whose parsers are not ours and may panic, loop, or use up stack or memory on odd files.
//! The program gives the reader a [`Worker`]: how to start itself again so that it does nothing but [`serve`].
//!
//! # Invariants
//! Whatever becomes of the parser, there is an answer or a [`Skip`] soon after the time is over.
//!
//! # Limits
//! Without a worker the parser runs on a thread: a loop goes on behind the reader's back until the program ends, and
//! only the system bounds memory. Elsewhere than on Linux a worker's memory is not bounded either.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::guard::words_of;
use super::{Limits, Skip, format};

/// How to start a process that serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The program.
    pub program: PathBuf,
    /// What it is told so that it calls [`serve`].
    pub arguments: Vec<OsString>,
}

/// How much stack a parser has. Those that recurse do so on what a file says.
const STACK_BYTES: usize = 128 << 20;

/// How much memory a worker may ask for.
#[cfg(target_os = "linux")]
const MEMORY_BYTES: u64 = 2 << 30;

/// What a worker does: reads a file from its input, and writes what its parser makes of it to its output.
///
/// # Errors
/// When either cannot be used.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    output.write_all(&format::answer(bytes))?;
    output.flush()
}

/// Bounds the memory of this process, where the system can: a worker calls it before it serves.
pub fn bound_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::As);
        let current = Some(MEMORY_BYTES.min(maximum.unwrap_or(u64::MAX)));
        // A system that refuses bounds memory in ways of its own; the parent's clock runs in any case.
        let _ = setrlimit(Resource::As, Rlimit { current, maximum });
    }
}

impl Worker {
    /// What a worker makes of the bytes of a file.
    ///
    /// # Errors
    /// When it makes nothing of them, in time.
    pub(super) fn ask<T: DeserializeOwned>(
        &self,
        format: &'static str,
        bytes: Vec<u8>,
        limits: &Limits,
    ) -> Result<T, Skip> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let unable = |error| Skip::Unreadable(format!("cannot start `{}`: {error}", self.program.display()));
        let mut child = command.spawn().map_err(unable)?;
        let spoken = listen(&mut child, bytes, limits);
        // It has ended or has nothing more to say; killing what has ended does nothing.
        let _ = child.kill();
        let _ = child.wait();
        let (answer, words) = spoken.ok_or_else(|| Skip::too_slow(limits))?;
        if answer.len() as u64 >= answer_bytes(limits) {
            return Err(Skip::too_large(limits));
        }
        serde_json::from_slice(&answer).map_err(|_| Skip::damaged(format, why_silent(&words)))
    }
}

/// How long an answer may be: a text, each of whose characters may have been escaped.
fn answer_bytes(limits: &Limits) -> u64 {
    limits.article_bytes.saturating_mul(6)
}

/// Feeds a child and listens to its two outputs; nothing if the time is over before it has given its answer.
///
/// The threads are not waited for: they end when the child does, and are idle where one of its own children lives on.
fn listen(child: &mut Child, bytes: Vec<u8>, limits: &Limits) -> Option<(Vec<u8>, Vec<u8>)> {
    /// How long the last words of a child that has ended are waited for.
    const LAST_WORDS: Duration = Duration::from_millis(200);
    let mut stdin = child.stdin.take()?;
    // A child that ends early reads no further: what it says, or does not, tells why.
    thread::spawn(move || stdin.write_all(&bytes));
    let answer = first_of(child.stdout.take()?, answer_bytes(limits));
    let words = first_of(child.stderr.take()?, 4_096);
    let answer = answer.recv_timeout(limits.time).ok()?;
    // Only who gives no answer is asked why.
    let words = if answer.is_empty() { words.recv_timeout(LAST_WORDS).unwrap_or_default() } else { Vec::new() };
    Some((answer, words))
}

/// The first bytes of a stream, when they are there. It is read to its end, so that whoever speaks is not held up.
fn first_of(mut stream: impl Read + Send + 'static, max: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is all there is.
        let _ = stream.by_ref().take(max).read_to_end(&mut bytes);
        // Nobody may be listening any more.
        let _ = sender.send(bytes);
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    receiver
}

/// Why a worker gave no answer, from its last words.
fn why_silent(words: &[u8]) -> &'static str {
    let words = String::from_utf8_lossy(words);
    if words.contains("memory allocation") {
        "reading it takes too much memory"
    } else if words.contains("overflowed its stack") {
        "it is nested too deeply"
    } else {
        "its reader crashed"
    }
}

/// Runs a parser on a thread of this process that has a large stack.
///
/// # Errors
/// When it panics, or takes too long.
pub(super) fn on_thread<T: Send + 'static>(
    format: &'static str,
    time: Duration,
    parse: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Skip> {
    let (sender, receiver) = mpsc::channel();
    let run = move || sender.send(catch_unwind(AssertUnwindSafe(parse)));
    let thread = thread::Builder::new().name(format!("{format} parser")).stack_size(STACK_BYTES);
    thread.spawn(run).map_err(|error| Skip::from_io(&error))?;
    match receiver.recv_timeout(time) {
        Ok(Ok(parsed)) => Ok(parsed),
        Ok(Err(panic)) => Err(Skip::damaged(format, format!("its reader gave up: {}", words_of(&*panic)))),
        Err(_) => Err(Skip::TooSlow(time.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: whatever a worker does, there is an answer or a reason, in time; so there is of a thread.
    use super::*;

    #[cfg(unix)]
    #[test]
    fn whatever_a_worker_does_is_told() {
        let limits = Limits { time: Duration::from_millis(400), article_bytes: 1_000, ..Limits::default() };
        let damaged = |what| Err(Skip::damaged("PDF", what));
        for (script, expected) in [
            ("cat > /dev/null; echo '[1, 2]'", Ok(vec![1, 2])),
            ("echo '[3]'; exit 1", Ok(vec![3])),
            ("cat > /dev/null; exec sleep 20", Err(Skip::TooSlow(0))),
            ("exec sleep 20", Err(Skip::TooSlow(0))),
            ("kill -9 $$", damaged("its reader crashed")),
            ("echo '[1,'", damaged("its reader crashed")),
            ("echo 'memory allocation of 9 bytes failed' >&2; kill -6 $$", damaged("reading it takes too much memory")),
            ("echo \"thread 'main' has overflowed its stack\" >&2; kill -6 $$", damaged("it is nested too deeply")),
            ("exec yes", Err(Skip::TooLarge(1_000))),
            ("exec yes >&2", damaged("its reader crashed")),
        ] {
            let worker = Worker { program: "sh".into(), arguments: vec!["-c".into(), script.into()] };
            assert_eq!(worker.ask::<Vec<u8>>("PDF", vec![b'x'; 200_000], &limits), expected, "{script}");
        }
    }

    #[test]
    fn a_missing_program_is_told() {
        let worker = Worker { program: "/nowhere/at/all".into(), arguments: Vec::new() };
        assert!(matches!(worker.ask::<u8>("PDF", b"x".to_vec(), &Limits::default()), Err(Skip::Unreadable(_))));
    }

    #[test]
    fn whatever_a_thread_does_is_told() {
        assert_eq!(on_thread("PDF", Duration::MAX, || 7), Ok(7));
        let gave_up = Err(Skip::damaged("PDF", "its reader gave up: no page"));
        assert_eq!(on_thread("PDF", Duration::MAX, || panic!("no page")), gave_up.map(|(): ()| ()));
        let asleep = on_thread("PDF", Duration::from_millis(20), || thread::sleep(Duration::from_secs(2)));
        assert_eq!(asleep, Err(Skip::TooSlow(0)));
    }
}
