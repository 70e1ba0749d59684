//! Exact pictures, and what may not change them.

use super::TenantGraph;
use crate::event::Event;
use crate::model::{PrincipalId, ResourceGroup, RoleAssignmentSpec, Tenant, UserAssignedIdentity};
use crate::value::{Guid, Timestamp};
use crate::world::World;

fn world(events: impl IntoIterator<Item = Event>) -> World {
    let mut world = World::new();
    for event in events {
        let _ = world.apply(event).unwrap();
    }
    world
}

fn things() -> Vec<Event> {
    let stated = UserAssignedIdentity {
        principal_id: Some(PrincipalId::new(Guid::from_u128(2))),
        ..UserAssignedIdentity::default()
    };
    vec![
        Event::create_identity("id1"),
        Event::CreateIdentity("id2".into(), stated),
        Event::create_resource("kv1", "Microsoft.KeyVault/vaults"),
        Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned(),
        Event::create_user("alice"),
        Event::create_group("team"),
        Event::create_group("staff"),
    ]
}

fn relations() -> Vec<Event> {
    vec![
        Event::attach_identity("id1", "vm1"),
        Event::attach_identity("id2", "vm1"),
        Event::add_member("team", "alice"),
        Event::add_member("staff", "team"),
        Event::assign_role("staff", "Reader", "subscription"),
        Event::assign_role("vm1", "Key Vault Secrets User", "kv1/secrets/s1"),
        Event::assign_role("id1", "Key Vault Reader", "kv1"),
        Event::assign_role("id2", "Key Vault Reader", "kv1"),
    ]
}

/// A machine with an identity of its own, a shared one and a dangling one; somebody in a group in a group.
fn small() -> World {
    let end = Event::DeleteIdentity("id2".into());
    world(things().into_iter().chain(relations()).chain([end]))
}

const DOT: &str = r##"digraph {
    rankdir="LR"
    0 [ label="subscription\nsubscription" shape=tab style=filled fillcolor="#dde3ea"]
    1 [ label="resource-group\nresource group" shape=folder style=filled fillcolor="#eaeef2"]
    2 [ label="vm1\nMicrosoft.Compute/virtualMachines" shape=box3d style=filled fillcolor="#cfe8ff"]
    3 [ label="kv1\nMicrosoft.KeyVault/vaults" shape=box style=filled fillcolor="#ffffff"]
    4 [ label="kv1/secrets/s1\nMicrosoft.KeyVault/vaults/secrets" shape=box style=filled fillcolor="#ffffff"]
    5 [ label="id1\nuser-assigned identity" shape=hexagon style=filled fillcolor="#ffe8b3"]
    6 [ label="alice\nUser" shape=ellipse style=filled fillcolor="#d9f2d9"]
    7 [ label="the former identity of id2 (00000000-0000-0000-0000-000000000002)\nuser-assigned identity" shape=hexagon style="filled,dashed" color=red fillcolor="#ffe8b3"]
    8 [ label="staff\nGroup" shape=doubleoctagon style=filled fillcolor="#e6dcf5"]
    9 [ label="team\nGroup" shape=doubleoctagon style=filled fillcolor="#e6dcf5"]
    10 [ label="vm1\nsystem-assigned identity" shape=hexagon style=filled fillcolor="#fff5d6"]
    0 -> 1 [ arrowhead=none color=gray]
    1 -> 2 [ arrowhead=none color=gray]
    1 -> 3 [ arrowhead=none color=gray]
    1 -> 5 [ arrowhead=none color=gray]
    2 -> 5 [ label="attached"]
    2 -> 7 [ label="attached (dangling)" style=dashed color=red]
    2 -> 10 [ label="has identity"]
    3 -> 4 [ arrowhead=none color=gray]
    5 -> 3 [ label="Key Vault Reader"]
    6 -> 9 [ label="member of"]
    7 -> 3 [ label="Key Vault Reader (orphaned)" style=dashed color=red]
    8 -> 0 [ label="Reader"]
    9 -> 8 [ label="member of"]
    10 -> 4 [ label="Key Vault Secrets User"]
}
"##;

const MERMAID: &str = r#"flowchart LR
    n0["subscription<br/>subscription"]:::subscription
    n1["resource-group<br/>resource group"]:::resourceGroup
    n2["vm1<br/>Microsoft.Compute/virtualMachines"]:::host
    n3["kv1<br/>Microsoft.KeyVault/vaults"]:::resource
    n4["kv1/secrets/s1<br/>Microsoft.KeyVault/vaults/secrets"]:::resource
    n5{{"id1<br/>user-assigned identity"}}:::userAssigned
    n6(["alice<br/>User"]):::user
    n7{{"the former identity of id2 (00000000-0000-0000-0000-000000000002)<br/>user-assigned identity"}}:::gone
    n8(["staff<br/>Group"]):::group
    n9(["team<br/>Group"]):::group
    n10{{"vm1<br/>system-assigned identity"}}:::systemAssigned
    n0 --- n1
    n1 --- n2
    n1 --- n3
    n1 --- n5
    n2 -->|"attached"| n5
    n2 -.->|"attached (dangling)"| n7
    n2 -->|"has identity"| n10
    n3 --- n4
    n5 -->|"Key Vault Reader"| n3
    n6 -->|"member of"| n9
    n7 -.->|"Key Vault Reader (orphaned)"| n3
    n8 -->|"Reader"| n0
    n9 -->|"member of"| n8
    n10 -->|"Key Vault Secrets User"| n4
    classDef subscription fill:#dde3ea,stroke:#555,color:#000
    classDef resourceGroup fill:#eaeef2,stroke:#555,color:#000
    classDef host fill:#cfe8ff,stroke:#555,color:#000
    classDef resource fill:#ffffff,stroke:#555,color:#000
    classDef userAssigned fill:#ffe8b3,stroke:#555,color:#000
    classDef systemAssigned fill:#fff5d6,stroke:#555,color:#000
    classDef user fill:#d9f2d9,stroke:#555,color:#000
    classDef group fill:#e6dcf5,stroke:#555,color:#000
    classDef gone fill:#fff,stroke:red,stroke-dasharray:5 5,color:#000
    linkStyle 5,10 stroke:red
"#;

#[test]
fn a_small_tenant_is_drawn() {
    let graph = TenantGraph::of(&small());
    assert_eq!(graph.to_dot(), DOT);
    assert_eq!(graph.to_mermaid(), MERMAID);
}

#[test]
fn the_order_of_creation_does_not_show() {
    let backwards = |events: Vec<Event>| events.into_iter().rev();
    let end = Event::DeleteIdentity("id2".into());
    let events = backwards(things()).chain(backwards(relations()));
    let graph = TenantGraph::of(&world(events.chain([end])));
    assert_eq!(graph.to_dot(), DOT);
    assert_eq!(graph.to_mermaid(), MERMAID);
}

#[test]
fn a_name_cannot_break_out_of_its_label() {
    #[rustfmt::skip]
    let rows = [
        ("a\"]b", r#"a\"]b"#, "a#quot;#93;b"),
        ("a\\", r"a\\", "a#92;"),
        ("[{(a)}]", "[{(a)}]", "#91;#123;(a)#125;#93;"),
        ("a\nb\rc\0", "a\\nb\u{fffd}c\u{fffd}", "a<br/>b\u{fffd}c\u{fffd}"),
        ("<b>&lt;</b>", "<b>&amp;lt;</b>", "#lt;b#gt;#amp;lt;#lt;/b#gt;"),
        ("#quot; | `*x*`", "#quot; | `*x*`", "#35;quot; #124; #96;#42;x#42;#96;"),
        ("%%{init: {}}%%", "%%{init: {}}%%", "#37;#37;#123;init: #123;#125;#125;#37;#37;"),
        ("Zoë 東京 🦀", "Zoë 東京 🦀", "Zoë 東京 🦀"),
    ];
    for (name, dot, mermaid) in rows {
        assert_eq!(super::dot::escape(name), dot, "{name:?}");
        assert_eq!(super::mermaid::escape(name), mermaid, "{name:?}");
    }
    let graph = TenantGraph::of(&world([Event::create_user("Zoë \"Z\" [東]")]));
    let (dot, mermaid) = (graph.to_dot(), graph.to_mermaid());
    assert!(dot.contains(r#" label="Zoë \"Z\" [東]\nUser" "#), "{dot}");
    let line = r#"(["Zoë #quot;Z#quot; #91;東#93;<br/>User"]):::user"#;
    assert!(mermaid.contains(line), "{mermaid}");
}

#[test]
fn a_place_that_something_left_is_drawn_while_assignments_stand_there() {
    let text = TenantGraph::of(&world([
        Event::create_resource("kv1", "Microsoft.KeyVault/vaults"),
        Event::CreateResourceGroup("rg2".into(), ResourceGroup::default()),
        Event::create_user("alice"),
        Event::assign_role("alice", "Reader", "kv1"),
        Event::assign_role("alice", "Reader", "/"),
        Event::MoveResource {
            resource: "kv1".into(),
            to: "rg2".into(),
        },
    ]))
    .to_mermaid();
    for line in [
        "n0[\"/<br/>root\"]:::managementGroup\n",
        "/vaults/kv1<br/>Microsoft.KeyVault/vaults\"]:::gone\n",
        "n0 --- n1\n",
        "n6 -->|\"Reader\"| n0\n",
        "n6 -.->|\"Reader (orphaned)\"| n3\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_time_is_written_beside_what_it_limits() {
    let mut role = RoleAssignmentSpec::new("alice", "Reader", "resource-group");
    role.until = Some(Timestamp::parse("2026-02-01T00:00:00Z").unwrap());
    let tenant = Tenant {
        clock: Some(Timestamp::parse("2026-01-01T00:00:00Z").unwrap()),
        ..Tenant::default()
    };
    let mut world = World::try_from(tenant).unwrap();
    let _ = world.apply(Event::create_user("alice")).unwrap();
    let _ = world.apply(Event::AssignRole(role)).unwrap();
    let text = TenantGraph::of(&world).to_dot();
    assert!(
        text.contains("\"Reader until 2026-02-01T00:00:00Z\""),
        "{text}"
    );
}
