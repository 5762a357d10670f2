//! A country as its ISO 3166-1 alpha-2 code, and an unordered pair of two different ones.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Code and English short name of each country, sorted by code.
static COUNTRIES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../data/countries.txt").lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split_once('\t').expect("countries.txt: a row is code, tab, name")).collect()
});

/// A country, or one of the blocs (`EU`, `ASEAN`) that may act as a side: its row in the table of countries. Ordered by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Country(u16);

impl Country {
    /// The country of a code such as `KR`, in any case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.to_ascii_uppercase();
        let row = COUNTRIES.binary_search_by_key(&code.as_str(), |(c, _)| c).ok()?;
        Some(Self(row as u16))
    }

    /// The code: ISO 3166-1 alpha-2, or the name of a bloc.
    #[must_use]
    pub fn code(self) -> &'static str {
        COUNTRIES[usize::from(self.0)].0
    }

    /// The English short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        COUNTRIES[usize::from(self.0)].1
    }

    /// Whether it is a bloc of countries, which can be a side of a pair and nothing else.
    #[must_use]
    pub fn is_bloc(self) -> bool {
        matches!(self.code(), "EU" | "ASEAN")
    }

    /// Every country and bloc, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNTRIES.len()).map(|row| Self(row as u16))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Country> for &'static str {
    fn from(country: Country) -> Self {
        country.code()
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or_else(|| format!("unknown country code `{code}`"))
    }
}

/// Two different countries, the lesser code first: `CN-KR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryPair {
    first: Country,
    second: Country,
}

impl CountryPair {
    /// The pair of two countries in either order; `None` if they are one.
    #[must_use]
    pub fn new(a: Country, b: Country) -> Option<Self> {
        (a != b).then(|| Self { first: a.min(b), second: a.max(b) })
    }

    /// A pair written with codes in either order: `CN-KR`, `kr-cn`.
    #[must_use]
    pub fn from_codes(text: &str) -> Option<Self> {
        let (a, b) = text.split_once('-')?;
        Self::new(Country::from_code(a)?, Country::from_code(b)?)
    }

    /// The side with the lesser code.
    #[must_use]
    pub fn first(self) -> Country {
        self.first
    }

    /// The other side.
    #[must_use]
    pub fn second(self) -> Country {
        self.second
    }

    /// The pair in words: `China–South Korea`.
    #[must_use]
    pub fn label(self) -> String {
        format!("{}–{}", self.first.name(), self.second.name())
    }
}

impl fmt::Display for CountryPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.second)
    }
}

impl From<CountryPair> for String {
    fn from(pair: CountryPair) -> Self {
        pair.to_string()
    }
}

impl TryFrom<String> for CountryPair {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_codes(&text).ok_or_else(|| format!("`{text}` is not a pair of country codes"))
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the table is sorted without repeats; a pair is ordered and never of one country.
    use super::*;

    #[test]
    fn table_is_sorted_without_repeats() {
        assert!(COUNTRIES.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(Country::all().all(|c| Country::from_code(c.code()) == Some(c)));
    }

    #[test]
    fn pairs_are_ordered_and_of_two() {
        let pair = CountryPair::from_codes("kr-cn").unwrap();
        assert_eq!((pair.to_string(), pair.label()), ("CN-KR".into(), "China–South Korea".into()));
        assert_eq!(CountryPair::from_codes("ASEAN-kr").unwrap().to_string(), "ASEAN-KR");
        for bad in ["KR-KR", "KR", "KR-ZZ", "", "-"] {
            assert_eq!(CountryPair::from_codes(bad), None, "{bad}");
        }
    }
}
