//! What a line looks like before anybody reads its words: width, number of words, how it closes, whether it is prose.
//!
//! Its place: measured once a line; titles and furniture rules decide by it.
//!
//! # Limits
//! Thresholds are counted in columns, Han, Kana and Hangul taking two, so that one figure serves all scripts.

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// With a full stop, inside or outside of closing quotation marks and brackets.
    Sentence,
    /// With a question mark, an exclamation mark or dots, as headlines do as well.
    Weak,
    /// With a colon.
    Colon,
    /// With none of these.
    Open,
}

/// The measures of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Columns.
    pub width: usize,
    /// Words between blanks.
    pub words: usize,
    /// How it ends.
    pub close: Close,
    /// Whether it can only be running text.
    pub prose: bool,
    /// Whether most of its letters are Han, Kana or Hangul.
    pub wide: bool,
}

/// From how many columns on a closed sentence is taken for running text.
const PROSE_CLOSED: usize = 60;
/// The same for lines that end as headlines may end.
const PROSE_WEAK: usize = 100;
/// From how many columns on a line without closing mark is taken for running text.
const PROSE_OPEN: usize = 130;

impl Look {
    /// Measures a line.
    pub fn of(text: &str) -> Self {
        let width = width(text);
        let words = text.split(' ').count();
        let close = close(text);
        let chars = text.chars().count();
        let wide = (width - chars) * 2 > chars;
        let prose = match close {
            Close::Sentence => width >= PROSE_CLOSED,
            Close::Weak => width >= PROSE_WEAK,
            Close::Colon | Close::Open => width >= PROSE_OPEN,
        };
        let divided = text.chars().filter(|c| matches!(c, '|' | '｜' | '»' | '＞')).count() >= 3;
        let runs_on = if wide { text.contains([',', '，', '、', '。', '.', '；']) } else { words >= 8 };
        Self { width, words, close, prose: prose && !divided && runs_on, wide }
    }

    /// Whether it is a closed sentence, be it short.
    pub fn is_sentence(&self) -> bool {
        self.prose || self.close == Close::Sentence && (self.words >= 4 || self.wide && self.width >= 16)
    }
}

/// Columns of a text: two for each Han, Kana and Hangul character, none for combining marks.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| 1 + usize::from(is_wide(c))).sum() }
}

fn is_wide(c: char) -> bool {
    is_han_or_kana(c) || is_hangul(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}')
}

/// Whether `c` belongs to a script that is written without blanks.
pub(super) fn is_han_or_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether `c` is a whole Hangul syllable; they are numbered by initial, vowel and final.
pub(super) fn is_hangul_syllable(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether `c` is Hangul.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

fn close(text: &str) -> Close {
    const CLOSERS: &[char] =
        &['"', '\'', '”', '’', '»', ')', '）', ']', '］', '】', '」', '』', '》', '>', '*', ' ', '-', '–'];
    let core = text.trim_end_matches(CLOSERS);
    match core.chars().next_back() {
        _ if core.ends_with("..") => Close::Weak,
        Some('.' | '。' | '．') => Close::Sentence,
        Some('!' | '?' | '！' | '？' | '…') => Close::Weak,
        Some(':' | '：') => Close::Colon,
        _ => Close::Open,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: closing marks are seen through quotation marks and brackets; width counts wide scripts twice;
    //! menus and headlines are no prose.
    use super::*;

    #[test]
    fn closes_are_told_apart() {
        for (text, expected) in [
            ("The berth is free.", Close::Sentence),
            ("“The berth is free.”", Close::Sentence),
            ("(See the map below.)", Close::Sentence),
            ("“정박지가 비었다.”", Close::Sentence),
            ("泊位空了。", Close::Sentence),
            ("Is the berth free?", Close::Weak),
            ("부두가 비었나…", Close::Weak),
            ("The mayor added:", Close::Colon),
            ("Harbour opens (map)", Close::Open),
            ("", Close::Open),
        ] {
            assert_eq!(close(text), expected, "{text}");
        }
    }

    #[test]
    fn prose_is_told_from_headlines() {
        for (text, expected) in [
            ("The harbour master said on Tuesday that both berths would be free by spring.", true),
            ("Harbour master promises two free berths by spring, but pilots doubt it", false),
            (
                "Home | News | Ports | Rivers | Ships | Weather | Archive | Contact us | About us | Imprint | Help desk now.",
                false,
            ),
            ("부두장은 화요일 봄까지 두 선석을 모두 비우고 준설을 시작하겠다고 밝혔다.", true),
            ("港务局局长星期二表示，两个泊位将在春季之前全部腾空，并开始疏浚工作。", true),
        ] {
            assert_eq!(Look::of(text).prose, expected, "{text}");
        }
        assert_eq!(width("한중 ab"), 7);
    }
}
