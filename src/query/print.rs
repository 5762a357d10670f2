//! Tree to text: what the tree prints, the parser reads back as the same tree.
//!
//! A concept is the one exception: it prints the words that were typed, and is found in them again.

use std::fmt;

use crate::query::lex::{is_quote, is_small_operator};
use crate::query::{
    Clause, Concept, Find, Manner, Near, Node, Order, Pattern, Scope, Subject, Test, TextField, Weight, Who, Words,
};

/// In its alternate form (`{:#}`) words such as `and` are printed as they must be beside connectors: `\and`. A
/// tree with connectors prints itself so.
#[expect(clippy::recursive_format_impl, reason = "the alternate form does not come back here")]
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() && has_connectors(self) {
            return write!(f, "{self:#}");
        }
        match self {
            Self::And(nodes) => {
                join(f, nodes, " ", |node| matches!(node, Self::And(_) | Self::Or(_) | Self::Within(..)))
            }
            Self::Or(nodes) => join(f, nodes, " OR ", |node| matches!(node, Self::Or(_))),
            Self::Not(node) => {
                f.write_str("-")?;
                term(f, node)
            }
            Self::Within(scope, node) => within(f, *scope, node),
            Self::Boost(node, weight) => {
                grouped(f, node, !is_plain_term(node) || runs_on(node))?;
                write!(f, "{weight}")
            }
            Self::Clause(clause) => fmt::Display::fmt(clause, f),
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "^{}", self.factor())
    }
}

fn join(f: &mut fmt::Formatter<'_>, nodes: &[Node], by: &str, group: fn(&Node) -> bool) -> fmt::Result {
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            f.write_str(by)?;
        }
        grouped(f, node, group(node))?;
    }
    Ok(())
}

fn grouped(f: &mut fmt::Formatter<'_>, node: &Node, group: bool) -> fmt::Result {
    if !group {
        return fmt::Display::fmt(node, f);
    }
    f.write_str("(")?;
    fmt::Display::fmt(node, f)?;
    f.write_str(")")
}

/// Whether a query as printed has what makes operators of `and`, `or`, `not` and `same`.
fn has_connectors(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_connectors),
        Node::Not(node) | Node::Boost(node, _) => has_connectors(node),
        Node::Within(..) => true,
        Node::Clause(clause) => clause_has_connectors(clause),
    }
}

fn clause_has_connectors(clause: &Clause) -> bool {
    matches!(clause.test, Test::AtLeast(..) | Test::Text(_, Find::Near(_)))
}

/// A node as one term.
fn term(f: &mut fmt::Formatter<'_>, node: &Node) -> fmt::Result {
    grouped(f, node, !is_plain_term(node))
}

/// Whether a node prints as one term that nothing can come between.
fn is_plain_term(node: &Node) -> bool {
    match node {
        Node::Boost(..) => true,
        Node::Clause(Clause { test, .. }) => {
            !matches!(test, Test::Text(TextField::Anywhere, Find::Near(_)) | Test::Text(_, Find::Concept(_)))
        }
        _ => false,
    }
}

/// Whether a weight right after a node would not be read as its weight: it has one, or it takes all up to a blank.
fn runs_on(node: &Node) -> bool {
    match node {
        Node::Boost(..) => true,
        Node::Clause(clause) => matches!(clause.test, Test::Path(_)),
        _ => false,
    }
}

/// `a /p b` where it can be written so, else `/p (…)`.
fn within(f: &mut fmt::Formatter<'_>, scope: Scope, node: &Node) -> fmt::Result {
    let mark = match scope {
        Scope::Paragraph => "/p",
        Scope::Sentence => "/s",
    };
    let Node::And(nodes) = node else {
        write!(f, "{mark} ")?;
        return operand(f, node);
    };
    if matches!(nodes.first(), Some(Node::Not(_))) {
        write!(f, "{mark} ")?;
        return grouped(f, node, true);
    }
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            write!(f, " {mark} ")?;
        }
        operand(f, node)?;
    }
    Ok(())
}

/// A node beside `/p` or `/s`, which nearness and a NOT after them bind tighter than.
fn operand(f: &mut fmt::Formatter<'_>, node: &Node) -> fmt::Result {
    let group = match node {
        Node::And(_) | Node::Or(_) | Node::Within(..) => true,
        Node::Not(_) | Node::Boost(..) => false,
        Node::Clause(clause) => matches!(&clause.test, Test::Text(_, Find::Concept(_))),
    };
    grouped(f, node, group)
}

#[expect(clippy::recursive_format_impl, reason = "the alternate form does not come back here")]
impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() && clause_has_connectors(self) {
            return write!(f, "{self:#}");
        }
        match &self.test {
            Test::Text(field, what) => text(f, *field, what),
            Test::AtLeast(count, what) => {
                write!(f, "atleast{count}(")?;
                alternatives(f, what)?;
                f.write_str(")")
            }
            Test::About(Subject::Country(country)) => write!(f, "about:{country}"),
            Test::About(Subject::Pair(pair)) => write!(f, "about:{pair}"),
            Test::Publisher(name) => write!(f, "publisher:{}", value(name)),
            Test::Lang(code) => write!(f, "lang:{code}"),
            Test::Path(pattern) => write!(f, "path:{}", path(&pattern.0)),
            Test::Year(range) => write!(f, "year:{range}"),
            Test::Date(range) => write!(f, "date:{range}"),
            Test::Month(month) => write!(f, "month:{month}"),
            Test::Undated => f.write_str("is:undated"),
            Test::Derived => f.write_str("is:derived"),
            Test::Copy => f.write_str("is:copy"),
            Test::Country(country) => write!(f, "country:{country}"),
            Test::Pair(pair) => write!(f, "pair:{pair}"),
            Test::Speaker(Who::Named(name)) => write!(f, "speaker:{}", value(name)),
            Test::Speaker(Who::Key(key)) => write!(f, "speaker:{}", value(&format!("={key}"))),
            Test::Kind(kind) => write!(f, "kind:{kind}"),
        }
    }
}

fn text(f: &mut fmt::Formatter<'_>, field: TextField, what: &Find) -> fmt::Result {
    let name = match field {
        TextField::Anywhere => "",
        TextField::Title => "title:",
        TextField::Text => "text:",
        TextField::Said => "said:",
        TextField::Role => "role:",
        TextField::Org => "org:",
    };
    match what {
        Find::Concept(Concept { typed, .. }) => {
            for (at, word) in typed.iter().enumerate() {
                let blank = if at > 0 { " " } else { "" };
                write!(f, "{blank}{name}")?;
                // Right behind a field, no word is an operator.
                if name.is_empty() { bare(f, word)? } else { f.write_str(word)? }
            }
            Ok(())
        }
        Find::Near(_) if !name.is_empty() => {
            write!(f, "{name}(")?;
            find(f, what)?;
            f.write_str(")")
        }
        Find::Words(Words { text, manner: Manner::Bare }) if !name.is_empty() => write!(f, "{name}{text}"),
        what => {
            f.write_str(name)?;
            find(f, what)
        }
    }
}

impl fmt::Display for Find {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        find(f, self)
    }
}

fn find(f: &mut fmt::Formatter<'_>, what: &Find) -> fmt::Result {
    match what {
        Find::Words(Words { text, manner: Manner::Bare }) => bare(f, text),
        Find::Words(Words { text, manner: Manner::Exact }) => write!(f, "\"{text}\""),
        Find::Words(Words { text, manner: Manner::Cased }) => write!(f, "=\"{text}\""),
        Find::Sloppy(text, slop) => write!(f, "\"{text}\"~{slop}"),
        Find::Pattern(pattern) => write!(f, "{pattern}"),
        Find::Any(_) => {
            f.write_str("(")?;
            alternatives(f, what)?;
            f.write_str(")")
        }
        Find::Near(near) => near_each_other(f, near),
        Find::Concept(Concept { typed, .. }) => f.write_str(&typed.join(" ")),
    }
}

/// A bare word.
fn bare(f: &mut fmt::Formatter<'_>, word: &str) -> fmt::Result {
    if f.alternate() && is_small_operator(word) {
        f.write_str("\\")?;
    }
    f.write_str(word)
}

/// What stands within parentheses of its own.
fn alternatives(f: &mut fmt::Formatter<'_>, what: &Find) -> fmt::Result {
    let Find::Any(finds) = what else { return find(f, what) };
    for (at, alternative) in finds.iter().enumerate() {
        if at > 0 {
            f.write_str(" OR ")?;
        }
        find(f, alternative)?;
    }
    Ok(())
}

fn near_each_other(f: &mut fmt::Formatter<'_>, near: &Near) -> fmt::Result {
    find(f, &near.left)?;
    match near.order {
        Order::Either => write!(f, " w/{} ", near.distance)?,
        Order::Typed => write!(f, " pre/{} ", near.distance)?,
    }
    // Nearness chains from the left.
    if matches!(near.right, Find::Near(_)) {
        f.write_str("(")?;
        find(f, &near.right)?;
        return f.write_str(")");
    }
    find(f, &near.right)
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix(start) => write!(f, "{start}*"),
            Self::Wildcard(shape) => f.write_str(shape),
            Self::Fuzzy(word, distance) => write!(f, "{word}~{distance}"),
            Self::Regex(expression) => write!(f, "/{}/", expression.replace('/', "\\/")),
        }
    }
}

/// A value as it is typed after a field: in quotation marks unless it is one plain word.
fn value(text: &str) -> String {
    let plain =
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '=' | '\'' | '&'));
    if plain && !text.starts_with('-') { text.to_owned() } else { format!("\"{text}\"") }
}

/// A path as it is typed: all up to a blank, unless something in it could end it earlier.
fn path(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '（' | '）');
    if text.contains(ends) { format!("\"{text}\"") } else { text.to_owned() }
}
