//! The pages in a browser: Chromium without a window, moved over its DevTools protocol.
//!
//! Each file opens with its properties. Whatever a test does, [`site::browse`] holds the page to what holds for every page:
//! no dialog, no error, no complaint of the content policy, no request but to its own server.
//!
//! Chromium is the one that `ONRECORD_CHROMIUM` names, else one on the path; axe-core is the file that `ONRECORD_AXE` names,
//! else the one `.ci/run` fetched. Where they are missing the tests say so and pass, but not where `CI` is `true`.

mod accessible;
mod appearance;
mod between;
mod chromium;
mod inert;
mod keyboard;
mod page;
mod pictures;
mod reading;
mod scriptless;
mod searching;
mod site;
