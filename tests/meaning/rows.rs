//! The judge judged: rows written by hand, what stands in a text and what an article shows.
//!
//! Properties: each kind of thing looked for stands where the page on meaning has it, and its words are marked;
//! words, scopes, counts, concepts and speeches choose the passages that the page says.

use onrecord::annotate::{AnnotatedArticle, AnnotatedParagraph, Kind, People, PlaceEvidence, Speech};
use onrecord::corpus::{Decoding, Document};
use onrecord::query::{
    Concept, Find, Manner, Near, Node, Order, PathPattern, Pattern, Scope, Test, TextField, Weight, Who, Words,
};
use onrecord::span::Span;

use crate::evaluator::{Filed, Judge};
use crate::told::told;

fn words(text: &str, manner: Manner) -> Find {
    Find::Words(Words { text: text.into(), manner })
}

fn bare(text: &str) -> Find {
    words(text, Manner::Bare)
}

fn exact(text: &str) -> Find {
    words(text, Manner::Exact)
}

fn cased(text: &str) -> Find {
    words(text, Manner::Cased)
}

fn sloppy(text: &str, slop: u16) -> Find {
    Find::Sloppy(text.into(), slop)
}

fn near(left: Find, right: Find, distance: u16) -> Find {
    Find::Near(Box::new(Near { left, right, distance, order: Order::Either }))
}

fn before(left: Find, right: Find, distance: u16) -> Find {
    Find::Near(Box::new(Near { left, right, distance, order: Order::Typed }))
}

fn any(finds: &[Find]) -> Find {
    Find::Any(finds.to_vec())
}

fn prefix(text: &str) -> Find {
    Find::Pattern(Pattern::Prefix(text.into()))
}

fn wildcard(text: &str) -> Find {
    Find::Pattern(Pattern::Wildcard(text.into()))
}

fn fuzzy(text: &str, most: u8) -> Find {
    Find::Pattern(Pattern::Fuzzy(text.into(), most))
}

fn regex(text: &str) -> Find {
    Find::Pattern(Pattern::Regex(text.into()))
}

/// A concept; a name in capitals counts only as written.
fn concept(typed: &[&str], names: &[&str]) -> Find {
    let manner = |name: &str| if name == name.to_uppercase() { Manner::Cased } else { Manner::Exact };
    let names = names.iter().map(|&name| Words { text: name.into(), manner: manner(name) });
    Find::Concept(Concept { typed: typed.iter().map(|&word| word.into()).collect(), names: names.collect() })
}

fn text(find: Find) -> Node {
    Test::Text(TextField::Anywhere, find).into()
}

fn title(find: Find) -> Node {
    Test::Text(TextField::Title, find).into()
}

fn said(find: Find) -> Node {
    Test::Text(TextField::Said, find).into()
}

fn atleast(count: u16, find: Find) -> Node {
    Test::AtLeast(count, find).into()
}

fn and(nodes: &[Node]) -> Node {
    Node::And(nodes.to_vec())
}

fn or(nodes: &[Node]) -> Node {
    Node::Or(nodes.to_vec())
}

fn not(node: Node) -> Node {
    node.negated()
}

fn in_paragraph(node: Node) -> Node {
    Node::Within(Scope::Paragraph, Box::new(node))
}

fn in_sentence(node: Node) -> Node {
    Node::Within(Scope::Sentence, Box::new(node))
}

/// An article of paragraphs, without annotations; what stands in `{}` is said, the first time by Kim, then by Lee.
fn article(title: &str, paragraphs: &[&str]) -> Filed {
    let path = "world/News/1.txt".to_owned();
    let document = Document::plain(path, title);
    let article = AnnotatedArticle {
        id: document.id(),
        path: document.path.clone(),
        ordinal: 0,
        url: None,
        title: (!title.is_empty()).then(|| title.into()),
        publisher: None,
        author: None,
        decoding: Decoding::default(),
        lang: None,
        date: None,
        event_date: None,
        countries: Vec::new(),
        pairs: Vec::new(),
        main_pair: None,
        evidence: PlaceEvidence::default(),
        paragraphs: (0..).zip(paragraphs).map(|(ordinal, text)| paragraph(ordinal, text)).collect(),
        dropped: Vec::new(),
    };
    Filed { article, paths: vec![document.path], story: None }
}

fn paragraph(ordinal: u32, marked: &str) -> AnnotatedParagraph {
    let text = marked.replace(['{', '}'], "");
    let mut speakers = Vec::new();
    let mut rest = (0, marked);
    while let Some((before, after)) = rest.1.split_once('{') {
        let (inner, after) = after.split_once('}').unwrap();
        let start = rest.0 + before.chars().count();
        let end = start + inner.chars().count();
        let name = if speakers.is_empty() { "Kim Young-joo" } else { "Lee Min" };
        speakers.push(speech(name, Span { start, end }));
        rest = (end, after);
    }
    AnnotatedParagraph { ordinal, start: None, end: None, countries: Vec::new(), pairs: Vec::new(), speakers, text }
}

fn speech(name: &str, content: Span) -> Speech {
    Speech {
        name: Some(name.into()),
        description: None,
        mention: "he".into(),
        role: None,
        affiliation: None,
        kind: Kind::Direct,
        content: vec![content],
        cue: None,
        relay: None,
    }
}

/// The passages an article shows, marked, after its title.
fn shown(filed: &Filed, tree: &Node) -> Vec<String> {
    let (articles, people) = ([filed.clone()], People::default());
    let judged = Judge::new(&articles, &people).find(Some(tree));
    judged.values().flat_map(|shown| told(filed, shown)).collect()
}

#[test]
fn what_stands_in_a_text() {
    let table: Vec<(Find, &str, &str)> = vec![
        (bare("road"), "Roads of one road", "[Roads] of one [road]"),
        (exact("road"), "Roads of one road", "Roads of one [road]"),
        (bare("co-op"), "the co-op; a co op; co the op", "the [co-op]; a [co op]; co the op"),
        (exact("one belt"), "One Belt, one belt", "[One Belt], [one belt]"),
        (exact("belt one belt"), "belt one belt one belt", "[belt one belt one belt]"),
        (cased("US"), "us and US, Us", "us and [US], Us"),
        (cased("the US"), "The US and the us", "[The US] and the us"),
        (cased("일대 US"), "일대 US 일대 us", "[일대 US] 일대 us"),
        (exact("일대일로"), "일대일로는 그 일대일로", "[일대일로]는 그 [일대일로]"),
        (exact("하이닉스 반도체"), "하이닉스 반도체는 하이닉스는 반도체", "[하이닉스 반도체]는 하이닉스는 반도체"),
        (exact("로"), "로마 일대일로", "[로]마 일대일[로]"),
        // Slop counts how far words are moved in all, in either direction.
        (sloppy("one road", 1), "one long road", "[one] long [road]"),
        (sloppy("one road", 1), "one very long road", ""),
        (sloppy("one road", 1), "road one", ""),
        (sloppy("one road", 2), "road one", "[road] [one]"),
        (sloppy("one belt road", 2), "belt one road", "[belt] [one] [road]"),
        (sloppy("one belt road", 1), "belt one road", ""),
        (sloppy("one belt road", 4), "road belt one", "[road] [belt] [one]"),
        (sloppy("one belt road", 3), "road belt one", ""),
        (sloppy("one one", 1), "one", ""),
        (sloppy("one one", 1), "one x one", "[one] x [one]"),
        (sloppy("one road", 3), "one x road road", "[one] x [road] road"),
        (sloppy("road", 2), "the roads and the road", "the roads and the [road]"),
        (sloppy("일대일로 협력", 1), "일대일로 협력과", "[일대일로] [협력]과"),
        // Patterns see the exact form, and no runs.
        (prefix("ro"), "Roads row the boat", "[Roads] [row] the boat"),
        (prefix("일"), "일대일로", ""),
        (prefix("Caf"), "Cafés", "[Cafés]"),
        (wildcard("r?ad"), "read road roads", "[read] [road] roads"),
        (wildcard("*oad"), "oad road roads", "[oad] [road] roads"),
        (wildcard("t*d*"), "trade tirades tea", "[trade] [tirades] tea"),
        (fuzzy("road", 1), "raod rod roads load reed", "[raod] [rod] [roads] [load] reed"),
        (fuzzy("road", 2), "reed ra rxxad drao", "[reed] [ra] [rxxad] drao"),
        (fuzzy("ca", 2), "abc", ""),
        (fuzzy("ca", 3), "abc", "[abc]"),
        (regex("roa?ds?"), "Rod ROADS broad", "[Rod] [ROADS] broad"),
        (regex("one|road"), "one roads", "[one] roads"),
        // Nearness: from the last word of the earlier to the first of the later.
        (near(bare("belt"), bare("road"), 2), "road the belts", "[road] the [belts]"),
        (near(bare("belt"), bare("road"), 1), "road the belts", ""),
        (before(bare("belt"), bare("road"), 2), "road the belts", ""),
        (before(bare("road"), bare("belt"), 2), "road the belts", "[road] the [belts]"),
        (near(exact("one belt"), exact("one road"), 1), "one belt one road", "[one belt] [one road]"),
        (near(bare("one"), bare("one"), 5), "one", ""),
        (near(bare("one"), bare("one"), 5), "one x one y one", "[one] x [one] y [one]"),
        (near(exact("one belt"), bare("belt"), 5), "one belt x", ""),
        // The shortest stretches only.
        (near(bare("belt"), bare("road"), 9), "belt x belt road", "belt x [belt] [road]"),
        (near(bare("belt"), bare("road"), 9), "belt road belt", "[belt] [road] [belt]"),
        (before(bare("belt"), bare("road"), 9), "belt road road", "[belt] [road] road"),
        // Chains read stretches, not words.
        (before(before(bare("a"), bare("b"), 3), bare("c"), 1), "a b x c", ""),
        (before(before(bare("a"), bare("b"), 3), bare("c"), 2), "a b x c", "[a] [b] x [c]"),
        (near(near(bare("a"), bare("b"), 3), bare("c"), 3), "a c b", ""),
        (near(near(bare("a"), bare("b"), 3), bare("c"), 1), "c b x a", "[c] [b] x [a]"),
        (before(near(bare("a"), bare("b"), 3), bare("c"), 2), "a b b c", "[a] [b] b [c]"),
        (
            near(any(&[bare("belt"), exact("silk road")]), prefix("new"), 1),
            "new silk roads, a newer belt",
            "new silk roads, a [newer] [belt]",
        ),
        (
            near(any(&[bare("belt"), exact("silk road")]), prefix("new"), 1),
            "the new silk road",
            "the [new] [silk road]",
        ),
        (near(sloppy("one road", 2), bare("belt"), 1), "road one belt", "[road] [one] [belt]"),
        (near(exact("일대"), exact("일로"), 2), "일대일로", "[일대][일로]"),
        (near(exact("일대"), exact("일로"), 1), "일대일로", ""),
        (near(bare("the"), exact("중"), 1), "the 중국", "[the] [중]국"),
        // A concept: all words typed, or a name.
        (concept(&["one", "belt"], &["silk road"]), "belts for one", "[belts] for [one]"),
        (concept(&["one", "belt"], &["silk road"]), "one silk road", "[one] [silk road]"),
        (concept(&["one", "belt"], &["silk road"]), "one silk roads", ""),
        (concept(&["states"], &["US", "u.s. soil"]), "us and US on U.S. soil", "us and [US] on [U.S. soil]"),
    ];
    for (find, paragraph, want) in table {
        let got = shown(&article("", &[paragraph]), &text(find.clone()));
        let want: Vec<String> = if want.is_empty() { Vec::new() } else { vec![format!("0 {want}")] };
        assert_eq!(got, want, "{find:?} in {paragraph}");
    }
}

#[test]
fn what_an_article_shows() {
    let kim = || Node::from(Test::Speaker(Who::Named("Kim".into())));
    let path = |pattern: &str| Node::from(Test::Path(PathPattern(pattern.into())));
    let weighed = |node| Node::Boost(Box::new(node), Weight::new(2.0).unwrap());
    let both = |a: &str, b: &str| and(&[text(bare(a)), text(bare(b))]);
    let table: Vec<(Node, &[&str], &[&str])> = vec![
        // The cases: words in one paragraph, in several, in the title.
        (both("belt", "road"), &["Plan", "a belt", "a road", "belt road"], &["Plan", "2 [belt] [road]"]),
        (both("belt", "road"), &["Plan", "a belt", "a road", "a"], &["Plan", "0 a [belt]", "1 a [road]"]),
        (both("the", "road"), &["Plan", "the belt", "a road"], &["Plan", "1 a [road]"]),
        (both("belt", "plan"), &["Plan", "a road", "a belt"], &["[Plan]", "1 a [belt]"]),
        (text(bare("plan")), &["Plan", "a road", "a belt"], &["[Plan]", "0 a road"]),
        (title(bare("plan")), &["Plan", "a road", "a plan"], &["Plan", "0 a road", "1 a plan"]),
        (Test::Text(TextField::Text, bare("plan")).into(), &["Plan", "a road", "a plan"], &["Plan", "1 a [plan]"]),
        (Test::Text(TextField::Text, bare("plan")).into(), &["Plan", "a road"], &[]),
        // Denied words read the article, within a scope the paragraph or sentence.
        (and(&[text(bare("road")), not(text(bare("belt")))]), &["", "road", "belt"], &[]),
        (in_paragraph(and(&[text(bare("road")), not(text(bare("belt")))])), &["", "road", "belt"], &["0 [road]"]),
        (in_paragraph(text(bare("plan"))), &["Plan", "a road"], &[]),
        (in_paragraph(both("belt", "road")), &["", "belt", "road"], &[]),
        (in_paragraph(title(bare("plan"))), &["Plan", "a road"], &["Plan", "0 a road"]),
        (
            in_sentence(both("belt", "road")),
            &["", "A belt. The road.", "A belt and road. No."],
            &["1 A [belt] and [road]. No."],
        ),
        (in_sentence(both("belt", "road")), &["", "A belt of Mr. Road went."], &["0 A [belt] of Mr. [Road] went."]),
        (in_sentence(both("일대", "중")), &["", "일대。중국", "일대 중국"], &["1 [일대] [중]국"]),
        (
            in_sentence(and(&[text(bare("road")), not(text(bare("belt")))])),
            &["", "Belt road.", "Belt. Road."],
            &["1 Belt. [Road]."],
        ),
        (in_sentence(not(text(bare("belt")))), &["", "Belt road.", "Belt. Road."], &["1 Belt. Road."]),
        (not(in_sentence(both("belt", "road"))), &["", "Belt road.", "Belt. Road."], &["1 Belt. Road."]),
        (in_sentence(text(exact("belt road"))), &["", "A belt. Road."], &[]),
        (
            in_sentence(and(&[text(bare("belt")), in_paragraph(text(bare("road")))])),
            &["", "Belt. Road."],
            &["0 [Belt]. [Road]."],
        ),
        (
            in_paragraph(and(&[text(bare("plan")), in_sentence(both("belt", "road"))])),
            &["", "Belt road. Plan."],
            &["0 [Belt] [road]. [Plan]."],
        ),
        (in_sentence(atleast(2, bare("road"))), &["Road", "Road.", "A"], &["Road", "0 Road.", "1 A"]),
        // Words under a scope are sought: beside them the other words choose passages.
        (
            and(&[text(bare("plan")), in_paragraph(text(bare("road")))]),
            &["Plan", "a road", "a"],
            &["[Plan]", "0 a [road]"],
        ),
        // Counts.
        (atleast(3, bare("road")), &["Road", "road roads", "a"], &["Road", "0 road roads", "1 a"]),
        (atleast(4, bare("road")), &["Road", "road roads", "a"], &[]),
        (atleast(2, any(&[bare("road"), prefix("ro")])), &["", "road"], &[]),
        (atleast(2, exact("a b a")), &["", "a b a b a"], &["0 a b a b a"]),
        (not(atleast(2, bare("road"))), &["", "road", "a road"], &[]),
        // Concepts: the words typed may stand apart; a name may not.
        (text(concept(&["one", "belt"], &["silk road"])), &["", "one", "belts"], &["0 [one]", "1 [belts]"]),
        (text(concept(&["one", "belt"], &["silk road"])), &["", "silk", "road"], &[]),
        (not(text(concept(&["one", "belt"], &["silk road"]))), &["", "one", "silk belt"], &[]),
        // One speech.
        (and(&[kim(), said(bare("road"))]), &["", "{a road} and {a belt}"], &["0 a [road] and a belt [0]"]),
        (and(&[kim(), said(bare("belt"))]), &["", "{a road} and {a belt}"], &[]),
        (and(&[kim(), weighed(said(bare("belt")))]), &["", "{a road} and {a belt}"], &[]),
        (and(&[kim(), in_paragraph(said(bare("belt")))]), &["", "{a road} and {a belt}"], &[]),
        (and(&[kim(), not(said(bare("belt")))]), &["", "{a road} and {a belt}"], &["0 a road and a belt [0]"]),
        (said(bare("belt")), &["", "belt {a road} and {a belt}"], &["0 belt a road and a [belt] [1]"]),
        (not(said(bare("belt"))), &["", "{a road} {a belt}", "belt"], &["1 belt"]),
        (
            said(concept(&["one", "belt"], &["silk road"])),
            &["", "{one} {belt}", "{belt one} one"],
            &["1 [belt] [one] one [0]"],
        ),
        (Test::Text(TextField::Org, bare("kim")).into(), &["", "{a}", "b"], &["0 a [0]"]),
        (Test::Text(TextField::Role, bare("kim")).into(), &["", "{a}", "b"], &[]),
        // Weights change nothing, and paths are compared whatever the case.
        (weighed(both("belt", "road")), &["", "a belt", "belt road"], &["1 [belt] [road]"]),
        (or(&[text(bare("belt")), path("WORLD/news/")]), &["", "a"], &["0 a"]),
        (path("world"), &["", "a"], &["0 a"]),
        (path("world/new"), &["", "a"], &[]),
        (path("*/1.TXT"), &["", "a"], &["0 a"]),
        (path("*/1"), &["", "a"], &[]),
    ];
    for (tree, texts, want) in table {
        let filed = article(texts[0], &texts[1..]);
        assert_eq!(shown(&filed, &tree), want, "{tree:?} in {texts:?}");
    }
}
