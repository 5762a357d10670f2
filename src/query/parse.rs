//! Text to tree, leniently: the best tree, and what could not be read as meant, with its place.
//!
//! The grammar, loosest first: `OR` or `|`; then AND, said by nothing or by `AND`; then `NOT` or `-`;
//! then a group in parentheses, `field:value`, words in quotation marks, a bare word. A field applies
//! to the next term or group. Operators are capitals.

use crate::annotate::{Country, CountryPair, PartialDate, PersonKey, SoughtName};
use crate::query::{Clause, DateRange, Field, Find, Manner, Node, Test, TextField, Who, Words};
use crate::span::Span;

/// What the parser made of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The best reading; `None` if nothing is asked.
    pub tree: Option<Node>,
    /// What was ignored or read in another way than it may have been meant.
    pub complaints: Vec<Complaint>,
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

/// Groups deeper than this are read as if the inner parentheses were not there.
const DEPTH_MAX: usize = 64;

/// Reads a query. Never fails: see [`Parsed::complaints`].
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser { input: lex(text), at: 0, depth: 0, complaints: Vec::new() };
    let mut nodes = Vec::new();
    while parser.peek().is_some() {
        nodes.extend(parser.or(None));
        // A closing parenthesis without its opening one ends an expression early.
        if let Some((Lexeme::Close, span)) = parser.next() {
            parser.complain("this `)` closes nothing and was ignored", span);
        }
    }
    Parsed { tree: Node::all(nodes), complaints: parser.complaints }
}

/// The test of one field and value, as options and front ends need it. The error says what is wrong.
///
/// # Errors
/// When the value is not one of the field's: an impossible date, an unknown country.
pub fn clause_of(field: Field, value: &str) -> Result<Test, String> {
    let text = value.trim();
    let date = |value: &str| value.parse::<PartialDate>();
    match field {
        Field::Publisher if has_word(text) => Ok(Test::Publisher(text.to_owned())),
        Field::Publisher => Err(format!("`{text}` names no publisher")),
        Field::Lang => language(text),
        Field::Year => match text.parse::<DateRange>() {
            Ok(range) if range.is_of_years() => Ok(Test::Year(range)),
            Ok(_) => Err(format!("`{text}` is finer than a year: use `date:{text}`")),
            Err(message) => Err(message),
        },
        Field::Date => text.parse().map(Test::Date),
        Field::After => date(text).map(|from| Test::Date(DateRange::new(Some(from), None).expect("one end is given"))),
        Field::Before => date(text).map(|to| Test::Date(DateRange::new(None, Some(to)).expect("one end is given"))),
        Field::Month => match date(text) {
            Ok(month) if month.day().is_none() => Ok(Test::Month(month)),
            Ok(_) => Err(format!("`{text}` is finer than a month: use `date:{text}`")),
            Err(message) => Err(message),
        },
        Field::Is if text.eq_ignore_ascii_case("undated") => Ok(Test::Undated),
        Field::Is => Err(format!("`is:{text}` is unknown; there is `is:undated`")),
        Field::Country => Country::from_name(text).map(Test::Country).ok_or_else(|| {
            format!("unknown country `{text}`: write a name or a two-letter code, as in `korea` or `KR`")
        }),
        Field::Pair => CountryPair::parse(text).map(Test::Pair).ok_or_else(|| {
            format!("`{text}` is no pair of two countries: write two names or codes, as in `korea-china` or `KR-CN`")
        }),
        Field::Speaker => speaker(text),
        Field::Kind => text.to_lowercase().parse().map(Test::Kind),
        _ => Err("not yet".into()),
    }
}

fn language(text: &str) -> Result<Test, String> {
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if code {
        Ok(Test::Lang(text.to_ascii_lowercase()))
    } else {
        Err(format!("`{text}` is no language code: write two letters, as in `en` or `ko`"))
    }
}

fn speaker(text: &str) -> Result<Test, String> {
    let (name, exact) = text.strip_prefix('=').map_or((text, false), |key| (key, true));
    if SoughtName::of(name).is_none() {
        return Err(format!("`{text}` names nobody"));
    }
    Ok(Test::Speaker(if exact { Who::Key(PersonKey::from_text(name)) } else { Who::Named(name.to_owned()) }))
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// A piece of the query as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lexeme {
    Open,
    Close,
    Or,
    And,
    /// `NOT`, or `-` before anything but a blank.
    Not,
    /// `field:` right before its value.
    Field(Field),
    /// Words in quotation marks; `closed` tells whether the second mark was there.
    Quoted {
        text: String,
        closed: bool,
    },
    /// A bare word.
    Word(String),
    /// `name:` before a value, where no field has that name.
    UnknownField(String),
}

/// Parts the query into lexemes with their places in characters.
fn lex(text: &str) -> Vec<(Lexeme, Span)> {
    let chars: Vec<char> = text.chars().collect();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let lexeme = match chars[at] {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' | '（' => single(&mut at, Lexeme::Open),
            ')' | '）' => single(&mut at, Lexeme::Close),
            '|' => single(&mut at, Lexeme::Or),
            '-' if at + 1 < chars.len() && !chars[at + 1].is_whitespace() => single(&mut at, Lexeme::Not),
            c if is_quote(c) => quoted(&chars, &mut at),
            _ => word(&chars, &mut at),
        };
        lexemes.push((lexeme, Span { start, end: at }));
    }
    lexemes
}

fn single(at: &mut usize, lexeme: Lexeme) -> Lexeme {
    *at += 1;
    lexeme
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂' | '«' | '»')
}

fn quoted(chars: &[char], at: &mut usize) -> Lexeme {
    let from = *at + 1;
    let len = chars[from..].iter().position(|&c| is_quote(c));
    let to = from + len.unwrap_or(chars.len() - from);
    *at = if len.is_some() { to + 1 } else { to };
    Lexeme::Quoted { text: chars[from..to].iter().collect(), closed: len.is_some() }
}

fn word(chars: &[char], at: &mut usize) -> Lexeme {
    let from = *at;
    while *at < chars.len() && !chars[*at].is_whitespace() && !is_quote(chars[*at]) && !"()（）|".contains(chars[*at])
    {
        *at += 1;
        if chars[*at - 1] == ':' && *at < chars.len() && !chars[*at].is_whitespace() {
            let name: String = chars[from..*at - 1].iter().collect();
            if let Some(field) = Field::from_name(&name) {
                return Lexeme::Field(field);
            }
            if !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()) && is_quote(chars[*at]) {
                return Lexeme::UnknownField(name);
            }
        }
    }
    let text: String = chars[from..*at].iter().collect();
    match text.as_str() {
        "AND" => Lexeme::And,
        "OR" => Lexeme::Or,
        "NOT" => Lexeme::Not,
        _ => Lexeme::Word(text),
    }
}

struct Parser {
    input: Vec<(Lexeme, Span)>,
    at: usize,
    depth: usize,
    complaints: Vec<Complaint>,
}

impl Parser {
    fn peek(&self) -> Option<&Lexeme> {
        self.input.get(self.at).map(|(lexeme, _)| lexeme)
    }

    fn next(&mut self) -> Option<(Lexeme, Span)> {
        let lexeme = self.input.get(self.at).cloned()?;
        self.at += 1;
        Some(lexeme)
    }

    fn next_if(&mut self, want: &Lexeme) -> Option<Span> {
        (self.peek() == Some(want)).then(|| self.next().expect("it was seen").1)
    }

    fn complain(&mut self, message: impl Into<String>, Span { start, end }: Span) {
        self.complaints.push(Complaint { message: message.into(), start, end });
    }

    fn or(&mut self, field: Option<Field>) -> Option<Node> {
        let mut nodes: Vec<Node> = self.and(field).into_iter().collect();
        while let Some(span) = self.next_if(&Lexeme::Or) {
            let right = self.and(field);
            if nodes.is_empty() || right.is_none() {
                self.complain("OR needs something on both sides and was ignored", span);
            }
            nodes.extend(right);
        }
        Node::any(nodes)
    }

    fn and(&mut self, field: Option<Field>) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some(lexeme) = self.peek() {
            match lexeme {
                Lexeme::Close | Lexeme::Or => break,
                Lexeme::And => {
                    let (_, span) = self.next().expect("it was seen");
                    if nodes.is_empty() || matches!(self.peek(), None | Some(Lexeme::Close | Lexeme::Or | Lexeme::And))
                    {
                        self.complain("AND needs something on both sides and was ignored", span);
                    }
                }
                _ => nodes.extend(self.not(field)),
            }
        }
        Node::all(nodes)
    }

    fn not(&mut self, field: Option<Field>) -> Option<Node> {
        let mut denied = false;
        while let Some(span) = self.next_if(&Lexeme::Not) {
            denied = !denied;
            if matches!(self.peek(), None | Some(Lexeme::Close | Lexeme::Or | Lexeme::And)) {
                self.complain("NOT needs something after it and was ignored", span);
                return None;
            }
        }
        let node = self.primary(field)?;
        Some(if denied { node.negated() } else { node })
    }

    fn primary(&mut self, field: Option<Field>) -> Option<Node> {
        let (lexeme, span) = self.next()?;
        match lexeme {
            Lexeme::Open => self.group(field, span),
            Lexeme::Field(inner) => match self.peek() {
                Some(Lexeme::Open | Lexeme::Quoted { .. } | Lexeme::Word(_)) => {
                    let from = self.at;
                    let node = self.primary(Some(inner));
                    // The place of a fielded term includes the field's name.
                    match node {
                        Some(Node::Clause(mut clause)) if self.at == from + 1 => {
                            clause.place = clause.place.map(|place| Span { start: span.start, end: place.end });
                            Some(Node::Clause(clause))
                        }
                        node => node,
                    }
                }
                _ => {
                    self.complain("this field has no value and was ignored", span);
                    None
                }
            },
            Lexeme::UnknownField(name) => {
                let names: Vec<&str> = Field::NAMES.iter().map(|(name, _)| *name).collect();
                self.complain(format!("unknown field `{name}` was ignored; there are {}", names.join(", ")), span);
                self.primary(field)
            }
            Lexeme::Quoted { text, closed } => {
                if !closed {
                    self.complain("this quotation mark is never closed; it was taken to the end", span);
                }
                self.term(field, text, true, span)
            }
            Lexeme::Word(text) => self.term(field, text, false, span),
            Lexeme::Close | Lexeme::Or | Lexeme::And | Lexeme::Not => {
                unreachable!("callers look before they ask for a term")
            }
        }
    }

    fn group(&mut self, field: Option<Field>, open: Span) -> Option<Node> {
        if self.depth == DEPTH_MAX {
            self.complain(format!("groups go {DEPTH_MAX} deep at most; this `(` was ignored"), open);
            return None;
        }
        self.depth += 1;
        let node = self.or(field);
        self.depth -= 1;
        if self.next_if(&Lexeme::Close).is_none() {
            self.complain("this `(` is never closed; it was taken to the end", open);
        } else if node.is_none() {
            self.complain("this group is empty and was ignored", open);
        }
        node
    }

    fn term(&mut self, field: Option<Field>, text: String, quoted: bool, span: Span) -> Option<Node> {
        let test = match field {
            Some(field) => clause_of(field, &text),
            None if !quoted && text.strip_suffix(':').and_then(Field::from_name).is_some() => {
                Err(format!("`{text}` has no value (write it without a blank: `{text}VALUE`) and was ignored"))
            }
            None if has_word(&text) => {
                if !quoted {
                    self.warn_of_unknown_field(&text, span);
                }
                Ok(Test::Text(
                    TextField::Anywhere,
                    Find::Words(Words { text, manner: if quoted { Manner::Exact } else { Manner::Bare } }),
                ))
            }
            None => Err(format!("`{text}` holds no word and was ignored")),
        };
        match test {
            Ok(test) => Some(Node::Clause(Clause { test, place: Some(span) })),
            Err(message) => {
                self.complain(message, span);
                None
            }
        }
    }

    /// `speakr:kim` is read as words, with a complaint; `10:30` and `https://…` are just words.
    fn warn_of_unknown_field(&mut self, text: &str, span: Span) {
        let Some((name, rest)) = text.split_once(':') else { return };
        let looks_like_field = name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase());
        if looks_like_field && !rest.is_empty() && !rest.starts_with("//") {
            let names: Vec<&str> = Field::NAMES.iter().map(|(name, _)| *name).collect();
            self.complain(format!("unknown field `{name}`, read as words; there are {}", names.join(", ")), span);
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the tree of each construct, a row a case, with the number of complaints; printing
    //! and parsing agree; places are those of the typed words; nothing fails on odd input.
    use super::*;

    #[test]
    fn trees() {
        for (text, want, complaints) in [
            ("one belt one road", "one belt one road", 0),
            ("\"one belt one road\"", "\"one belt one road\"", 0),
            ("“one belt” rail", "\"one belt\" rail", 0),
            ("rail -tariffs", "rail -tariffs", 0),
            ("rail NOT tariffs", "rail -tariffs", 0),
            ("rail AND road", "rail road", 0),
            ("rail OR road port", "rail OR road port", 0),
            ("(rail OR road) port", "(rail OR road) port", 0),
            ("(a b) c", "(a b) c", 0),
            ("--a", "a", 0),
            ("co-op - b", "co-op b", 1),
            ("pair:kr-cn", "pair:CN-KR", 0),
            ("pair:(KR-CN OR US-KR)", "pair:CN-KR OR pair:KR-US", 0),
            ("-speaker:Kim", "-speaker:Kim", 0),
            ("speaker:\"Kim Young-joo\"", "speaker:\"Kim Young-joo\"", 0),
            ("year:2017", "year:2017", 0),
            ("year:2017..2020 date:2017-08", "year:2017..2020 date:2017-08", 0),
            ("after:2017-06", "date:2017-06..", 0),
            ("before:2017-06", "date:..2017-06", 0),
            ("is:undated lang:KO kind:direct", "is:undated lang:ko kind:direct", 0),
            ("year:2017-08", "", 1),
            ("date:2017-13 rail", "rail", 1),
            ("pair:KR-ZZ rail", "rail", 1),
            ("speakr:kim", "speakr:kim", 1),
            ("10:30 https://example.org/a", "10:30 https://example.org/a", 0),
            ("speaker: Kim", "Kim", 1),
            ("\"open", "\"open\"", 1),
            ("(open", "open", 1),
            ("closed)", "closed", 1),
            ("closed) more", "closed more", 1),
            ("()", "", 1),
            ("... rail", "rail", 1),
            ("OR rail", "rail", 1),
            ("rail AND", "rail", 1),
            ("NOT", "", 1),
            ("", "", 0),
            ("일대일로 -관세", "일대일로 -관세", 0),
        ] {
            let parsed = parse(text);
            let tree = parsed.tree.as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!((tree.as_str(), parsed.complaints.len()), (want, complaints), "{text}: {:?}", parsed.complaints);
            assert_eq!(parse(&tree).tree, parsed.tree, "{text} printed and read again");
        }
    }

    #[test]
    fn places_are_those_of_the_typed_words() {
        let text = "무역 -pair:kr-cn \"a b\"";
        let tree = parse(text).tree.unwrap();
        let places: Vec<&str> =
            tree.clauses().iter().map(|clause| crate::span::slice(text, clause.place.unwrap())).collect();
        assert_eq!(places, ["무역", "pair:kr-cn", "\"a b\""]);
    }

    #[test]
    fn odd_input_gives_complaints_not_failures() {
        for text in ["(".repeat(10_000), "-".repeat(10_000), "a:".repeat(1_000), "\"(\")|:-".repeat(100)] {
            let parsed = parse(&text);
            assert!(parsed.complaints.iter().all(|c| c.start <= c.end && c.end <= text.chars().count()));
        }
    }
}
