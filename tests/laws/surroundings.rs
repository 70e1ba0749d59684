//! What was here is in `idsim::strategies`.
