//! Tells the language of an article: by its script where that decides, else by whatlang.
//!
//! Its place: reads the paragraphs and the headline, not the furniture, whose menus are often in another language.
//!
//! # Limits
//! Han without Kana is `zh`, simplified or traditional. A few words in Latin script tell nothing.

use whatlang::Lang;

use super::look::is_hangul;

/// How many letters of a text are looked at; more cost time and change nothing.
const LETTERS_MAX: usize = 600;
/// How many letters Latin and Cyrillic texts must have to be told apart.
const LETTERS_MIN: usize = 24;

/// The ISO 639-1 code of the language, where the text is enough to tell.
pub(super) fn detect<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let (mut hangul, mut kana, mut han, mut letters) = (0, 0, 0, 0);
    let mut sample = String::new();
    'texts: for text in texts {
        for c in text.chars() {
            sample.push(c);
            if !c.is_alphabetic() {
                continue;
            }
            letters += 1;
            hangul += usize::from(is_hangul(c));
            kana += usize::from(matches!(c, '\u{3040}'..='\u{30ff}'));
            han += usize::from(matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'));
            if letters >= LETTERS_MAX {
                break 'texts;
            }
        }
        sample.push('\n');
    }
    // A character of these scripts is worth two or three letters, so a third of the letters is most of the text.
    let code = match () {
        () if letters < 4 => return None,
        () if hangul * 3 >= letters => "ko",
        () if (kana + han) * 3 >= letters && kana * 10 >= kana + han => "ja",
        () if han * 3 >= letters => "zh",
        () => return by_words(&sample, letters),
    };
    Some(code.to_owned())
}

fn by_words(sample: &str, letters: usize) -> Option<String> {
    if is_plainly_english(sample) {
        return Some("en".to_owned());
    }
    let info = whatlang::detect(sample).filter(|_| letters >= LETTERS_MIN)?;
    (info.confidence() >= 0.25 || letters >= 400).then(|| iso_639_1(info.lang())).flatten().map(str::to_owned)
}

/// Whether the small words are those of English. whatlang would say the same, at half the cost of reading the article.
fn is_plainly_english(sample: &str) -> bool {
    const SMALL: [&str; 6] = ["the", "of", "and", "to", "in", "that"];
    let words = sample.split_ascii_whitespace();
    let (mut all, mut small, mut article) = (0, 0, 0);
    for word in words {
        all += 1;
        small += usize::from(SMALL.contains(&word));
        article += usize::from(word == "the");
    }
    all >= 30 && article >= 2 && small * 8 >= all
}

/// whatlang names languages by three letters.
fn iso_639_1(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Bul => "bg",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Hin => "hi",
        Lang::Urd => "ur",
        Lang::Ben => "bn",
        Lang::Ara => "ar",
        Lang::Pes => "fa",
        Lang::Heb => "he",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Uzb => "uz",
        Lang::Aze => "az",
        Lang::Tuk => "tk",
        Lang::Khm => "km",
        Lang::Mya => "my",
        Lang::Kat => "ka",
        Lang::Hye => "hy",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Mkd => "mk",
        Lang::Cat => "ca",
        Lang::Epo => "eo",
        Lang::Lat => "la",
        Lang::Afr => "af",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    //! Properties: five languages and Latin ones are told; too little text tells nothing.
    use super::*;

    #[test]
    fn languages_are_told() {
        for (text, expected) in [
            ("The harbour trust opened two berths on Monday after a long winter of dredging.", Some("en")),
            ("Der Hafen hat am Montag nach einem langen Winter zwei Liegeplätze eröffnet.", Some("de")),
            ("항만공사가 월요일 KTX 역 옆에 두 선석을 열었다.", Some("ko")),
            ("港湾局は月曜日、二つのバースを開いた。", Some("ja")),
            ("港务局星期一启用两个泊位。", Some("zh")),
            ("В понедельник порт открыл два новых причала после долгой зимы.", Some("ru")),
            ("OK", None),
            ("12 345", None),
        ] {
            assert_eq!(detect(std::iter::once(text)).as_deref(), expected, "{text}");
        }
    }
}
