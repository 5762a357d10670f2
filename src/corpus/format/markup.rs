//! Pieces of markup in records and feeds: told from plain text, and made plain.
//!
//! Its place: for headlines, summaries and the like. A text of some length that is markup goes to [`super::html`].

use quick_xml::escape::resolve_html5_entity;

/// Tags that nobody writes who writes plain text, in lower case.
const TAGS: [&str; 14] =
    ["p", "br", "div", "span", "a", "b", "i", "em", "strong", "ul", "li", "h2", "blockquote", "img"];

/// Tags at which a line ends.
pub(super) const BLOCKS: [&str; 20] = [
    "address",
    "article",
    "blockquote",
    "br",
    "div",
    "dd",
    "dt",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "section",
    "td",
    "tr",
];

/// Whether a text is evidently a piece of HTML.
pub(super) fn is_html(text: &str) -> bool {
    let mut tags = 0;
    for (at, _) in text.match_indices('<') {
        let name = tag_name(&text[at + 1..]);
        tags += usize::from(TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)));
        if tags == 2 || (tags == 1 && text[..at].trim().is_empty()) {
            return true;
        }
    }
    false
}

/// The name of the tag that begins behind a `<`; empty if none does.
fn tag_name(rest: &str) -> &str {
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let ends_well = rest[end..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
    if ends_well && rest.starts_with(|c: char| c.is_ascii_alphabetic()) { &rest[..end] } else { "" }
}

/// The words of a piece of markup: tags go, those of blocks leave a line break, entities become what they stand for.
pub(super) fn plain(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.to_owned();
    }
    let mut plain = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = Tag::at(rest);
        match tag {
            Tag::None => plain.push('<'),
            Tag::Block(_) => plain.push('\n'),
            Tag::Inline(_) => {}
        }
        rest = &rest[tag.len()..];
    }
    plain.push_str(rest);
    unescape(&plain)
}

/// What begins with a `<`; its length.
enum Tag {
    /// A letter like others.
    None,
    /// A tag at which a line ends.
    Block(usize),
    /// A tag within a line, or a comment.
    Inline(usize),
}

impl Tag {
    fn at(rest: &str) -> Self {
        if rest.starts_with("<!--") {
            return Self::Inline(rest.find("-->").map_or(rest.len(), |end| end + 3));
        }
        let name = tag_name(&rest[1..]);
        if name.is_empty() {
            return Self::None;
        }
        // A tag that nothing closes takes the rest: looking for its end again and again would take forever.
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let is = |tags: &[&str]| tags.iter().any(|tag| tag.eq_ignore_ascii_case(name));
        if is(&["script", "style"]) && !rest.starts_with("</") {
            let closing = rest.match_indices("</").find(|(at, _)| tag_name(&rest[at + 1..]).eq_ignore_ascii_case(name));
            return Self::Inline(closing.map_or(rest.len(), |(at, _)| at));
        }
        if is(&BLOCKS) { Self::Block(end) } else { Self::Inline(end) }
    }

    fn len(&self) -> usize {
        match self {
            Self::None => 1,
            Self::Block(len) | Self::Inline(len) => *len,
        }
    }
}

/// The text with its entities resolved; those that HTML does not know stay as they are.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((stands_for, len)) => {
                out.push_str(&stands_for);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What the entity at the beginning stands for, and its length.
fn entity(rest: &str) -> Option<(String, usize)> {
    const LEN_MAX: usize = 33;
    let end = rest.bytes().take(LEN_MAX).position(|b| b == b';')?;
    Some((resolve(&rest[1..end])?, end + 1))
}

/// What a reference stands for by its name or number, without `&` and `;`.
pub(super) fn resolve(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace()).map(String::from)
}

#[cfg(test)]
mod tests {
    //! Properties: pieces of HTML are told from text that has `<` in it; tags and comments go, blocks end lines, entities
    //! are resolved once; no text at all makes it panic.
    use super::*;

    #[test]
    fn html_is_told() {
        for (text, html) in [
            ("<p>The harbour trust opened two berths.</p>", true),
            ("The trust<br>opened<br/>two berths.", true),
            ("<DIV class='x'>본문</DIV>", true),
            ("Trade fell < 3 per cent, and > 2 in May.", false),
            ("Write to <press@port.example> or <desk@port.example>.", false),
            ("The tag <p> opens a paragraph.", false),
            ("", false),
            ("<", false),
        ] {
            assert_eq!(is_html(text), html, "{text}");
        }
    }

    #[test]
    fn markup_becomes_plain() {
        for (markup, text) in [
            ("Ports &amp; harbours", "Ports & harbours"),
            ("<b>무역</b>&quot;확대&quot;", "무역\"확대\""),
            ("<p>One.</p><p>Two &#8212; three&#x2026;</p>", "\nOne.\n\nTwo — three…\n"),
            ("a<!-- b -->c", "ac"),
            ("a<script>if (1 < 2) {}</script>b", "ab"),
            ("AT&T &unknown; &#0; & so", "AT&T &unknown; &#0; & so"),
            ("1 < 2 and <x", "1 < 2 and <x"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(plain(markup), text, "{markup}");
        }
    }

    #[test]
    fn no_text_makes_it_panic() {
        let mut random = fastrand::Rng::with_seed(1);
        let pieces = ["<", ">", "&", ";", "#", "x", "/", "p", "항", "!--", "-->", "script", " "];
        for _ in 0..2_000 {
            let text: String = (0..random.usize(..20)).map(|_| pieces[random.usize(..pieces.len())]).collect();
            plain(&text);
            is_html(&text);
        }
    }
}
