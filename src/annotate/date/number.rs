//! Small numbers as texts count years with them: digits, English words, Han numerals.

use super::token::narrow;

/// "25th", "thirtieth", "ten", "二十五", "２５" as numbers.
pub(super) fn number(text: &str) -> Option<i16> {
    let digits: String = text.chars().map(narrow).take_while(char::is_ascii_digit).collect();
    let number = if digits.is_empty() {
        word_number(&text.to_lowercase()).or_else(|| han_number(text))?
    } else {
        digits.parse().ok()?
    };
    (1..=150).contains(&number).then_some(number)
}

/// The numbers below twenty: ordinal and cardinal.
pub(super) const NTHS: [(&str, &str); 19] = [
    ("first", "one"),
    ("second", "two"),
    ("third", "three"),
    ("fourth", "four"),
    ("fifth", "five"),
    ("sixth", "six"),
    ("seventh", "seven"),
    ("eighth", "eight"),
    ("ninth", "nine"),
    ("tenth", "ten"),
    ("eleventh", "eleven"),
    ("twelfth", "twelve"),
    ("thirteenth", "thirteen"),
    ("fourteenth", "fourteen"),
    ("fifteenth", "fifteen"),
    ("sixteenth", "sixteen"),
    ("seventeenth", "seventeen"),
    ("eighteenth", "eighteen"),
    ("nineteenth", "nineteen"),
];
/// The tens.
pub(super) const TENS: [(&str, &str); 8] = [
    ("twentieth", "twenty"),
    ("thirtieth", "thirty"),
    ("fortieth", "forty"),
    ("fiftieth", "fifty"),
    ("sixtieth", "sixty"),
    ("seventieth", "seventy"),
    ("eightieth", "eighty"),
    ("ninetieth", "ninety"),
];

fn word_number(word: &str) -> Option<i16> {
    let place = |table: &[(&str, &str)], word: &str| {
        table.iter().position(|&(nth, n)| word == nth || word == n).map(|i| i as i16)
    };
    if matches!(word, "hundredth" | "centennial") {
        return Some(100);
    }
    match word.split_once('-') {
        Some((tens, ones)) => Some((place(&TENS, tens)? + 2) * 10 + place(&NTHS, ones)? + 1),
        None => place(&NTHS, word).map(|i| i + 1).or_else(|| place(&TENS, word).map(|i| (i + 2) * 10)),
    }
}

fn han_number(text: &str) -> Option<i16> {
    let (mut total, mut ones) = (0, 0);
    for c in text.chars() {
        match "一二三四五六七八九".chars().position(|digit| digit == c) {
            Some(digit) => ones = digit as i16 + 1,
            None => {
                let unit = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => return None,
                };
                total = i16::saturating_add(total, ones.max(1) * unit);
                ones = 0;
            }
        }
    }
    Some(total.saturating_add(ones))
}

#[cfg(test)]
mod tests {
    //! Properties: digits, ordinals, cardinals and Han numerals are read; other words are no numbers.
    use super::*;

    #[test]
    fn numbers() {
        for (text, want) in [
            ("25th", Some(25)),
            ("thirtieth", Some(30)),
            ("Twenty-fifth", Some(25)),
            ("十", Some(10)),
            ("二十五", Some(25)),
            ("３０", Some(30)),
            ("joint", None),
            ("0th", None),
        ] {
            assert_eq!(number(text), want, "{text}");
        }
    }
}
