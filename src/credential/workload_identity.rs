//! The federated token of a Kubernetes pod.

use super::Tried;
use super::site::{FEDERATED_TOKEN_FILE, Site, TENANT_ID};

const UNAVAILABLE: &str = "WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured. See the troubleshooting guide for more information: https://aka.ms/azsdk/python/identity/workloadidentitycredential/troubleshoot. Missing required arguments: ";

/// What is missing is told; with everything there, the directory would be asked, which is not modelled (F4.9).
pub(super) fn attempt(site: &Site<'_>, has_client_id: bool) -> Tried {
    let missing: Vec<&str> = [
        (site.filled(TENANT_ID).is_some(), "'tenant_id'"),
        (has_client_id, "'client_id'"),
        (
            site.filled(FEDERATED_TOKEN_FILE).is_some(),
            "'token_file_path'",
        ),
    ]
    .into_iter()
    .filter_map(|(there, name)| (!there).then_some(name))
    .collect();
    match missing.is_empty() {
        true => Tried::not_modelled(format_args!(
            "workload identity, for which the environment of `{}` is set up",
            site.name
        )),
        false => Tried::unavailable(format!("{UNAVAILABLE}{}.", missing.join(", "))),
    }
}
