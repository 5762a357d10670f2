//! Finds the words in a text that name a country: where they stand, whom they name, in which manner.
//!
//! Its place: below `role`, `relation` and `weigh`, and open to the `date` and `speaker` annotators. It knows one
//! text at a time and says nothing of what the text is about.
//!
//! # Invariants
//! Mentions are in order, do not overlap, and lie on character edges. A mask (`South China Sea`) hides what is in it.
//!
//! # Limits
//! A name that is spelled as another word (`Nice`, `Male`) is not in the tables at all.

use std::ops::Range;

use super::form::{Form, MentionKind};
use super::script::{is_alphabetic_word, is_hangul, is_katakana};
use super::sense::{Choices, is_person};
use super::words::{Class, Words};
use super::{Country, Tables};

/// Words that name one country or, as in `한중`, several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where the words stand, in bytes.
    pub range: Range<usize>,
    /// Whom they name, in the order of the words.
    pub countries: Vec<Country>,
    /// In which manner.
    pub kind: MentionKind,
}

/// The mentions of one text by itself.
#[must_use]
pub fn mentions(text: &str, tables: &Tables) -> Vec<Mention> {
    find(text, tables, &Choices::new([text], &tables.cues))
}

/// The mentions of a text that is part of a longer one; `choices` knows the whole.
pub(super) fn find(text: &str, tables: &Tables, choices: &Choices) -> Vec<Mention> {
    let mut found = Vec::new();
    for Candidate { range, form } in settle(candidates(text, tables)) {
        let Some(kind) = form.kind else { continue };
        let countries = if form.rules.choice { vec![choices.of(form)] } else { form.countries.to_vec() };
        found.push(Mention { range, countries, kind });
    }
    if !text.is_ascii() {
        tables.signs.add(text, &mut found);
    }
    tables.listings.add(text, &mut found);
    found
}

/// A form found in the text with its own rules met, before overlaps are settled.
struct Candidate<'a> {
    range: Range<usize>,
    form: &'a Form,
}

/// All overlapping matches are taken and judged, then settled: a longest match that fails its word bounds must not
/// hide a shorter one.
fn candidates<'a>(text: &str, tables: &'a Tables) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    tables.finder.find(text, |range, form| {
        let form = &tables.forms[form];
        let start = range.start;
        if let Some(end) = token_end(text, range.end, form)
            && case_fits(&text[range], form)
            && rules_hold(text, &(start..end), form, &tables.words)
        {
            found.push(Candidate { range: start..end, form });
        }
    });
    found
}

/// Leftmost, then longest. A pair of signs gives way to a longer name that begins inside it: `其中美国` is no `中美`.
fn settle<'a>(mut candidates: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
    candidates.sort_by_key(|c| (c.range.start, std::cmp::Reverse(c.range.end)));
    let mut settled: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        match settled.last() {
            Some(last) if candidate.range.start < last.range.end => {
                let signs = matches!(last.form.kind, Some(MentionKind::Pair | MentionKind::Toward));
                let cut = candidate.range.start > last.range.start && candidate.range.end > last.range.end;
                if signs && cut && candidate.form.kind != Some(MentionKind::Pair) {
                    settled.pop();
                    settled.push(candidate);
                }
            }
            _ => settled.push(candidate),
        }
    }
    settled
}

/// Where the form's token ends, if the form that ends at byte `end` may end there.
fn token_end(text: &str, end: usize, form: &Form) -> Option<usize> {
    let rest = &text[end..];
    let after = rest.chars().next();
    let last = form.text.chars().next_back()?;
    let letters = rest.chars().take_while(|&c| is_alphabetic_word(c)).count();
    if form.rules.stem {
        let ending: usize = rest.chars().take(letters).map(char::len_utf8).sum();
        return (letters <= LONGEST_ENDING).then_some(end + ending);
    }
    let closed = if is_katakana(last) {
        !after.is_some_and(is_katakana)
    } else if is_hangul(last) && form.rules.particle {
        is_particle(rest)
    } else {
        !is_alphabetic_word(last) || letters == 0
    };
    closed.then_some(end)
}

/// How many letters of a Russian case ending may follow a stem.
const LONGEST_ENDING: usize = 3;

/// Whether the rest of the token is nothing, or a Korean particle.
fn is_particle(rest: &str) -> bool {
    let token: String = rest.chars().take_while(|&c| is_hangul(c)).collect();
    token.is_empty() || PARTICLES.contains(&token.as_str())
}

/// Particles, and the few suffixes that a country's name takes like one.
const PARTICLES: [&str; 46] = [
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "에서",
    "에는",
    "에도",
    "에서는",
    "에서도",
    "과",
    "와",
    "과의",
    "와의",
    "도",
    "만",
    "로",
    "으로",
    "로부터",
    "부터",
    "까지",
    "에게",
    "측",
    "측은",
    "측이",
    "인",
    "인이",
    "인은",
    "인의",
    "산",
    "군",
    "군이",
    "군은",
    "계",
    "정부",
    "정부는",
    "정부가",
    "정부의",
    "내",
    "간",
    "등",
    "행",
    "발",
];

/// In capitals anything may stand, but for forms marked exact; else capitals must be where the form has them.
fn case_fits(found: &str, form: &Form) -> bool {
    if *found == *form.text {
        return true;
    }
    if form.rules.exact {
        return false;
    }
    let capitals = !found.chars().any(char::is_lowercase);
    capitals || found.chars().zip(form.text.chars()).all(|(c, f)| !f.is_uppercase() || c.is_uppercase())
}

fn rules_hold(text: &str, range: &Range<usize>, form: &Form, words: &Words) -> bool {
    let rules = &form.rules;
    let rest = &text[range.end..];
    let before = text[..range.start].chars().next_back();
    let barred = before.is_some_and(|c| rules.not_after.contains(c))
        || rules.not_before.iter().any(|next| rest.starts_with(&**next))
        || rules.person && is_person(text, range, words)
        || &*form.text == "US" && is_pronoun(text, range)
        || form.kind == Some(MentionKind::Pair) && begins_other_word(form, rest, words);
    !barred && (!rules.talk || words.begin(Class::Talk, rest.trim_start()))
}

/// A Korean pair runs into another word that is no particle and no word of diplomacy: the companies `한일…`, `한미…`.
fn begins_other_word(form: &Form, rest: &str, words: &Words) -> bool {
    form.text.ends_with(is_hangul) && !is_particle(rest) && !words.begin(Class::Talk, rest)
}

/// In a headline in capitals `US` is the pronoun after a verb that takes one.
fn is_pronoun(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(
        word,
        "TELL" | "TELLS" | "TOLD" | "LET" | "LETS" | "GIVE" | "GIVES" | "MAKES" | "HELP" | "HELPS" | "LEAVES"
    ) && !text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    //! Properties: names are found in five languages, in capitals, with particles and endings, and not within other
    //! words; masks hide; ambiguous names follow the text; mentions are in order and lie on character edges.
    use super::*;

    fn codes(text: &str) -> String {
        let named = mentions(text, Tables::built_in()).into_iter().map(|mention| {
            let codes: Vec<_> = mention.countries.iter().map(|country| country.code()).collect();
            codes.join("+")
        });
        named.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_are_found_in_five_languages() {
        for (text, want) in [
            ("Norway's fleet left; the Norwegians waved.", "NO NO"),
            ("CHILE, U.S. AND JAPAN SIGN FISH PACT", "CL US JP"),
            ("S.Korean growers met N. Korean buyers.", "KR KP"),
            ("Sino-Norwegian salmon, Chinese-Chilean wine", "CN NO CN CL"),
            ("Guinea-Bissau, not Guinea", "GW GN"),
            ("노르웨이는 칠레산 와인을 한국에 팔았다.", "NO CL KR"),
            ("주한 노르웨이대사와 대중국 수출", "KR NO CN"),
            ("한중 포럼과 한·베트남 포럼, 한-미·일 회의", "KR+CN KR VN KR US JP"),
            ("美, 노르웨이산 연어에 관세", "US NO"),
            ("挪威首相访华，中韩两国欢迎。", "NO CN CN+KR"),
            ("臺灣與挪威", "TW NO"),
            ("ノルウェーと日本、日米韓の協議", "NO JP JP+US+KR"),
            ("Норвегия и Китай, норвежско-китайский форум в Пекине", "NO CN NO CN CN"),
            ("Южной Корее, российскими, США", "KR RU US"),
        ] {
            assert_eq!(codes(text), want, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_names() {
        for text in [
            "fine china and roast turkey, said to us",
            "The South China Sea and the Indian Ocean",
            "North America, Latin American growers, Guinea pigs",
            "SHIPPERS TELL US WHY",
            "Chad Olsen and Jordan Baker",
            "인도적 지원, 오만한 태도, 수단과 방법",
            "북미 시장과 중남미 시장",
            "한일아무개와 한미아무개",
            "其中利润增长，集中日程",
            "中日ドラゴンズ、タイムとスタイル",
            "Индийский океан",
        ] {
            assert_eq!(codes(text), "", "{text}");
        }
    }

    #[test]
    fn the_text_decides_what_a_name_means() {
        for (text, want) in [
            ("Korea sells ships.", "KR"),
            ("Korea sells ships, Pyongyang says.", "KP KP"),
            ("Korea sells ships, Seoul and Pyongyang say.", "KR KR KP"),
            ("Georgia's peaches go by Savannah.", "US"),
            ("Georgia's wine goes by Batumi.", "GE"),
            ("New Mexico and Northern Ireland", "US GB"),
            ("Chinese Taipei", "TW"),
            ("其中美国占三成", "US"),
            ("북미 정상회담", "KP+US"),
        ] {
            assert_eq!(codes(text), want, "{text}");
        }
    }

    #[test]
    fn mentions_are_in_order_and_on_character_edges() {
        let text = "“한·중” – Türkiye’s ‘Côte d’Ivoire’ · 美·日 😀Россия・ロシア";
        let found = mentions(text, Tables::built_in());
        assert!(found.windows(2).all(|two| two[0].range.end <= two[1].range.start));
        assert!(found.iter().all(|mention| text.get(mention.range.clone()).is_some()));
        assert_eq!(found.len(), 8);
    }
}
