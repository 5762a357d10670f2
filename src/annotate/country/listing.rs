//! Companies that a text names with their symbol on a stock exchange, as newswires do, or with a legal form that only
//! one country knows: `Ostrom Paper <OSP>`, "Samsung Electronics (005930.KS)", "Tesco Plc".
//!
//! Its place: adds symbols to what `mention` found, and takes legal forms out where the company's name says more. The
//! endings of symbols are forms of the tables of the kind `listing`, legal forms of the kind `registered`; exchanges written out
//! (`NYSE: OSP`) are forms like any other.
//!
//! # Limits
//! A company listed abroad counts as of there, unless its name says otherwise (`Chilean Copper Line <CCL>`).

use rustc_hash::FxHashMap;

use super::Country;
use super::form::{Form, MentionKind};
use super::mention::Mention;
use super::script::is_alphabetic_word;

/// The endings of symbols, with the country of the exchange.
#[derive(Debug)]
pub struct Listings {
    endings: FxHashMap<Box<str>, Country>,
    /// Where a symbol in angle brackets without an ending is listed.
    home: Option<Country>,
}

impl Listings {
    /// Those among the forms.
    pub fn new(forms: &[Form]) -> Self {
        let listings = forms.iter().filter(|form| form.kind == Some(MentionKind::Listing));
        let endings = listings.filter_map(|form| Some((form.text.clone(), *form.countries.first()?))).collect();
        // The newswire that writes symbols so leaves the ending out for the exchanges of New York.
        Self { endings, home: Country::from_code("US") }
    }

    /// Adds the symbols of `text` to its mentions, which stay in order.
    pub fn add(&self, text: &str, found: &mut Vec<Mention>) {
        let mut listed = Vec::new();
        for (at, close) in text.bytes().enumerate().filter_map(|(at, open)| Some((at, closing(open)?))) {
            let Some(length) = text.as_bytes()[at + 1..].iter().take(LONGEST + 1).position(|&byte| byte == close)
            else {
                continue;
            };
            let range = at..at + length + 2;
            if let Some(symbol) = text.get(at + 1..at + 1 + length)
                && let Some(country) = self.country(symbol, close)
                && text[..at]
                    .trim_end()
                    .ends_with(|c: char| is_alphabetic_word(c) || matches!(c, '.' | '\'' | ')' | '&'))
                && !is_named(text, at, found)
            {
                listed.push(Mention { range, countries: vec![country], kind: MentionKind::Listing });
            }
        }
        if found.iter().any(|mention| mention.kind == MentionKind::Registered) {
            let said = |m: &Mention| m.kind == MentionKind::Registered && is_named(text, m.range.start, found);
            let said: Vec<bool> = found.iter().map(said).collect();
            let mut said = said.into_iter();
            found.retain(|_| said.next() != Some(true));
        }
        if !listed.is_empty() {
            found.retain(|mention| !listed.iter().any(|other| overlap(mention, other)));
            found.extend(listed);
            found.sort_by_key(|mention| mention.range.start);
        }
    }

    fn country(&self, symbol: &str, close: u8) -> Option<Country> {
        let (code, ending) = symbol.find('.').map_or((symbol, ""), |dot| symbol.split_at(dot));
        if code.is_empty() || !code.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return None;
        }
        if ending.is_empty() {
            let bare = close == b'>' && code.len() <= LONGEST_BARE && code.bytes().all(|c| c.is_ascii_uppercase());
            return self.home.filter(|_| bare);
        }
        self.endings.get(ending).copied()
    }
}

/// In characters, the longest symbol with its ending, and the longest one without.
const LONGEST: usize = 12;
const LONGEST_BARE: usize = 5;

fn closing(open: u8) -> Option<u8> {
    Some(match open {
        b'<' => b'>',
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    })
}

fn overlap(a: &Mention, b: &Mention) -> bool {
    a.range.start < b.range.end && b.range.start < a.range.end
}

/// Whether the company's name, the words in capitals just before the symbol, names a country already.
fn is_named(text: &str, symbol: usize, found: &[Mention]) -> bool {
    let words = text[..symbol].trim_end().rsplit(' ').take(LONGEST_NAME);
    let name = words.take_while(|word| !word.ends_with([',', '.', ';', '>']) && word.starts_with(is_capital));
    let length: usize = name.map(|word| word.len() + 1).sum();
    let start = text[..symbol].trim_end().len().saturating_sub(length);
    found.iter().any(|mention| mention.range.start >= start && mention.range.end <= symbol)
}

/// In words, how far back a company's name is looked at.
const LONGEST_NAME: usize = 5;

fn is_capital(c: char) -> bool {
    c.is_uppercase() || c == '&'
}

#[cfg(test)]
mod tests {
    //! Properties: a symbol names the country of its exchange, unless the company's name names one; other brackets
    //! name nobody.
    use crate::annotate::country::{Tables, mentions};

    #[test]
    fn symbols_name_the_country_of_their_exchange() {
        for (text, want) in [
            ("Ostrom Paper <OSP> makes boxes.", "US"),
            ("OSTROM PAPER <OSP> BUYS HALDEN <HLDN.L>", "US GB"),
            ("Halden Plc (HLDN.L), Ostrom Paper (OSP.N) and Mirae Boxes (000123.KS)", "GB US KR"),
            ("Norwegian Salt Works <NSW> reported a loss.", "NO"),
            ("Halden Plc and Norwegian Salt Plc", "GB NO"),
            ("Norway's ministers praised Ostrom Paper <OSP>.", "NO US"),
            ("The World Bank (IBRD) and the fund (IMF), <b> and <HELLO WORLD>, 표 <AB>, (1.5)", ""),
        ] {
            let found = mentions(text, Tables::built_in());
            let codes: Vec<_> = found.iter().flat_map(|mention| &mention.countries).map(|c| c.code()).collect();
            assert_eq!(codes.join(" "), want, "{text}");
        }
    }
}
