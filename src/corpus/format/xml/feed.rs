//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; a document an entry.
//!
//! An entry's full text is taken; where the feed gives only a summary, that is the text.

use serde_json::Value;

use super::{Inner, Node, Nodes, Tag, child, name_of, root};
use crate::corpus::decode::{Text, declared_in_markup, decode};
use crate::corpus::format::{Format, html, markup};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Metadata, Skip};

pub(in super::super) const FORMAT: Format =
    Format { name: "feed", extensions: &["atom", "rdf", "rss"], begins, whole: true, read };

/// Whether the first tag is a feed's, or it says that it is a JSON Feed.
fn begins(head: &[u8]) -> bool {
    is_json_feed(head)
        || root(head).is_some_and(|tag| match &*name_of(&tag) {
            "rss" | "feed" => true,
            // RDF holds all kinds of things.
            "rdf" => tag.contains("purl.org/rss/") || tag.contains("my.netscape.com/rdf"),
            _ => false,
        })
}

fn is_json_feed(head: &[u8]) -> bool {
    const VERSION_WITHIN: usize = 1 << 11;
    let head = head[..head.len().min(VERSION_WITHIN)].trim_ascii_start();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // Some programs write `\/` for `/`.
    let is_named = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    head.starts_with(b"{") && (is_named(b"jsonfeed.org/version") || is_named(b"jsonfeed.org\\/version"))
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let bytes = input.bytes()?;
    let feed = decode(&bytes, declared_in_markup(&bytes))?;
    if is_json_feed(&bytes) { of_json(&feed, output) } else { of_xml(&feed, output) }
}

/// What a feed says of all its entries.
#[derive(Default)]
struct Channel {
    title: Option<String>,
    lang: Option<String>,
}

/// An entry as it is read.
#[derive(Default)]
struct Entry {
    stated: Metadata,
    /// An address that is one only where there is no other.
    guid: Option<String>,
    content: Option<Content>,
    summary: Option<Content>,
}

struct Content {
    text: String,
    is_html: bool,
}

impl Content {
    fn new(text: String, is_html: bool) -> Option<Self> {
        let is_html = is_html || markup::is_html(&text);
        (!text.trim().is_empty()).then_some(Self { text, is_html })
    }
}

fn of_xml(feed: &Text, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut nodes = Nodes::new(&feed.text, FORMAT.name);
    let mut channel = Channel::default();
    let mut entry: Option<Entry> = None;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(tag) => match (&*tag.local(), &mut entry) {
                ("item" | "entry", last) => {
                    // One that nothing closed ends where the next begins.
                    if let Some(last) = last.take() {
                        last.put(&channel, &feed.decoding, output);
                    }
                    let stated = Metadata { lang: tag.attribute("xml:lang"), ..Metadata::default() };
                    entry = Some(Entry { stated, ..Entry::default() });
                }
                (name, Some(entry)) => entry.take(name, &tag, &nodes.inner(name)?),
                (name, None) => channel.take(name, &tag, &mut nodes)?,
            },
            Node::Close(name) if name == "item" || name == "entry" => {
                if let Some(entry) = entry.take() {
                    entry.put(&channel, &feed.decoding, output);
                }
            }
            Node::Close(_) | Node::Text(_) => {}
        }
    }
    // A feed that is cut off has its last entry without an end.
    entry.map_or(Ok(()), |_| Err(Skip::damaged(FORMAT.name, "it ends within an entry")))
}

impl Channel {
    fn take(&mut self, name: &str, tag: &Tag<'_>, nodes: &mut Nodes<'_>) -> Result<(), Skip> {
        if matches!(name, "feed" | "rss" | "channel") {
            self.lang = self.lang.take().or_else(|| tag.attribute("xml:lang"));
        }
        match name {
            "title" => {
                let title = line(&nodes.inner(name)?.text);
                self.title = self.title.take().or(title);
            }
            "language" => {
                let lang = line(&nodes.inner(name)?.text);
                self.lang = self.lang.take().or(lang);
            }
            // They have titles of their own.
            "image" | "textinput" | "author" | "generator" => drop(nodes.inner(name)?),
            _ => {}
        }
        Ok(())
    }
}

impl Entry {
    /// Takes an element of the entry. Those of other vocabularies (pictures, places) are left aside.
    fn take(&mut self, name: &str, tag: &Tag<'_>, inner: &Inner<'_>) {
        const PREFIXES: [&str; 9] = ["", "a", "atom", "atom10", "content", "dc", "dcterms", "rdf", "rss"];
        if !PREFIXES.contains(&tag.prefix()) {
            return;
        }
        let stated = &mut self.stated;
        match name {
            "title" => set(&mut stated.title, line(&markup::plain(&inner.text))),
            "link" if tag.attribute("rel").is_none_or(|rel| rel == "alternate") => {
                set(&mut stated.url, tag.attribute("href").or_else(|| line(&inner.text)));
            }
            "guid" | "id" | "identifier" => {
                let is_address = tag.attribute("isPermaLink").is_none_or(|is| is != "false");
                self.guid = line(&inner.text).filter(|guid| is_address && guid.starts_with("http"));
                set(&mut stated.id, line(&inner.text));
            }
            "pubdate" | "published" | "issued" | "date" | "created" | "available" => {
                set(&mut stated.date, line(&inner.text));
            }
            "updated" | "modified" => set(&mut stated.updated, line(&inner.text)),
            "author" | "creator" => add(&mut stated.author, person(inner)),
            "publisher" => set(&mut stated.publisher, line(&inner.text)),
            "source" => set(&mut stated.publisher, whose(inner)),
            "language" => set(&mut stated.lang, line(&inner.text)),
            "encoded" | "content" => self.content = self.content.take().or_else(|| content(tag, inner)),
            "description" | "summary" | "abstract" => {
                self.summary = self.summary.take().or_else(|| content(tag, inner))
            }
            _ => {}
        }
    }

    fn put(self, channel: &Channel, decoding: &Decoding, output: &mut Output<'_>) {
        let Some(content) = self.content.or(self.summary) else { return output.skip(Skip::Empty) };
        let of_feed = Metadata {
            url: self.guid,
            publisher: channel.title.clone(),
            lang: channel.lang.clone(),
            ..Metadata::default()
        };
        put(content, self.stated.or(&of_feed), decoding, output);
    }
}

fn put(content: Content, stated: Metadata, decoding: &Decoding, output: &mut Output<'_>) {
    let decoding = decoding.clone();
    if !content.is_html {
        return output.document(Body::Plain(markup::unescape(&content.text)), decoding, stated);
    }
    if let Err(skip) = html::put(Text { text: content.text, decoding }, stated, output) {
        output.skip(skip);
    }
}

/// The content of an element: its words, or its markup where it stands there as such.
fn content(tag: &Tag<'_>, inner: &Inner<'_>) -> Option<Content> {
    let kind = tag.attribute("type").unwrap_or_default();
    match inner.has_elements {
        true => Content::new(inner.raw.to_owned(), true),
        false => Content::new(inner.text.clone(), matches!(&*kind, "html" | "text/html")),
    }
}

/// Who is meant: Atom has the name in an element, RSS may have it in brackets behind an address.
fn person(inner: &Inner<'_>) -> Option<String> {
    if inner.has_elements {
        return child(inner.raw, "name");
    }
    let text = line(&inner.text)?;
    let named = text.split_once('(').filter(|(address, _)| address.contains('@'));
    Some(named.map_or(text.as_str(), |(_, name)| name.trim_end_matches(')')).to_owned())
}

/// The feed that an entry was taken over from.
fn whose(inner: &Inner<'_>) -> Option<String> {
    if inner.has_elements { child(inner.raw, "title") } else { line(&inner.text) }
}

fn set(value: &mut Option<String>, new: Option<String>) {
    if value.is_none() {
        *value = new;
    }
}

fn add(value: &mut Option<String>, new: Option<String>) {
    match (value, new) {
        (Some(value), Some(new)) if !value.split(", ").any(|one| one == new) => {
            value.push_str(", ");
            value.push_str(&new);
        }
        (value @ None, new) => *value = new,
        _ => {}
    }
}

/// The words of a text on one line; `None` where there are none.
fn line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

fn of_json(feed: &Text, output: &mut Output<'_>) -> Result<(), Skip> {
    let feed_of = |error| Skip::damaged(FORMAT.name, error);
    let value: Value = serde_json::from_str(&feed.text).map_err(|error: serde_json::Error| feed_of(error))?;
    let channel = Channel { title: told(&value, "title"), lang: told(&value, "language") };
    for item in value["items"].as_array().map_or(&[][..], Vec::as_slice) {
        entry_of_json(item, &value).put(&channel, &feed.decoding, output);
    }
    Ok(())
}

fn entry_of_json(item: &Value, feed: &Value) -> Entry {
    let stated = Metadata {
        id: told(item, "id"),
        url: told(item, "url").or_else(|| told(item, "external_url")),
        title: told(item, "title"),
        author: authors(item).or_else(|| authors(feed)),
        date: told(item, "date_published"),
        updated: told(item, "date_modified"),
        lang: told(item, "language"),
        ..Metadata::default()
    };
    let content = |name: &str, is_html| Content::new(item[name].as_str()?.to_owned(), is_html);
    let summary = content("summary", false);
    let guid = stated.id.clone().filter(|id| id.starts_with("http"));
    Entry { stated, guid, content: content("content_html", true).or_else(|| content("content_text", false)), summary }
}

fn authors(value: &Value) -> Option<String> {
    let several = value["authors"].as_array().map_or(&[][..], Vec::as_slice);
    let mut names = None;
    for author in several.iter().chain([&value["author"]]) {
        add(&mut names, told(author, "name"));
    }
    names
}

/// A word or a number of a name.
fn told(value: &Value, name: &str) -> Option<String> {
    match &value[name] {
        Value::String(text) => line(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: entries of every kind of feed are read with what is said of them; the full text goes before the
    //! summary; what is cut off is told; nothing panics.
    use crate::corpus::format::trial::{read, shown_of, survives};

    const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>항만일보</title><link>https://port.example</link><language>ko</language>
<image><title>logo</title></image>
<item><title>선석 &amp; 부두 &quot;개장&quot;</title><link>https://port.example/1</link><guid isPermaLink="false">p-1</guid>
<pubDate>Tue, 14 Mar 2017 09:00:00 +0900</pubDate><dc:creator>김하나</dc:creator>
<description>요약</description><content:encoded><![CDATA[<p>항만공사가 선석을 열었다.</p>]]></content:encoded>
<media:content url="x.jpg"><media:title>사진</media:title></media:content></item>
<item><title>Quay</title><guid>https://port.example/2</guid><author>desk@port.example (K. Port)</author>
<description>The trust &amp;amp; its guests &lt;3</description></item>
<item><title>Empty</title></item>
</channel></rss>"#;

    const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Post</title><id>f</id>
<author><name>Desk</name></author>
<entry><title type="html">A &lt;b&gt;quay&lt;/b&gt;</title><link rel="self" href="x"/><link href="https://port.example/1?a=1&amp;b=2"/>
<id>tag:1</id><published>2017-03-14T00:00:00Z</published><updated>2017-03-15T00:00:00Z</updated>
<author><name>K. Port</name><uri>u</uri></author><author><name>L. Quay</name></author>
<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Two berths.</p></div></content></entry>
<entry xml:lang="zh"><title>港口</title><source><title>港报</title></source><content type="html">&lt;p&gt;代表团来访。&lt;/p&gt;</content></entry>
</feed>"#;

    const RDF: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Порт-пресс</title><items><rdf:Seq/></items></channel>
<item rdf:about="y"><title>Порт</title><link>https://port.example/1</link><dc:date>2017-03-14</dc:date><description>Делегация прибыла.</description></item>
</rdf:RDF>"#;

    const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Post", "language": "en",
"authors": [{"name": "Desk"}], "items": [
{"id": "1", "url": "https://port.example/1", "title": "Quay", "content_html": "<p>Two berths.</p>", "summary": "s", "date_published": "2017-03-14T00:00:00Z"},
{"id": 2, "content_text": "Three berths.", "date_modified": "2017-03-15", "author": {"name": "K. Port"}}]}"#;

    #[test]
    fn feeds_of_every_kind() {
        for (name, feed, want) in [
            (
                "a.xml",
                RSS,
                &[
                    "0 id=p-1 url=https://port.example/1 title=선석 & 부두 \"개장\" publisher=항만일보 author=김하나 date=Tue, 14 Mar 2017 09:00:00 +0900 lang=ko [<p>항만공사가 선석을 열었다.</p>]",
                    "1 id=https://port.example/2 url=https://port.example/2 title=Quay publisher=항만일보 author=K. Port lang=ko [The trust & its guests <3]",
                    "record 3: without text",
                ][..],
            ),
            (
                "a",
                ATOM,
                &[
                    "0 id=tag:1 url=https://port.example/1?a=1&b=2 title=A quay publisher=Harbour Post author=K. Port, L. Quay date=2017-03-14T00:00:00Z updated=2017-03-15T00:00:00Z lang=en [<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Two berths.</p></div>]",
                    "1 title=港口 publisher=港报 lang=zh [<p>代表团来访。</p>]",
                ],
            ),
            (
                "a.rdf",
                RDF,
                &["0 url=https://port.example/1 title=Порт publisher=Порт-пресс date=2017-03-14 [Делегация прибыла.]"],
            ),
            (
                "a.json",
                JSON,
                &[
                    "0 id=1 url=https://port.example/1 title=Quay publisher=Harbour Post author=Desk date=2017-03-14T00:00:00Z lang=en [<p>Two berths.</p>]",
                    "1 id=2 publisher=Harbour Post author=K. Port updated=2017-03-15 lang=en [Three berths.]",
                ],
            ),
        ] {
            assert_eq!(shown_of(name, feed.as_bytes()), want);
        }
    }

    #[test]
    fn loose_feeds() {
        let feed = "<rss><channel><title>P</title><item><title>A & B</title><description><p>One.</p><br>Two &nbsp; &foo;</description></item></channel></rss>";
        assert_eq!(shown_of("a.rss", feed.as_bytes()), ["0 title=A & B publisher=P [<p>One.</p><br>Two &nbsp; &foo;]"]);
        let found = read("a.rss", &RSS.as_bytes()[..RSS.rfind("</item>").unwrap()]);
        assert_eq!(found.shown.len(), 2);
        assert_eq!(found.error(), "damaged feed: it ends within an entry");
    }

    #[test]
    fn nothing_makes_it_panic() {
        for (name, feed) in [("a.rss", RSS), ("a.atom", ATOM), ("a.json", JSON)] {
            survives(name, feed.as_bytes());
        }
        assert!(read("a.rss", format!("<rss>{}", "<item><title>".repeat(50_000)).as_bytes()).fate.is_err());
    }
}
