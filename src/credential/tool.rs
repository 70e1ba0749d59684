//! Credentials that let a developer's tool get the token.

use std::time::Duration;

use super::Tried;
use super::site::Site;
use crate::model::Tool;
use crate::world::SignedIn;

/// How long a tool's process takes: nothing, because it is the machine's own speed and no document says. The SDK gives up
/// on each after 10 s (azure-identity 1.27.0, `process_timeout`).
pub const TOOL_PROCESS: Duration = Duration::ZERO;

/// How a tool is spoken of, and the SDK's words (F4.9).
struct Words {
    sign_in: &'static str,
    absent: &'static str,
    signed_out: &'static str,
}

fn words(tool: Tool) -> Words {
    match tool {
        Tool::AzureCli => Words {
            sign_in: "az login",
            absent: "Azure CLI not found on path",
            signed_out: "Please run 'az login' to set up an account",
        },
        Tool::AzurePowerShell => Words {
            sign_in: "Connect-AzAccount",
            absent: "PowerShell is not installed",
            signed_out: "Please run \"Connect-AzAccount\" to set up account",
        },
        Tool::AzureDeveloperCli => Words {
            sign_in: "azd auth login",
            absent: "Azure Developer CLI could not be found. Please visit https://aka.ms/azure-dev for installation instructions and then,once installed, authenticate to your Azure account using 'azd auth login'.",
            signed_out: "Please run 'azd auth login' from a command prompt to authenticate before using this credential.",
        },
    }
}

/// The token is that of whoever is signed in, and never of a managed identity.
pub(super) fn attempt(site: &Site<'_>, tool: Tool) -> Tried {
    let words = words(tool);
    let at = &site.name;
    let tried = match site.tool(tool) {
        None => absent(site, tool, &words),
        Some(SignedIn::Nobody) => Tried::unavailable(words.signed_out)
            .advising([format!("sign in at `{at}`: `{}`", words.sign_in)]),
        Some(SignedIn::As(id)) => {
            let who = site.world.describe_principal(id);
            match site.world.principal(id).filter(|it| !it.deleted) {
                None => Tried::unheard(format_args!(
                    "the words in which the {tool} says that it gets no token for {who}, who is signed in to it and is no more"
                ))
                .advising([format!(
                    "sign in at `{at}` as somebody who exists: `{}`",
                    words.sign_in
                )]),
                Some(_) if !site.world.issues_tokens_for(site.audience) => {
                    Tried::unheard(format_args!(
                        "the words in which the {tool} says that the directory knows no resource `{}`",
                        site.audience
                    ))
                }
                Some(principal) => {
                    Tried::token(site.world.token_for(principal, None, site.audience))
                }
            }
        }
    };
    tried.after(TOOL_PROCESS)
}

fn absent(site: &Site<'_>, tool: Tool, words: &Words) -> Tried {
    // One tool is enough; which, is a matter of taste.
    let advised = tool == Tool::AzureCli && site.is_machine() && site.has_no_tools();
    let advice = advised.then(|| {
        format!(
            "install the {tool} at `{}` and sign in: `{}`",
            site.name, words.sign_in
        )
    });
    Tried::unavailable(words.absent).advising(advice)
}
