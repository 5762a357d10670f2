//! The surface forms that name a country, as the tables in `data/` give them.
//!
//! Its place: read by `mention`, which finds the forms in a text, and by `typed`, which reads what a user types.
//! A row is the form, the codes, the kind and the rules; new rows need no code.
//!
//! # Invariants
//! Every form that is no mask names at least one country, a [`MentionKind::Pair`] at least two.

use smallvec::SmallVec;

use super::Country;
use crate::tables::{Added, Row, Table, TableError, Touches};

/// In which manner words name a country. The order says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// The country's or the bloc's own name: "South Korea", `日本`.
    Name,
    /// Its people or its adjective: "Korean", `китайские`.
    Demonym,
    /// The first half of a compound: "Sino-".
    Combining,
    /// Its capital, which often stands for its government.
    Capital,
    /// A territory that depends on a state and seldom acts by itself: "Falkland Islands".
    Territory,
    /// Another city, a province, a state of a federation.
    City,
    /// The seat of a government: "Kremlin", `青瓦台`.
    Seat,
    /// A central bank, an agency, an association, a large company.
    Institution,
    /// A news agency or a newspaper.
    Agency,
    /// Its money: "ringgit", `위안화`.
    Currency,
    /// A head of state or government, a foreign minister.
    Leader,
    /// Two or more countries in one word: `한중`, `日米韓`, "inter-Korean".
    Pair,
    /// A visit to it, an envoy in it, a stance towards it: `방중`, `対米`, `驻华`.
    Toward,
    /// One character for it beside another country: `한` in `한·베트남`, `美` in a Korean headline.
    Sign,
    /// Where a company's shares are traded: `.L` in "<BARC.L>".
    Listing,
    /// Where a company is registered, by a legal form that one country has: "Plc".
    Registered,
}

/// One row of the table.
#[derive(Debug)]
pub struct Form {
    /// The words, in their usual case, without the `*` of a stem.
    pub text: Box<str>,
    /// The countries they name; where `rules.choice` is set, the ones they may name, the usual one first.
    pub countries: SmallVec<[Country; 4]>,
    /// How they name them; `None` for a mask, which hides the names within it.
    pub kind: Option<MentionKind>,
    /// What must hold around them.
    pub rules: Rules,
}

/// What must hold around a form for it to count.
#[derive(Debug, Default)]
pub struct Rules {
    /// Up to three more letters may follow.
    pub stem: bool,
    /// Only as written, not in capitals.
    pub exact: bool,
    /// Also a given or a family name.
    pub person: bool,
    /// Korean: nothing but particles may follow within the token.
    pub particle: bool,
    /// A word of diplomacy or trade must follow.
    pub talk: bool,
    /// The text decides among the countries.
    pub choice: bool,
    /// None of these characters may stand before it.
    pub not_after: Box<str>,
    /// None of these may follow it.
    pub not_before: Vec<Box<str>>,
}

/// Every form. A user's row stands in for the built-in one, whichever of the two texts that is in.
pub static FORMS: Table = Table {
    name: "country_forms",
    columns: "form (`*` at its end: any ending), codes, kind, rules",
    built_in: &[include_str!("../data/country_names.txt"), include_str!("../data/country_forms.txt")],
    touches: Touches::FirstCell,
};

impl Form {
    /// Whether it is looked for as it stands; signs and the endings of symbols need more beside them.
    pub fn stands_by_itself(&self) -> bool {
        !matches!(self.kind, Some(MentionKind::Sign | MentionKind::Listing))
    }
}

/// Reads the table.
pub fn read(added: &Added) -> Result<Vec<Form>, TableError> {
    FORMS.rows(added).map(|row| form(&row)).collect()
}

fn form(row: &Row) -> Result<Form, TableError> {
    let mut rules = rules(row)?;
    let text = row.cell(0);
    let text = text.strip_suffix('*').inspect(|_| rules.stem = true).unwrap_or(text);
    let countries = match row.cell(1) {
        "-" => SmallVec::new(),
        codes => codes.split(',').map(|code| country(row, code)).collect::<Result<_, _>>()?,
    };
    let form = Form { text: text.into(), countries, kind: kind(row)?, rules };
    refusal(&form).map_or(Ok(form), |what| Err(row.refuse(what)))
}

/// The country of a code in a row.
pub fn country(row: &Row, code: &str) -> Result<Country, TableError> {
    Country::from_code(code).ok_or_else(|| row.refuse(format!("`{code}` is no code of a country")))
}

/// What keeps a row from meaning anything.
fn refusal(form: &Form) -> Option<&'static str> {
    let count = form.countries.len();
    match form.kind {
        _ if form.text.is_empty() => Some("the form is empty"),
        None if count > 0 => Some("a mask names no country: its codes are `-`"),
        None => None,
        Some(_) if count == 0 => Some("it names no country"),
        Some(MentionKind::Pair) if count < 2 => Some("a pair names two countries or more"),
        Some(MentionKind::Sign) if form.text.chars().nth(1).is_some() => Some("a sign is one character"),
        Some(MentionKind::Listing) if !form.text.starts_with('.') => Some("the ending of a symbol begins with a stop"),
        Some(_) => None,
    }
}

fn kind(row: &Row) -> Result<Option<MentionKind>, TableError> {
    Ok(Some(match row.cell(2) {
        "mask" => return Ok(None),
        "name" => MentionKind::Name,
        "demonym" => MentionKind::Demonym,
        "combining" => MentionKind::Combining,
        "capital" => MentionKind::Capital,
        "territory" => MentionKind::Territory,
        "city" => MentionKind::City,
        "seat" => MentionKind::Seat,
        "institution" => MentionKind::Institution,
        "agency" => MentionKind::Agency,
        "currency" => MentionKind::Currency,
        "leader" => MentionKind::Leader,
        "pair" => MentionKind::Pair,
        "toward" => MentionKind::Toward,
        "sign" => MentionKind::Sign,
        "listing" => MentionKind::Listing,
        "registered" => MentionKind::Registered,
        other => return Err(row.refuse(format!("`{other}` is no kind of form"))),
    }))
}

/// Rules are parted by blanks; the words of `next!=` may begin with one, so that rule runs to the end of the cell.
fn rules(row: &Row) -> Result<Rules, TableError> {
    let mut rules = Rules::default();
    let (flags, next) = row.cell(3).split_once("next!=").unwrap_or((row.cell(3), ""));
    if !next.is_empty() {
        rules.not_before = next.split('|').map(Into::into).collect();
    }
    for word in flags.split_whitespace() {
        match word {
            "exact" => rules.exact = true,
            "person" => rules.person = true,
            "particle" => rules.particle = true,
            "talk" => rules.talk = true,
            "choice" => rules.choice = true,
            _ => match word.strip_prefix("after!=") {
                Some(characters) => rules.not_after = characters.into(),
                None => return Err(row.refuse(format!("`{word}` is no rule"))),
            },
        }
    }
    Ok(rules)
}
