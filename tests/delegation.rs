//! Delegation: what the conditions that the Azure portal writes let a delegate give and take, and that the refusal, its help
//! and its explanation say the same (F8.4).

use std::error::Error;

use idsim::{
    Attribute, AttributeSource, Event, Forbidden, Reason, Refusal, RoleAssignmentSpec, World,
};

/// What the portal writes, with its line breaks, for what is to hold of the request and of the resource.
fn template(expression: &str) -> String {
    let part = |verb: &str, source: &str| {
        let expression = expression.replace("@S", source);
        format!(
            "(\n (\n  !(ActionMatches{{'Microsoft.Authorization/roleAssignments/{verb}'}})\n )\n OR \n (\n{expression}\n )\n)"
        )
    };
    format!(
        "{}\nAND\n{}",
        part("write", "@Request"),
        part("delete", "@Resource")
    )
}

/// Backup Contributor and Backup Reader.
const ROLES: &str = "  @S[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {5e467623-bb1f-42f4-a55d-6e525e11384b, a795c7a0-d4a2-40c1-ae25-d81f01202912}";

const AND_TYPES: &str = "\n  AND\n  @S[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}";

const AND_PRINCIPALS: &str = "\n  AND\n  @S[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {28c35fea-2099-4cf5-8ad9-473547bc9423, 86951b8b-723a-407b-a74a-1bca3f0c95d0}";

/// Not Owner, Role Based Access Control Administrator, User Access Administrator.
const EXCEPT: &str = "  @S[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635, f58310d9-a9f6-439a-9e8d-f62e7b41a168, 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9}";

/// Dara, who is limited; mia, in a group of marketing; an identity.
fn world(condition: String) -> Result<World, Refusal> {
    let mut world = World::new();
    for user in ["dara", "mia"] {
        world.apply(Event::create_user(user))?;
    }
    let group = |id: &str| -> Result<idsim::Group, Refusal> {
        Ok(idsim::Group {
            id: id.parse().ok(),
            members: vec!["mia".into()],
            ..idsim::Group::default()
        })
    };
    let marketing = group("28c35fea-2099-4cf5-8ad9-473547bc9423")?;
    world.apply(Event::CreateGroup("marketing".into(), marketing))?;
    world.apply(Event::create_identity("id1"))?;
    let administrator = "Role Based Access Control Administrator";
    let spec = RoleAssignmentSpec::new("dara", administrator, "subscription");
    world.apply(Event::AssignRole(spec.under(condition)))?;
    Ok(world)
}

/// To whom and of which type the role is given, as the request says.
fn give(role: &str, to: &str, stated: &str) -> Event {
    let mut spec = RoleAssignmentSpec::new(to, role, "resource-group");
    spec.principal_type = match stated {
        "User" => Some(idsim::PrincipalType::User),
        "Group" => Some(idsim::PrincipalType::Group),
        "ServicePrincipal" => Some(idsim::PrincipalType::ServicePrincipal),
        _ => None,
    };
    Event::AssignRole(spec)
}

/// Why dara may not; nothing if she may.
fn reason(world: &mut World, event: &Event) -> Result<Option<Reason>, Box<dyn Error>> {
    let by = "dara".into();
    let explained = world.explain_act(&by, event);
    let told = explained
        .as_ref()
        .map(|it| (it.decision.reason, it.action.to_string(), it.to_string()));
    let Some((reason, action, story)) = told else {
        world.act("dara", event.clone())?;
        return Ok(None);
    };
    let Err(refusal) = world.act("dara", event.clone()) else {
        return Err(format!("{event:?}: done, and explained why not").into());
    };
    let (text, help) = (refusal.to_string(), refusal.help());
    let Refusal::Forbidden(Forbidden::AuthorizationFailed {
        request,
        condition,
        unsupplied,
    }) = refusal
    else {
        return Err(format!("{event:?}: {text}").into());
    };
    let is_conditional = matches!(reason, Reason::ConditionFalse | Reason::ConditionUnknown);
    let words = "or an ABAC condition not fulfilled to perform action";
    assert_eq!(
        (condition, text.contains(words)),
        (is_conditional, is_conditional),
        "{text}"
    );
    assert_eq!(request.action, action, "{text}");
    assert_eq!(
        !unsupplied.is_empty(),
        reason == Reason::ConditionUnknown,
        "{story}"
    );
    assert_eq!(
        help.is_some(),
        reason == Reason::ConditionUnknown,
        "{help:?}"
    );
    for attribute in unsupplied {
        let name = attribute
            .name()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            story.contains(&format!("roleAssignments:{name}]` is not supplied")),
            "{story}"
        );
    }
    Ok(Some(reason))
}

/// The expression; role, principal, stated type; why she may not give it, and why she may not take it.
type Row<'a> = (
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    Option<Reason>,
    Option<Reason>,
);

#[test]
fn templates_of_the_portal_let_through_what_they_say() -> Result<(), Box<dyn Error>> {
    use Reason::{ConditionFalse, ConditionUnknown};
    let (types, principals) = (
        format!("{ROLES}{AND_TYPES}"),
        format!("{ROLES}{AND_PRINCIPALS}"),
    );
    #[rustfmt::skip]
    let rows: [Row<'_>; 16] = [
        (ROLES, "Backup Reader", "mia", "", None, None),
        (ROLES, "Backup Contributor", "id1", "ServicePrincipal", None, None),
        (ROLES, "Reader", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
        (&types, "Backup Reader", "mia", "User", None, None),
        (&types, "Backup Reader", "marketing", "Group", None, None),
        (&types, "Backup Reader", "mia", "", Some(ConditionUnknown), None),
        (&types, "Backup Reader", "id1", "ServicePrincipal", Some(ConditionFalse), Some(ConditionFalse)),
        // It is false whatever the type is.
        (&types, "Reader", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
        (&principals, "Backup Reader", "marketing", "", None, None),
        (&principals, "Backup Reader", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
        (&principals, "Reader", "marketing", "", Some(ConditionFalse), Some(ConditionFalse)),
        (EXCEPT, "Reader", "mia", "", None, None),
        (EXCEPT, "Contributor", "id1", "", None, None),
        (EXCEPT, "Owner", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
        (EXCEPT, "User Access Administrator", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
        (EXCEPT, "Role Based Access Control Administrator", "mia", "", Some(ConditionFalse), Some(ConditionFalse)),
    ];
    for (expression, role, principal, stated, gives, takes) in rows {
        let row = format!("{role} to {principal} ({stated}) under\n{expression}");
        let mut world = world(template(expression))?;
        let given = give(role, principal, stated);
        assert_eq!(reason(&mut world, &given)?, gives, "{row}");
        if gives.is_some() {
            world.apply(given)?;
        }
        let taken = Event::remove_role_assignment(principal, role, "resource-group");
        assert_eq!(reason(&mut world, &taken)?, takes, "{row}");
    }
    Ok(())
}

/// Who has no role at all, or none with the action in it, hears the plain text.
#[test]
fn a_condition_is_named_only_where_one_is_in_the_way() -> Result<(), Box<dyn Error>> {
    let mut world = world(template(ROLES))?;
    let refusal = world
        .act("mia", give("Backup Reader", "mia", ""))
        .expect_err("she has no role");
    assert!(!refusal.to_string().contains("ABAC"), "{refusal}");
    let refusal = world
        .act("dara", Event::DeleteResourceGroup("resource-group".into()))
        .expect_err("it is not in the role");
    assert!(!refusal.to_string().contains("ABAC"), "{refusal}");
    assert_eq!(reason(&mut world, &give("Backup Reader", "mia", ""))?, None);
    Ok(())
}

/// What the operations of an event carry for conditions to look at.
#[test]
fn circumstances_are_those_of_the_request_or_of_what_is_there() -> Result<(), Box<dyn Error>> {
    let mut world = world(template(ROLES))?;
    let names = |world: &World, event: &Event| -> Result<Vec<String>, Refusal> {
        let operations = world.operations(event)?;
        let all = operations
            .iter()
            .flat_map(|it| it.circumstances.attributes());
        let named =
            all.filter_map(|(it, _): (&Attribute, _)| Some((it.source, it.name()?.to_string())));
        Ok(named
            .map(|(source, name)| format!("{source}:{name}"))
            .collect())
    };
    let given = give("Backup Reader", "mia", "User");
    assert_eq!(
        names(&world, &given)?,
        [
            "Request:RoleDefinitionId",
            "Request:PrincipalId",
            "Request:PrincipalType"
        ]
    );
    assert_eq!(
        names(&world, &give("Backup Reader", "mia", ""))?,
        ["Request:RoleDefinitionId", "Request:PrincipalId"]
    );
    world.apply(given)?;
    let taken = Event::remove_role_assignment("mia", "Backup Reader", "resource-group");
    let expected = ["RoleDefinitionId", "PrincipalId", "PrincipalType"]
        .map(|it| format!("{}:{it}", AttributeSource::Resource));
    assert_eq!(names(&world, &taken)?, expected);
    // What is about no assignment carries nothing.
    assert!(
        names(
            &world,
            &Event::create_resource("kv1", "Microsoft.KeyVault/vaults")
        )?
        .is_empty()
    );
    Ok(())
}
