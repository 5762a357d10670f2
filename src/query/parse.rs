//! Text to tree, leniently: the best tree, and what could not be read as meant, with its place.
//!
//! The grammar, loosest first: `OR` or `|`; AND, said by nothing or by `AND`; `NOT` or `-`; scope, `/p` and `/s`;
//! nearness, `w/5` and `pre/5`; then a group in parentheses, `field:value`, `atleast3(…)`, words in quotation marks, a
//! pattern, a bare word, each with a weight after it, `^2`. A field applies to the next term or group. Nearness and
//! scope chain from the left.
//!
//! Nexis reads `OR` first, then nearness, `/s`, `/p`, and then NOT and AND. The same parser reads in that order too,
//! and tells the other reading where the two differ.

use jiff::civil::Date as Day;

use crate::query::lex::{Lexeme, lex};
use crate::query::limits::{CHARS_MAX, COMPLAINTS_MAX, DEPTH_MAX};
use crate::query::operand::{Refusal, as_find, holds_weight};
use crate::query::value::text_field;
use crate::query::word::within_bounds;
use crate::query::{Clause, Field, Find, Near, Node, Order, Scope, Test, TextField};
use crate::span::Span;

/// What the parser made of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The best reading; `None` if nothing is asked.
    pub tree: Option<Node>,
    /// What was ignored or read in another way than it may have been meant.
    pub complaints: Vec<Complaint>,
    /// How others would read the same text, written so that it can be typed.
    pub other_readings: Vec<String>,
}

/// Something the parser could not read as meant.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Complaint {
    /// What is the matter and what was done.
    pub message: String,
    /// The first character of the part that is meant.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
}

/// Reads a query. Never fails: see [`Parsed::complaints`]. `today` is what `date:today` means.
#[must_use]
pub fn parse(text: &str, today: Day) -> Parsed {
    let (kept, mut complaints) = cut(text);
    let lexemes = lex(kept);
    let mut parser = Parser::new(lexemes.clone(), Grammar::Ours, today);
    let tree = parser.whole();
    complaints.splice(0..0, parser.complaints);
    let other = parser.mixes_or.then(|| Parser::new(lexemes, Grammar::Nexis, today).whole()).flatten();
    let other = other.filter(|other| tree.as_ref() != Some(other));
    Parsed { tree, complaints, other_readings: other.iter().map(ToString::to_string).collect() }
}

/// Reads a query, and refuses it where anything would be ignored or read otherwise than it may have been meant.
///
/// # Errors
/// The complaints, of which there is at least one.
pub fn parse_strict(text: &str, today: Day) -> Result<Option<Node>, Vec<Complaint>> {
    let Parsed { tree, complaints, .. } = parse(text, today);
    if complaints.is_empty() { Ok(tree) } else { Err(complaints) }
}

/// The query up to the limit.
fn cut(text: &str) -> (&str, Vec<Complaint>) {
    let Some((end, _)) = text.char_indices().nth(CHARS_MAX) else { return (text, Vec::new()) };
    let message = format!("a query has {CHARS_MAX} characters at most; the rest was ignored");
    (&text[..end], vec![Complaint { message, start: CHARS_MAX, end: text.chars().count() }])
}

/// In which order operators bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grammar {
    Ours,
    Nexis,
}

/// What was joined in one group, not counting the groups within.
#[derive(Debug, Clone, Copy, Default)]
struct Joined {
    by_or: bool,
    otherwise: bool,
}

/// What a prefix makes of the operand after it.
enum Prefix {
    Not,
    Within(Scope),
}

type Operand = fn(&mut Parser, Option<Field>) -> Option<Node>;

/// Reads lexemes from the left. `term` holds the part of it below the operators.
pub(super) struct Parser {
    pub(super) input: Vec<(Lexeme, Span)>,
    pub(super) at: usize,
    grammar: Grammar,
    pub(super) today: Day,
    /// How many groups are open.
    pub(super) depth: usize,
    /// How many terms were read.
    pub(super) clauses: usize,
    joined: Joined,
    /// Whether some group has OR beside another connector.
    mixes_or: bool,
    complaints: Vec<Complaint>,
}

impl Parser {
    fn new(input: Vec<(Lexeme, Span)>, grammar: Grammar, today: Day) -> Self {
        Self {
            input,
            at: 0,
            grammar,
            today,
            depth: 0,
            clauses: 0,
            joined: Joined::default(),
            mixes_or: false,
            complaints: Vec::new(),
        }
    }

    pub(super) fn peek(&self) -> Option<&Lexeme> {
        self.input.get(self.at).map(|(lexeme, _)| lexeme)
    }

    pub(super) fn next(&mut self) -> Option<(Lexeme, Span)> {
        let lexeme = self.input.get(self.at).cloned()?;
        self.at += 1;
        Some(lexeme)
    }

    pub(super) fn next_if(&mut self, want: &Lexeme) -> Option<Span> {
        let (_, span) = self.input.get(self.at).filter(|(lexeme, _)| lexeme == want)?;
        self.at += 1;
        Some(*span)
    }

    /// From the first character of a lexeme that was read to the end of the last one.
    pub(super) fn place_from(&self, from: usize) -> Span {
        Span { start: self.input[from].1.start, end: self.input[self.at - 1].1.end }
    }

    pub(super) fn complain(&mut self, message: impl Into<String>, Span { start, end }: Span) {
        if self.complaints.len() < COMPLAINTS_MAX {
            self.complaints.push(Complaint { message: message.into(), start, end });
        }
    }

    pub(super) fn complain_once(&mut self, message: String, place: Span) {
        if self.complaints.iter().all(|complaint| complaint.message != message) {
            self.complain(message, place);
        }
    }

    /// The whole query.
    fn whole(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while self.peek().is_some() {
            nodes.extend(self.expression(None));
            // A closing parenthesis without its opening one ends an expression early.
            if let Some((_, span)) = self.next() {
                self.complain("this `)` closes nothing and was ignored", span);
            }
        }
        Node::all(nodes)
    }

    /// All up to the end of the group.
    pub(super) fn expression(&mut self, field: Option<Field>) -> Option<Node> {
        let outer = std::mem::take(&mut self.joined);
        let node = match self.grammar {
            Grammar::Ours => self.or(field, Self::and),
            Grammar::Nexis => self.and(field),
        };
        self.mixes_or |= self.joined.by_or && self.joined.otherwise;
        self.joined = outer;
        node
    }

    fn or(&mut self, field: Option<Field>, operand: Operand) -> Option<Node> {
        let mut nodes: Vec<Node> = operand(self, field).into_iter().collect();
        while let Some(span) = self.next_if(&Lexeme::Or) {
            let right = operand(self, field);
            if nodes.is_empty() || right.is_none() {
                self.complain("OR needs something on both sides and was ignored", span);
            } else {
                self.joined.by_or = true;
            }
            nodes.extend(right);
        }
        Node::any(nodes)
    }

    fn and(&mut self, field: Option<Field>) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some((lexeme, span)) = self.input.get(self.at) {
            match lexeme {
                Lexeme::Close => break,
                Lexeme::Or if self.grammar == Grammar::Ours => break,
                Lexeme::And => {
                    let span = *span;
                    self.at += 1;
                    if nodes.is_empty() || self.ends_operands() {
                        self.complain("AND needs something on both sides and was ignored", span);
                    }
                }
                _ => nodes.extend(self.not(field)),
            }
        }
        self.joined.otherwise |= nodes.len() > 1;
        Node::all(nodes)
    }

    /// Whether no operand of AND or NOT can follow here.
    fn ends_operands(&self) -> bool {
        matches!(self.peek(), None | Some(Lexeme::Close | Lexeme::Or | Lexeme::And))
    }

    fn not(&mut self, field: Option<Field>) -> Option<Node> {
        let denied = self.denials()?;
        let node = match self.grammar {
            Grammar::Ours => self.chain(field, &[Scope::Paragraph, Scope::Sentence], Self::prefixed),
            Grammar::Nexis => self.chain(field, &[Scope::Paragraph], Self::sentences),
        }?;
        Some(if denied { node.negated() } else { node })
    }

    /// Reads NOTs and tells whether they deny; `None` if nothing follows them.
    fn denials(&mut self) -> Option<bool> {
        let mut denied = false;
        while let Some(span) = self.next_if(&Lexeme::Not) {
            denied = !denied;
            if self.ends_operands() {
                self.complain("NOT needs something after it and was ignored", span);
                return None;
            }
        }
        Some(denied)
    }

    /// Operands joined by some of the scopes, from the left.
    fn chain(&mut self, field: Option<Field>, scopes: &[Scope], operand: Operand) -> Option<Node> {
        let mut chained: Vec<Node> = operand(self, field).into_iter().collect();
        let mut by = None;
        let joins = |(next, _): &&(Lexeme, Span)| is_scope(next, scopes);
        while let Some(&(Lexeme::Scope(scope), span)) = self.input.get(self.at).filter(joins) {
            self.at += 1;
            let right = operand(self, field);
            if chained.is_empty() || right.is_none() {
                self.complain("`/p` and `/s` need something on both sides; this one was ignored", span);
                chained.extend(right);
                continue;
            }
            if let Some(earlier) = by.filter(|earlier| *earlier != scope) {
                chained = vec![within(earlier, chained)];
            }
            by = Some(scope);
            self.joined.otherwise = true;
            chained.extend(right);
        }
        match by {
            Some(scope) => Some(within(scope, chained)),
            None => chained.pop(),
        }
    }

    fn sentences(&mut self, field: Option<Field>) -> Option<Node> {
        self.chain(field, &[Scope::Sentence], Self::prefixed)
    }

    /// Nearness with the prefixes before it: `/p x`, and `/p -x` after another operand.
    fn prefixed(&mut self, field: Option<Field>) -> Option<Node> {
        let from = self.at;
        let mut prefixes = Vec::new();
        loop {
            match self.peek() {
                Some(Lexeme::Not) if matches!(prefixes.last(), Some(Prefix::Not)) => {
                    prefixes.pop();
                }
                Some(Lexeme::Not) => prefixes.push(Prefix::Not),
                Some(&Lexeme::Scope(scope)) => prefixes.push(Prefix::Within(scope)),
                _ => break,
            }
            self.at += 1;
        }
        let prefixed = self.at > from;
        let node = self.nearness(field);
        if prefixed && node.is_none() {
            self.complain("nothing follows that this could bear on; it was ignored", self.place_from(from));
        }
        if prefixes.len() > DEPTH_MAX {
            self.complain(format!("prefixes go {DEPTH_MAX} deep at most; some were ignored"), self.place_from(from));
            prefixes.truncate(DEPTH_MAX);
        }
        prefixes.into_iter().rfold(node, |node, prefix| match prefix {
            Prefix::Not => node.map(Node::negated),
            Prefix::Within(scope) => node.map(|node| Node::Within(scope, Box::new(node))),
        })
    }

    /// Terms joined by nearness, from the left. Where one of them cannot be near anything, AND joins them.
    fn nearness(&mut self, field: Option<Field>) -> Option<Node> {
        let from = self.at;
        let mut apart = Vec::new();
        let mut left = self.near_operand(field);
        while let Some(&(Lexeme::Near(order, distance), span)) = self.input.get(self.at) {
            self.at += 1;
            if left.is_none() {
                self.complain("nearness needs something on both sides; this was ignored", span);
                left = self.near_operand(field);
                continue;
            }
            if self.peek() == Some(&Lexeme::Not) {
                self.refuse(Refusal::Not, span);
                break;
            }
            let (distance, complaint) = within_bounds(distance, "a distance");
            if let Some(message) = complaint {
                self.complain(message, span);
            }
            let right = self.near_operand(field);
            let (Some(a), Some(b)) = (&left, &right) else {
                self.complain("nearness needs something on both sides; this was ignored", span);
                continue;
            };
            self.joined.otherwise = true;
            match self.near(a, b, (order, distance), field, span) {
                Some(test) => left = Some(Node::Clause(Clause { test, place: Some(self.place_from(from)) })),
                None => apart.extend(std::mem::replace(&mut left, right)),
            }
        }
        apart.extend(left);
        Node::all(apart)
    }

    fn near_operand(&mut self, field: Option<Field>) -> Option<Node> {
        match self.grammar {
            Grammar::Ours => self.term(field),
            Grammar::Nexis => self.or(field, Self::denied_term),
        }
    }

    fn denied_term(&mut self, field: Option<Field>) -> Option<Node> {
        // Before the first term, NOT was read already.
        let denied = self.denials()?;
        let node = self.term(field)?;
        Some(if denied { node.negated() } else { node })
    }

    fn near(
        &mut self,
        a: &Node,
        b: &Node,
        (order, distance): (Order, u16),
        field: Option<Field>,
        place: Span,
    ) -> Option<Test> {
        let Some(text) = field.map_or(Some(TextField::Anywhere), text_field) else {
            self.refuse(Refusal::NoWords, place);
            return None;
        };
        match (as_find(a, text), as_find(b, text)) {
            (Ok(left), Ok(right)) => {
                if holds_weight(a) || holds_weight(b) {
                    self.complain(
                        "a weight within nearness was ignored: put it after all of it, as in `(a w/5 b)^2`",
                        place,
                    );
                }
                Some(Test::Text(text, Find::Near(Box::new(Near { left, right, distance, order }))))
            }
            (Err(refusal), _) | (_, Err(refusal)) => {
                self.refuse(refusal, place);
                None
            }
        }
    }

    fn refuse(&mut self, refusal: Refusal, place: Span) {
        self.complain(format!("{refusal}; it was read as AND"), place);
    }
}

fn is_scope(lexeme: &Lexeme, scopes: &[Scope]) -> bool {
    matches!(lexeme, Lexeme::Scope(scope) if scopes.contains(scope))
}

fn within(scope: Scope, nodes: Vec<Node>) -> Node {
    Node::Within(scope, Box::new(Node::all(nodes).expect("a chain joins two operands or more")))
}
