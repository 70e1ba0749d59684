//! What `--help` says beyond the arguments: examples that work in this repository, and exit codes.

pub(super) const IDSIM: &str = "\
Examples:
  idsim new first-steps
  idsim test scenarios
  idsim trace scenarios/identity/recreated-vm.ron
  idsim show scenarios/identity/recreated-vm.ron vm1
  idsim check scenarios/rbac/not-actions.ron --principal alice --action vm/start --on resource-group
  idsim explain scenarios/identity/recreated-vm.ron --principal vm1 --action secrets/get --on kv1
  idsim condition check '@Environment[isPrivateLink] BoolEquals true'
  idsim codes AADSTS700024
  idsim roles 'Key Vault Secrets User'

`idsim help COMMAND` tells more about a command.

Exit codes:
  0  all scenarios hold; the answer is yes
  1  an expectation failed; the answer is no
  2  the command line makes no sense, or names something that does not exist
  3  a file cannot be read or makes no sense
  4  an event was refused that should not have been";

pub(super) const NEW: &str = "\
Examples:
  idsim new contoso
  idsim test contoso
  idsim trace contoso/first.ron

Exit codes:
  0  written
  2  a file is there already; nothing is overwritten
  3  the files cannot be written";

pub(super) const TEST: &str = "\
Examples:
  idsim test scenarios
  idsim test 'scenarios/**/recreated-*.ron' -v
  idsim test scenarios --filter contributor --format json

Exit codes:
  0  all scenarios hold
  1  an expectation failed
  2  the command line makes no sense
  3  a file cannot be read or makes no sense, or a path matches no file
  4  an event was refused that should not have been
Of several the first of 3, 4, 1 counts.";

pub(super) const TRACE: &str = "\
Examples:
  idsim trace scenarios/identity/recreated-vm.ron
  idsim trace scenarios/rbac/assignment-for-a-time.ron --format json

Under each step stands what came of it:
  →  what an event brought about
  ✓  an expectation that holds, and why; a refusal that was expected
  ✗  what is otherwise than expected, and what would cure it
Numbers such as F1.7 are rules of Azure: `idsim codes F1.7` tells each with its source.

Exit codes:
  0  the scenario holds
  1  an expectation failed
  2  the command line makes no sense
  3  the file cannot be read or makes no sense
  4  an event was refused that should not have been";

pub(super) const CHECK: &str = "\
Examples:
  idsim check scenarios/rbac/not-actions.ron --principal alice --action vm/start --on resource-group
  idsim check scenarios/identity/recreated-vm.ron --after 1 --principal vm1 --on kv1 \\
      --action Microsoft.KeyVault/vaults/secrets/getSecret/action --plane data
  idsim check scenarios/conditions/tags-of-a-blob.ron --principal chandra --on sa1 \\
      --action blobs/read --attr '@Resource[blobs/tags:Project]=Cascade'

Exit codes:
  0  allowed
  1  not allowed
  2  the question makes no sense, or names something that was never heard of
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";

pub(super) const EXPLAIN: &str = "\
Example:
  idsim explain scenarios/identity/recreated-vm.ron --principal vm1 --action secrets/get --on kv1

Exit codes:
  0  allowed
  1  not allowed
  2  the question makes no sense, or names something that was never heard of
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";

pub(super) const SHOW: &str = "\
Examples:
  idsim show scenarios/identity/recreated-vm.ron vm1
  idsim show scenarios/identity/recreated-vm.ron vm1 --after 2
  idsim show scenarios/identity/shared-identity.ron shared --after 0 --format json

In JSON a resource is shown as by `az vm identity show`, a user-assigned identity as by `az identity show`, the others as
by `az ad user show`, `az ad group show`, `az ad sp show`, `az group show`, `az account show`.

Exit codes:
  0  shown
  2  there is no such step, nothing was ever called that, or for JSON it does not exist
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";

pub(super) const CONDITION_CHECK: &str = "\
Examples:
  idsim condition check '@Environment[isPrivateLink] BoolEquals true'
  cat condition.txt | idsim condition check --role 'Storage Blob Data Owner'
  az role assignment list --all --query '[0].condition' -o tsv | idsim condition check -

`idsim codes CODE` tells more of what is warned of, such as `idsim codes WayRound`.

Exit codes:
  0  it is well-formed, and there is nothing to warn of
  1  it is well-formed, and there are warnings
  2  the command line makes no sense, or there is no such role
  3  it is no condition, or the file with roles cannot be read or makes no sense";

pub(super) const CONDITION_EXPLAIN: &str = "\
Examples:
  idsim condition explain '@Environment[isPrivateLink] BoolEquals true' --action blobs/read
  idsim condition explain '@Environment[isPrivateLink] BoolEquals true' --action blobs/read \\
      --attr @Environment[isPrivateLink]=true
  cat condition.txt | idsim condition explain --action role-assignments/write \\
      --attr '@Request[roleAssignments:PrincipalType]=User'

What nobody states is not supplied: a comparison with it is unknown, and an assignment grants only where its condition is
true. There is no world here, so `@Principal` and `@Environment[UtcNow]` are stated too.

Exit codes:
  0  true
  1  false or unknown
  2  the question makes no sense, or names something that there is not
  3  it is no condition";

pub(super) const CONDITION_FMT: &str = "\
Examples:
  idsim condition fmt '!(@environment[isPrivateLink]boolequals false)'
  cat condition.txt | idsim condition fmt
  cat condition.txt | idsim condition fmt --one-line

Exit codes:
  0  printed
  2  the command line makes no sense
  3  it is no condition";

pub(super) const CODES: &str = "\
Examples:
  idsim codes
  idsim codes AADSTS700024
  idsim codes TakenOut
  idsim codes AttachIdentity
  idsim codes 'authentication unavailable'
  idsim codes F6.2.3
  idsim codes F6.2
  idsim codes F

A whole message can be pasted too, in quotes.

Exit codes:
  0  printed
  2  there is no such code, event, rule or message";

pub(super) const ROLES: &str = "\
Examples:
  idsim roles
  idsim roles Contributor
  idsim roles --grants secrets/get
  idsim roles --grants Microsoft.Authorization/roleAssignments/write --plane control

Exit codes:
  0  printed
  2  there is no such role or operation
  3  the file with roles cannot be read or makes no sense";

pub(super) const GRAPH: &str = "\
Examples:
  idsim graph scenarios/identity/recreated-vm.ron
  idsim graph scenarios/identity/recreated-vm.ron --after 1 --format mermaid

Exit codes:
  0  drawn
  2  there is no such step
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";

pub(super) const CALL: &str = "\
Examples:
  idsim call scenarios/chapter/3.8-nothing-to-leak.ron --from app1 --to https://kv1.vault.azure.net/secrets/password \\
      --operation secrets/get
  idsim call scenarios/chapter/3.8-nothing-to-leak.ron --from app1 --to https://management.azure.com \\
      --operation sql-databases/read --on sql1/databases/db1
  idsim call scenarios/chapter/3.8-nothing-to-leak.ron --from app1 --to tcp:sql1.database.windows.net/db1 --operation login

Exit codes:
  0  the call succeeds
  1  it does not
  2  the call makes no sense, or names something that was never heard of
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";

pub(super) const TOKEN: &str = "\
Example:
  idsim token scenarios/chapter/3.8-nothing-to-leak.ron --from app1 --resource https://vault.azure.net

Exit codes:
  0  a token is issued
  1  none is
  2  the request names something that was never heard of
  3  the file cannot be read or makes no sense
  4  an event before the step is refused";
