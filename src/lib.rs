//! The front page follows; then the map.
#![doc = include_str!("../README.md")]
//!
//! # The map
//!
//! Modules stand floor by floor below, split by blank lines; a module uses only what stands above it in the list. What is
//! absent is as much a part of it: nothing here reads a clock, a file or the network, and nothing is random. Only
//! `strategies`, a feature for tests, makes random worlds and writes files.

pub mod value;

pub mod model;

pub mod catalog;
pub mod event;

pub mod world;

pub mod access;
pub mod token;

pub mod credential;
pub mod graph;

pub mod act;
pub mod call;

pub mod laws;

pub mod scenario;

pub mod report;
#[cfg(feature = "strategies")]
pub mod strategies;

#[cfg(feature = "cli")]
pub mod cli;

pub use access::{
    AccessDecision, AccessRequest, ActionRequest, AppliedCondition, Asker, Caller, Candidate,
    DENIED_ONLY_IF_GRANTED, Decision, DenyStage, EVERY_ONE_OF_NONE, Explanation, Finding,
    HeldPolicy, Lint, LintCode, MISSING_EXISTS, NOT_UNKNOWN, NearMiss, OtherWay, PolicyMiss, Query,
    QuestionError, Reason, Remedy, SOME_ONE_OF_NONE, StaleQuery, Trap, Truth, Unclear, Weighed,
};
pub use call::{Bearer, CallAnswer, CallCode, CallQuestionError, CallRequest, ServiceError};
pub use catalog::{
    Answers, Api, AttributeNameError, Catalog, CatalogOverrides, Certainty, ClientCache,
    ClientCacheName, Code, CodeKind, CodeOrigin, EventPermissions, KnownAttribute, Need,
    NotInCatalog, OverrideError, Part, PolicyPermission, RoleListError, Rule, Service, ServiceWay,
    SubOperation, TokenEndpoint, UserAssignedSupport, WayRound,
};
pub use credential::{
    Attempt, AttemptOutcome, Credential, CredentialAnswer, CredentialError, CredentialErrorCode,
    CredentialName, CredentialRequest, RememberedToken, Renewal,
};
pub use event::{Event, GroupMember, IdentityPatch, IdentityUpdate, RoleActivation, TokenIssue};
pub use graph::TenantGraph;
pub use model::*;
pub use token::{
    Address, AssertionTimes, ExchangeAnswer, ExchangeError, ExchangeErrorCode, ExchangeRequest,
    Header, Method, TokenAnswer, TokenError, TokenErrorCode, TokenRequest,
};
pub use value::*;
pub use world::{
    Affected, ArmRequest, Attachment, Change, Consequence, Counter, Due, Forbidden, Happening,
    Held, InvalidFederatedCredential, Node, NodeKind, NotLatest, Operation, OrphanCause, Place,
    PlaceId, Redo, Referent, Refusal, RefusalCode, ResolveError, Revision,
    SERVICES_HONOUR_REVOCATION, Seen, SignedIn, SoftDeletedVault, Subject, TOKEN_LIFETIME,
    TenantError, TenantPart, Untimely, World,
};
