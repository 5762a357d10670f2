//! The furniture that a line shows by itself: a table of rules, one small function each.
//!
//! Its place: asked once a line, before anybody knows the title. What only the neighbours and the position tell is
//! decided by `passes`.
//!
//! # Limits
//! A rule that also fits article text gives a mark that is not firm: between the first and the last paragraph, where
//! text is worth more than tidiness, such marks are taken back.

use std::sync::LazyLock;

use regex::Regex;

use super::look::{Close, Look, is_han_or_kana, is_hangul};
use super::phrase::Stand;
use super::{Reason, Tables, stamp};

/// Why a line seems to be furniture, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub reason: Reason,
    /// Whether it holds among the paragraphs of the story too.
    pub firm: bool,
}

impl Mark {
    /// A mark that holds everywhere.
    pub fn firm(reason: Reason) -> Self {
        Self { reason, firm: true }
    }

    /// A mark that holds before and after the story.
    pub fn soft(reason: Reason) -> Self {
        Self { reason, firm: false }
    }
}

type Rule = fn(&str, &Look, &Tables) -> Option<Mark>;

/// The rules in order: the first that speaks decides.
const RULES: &[Rule] = &[
    own_line,
    image_markup,
    address_alone,
    wordless,
    stamp::mark,
    listed_phrase,
    share_bar,
    hashtags,
    page_number,
    bracketed_name,
    copyright_sign,
    byline,
    telephone,
    picture_credit,
    triangle_caption,
    bracketed_link,
    issue_number,
    divided_menu,
    menu_of_short_words,
];

/// What a line shows by itself.
pub(super) fn mark(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    RULES.iter().find_map(|rule| rule(text, look, tables))
}

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("the pattern is well formed"));
    };
}

/// Whoever wrote a whole line into a table of their own has seen it: it counts wherever it stands and however it looks.
fn own_line(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    tables.phrases.own_line(text, look).map(Mark::firm)
}

fn image_markup(text: &str, _: &Look, _: &Tables) -> Option<Mark> {
    const SUFFIXES: [&str; 6] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"];
    let lower = text.to_ascii_lowercase();
    let file = !lower.contains(' ') && SUFFIXES.iter().any(|suffix| lower.ends_with(suffix));
    let markup = text.starts_with("![") || lower.starts_with("<img") || lower.starts_with("[image]");
    (file || markup).then_some(Mark::firm(Reason::Image))
}

/// An address alone, or a link in markup alone.
fn address_alone(text: &str, _: &Look, _: &Tables) -> Option<Mark> {
    pattern!(LINK, r"^\W*\[[^\]]+\]\([^)\s]+\)$");
    if !text.contains(' ') && (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www."))
    {
        return Some(Mark::firm(Reason::Share));
    }
    (text.ends_with(')') && LINK.is_match(text)).then_some(Mark::firm(Reason::Related))
}

/// No letters at all: stars, rules, bare numbers. Among the paragraphs a number may be a table's.
fn wordless(text: &str, _: &Look, tables: &Tables) -> Option<Mark> {
    if text.chars().any(char::is_alphabetic) || stamp::mark(text, &Look::of(text), tables).is_some() {
        return None;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    Some(Mark { reason: Reason::Ornament, firm: digits == 0 || digits >= 10 })
}

fn listed_phrase(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    let found = tables.phrases.find(text, look)?;
    let firm = match found.reason {
        Reason::Byline => found.stand == Stand::Start,
        // "Economy" or "Summary" may be a subhead.
        Reason::Menu | Reason::Section => false,
        Reason::Notice | Reason::SiteFooter | Reason::Tags => found.stand != Stand::Part,
        // Digests name their source in brackets at the end of an item.
        Reason::Caption => found.stand != Stand::End || !has_sentences(text),
        _ => true,
    };
    Some(Mark { reason: found.reason, firm })
}

/// "Share Tweet Print": buttons side by side.
fn share_bar(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    let is_button = |word: &str| {
        let found = tables.phrases.find(word, &Look::of(word));
        found.is_some_and(|found| found.stand == Stand::Whole && found.reason == Reason::Share)
    };
    let bar = (2..=8).contains(&look.words) && look.width <= 80 && text.split(' ').all(is_button);
    bar.then_some(Mark::firm(Reason::Share))
}

/// "(1/3 pages)"
fn page_number(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    pattern!(PAGES, r"(?i)^\W*(?:page\s*)?\d+\s*(?:/|／|of)\s*\d+\s*(?:pages?|ページ|쪽|页|頁)?\W*$");
    (look.width <= 24 && PAGES.is_match(text)).then_some(Mark::soft(Reason::Menu))
}

/// "（経済部・小川）", "(END)": a sign-off in brackets.
fn bracketed_name(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    let bracketed = text.starts_with(['(', '（']) && text.ends_with([')', '）']);
    (bracketed && look.width <= 30 && look.close == Close::Open).then_some(Mark::soft(Reason::Byline))
}

fn hashtags(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    let all = look.words >= 2 && text.split(' ').all(|word| word.starts_with('#'));
    all.then_some(Mark::firm(Reason::Tags))
}

fn copyright_sign(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    const SIGNS: [&str; 4] = ["©", "ⓒ", "(c)", "(C)"];
    let signed = SIGNS.iter().any(|sign| text.starts_with(sign))
        || !look.prose && SIGNS[..2].iter().any(|sign| text.contains(sign));
    signed.then_some(Mark::firm(Reason::Copyright))
}

/// Who wrote it, standing alone, told by an address, a title or the agency's initials.
fn byline(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    pattern!(EMAIL, r"[\w.+-]+@[\w-]+\.[\w.-]+");
    pattern!(INVITES, r"(?i)\b(e-?mail|contact|reach|write to)\b");
    pattern!(HANDLE, r"^[\p{Lu}][\p{L}.' -]+@\w+$");
    pattern!(DESK_INITIALS, r"^[A-Z]{2,4}(?:/[A-Za-z]{2,5})+$");
    pattern!(HAN_REPORTER, r"^[（(【\[]?\S{0,8}(?:记者|記者|特派員|特派员)[\s:：/／|]+\S{2,12}(?:\s\S{2,4}){0,3}$");
    if look.width <= 200 && text.contains('@') {
        let addressed = EMAIL.is_match(text) && (!look.prose && look.words <= 12 || INVITES.is_match(text));
        if addressed || HANDLE.is_match(text) {
            let office = text.contains('|') || text.contains("Tel");
            return Some(Mark::firm(if office { Reason::SiteFooter } else { Reason::Byline }));
        }
    }
    let short = look.width <= 48 && (DESK_INITIALS.is_match(text) || HAN_REPORTER.is_match(text));
    short.then_some(Mark::firm(Reason::Byline))
}

fn telephone(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    pattern!(NUMBER, r"(?:\+\d{1,3}[ -]?)?\(?0?\d{1,4}\)?[ -]\d{2,4}[ -]\d{3,4}");
    let found = !look.prose && look.close == Close::Open && look.words <= 12 && NUMBER.is_match(text);
    found.then_some(Mark::soft(Reason::SiteFooter))
}

/// A line that ends with an agency's name: the credit of a picture, or its caption with the credit at the end.
fn picture_credit(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    if look.close != Close::Open {
        return None;
    }
    let before = tables.agencies.before_end(text)?;
    match before.trim_end().chars().next_back() {
        None => Some(Mark::soft(Reason::Byline)),
        Some('/' | '|' | '.' | '(' | '[' | '—' | '–') => {
            Some(Mark { reason: Reason::Caption, firm: !has_sentences(text) })
        }
        Some(_) => None,
    }
}

/// Whether more than one sentence closes within the line.
fn has_sentences(text: &str) -> bool {
    text.matches(". ").count() + text.matches(".\u{201d} ").count() >= 2
}

/// Korean and Taiwanese papers open a caption with one triangle; several in a line make a list.
fn triangle_caption(text: &str, _: &Look, _: &Tables) -> Option<Mark> {
    const TRIANGLES: &[char] = &['▲', '△'];
    let one = text.starts_with(TRIANGLES) && text.matches(TRIANGLES).count() == 1;
    // In Japanese the same triangle is a minus sign.
    let kana = text.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
    (one && !kana && text.contains(|c| is_hangul(c) || is_han_or_kana(c))).then_some(Mark::firm(Reason::Caption))
}

/// "[ Pilots win case at court ]": a link to another story.
fn bracketed_link(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    let link = text.starts_with('[') && text.ends_with(']') && look.words >= 6 && look.close == Close::Open;
    link.then_some(Mark::firm(Reason::Related))
}

/// The masthead of a periodical: "Letter No. 12", 제12호, 第12期.
fn issue_number(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    pattern!(ISSUE, r"(?i)제\s?\d+\s?호|第\s?\d+\s?[期号號]|\b(?:vol|no)\.\s?\d+|통권\s?\d+");
    let found = look.width <= 48 && look.close == Close::Open && ISSUE.is_match(text);
    found.then_some(Mark::soft(Reason::Section))
}

/// Short parts between bars, arrows or slashes: a menu, a breadcrumb, a bar of languages.
fn divided_menu(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    pattern!(DIVIDER, r"\s*[|｜＞›»→]\s*|\s+(?:>+|/|·|ㆍ|•|<)\s+|[】〕］]?\s*[【〔［]");
    pattern!(ARROW, r"[＞›»]|\s>+\s");
    if look.prose || look.close == Close::Sentence {
        return None;
    }
    let parts: Vec<&str> = DIVIDER.split(text).filter(|part| !part.is_empty()).collect();
    let short = |part: &&str| Look::of(part).width <= 30 && part.split(' ').count() <= 5;
    let all_short =
        parts.iter().all(short) || parts.len() >= 4 && parts.iter().filter(|p| short(p)).count() * 4 >= parts.len() * 3;
    let shouted = parts.len() == 2
        && look.width <= 40
        && !text.chars().any(|c| c.is_lowercase() || is_hangul(c) || is_han_or_kana(c));
    let menu = all_short && (parts.len() >= 3 || parts.len() == 2 && ARROW.is_match(text) || shouted);
    menu.then_some(Mark::soft(if shouted { Reason::Section } else { Reason::Menu }))
}

/// Han and Kana are written without blanks, so a line of many short words is a bar of links.
fn menu_of_short_words(text: &str, look: &Look, _: &Tables) -> Option<Mark> {
    let han = text.contains(is_han_or_kana) && !text.contains(is_hangul);
    let bar = han && look.close == Close::Open && look.words >= 5 && look.width <= look.words * 9;
    bar.then_some(Mark::soft(Reason::Menu))
}

#[cfg(test)]
mod tests {
    //! Properties: each kind of furniture is seen in a line of its own; sentences and headlines are not.
    use super::*;

    #[test]
    fn furniture_is_seen() {
        for (text, expected) in [
            ("![Pier at dusk](https://img.example/pier.jpg)", Some(Reason::Image)),
            ("https://img.example/2021/pier.png", Some(Reason::Image)),
            ("https://news.example/pier", Some(Reason::Share)),
            ("*****", Some(Reason::Ornament)),
            ("HOME | NEWS | PORTS", Some(Reason::Menu)),
            ("Home > News > Ports", Some(Reason::Menu)),
            ("항만 > 소식", Some(Reason::Menu)),
            ("首页 要闻 港口 航运 铁路 观点", Some(Reason::Menu)),
            ("【打印】【关闭】", Some(Reason::Share)),
            ("Share Tweet Print", Some(Reason::Share)),
            ("- 끝 -", Some(Reason::Ornament)),
            ("SOURCE / PORTS", Some(Reason::Section)),
            ("© 2021 The Pier Post", Some(Reason::Copyright)),
            ("afenwright@pierpost.example", Some(Reason::Byline)),
            ("서하늘 기자 sky@pier.example", Some(Reason::Byline)),
            ("本报记者 程一帆", Some(Reason::Byline)),
            ("AF/BC/de", Some(Reason::Byline)),
            ("Press office: 02-555-0134", Some(Reason::SiteFooter)),
            ("Pilots wait at the old pier. Photo: Ada Fenwright/PP", Some(Reason::Caption)),
            ("Boats leave the harbour at dawn. Bo Lindqvist / AFP", Some(Reason::Caption)),
            ("▲ 도선사들이 부두에서 기다리고 있다.", Some(Reason::Caption)),
            ("▲선석 ▲준설 ▲도선", None),
            ("#harbour #pilots", Some(Reason::Tags)),
            ("[ Pilots of the north win their case at court ]", Some(Reason::Related)),
            ("Harbour opens two berths after winter", None),
            ("Pilots/owners dispute goes to court", None),
            ("The berths will be free by spring, the harbour master told AFP.", None),
        ] {
            assert_eq!(mark(text, &Look::of(text), Tables::built_in()).map(|mark| mark.reason), expected, "{text}");
        }
    }
}
