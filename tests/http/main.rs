//! The server as a program sees it: in memory where requests and answers are all that matters, over a wire on loopback
//! where the wire does.
//!
//! Properties stand at the top of each file.

mod answers;
mod cases;
mod corrections;
mod forms;
mod hostile;
mod more_pages;
mod pages;
mod problems;
mod served;
mod wire;
