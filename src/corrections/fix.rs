//! What a user fixes in one article, and how a fix is applied.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::annotate::{
    AnnotatedArticle, Basis, Country, CountryPair, CountryTag, Date, PairTag, PartialDate, PlaceEvidence,
};

/// Which article a fix is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// By its id, or the first characters of it.
    Id(String),
    /// By its path as it is shown, or the end of it.
    Path(String),
    /// By its address.
    Url(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "id `{id}`"),
            Self::Path(path) => write!(f, "path `{path}`"),
            Self::Url(url) => write!(f, "url `{url}`"),
        }
    }
}

impl Subject {
    /// Whether an article is meant, which was found under some paths.
    #[must_use]
    pub fn is(&self, id: &str, paths: &[String], url: Option<&str>) -> bool {
        match self {
            Self::Id(start) => id.starts_with(start.as_str()),
            Self::Path(end) => paths.iter().any(|path| ends_in(path, end)),
            Self::Url(address) => url == Some(address),
        }
    }
}

/// Whether a path ends in another one, whole parts of it.
fn ends_in(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/') || end.starts_with('/'))
}

/// What is fixed of an article; what is `None` stays as read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The headline.
    pub title: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The day of publication; `Some(None)` says that it is unknown.
    pub date: Option<Option<PartialDate>>,
    /// The day of the event; `Some(None)` says that there is no other than the publication's.
    pub event_date: Option<Option<PartialDate>>,
    /// The countries it is about.
    pub countries: Option<Vec<Country>>,
    /// The pairs it is about, the main one first.
    pub pairs: Option<Vec<CountryPair>>,
    /// By the name read for a speaker, the name to give instead; `None` takes the speeches out.
    pub speakers: BTreeMap<String, Option<String>>,
}

impl Fix {
    /// Applies the fix; `by` names the file it stands in.
    pub fn apply(&self, article: &mut AnnotatedArticle, by: &str) {
        let evidence = format!("set in `{by}`");
        let set = |value: PartialDate| Date { value, basis: Basis::Explicit, evidence: evidence.clone() };
        if let Some(title) = &self.title {
            article.title = Some(title.clone());
        }
        if let Some(publisher) = &self.publisher {
            article.publisher = Some(publisher.clone());
        }
        if let Some(date) = self.date {
            article.date = date.map(set);
        }
        if let Some(date) = self.event_date {
            article.event_date = date.map(set);
        }
        if article.event_date.as_ref().map(|date| date.value) == article.date.as_ref().map(|date| date.value) {
            article.event_date = None;
        }
        if let Some(pairs) = &self.pairs {
            set_pairs(article, pairs, &evidence);
        }
        if let Some(countries) = &self.countries {
            set_countries(article, countries, &evidence);
        }
        self.rename(article);
    }

    fn rename(&self, article: &mut AnnotatedArticle) {
        for paragraph in &mut article.paragraphs {
            paragraph.speakers.retain_mut(|speech| {
                let Some(name) = speech.name.as_ref().and_then(|name| self.speakers.get(name)) else { return true };
                if let Some(name) = name {
                    speech.name = Some(name.clone());
                }
                name.is_some()
            });
        }
    }
}

/// Sets the pairs; a pair that the article loses, its paragraphs lose, too.
fn set_pairs(article: &mut AnnotatedArticle, pairs: &[CountryPair], evidence: &str) {
    let lost: Vec<CountryPair> = article.pairs.iter().filter(|pair| !pairs.contains(pair)).copied().collect();
    for paragraph in &mut article.paragraphs {
        paragraph.pairs.retain(|pair| !lost.contains(pair));
    }
    article.main_pair = pairs.first().copied();
    let mut tags: Vec<PairTag> =
        pairs.iter().map(|&pair| PairTag { pair, evidence: vec![evidence.to_owned()] }).collect();
    tags.sort_by_key(|tag| tag.pair);
    tags.dedup_by_key(|tag| tag.pair);
    article.pairs = tags.iter().map(|tag| tag.pair).collect();
    article.evidence.pairs = tags;
    let sides = pairs.iter().flat_map(|pair| [pair.first(), pair.second()]).filter(|side| !side.is_bloc());
    let missing: Vec<Country> = sides.filter(|side| !article.countries.contains(side)).collect();
    add_countries(article, missing, evidence);
}

/// Sets the countries; the sides of pairs are always among them.
fn set_countries(article: &mut AnnotatedArticle, countries: &[Country], evidence: &str) {
    let sides = article.pairs.iter().flat_map(|pair| [pair.first(), pair.second()]).filter(|side| !side.is_bloc());
    let wanted: Vec<Country> = countries.iter().copied().chain(sides).collect();
    let lost: Vec<Country> = article.countries.iter().filter(|country| !wanted.contains(country)).copied().collect();
    for paragraph in &mut article.paragraphs {
        paragraph.countries.retain(|country| !lost.contains(country));
    }
    article.evidence.countries.retain(|tag| wanted.contains(&tag.country));
    article.countries.retain(|country| wanted.contains(country));
    let missing = wanted.into_iter().filter(|country| !article.countries.contains(country)).collect();
    add_countries(article, missing, evidence);
}

fn add_countries(article: &mut AnnotatedArticle, countries: Vec<Country>, evidence: &str) {
    let PlaceEvidence { countries: tags, .. } = &mut article.evidence;
    tags.extend(countries.into_iter().map(|country| CountryTag { country, evidence: vec![evidence.to_owned()] }));
    tags.sort_by_key(|tag| tag.country);
    tags.dedup_by_key(|tag| tag.country);
    article.countries = tags.iter().map(|tag| tag.country).collect();
}

#[cfg(test)]
mod tests {
    //! Properties: a fix sets what it names and nothing else; pairs and countries stay at one; a lost pair is lost in
    //! paragraphs, too; subjects are found by the start of an id, the end of a path, an address.
    use super::*;
    use crate::corpus::Document;
    use crate::corrections::Annotator;

    fn article() -> AnnotatedArticle {
        let text = "Norway and Chile sign salmon pact\n\nNorway and Chile signed a pact on salmon on Monday, \
                    Minister Ann Lee said.\n\nPeru was not there, said Bo Ruiz.\n";
        Annotator::built_in().annotate(&Document::plain("a/b.txt", text), &[], jiff::civil::date(2026, 1, 1))
    }

    fn pair(text: &str) -> CountryPair {
        CountryPair::from_codes(text).unwrap()
    }

    #[test]
    fn an_empty_fix_changes_nothing() {
        let mut fixed = article();
        Fix::default().apply(&mut fixed, "x.toml");
        assert_eq!(fixed, article());
    }

    #[test]
    fn dates_and_words_are_set() {
        let fix = Fix {
            title: Some("Salmon".into()),
            publisher: Some("Fish Weekly".into()),
            date: Some(Some("2017-05".parse().unwrap())),
            event_date: Some(Some("2017-05".parse().unwrap())),
            ..Fix::default()
        };
        let mut fixed = article();
        fix.apply(&mut fixed, "x.toml");
        let date = fixed.date.unwrap();
        assert_eq!((date.value.to_string().as_str(), date.evidence.as_str()), ("2017-05", "set in `x.toml`"));
        assert_eq!(fixed.event_date, None, "the same day is no event of its own");
        assert_eq!((fixed.title.as_deref(), fixed.publisher.as_deref()), (Some("Salmon"), Some("Fish Weekly")));
        let mut undated = article();
        Fix { date: Some(None), ..Fix::default() }.apply(&mut undated, "x.toml");
        assert_eq!(undated.date, None);
    }

    #[test]
    fn pairs_and_countries_stay_at_one() {
        let mut fixed = article();
        assert_eq!(fixed.pairs, [pair("CL-NO")]);
        Fix { pairs: Some(vec![pair("NO-PE"), pair("CL-PE")]), ..Fix::default() }.apply(&mut fixed, "x.toml");
        assert_eq!(fixed.pairs, [pair("CL-PE"), pair("NO-PE")]);
        assert_eq!(fixed.main_pair, Some(pair("NO-PE")));
        assert!(fixed.countries.iter().any(|country| country.code() == "PE"));
        assert!(fixed.paragraphs.iter().all(|paragraph| !paragraph.pairs.contains(&pair("CL-NO"))));
        let codes: Vec<_> = fixed.evidence.countries.iter().map(|tag| tag.country).collect();
        assert_eq!(codes, fixed.countries);
        let mut none = article();
        Fix { pairs: Some(Vec::new()), countries: Some(Vec::new()), ..Fix::default() }.apply(&mut none, "x.toml");
        assert!(none.pairs.is_empty() && none.countries.is_empty() && none.main_pair.is_none());
    }

    #[test]
    fn speakers_are_renamed_or_taken_out() {
        let speakers = [("Ann Lee".to_owned(), Some("Ann Lee-Smith".to_owned())), ("Bo Ruiz".to_owned(), None)];
        let mut fixed = article();
        Fix { speakers: speakers.into_iter().collect(), ..Fix::default() }.apply(&mut fixed, "x.toml");
        let names: Vec<_> = fixed.paragraphs.iter().flat_map(|p| &p.speakers).map(|s| s.name.clone()).collect();
        assert_eq!(names, [Some("Ann Lee-Smith".to_owned())]);
    }

    #[test]
    fn subjects() {
        let paths = ["news/2017/page.txt".to_owned()];
        let is = |subject: Subject| subject.is("abc123", &paths, Some("https://example.org/1"));
        assert!(is(Subject::Id("abc1".into())) && !is(Subject::Id("bc1".into())));
        for end in ["news/2017/page.txt", "2017/page.txt", "page.txt", "/page.txt"] {
            assert!(is(Subject::Path(end.into())), "{end}");
        }
        assert!(!is(Subject::Path("age.txt".into())) && !is(Subject::Path("2017".into())));
        assert!(is(Subject::Url("https://example.org/1".into())) && !is(Subject::Url("https://example.org".into())));
    }
}
