//! The codes of what can be wrong with a file itself.

use crate::value::named;

named! {
    /// What can be wrong with a scenario file itself, before or beside what happens in it.
    pub enum FileError {
        /// The file cannot be had.
        Unreadable,
        /// The file is not UTF-8 text.
        NotUtf8,
        /// The file is empty, or holds nothing but blanks and comments.
        Empty,
        /// The text is not what a scenario looks like: a bracket, a field, a type of value.
        Syntax,
        /// A step is no event and no expectation.
        UnknownStep,
        /// There are no steps.
        NoSteps,
        /// An expectation, or the whole file, asserts nothing.
        NothingAsserted,
        /// A fixture of the file's own tenant is used by nothing.
        UnusedFixture,
        /// A fixture is written twice, in a file and in one that it includes.
        DuplicateFixture,
        /// A tenant file includes itself, directly or not.
        IncludeCycle,
        /// Files include one another further than anybody could follow.
        IncludeTooDeep,
        /// A file outside the root is included.
        IncludeOutside,
        /// A file is included that is not called `….tenant.ron`.
        IncludeNotTenant,
        /// The overrides of the catalogue make no sense.
        Catalogue,
        /// A mark is set twice, or is not set where it is needed.
        Mark,
        /// A question names something that was never heard of, or is malformed.
        Question,
        /// What is expected may be so or otherwise at that time.
        Unsettled,
        /// Something that Azure has and idsim does not.
        NotModelled,
    }
}
