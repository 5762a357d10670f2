//! What office documents state of themselves, as far as it can be believed.
//!
//! Programs fill these fields with the name of the file, of the template, or of the letter that was there before, and
//! nobody looks. Dates of creation are those of the file and not told at all.

use crate::corpus::Metadata;

/// The metadata of a document that states a title and a language.
pub(super) fn metadata(title: &str, lang: &str, text: &str) -> Metadata {
    let lang = Some(lang.trim()).filter(|lang| !lang.is_empty()).map(str::to_owned);
    Metadata { title: own_title(title, text), lang, ..Metadata::default() }
}

/// A stated title if its words stand in the text, wherever lines end there: a title that its document does not have is
/// another document's. A page that was printed has the publisher behind its title.
fn own_title(stated: &str, text: &str) -> Option<String> {
    let stated = stated.split_whitespace().collect::<Vec<_>>().join(" ");
    let headline = [" - ", " | ", " – ", " — ", " :: "].iter().flat_map(|sign| stated.split(sign)).chain([&*stated]);
    let shortened = headline.filter(|part| stated.starts_with(part)).min_by_key(|part| part.len())?;
    let [whole, shortened] = [&*stated, shortened].map(|title| is_title(title) && holds(text, title));
    (whole || shortened).then_some(stated)
}

/// Whether words can be a title: a single one names a file or a kind of document.
fn is_title(words: &str) -> bool {
    const LETTERS_MIN: usize = 5;
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    letters >= LETTERS_MIN && (words.contains(' ') || !words.is_ascii())
}

/// Whether a text holds words within its first ones, blanks aside.
fn holds(text: &str, words: &str) -> bool {
    const HEAD_CHARS: usize = 4_000;
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).take(HEAD_CHARS).collect::<String>();
    squeeze(text).contains(&squeeze(words))
}

#[cfg(test)]
mod tests {
    //! Properties: a title is told where the text has it, also broken over lines or with a publisher behind it; names of
    //! files and what the text does not have are not.
    use super::*;

    #[test]
    fn titles_are_believed_where_the_text_has_them() {
        let text = "보도자료\n부산항과 닝보항, 자매항 협정\n체결\nPort talks resume in Busan\nAgenda";
        for (stated, expected) in [
            ("부산항과 닝보항, 자매항 협정 체결", true),
            ("Port talks resume in Busan", true),
            ("Port talks resume in Busan - The Harbour Herald", true),
            ("Port talks end in Busan", false),
            ("Microsoft Word - talks.doc", false),
            ("Agenda", false),
            ("보도자료", false),
            ("", false),
        ] {
            assert_eq!(own_title(stated, text).is_some(), expected, "{stated}");
        }
    }
}
