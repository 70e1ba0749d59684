//! Bad input: for every file under `tests/refused/` what `idsim test` says of it, to the letter, and how it exits.
//!
//! `IDSIM_BLESS=1 cargo test --test refused` writes the answers anew, for a person to read before they are committed.

#![cfg(feature = "cli")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use idsim::scenario::FileError;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How `idsim test` exits in a folder, and all that it says there.
fn answer(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_idsim"))
        .arg("test")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()?;
    let code = output.status.code().ok_or("a signal ended it")?;
    let said = String::from_utf8(output.stdout)?;
    let complained = String::from_utf8(output.stderr)?;
    Ok(format!("exit code {code}\n{said}{complained}"))
}

fn refused() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refused")
}

fn scenario_names() -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(refused())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".ron") && !name.ends_with(".tenant.ron") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Compares an answer with the one that was read and committed.
fn compare(name: &str, actual: &str) -> Outcome<Option<String>> {
    let path = refused().join(Path::new(name).with_extension("txt"));
    if std::env::var_os("IDSIM_BLESS").is_some() {
        fs::write(&path, actual)?;
        return Ok(None);
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    Ok(
        (expected != actual)
            .then(|| format!("{name}\n--- expected\n{expected}\n--- got\n{actual}")),
    )
}

#[test]
fn every_bad_file_gets_its_answer() -> Outcome<()> {
    let mut wrong = Vec::new();
    for name in scenario_names()? {
        wrong.extend(compare(&name, &answer(&refused(), &[&name])?)?);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What cannot be committed as a text file is made here.
#[test]
fn bytes_that_are_no_scenario_get_their_answer() -> Outcome<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused");
    fs::create_dir_all(folder.join("no-scenarios"))?;
    let held = "(name: \"x\", steps: [ExpectExists([\"subscription\"])])";
    let files: [(&str, Vec<u8>); 6] = [
        ("not-utf8.ron", [held.as_bytes(), &[0xff]].concat()),
        (
            "byte-order-mark.ron",
            [&[0xef, 0xbb, 0xbf], held.as_bytes()].concat(),
        ),
        (
            "too-deep.ron",
            format!("(name: \"x\", steps: [{}", "[".repeat(1_000_000)).into_bytes(),
        ),
        ("too-large.ron", vec![b'['; 100 * 1024 * 1024]),
        ("only-zeros.ron", vec![0; 64]),
        (
            "too-many-includes.ron",
            b"(name: \"x\", include: [\"1.tenant.ron\"], steps: [ExpectExists([\"subscription\"])])".to_vec(),
        ),
    ];
    write_row_of_includes(&folder)?;
    let mut wrong = Vec::new();
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes)?;
        wrong.extend(compare(name, &answer(&folder, &[name])?)?);
    }
    wrong.extend(compare(
        "no-scenarios",
        &answer(&folder, &["no-scenarios"])?,
    )?);
    wrong.extend(compare(
        "no-such-file",
        &answer(&folder, &["no-such-file.ron"])?,
    )?);
    wrong.extend(compare(
        "no-such-glob",
        &answer(&folder, &["no-such-*.ron"])?,
    )?);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A scenario and more tenant files than may include one another in a row.
fn write_row_of_includes(folder: &Path) -> Outcome<()> {
    for number in 1..=40 {
        let text = format!("(include: [\"{}.tenant.ron\"], tenant: ())", number + 1);
        fs::write(folder.join(format!("{number}.tenant.ron")), text)?;
    }
    Ok(())
}

/// Every code that a file itself can be refused with is in some answer.
#[test]
fn every_file_error_is_shown() -> Outcome<()> {
    let mut answers = String::new();
    for entry in fs::read_dir(refused())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            answers += &fs::read_to_string(path)?;
        }
    }
    let missing: Vec<_> = FileError::ALL
        .iter()
        .filter(|code| !answers.contains(&format!("[{code}]")))
        .collect();
    assert!(missing.is_empty(), "no answer shows {missing:?}");
    Ok(())
}
