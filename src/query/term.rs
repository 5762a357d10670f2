//! The terms of a query: groups, fields with their values, words, counts, each with the weight after it.
//!
//! Its place: below `parse`, whose operators join what is read here.

use crate::query::lex::{Lexeme, Quoted};
use crate::query::limits::{CLAUSES_MAX, DEPTH_MAX};
use crate::query::operand::{as_find, holds_weight};
use crate::query::parse::Parser;
use crate::query::value::{filter_of, text_field};
use crate::query::word::{self, Reading, within_bounds};
use crate::query::{Clause, Field, Node, Test, TextField, Weight};
use crate::span::Span;

impl Parser {
    /// One term with its weight; `None` and nothing read where none can begin.
    pub(super) fn term(&mut self, field: Option<Field>) -> Option<Node> {
        while let Some((Lexeme::Near(..), span)) = self.input.get(self.at) {
            let span = *span;
            self.complain("nearness needs something on both sides; this was ignored", span);
            self.at += 1;
        }
        let from = self.at;
        let node = match self.peek()? {
            Lexeme::Close | Lexeme::Or | Lexeme::And | Lexeme::Not | Lexeme::Near(..) | Lexeme::Scope(_) => {
                return None;
            }
            _ => self.primary(field),
        };
        self.weighed(node, from)
    }

    fn weighed(&mut self, node: Option<Node>, from: usize) -> Option<Node> {
        let mut weight = None;
        while let Some((Lexeme::Weight(typed), span)) = self.input.get(self.at).cloned() {
            self.at += 1;
            match typed.parse().ok().and_then(Weight::new) {
                Some(_) if weight.is_some() => self.complain("one weight is enough; this one was ignored", span),
                Some(read) => weight = Some(read),
                None => {
                    let max = Weight::MAX;
                    self.complain(format!("`^{typed}` is no weight between 0.01 and {max}, and was ignored"), span);
                }
            }
        }
        match (node, weight) {
            (Some(node), Some(weight)) => Some(Node::Boost(Box::new(self.placed(node, from)), weight)),
            (node, _) => node,
        }
    }

    /// The clause, if the node is but one, placed from a lexeme to here.
    fn placed(&self, node: Node, from: usize) -> Node {
        match node {
            Node::Clause(Clause { test, .. }) => Node::Clause(Clause { test, place: Some(self.place_from(from)) }),
            Node::Not(node) if matches!(*node, Node::Clause(_)) => self.placed(*node, from).negated(),
            node => node,
        }
    }

    fn primary(&mut self, field: Option<Field>) -> Option<Node> {
        let from = self.at;
        let (lexeme, span) = self.next()?;
        match lexeme {
            Lexeme::Open => self.group(field, span),
            Lexeme::Field(inner) => self.fielded(inner, from),
            Lexeme::UnknownField(name) => {
                self.complain(format!("unknown field `{name}` was ignored; {}", known_fields()), span);
                self.primary(field)
            }
            Lexeme::AtLeast(count) => self.at_least(count, field, from),
            Lexeme::Quoted(quoted) => {
                if !quoted.closed {
                    self.complain("this quotation mark is never closed; it was taken to the end", span);
                }
                self.quoted(field, &quoted, span)
            }
            Lexeme::Regex(text) => match field.filter(|field| text_field(*field).is_none()) {
                Some(field) => self.value(field, &format!("/{text}/"), span),
                None => self.words(field, word::regex(&text), span),
            },
            Lexeme::Word(text) | Lexeme::Path(text) => self.word(field, &text, span),
            Lexeme::Weight(_) => {
                self.complain("this weight stands after nothing and was ignored", span);
                None
            }
            Lexeme::Close | Lexeme::Or | Lexeme::And | Lexeme::Not | Lexeme::Near(..) | Lexeme::Scope(_) => {
                unreachable!("callers look before they ask for a term")
            }
        }
    }

    /// What stands after `field:`.
    fn fielded(&mut self, field: Field, from: usize) -> Option<Node> {
        match self.peek() {
            Some(
                Lexeme::Open
                | Lexeme::Quoted(_)
                | Lexeme::Word(_)
                | Lexeme::Regex(_)
                | Lexeme::Path(_)
                | Lexeme::AtLeast(_),
            ) => {
                let node = self.primary(Some(field))?;
                Some(self.placed(node, from))
            }
            _ => {
                self.complain("this field has no value and was ignored", self.input[from].1);
                None
            }
        }
    }

    fn group(&mut self, field: Option<Field>, open: Span) -> Option<Node> {
        if self.depth == DEPTH_MAX {
            self.complain_once(format!("groups go {DEPTH_MAX} deep at most; deeper parentheses were ignored"), open);
            return None;
        }
        self.depth += 1;
        let node = self.expression(field);
        self.depth -= 1;
        if self.next_if(&Lexeme::Close).is_none() {
            self.complain("this `(` is never closed; it was taken to the end", open);
        } else if node.is_none() {
            self.complain("this group is empty and was ignored", open);
        }
        node
    }

    fn at_least(&mut self, count: u32, field: Option<Field>, from: usize) -> Option<Node> {
        let place = self.input[from].1;
        if field.is_some() {
            self.complain("`atleast` counts in title and paragraphs; the field before it was ignored", place);
        }
        let (count, complaint) = within_bounds(count, "the number after `atleast`");
        if let Some(message) = complaint {
            self.complain(message, place);
        }
        let open = self.next()?.1;
        let node = self.group(None, open)?;
        match as_find(&node, TextField::Anywhere) {
            Ok(find) => {
                if holds_weight(&node) {
                    self.complain("a weight within `atleast` was ignored: put it after the `)`", place);
                }
                let test = Test::AtLeast(count, find);
                Some(Node::Clause(Clause { test, place: Some(self.place_from(from)) }))
            }
            Err(refusal) => {
                self.complain(format!("{}; the count was ignored", refusal.of_count()), place);
                Some(node)
            }
        }
    }

    fn quoted(&mut self, field: Option<Field>, quoted: &Quoted, span: Span) -> Option<Node> {
        match field.filter(|field| text_field(*field).is_none()) {
            Some(field) => {
                if quoted.slop.is_some() {
                    self.complain("`~` after this value has no meaning and was ignored", span);
                }
                let mark = if quoted.cased { "=" } else { "" };
                self.value(field, &format!("{mark}{}", quoted.text), span)
            }
            None => self.words(field, word::quoted(quoted), span),
        }
    }

    fn word(&mut self, field: Option<Field>, text: &str, span: Span) -> Option<Node> {
        match field {
            Some(field) if text_field(field).is_none() => self.value(field, text, span),
            Some(_) => self.words(field, word::bare(text), span),
            None if text.strip_suffix(':').and_then(Field::from_name).is_some() => {
                let how = format!("write it without a blank: `{text}VALUE`");
                self.complain(format!("`{text}` has no value ({how}) and was ignored"), span);
                None
            }
            None => {
                self.warn_of_unknown_field(text, span);
                self.words(None, word::bare(text), span)
            }
        }
    }

    /// A clause on words.
    fn words(&mut self, field: Option<Field>, reading: Reading, span: Span) -> Option<Node> {
        if let Some(message) = reading.complaint {
            self.complain(message, span);
        }
        let field = field.and_then(text_field).unwrap_or(TextField::Anywhere);
        let node = Test::Text(field, reading.find?).into();
        self.counted(node, span)
    }

    /// A clause on anything else.
    fn value(&mut self, field: Field, text: &str, span: Span) -> Option<Node> {
        match filter_of(field, text, self.today) {
            Ok(node) => self.counted(node, span),
            Err(message) => {
                self.complain(message, span);
                None
            }
        }
    }

    /// The node with its place, unless there are too many.
    fn counted(&mut self, node: Node, span: Span) -> Option<Node> {
        if self.clauses == CLAUSES_MAX {
            self.complain_once(format!("a query has {CLAUSES_MAX} terms at most; the others were ignored"), span);
            return None;
        }
        self.clauses += 1;
        Some(self.placed(node, self.at - 1))
    }

    /// `speakr:kim` is read as words, with a complaint; `10:30` and `https://…` are just words.
    fn warn_of_unknown_field(&mut self, text: &str, span: Span) {
        let Some((name, rest)) = text.split_once(':') else { return };
        let looks_like_field = name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase());
        if looks_like_field && !rest.is_empty() && !rest.starts_with("//") {
            self.complain(format!("unknown field `{name}`, read as words; {}", known_fields()), span);
        }
    }
}

fn known_fields() -> String {
    let names: Vec<&str> = Field::NAMES.iter().map(|(name, _)| *name).collect();
    format!("there are {}", names.join(", "))
}
