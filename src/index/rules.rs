//! By which rules files are taken, and what each may ask for: as recorded, unless given anew.

use crate::corpus::{Clock, Limits, LimitsChange, Links, Rules};
use crate::engine::State;

/// What is given anew about which files are taken; what is not given stays as recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulesChange {
    /// See [`Rules::include`].
    pub include: Option<Vec<String>>,
    /// See [`Rules::exclude`].
    pub exclude: Option<Vec<String>>,
    /// See [`Rules::links`].
    pub links: Option<Links>,
}

/// Settles which files to take.
pub(super) fn settle(state: Option<&State>, change: &RulesChange) -> Rules {
    let recorded = state.map(|state| state.rules.clone()).unwrap_or_default();
    Rules {
        include: change.include.clone().unwrap_or(recorded.include),
        exclude: change.exclude.clone().unwrap_or(recorded.exclude),
        links: change.links.unwrap_or(recorded.links),
    }
}

/// Settles what a file may ask for. The clock is that of the run.
pub(super) fn settle_limits(state: Option<&State>, change: &LimitsChange, clock: Clock) -> Limits {
    let recorded = state.map(|state| state.limits).unwrap_or_default();
    Limits { clock, ..recorded.changed(change) }
}
