//! What can be wrong in a book, a job file or a person file, and where.
//!
//! A message never repeats a name, an address or a phone number: messages end up in logs.

use crate::id::IdError;
use crate::money::MoneyError;

/// One mistake and its place. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}")]
pub struct Mistake {
    /// The line.
    pub line: usize,
    /// The character in that line.
    pub column: usize,
    /// What is wrong there.
    pub what: MistakeKind,
}

impl Mistake {
    /// Stable key: screens find their words by it, the office counts by it.
    pub fn code(&self) -> &'static str {
        self.what.code()
    }
}

macro_rules! mistakes {
    ($(
        $(#[$doc:meta])* $code:literal $shown:literal
        $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })?,
    )*) => {
        /// What is wrong.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum MistakeKind {
            $($(#[$doc])* #[error($shown)] $name $({ $($(#[$field_doc])* $field: $type),* })?,)*
        }

        impl MistakeKind {
            /// Stable key: screens find their words by it, the office counts by it.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }
        }
    };
}

mistakes! {
    /// More than [`super::MOST_BYTES`].
    "book/too-large" "a file has at most {most} bytes, this one has {bytes}"
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        most: usize
    },
    /// The bytes are no text.
    "book/not-utf8" "this is not UTF-8 text"
    NotUtf8,
    /// The text is no TOML.
    "book/not-toml" "this is not TOML: {message}"
    NotToml {
        /// As the TOML reader says it.
        message: String
    },
    /// A key is unknown or missing, or a value has the wrong type or length.
    "book/wrong-shape" "{message}"
    WrongShape {
        /// Without the value itself.
        message: String
    },
    /// Written for another version of this app.
    "book/unknown-format" "format {given} is not known here, only 1 is"
    UnknownFormat {
        /// The number that was given.
        given: i64
    },
    /// One of a few words was expected.
    "book/unknown-word" "{given:?} is no {field}; known: {known}"
    UnknownWord {
        /// The key that holds it.
        field: &'static str,
        /// What was given.
        given: String,
        /// What could be given, with commas.
        known: String
    },
    /// Not an id.
    "book/bad-id" "{why}"
    BadId {
        /// The rule it breaks.
        why: IdError
    },
    /// The same id, or the same entry of a list, for the second time.
    "book/duplicate" "the {field} {given} is here for the second time"
    Duplicate {
        /// What it names.
        field: &'static str,
        /// What is there twice.
        given: String
    },
    /// Nothing of this name is in this file.
    "book/unknown-name" "there is no {field} {given} in this book"
    UnknownName {
        /// What was looked for.
        field: &'static str,
        /// The name.
        given: String
    },
    /// A text without a visible character.
    "book/empty-text" "{field} must not be empty"
    EmptyText {
        /// The key that holds it.
        field: &'static str
    },
    /// Texts are shown and signed: they hold visible characters and line ends only.
    "book/control-character" "{field} holds a control character"
    ControlCharacter {
        /// The key that holds it.
        field: &'static str
    },
    /// A list that means nothing when it is empty.
    "book/empty-list" "{field} must name at least one; leave the key out to mean all"
    EmptyList {
        /// The key that holds it.
        field: &'static str
    },
    /// Something that needs several has too few.
    "book/too-few" "{field} needs at least {least}"
    TooFew {
        /// The key that holds them.
        field: &'static str,
        /// How many are needed.
        least: usize
    },
    /// Zero where nothing works with zero.
    "book/not-positive" "{field} must be at least 1"
    NotPositive {
        /// The key that holds it.
        field: &'static str
    },
    /// More than can be meant.
    "book/too-high" "{field} is at most {most}"
    TooHigh {
        /// The key that holds it.
        field: &'static str,
        /// The highest value.
        most: u32
    },
    /// The second of a pair is below the first.
    "book/backwards" "{field} runs backwards: the first must not be above the second"
    Backwards {
        /// The key that holds the pair.
        field: &'static str
    },
    /// An amount or a currency.
    "book/bad-money" "{why}"
    BadMoney {
        /// The rule it breaks.
        why: MoneyError
    },
    /// Not a day of the calendar.
    "book/bad-date" "{field} is written like 2026-01-31 and must exist"
    BadDate {
        /// The key that holds it.
        field: &'static str
    },
    /// Neither `R1` to `R241` nor `T1` to `T20`.
    "book/bad-requirement" "{given:?} is no requirement; they are R1 to R241 (with a or b) and T1 to T20"
    BadRequirement {
        /// What was given.
        given: String
    },
    /// Readings are whole thousandths.
    "book/bad-reading" "{field} holds plain numbers with at most 3 decimals"
    BadReading {
        /// The key that holds it.
        field: &'static str
    },
    /// This kind or weight needs a key that is not there.
    "book/missing-key" "{because} needs the key {key}"
    MissingKey {
        /// The key.
        key: &'static str,
        /// The kind or weight.
        because: &'static str
    },
    /// A reason that is there and is for something else.
    "book/reason-for-something-else" "the reason {given} is not for {purpose}"
    ReasonForSomethingElse {
        /// The reason.
        given: String,
        /// What it was named for.
        purpose: &'static str
    },
    /// A safety incident leads away from danger, never into more business.
    "book/safety-goes-on" "a safety incident ends with go-on, hand-over or leave, not with {given}"
    SafetyGoesOn {
        /// What was given.
        given: &'static str
    },
    /// Somebody may come to harm and nobody would hear of it.
    "book/safety-untold" "every end of a safety incident tells the centre"
    SafetyUntold,
    /// Money for the customer that would be left out.
    "book/credit-free-in-warranty" "a credit is given to the customer: free_in_warranty must be false"
    CreditFreeInWarranty,
    /// A key of another kind or weight.
    "book/key-does-not-belong" "{because} has no key {key}"
    KeyDoesNotBelong {
        /// The key.
        key: &'static str,
        /// The kind or weight.
        because: &'static str
    },
    /// A good value that would be refused as a slip.
    "book/expected-not-possible" "expected must lie within possible"
    ExpectedNotPossible,
    /// A condition on an answer that is no choice.
    "book/not-a-choice" "the check {given} is no choice, so nothing can depend on its answer"
    NotAChoice {
        /// The check.
        given: String
    },
    /// A condition on an answer that does not exist yet when the check is asked.
    "book/answer-comes-later" "the check {given} must stand before this one, in the same step or an earlier one"
    AnswerComesLater {
        /// The check.
        given: String
    },
    /// Conditions upon conditions, more than anyone can follow.
    "book/conditions-too-deep" "this check hangs on more than {most} answers in a row"
    ConditionsTooDeep {
        /// How many are followed.
        most: usize
    },
    /// What is first lies in a later step.
    "book/order-against-steps" "{first} is in a later step than {then} and cannot come before it"
    OrderAgainstSteps {
        /// What should come first.
        first: String,
        /// What should wait.
        then: String
    },
    /// Checks that wait for each other.
    "book/order-circle" "these checks wait for each other: {circle}"
    OrderCircle {
        /// The checks, each before the next, with arrows.
        circle: String
    },
    /// A substitute for a part that is no original of this catalogue.
    "book/no-original" "{given} is no original part of this catalogue"
    NoOriginal {
        /// What it names.
        given: String
    },
    /// No document uses this phrase.
    "book/unknown-phrase" "no document uses a phrase {given:?}"
    UnknownPhrase {
        /// Its key.
        given: String
    },
    /// A document would have a hole.
    "book/missing-phrase" "the phrase {key} is missing"
    MissingPhrase {
        /// Its key.
        key: &'static str
    },
    /// Nothing will be filled in here.
    "book/unknown-placeholder" "the phrase {key} has no {{{given}}}"
    UnknownPlaceholder {
        /// The phrase.
        key: &'static str,
        /// The placeholder.
        given: String
    },
    /// Something that must be said would be left out in one language.
    "book/missing-placeholder" "the phrase {key} must say {{{name}}} in each language"
    MissingPlaceholder {
        /// The phrase.
        key: &'static str,
        /// The placeholder.
        name: &'static str
    },
    /// A brace that opens or closes no placeholder.
    "book/stray-brace" "a brace in the phrase {key} belongs to no placeholder"
    StrayBrace {
        /// The phrase.
        key: &'static str
    },
    /// Nobody can be called.
    "job/no-phone" "a job needs at least one phone number"
    NoPhone,
    /// Too few digits to call.
    "job/bad-phone" "a phone number has at least 3 digits"
    BadPhone,
    /// A visit that would come before itself.
    "job/earlier-is-itself" "earlier names this visit itself"
    EarlierIsItself,
    /// Not an instant.
    "job/bad-time" "{field} is written like 2026-11-23T09:00:00+08:00 and must exist"
    BadTime {
        /// The key that holds it.
        field: &'static str
    },
}
