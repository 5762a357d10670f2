//! How a long run shows itself: a bar on a terminal, plain lines otherwise.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::index::{Progress, Silent, Stage};

/// How often a plain line is printed.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Progress as fits standard error.
pub(super) fn on_stderr(quiet: bool) -> Box<dyn Progress> {
    match (quiet, std::io::stderr().is_terminal()) {
        (true, _) => Box::new(Silent),
        (false, true) => Box::new(Bar(ProgressBar::no_length())),
        (false, false) => Box::new(Lines(Mutex::new(Counted::at(Stage::Walk, 0)))),
    }
}

/// What a stage does, and the things it counts.
fn words(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Walk => ("finding files", ""),
        Stage::Look => ("looking", "files"),
        Stage::Read => ("reading", "articles"),
        Stage::File => ("filing", ""),
        Stage::Commit => ("writing to disk", ""),
        Stage::Compact => ("making it one piece", ""),
        Stage::Swap => ("putting the new index in place", ""),
        Stage::Clear => ("removing the old index", ""),
    }
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, stage: Stage, count: usize) {
        let (does, things) = words(stage);
        let template = match things {
            "" => does.to_owned(),
            things => format!("{does} {{bar:30}} {{pos}}/{{len}} {things}, {{per_sec}}, {{eta}} left"),
        };
        let style = ProgressStyle::with_template(&template);
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.0.reset();
        self.0.set_length(count as u64);
    }

    fn advance(&self, count: usize) {
        self.0.inc(count as u64);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

struct Lines(Mutex<Counted>);

/// How far a stage is.
struct Counted {
    stage: Stage,
    of: usize,
    done: usize,
    began: Instant,
    told: Instant,
}

impl Counted {
    fn at(stage: Stage, of: usize) -> Self {
        let now = Instant::now();
        Self { stage, of, done: 0, began: now, told: now }
    }

    /// A line about it: how much is done, how fast, and how long it will take.
    fn line(&self, elapsed: Duration) -> String {
        let Self { of, done, .. } = *self;
        let (does, things) = words(self.stage);
        let rate = done as f64 / elapsed.as_secs_f64().max(1e-3);
        let left = of.saturating_sub(done) as f64 / rate.max(1e-3);
        format!("{does}: {done} of {of} {things}, {rate:.0} a second, {left:.0} s left")
    }
}

impl Progress for Lines {
    fn begin(&self, stage: Stage, of: usize) {
        let mut counted = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let told = counted.told;
        *counted = Counted { told, ..Counted::at(stage, of) };
    }

    fn advance(&self, count: usize) {
        let mut counted = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counted.done += count;
        if counted.told.elapsed() >= LINE_EVERY {
            let _ = writeln!(std::io::stderr(), "{}", counted.line(counted.began.elapsed()));
            counted.told = Instant::now();
        }
    }

    fn finish(&self) {}
}

#[cfg(test)]
mod tests {
    //! Properties: a line tells how much is done, how fast, and how long it will take.
    use super::*;

    #[test]
    fn lines_tell_how_far_it_is() {
        let counted = Counted { done: 500, ..Counted::at(Stage::Read, 2_000) };
        let told = counted.line(Duration::from_secs(10));
        assert_eq!(told, "reading: 500 of 2000 articles, 50 a second, 30 s left");
        assert!(Counted::at(Stage::Look, 9).line(Duration::ZERO).starts_with("looking: 0 of 9 files"));
    }
}
