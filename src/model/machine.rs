//! Places where code runs: what stands around it besides its identities.

use serde::{Deserialize, Serialize};

use super::{Entries, Reference, is_default};

/// A machine outside Azure, as written in a tenant or an event: a laptop, a build agent. What it has, a resource that
/// runs code may have too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The environment variables that code sees. Letter case counts, as it does on Linux. An application id may be written
    /// as the name of what it belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub environment: Entries<String>,
    /// The tools that are installed, and who is signed in to each.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tools: Tools,
    /// Credentials kept with the code, by name: in a file, a setting, an image.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stored_credentials: Entries<StoredCredential>,
}

/// The developers' tools that are installed, and who is signed in to each; one that is left out is not installed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    /// The Azure CLI: `az login`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub azure_cli: Option<SignIn>,
    /// Azure PowerShell: `Connect-AzAccount`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub azure_power_shell: Option<SignIn>,
    /// The Azure Developer CLI: `azd auth login`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub azure_developer_cli: Option<SignIn>,
}

/// A tool that is installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignIn {
    /// Nobody is signed in.
    SignedOut,
    /// This user or service principal is.
    As(Reference),
}

/// A tool that developers sign in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tool {
    /// The Azure CLI.
    AzureCli,
    /// Azure PowerShell.
    AzurePowerShell,
    /// The Azure Developer CLI.
    AzureDeveloperCli,
}

/// A credential kept with code, which a managed identity makes needless. Its value is of no interest; that it exists is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StoredCredential {
    /// A password of a person or a database login.
    Password,
    /// A connection string with a key or a password in it.
    ConnectionString,
    /// An account key or a shared access signature.
    AccountKey,
    /// A client secret of a service principal.
    ClientSecret,
    /// A certificate with its private key.
    Certificate,
}

impl Tools {
    /// Every tool that is installed.
    pub fn iter(&self) -> impl Iterator<Item = (Tool, &SignIn)> {
        [
            (Tool::AzureCli, &self.azure_cli),
            (Tool::AzurePowerShell, &self.azure_power_shell),
            (Tool::AzureDeveloperCli, &self.azure_developer_cli),
        ]
        .into_iter()
        .filter_map(|(tool, sign_in)| Some((tool, sign_in.as_ref()?)))
    }

    /// Installs a tool with this sign-in.
    pub fn set(&mut self, tool: Tool, sign_in: SignIn) {
        let slot = match tool {
            Tool::AzureCli => &mut self.azure_cli,
            Tool::AzurePowerShell => &mut self.azure_power_shell,
            Tool::AzureDeveloperCli => &mut self.azure_developer_cli,
        };
        *slot = Some(sign_in);
    }
}

impl Tool {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AzureCli => "Azure CLI",
            Self::AzurePowerShell => "Azure PowerShell",
            Self::AzureDeveloperCli => "Azure Developer CLI",
        }
    }
}

impl std::fmt::Display for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl StoredCredential {
    /// What it is, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::ConnectionString => "connection string",
            Self::AccountKey => "account key",
            Self::ClientSecret => "client secret",
            Self::Certificate => "certificate",
        }
    }
}

impl std::fmt::Display for StoredCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
