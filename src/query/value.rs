//! The values of fields: what may stand after `year:`, `pair:`, `speaker:` and the others.

use jiff::civil::Date as Day;

use crate::annotate::{Country, CountryPair, PersonKey, SoughtName};
use crate::query::lex::is_quote;
use crate::query::word::{Reading, bare, has_word, quoted};
use crate::query::{DateRange, Field, Node, PathPattern, Subject, Test, TextField, Who, date_phrase, lex};

/// The test of one field and value, as options and front ends need it. The error says what is wrong. Words with
/// blanks between are a phrase.
///
/// # Errors
/// When the value is not one of the field's: an impossible date, an unknown country.
pub fn clause_of(field: Field, value: &str, today: Day) -> Result<Test, String> {
    let text = value.trim();
    match field {
        Field::Title | Field::Text | Field::Said | Field::Role | Field::Org => words(field, text),
        Field::About => about(text),
        Field::Publisher if has_word(text) => Ok(Test::Publisher(without_quotes(text))),
        Field::Publisher => Err(format!("`{text}` names no publisher")),
        Field::Path => path(text),
        Field::Has => Err(has_refusal(text)),
        Field::Lang => language(text),
        Field::Year => match date_phrase::range(text, today) {
            Ok(range) if range.is_of_years() => Ok(Test::Year(range)),
            Ok(_) => Err(format!("`{text}` is finer than a year: use `date:`")),
            Err(message) => Err(message),
        },
        Field::Date => date_phrase::range(text, today).map(Test::Date),
        Field::After => date_phrase::single(text, today).map(|range| open_ended(DateRange::new(range.begin(), None))),
        Field::Before => date_phrase::single(text, today).map(|range| open_ended(DateRange::new(None, range.end()))),
        Field::Month => month(text, today),
        Field::Is if text.eq_ignore_ascii_case("undated") => Ok(Test::Undated),
        Field::Is if text.eq_ignore_ascii_case("derived") => Ok(Test::Derived),
        Field::Is if text.eq_ignore_ascii_case("copy") => Ok(Test::Copy),
        Field::Is => Err(format!("`is:{text}` is unknown; there are `is:undated`, `is:derived` and `is:copy`")),
        Field::Country => Country::from_name(text).map(Test::Country).ok_or_else(|| {
            format!("unknown country `{text}`: write a name or a two-letter code, as in `korea` or `KR`")
        }),
        Field::Pair => CountryPair::parse(text).map(Test::Pair).ok_or_else(|| {
            format!("`{text}` is no pair of two countries: write two names or codes, as in `korea-china` or `KR-CN`")
        }),
        Field::Speaker => speaker(text),
        Field::Kind => text.to_lowercase().parse().map(Test::Kind),
    }
}

/// The filter of one field and value: as [`clause_of`], and what is said by denying a clause, as `has:date`.
///
/// # Errors
/// When the value is not one of the field's.
pub fn filter_of(field: Field, value: &str, today: Day) -> Result<Node, String> {
    match field {
        Field::Has if value.trim().eq_ignore_ascii_case("date") => Ok(Node::from(Test::Undated).negated()),
        _ => clause_of(field, value, today).map(Node::from),
    }
}

/// The text that a field's words are looked for in.
pub(super) fn text_field(field: Field) -> Option<TextField> {
    match field {
        Field::Title => Some(TextField::Title),
        Field::Text => Some(TextField::Text),
        Field::Said => Some(TextField::Said),
        Field::Role => Some(TextField::Role),
        Field::Org => Some(TextField::Org),
        _ => None,
    }
}

fn words(field: Field, text: &str) -> Result<Test, String> {
    let in_field = text_field(field).unwrap_or(TextField::Anywhere);
    let Reading { find, complaint } = if text.contains(char::is_whitespace) || text.contains(is_quote) {
        quoted(&lex::Quoted { text: without_quotes(text), closed: true, cased: false, slop: None })
    } else {
        bare(text)
    };
    match (find, complaint) {
        (Some(find), None) => Ok(Test::Text(in_field, find)),
        (_, complaint) => Err(complaint.unwrap_or_else(|| format!("`{text}` holds no word"))),
    }
}

fn about(text: &str) -> Result<Test, String> {
    let subject =
        Country::from_name(text).map(Subject::Country).or_else(|| CountryPair::parse(text).map(Subject::Pair));
    subject.map(Test::About).ok_or_else(|| {
        format!("`{text}` is no country and no pair of countries: write names or codes, as in `korea` or `KR-CN`")
    })
}

/// A quotation mark within a path stands for any character, since it cannot be typed.
fn path(text: &str) -> Result<Test, String> {
    if text.is_empty() {
        return Err("this path is empty".to_owned());
    }
    Ok(Test::Path(PathPattern(text.replace(is_quote, "*"))))
}

fn has_refusal(text: &str) -> String {
    if text.eq_ignore_ascii_case("date") {
        "`has:date` denies a clause: use `is:undated` and deny it".to_owned()
    } else {
        format!("`has:{text}` is unknown; there is `has:date`")
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

fn open_ended(range: Option<DateRange>) -> Test {
    Test::Date(range.expect("a date or phrase has both ends, and one is kept"))
}

fn month(text: &str, today: Day) -> Result<Test, String> {
    let range = date_phrase::single(text, today)?;
    match range.begin().filter(|month| range.end() == Some(*month) && month.day().is_none()) {
        Some(month) => Ok(Test::Month(month)),
        None => Err(format!("`{text}` is no month: use `date:`")),
    }
}

fn speaker(text: &str) -> Result<Test, String> {
    let (name, exact) = text.strip_prefix('=').map_or((text, false), |key| (key, true));
    let name = without_quotes(name);
    if SoughtName::of(&name).is_none() {
        return Err(format!("`{text}` names nobody"));
    }
    Ok(Test::Speaker(if exact { Who::Key(PersonKey::from_text(&name)) } else { Who::Named(name) }))
}

/// Names are compared by their words, and a quotation mark within one could not be typed.
fn without_quotes(text: &str) -> String {
    text.replace(is_quote, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    //! Properties: values that options give, a row a case; what is refused says what to write.
    use super::*;

    #[test]
    fn filters() {
        let today = jiff::civil::date(2017, 8, 24);
        for (field, value, want) in [
            (Field::Title, "rail", "title:rail"),
            (Field::Title, "one belt", "title:\"one belt\""),
            (Field::Said, "rail*", "said:rail*"),
            (Field::About, "korea", "about:KR"),
            (Field::About, "한중", "about:CN-KR"),
            (Field::About, "Guinea-Bissau", "about:GW"),
            (Field::Path, " news/2017 ", "path:news/2017"),
            (Field::Path, "my news/*", "path:\"my news/*\""),
            (Field::Path, "a\"b", "path:a*b"),
            (Field::Has, "date", "-is:undated"),
            (Field::After, "last month", "date:2017-07.."),
            (Field::Before, "this week", "date:..2017-08-27"),
            (Field::Year, "last year", "year:2016"),
            (Field::Month, "this month", "month:2017-08"),
            (Field::Month, "2017", "month:2017"),
            (Field::Publisher, "The \"Global\"  Times", "publisher:\"The Global Times\""),
            (Field::Speaker, "=kim young", "speaker:\"=kim young\""),
        ] {
            assert_eq!(filter_of(field, value, today).unwrap().to_string(), want);
        }
        for (field, value, part) in [
            (Field::Title, "*", "every word"),
            (Field::Title, "…", "holds no word"),
            (Field::About, "nowhere", "no country"),
            (Field::Has, "speaker", "there is `has:date`"),
            (Field::Year, "2017-08", "use `date:`"),
            (Field::Month, "2017-08-24", "is no month"),
            (Field::Path, " ", "empty"),
            (Field::Lang, "english", "two letters"),
            (Field::Speaker, "\"", "names nobody"),
        ] {
            let error = filter_of(field, value, today).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
