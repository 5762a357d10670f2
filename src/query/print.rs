//! Tree to text: what the tree prints, the parser reads back as the same tree.

use std::fmt;

use crate::query::{Clause, Find, Manner, Node, Test, Who, Words};

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(nodes) => join(f, nodes, " ", |node| matches!(node, Self::And(_) | Self::Or(_))),
            Self::Or(nodes) => join(f, nodes, " OR ", |node| matches!(node, Self::Or(_))),
            Self::Not(node) => {
                f.write_str("-")?;
                grouped(f, node, matches!(**node, Self::And(_) | Self::Or(_)))
            }
            Self::Clause(clause) => clause.fmt(f),
            _ => f.write_str("?"),
        }
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
    if group { write!(f, "({node})") } else { write!(f, "{node}") }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            Test::Text(_, Find::Words(Words { text, manner: Manner::Bare })) => f.write_str(text),
            Test::Text(_, Find::Words(Words { text, .. })) => write!(f, "\"{text}\""),
            Test::Publisher(name) => write!(f, "publisher:{}", value(name)),
            Test::Lang(code) => write!(f, "lang:{code}"),
            Test::Year(range) => write!(f, "year:{range}"),
            Test::Date(range) => write!(f, "date:{range}"),
            Test::Month(month) => write!(f, "month:{month}"),
            Test::Undated => f.write_str("is:undated"),
            Test::Country(country) => write!(f, "country:{country}"),
            Test::Pair(pair) => write!(f, "pair:{pair}"),
            Test::Speaker(Who::Named(name)) => write!(f, "speaker:{}", value(name)),
            Test::Speaker(Who::Key(key)) => write!(f, "speaker:{}", value(&format!("={key}"))),
            Test::Kind(kind) => write!(f, "kind:{kind}"),
            _ => f.write_str("?"),
        }
    }
}

/// A value as it is typed after a field: in quotation marks unless it is one plain word.
fn value(text: &str) -> String {
    let plain =
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '=' | '\'' | '&'));
    if plain && !text.starts_with('-') { text.to_owned() } else { format!("\"{text}\"") }
}
