//! Where the sentences of a text begin, so that `/s` can ask for words in one of them.
//!
//! Sentences are those of Unicode UAX #29, except that none ends behind a title, an initial or another
//! short form of English: "Mr. Kim", "the U.S. Treasury", "Hyundai Motor Co.".

use unicode_segmentation::UnicodeSegmentation;

use super::{Token, tokens};

/// Words whose full stop ends no sentence, folded.
const SHORT_FORMS: [&str; 56] = [
    "adm", "apr", "aug", "brig", "bros", "capt", "cmdr", "co", "col", "corp", "dec", "dept", "dr", "eng", "est", "etc",
    "feb", "fig", "gen", "gov", "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "messrs", "mr",
    "mrs", "ms", "mt", "no", "nov", "oct", "ph", "pres", "prof", "pvt", "rep", "reps", "rev", "sec", "sen", "sens",
    "sept", "sgt", "smt", "sr", "st", "supt", "univ", "vs",
];

/// The position of the first token of each sentence, in order; the first is 0, also where there is no token at all.
#[must_use]
pub fn sentences(text: &str) -> Vec<u32> {
    sentences_of(text, &tokens(text))
}

/// The same over the tokens of the text, where they are at hand.
#[must_use]
pub fn sentences_of(text: &str, row: &[Token]) -> Vec<u32> {
    let mut starts = vec![0];
    let mut before = "";
    for (at, sentence) in text.split_sentence_bound_indices() {
        if at > 0 && !ends_in_short_form(before) {
            let first = row.partition_point(|token| token.bytes.start < at);
            if let Some(token) = row.get(first).filter(|token| token.position > 0) {
                starts.push(token.position);
            }
        }
        before = sentence;
    }
    starts.dedup();
    starts
}

fn ends_in_short_form(sentence: &str) -> bool {
    let Some(text) = sentence.trim_end().strip_suffix('.') else { return false };
    let word = text.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘')).next().unwrap_or(text);
    let mut letters = word.chars();
    let is_initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // "p.m." and "e.g." may end a sentence, "U.S." more seldom does.
    let has_dots = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    is_initial || has_dots && word.starts_with(char::is_uppercase) || is_short_form(word)
}

fn is_short_form(word: &str) -> bool {
    SHORT_FORMS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    //! Properties: the list is sorted; sentences begin where a reader begins them, in every script.
    use super::*;

    #[test]
    fn list_is_sorted() {
        assert!(SHORT_FORMS.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn sentences_begin_where_a_reader_begins_them() {
        for (text, want) in [
            ("", "0"),
            ("...", "0"),
            ("Rail opened. Ports did not.", "0 2"),
            ("Mr. Kim met Gov. Lee. They spoke.", "0 5"),
            ("The U.S. Treasury spoke. It left.", "0 4"),
            ("“Rail opened.” He left!", "0 2"),
            ("철도가 열렸다. 항구는 아니다.", "0 6"),
            ("铁路开通了。港口没有。", "0 5"),
            ("At 5 p.m. Kim left.", "0 3"),
            ("Rose 4.5 percent. Fell.", "0 3"),
        ] {
            let starts: Vec<String> = sentences(text).iter().map(u32::to_string).collect();
            assert_eq!(starts.join(" "), want, "{text}");
        }
    }
}
