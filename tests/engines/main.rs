//! Both engines asked the same. What each must find is known: by the plain evaluator, by the cases of the language, or by what
//! the other one finds.
//!
//! Properties stand at the top of each file.
//!
//! A cluster is needed, which `tests/cluster/cluster start` starts; where none runs the tests say so and pass.
//! `ONRECORD_CLUSTER_QUERIES` sets how many random queries are tried, `ONRECORD_SEED` where the random numbers start,
//! `ONRECORD_STEPS` how long a folder that changes is followed.

// What random articles and queries are made of, and what judges them, serves other tests in ways of their own too.
#![allow(dead_code)]

mod alike;
#[path = "../http/cases.rs"]
mod api;
#[path = "../language/asked.rs"]
mod asked;
mod between;
#[path = "../language/cases.rs"]
mod cases;
mod cluster;
#[path = "../meaning/evaluator.rs"]
mod evaluator;
#[path = "../meaning/facets.rs"]
mod facets;
mod faults;
#[path = "../meaning/filing.rs"]
mod filing;
mod following;
mod random;
mod refusals;
#[path = "../meaning/rows.rs"]
mod rows;
#[path = "../meaning/state.rs"]
mod state;
mod syncing;
#[path = "../meaning/text.rs"]
mod text;
#[path = "../meaning/told.rs"]
mod told;
#[path = "../meaning/trees.rs"]
mod trees;
#[path = "../meaning/world.rs"]
mod world;
