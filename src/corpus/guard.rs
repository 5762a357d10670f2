//! Keeps a mistake of the program's own within the file or the document that it was met in.
//!
//! Its place: around the reading of one file and the annotating of one document, in whatever goes through many of them.
//! Rejected: letting a panic end the run, which would let one odd file keep all others out of the index.
//!
//! # Limits
//! A stack or memory used up cannot be kept in; nesting and sizes are bounded where files are read.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Skip;

/// Does something with one file or document that must not end the run.
///
/// # Errors
/// When it panics. What it was in the middle of writing to is to be thrown away by the caller.
pub fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, Skip> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|panic| Skip::Failed(words_of(&*panic).to_owned()))
}

/// What a panic says.
pub(super) fn words_of(panic: &(dyn Any + Send)) -> &str {
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    panic.downcast_ref::<&str>().copied().or_else(owned).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    //! Properties: what goes well is handed on; what a panic says becomes the reason.
    use super::*;

    #[test]
    fn a_panic_is_a_reason() {
        assert_eq!(guarded(|| 7), Ok(7));
        let row = [1, 2];
        let beyond =
            guarded(|| row.iter().position(|&n| n == 3).map_or_else(|| panic!("no 3 in {row:?}"), |at| row[at]));
        assert_eq!(beyond, Err(Skip::Failed("no 3 in [1, 2]".into())));
        assert_eq!(guarded(|| std::panic::panic_any(7)), Err::<(), _>(Skip::Failed("no reason given".into())));
    }
}
