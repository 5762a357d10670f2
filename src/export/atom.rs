//! An answer in, an Atom feed out (RFC 4287): what a search finds, for programs that follow news.
//!
//! Its place: a renderer of `export`. Addresses are the caller's, who knows where it serves. An entry is an article, in the
//! order of the answer; a feed that shows what is new is the answer to a request that sorts so.
//!
//! # Invariants
//! The feed is well-formed XML 1.0 whatever the texts hold: what is markup is escaped, and characters that XML forbids are
//! left out. An id hangs on the article's content alone, so that an article that moves, or is served elsewhere, is not new.
//!
//! # Limits
//! Atom wants a moment of every entry. A day begins at midnight in UTC, a month or a year with its first day, and an
//! article without a date has the moment of the index's last run.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::annotate::Speech;
use crate::search::Answer;

/// Who names things in the ids of feeds and entries (RFC 4151). The name of no machine, so that nobody else can use it.
const AUTHORITY: &str = "onrecord.invalid,2026";

/// What a feed tells besides its entries.
pub struct Feed<'f> {
    /// The query as it was understood; feeds of one query have one id.
    pub query: &'f str,
    /// The address of the feed itself.
    pub address: &'f str,
    /// The moment of the index's last run, in RFC 3339.
    pub updated: &'f str,
    /// The address of an article.
    pub link: &'f dyn Fn(&Answer) -> String,
}

/// Writes the feed of some passages, an entry for each of their articles.
///
/// # Errors
/// When the writer fails.
pub fn write<'h>(feed: &Feed<'_>, hits: impl IntoIterator<Item = &'h Answer>, out: impl Write) -> io::Result<()> {
    let mut xml = Xml(Writer::new_with_indent(out, b' ', 1));
    xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")])?;
    xml.text("id", &tag("search", &encoded(feed.query)))?;
    xml.text("title", &format!("onrecord: {}", feed.query))?;
    xml.text("updated", feed.updated)?;
    xml.link("self", feed.address)?;
    xml.author("onrecord")?;
    let mut seen = HashSet::new();
    for hit in hits.into_iter().filter(|hit| seen.insert(&hit.article.id)) {
        entry(hit, feed, &mut xml)?;
    }
    xml.close("feed")?;
    xml.0.into_inner().write_all(b"\n")
}

fn entry<W: Write>(hit: &Answer, feed: &Feed<'_>, xml: &mut Xml<W>) -> io::Result<()> {
    let article = &hit.article;
    let lang = article.lang.as_deref().map(|lang| ("xml:lang", lang));
    xml.open("entry", lang.as_slice())?;
    xml.text("id", &tag("article", article.id.as_str()))?;
    xml.text("title", article.title.as_deref().unwrap_or("(no title)"))?;
    match &article.date {
        Some(date) => xml.text("updated", &format!("{}T00:00:00Z", date.value.first_day()))?,
        None => xml.text("updated", feed.updated)?,
    }
    // Without an author of its own, an entry has that of the feed.
    if let Some(name) = speaker(hit).or(article.publisher.as_deref()) {
        xml.author(name)?;
    }
    xml.link("alternate", &(feed.link)(hit))?;
    xml.text("summary", &hit.snippet.text)?;
    xml.close("entry")
}

/// The first who says what answers.
fn speaker(hit: &Answer) -> Option<&str> {
    let speech: &Speech = hit.speeches.iter().find_map(|&at| hit.paragraph.speakers.get(at))?;
    speech.name.as_deref().or(speech.description.as_deref())
}

/// `tag:onrecord.invalid,2026:article/e09e…`.
fn tag(kind: &str, name: &str) -> String {
    format!("tag:{AUTHORITY}:{kind}/{name}")
}

/// A text as a part of an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Writes elements.
struct Xml<W: Write>(Writer<W>);

impl<W: Write> Xml<W> {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.open(name, &[])?;
        self.0.write_event(Event::Text(BytesText::new(&allowed(text))))?;
        self.close(name)
    }

    fn link(&mut self, rel: &str, href: &str) -> io::Result<()> {
        self.0.write_event(Event::Empty(start("link", &[("rel", rel), ("href", href)])))
    }

    fn author(&mut self, name: &str) -> io::Result<()> {
        self.open("author", &[])?;
        self.text("name", name)?;
        self.close("author")
    }
}

fn start<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*allowed(value)));
    }
    start
}

/// The text without the characters that XML 1.0 forbids.
fn allowed(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) { Cow::Owned(text.replace(forbidden, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    //! Properties: an entry an article, in order, with what Atom wants of each; dates as fine as they are known; whatever a
    //! text holds, the feed is read back as it was, but for what XML forbids.
    use super::*;
    use crate::annotate::{Basis, Date, Kind};
    use crate::corpus::ArticleId;
    use crate::search::{HitArticle, HitParagraph, Snippet};

    fn answer(id: &str, title: Option<&str>, date: Option<&str>) -> Answer {
        let date =
            date.map(|value| Date { value: value.parse().unwrap(), basis: Basis::Explicit, evidence: value.into() });
        let article = HitArticle {
            id: ArticleId::parse(id).unwrap(),
            path: "a.txt".into(),
            paths: vec!["a.txt".into()],
            url: None,
            title: title.map(str::to_owned),
            title_highlights: Vec::new(),
            publisher: None,
            lang: None,
            date,
            event_date: None,
            pairs: Vec::new(),
            countries: Vec::new(),
        };
        let paragraph =
            HitParagraph { ordinal: 0, text: String::new(), pairs: vec![], countries: vec![], speakers: vec![] };
        Answer {
            rank: 1,
            score: 1.0,
            article,
            copies: Vec::new(),
            copies_total: 0,
            paragraph,
            speeches: Vec::new(),
            snippet: Snippet { text: "one <belt> & \u{1}road".into(), highlights: Vec::new() },
            of_article: 1,
            explanation: None,
        }
    }

    #[test]
    fn a_feed_is_whole() {
        let (a, b) = ("e09e25596c7390000b07", "5fa907379a0b11593d03");
        let mut spoken = answer(a, Some("Rail & Port"), Some("2017-12-16"));
        spoken.article.lang = Some("en".into());
        spoken.article.publisher = Some("Bulletin".into());
        let mut month = answer(b, None, Some("2017-12"));
        month.speeches = vec![0];
        month.paragraph.speakers = vec![Speech {
            name: Some("Kim".into()),
            description: None,
            mention: "he".into(),
            role: None,
            affiliation: None,
            kind: Kind::Direct,
            content: Vec::new(),
            cue: None,
            relay: None,
        }];
        let undated = answer("00000000000000000000", Some("일대일로"), None);
        let feed = Feed {
            query: "rail \"one belt\"",
            address: "http://localhost:7700/feed?q=a&b",
            updated: "2026-01-05T08:00:00Z",
            link: &|hit| format!("http://localhost:7700/a/{}", hit.article.id),
        };
        let mut text = Vec::new();
        write(&feed, &[spoken.clone(), month, spoken, undated], &mut text).unwrap();
        let want = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <id>tag:onrecord.invalid,2026:search/rail+%22one+belt%22</id>
 <title>onrecord: rail &quot;one belt&quot;</title>
 <updated>2026-01-05T08:00:00Z</updated>
 <link rel="self" href="http://localhost:7700/feed?q=a&amp;b"/>
 <author>
  <name>onrecord</name>
 </author>
 <entry xml:lang="en">
  <id>tag:onrecord.invalid,2026:article/e09e25596c7390000b07</id>
  <title>Rail &amp; Port</title>
  <updated>2017-12-16T00:00:00Z</updated>
  <author>
   <name>Bulletin</name>
  </author>
  <link rel="alternate" href="http://localhost:7700/a/e09e25596c7390000b07"/>
  <summary>one &lt;belt&gt; &amp; road</summary>
 </entry>
 <entry>
  <id>tag:onrecord.invalid,2026:article/5fa907379a0b11593d03</id>
  <title>(no title)</title>
  <updated>2017-12-01T00:00:00Z</updated>
  <author>
   <name>Kim</name>
  </author>
  <link rel="alternate" href="http://localhost:7700/a/5fa907379a0b11593d03"/>
  <summary>one &lt;belt&gt; &amp; road</summary>
 </entry>
 <entry>
  <id>tag:onrecord.invalid,2026:article/00000000000000000000</id>
  <title>일대일로</title>
  <updated>2026-01-05T08:00:00Z</updated>
  <link rel="alternate" href="http://localhost:7700/a/00000000000000000000"/>
  <summary>one &lt;belt&gt; &amp; road</summary>
 </entry>
</feed>
"#;
        assert_eq!(String::from_utf8(text).unwrap(), want);
    }

    #[test]
    fn forbidden_characters_are_left_out() {
        for (text, want) in [
            ("plain 한중", "plain 한중"),
            ("a\0b\x07c\x1fd", "abcd"),
            ("tab\tline\nend\r", "tab\tline\nend\r"),
            ("\u{fffe}x\u{ffff}\u{fffd}\u{10ffff}", "x\u{fffd}\u{10ffff}"),
            ("\x7f", "\x7f"),
        ] {
            assert_eq!(allowed(text), want);
        }
    }

    #[test]
    fn elements_are_escaped() {
        let mut xml = Xml(Writer::new(Vec::new()));
        xml.text("title", "a < b & \"c\"\x01 ]]>").unwrap();
        xml.link("self", "http://x/?q=\"<&\u{0}").unwrap();
        xml.author("<b>").unwrap();
        assert_eq!(
            String::from_utf8(xml.0.into_inner()).unwrap(),
            "<title>a &lt; b &amp; &quot;c&quot; ]]&gt;</title><link rel=\"self\" href=\"http://x/?q=&quot;&lt;&amp;\"/>\
             <author><name>&lt;b&gt;</name></author>"
        );
    }

    #[test]
    fn ids_are_tags() {
        let id = ArticleId::parse("e09e25596c7390000b07").unwrap();
        assert_eq!(tag("article", id.as_str()), "tag:onrecord.invalid,2026:article/e09e25596c7390000b07");
        assert_eq!(
            tag("search", &encoded("rail \"一带\"")),
            "tag:onrecord.invalid,2026:search/rail+%22%E4%B8%80%E5%B8%A6%22"
        );
    }
}
