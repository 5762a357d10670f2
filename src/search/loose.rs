//! Loose words: a text taken as words and nothing else, and words of which any will do.

use crate::analyzer::tokens;
use crate::query::{Clause, Find, Manner, Node, Parsed, Test, TextField, Words};
use crate::span::CharIndex;

/// Reads a text as words, each a clause of its own. Runs of Han, Kana and Hangul give their overlapping
/// pairs of characters, since a question in them need not part its words.
pub(super) fn parse_words(text: &str) -> Parsed {
    let index = CharIndex::new(text);
    let mut end = 0;
    let mut nodes = Vec::new();
    for token in tokens(text) {
        // The last character of a run stands in the pair before it already.
        if token.bytes.end <= end {
            continue;
        }
        end = token.bytes.end;
        // Folded, so that `OR` is the word when the tree is printed.
        let words = Find::Words(Words { text: token.exact.into(), manner: Manner::Bare });
        let test = Test::Text(TextField::Anywhere, words);
        nodes.push(Node::Clause(Clause { test, place: Some(index.span(token.bytes)) }));
    }
    Parsed { tree: Node::all(nodes), complaints: Vec::new(), other_readings: Vec::new() }
}

/// The tree with the words at its top joined by OR where nothing joins them: whatever restricts (fields,
/// denied clauses, groups that hold either) stays a filter, and words around a typed AND stay together.
pub(super) fn match_any(tree: Node, typed: &str) -> Node {
    let Node::And(nodes) = tree else { return tree };
    let chars: Vec<char> = typed.chars().collect();
    let (words, filters): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(is_of_words);
    let mut runs: Vec<Vec<Node>> = Vec::new();
    for node in words {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|before| is_joined(before, &node, &chars)) => run.push(node),
            _ => runs.push(vec![node]),
        }
    }
    let any = Node::any(runs.into_iter().filter_map(Node::all).collect());
    Node::all(any.into_iter().chain(filters).collect()).expect("a conjunction has parts")
}

/// The tree that finds by further words too, joined by OR to the words at its top.
pub(super) fn widened(tree: Node, further: Vec<Node>) -> Node {
    let nodes = match tree {
        Node::And(nodes) => nodes,
        node => vec![node],
    };
    let (words, filters): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(is_of_words);
    let Some(words) = Node::all(words) else { return Node::all(filters).expect("a tree has parts") };
    let any = match words {
        Node::Or(nodes) => nodes,
        node => vec![node],
    };
    let any = Node::any(any.into_iter().chain(further).collect());
    Node::all(any.into_iter().chain(filters).collect()).expect("a conjunction has parts")
}

/// Whether a node asks for words only, none of them denied.
fn is_of_words(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_of_words),
        Node::Not(_) => false,
        Node::Within(_, node) | Node::Boost(node, _) => is_of_words(node),
        Node::Clause(clause) => matches!(clause.test, Test::Text(..)),
    }
}

/// Whether an AND was typed between two nodes.
fn is_joined(before: &Node, after: &Node, typed: &[char]) -> bool {
    let from = before.clauses().iter().filter_map(|clause| clause.place).map(|place| place.end).max();
    let to = after.clauses().iter().filter_map(|clause| clause.place).map(|place| place.start).min();
    let (Some(from), Some(to)) = (from, to) else { return false };
    let between: String = typed.get(from..to).unwrap_or_default().iter().collect();
    between.split(|c: char| !c.is_alphanumeric()).any(|word| word == "AND")
}

#[cfg(test)]
mod tests {
    //! Properties: words without operators are joined by OR, whatever restricts stays a filter; a text of
    //! words has no operators, and each of its words a place.
    use super::*;
    use crate::query::parse;
    use crate::span::slice;

    #[test]
    fn further_words() {
        let today = jiff::civil::date(2017, 8, 24);
        let further = || vec![parse("port", today).tree.unwrap()];
        for (typed, want) in [
            ("rail", "rail OR port"),
            ("rail OR berth", "rail OR berth OR port"),
            ("(rail OR berth) year:2017", "(rail OR berth OR port) year:2017"),
            ("year:2017 -rail", "year:2017 -rail"),
        ] {
            assert_eq!(widened(parse(typed, today).tree.unwrap(), further()).to_string(), want, "{typed}");
        }
    }

    #[test]
    fn any_of_the_words() {
        for (typed, want) in [
            ("rail", "rail"),
            ("rail harbour berth", "rail OR harbour OR berth"),
            ("rail rail harbour", "rail OR rail OR harbour"),
            ("\"one belt\" rail", "\"one belt\" OR rail"),
            ("rail harbour -tariffs year:2017", "(rail OR harbour) -tariffs year:2017"),
            ("rail year:2017", "rail year:2017"),
            ("rail AND harbour berth", "(rail harbour) OR berth"),
            ("rail year:2017 AND harbour", "(rail harbour) year:2017"),
            ("rail OR harbour", "rail OR harbour"),
            ("(rail OR harbour) berth", "(rail OR harbour) OR berth"),
            ("(rail harbour) berth", "(rail harbour) OR berth"),
            ("(rail OR lang:ko) berth harbour", "(berth OR harbour) (rail OR lang:ko)"),
            ("year:2017 pair:KR-CN", "year:2017 pair:CN-KR"),
        ] {
            let tree = match_any(parse(typed, jiff::civil::date(2017, 8, 24)).tree.unwrap(), typed);
            assert_eq!(tree, parse(want, jiff::civil::date(2017, 8, 24)).tree.unwrap(), "{typed}: {tree}");
        }
    }

    #[test]
    fn words_and_nothing_else() {
        for (text, want) in [
            ("Is rail OR \"one road\" -better?", "Is|rail|OR|one|road|better"),
            ("year:2017 what is pair", "year|2017|what|is|pair"),
            ("rail rail (co-op)", "rail|rail|co|op"),
            ("일대일로는 뭐", "일대|대일|일로|로는|뭐"),
            ("...", ""),
        ] {
            let Parsed { tree, complaints, .. } = parse_words(text);
            let clauses: Vec<Clause> = tree.iter().flat_map(Node::clauses).cloned().collect();
            let words: Vec<&str> = clauses.iter().filter_map(|c| c.place).map(|place| slice(text, place)).collect();
            assert_eq!(words.join("|"), want, "{text}");
            assert!(complaints.is_empty());
            assert_eq!(
                tree.as_ref().and_then(|tree| parse(&tree.to_string(), jiff::civil::date(2017, 8, 24)).tree),
                tree,
                "{text}"
            );
        }
    }
}
