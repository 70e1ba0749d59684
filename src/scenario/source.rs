//! Where the texts of scenario files come from.

use std::collections::BTreeMap;

/// Hands out texts by path. The library reads no disk; the command line implements this on one.
///
/// Paths are relative to one root, with `/` between their parts and no `.` or `..` in them.
pub trait Source: Sync {
    /// The bytes of the file.
    ///
    /// # Errors
    /// Why they cannot be had.
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError>;
}

/// Why a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is larger than a scenario can be.
    #[error("it is larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024))]
    TooLarge,
    /// It is outside the root, by a link.
    #[error("it is outside the folder that was given")]
    Outside,
}

/// The most bytes that a scenario or tenant file may have: 64 MiB.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// Texts in memory, for embedders and tests.
impl Source for BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        match self.get(path) {
            Some(text) if text.len() > MAX_FILE_BYTES => Err(SourceError::TooLarge),
            Some(text) => Ok(text.clone().into_bytes()),
            None => Err(SourceError::Unreadable("there is no such file".to_owned())),
        }
    }
}
