//! One condition that has each trap, and one that differs in one thing and has not.
