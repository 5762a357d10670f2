//! Reads what a user types for a country or a pair: codes, names in any language and case, `한중`, `korea china`.
//!
//! Its place: beside the annotator, over the tables as they ship; used by searches and filters.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::form::{self, MentionKind};
use super::mention::mentions;
use super::script::is_joint;
use super::{Country, CountryPair, Tables};
use crate::tables::Added;

/// What can be typed, folded, with whom it names.
struct Names {
    whole: HashMap<String, Vec<Country>>,
    /// Stems of Russian names, to which up to [`LONGEST_ENDING`] letters may be added.
    stems: HashMap<String, Country>,
}

const LONGEST_ENDING: usize = 3;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { whole: HashMap::new(), stems: HashMap::new() };
    for form in Tables::built_in().forms.iter().filter(|form| form.kind.is_some_and(can_be_typed)) {
        // An ambiguous name means the first of its countries.
        let countries = if form.rules.choice { &form.countries[..1] } else { &form.countries[..] };
        if form.rules.stem {
            names.stems.entry(fold(&form.text)).or_insert(countries[0]);
        } else {
            names.whole.entry(fold(&form.text)).or_insert_with(|| countries.to_vec());
        }
    }
    for country in Country::all() {
        names.whole.insert(fold(country.name()), vec![country]);
    }
    names
});

fn can_be_typed(kind: MentionKind) -> bool {
    matches!(
        kind,
        MentionKind::Name
            | MentionKind::Demonym
            | MentionKind::Combining
            | MentionKind::Capital
            | MentionKind::Pair
            | MentionKind::Territory
    )
}

/// Small letters, no stops, plain hyphens and apostrophes, single spaces.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            '.' => {}
            '’' => folded.push('\''),
            c if c.is_whitespace() && folded.ends_with(' ') => {}
            c if c.is_whitespace() => folded.push(' '),
            '‐' | '‑' | '–' | '—' => folded.push('-'),
            c => folded.push(c),
        }
    }
    folded.trim_end_matches('-').to_owned()
}

impl Country {
    /// The country of a code or of a name in any of the languages of the tables, in any case: `kr`, `South Korea`,
    /// `Korean`, `한국`, `Сеул`. A name of several countries means the usual one (`Korea` is KR).
    ///
    /// ```
    /// use onrecord::annotate::Country;
    /// assert_eq!(Country::from_name("south korea"), Country::from_code("KR"));
    /// assert_eq!(Country::from_name("nowhere"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let folded = fold(name);
        let named = NAMES.whole.get(&folded).filter(|countries| countries.len() == 1).map(|countries| countries[0]);
        Self::from_code(&folded).or(named).or_else(|| by_stem(&folded))
    }
}

fn by_stem(folded: &str) -> Option<Country> {
    let ends = folded.char_indices().rev().map(|(at, _)| at).take(LONGEST_ENDING);
    let mut stems = [folded.len()].into_iter().chain(ends).map(|end| &folded[..end]);
    stems.find_map(|stem| NAMES.stems.get(stem).copied())
}

/// A name of a country or bloc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryName {
    /// Whose.
    pub country: Country,
    /// The name in its usual case.
    pub text: String,
    /// Whether it is also another word or a person's name.
    pub also_word: bool,
}

/// Every whole name of every country, as the tables ship: the short English one first, then those of all languages,
/// in the order of the tables. A name of several countries is the usual one's (`Korea` is KR).
#[must_use]
pub fn country_names() -> Vec<CountryName> {
    let forms = form::read(&Added::default()).expect("the built-in tables can be read");
    let whole = forms.into_iter().filter(|form| form.kind == Some(MentionKind::Name) && !form.rules.stem);
    let named = whole.filter(|form| form.countries.len() == 1 || form.rules.choice).map(|form| CountryName {
        country: form.countries[0],
        also_word: form.rules.particle || form.rules.person,
        text: form.text.into(),
    });
    let short = |country: Country| CountryName { country, text: country.name().to_owned(), also_word: false };
    Country::all().map(short).chain(named).collect()
}

impl CountryPair {
    /// The pair in what a user types: two codes or names joined by a hyphen, a dash, a slash, a comma, a blank or
    /// "and", or one word for both such as `한중`.
    ///
    /// ```
    /// use onrecord::annotate::CountryPair;
    /// for typed in ["CN-KR", "kr-cn", "korea-china", "South Korea–China", "korea china", "한중"] {
    ///     assert_eq!(CountryPair::parse(typed), CountryPair::from_codes("CN-KR"));
    /// }
    /// ```
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let folded = fold(typed);
        if let Some(countries) = NAMES.whole.get(&folded) {
            return if let [a, b] = countries[..] { Self::new(a, b) } else { None };
        }
        splits(&folded)
            .find_map(|(a, b)| Self::new(Country::from_name(a)?, Country::from_name(b)?))
            .or_else(|| of_signs(typed))
    }
}

/// The text parted in two at each of its joints in turn.
fn splits(folded: &str) -> impl Iterator<Item = (&str, &str)> {
    let joint = |c: char| is_joint(c) || matches!(c, ' ' | ',' | '~' | '&' | '+' | '、' | '，');
    folded.char_indices().filter(move |(_, c)| joint(*c)).map(move |(at, c)| {
        let (a, b) = (folded[..at].trim(), folded[at + c.len_utf8()..].trim());
        (trim_word(a), trim_word(b))
    })
}

/// Without the mark or the small word that stood on the other side of a blank: "korea - china", "korea and china".
fn trim_word(side: &str) -> &str {
    let side = side.trim_matches(|c: char| is_joint(c) || matches!(c, ' ' | ',' | '&' | '+'));
    let side = ["and ", "vs ", "with "].iter().find_map(|word| side.strip_prefix(word)).unwrap_or(side);
    [" and", " vs", " with"].iter().find_map(|word| side.strip_suffix(word)).unwrap_or(side)
}

/// Signs joined by a dot (`한·중`), names joined by a particle (`한국과 중국`): read as running text that must name
/// just two countries and leave nothing else.
fn of_signs(typed: &str) -> Option<CountryPair> {
    let found = mentions(typed, Tables::built_in());
    let mut named = found.iter().flat_map(|mention| mention.countries.iter().copied());
    let pair = CountryPair::new(named.next()?, named.next()?)?;
    let covered: usize = found.iter().map(|mention| mention.range.len()).sum();
    let rest: usize =
        typed.chars().filter(|c| is_joint(*c) || "과와和与與と및 ".contains(*c)).map(char::len_utf8).sum();
    (named.next().is_none() && covered + rest == typed.len()).then_some(pair)
}

#[cfg(test)]
mod tests {
    //! Properties: codes and names in any language and case are read; hyphens within names part nothing; one country,
    //! three countries or a stranger make no pair.
    use super::*;

    #[test]
    fn names_are_read_in_any_language_and_case() {
        for (name, code) in [
            ("kr", "KR"),
            ("KOREA", "KR"),
            ("south korea", "KR"),
            ("S. Korea", "KR"),
            ("대한민국", "KR"),
            ("韩国", "KR"),
            ("韓国", "KR"),
            ("Южная Корея", "KR"),
            ("Китай", "CN"),
            ("китайский", "CN"),
            ("UK", "GB"),
            ("u.s.", "US"),
            ("Guinea-Bissau", "GW"),
            ("timor-leste", "TL"),
            ("côte d’ivoire", "CI"),
            ("cote d'ivoire", "CI"),
            ("the netherlands", "NL"),
            ("eu", "EU"),
            ("asean", "ASEAN"),
            ("Beijing", "CN"),
            ("독일", "DE"),
            (" dprk ", "KP"),
        ] {
            assert_eq!(Country::from_name(name).map(Country::code), Some(code), "{name}");
        }
        for name in ["", "-", "nowhere", "한중", "korea-china", "south china sea"] {
            assert_eq!(Country::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_of_all_languages_are_told() {
        let names = country_names();
        let of = |text: &str| names.iter().find(|name| name.text == text).map(|name| name.country.code());
        for (text, code) in [("Korea", "KR"), ("한국", "KR"), ("韩国", "KR"), ("US", "US"), ("Deutschland", "DE")] {
            assert_eq!(of(text), Some(code), "{text}");
        }
        assert_eq!((of("Росси"), of("Seoul"), of("Korean"), of("한중")), (None, None, None, None));
        assert!(names.iter().any(|name| name.text == "이란" && name.also_word));
    }

    #[test]
    fn pairs_are_read_as_typed() {
        for (typed, pair) in [
            ("CN-KR", "CN-KR"),
            ("kr-cn", "CN-KR"),
            ("korea-china", "CN-KR"),
            ("South Korea–China", "CN-KR"),
            ("korea/china", "CN-KR"),
            ("korea china", "CN-KR"),
            ("south korea china", "CN-KR"),
            ("한중", "CN-KR"),
            ("한·중", "CN-KR"),
            ("한-중", "CN-KR"),
            ("한국 중국", "CN-KR"),
            ("中韩", "CN-KR"),
            ("us-china", "CN-US"),
            ("eu-china", "CN-EU"),
            ("guinea-bissau-china", "CN-GW"),
            ("china guinea-bissau", "CN-GW"),
            ("guinea-bissau/timor-leste", "GW-TL"),
            ("korea and japan", "JP-KR"),
            ("Korea - Japan", "JP-KR"),
            ("new zealand, papua new guinea", "NZ-PG"),
            ("한국과 일본", "JP-KR"),
            ("asean-korea", "ASEAN-KR"),
            ("Sino-Russian", "CN-RU"),
            ("日米", "JP-US"),
            ("Россия-Китай", "CN-RU"),
            ("u.s. japan", "JP-US"),
        ] {
            assert_eq!(CountryPair::parse(typed).map(|p| p.to_string()).as_deref(), Some(pair), "{typed}");
        }
        for typed in
            ["", "guinea-bissau", "korea", "korea-korea", "korea-nowhere", "korea china japan", "한중일", "-", "– –"]
        {
            assert_eq!(CountryPair::parse(typed), None, "{typed}");
        }
    }
}
