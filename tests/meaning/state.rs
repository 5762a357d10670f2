//! What an index of a test says of itself.

use onrecord::annotate::People;
use onrecord::corpus::{Limits, Rules};
use onrecord::engine::{Root, State, Versions};

/// The state of an index in which people are told apart like this.
pub fn state(people: &People) -> State {
    State {
        versions: Versions::current(),
        roots: vec![Root { label: "world".into(), folder: "world".into() }],
        rules: Rules::default(),
        limits: Limits::default(),
        corrections: None,
        people: people.clone(),
        concepts: Vec::new(),
        written_at: "2026-01-01T00:00:00Z".into(),
    }
}
