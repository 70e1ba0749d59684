//! Files on disk, below one folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::scenario::{MAX_FILE_BYTES, Source, SourceError};

/// The files below one folder. No name leads out of it, no link either.
#[derive(Debug)]
pub(super) struct Disk {
    /// Without links and `..`.
    root: PathBuf,
}

impl Disk {
    /// # Errors
    /// There is no such folder.
    pub(super) fn at(root: &Path) -> io::Result<Self> {
        Ok(Self {
            root: root.canonicalize()?,
        })
    }
}

impl Source for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let path = self.root.join(path).canonicalize().map_err(unreadable)?;
        if !path.starts_with(&self.root) {
            return Err(SourceError::Outside);
        }
        read_file(&path)
    }
}

/// The bytes of a file, unless they are too many. What is no file (a folder, a pipe, a device) is not opened: it may never end.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, SourceError> {
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(SourceError::Unreadable("it is no file".to_owned()));
    }
    let most = MAX_FILE_BYTES as u64;
    if metadata.len() > most {
        return Err(SourceError::TooLarge);
    }
    let mut bytes = Vec::new();
    // It may have grown since.
    let file = File::open(path).map_err(unreadable)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    match bytes.len() > MAX_FILE_BYTES {
        true => Err(SourceError::TooLarge),
        false => Ok(bytes),
    }
}

/// The commonest reasons in the same words on every system.
fn unreadable(error: io::Error) -> SourceError {
    SourceError::Unreadable(match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    })
}
