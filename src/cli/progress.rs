//! How a long run shows itself: a bar on a terminal, plain lines otherwise.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::index::{Progress, Silent};

/// How often a plain line is printed.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Progress as fits standard error.
pub(super) fn on_stderr(quiet: bool) -> Box<dyn Progress> {
    match (quiet, std::io::stderr().is_terminal()) {
        (true, _) => Box::new(Silent),
        (false, true) => Box::new(Bar(ProgressBar::no_length())),
        (false, false) => Box::new(Lines(Mutex::new(Line { articles: 0, done: 0, told: Instant::now() }))),
    }
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, articles: usize) {
        let style = ProgressStyle::with_template("reading {bar:30} {pos}/{len} articles, {per_sec}, {eta} left");
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.0.set_length(articles as u64);
    }

    fn advance(&self, articles: usize) {
        self.0.inc(articles as u64);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

struct Lines(Mutex<Line>);

struct Line {
    articles: usize,
    done: usize,
    told: Instant,
}

impl Progress for Lines {
    fn begin(&self, articles: usize) {
        let mut line = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *line = Line { articles, done: 0, told: Instant::now() };
    }

    fn advance(&self, articles: usize) {
        let mut line = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        line.done += articles;
        if line.told.elapsed() >= LINE_EVERY {
            let _ = writeln!(std::io::stderr(), "read {} of {} articles", line.done, line.articles);
            line.told = Instant::now();
        }
    }

    fn finish(&self) {}
}
