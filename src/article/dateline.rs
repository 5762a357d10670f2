//! Recognises the dateline that opens a wire story: "HARBOURTON, May 3 (Yonhap) --", "(서울=연합뉴스)", "新华社北京5月3日电".
//!
//! Its place: a story that begins so has its headline before it, and the agency in it published the page.

use std::sync::LazyLock;

use regex::Regex;

static LATIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^ \p{Lu}[\p{L}.'’/-]+ (?:\s[\p{L}.'’/-]+){0,4} (?:,[^—–:()]{1,30}){0,3}
          \s? (?: \((?<agency>[^()]{2,40})\) \s?(?:—|–|--|-|:) | (?:—|–|--|:) ) \s",
    )
    .expect("the dateline pattern is well formed")
});

static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(\[【（]\s?[^=＝()\[\]]{1,20}[=＝]\s?(?<agency>[^)\]】）]{2,30})[)\]】）]")
        .expect("the dateline pattern is well formed")
});

static HAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[(（【]?(?<agency>\p{Han}{2,5}(?:社|网))[^，。]{0,24}?(?:电|電)")
        .expect("the dateline pattern is well formed")
});

/// The dateline at the head of a paragraph: `Some` where there is one, with the agency it names.
pub(super) fn find(text: &str) -> Option<Option<&str>> {
    let latin = || LATIN.captures(text).filter(|found| shouts(&found[0]) || found.name("agency").is_some());
    let found = latin().or_else(|| BRACKETED.captures(text)).or_else(|| HAN.captures(text))?;
    Some(found.name("agency").map(|agency| agency.as_str().trim()))
}

/// Whether the first word is in capitals, as places in datelines are.
fn shouts(dateline: &str) -> bool {
    let place = dateline.split([' ', ',']).next().unwrap_or("");
    place.len() > 1 && !place.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    //! Properties: datelines of five styles are read with their agency; ordinary openings are none.
    use super::*;

    #[test]
    fn datelines_are_read() {
        for (text, expected) in [
            ("HARBOURTON, May 3 (Yonhap) -- Two berths opened.", Some(Some("Yonhap"))),
            ("HARBOURTON — Two berths opened.", Some(None)),
            ("NEW PIER, MAY 3: Two berths opened.", Some(None)),
            ("Harbourton (PNS) – Two berths opened.", Some(Some("PNS"))),
            ("(강변=나루통신) 서하늘 기자 = 두 선석이 열렸다.", Some(Some("나루통신"))),
            ("新江社临港5月3日电 两个泊位启用。", Some(Some("新江社"))),
            ("Two berths opened on Monday, and pilots cheered.", None),
            ("The Harbour Trust (HT) opened two berths.", None),
            ("港务局星期一宣布，两个泊位启用。", None),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }
}
