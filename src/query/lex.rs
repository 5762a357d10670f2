//! Text to lexemes, each with its place in characters.
//!
//! Its place: below the parser. Whether a word is an operator is settled here: capital `AND`, `OR` and `NOT` always
//! are; lower-case ones, and `same`, only in a query that also has `w/n`, `pre/n`, `/p`, `/s` or `atleast`. What
//! stands right after `field:` is a value and never an operator, and a `\` before such a word makes it a word like
//! others.

use crate::query::{Field, Order, Scope};
use crate::span::Span;

/// A piece of the query as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `OR` or `|`
    Or,
    /// `AND`
    And,
    /// `NOT`, or `-` before anything but a blank.
    Not,
    /// `w/5`, `pre/5` and the like, with the number as typed.
    Near(Order, u32),
    /// `/p`, `/s`
    Scope(Scope),
    /// `atleast3` right before `(`, with the number as typed.
    AtLeast(u32),
    /// `^2` right after what it weighs, without the `^`.
    Weight(String),
    /// `field:` right before its value.
    Field(Field),
    /// `name:` before quotation marks, where no field has that name.
    UnknownField(String),
    /// Words in quotation marks.
    Quoted(Quoted),
    /// A regular expression, without its slashes.
    Regex(String),
    /// The value of `path:`, up to the next blank.
    Path(String),
    /// A bare word.
    Word(String),
}

/// Words in quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The words.
    pub text: String,
    /// Whether the second mark was there.
    pub closed: bool,
    /// Whether `=` stood before the first.
    pub cased: bool,
    /// The number after `~`, as typed.
    pub slop: Option<u32>,
}

/// Parts a query into lexemes with their places in characters.
pub(super) fn lex(text: &str) -> Vec<(Lexeme, Span)> {
    let chars: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { chars: &chars, at: 0, open: 0, lexemes: Vec::new() };
    while lexer.skip_blanks() {
        let start = lexer.at;
        let lexeme = lexer.lexeme();
        lexer.lexemes.push((lexeme, Span { start, end: lexer.at }));
    }
    let mut lexemes = lexer.lexemes;
    read_small_operators(&mut lexemes);
    lexemes.iter_mut().for_each(|(lexeme, _)| unescape(lexeme));
    lexemes
}

/// Whether a character is a quotation mark, opening or closing.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂' | '«' | '»')
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
    /// How many groups are open.
    open: usize,
    lexemes: Vec<(Lexeme, Span)>,
}

impl Lexer<'_> {
    fn skip_blanks(&mut self) -> bool {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at < self.chars.len()
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// The lexeme that ends right here, without a blank.
    fn adjoining(&self) -> Option<&Lexeme> {
        self.lexemes.last().filter(|(_, span)| span.end == self.at).map(|(lexeme, _)| lexeme)
    }

    fn lexeme(&mut self) -> Lexeme {
        let next = self.peek(1);
        match self.chars[self.at] {
            c if !is_quote(c) && c != '(' && self.adjoining() == Some(&Lexeme::Field(Field::Path)) => self.path(),
            '(' | '（' => {
                self.open += 1;
                self.single(Lexeme::Open)
            }
            ')' | '）' => {
                self.open = self.open.saturating_sub(1);
                self.single(Lexeme::Close)
            }
            '|' => self.single(Lexeme::Or),
            '-' if next.is_some_and(|c| !c.is_whitespace()) => self.single(Lexeme::Not),
            '=' if next.is_some_and(is_quote) => {
                self.at += 1;
                self.quoted(true)
            }
            c if is_quote(c) => self.quoted(false),
            '/' => match self.regex_end() {
                Some(end) => self.regex(end),
                None => self.word(),
            },
            '^' if self.adjoining().is_some_and(ends_term) => match self.weight_end(self.at) {
                Some(end) => Lexeme::Weight(self.take(end).trim_start_matches('^').to_owned()),
                None => self.word(),
            },
            _ => self.word(),
        }
    }

    fn single(&mut self, lexeme: Lexeme) -> Lexeme {
        self.at += 1;
        lexeme
    }

    /// The characters from here to `end`, and goes there.
    fn take(&mut self, end: usize) -> String {
        let text = self.chars[self.at..end].iter().collect();
        self.at = end;
        text
    }

    fn quoted(&mut self, cased: bool) -> Lexeme {
        self.at += 1;
        let len = self.chars[self.at..].iter().position(|&c| is_quote(c));
        let text = self.take(len.map_or(self.chars.len(), |len| self.at + len));
        self.at += usize::from(len.is_some());
        let digits = self.digits_end(self.at + 1);
        let slop = (self.peek(0) == Some('~') && digits > self.at + 1).then(|| {
            self.at += 1;
            number(&self.take(digits))
        });
        Lexeme::Quoted(Quoted { text, closed: len.is_some(), cased, slop })
    }

    fn digits_end(&self, from: usize) -> usize {
        let digits = self.chars.iter().skip(from).take_while(|c| c.is_ascii_digit());
        from + digits.count()
    }

    /// Up to the next blank, or to the `)` of the group that the clause stands in.
    fn path(&mut self) -> Lexeme {
        let mut within = 0;
        let mut end = self.at;
        for &c in &self.chars[self.at..] {
            match c {
                '(' => within += 1,
                ')' if within == 0 && self.open > 0 => break,
                ')' => within -= 1,
                c if c.is_whitespace() => break,
                _ => {}
            }
            end += 1;
        }
        Lexeme::Path(self.take(end))
    }

    /// Where the regular expression that may begin here ends: past the next `/` before a blank, `^` or whatever
    /// else ends a word.
    fn regex_end(&self) -> Option<usize> {
        let from = self.at + 1;
        let mut escaped = false;
        for at in from..self.chars.len() {
            match self.chars[at] {
                c if c.is_whitespace() => return None,
                '/' if !escaped && at > from && self.ends_regex(at + 1) => return Some(at + 1),
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        None
    }

    fn ends_regex(&self, at: usize) -> bool {
        self.chars.get(at).is_none_or(|&c| ends_word(c) || c == '^')
    }

    fn regex(&mut self, end: usize) -> Lexeme {
        let typed = self.take(end);
        Lexeme::Regex(without_escaped_slashes(&typed[1..typed.len() - 1]))
    }

    /// Where the weight that may begin at `from` ends: past `^` and a number, before `^` or whatever ends a
    /// word.
    fn weight_end(&self, from: usize) -> Option<usize> {
        let number = self.chars.iter().skip(from + 1).take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let end = from + 1 + number;
        let ends = |&c: &char| ends_word(c) || c == '^';
        (number > 0 && self.chars.get(end).is_none_or(ends)).then_some(end)
    }

    fn word(&mut self) -> Lexeme {
        let is_value = matches!(self.adjoining(), Some(Lexeme::Field(_)));
        let from = self.at;
        while let Some(c) = self.peek(0).filter(|&c| !ends_word(c)) {
            if c == '^' && self.at > from && self.weight_end(self.at).is_some() {
                break;
            }
            self.at += 1;
            let begins_value = |c: char| !c.is_whitespace() && !matches!(c, ')' | '）');
            let names_field = c == ':' && !is_value && self.peek(0).is_some_and(begins_value);
            if let Some(field) = names_field.then(|| self.field(from)).flatten() {
                return field;
            }
        }
        let text: String = self.chars[from..self.at].iter().collect();
        if let Some(at_least) = at_least(&text).filter(|_| matches!(self.peek(0), Some('(' | '（'))) {
            return at_least;
        }
        if is_value { Lexeme::Word(text) } else { operator(&text).unwrap_or(Lexeme::Word(text)) }
    }

    /// The field whose name and colon stand between `from` and here.
    fn field(&self, from: usize) -> Option<Lexeme> {
        let name: String = self.chars[from..self.at - 1].iter().collect();
        if let Some(field) = Field::from_name(&name) {
            return Some(Lexeme::Field(field));
        }
        let looks_like_field = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
        (looks_like_field && self.peek(0).is_some_and(is_quote)).then_some(Lexeme::UnknownField(name))
    }
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '（' | '）' | '|')
}

fn ends_term(lexeme: &Lexeme) -> bool {
    use Lexeme::{Close, Path, Quoted, Regex, Weight, Word};
    matches!(lexeme, Close | Quoted(_) | Regex(_) | Word(_) | Path(_) | Weight(_))
}

/// A number that may be far too large; the parser complains of it.
fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn at_least(text: &str) -> Option<Lexeme> {
    let digits = text.get(..7).filter(|head| head.eq_ignore_ascii_case("atleast")).map(|_| &text[7..])?;
    is_number(digits).then(|| Lexeme::AtLeast(number(digits)))
}

/// The operator of a whole word that is one in every query.
fn operator(text: &str) -> Option<Lexeme> {
    match text {
        "AND" => return Some(Lexeme::And),
        "OR" => return Some(Lexeme::Or),
        "NOT" => return Some(Lexeme::Not),
        _ => {}
    }
    let small = text.to_ascii_lowercase();
    match small.split_once('/')? {
        ("" | "w", "p") => Some(Lexeme::Scope(Scope::Paragraph)),
        ("" | "w", "s") => Some(Lexeme::Scope(Scope::Sentence)),
        ("" | "w" | "near", digits) if is_number(digits) => Some(Lexeme::Near(Order::Either, number(digits))),
        ("pre", digits) if is_number(digits) => Some(Lexeme::Near(Order::Typed, number(digits))),
        _ => None,
    }
}

/// Words that are operators in some queries and words in others.
const SMALL_OPERATORS: [&str; 4] = ["and", "not", "or", "same"];

/// Whether a bare word is an operator where connectors stand beside it.
pub(super) fn is_small_operator(word: &str) -> bool {
    SMALL_OPERATORS.contains(&word)
}

/// Takes the `\` from before a word that would be an operator.
fn unescape(lexeme: &mut Lexeme) {
    let Lexeme::Word(text) = lexeme else { return };
    let word = text.strip_prefix('\\').filter(|word| is_small_operator(word));
    if let Some(word) = word {
        *text = word.to_owned();
    }
}

/// Makes operators of `and`, `or`, `not` and `same` where the query has a connector beside them.
fn read_small_operators(lexemes: &mut [(Lexeme, Span)]) {
    let is_connector = |lexeme: &Lexeme| matches!(lexeme, Lexeme::Near(..) | Lexeme::Scope(_) | Lexeme::AtLeast(_));
    if !lexemes.iter().any(|(lexeme, _)| is_connector(lexeme)) {
        return;
    }
    let mut value = None;
    for (lexeme, span) in lexemes {
        let is_value = value == Some(span.start);
        value = matches!(lexeme, Lexeme::Field(_)).then_some(span.end);
        let Lexeme::Word(word) = lexeme else { continue };
        let operator = match word.as_str() {
            "and" => Lexeme::And,
            "or" => Lexeme::Or,
            "not" => Lexeme::Not,
            "same" => Lexeme::Scope(Scope::Paragraph),
            _ => continue,
        };
        if !is_value {
            *lexeme = operator;
        }
    }
}

/// The expression with its `\/` as `/`.
fn without_escaped_slashes(typed: &str) -> String {
    let mut plain = String::with_capacity(typed.len());
    let mut chars = typed.chars();
    while let Some(c) = chars.next() {
        match (c, chars.as_str().chars().next()) {
            ('\\', Some('/')) => {}
            ('\\', Some(next)) => {
                plain.extend([c, next]);
                chars.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}
