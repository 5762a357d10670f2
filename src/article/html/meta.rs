//! What a web page says of itself: JSON-LD, `<meta>`, microdata, the address, the language.
//!
//! Its place: asked first, of the whole tree. It gathers evidence; which of it holds is decided by those who need it.
//!
//! Sources: schema.org (`NewsArticle`, `Article`, `BlogPosting` and the like), the Open Graph protocol, Dublin Core,
//! and the names that content systems made up, which are rows of `data/page_meta.txt`.
//!
//! # Limits
//! Of several articles described in one page the first counts. JSON-LD with a mistake in it says nothing.

use std::collections::HashMap;

use dom_query::Document;
use serde_json::Value;

use super::super::line::fold;
use super::super::{DateOf, StatedDate};
use crate::tables::{Added, Table, TableError, Touches};

pub(in super::super) static PAGE_META: Table = Table {
    name: "page_meta",
    columns: "name or property of a <meta> element, what it holds (author, lang, published, publisher, title, unsaid, \
              updated, url; unsaid is a date of which it is not said of what)",
    built_in: &[include_str!("../data/page_meta.txt")],
    touches: Touches::Every,
};

/// What an element of metadata can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Author,
    Lang,
    Publisher,
    Title,
    Url,
    Date(DateOf),
}

/// The names of metadata.
#[derive(Debug)]
pub(in super::super) struct MetaNames(HashMap<Box<str>, Field>);

impl MetaNames {
    /// Reads the table.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let mut names = HashMap::new();
        for row in PAGE_META.rows(added) {
            let field = match row.filled(1)? {
                "author" => Field::Author,
                "lang" => Field::Lang,
                "published" => Field::Date(DateOf::Publication),
                "publisher" => Field::Publisher,
                "title" => Field::Title,
                "unsaid" => Field::Date(DateOf::Unsaid),
                "updated" => Field::Date(DateOf::Update),
                "url" => Field::Url,
                other => {
                    let known = "author, lang, published, publisher, title, unsaid, updated or url";
                    return Err(row.refuse(format!("`{other}` is not {known}")));
                }
            };
            names.insert(row.filled(0)?.to_lowercase().into_boxed_str(), field);
        }
        Ok(Self(names))
    }
}

/// What a page states, each kind in the order of its weight.
#[derive(Debug, Default)]
pub(in super::super) struct Stated {
    pub titles: Vec<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub lang: Option<String>,
    pub url: Option<String>,
    pub dates: Vec<StatedDate>,
}

impl Stated {
    fn take(&mut self, field: Field, value: &str, stands: &'static str) {
        let value = fold(value.trim());
        if value.is_empty() {
            return;
        }
        let first = |slot: &mut Option<String>| {
            slot.get_or_insert_with(|| value.clone());
        };
        match field {
            Field::Author if value.starts_with("http") => {}
            Field::Author => first(&mut self.author),
            Field::Lang => first(&mut self.lang),
            Field::Publisher if value.starts_with("http") => {}
            Field::Publisher => first(&mut self.publisher),
            Field::Title => self.titles.push(value),
            Field::Url => {
                if value.starts_with("http") {
                    first(&mut self.url);
                }
            }
            Field::Date(of) => self.dates.push(StatedDate { text: value, of, stands }),
        }
    }
}

/// What a document says of itself.
pub(super) fn read(document: &Document, names: &MetaNames) -> Stated {
    let mut stated = Stated::default();
    if let Some(href) = document.select_single("link[rel=canonical]").attr("href") {
        stated.take(Field::Url, &href, "link");
    }
    linked_data(document, &mut stated);
    meta_elements(document, names, &mut stated);
    microdata(document, &mut stated);
    if let Some(lang) = document.select_single("html").attr("lang") {
        stated.take(Field::Lang, &lang, "html");
    }
    stated.titles.extend(Some(fold(document.select_single("title").text().trim())).filter(|title| !title.is_empty()));
    stated
}

/// Attributes that name what a `<meta>` element holds.
const NAMING: [&str; 4] = ["property", "name", "itemprop", "http-equiv"];

fn meta_elements(document: &Document, names: &MetaNames, stated: &mut Stated) {
    for meta in document.select("meta[content]").nodes() {
        let content = meta.attr("content").unwrap_or_default();
        let named = NAMING.iter().filter_map(|attribute| meta.attr(attribute));
        for field in named.filter_map(|name| names.0.get(name.trim().to_lowercase().as_str()).copied()) {
            stated.take(field, &content, "metadata of the page");
        }
    }
}

/// `<time itemprop="datePublished" datetime="…">` and its kin within the page.
fn microdata(document: &Document, stated: &mut Stated) {
    for node in document.select("[itemprop]").nodes().iter().filter(|node| !node.has_name("meta")) {
        let of = match node.attr("itemprop").unwrap_or_default().to_lowercase().as_str() {
            "datepublished" => DateOf::Publication,
            "datemodified" => DateOf::Update,
            "datecreated" | "dateline" => DateOf::Unsaid,
            _ => continue,
        };
        let value = ["datetime", "content"].iter().find_map(|attribute| node.attr(attribute));
        stated.take(Field::Date(of), &value.unwrap_or_else(|| node.text()), "microdata of the page");
    }
    for node in document.select("time[pubdate]").nodes() {
        let value = node.attr("datetime").unwrap_or_else(|| node.text());
        stated.take(Field::Date(DateOf::Publication), &value, "markup of the page");
    }
}

/// How deep and how many values of JSON-LD are looked at.
const VALUES_MAX: usize = 20_000;

/// What JSON-LD says of the first article it describes, else of the page.
fn linked_data(document: &Document, stated: &mut Stated) {
    let mut pages = Vec::new();
    for script in document.select("script[type='application/ld+json']").nodes() {
        let text = script.text();
        // Line breaks within strings are the commonest mistake.
        let text: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim_start_matches("<!--").trim_end_matches("-->").trim_end_matches(';');
        let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
        for item in items(&value) {
            match kind(item) {
                Some(Kind::Article) => return describe(item, stated),
                Some(Kind::Page) => pages.push(item.clone()),
                None => {}
            }
        }
    }
    pages.iter().for_each(|page| describe(page, stated));
}

/// Every object within a value, outer ones first.
fn items(value: &Value) -> Vec<&Value> {
    let (mut found, mut at) = (vec![value], 0);
    while at < found.len() && found.len() < VALUES_MAX {
        match found[at] {
            Value::Array(values) => found.extend(values),
            Value::Object(fields) => {
                found.extend(fields.values().filter(|value| value.is_object() || value.is_array()))
            }
            _ => {}
        }
        at += 1;
    }
    found
}

enum Kind {
    Article,
    Page,
}

fn kind(item: &Value) -> Option<Kind> {
    let types: Vec<&str> = match item.get("@type")? {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = |ends: &[&str]| types.iter().any(|kind| ends.iter().any(|end| kind.ends_with(end)));
    if is(&["Article", "BlogPosting", "Report", "PressRelease", "Newsarticle"]) {
        Some(Kind::Article)
    } else if is(&["WebPage", "ItemPage"]) {
        Some(Kind::Page)
    } else {
        None
    }
}

fn describe(item: &Value, stated: &mut Stated) {
    const STANDS: &str = "JSON-LD of the page";
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    for (name, field) in [
        ("headline", Field::Title),
        ("datePublished", Field::Date(DateOf::Publication)),
        ("dateCreated", Field::Date(DateOf::Unsaid)),
        ("dateModified", Field::Date(DateOf::Update)),
        ("inLanguage", Field::Lang),
        ("url", Field::Url),
    ] {
        if let Some(value) = text(name) {
            stated.take(field, value, STANDS);
        }
    }
    for (name, field) in [("publisher", Field::Publisher), ("author", Field::Author)] {
        let names = named(item.get(name));
        if !names.is_empty() {
            stated.take(field, &names.join(", "), STANDS);
        }
    }
}

/// The names of a person, an organisation, or several.
fn named(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(name)) => vec![name],
        Some(Value::Object(fields)) => fields.get("name").and_then(Value::as_str).into_iter().collect(),
        Some(Value::Array(many)) => {
            many.iter().filter_map(|one| one.as_str().or_else(|| one.get("name").and_then(Value::as_str))).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: each place in which pages describe themselves is read; what describes other things is not.
    use super::super::super::Tables;
    use super::*;

    fn stated(head: &str) -> Stated {
        let page = format!("<html lang=ko><head>{head}</head><body><p>Text</p></body></html>");
        read(&Document::from(page), &Tables::built_in().page_meta)
    }

    fn dates(stated: &Stated) -> Vec<(DateOf, &str)> {
        stated.dates.iter().map(|date| (date.of, date.text.as_str())).collect()
    }

    #[test]
    fn linked_data_describes_the_article() {
        let found = stated(
            r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
                {"@type":"Organization","name":"Not this"},
                {"@type":["NewsArticle"],"headline":"Two berths open","datePublished":"2021-03-04T09:00:00+09:00",
                 "dateModified":"2021-03-05","author":[{"@type":"Person","name":"Ada Lind"},"Bo Ruiz"],
                 "publisher":{"name":"The Pier Post"},"inLanguage":"en"},
                {"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01"}]}</script>
               <title>Two berths open | The Pier Post</title>"#,
        );
        assert_eq!(found.titles, ["Two berths open", "Two berths open | The Pier Post"]);
        assert_eq!((found.publisher.as_deref(), found.lang.as_deref()), (Some("The Pier Post"), Some("en")));
        assert_eq!(found.author.as_deref(), Some("Ada Lind, Bo Ruiz"));
        let (published, updated) = ((DateOf::Publication, "2021-03-04T09:00:00+09:00"), (DateOf::Update, "2021-03-05"));
        assert_eq!(dates(&found), [published, updated]);
    }

    #[test]
    fn meta_elements_are_read_by_name() {
        let found = stated(
            r#"<meta property="og:title" content="두 선석 개장"><meta name=Author content="서하늘">
               <meta property="og:site_name" content="나루신문"><meta name="DC.date.issued" content="2021-03-04">
               <meta name=date content="2021-03-06"><meta itemprop=dateModified content="2021-03-05">
               <link rel=canonical href="https://naru.example/a/17"><meta property="og:url" content="/other">"#,
        );
        assert_eq!(found.titles, ["두 선석 개장"]);
        assert_eq!((found.publisher.as_deref(), found.author.as_deref()), (Some("나루신문"), Some("서하늘")));
        assert_eq!((found.url.as_deref(), found.lang.as_deref()), (Some("https://naru.example/a/17"), Some("ko")));
        let expected =
            [(DateOf::Publication, "2021-03-04"), (DateOf::Unsaid, "2021-03-06"), (DateOf::Update, "2021-03-05")];
        assert_eq!(dates(&found), expected);
    }

    #[test]
    fn damaged_data_says_nothing() {
        for head in [
            r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":</script>"#,
            r#"<script type="application/ld+json">[[[[]]]]</script>"#,
            r#"<script type="application/ld+json">{"@type":"Product","name":"A"}</script>"#,
            r#"<meta property="og:title" content="  ">"#,
        ] {
            let found = stated(head);
            assert!(found.titles.is_empty() && found.dates.is_empty(), "{head}");
        }
    }
}
