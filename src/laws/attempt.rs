//! Doing what must not panic, and saying what it says if it does.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What comes of it.
///
/// # Errors
/// It panicked; with these words.
pub(crate) fn attempt<T>(it: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(it)).map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        words.unwrap_or("no words").to_owned()
    })
}
