//! What a credential of the SDK answers to code at a place: who is asked, in which order, for how long, and in which words.

use std::error::Error;
use std::time::Duration;

use idsim::CredentialErrorCode::{self, *};
use idsim::CredentialName::{self, *};
use idsim::{
    AttemptOutcome, Credential, CredentialAnswer, CredentialRequest, Event, Tenant, World,
};

/// What it shows; the tenant; where code runs and the credential that it makes; who is asked; for how many milliseconds;
/// what the code gets.
type Row = (
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static [CredentialName],
    u64,
    Gets,
);

/// What the code gets.
#[derive(Debug)]
enum Gets {
    /// A token that speaks of this principal.
    TokenOf(&'static str),
    /// This error, to the letter.
    Error(CredentialErrorCode, &'static str),
    /// The error of a chain, whose last entries are these.
    Chain(&'static [&'static str]),
}

use Gets::*;

const VAULT: &str = "https://vault.azure.net";
const DEFAULT: &str = "DefaultAzureCredential()";
const EVERY: &[CredentialName] = CredentialName::ALL;
const TO_ENVIRONMENT: &[CredentialName] = &[EnvironmentCredential];
const TO_MANAGED: &[CredentialName] = &[
    EnvironmentCredential,
    WorkloadIdentityCredential,
    ManagedIdentityCredential,
];
const TO_CLI: &[CredentialName] = &[
    EnvironmentCredential,
    WorkloadIdentityCredential,
    ManagedIdentityCredential,
    SharedTokenCacheCredential,
    VisualStudioCodeCredential,
    AzureCliCredential,
];
const MANAGED: &[CredentialName] = &[ManagedIdentityCredential];
const NOBODY: &[CredentialName] = &[];

/// Machines with every kind of identity, and a service principal's variables.
const AZURE: &str = r#"(
    tenant_id: "11111111-0000-4000-8000-000000000001",
    clock: "2026-01-01T00:00:00Z",
    identities: {"u1": (client_id: "aaaaaaaa-0000-4000-8000-000000000001"), "u2": (client_id: "aaaaaaaa-0000-4000-8000-000000000002")},
    resources: {
        "own": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"])),
        "own_named": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"]), environment: {"AZURE_CLIENT_ID": "u1"}),
        "own_unnamed": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"]), environment: {"AZURE_CLIENT_ID": ""}),
        "own_misnamed": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"]), environment: {"AZURE_CLIENT_ID": "u2"}, tools: (azure_cli: As("alice"))),
        "none": (type: "Microsoft.Compute/virtualMachines"),
        "one": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["u1"])),
        "two": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["u1", "u2"])),
        "app_own": (type: "Microsoft.Web/sites", identity: (system_assigned: true)),
        "app_one": (type: "Microsoft.Web/sites", identity: (user_assigned: ["u1"])),
        "app_none": (type: "Microsoft.Web/sites"),
        "app_shut": (type: "Microsoft.Web/sites", identity: (system_assigned: true), environment: {"WEBSITE_DISABLE_MSI": "true"}),
        "aks1": (type: "Microsoft.ContainerService/managedClusters", identity: (system_assigned: true), tools: (azure_cli: As("alice"))),
        "sp_right": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "good"}),
        "sp_case": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "azure_client_secret": "good"}),
        "sp_wrong": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "wrong"}),
        "sp_old": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "old"}),
        "sp_early": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "early"}),
        "sp_unknown": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "eeeeeeee-0000-4000-8000-000000000009", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "good"}),
        "sp_managed": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "u1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "good"}),
        "sp_elsewhere": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "22222222-0000-4000-8000-000000000002", "AZURE_CLIENT_SECRET": "good"}),
        "sp_domain": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "contoso.onmicrosoft.com", "AZURE_CLIENT_SECRET": "good"}),
        "sp_empty": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": ""}),
        "sp_nowhere": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "", "AZURE_CLIENT_SECRET": "good"}),
        "sp_malformed": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "the tenant", "AZURE_CLIENT_SECRET": "good"}),
        "sp_cloud": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_SECRET": "good", "AZURE_AUTHORITY_HOST": "login.microsoftonline.us"}),
        "sp_certificate": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_CLIENT_CERTIFICATE_PATH": "cert.pem"}),
        "sp_password": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_USERNAME": "alice", "AZURE_PASSWORD": "pw"}),
        "pod": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_FEDERATED_TOKEN_FILE": "token"}),
        "pod_host": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_FEDERATED_TOKEN_FILE": "token", "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/"}),
        "pod_full": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "11111111-0000-4000-8000-000000000001", "AZURE_FEDERATED_TOKEN_FILE": "token"}),
        "arc": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"IDENTITY_ENDPOINT": "http://localhost:40342/metadata/identity/oauth2/token"}),
        "plain_text": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true), environment: {"AZURE_AUTHORITY_HOST": "http://localhost"}),
    },
    users: {"alice": ()},
    service_principals: {"sp1": (client_id: "eeeeeeee-0000-4000-8000-000000000001", secrets: {"good": (), "old": (until: "2025-12-31T00:00:00Z"), "early": (from: "2026-06-01T00:00:00Z")})},
)"#;

/// Machines on desks.
const DESKS: &str = r#"(
    machines: {
        "bare": (),
        "id_only": (environment: {"AZURE_CLIENT_ID": "u1"}),
        "login": (tools: (azure_cli: As("alice"))),
        "logout": (tools: (azure_cli: SignedOut, azure_power_shell: SignedOut, azure_developer_cli: SignedOut)),
        "shell": (tools: (azure_cli: SignedOut, azure_power_shell: As("alice"))),
        "azd": (tools: (azure_developer_cli: As("sp1"))),
        "gone": (tools: (azure_cli: As("cccccccc-0000-4000-8000-000000000001"), azure_power_shell: As("alice"))),
        "dev": (environment: {"AZURE_TOKEN_CREDENTIALS": " Dev "}, tools: (azure_cli: As("alice"))),
        "prod": (environment: {"AZURE_TOKEN_CREDENTIALS": "prod"}, tools: (azure_cli: As("alice"))),
        "single": (environment: {"AZURE_TOKEN_CREDENTIALS": "AzureCliCredential"}, tools: (azure_cli: SignedOut)),
        "managed": (environment: {"AZURE_TOKEN_CREDENTIALS": "managedidentitycredential"}),
        "bogus": (environment: {"AZURE_TOKEN_CREDENTIALS": "Bogus"}),
        "cache": (environment: {"AZURE_TOKEN_CREDENTIALS": "SharedTokenCacheCredential"}),
        "browser": (environment: {"AZURE_TOKEN_CREDENTIALS": "InteractiveBrowserCredential"}),
    },
    identities: {"u1": ()},
    users: {"alice": ()},
    service_principals: {"sp1": ()},
    history: (deleted_principals: [(id: "cccccccc-0000-4000-8000-000000000001", principal_type: User, name: "bob", origin: Directory)]),
)"#;

const NO_IMDS: &str =
    "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.";
const NOT_FOUND: &str = "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint. Token request error: (invalid_request) Identity not found";
const MULTIPLE: &str = "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint. Token request error: (invalid_request) Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request";
const APP_UNNAMED: &str = "App Service managed identity configuration not found in environment. Token request error: (invalid_scope) 400, Unable to load the proper Managed Identity.";
const APP_NAMED: &str = "App Service managed identity configuration not found in environment. Token request error: (invalid_scope) 400, No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";
const NO_ENVIRONMENT: &str = "EnvironmentCredential authentication unavailable. Environment variables are not fully configured.\nVisit https://aka.ms/azsdk/python/identity/environmentcredential/troubleshoot to troubleshoot this issue.";
const BROKER: &str = "BrokerCredential: InteractiveBrowserBrokerCredential unavailable. The 'azure-identity-broker' package is required to use brokered authentication.";
const WRONG_SECRET: &str = "Authentication failed: AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'eeeeeeee-0000-4000-8000-000000000001'.";

/// The laptop of azure-identity 1.27.0 with nothing installed and nothing set, as it was seen.
const LAPTOP: &str = "DefaultAzureCredential failed to retrieve a token from the included credentials.
Attempted credentials:
\tEnvironmentCredential: EnvironmentCredential authentication unavailable. Environment variables are not fully configured.
Visit https://aka.ms/azsdk/python/identity/environmentcredential/troubleshoot to troubleshoot this issue.
\tWorkloadIdentityCredential: WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured. See the troubleshooting guide for more information: https://aka.ms/azsdk/python/identity/workloadidentitycredential/troubleshoot. Missing required arguments: 'tenant_id', 'client_id', 'token_file_path'.
\tManagedIdentityCredential: ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.
\tSharedTokenCacheCredential: SharedTokenCacheCredential authentication unavailable. No accounts were found in the cache.
\tVisualStudioCodeCredential: VisualStudioCodeCredential requires the 'azure-identity-broker' package to be installed. You must also ensure you have the Azure Resources extension installed and have signed in to Azure via Visual Studio Code.
\tAzureCliCredential: Azure CLI not found on path
\tAzurePowerShellCredential: PowerShell is not installed
\tAzureDeveloperCliCredential: Azure Developer CLI could not be found. Please visit https://aka.ms/azure-dev for installation instructions and then,once installed, authenticate to your Azure account using 'azd auth login'.
\tBrokerCredential: InteractiveBrowserBrokerCredential unavailable. The 'azure-identity-broker' package is required to use brokered authentication.
To mitigate this issue, please refer to the troubleshooting guidelines here at https://aka.ms/azsdk/python/identity/defaultazurecredential/troubleshoot.";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // The managed identity is third (F4.1, F4.3; vector 58), and its errors end no chain (F4.9).
    ("an identity of its own", AZURE, ("own", DEFAULT), TO_MANAGED, 0, TokenOf("own")),
    ("no identity", AZURE, ("none", DEFAULT), EVERY, 0, Chain(&["AzureCliCredential: Azure CLI not found on path", "AzurePowerShellCredential: PowerShell is not installed", "AzureDeveloperCliCredential: Azure Developer CLI could not be found. Please visit https://aka.ms/azure-dev for installation instructions and then,once installed, authenticate to your Azure account using 'azd auth login'.", BROKER])),
    ("no identity, asked alone (C40)", AZURE, ("none", "ManagedIdentityCredential()"), MANAGED, 0, Error(CredentialUnavailable, NOT_FOUND)),
    ("one shared identity, not named", AZURE, ("one", DEFAULT), TO_MANAGED, 0, TokenOf("u1")),
    ("two shared identities, not named", AZURE, ("two", "ManagedIdentityCredential()"), MANAGED, 0, Error(CredentialUnavailable, MULTIPLE)),
    ("two shared identities, one named", AZURE, ("two", r#"DefaultAzureCredential(managed_identity_client_id: "u2")"#), TO_MANAGED, 0, TokenOf("u2")),
    ("the same by its application id", AZURE, ("two", r#"ManagedIdentityCredential(client_id: "aaaaaaaa-0000-4000-8000-000000000002")"#), MANAGED, 0, TokenOf("u2")),
    ("a shared identity that is elsewhere", AZURE, ("one", r#"ManagedIdentityCredential(client_id: "u2")"#), MANAGED, 0, Error(CredentialUnavailable, NOT_FOUND)),
    // AZURE_CLIENT_ID (F4.5).
    ("the variable names the shared identity", AZURE, ("own_named", DEFAULT), TO_MANAGED, 0, TokenOf("u1")),
    ("an empty variable names none", AZURE, ("own_unnamed", DEFAULT), TO_MANAGED, 0, TokenOf("own_unnamed")),
    ("the option outranks the variable", AZURE, ("own_misnamed", r#"DefaultAzureCredential(managed_identity_client_id: "u1")"#), TO_MANAGED, 0, TokenOf("u1")),
    ("the option says none", AZURE, ("own_misnamed", r#"DefaultAzureCredential(managed_identity_client_id: "")"#), TO_MANAGED, 0, TokenOf("own_misnamed")),
    ("the variable names one that is elsewhere: the chain goes on", AZURE, ("own_misnamed", DEFAULT), TO_CLI, 0, TokenOf("alice")),
    ("the credential alone does not look at the variable", AZURE, ("own_misnamed", "ManagedIdentityCredential()"), MANAGED, 0, TokenOf("own_misnamed")),
    // App Service (F3.6; vectors 47, 49).
    ("its own identity", AZURE, ("app_own", DEFAULT), TO_MANAGED, 0, TokenOf("app_own")),
    ("only a shared one, not named", AZURE, ("app_one", "ManagedIdentityCredential()"), MANAGED, 0, Error(CredentialUnavailable, APP_UNNAMED)),
    ("the same, named", AZURE, ("app_one", r#"ManagedIdentityCredential(client_id: "u1")"#), MANAGED, 0, TokenOf("u1")),
    ("one that is elsewhere", AZURE, ("app_one", r#"ManagedIdentityCredential(client_id: "u2")"#), MANAGED, 0, Error(CredentialUnavailable, APP_NAMED)),
    ("no identity, so no endpoint: the SDK looks for another", AZURE, ("app_none", DEFAULT), EVERY, 1_000, Chain(&[BROKER])),
    ("the same alone, without probe", AZURE, ("app_none", "ManagedIdentityCredential()"), MANAGED, 12_800, Error(CredentialUnavailable, NO_IMDS)),
    ("the endpoint is shut", AZURE, ("app_shut", "ManagedIdentityCredential()"), MANAGED, 0, Error(NotModelled, "not modelled: what the SDK finds at `app_shut`, where the endpoint of `app_shut` is shut: WEBSITE_DISABLE_MSI is set")),
    // Where tokens come from otherwise is not modelled, and never a yes.
    ("a cluster", AZURE, ("aks1", DEFAULT), TO_MANAGED, 0, Error(NotModelled, "not modelled: where code on `aks1`, a Microsoft.ContainerService/managedClusters, asks for tokens")),
    ("a cluster, without it", AZURE, ("aks1", "DefaultAzureCredential(exclude: [ManagedIdentityCredential])"), &[EnvironmentCredential, WorkloadIdentityCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential], 0, TokenOf("alice")),
    ("an endpoint that the environment states", AZURE, ("arc", DEFAULT), TO_MANAGED, 0, Error(NotModelled, "not modelled: endpoints for tokens that the environment of `arc` states, IDENTITY_ENDPOINT")),
    // Environment variables come first (vectors 59, 65).
    ("a service principal's secret", AZURE, ("sp_right", DEFAULT), TO_ENVIRONMENT, 0, TokenOf("sp1")),
    ("the same alone", AZURE, ("sp_right", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, TokenOf("sp1")),
    ("the same left out: its AZURE_CLIENT_ID still counts", AZURE, ("sp_right", "DefaultAzureCredential(exclude: [EnvironmentCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential, AzurePowerShellCredential, AzureDeveloperCliCredential])"), &[WorkloadIdentityCredential, ManagedIdentityCredential, BrokerCredential], 0, Chain(&["ManagedIdentityCredential: ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint. Token request error: (invalid_request) Identity not found", BROKER])),
    ("letter case counts", AZURE, ("sp_case", DEFAULT), TO_MANAGED, 0, TokenOf("sp_case")),
    ("no variables", AZURE, ("own", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(CredentialUnavailable, NO_ENVIRONMENT)),
    ("a wrong secret ends the chain, for all that there is an identity", AZURE, ("sp_wrong", DEFAULT), TO_ENVIRONMENT, 0, Chain(&["EnvironmentCredential: Authentication failed: AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'eeeeeeee-0000-4000-8000-000000000001'."])),
    ("a wrong secret, alone", AZURE, ("sp_wrong", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(AuthenticationFailed, WRONG_SECRET)),
    ("an expired secret", AZURE, ("sp_old", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(AuthenticationFailed, "Authentication failed: AADSTS7000222: The provided client secret keys for app 'eeeeeeee-0000-4000-8000-000000000001' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.")),
    ("a secret before its time", AZURE, ("sp_early", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: what the directory says to the secret `early` of sp1 before it is in effect")),
    ("an unknown application", AZURE, ("sp_unknown", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(AuthenticationFailed, "Authentication failed: AADSTS700016: Application with identifier 'eeeeeeee-0000-4000-8000-000000000009' was not found in the directory '11111111-0000-4000-8000-000000000001'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.")),
    ("a managed identity has no secret", AZURE, ("sp_managed", DEFAULT), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: what the directory says to a secret in the name of u1, a managed identity, which has none")),
    ("another tenant", AZURE, ("sp_elsewhere", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: tenants other than this one, AZURE_TENANT_ID=22222222-0000-4000-8000-000000000002")),
    ("a tenant by its domain", AZURE, ("sp_domain", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: tenants by name, AZURE_TENANT_ID=contoso.onmicrosoft.com")),
    ("another cloud", AZURE, ("sp_cloud", "EnvironmentCredential()"), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: clouds other than the public one, AZURE_AUTHORITY_HOST")),
    ("a certificate", AZURE, ("sp_certificate", DEFAULT), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: certificates of applications, AZURE_CLIENT_CERTIFICATE_PATH")),
    ("a person's password", AZURE, ("sp_password", DEFAULT), TO_ENVIRONMENT, 0, Error(NotModelled, "not modelled: applications that sign in with a person's password, AZURE_USERNAME and AZURE_PASSWORD")),
    // What constructors raise.
    ("an empty secret", AZURE, ("sp_empty", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "secret should be a Microsoft Entra application's client secret")),
    ("an empty tenant", AZURE, ("sp_nowhere", "EnvironmentCredential()"), NOBODY, 0, Error(InvalidConfiguration, "tenant_id should be a Microsoft Entra tenant's id (also called its 'directory id')")),
    ("a malformed tenant", AZURE, ("sp_malformed", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "Invalid tenant ID provided. You can locate your tenant ID by following the instructions here: https://learn.microsoft.com/partner-center/find-ids-and-domain-names")),
    ("an empty secret, left out", AZURE, ("sp_empty", "DefaultAzureCredential(exclude: [EnvironmentCredential, ManagedIdentityCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential, AzurePowerShellCredential, AzureDeveloperCliCredential])"), &[WorkloadIdentityCredential, BrokerCredential], 0, Chain(&[BROKER])),
    ("everything left out", AZURE, ("own", "DefaultAzureCredential(exclude: [EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential, AzurePowerShellCredential, AzureDeveloperCliCredential, BrokerCredential])"), NOBODY, 0, Error(InvalidConfiguration, "at least one credential is required")),
    ("an authority in plain text", AZURE, ("plain_text", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "'http://localhost' is an invalid authority. The value must be a TLS protected (https) URL.")),
    // Workload identity (vector 67).
    ("a pod without application id", AZURE, ("pod", DEFAULT), TO_MANAGED, 0, TokenOf("pod")),
    ("the same with an authority: managed identity itself takes it for a pod", AZURE, ("pod_host", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "Workload identity was selected but no client ID was provided. Configure the environment with a client ID or pass a value for \"client_id\" argument")),
    ("the same with workload identity left out", AZURE, ("pod_host", "DefaultAzureCredential(exclude: [WorkloadIdentityCredential])"), &[EnvironmentCredential, ManagedIdentityCredential], 0, TokenOf("pod_host")),
    ("a pod with everything", AZURE, ("pod_full", DEFAULT), &[EnvironmentCredential, WorkloadIdentityCredential], 0, Error(NotModelled, "not modelled: workload identity, for which the environment of `pod_full` is set up")),
    // Desks (C28, C43, C44; vectors 61, 62, 64).
    ("nothing at all", DESKS, ("bare", DEFAULT), EVERY, 1_000, Error(AuthenticationFailed, LAPTOP)),
    ("AZURE_CLIENT_ID makes nothing faster", DESKS, ("id_only", DEFAULT), EVERY, 1_000, Chain(&[BROKER])),
    ("az login", DESKS, ("login", DEFAULT), TO_CLI, 1_000, TokenOf("alice")),
    ("az logout", DESKS, ("logout", DEFAULT), EVERY, 1_000, Chain(&["AzureCliCredential: Please run 'az login' to set up an account", "AzurePowerShellCredential: Please run \"Connect-AzAccount\" to set up account", "AzureDeveloperCliCredential: Please run 'azd auth login' from a command prompt to authenticate before using this credential.", BROKER])),
    ("the Azure CLI alone", DESKS, ("login", "AzureCliCredential()"), &[AzureCliCredential], 0, TokenOf("alice")),
    ("the Azure CLI alone, signed out", DESKS, ("logout", "AzureCliCredential()"), &[AzureCliCredential], 0, Error(CredentialUnavailable, "Please run 'az login' to set up an account")),
    ("PowerShell, after the Azure CLI", DESKS, ("shell", DEFAULT), &[EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential, AzurePowerShellCredential], 1_000, TokenOf("alice")),
    ("PowerShell alone", DESKS, ("shell", "AzurePowerShellCredential()"), &[AzurePowerShellCredential], 0, TokenOf("alice")),
    ("PowerShell alone, absent", DESKS, ("login", "AzurePowerShellCredential()"), &[AzurePowerShellCredential], 0, Error(CredentialUnavailable, "PowerShell is not installed")),
    ("azd alone", DESKS, ("azd", "AzureDeveloperCliCredential()"), &[AzureDeveloperCliCredential], 0, TokenOf("sp1")),
    ("azd alone, signed out", DESKS, ("logout", "AzureDeveloperCliCredential()"), &[AzureDeveloperCliCredential], 0, Error(CredentialUnavailable, "Please run 'azd auth login' from a command prompt to authenticate before using this credential.")),
    ("signed in as somebody deleted: the chain goes on", DESKS, ("gone", DEFAULT), &[EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential, SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential, AzurePowerShellCredential], 1_000, TokenOf("alice")),
    ("the same alone", DESKS, ("gone", "AzureCliCredential()"), &[AzureCliCredential], 0, Error(NotModelled, "not modelled: the words in which the Azure CLI says that it gets no token for bob (deleted), who is signed in to it and is no more")),
    ("dev", DESKS, ("dev", DEFAULT), &[SharedTokenCacheCredential, VisualStudioCodeCredential, AzureCliCredential], 0, TokenOf("alice")),
    ("dev, and nobody is signed in to what is left", DESKS, ("dev", "DefaultAzureCredential(exclude: [AzureCliCredential])"), &[SharedTokenCacheCredential, VisualStudioCodeCredential, AzurePowerShellCredential, AzureDeveloperCliCredential, BrokerCredential], 0, Chain(&[BROKER])),
    ("prod", DESKS, ("prod", DEFAULT), TO_MANAGED, 1_000, Chain(&["EnvironmentCredential: EnvironmentCredential authentication unavailable. Environment variables are not fully configured.\nVisit https://aka.ms/azsdk/python/identity/environmentcredential/troubleshoot to troubleshoot this issue.", "WorkloadIdentityCredential: WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured. See the troubleshooting guide for more information: https://aka.ms/azsdk/python/identity/workloadidentitycredential/troubleshoot. Missing required arguments: 'tenant_id', 'client_id', 'token_file_path'.", "ManagedIdentityCredential: ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint."])),
    ("one by name: the error is a chain's all the same", DESKS, ("single", DEFAULT), &[AzureCliCredential], 0, Chain(&["AzureCliCredential: Please run 'az login' to set up an account"])),
    ("managed identity by name: no probe, long waits", DESKS, ("managed", DEFAULT), MANAGED, 12_800, Chain(&["ManagedIdentityCredential: ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint."])),
    ("no such credential", DESKS, ("bogus", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "Invalid value for AZURE_TOKEN_CREDENTIALS: bogus. Valid values are: dev, prod, azureclicredential, azuredeveloperclicredential, azurepowershellcredential, environmentcredential, interactivebrowsercredential, managedidentitycredential, visualstudiocodecredential, workloadidentitycredential.")),
    ("one that cannot be named", DESKS, ("cache", DEFAULT), NOBODY, 0, Error(InvalidConfiguration, "Invalid value for AZURE_TOKEN_CREDENTIALS: sharedtokencachecredential. Valid values are: dev, prod, azureclicredential, azuredeveloperclicredential, azurepowershellcredential, environmentcredential, interactivebrowsercredential, managedidentitycredential, visualstudiocodecredential, workloadidentitycredential.")),
    ("one that asks a person", DESKS, ("browser", DEFAULT), NOBODY, 0, Error(NotModelled, "not modelled: InteractiveBrowserCredential, which lets a person sign in")),
];

#[test]
fn each_credential_answers_as_the_sdk_does() -> Result<(), Box<dyn Error>> {
    for (what, tenant, (from, credential), asked, took, gets) in ROWS {
        let world = world(tenant)?;
        let answer = ask(&world, from, credential, VAULT)?;
        let tried: Vec<_> = answer.attempts.iter().map(|it| it.credential).collect();
        assert_eq!(tried, *asked, "{what}");
        assert_eq!(answer.took(), Duration::from_millis(*took), "{what}");
        match gets {
            TokenOf(who) => {
                let token = answer.token().expect(what);
                assert_eq!(world.name_of_principal(token.principal), *who, "{what}");
                assert_eq!(token.audience, VAULT, "{what}");
                assert_eq!(answer.by(), asked.last().copied(), "{what}");
            }
            Error(code, message) => raised(what, &answer, *code, message),
            Chain(entries) => {
                let error = answer.error().expect(what);
                let end = format!(
                    "\n\t{}\nTo mitigate this issue, please refer to the troubleshooting guidelines here at https://aka.ms/azsdk/python/identity/defaultazurecredential/troubleshoot.",
                    entries.join("\n\t")
                );
                assert_eq!(error.code, AuthenticationFailed, "{what}");
                assert!(error.message.ends_with(&end), "{what}: {error}");
                let whole = asked.len() == entries.len();
                let begin = "DefaultAzureCredential failed to retrieve a token from the included credentials.\nAttempted credentials:";
                assert!(error.message.starts_with(begin), "{what}: {error}");
                assert_eq!(
                    error.message.len() == begin.len() + end.len(),
                    whole,
                    "{what}: {error}"
                );
            }
        }
    }
    Ok(())
}

/// A resource that nobody knows, and what each credential says to it (F5, AADSTS500011).
#[test]
fn unknown_resources_are_refused_by_all() -> Result<(), Box<dyn Error>> {
    const GONE: &str = "AADSTS500011: The resource principal named https://nope.example was not found in the tenant named 11111111-0000-4000-8000-000000000001. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.";
    let (environment, imds) = (
        format!("Authentication failed: {GONE}"),
        format!("{NO_IMDS} Token request error: (invalid_resource) {GONE}"),
    );
    #[rustfmt::skip]
    let rows = [
        ("sp_right", "EnvironmentCredential()", AuthenticationFailed, environment.as_str(), 0),
        ("own", "ManagedIdentityCredential()", CredentialUnavailable, imds.as_str(), 0),
        ("app_own", "ManagedIdentityCredential()", CredentialUnavailable, "App Service managed identity configuration not found in environment. Token request error: (invalid_scope) 500, An unexpected error occured while fetching the AAD Token.", 4_800),
        ("aks1", "AzureCliCredential()", NotModelled, "not modelled: the words in which the Azure CLI says that the directory knows no resource `https://nope.example`", 0),
    ];
    let world = world(AZURE)?;
    for (from, credential, code, message, took) in rows {
        let answer = ask(&world, from, credential, "https://nope.example")?;
        raised(from, &answer, code, message);
        assert_eq!(answer.took(), Duration::from_millis(took), "{from}");
        // A scope is its resource with an ending.
        assert!(
            ask(&world, from, credential, &format!("{VAULT}/.default"))?
                .token()
                .is_some()
        );
    }
    Ok(())
}

#[test]
fn what_is_no_more_runs_no_code() -> Result<(), Box<dyn Error>> {
    let mut world = world(AZURE)?;
    world.apply(Event::delete_resource("sp_right"))?;
    let answer = ask(&world, "sp_right", DEFAULT, VAULT)?;
    raised("sp_right", &answer, AuthenticationFailed, LAPTOP);
    assert_eq!(answer.advice(), Vec::<String>::new());
    assert!(ask(&world, "sp_left", DEFAULT, VAULT).is_err());
    let unknown = r#"DefaultAzureCredential(managed_identity_client_id: "u9")"#;
    assert!(ask(&world, "own", unknown, VAULT).is_err());
    Ok(())
}

#[test]
fn the_attempts_are_told_line_by_line() -> Result<(), Box<dyn Error>> {
    let world = world(DESKS)?;
    assert_eq!(
        ask(&world, "login", DEFAULT, VAULT)?.to_string(),
        "  1. EnvironmentCredential        0.0 s  unavailable: Environment variables are not fully configured.
  2. WorkloadIdentityCredential   0.0 s  unavailable: The workload options are not fully configured. Missing required arguments: 'tenant_id', 'client_id', 'token_file_path'.
  3. ManagedIdentityCredential    1.0 s  unavailable: no response from the IMDS endpoint.
  4. SharedTokenCacheCredential   0.0 s  unavailable: No accounts were found in the cache.
  5. VisualStudioCodeCredential   0.0 s  unavailable: VisualStudioCodeCredential requires the 'azure-identity-broker' package to be installed. You must also ensure you have the Azure Resources extension installed and have signed in to Azure via Visual Studio Code.
  6. AzureCliCredential           0.0 s  token of alice"
    );
    assert_eq!(
        ask(&world, "managed", DEFAULT, VAULT)?.to_string(),
        "  1. ManagedIdentityCredential   12.8 s  unavailable: no response from the IMDS endpoint."
    );
    Ok(())
}

/// What would make it work, or faster.
#[test]
fn advice_is_to_the_point() -> Result<(), Box<dyn Error>> {
    const DEV_SAVES: &str = "set AZURE_TOKEN_CREDENTIALS=dev at `login`: the chain then leaves out managed identity, and saves 1.0 s";
    #[rustfmt::skip]
    let rows: &[(&str, &str, &str, &[&str])] = &[
        (AZURE, "own", DEFAULT, &[]),
        (AZURE, "none", DEFAULT, &["enable an identity on `none`: EnableSystemAssigned(\"none\"), in Azure `az vm identity assign`"]),
        (AZURE, "app_none", DEFAULT, &["enable an identity on `app_none`: EnableSystemAssigned(\"app_none\"), in Azure `az webapp identity assign`"]),
        (AZURE, "app_shut", DEFAULT, &["unset WEBSITE_DISABLE_MSI at `app_shut`"]),
        (AZURE, "two", DEFAULT, &["name an identity that `two` has, by managed_identity_client_id or AZURE_CLIENT_ID: `u1` or `u2`"]),
        (AZURE, "one", r#"ManagedIdentityCredential(client_id: "u2")"#, &["attach `u2` to `one`: AttachIdentity(identity: \"u2\", to: \"one\")", "name an identity that `one` has, by client_id: `u1`"]),
        (AZURE, "sp_wrong", "EnvironmentCredential()", &["set AZURE_CLIENT_SECRET at `sp_wrong` to the name of one of the secrets of sp1"]),
        (AZURE, "sp_elsewhere", "EnvironmentCredential()", &["set AZURE_TENANT_ID=11111111-0000-4000-8000-000000000001 at `sp_elsewhere`"]),
        (AZURE, "pod", DEFAULT, &[]),
        (DESKS, "bare", DEFAULT, &["install the Azure CLI at `bare` and sign in: `az login`", "set AZURE_TOKEN_CREDENTIALS=dev at `bare`: the chain then leaves out managed identity, and saves 1.0 s"]),
        (DESKS, "bare", "ManagedIdentityCredential()", &["use another credential at `bare`, such as AzureCliCredential or DefaultAzureCredential: no managed identity answers outside Azure"]),
        (DESKS, "login", DEFAULT, &[DEV_SAVES]),
        (DESKS, "dev", DEFAULT, &[]),
        (DESKS, "prod", DEFAULT, &["unset AZURE_TOKEN_CREDENTIALS at `prod`: AzureCliCredential then answers"]),
        (DESKS, "single", DEFAULT, &["sign in at `single`: `az login`"]),
    ];
    for (tenant, from, credential, expected) in rows {
        let advice = ask(&world(tenant)?, from, credential, VAULT)?.advice();
        assert_eq!(advice, *expected, "{from} {credential}");
    }
    Ok(())
}

/// What was advised above helps.
#[test]
fn advice_taken_helps() -> Result<(), Box<dyn Error>> {
    #[rustfmt::skip]
    let rows = [
        (AZURE, "none", DEFAULT, r#"EnableSystemAssigned("none")"#, "none", 0),
        (AZURE, "app_none", DEFAULT, r#"EnableSystemAssigned("app_none")"#, "app_none", 0),
        (AZURE, "app_shut", DEFAULT, r#"UnsetEnvironmentVariable(at: "app_shut", name: "WEBSITE_DISABLE_MSI")"#, "app_shut", 0),
        (AZURE, "two", DEFAULT, r#"SetEnvironmentVariable(at: "two", name: "AZURE_CLIENT_ID", value: "u1")"#, "u1", 0),
        (AZURE, "one", r#"ManagedIdentityCredential(client_id: "u2")"#, r#"AttachIdentity(identity: "u2", to: "one")"#, "u2", 0),
        (AZURE, "sp_wrong", DEFAULT, r#"SetEnvironmentVariable(at: "sp_wrong", name: "AZURE_CLIENT_SECRET", value: "good")"#, "sp1", 0),
        (AZURE, "sp_elsewhere", DEFAULT, r#"SetEnvironmentVariable(at: "sp_elsewhere", name: "AZURE_TENANT_ID", value: "11111111-0000-4000-8000-000000000001")"#, "sp1", 0),
        (DESKS, "bare", DEFAULT, r#"SignIn(at: "bare", tool: AzureCli, who: "alice")"#, "alice", 1_000),
        (DESKS, "login", DEFAULT, r#"SetEnvironmentVariable(at: "login", name: "AZURE_TOKEN_CREDENTIALS", value: "dev")"#, "alice", 0),
        (DESKS, "prod", DEFAULT, r#"UnsetEnvironmentVariable(at: "prod", name: "AZURE_TOKEN_CREDENTIALS")"#, "alice", 1_000),
        (DESKS, "single", DEFAULT, r#"SignIn(at: "single", tool: AzureCli, who: "alice")"#, "alice", 0),
    ];
    for (tenant, from, credential, event, who, took) in rows {
        let mut world = world(tenant)?;
        let before = ask(&world, from, credential, VAULT)?;
        let event: Event = text_form().from_str(event)?;
        world.apply(event.clone())?;
        let after = ask(&world, from, credential, VAULT)?;
        let token = after.token().expect(from);
        assert_eq!(world.name_of_principal(token.principal), who, "{event:?}");
        assert_eq!(after.took(), Duration::from_millis(took), "{event:?}");
        assert!(
            before.token().is_none() || after.took() < before.took(),
            "{event:?}"
        );
    }
    Ok(())
}

#[test]
fn every_word_is_in_the_tables() {
    let asked =
        |name: &&CredentialName| ROWS.iter().any(|(_, _, _, asked, ..)| asked.contains(name));
    assert!(CredentialName::ALL.iter().all(|name| asked(&name)));
    let raised = |code: &CredentialErrorCode| {
        ROWS.iter()
            .any(|(.., gets)| matches!(gets, Error(of_row, _) if of_row == code))
    };
    assert!(CredentialErrorCode::ALL.iter().all(raised));
    let words = CredentialName::ALL
        .iter()
        .map(|it| (format!("{it:?}"), it.as_str()));
    let codes = CredentialErrorCode::ALL
        .iter()
        .map(|it| (format!("{it:?}"), it.as_str()));
    for (variant, text) in words.chain(codes) {
        assert_eq!(variant, text);
    }
}

#[test]
fn credentials_are_read_strictly_and_written_back() -> Result<(), Box<dyn Error>> {
    for text in [
        "DefaultAzureCredential()",
        r#"DefaultAzureCredential(managed_identity_client_id:"u1",exclude:[AzureCliCredential])"#,
        "ManagedIdentityCredential()",
        "EnvironmentCredential()",
        "AzureCliCredential()",
    ] {
        let read: Credential = text_form().from_str(text)?;
        assert_eq!(text_form().to_string(&read)?, text);
    }
    for text in [
        r#"DefaultAzureCredential(client_id: "u1")"#,
        r#"AzureCliCredential(tenant: "t")"#,
        "DefaultAzureCredential(exclude: [CliCredential])",
        "WorkloadIdentityCredential()",
    ] {
        assert!(text_form().from_str::<Credential>(text).is_err(), "{text}");
    }
    Ok(())
}

fn raised(what: &str, answer: &CredentialAnswer, code: CredentialErrorCode, message: &str) {
    let error = answer.error().map(|it| (it.code, it.message.as_str()));
    assert_eq!(error, Some((code, message)), "{what}");
    assert_eq!(answer.by(), None, "{what}");
    let succeeded = |it: &idsim::Attempt| it.outcome == AttemptOutcome::Succeeded;
    assert!(!answer.attempts.iter().any(succeeded), "{what}");
}

fn ask(
    world: &World,
    from: &str,
    credential: &str,
    resource: &str,
) -> Result<CredentialAnswer, Box<dyn Error>> {
    Ok(world.get_token(&CredentialRequest {
        from: from.into(),
        credential: text_form().from_str(credential)?,
        resource: resource.to_owned(),
    })?)
}

fn world(tenant: &str) -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(text_form().from_str::<Tenant>(tenant)?)?)
}

/// How files are written.
fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
