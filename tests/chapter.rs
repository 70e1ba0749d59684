//! The textbook's chapter, statement by statement: each is a scenario under `scenarios/chapter`, in a file named after the
//! section that it stands in, and the commands that the files give work.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use idsim::Catalog;
use idsim::scenario::{Scenario, Source, SourceError};

const FOLDER: &str = "scenarios/chapter";

/// The sections, by what a file's name begins with, and the statements that stand in each.
#[rustfmt::skip]
const SECTIONS: [(&str, &[u8]); 10] = [
    ("3.1", &[1, 2, 3]),
    ("3.2", &[4, 5, 6, 7, 8, 9]),
    ("3.3", &[10, 11, 12]),
    ("3.4", &[13, 14, 15, 16, 17, 18, 19, 20]),
    ("3.5", &[21, 22, 23, 24]),
    ("3.6", &[25, 26, 27, 28, 48]),
    ("3.7", &[29, 30, 31, 32, 33, 34, 35, 36, 37]),
    ("3.8", &[38, 39]),
    ("3.9", &[40, 41, 42, 43, 44]),
    ("summary", &[45, 46, 47]),
];

/// Where the chapter is not what Azure does, and a catalogue can say so, its own claim stands in a twin that ends so.
const AS_THE_CHAPTER_SAYS: &str = "-as-the-chapter-says.ron";

/// The repository.
struct Disk(PathBuf);

impl Source for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        fs::read(self.0.join(path)).map_err(|error| SourceError::Unreadable(error.to_string()))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The chapter's scenarios, by file name. That each holds, `tests/scenarios.rs` sees to.
fn chapter() -> io::Result<BTreeMap<String, Scenario>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(root().join(FOLDER))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let path = format!("{FOLDER}/{name}");
        let loaded = Scenario::load(&Disk(root()), "", &path, &Catalog::built_in());
        let scenario = loaded.map_err(|_| io::Error::other(format!("{path} is malformed")))?;
        out.insert(name, scenario);
    }
    Ok(out)
}

/// The section that a file's name begins with.
fn section(file: &str) -> Option<&'static (&'static str, &'static [u8])> {
    let (begins, _) = file.split_once('-')?;
    SECTIONS.iter().find(|(section, _)| *section == begins)
}

/// The statements that a scenario's name begins with: `C4, C6: …`.
fn named(scenario: &Scenario) -> Vec<&str> {
    let numbers = scenario.name().split_once(": ").map(|(numbers, _)| numbers);
    numbers.into_iter().flat_map(|it| it.split(", ")).collect()
}

#[test]
fn every_statement_is_a_scenario_in_its_section() -> io::Result<()> {
    let chapter = chapter()?;
    let mut statements: Vec<u8> = SECTIONS.iter().flat_map(|(_, all)| *all).copied().collect();
    statements.sort_unstable();
    assert_eq!(statements, (1..=48).collect::<Vec<u8>>());
    let mut missing = Vec::new();
    for (begins, statements) in SECTIONS {
        for statement in statements {
            let statement = format!("C{statement}");
            let told = chapter.iter().any(|(file, scenario)| {
                section(file).is_some_and(|(it, _)| *it == begins)
                    && named(scenario).contains(&statement.as_str())
                    && scenario.source().contains(&statement)
            });
            if !told {
                missing.push(format!("{statement}, in a file {begins}-….ron"));
            }
        }
    }
    assert!(missing.is_empty(), "no scenario tells {missing:#?}");
    Ok(())
}

#[test]
fn every_file_is_named_after_what_it_tells() -> io::Result<()> {
    let mut complaints = Vec::new();
    for (file, scenario) in chapter()? {
        let Some((_, statements)) = section(&file) else {
            complaints.push(format!("{file}: the chapter has no such section"));
            continue;
        };
        let here: BTreeSet<String> = statements.iter().map(|it| format!("C{it}")).collect();
        let named = named(&scenario);
        if named.is_empty() || named.iter().any(|it| !here.contains(*it)) {
            complaints.push(format!(
                "{file}: its name does not begin with statements of its section: {named:?}"
            ));
        }
        let cited: Vec<&str> = scenario.source().iter().map(String::as_str).collect();
        if !cited.starts_with(&named) {
            complaints.push(format!("{file}: `source` does not begin with {named:?}"));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    Ok(())
}

#[test]
fn what_only_the_chapter_claims_has_a_twin() -> io::Result<()> {
    let chapter = chapter()?;
    let twins = chapter
        .keys()
        .filter(|it| it.ends_with(AS_THE_CHAPTER_SAYS));
    let mut seen = 0;
    for file in twins {
        let azure = file.replace(AS_THE_CHAPTER_SAYS, ".ron");
        assert!(chapter.contains_key(&azure), "{file}: there is no {azure}");
        let text = fs::read_to_string(root().join(FOLDER).join(file))?;
        assert!(
            text.contains("\n    catalogue: ("),
            "{file} overrides nothing"
        );
        seen += 1;
    }
    assert_eq!(seen, 1, "C33 is the one row that a catalogue can say");
    Ok(())
}

#[cfg(feature = "cli")]
mod commands {
    use std::process::{Command, Output};
    use std::{iter, str};

    use serde_json::Value;

    use super::*;

    fn idsim<'w>(words: impl IntoIterator<Item = &'w str>) -> io::Result<Output> {
        Command::new(env!("CARGO_BIN_EXE_idsim"))
            .args(words)
            .current_dir(root())
            .env("NO_COLOR", "1")
            .output()
    }

    /// What a command line prints; single quotes keep words together.
    fn printed(line: &str) -> io::Result<(i32, String)> {
        let quoted = line.split('\'').zip([false, true].into_iter().cycle());
        let words = quoted.flat_map(|(part, quoted)| match quoted {
            true => iter::once(part).collect::<Vec<_>>(),
            false => part.split_whitespace().collect(),
        });
        let output = idsim(words)?;
        let text = [output.stdout, output.stderr].concat();
        let text = str::from_utf8(&text).map_err(io::Error::other)?;
        Ok((output.status.code().unwrap_or(-1), text.to_owned()))
    }

    fn json(line: &str) -> io::Result<Value> {
        let (code, text) = printed(line)?;
        assert_eq!(code, 0, "`idsim {line}`: {text}");
        serde_json::from_str(&text).map_err(io::Error::other)
    }

    /// C16: `az vm identity show -g myRG -n myVM --query principalId`.
    #[test]
    fn the_principal_id_is_shown() -> io::Result<()> {
        const SHOW: &str =
            "show scenarios/chapter/3.4-show-the-principal-id.ron myVM --format json";
        let before = json(&format!("{SHOW} --after 'no identity yet'"))?;
        assert_eq!(before["principalId"], Value::Null);
        assert_eq!(before["type"], "None");
        let after = json(SHOW)?;
        assert_eq!(after["type"], "SystemAssigned");
        // The scenario assigns a role to the very id.
        let id = after["principalId"].as_str().unwrap_or_default();
        let file = fs::read_to_string(root().join(FOLDER).join("3.4-show-the-principal-id.ron"))?;
        assert!(
            file.contains(&format!("AssignRole(principal: \"{id}\"")),
            "{id}"
        );
        Ok(())
    }

    /// C18: `az identity show … --query "{ResourceID:id, ClientID:clientId, PrincipalID:principalId}"`.
    #[test]
    fn three_ids_are_shown() -> io::Result<()> {
        const SHOW: &str = "show scenarios/chapter/3.4-show-the-three-ids.ron myAppIdentity";
        #[rustfmt::skip]
        const IDS: [(&str, &str, &str); 3] = [
            ("id", "ResourceID", "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/myRG/providers/Microsoft.ManagedIdentity/userAssignedIdentities/myAppIdentity"),
            ("clientId", "ClientID", "aaaaaaaa-0000-4000-8000-000000000001"),
            ("principalId", "PrincipalID", "bbbbbbbb-0000-4000-8000-000000000001"),
        ];
        let shown = json(&format!("{SHOW} --format json"))?;
        let (_, text) = printed(SHOW)?;
        for (key, label, id) in IDS {
            assert_eq!(shown[key], id);
            let line = format!("\n  {label}: {id}\n");
            assert!(text.contains(&line), "{text}");
        }
        Ok(())
    }

    /// The rows of section 3.9, and C39: the command that is to be asked names cause and cure.
    #[test]
    fn symptoms_are_diagnosed_and_cured() -> io::Result<()> {
        const WITHOUT: &str =
            "call scenarios/chapter/3.8-take-any-role-away.ron --from app1 --after";
        let (kv1, sa1, sql1) = (
            format!(
                "{WITHOUT} 'no secrets' --to https://kv1.vault.azure.net/secrets/password --operation secrets/get"
            ),
            format!(
                "{WITHOUT} 'no blobs' --to https://sa1.blob.core.windows.net/photos/cat.jpg --operation blobs/read"
            ),
            format!(
                "{WITHOUT} 'no databases' --to https://management.azure.com --operation sql-databases/read --on sql1/databases/db1"
            ),
        );
        #[rustfmt::skip]
        let rows: &[(&str, i32, &[&str])] = &[
            (&kv1, 1, &["Forbidden (403 ForbiddenByRbac)", "az role assignment create ", "--role \"Key Vault Secrets User\" "]),
            (&sa1, 1, &["Forbidden (403 AuthorizationPermissionMismatch)", "az role assignment create ", "--role \"Storage Blob Data Reader\" "]),
            (&sql1, 1, &["Forbidden (403 AuthorizationFailed)", "az role assignment create "]),
            // C40
            ("codes 'ManagedIdentityCredential authentication unavailable'", 0, &["No identity is enabled on the resource", "az vm identity assign "]),
            ("token scenarios/chapter/3.9-authentication-unavailable.ron --after 0 --from vm1 --resource https://vault.azure.net", 1, &["IdentityNotFound", "`vm1` has no identity"]),
            // C41
            ("codes AADSTS700024", 0, &["Client assertion is not within its valid time range.", "AADSTS500011"]),
            ("codes AADSTS500011", 0, &["The resource principal named"]),
            // C42
            ("call scenarios/chapter/3.9-forbidden.ron --after symptom --from vm1 --to https://kv1.vault.azure.net/secrets/my-secret --operation secrets/get", 1, &["Forbidden (403 ForbiddenByRbac)", "az role assignment create ", "--role \"Key Vault Secrets User\" "]),
            // C43
            ("token scenarios/chapter/3.9-no-token-on-a-laptop.ron --from laptop --resource https://vault.azure.net", 1, &["NoEndpoint", "outside Azure"]),
            // C44
            ("call scenarios/chapter/3.9-slow-on-a-laptop.ron --after 0 --from laptop --to https://management.azure.com --operation resource-group/read --on resource-group", 1, &["3. ManagedIdentityCredential    1.0 s  unavailable", "6. AzureCliCredential           0.0 s  token of alice"]),
        ];
        for (line, expected, parts) in rows {
            let (code, text) = printed(line)?;
            assert_eq!(code, *expected, "`idsim {line}`: {text}");
            for part in *parts {
                assert!(
                    text.contains(part),
                    "`idsim {line}` does not say `{part}`:\n{text}"
                );
            }
        }
        Ok(())
    }

    /// A comment `// idsim …` is a command that answers, with yes or with no.
    #[test]
    fn the_commands_in_the_files_work() -> io::Result<()> {
        let mut seen = 0;
        for file in chapter()?.keys() {
            let text = fs::read_to_string(root().join(FOLDER).join(file))?;
            for line in text.lines().filter_map(|it| it.strip_prefix("// idsim ")) {
                let (code, told) = printed(line)?;
                assert!(code < 2, "{file}: `idsim {line}`: {told}");
                seen += 1;
            }
        }
        assert!(seen > 5, "only {seen} commands");
        Ok(())
    }
}
