//! `idsim call` and `idsim token`: what does this code get?

use clap::{Args, ValueEnum};

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::{self, Format, WorldArgs};
use crate::call::CallRequest;
use crate::credential::Credential;
use crate::model::AttributeValue;
use crate::report;
use crate::token::TokenRequest;

/// Tell the whole way of a call: the credential that gives a token, what the service looks at, what it answers, and the cure.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CALL)]
pub(super) struct CallArgs {
    #[command(flatten)]
    world: WorldArgs,

    /// Where the code runs: a resource, or a machine outside Azure.
    #[arg(long, value_name = "NAME")]
    from: String,

    /// What it calls: `https://kv1.vault.azure.net/secrets/s1`, `https://management.azure.com`, `tcp:sql1.database.windows.net/db1`.
    #[arg(long, value_name = "ADDRESS")]
    to: String,

    /// What it does there: an operation such as `secrets/get`, or `login` for SQL.
    #[arg(long)]
    operation: String,

    /// For Azure Resource Manager: what it is about, where the address has no ARM id.
    #[arg(long, value_name = "SCOPE")]
    on: Option<String>,

    /// The credential of the SDK for Python that the code uses.
    #[arg(long, value_enum, default_value_t, value_name = "CREDENTIAL")]
    with: CredentialArg,

    /// The managed identity that the code names: a client id, or the identity's name.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    /// The resource that it asks a token for, where it is not the one of the service's SDK.
    #[arg(long, value_name = "ADDRESS")]
    resource: Option<String>,

    /// What conditions look at, as `@Resource[blobs/tags:Project]=Cascade`; several times for several attributes.
    #[arg(long = "attr", value_name = "ATTRIBUTE=VALUE", value_parser = input::attribute)]
    attributes: Vec<(String, AttributeValue)>,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

/// Say what the token endpoint at a place answers, and what the token states.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::TOKEN)]
pub(super) struct TokenArgs {
    #[command(flatten)]
    world: WorldArgs,

    /// Where the code runs: a resource, or a machine outside Azure.
    #[arg(long, value_name = "NAME")]
    from: String,

    /// What the token is for: `https://vault.azure.net`.
    #[arg(long, value_name = "ADDRESS")]
    resource: String,

    /// The managed identity that the request names: a client id, or the identity's name.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

/// Credentials of the SDK.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum CredentialArg {
    /// DefaultAzureCredential: one after the other.
    #[default]
    Default,
    /// ManagedIdentityCredential.
    ManagedIdentity,
    /// EnvironmentCredential.
    Environment,
    /// AzureCliCredential.
    AzureCli,
    /// AzurePowerShellCredential.
    AzurePowerShell,
    /// AzureDeveloperCliCredential.
    AzureDeveloperCli,
}

pub(super) fn call(args: &CallArgs, console: Console) -> Result<Exit, Complaint> {
    let world = args.world.world()?;
    let (from, to) = (args.from.as_str(), args.to.as_str());
    let mut request = CallRequest::new(from, to, args.operation.as_str()).with(args.credential()?);
    request.on = args.on.as_deref().map(Into::into);
    if let Some(resource) = &args.resource {
        request = request.for_resource(resource.as_str());
    }
    for (attribute, value) in &args.attributes {
        request
            .attributes
            .replace(attribute.as_str(), value.clone());
    }
    let answer = world
        .call(&request)
        .map_err(|error| Complaint::usage(&error).help(error.help()))?;
    console.out(&match args.format {
        Format::Text => report::visible(&answer.to_string()).into_owned(),
        Format::Json => report::call_json(&answer),
    })?;
    Ok(Exit::answer(answer.succeeded()))
}

impl CallArgs {
    fn credential(&self) -> Result<Credential, Complaint> {
        let client_id = self.client_id.as_deref().map(Into::into);
        Ok(match (self.with, client_id) {
            (CredentialArg::Default, managed_identity_client_id) => {
                Credential::DefaultAzureCredential {
                    managed_identity_client_id,
                    exclude: Vec::new(),
                }
            }
            (CredentialArg::ManagedIdentity, client_id) => {
                Credential::ManagedIdentityCredential { client_id }
            }
            (_, Some(_)) => {
                let message = "this credential names no managed identity: leave `--client-id` out";
                return Err(Complaint::usage(message));
            }
            (CredentialArg::Environment, None) => Credential::EnvironmentCredential {},
            (CredentialArg::AzureCli, None) => Credential::AzureCliCredential {},
            (CredentialArg::AzurePowerShell, None) => Credential::AzurePowerShellCredential {},
            (CredentialArg::AzureDeveloperCli, None) => Credential::AzureDeveloperCliCredential {},
        })
    }
}

pub(super) fn token(args: &TokenArgs, console: Console) -> Result<Exit, Complaint> {
    let world = args.world.world()?;
    let request = TokenRequest {
        client_id: args.client_id.as_deref().map(Into::into),
        ..TokenRequest::new(args.from.as_str(), args.resource.as_str())
    };
    let answer = world
        .token(&request)
        .map_err(|error| Complaint::usage(&error).help(error.help()))?;
    console.out(&match args.format {
        Format::Text => report::token_text(&world, &answer),
        Format::Json => report::token_json(&world, &answer),
    })?;
    Ok(Exit::answer(answer.token().is_some()))
}
