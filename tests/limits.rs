//! How many of a thing there can be: the last one is let in and the next is not, whether it is written or happens.

use std::error::Error;

use idsim::RefusalCode::{self, *};
use idsim::{Event, Tenant, World};

/// A world that has room for one more of a thing, the event that makes that one, and the next one's code.
struct Border {
    tenant: String,
    last: String,
    next: String,
    code: RefusalCode,
    /// What is no such thing, or not there, and can happen at the border.
    beside: &'static [&'static str],
    /// What makes room again, if an event can.
    room: Option<&'static str>,
}

/// Numbered texts, joined.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// So many assignments, one of them held by `gone`, who was deleted.
fn assignments(count: usize, scope: impl Fn(usize) -> String) -> String {
    let text = |number: usize| {
        let (who, at) = (number / 50, scope(number));
        format!(r#"(principal: "u{who}", role: "Reader", scope: "{at}"),"#)
    };
    format!(
        r#"{}(principal: "cccccccc-0000-4000-8000-000000000001", role: "Reader", scope: "{}"),"#,
        each(count - 1, text),
        scope(count - 1),
    )
}

const GONE: &str = r#"history: (deleted_principals: [
    (id: "cccccccc-0000-4000-8000-000000000001", principal_type: User, name: "gone", origin: Directory),
]),"#;

/// 3,999 in a subscription, over it, its resource group, a vault and its secrets (F6.5.6, F1.7).
fn subscription() -> Border {
    let scope = |number: usize| match number % 50 {
        0 => "subscription".to_owned(),
        1 => "rg1".to_owned(),
        2 => "kv1".to_owned(),
        secret => format!("kv1/secrets/s{secret}"),
    };
    let (users, assignments) = (
        each(81, |it| format!(r#""u{it}": (),"#)),
        assignments(3_999, scope),
    );
    Border {
        tenant: format!(
            r#"(
                management_groups: {{"mg1": ()}},
                subscriptions: {{"subscription": (management_group: "mg1"), "other": ()}},
                resource_groups: {{"rg1": (subscription: "subscription")}},
                resources: {{"kv1": (type: "Microsoft.KeyVault/vaults")}},
                users: {{{users}}},
                role_assignments: [{assignments}],
                {GONE}
            )"#
        ),
        last: r#"AssignRole(principal: "u80", role: "Reader", scope: "kv1/secrets/s1")"#.into(),
        next: r#"AssignRole(principal: "u80", role: "Reader", scope: "subscription")"#.into(),
        code: RoleAssignmentLimitExceeded,
        beside: &[
            r#"AssignRole(principal: "u80", role: "Reader", scope: "mg1")"#,
            r#"AssignRole(principal: "u80", role: "Reader", scope: "/")"#,
            r#"AssignRole(principal: "u80", role: "Reader", scope: "other")"#,
        ],
        room: Some(
            r#"RemoveRoleAssignment(principal: "cccccccc-0000-4000-8000-000000000001", role: "Reader", scope: "kv1/secrets/s48")"#,
        ),
    }
}

/// 499 at a management group; those at what is below it are not its own (F6.5.6).
fn management_group() -> Border {
    let users = each(501, |it| format!(r#""u{it}": (),"#));
    let text = |it: usize| format!(r#"(principal: "u{it}", role: "Reader", scope: "mg1"),"#);
    Border {
        tenant: format!(
            r#"(
                management_groups: {{"mg1": (), "mg2": (parent: "mg1")}},
                subscriptions: {{"subscription": (management_group: "mg1")}},
                users: {{{users}}},
                role_assignments: [{}(principal: "u0", role: "Reader", scope: "subscription")],
            )"#,
            each(499, text)
        ),
        last: r#"AssignRole(principal: "u499", role: "Reader", scope: "mg1")"#.into(),
        next: r#"AssignRole(principal: "u500", role: "Reader", scope: "mg1")"#.into(),
        code: RoleAssignmentLimitExceeded,
        beside: &[
            r#"AssignRole(principal: "u500", role: "Reader", scope: "mg2")"#,
            r#"AssignRole(principal: "u500", role: "Reader", scope: "subscription")"#,
        ],
        room: Some(r#"RemoveRoleAssignment(principal: "u0", role: "Reader", scope: "mg1")"#),
    }
}

/// 4,999 custom roles (F6.3.1).
fn custom_roles() -> Border {
    let text = |it: usize| format!(r#""role{it}": (permissions: []),"#);
    Border {
        tenant: format!("(role_definitions: {{{}}})", each(4_999, text)),
        last: r#"CreateRoleDefinition("last", (permissions: []))"#.into(),
        next: r#"CreateRoleDefinition("next", (permissions: []))"#.into(),
        code: LimitExceeded,
        beside: &[r#"CreateUser("alice")"#],
        room: Some(r#"DeleteRoleDefinition("role7")"#),
    }
}

/// A role with 2,000 assignable scopes, and one with 2,001 (F6.3.1).
fn assignable_scopes() -> Border {
    let role = |name: &str, count| {
        let scopes = each(count, |it| format!(r#""kv1/secrets/s{it}","#));
        format!(
            r#"CreateRoleDefinition("{name}", (permissions: [], assignable_scopes: [{scopes}]))"#
        )
    };
    Border {
        tenant: r#"(resources: {"kv1": (type: "Microsoft.KeyVault/vaults")})"#.into(),
        last: role("last", 2_000),
        next: role("next", 2_001),
        code: LimitExceeded,
        beside: &[r#"CreateRoleDefinition("beside", (permissions: []))"#],
        room: None,
    }
}

/// 9,999 management groups (F6.4).
fn management_groups() -> Border {
    Border {
        tenant: format!(
            "(management_groups: {{{}}})",
            each(9_999, |it| format!(r#""mg{it}": (),"#))
        ),
        last: r#"CreateManagementGroup("last")"#.into(),
        next: r#"CreateManagementGroup("next")"#.into(),
        code: LimitExceeded,
        beside: &[r#"CreateSubscription("beside")"#],
        room: Some(r#"DeleteManagementGroup("mg7")"#),
    }
}

fn holds(border: Border) -> Result<(), Box<dyn Error>> {
    let mut world = World::try_from(text_form().from_str::<Tenant>(&border.tenant)?)?;
    let (last, next): (Event, Event) = (event(&border.last)?, event(&border.next)?);
    let change = world.apply(last.clone())?;
    let Err(refused) = world.apply(next.clone()) else {
        return Err("there is room".into());
    };
    assert_eq!(refused.code(), border.code);
    for text in border.beside {
        let change = world.apply(event(text)?)?;
        world.revert(change)?;
    }
    // What is written is counted like what happens.
    let mut again = World::try_from(world.to_tenant())?;
    assert_eq!(again.apply(next.clone()), Err(refused));
    if let Some(text) = border.room {
        let room = world.apply(event(text)?)?;
        let filled = world.apply(next.clone())?;
        assert!(world.apply(last.clone()).is_err());
        world.revert(filled)?;
        world.revert(room)?;
        assert!(world.apply(next.clone()).is_err());
    }
    // Taking the last one back makes room.
    world.revert(change)?;
    if border.room.is_some() {
        world.apply(next)?;
    }
    Ok(())
}

#[test]
fn a_subscription_has_4000_assignments_and_no_more() -> Result<(), Box<dyn Error>> {
    holds(subscription())
}

#[test]
fn a_management_group_has_500_assignments_and_no_more() -> Result<(), Box<dyn Error>> {
    holds(management_group())
}

#[test]
fn a_tenant_has_5000_custom_roles_and_no_more() -> Result<(), Box<dyn Error>> {
    holds(custom_roles())
}

#[test]
fn a_role_has_2000_assignable_scopes_and_no_more() -> Result<(), Box<dyn Error>> {
    holds(assignable_scopes())
}

#[test]
fn a_directory_has_10000_management_groups_and_no_more() -> Result<(), Box<dyn Error>> {
    holds(management_groups())
}

/// A tenant that is written with one too many is none.
#[test]
fn too_many_cannot_be_written() -> Result<(), Box<dyn Error>> {
    let border = management_group();
    let more = r#"role_assignments: [
        (principal: "u499", role: "Reader", scope: "mg1"),
        (principal: "u500", role: "Reader", scope: "mg1"),"#;
    let tenant = border.tenant.replace("role_assignments: [", more);
    let error = World::try_from(text_form().from_str::<Tenant>(&tenant)?).expect_err("501");
    assert_eq!(error.refusal.code(), RoleAssignmentLimitExceeded);
    assert_eq!(error.part.to_string(), "role_assignments[500]");
    Ok(())
}

/// A full subscription has no cure in it, and the explanation of a no makes none up.
#[test]
fn no_cure_needs_room_that_is_not_there() -> Result<(), Box<dyn Error>> {
    let border = subscription();
    let mut world = World::try_from(text_form().from_str::<Tenant>(&border.tenant)?)?;
    let question = idsim::AccessRequest::control("u80", "Microsoft.KeyVault/vaults/write", "kv1");
    assert!(world.explain(&question)?.remedy.is_some());
    world.apply(event(&border.last)?)?;
    assert_eq!(world.explain(&question)?.remedy, None);
    Ok(())
}

fn event(text: &str) -> ron::error::SpannedResult<Event> {
    text_form().from_str(text)
}

/// How files are written.
fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
