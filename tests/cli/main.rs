//! What a person sees who types commands: the rules of a search, files kept in step, folders recorded, bad input told,
//! the JSON contract, the look of the text, examples of the manuals, runs for evaluation. Everything goes through the
//! program itself.

mod apart;
mod bad_input;
mod cite;
mod contract;
mod corrections;
mod explain;
mod golden;
mod hostile;
mod look;
mod looks;
mod query_page;
mod readme;
mod recurring;
mod roots;
mod rules;
mod serve;
mod stories;
mod sync;
mod taken;
mod trec;
mod watch;
mod world;
