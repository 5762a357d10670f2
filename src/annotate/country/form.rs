//! The surface forms that name a country, as the tables in `data/` give them.
//!
//! Its place: read by `mention`, which finds the forms in a text, and by `typed`, which reads what a user types.
//! A row is the form, the codes, the kind and the rules; new rows need no code.
//!
//! # Invariants
//! Every form that is no mask names at least one country, a [`MentionKind::Pair`] at least two.

use std::sync::LazyLock;

use super::Country;

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
}

/// One row of the tables.
#[derive(Debug)]
pub struct Form {
    /// The words, in their usual case, without the `*` of a stem.
    pub text: &'static str,
    /// The countries they name; where `rules.choice` is set, the ones they may name, the usual one first.
    pub countries: Vec<Country>,
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
    pub not_after: &'static str,
    /// None of these may follow it.
    pub not_before: Vec<&'static str>,
}

/// Every form of both tables.
pub static FORMS: LazyLock<Vec<Form>> =
    LazyLock::new(|| TABLES.iter().flat_map(|table| rows(table)).map(form).collect());

const TABLES: [&str; 2] = [include_str!("../data/country_names.txt"), include_str!("../data/country_forms.txt")];

/// The lines of a table that are no comments.
pub fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn form(row: &'static str) -> Form {
    let mut fields = row.split('\t');
    let mut field = || fields.next().unwrap_or_default();
    let (text, codes, kind) = (field(), field(), field());
    let mut rules = rules(field());
    let text = text.strip_suffix('*').inspect(|_| rules.stem = true).unwrap_or(text);
    let country = |code| Country::from_code(code).unwrap_or_else(|| panic!("unknown code in the row `{row}`"));
    let countries = if codes == "-" { Vec::new() } else { codes.split(',').map(country).collect() };
    Form { text, countries, kind: kind_of(kind, row), rules }
}

fn kind_of(word: &str, row: &str) -> Option<MentionKind> {
    Some(match word {
        "mask" => return None,
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
        _ => panic!("unknown kind in the row `{row}`"),
    })
}

/// Rules are parted by blanks; the words of `next!=` may begin with one, so that rule runs to the next known word.
fn rules(field: &'static str) -> Rules {
    let mut rules = Rules::default();
    let (flags, next) = field.split_once("next!=").unwrap_or((field, ""));
    if !next.is_empty() {
        rules.not_before = next.split('|').collect();
    }
    for word in flags.split_whitespace() {
        match word {
            "exact" => rules.exact = true,
            "person" => rules.person = true,
            "particle" => rules.particle = true,
            "talk" => rules.talk = true,
            "choice" => rules.choice = true,
            _ => rules.not_after = word.strip_prefix("after!=").unwrap_or_else(|| panic!("unknown rule `{word}`")),
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    //! Properties: both tables parse, are sorted and free of repeats, within one and between the two; masks name
    //! nobody and every other row names somebody; a pair form names two or more.
    use super::*;

    #[test]
    fn tables_are_sorted_without_repeats() {
        let mut all = Vec::new();
        for table in TABLES {
            let forms: Vec<_> = rows(table).map(|row| row.split('\t').next().unwrap()).collect();
            for pair in forms.windows(2) {
                assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
            }
            all.extend(forms);
        }
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "a form stands in both tables");
    }

    #[test]
    fn rows_name_as_many_countries_as_their_kind_says() {
        for form in FORMS.iter() {
            let least = match form.kind {
                None => 0,
                Some(MentionKind::Pair) => 2,
                Some(_) => 1,
            };
            assert!(form.countries.len() >= least, "{}", form.text);
            assert_eq!(form.kind.is_none(), form.countries.is_empty(), "{}", form.text);
            assert!(!form.rules.choice || form.countries.len() > 1, "{}", form.text);
        }
    }
}
