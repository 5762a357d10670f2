//! What news agencies send: NITF, and NewsML (G2, and the first) with NITF, XHTML or plain text in it. A document an item.
//!
//! Items that are no text (pictures, packages, lists of words) are passed over and counted.

use super::{Inner, Node, Nodes, Tag, child, name_of, root};
use crate::corpus::decode::{Text, declared_in_markup, decode};
use crate::corpus::format::export::by;
use crate::corpus::format::{Format, markup};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Metadata, Skip};

pub(in super::super) const FORMAT: Format =
    Format { name: "news XML", extensions: &["newsml", "nitf"], begins, whole: true, read };

fn begins(head: &[u8]) -> bool {
    const ROOTS: [&str; 6] = ["knowledgeitem", "newsitem", "newsmessage", "newsml", "nitf", "packageitem"];
    root(head).is_some_and(|tag| ROOTS.contains(&&*name_of(&tag)))
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let bytes = input.bytes()?;
    let page = decode(&bytes, declared_in_markup(&bytes))?;
    let mut passed_over = 0;
    let outcome = items(&page, &mut passed_over, output);
    output.passed_over(passed_over);
    outcome
}

/// Items that are no articles.
const OTHER_ITEMS: [&str; 5] = ["catalogitem", "conceptitem", "knowledgeitem", "packageitem", "planningitem"];

fn items(page: &Text, passed_over: &mut u64, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut nodes = Nodes::new(&page.text, FORMAT.name);
    let mut open: Option<(String, Item)> = None;
    while let Some(node) = nodes.next()? {
        match (node, &mut open) {
            (Node::Open(tag), None) => match &*tag.local() {
                name @ ("newsitem" | "nitf") => open = Some((name.to_owned(), Item::new(&tag))),
                name if OTHER_ITEMS.contains(&name) => {
                    nodes.inner(name)?;
                    *passed_over += 1;
                }
                _ => {}
            },
            (Node::Open(tag), Some((_, item))) => item.open(&tag, &mut nodes)?,
            (Node::Text(text), Some((_, item))) => item.words(&text),
            (Node::Close(name), Some((border, item))) => {
                item.close(&name);
                if name == *border {
                    *passed_over += std::mem::take(item).put(&page.decoding, output);
                    open = None;
                }
            }
            (Node::Close(_) | Node::Text(_), None) => {}
        }
    }
    open.map_or(Ok(()), |_| Err(Skip::damaged(FORMAT.name, "it ends within an item")))
}

/// An item as it is read.
#[derive(Default)]
struct Item {
    stated: Metadata,
    /// How well what is taken as its date says that it is the day of publication: the lowest goes first.
    date_rank: Option<u32>,
    subheadlines: Vec<String>,
    place: Option<String>,
    /// Whether what is read is the text.
    in_text: bool,
    /// Whether line breaks in it are the text's.
    is_plain: bool,
    line: String,
    text: String,
    /// Whether its content lies elsewhere: it is a picture or a film.
    is_remote: bool,
}

impl Item {
    fn new(tag: &Tag<'_>) -> Self {
        let stated = Metadata { id: tag.attribute("guid"), lang: tag.attribute("xml:lang"), ..Metadata::default() };
        Self { stated, ..Self::default() }
    }

    /// Takes an opening tag: in the text of a block, elsewhere of a field, which is read to its end.
    fn open(&mut self, tag: &Tag<'_>, nodes: &mut Nodes<'_>) -> Result<(), Skip> {
        let name = tag.local();
        match &*name {
            // What the agency packs a text in; NITF has its own head in it.
            "body.content" => (self.in_text, self.is_plain) = (true, false),
            "inlinedata" | "datacontent" => (self.in_text, self.is_plain) = (true, true),
            "inlinexml" => (self.in_text, self.is_plain) = (true, false),
            "nitf" | "html" => {
                self.end_line();
                self.in_text = name == "html";
                self.is_plain = false;
                set(&mut self.stated.lang, tag.attribute("xml:lang"));
            }
            "head" | "body.end" | "style" | "script" if self.in_text => drop(nodes.inner(&name)?),
            "media" => self.picture(&nodes.inner(&name)?),
            "remotecontent" => self.is_remote = true,
            name if self.in_text => {
                if is_block(name) {
                    self.end_line();
                }
            }
            name if is_field(name) => {
                let inner = nodes.inner(name)?;
                self.field(name, tag, &inner);
            }
            name => self.attribute(name, tag),
        }
        Ok(())
    }

    /// Takes an element that says something in words.
    fn field(&mut self, name: &str, tag: &Tag<'_>, inner: &Inner<'_>) {
        let words = folded(&inner.text);
        match name {
            "hl1" => self.stated.title = words.or(self.stated.title.take()),
            "headline" | "title" => set(&mut self.stated.title, words),
            "hl2" => self.subheadlines.extend(words),
            "byline" | "by" => set(&mut self.stated.author, author(inner, words)),
            "dateline" => {
                if let Some(day) = attribute_in(inner, "story.date", "norm") {
                    self.date(4, Some(day));
                }
                set(&mut self.place, words);
            }
            "provider" => {
                let party = || attribute_in(inner, "party", "FormalName");
                let named = child(inner.raw, "name").or_else(party).or_else(|| tag.attribute("literal")).or(words);
                set(&mut self.stated.publisher, named);
            }
            "distributor" => set(&mut self.stated.publisher, words),
            "contentcreated" => self.date(5, words),
            "firstcreated" => self.date(6, words),
            "versioncreated" | "contentmodified" | "thisrevisioncreated" => {
                self.date(7, words.clone());
                set(&mut self.stated.updated, words);
            }
            "publicidentifier" => set(&mut self.stated.id, words),
            _ => {}
        }
    }

    /// Takes an element that says something in its attributes.
    fn attribute(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "date.issue" => self.date(1, tag.attribute("norm")),
            "pubdata" => {
                self.date(2, tag.attribute("date.publication"));
                set(&mut self.stated.publisher, tag.attribute("name"));
            }
            "date.release" => self.date(3, tag.attribute("norm")),
            "doc-id" => set(&mut self.stated.id, tag.attribute("id-string")),
            "language" => set(&mut self.stated.lang, tag.attribute("tag").or_else(|| tag.attribute("FormalName"))),
            _ => {}
        }
    }

    fn date(&mut self, rank: u32, date: Option<String>) {
        if date.is_some() && self.date_rank.is_none_or(|best| rank < best) {
            self.stated.date = date;
            self.date_rank = Some(rank);
        }
    }

    fn words(&mut self, words: &str) {
        if self.in_text {
            self.line.push_str(words);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "body.content" | "inlinedata" | "datacontent" | "inlinexml" | "html" => {
                self.end_line();
                self.in_text = false;
            }
            name if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let lines: Vec<&str> = if self.is_plain { line.lines().collect() } else { vec![&line] };
        for line in lines.into_iter().filter_map(folded) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// Takes a picture, of which the words below it are a line that says so.
    fn picture(&mut self, inner: &Inner<'_>) {
        self.end_line();
        if let Some(caption) = child(inner.raw, "media-caption").as_deref().and_then(folded) {
            self.text.push_str(&format!("[image] {caption}\n"));
        }
    }

    /// Puts the item out; 1 if it is none that has a text.
    fn put(self, decoding: &Decoding, output: &mut Output<'_>) -> u64 {
        if self.text.is_empty() && self.is_remote {
            return 1;
        }
        let mut text = self.text;
        if let Some(place) = self.place.filter(|place| !text.is_empty() && !text.starts_with(place.as_str())) {
            text = format!("{} — {text}", place.trim_end_matches([' ', '-', '–', '—']));
        }
        if !text.is_empty() {
            text = self.subheadlines.into_iter().map(|line| line + "\n").collect::<String>() + &text;
        }
        output.document(Body::Extracted(text), decoding.clone(), self.stated);
        0
    }
}

fn set(value: &mut Option<String>, new: Option<String>) {
    if value.is_none() {
        *value = new;
    }
}

/// The words of a text on one line; `None` where there are none.
fn folded(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The names of those who wrote it: NITF marks them among what else is said of them.
fn author(inner: &Inner<'_>, words: Option<String>) -> Option<String> {
    const PERSONS_MAX: usize = 20;
    let mut persons = Vec::new();
    let mut nodes = Nodes::new(inner.raw, FORMAT.name);
    while let Ok(Some(node)) = nodes.next() {
        if let Node::Open(tag) = node
            && tag.local() == "person"
            && persons.len() < PERSONS_MAX
        {
            persons.extend(nodes.inner("person").ok().and_then(|person| folded(&person.text)));
        }
    }
    if persons.is_empty() { words.and_then(|line| by(&line)) } else { Some(persons.join(", ")) }
}

/// An attribute of the first element of a name within another.
fn attribute_in(inner: &Inner<'_>, name: &str, attribute: &str) -> Option<String> {
    let mut nodes = Nodes::new(inner.raw, FORMAT.name);
    while let Ok(Some(node)) = nodes.next() {
        if let Node::Open(tag) = node
            && tag.local() == name
        {
            return tag.attribute(attribute);
        }
    }
    None
}

/// Elements outside of the text that say something in words.
fn is_field(name: &str) -> bool {
    const FIELDS: [&str; 16] = [
        "by",
        "byline",
        "contentcreated",
        "contentmodified",
        "dateline",
        "distributor",
        "firstcreated",
        "headline",
        "hl1",
        "hl2",
        "provider",
        "publicidentifier",
        "thisrevisioncreated",
        "title",
        "versioncreated",
        "copyrightline",
    ];
    FIELDS.contains(&name)
}

/// Elements at which a line ends.
fn is_block(name: &str) -> bool {
    markup::BLOCKS.contains(&name) || matches!(name, "block" | "hl2" | "note" | "ol" | "pre" | "table" | "ul")
}

#[cfg(test)]
mod tests {
    //! Properties: items of each kind are read with what is stated, a place at the beginning of the text; what is no text
    //! is counted; what is cut off is told; nothing panics.
    use crate::corpus::format::trial::{read, shown_of, survives};

    const NITF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf xml:lang="en"><head><title>slug</title><docdata><doc-id id-string="hp-1"/><date.issue norm="20170314T090000Z"/>
<date.release norm="20170313"/></docdata><pubdata name="Harbour Post" date.publication="20170315"/></head>
<body><body.head><hedline><hl1>Two berths
 open</hl1><hl2>A long winter ends</hl2></hedline><byline>By <person>K. Port</person><byttl>Harbour Post</byttl></byline>
<dateline><location>BUSAN, South Korea</location> <story.date norm="20170312">March 12</story.date></dateline></body.head>
<body.content><block><p>The <org>trust</org> opened
two berths.</p><media media-type="image"><media-reference source="x.jpg"/><media-caption><p>A quay.</p></media-caption></media>
<hl2>Snow</hl2><p>It was cold &amp; <em>dark</em>.</p></block></body.content><body.end><tagline>end</tagline></body.end></body></nitf>"#;

    #[test]
    fn nitf() {
        assert_eq!(
            shown_of("a.xml", NITF.as_bytes()),
            ["0 id=hp-1 title=Two berths open publisher=Harbour Post author=K. Port date=20170314T090000Z lang=en \
              [A long winter ends\nBUSAN, South Korea March 12 — The trust opened two berths.\n[image] A quay.\nSnow\nIt was cold & dark.\n]"]
        );
    }

    const MESSAGE: &str = r#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2017-03-14T10:00:00Z</sent></header><itemSet>
<packageItem guid="p"><contentMeta><headline>list</headline></contentMeta></packageItem>
<newsItem guid="urn:1" xml:lang="ko"><itemMeta><provider literal="ha"><name>항만통신</name></provider><versionCreated>2017-03-15</versionCreated></itemMeta>
<contentMeta><contentCreated>2017-03-14</contentCreated><headline>선석 개장</headline><by>김하나</by><dateline>부산</dateline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>항만공사가</p><p>선석을 <b>열었다</b>.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:2"><itemMeta/><contentSet><remoteContent href="x.jpg"/></contentSet></newsItem>
<newsItem guid="urn:3"><contentMeta><language tag="zh"/><headline>港口</headline></contentMeta><contentSet><inlineData contenttype="text/plain">代表团来访。
双方签署协议。</inlineData></contentSet></newsItem>
<newsItem guid="urn:4"><contentSet><inlineXML><nitf><body><body.head><hedline><hl1>Порт</hl1></hedline></body.head><body.content><p>Делегация прибыла.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>
</itemSet></newsMessage>"#;

    #[test]
    fn messages_of_many_items() {
        assert_eq!(
            shown_of("a.xml", MESSAGE.as_bytes()),
            [
                "0 id=urn:1 title=선석 개장 publisher=항만통신 author=김하나 date=2017-03-14 updated=2017-03-15 lang=ko [부산 — 항만공사가\n선석을 열었다.\n]",
                "1 id=urn:3 title=港口 lang=zh [代表团来访。\n双方签署协议。\n]",
                "2 id=urn:4 title=Порт [Делегация прибыла.\n]",
                "other records: 2 hold no article",
            ]
        );
    }

    #[test]
    fn the_first_newsml() {
        let file = r#"<NewsML><NewsEnvelope/><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:9</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20170314T090000Z</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Quay</HeadLine><ByLine>By K. Port</ByLine><DateLine>BUSAN</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="HP"/></Provider></AdministrativeMetadata><DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<ContentItem><DataContent><p>BUSAN (HP) - One.</p><p>Two.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"#;
        assert_eq!(
            shown_of("a.xml", file.as_bytes()),
            [
                "0 id=urn:9 title=Quay publisher=HP author=K. Port date=20170314T090000Z lang=en [BUSAN (HP) - One.\nTwo.\n]"
            ]
        );
    }

    #[test]
    fn broken_files() {
        let found = read("a.nitf", &NITF.as_bytes()[..NITF.len() - 7]);
        assert_eq!(found.error(), "damaged news XML: it ends within an item");
        survives("a.nitf", NITF.as_bytes());
        survives("a.newsml", MESSAGE.as_bytes());
        read("a.nitf", format!("<nitf><body.content>{}", "<p>".repeat(50_000)).as_bytes());
    }
}
