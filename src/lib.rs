//! An in-process simulator of Azure managed identities and role-based access control.

pub mod value;

pub mod model;

pub mod catalog;
pub mod event;

pub mod world;

pub mod access;

pub mod graph;

pub mod scenario;

pub use access::{
    AccessDecision, AccessRequest, ActionRequest, Candidate, Decision, Explanation, NearMiss,
    Query, QuestionError, Reason, Remedy, StaleQuery,
};
pub use catalog::{
    Catalog, CatalogOverrides, Certainty, NotInCatalog, OverrideError, RoleListError, Rule,
    Service, UserAssignedSupport,
};
pub use event::{Event, GroupMember, IdentityPatch};
pub use graph::TenantGraph;
pub use model::*;
pub use value::*;
pub use world::{
    Attachment, Change, CodeOrigin, Consequence, Node, NodeKind, NotLatest, OrphanCause, Referent,
    Refusal, RefusalCode, ResolveError, Revision, Subject, TenantError, TenantPart, World,
};
