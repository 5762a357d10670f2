//! The tables of English words by which sources, offices and verbs of saying are told.
//!
//! In: `data/speech_*_en.txt`. Out: the [`Tags`] of a word and the [`Verb`] a form belongs to.
//! New rows need no code.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What the table says of a word: a set of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tags(u64);

impl Tags {
    pub(crate) const DETERMINER: Tags = Tags(1);
    pub(crate) const PREPOSITION: Tags = Tags(1 << 1);
    pub(crate) const CONJUNCTION: Tags = Tags(1 << 2);
    pub(crate) const SUBORDINATOR: Tags = Tags(1 << 3);
    pub(crate) const PERFECT: Tags = Tags(1 << 4);
    pub(crate) const BE: Tags = Tags(1 << 5);
    pub(crate) const MODAL: Tags = Tags(1 << 6);
    pub(crate) const ADVERB: Tags = Tags(1 << 7);
    pub(crate) const PRONOUN: Tags = Tags(1 << 8);
    pub(crate) const TIME: Tags = Tags(1 << 9);
    pub(crate) const PARTICLE: Tags = Tags(1 << 10);
    pub(crate) const OPENER: Tags = Tags(1 << 11);
    pub(crate) const TITLE: Tags = Tags(1 << 12);
    pub(crate) const ROLE: Tags = Tags(1 << 13);
    pub(crate) const HONORIFIC: Tags = Tags(1 << 14);
    pub(crate) const MODIFIER: Tags = Tags(1 << 15);
    pub(crate) const MALE: Tags = Tags(1 << 16);
    pub(crate) const FEMALE: Tags = Tags(1 << 17);
    pub(crate) const NOMINAL: Tags = Tags(1 << 18);
    pub(crate) const DOCUMENT: Tags = Tags(1 << 19);
    pub(crate) const ORGANISATION: Tags = Tags(1 << 20);
    pub(crate) const ORGANISATION_TAIL: Tags = Tags(1 << 21);
    pub(crate) const SUFFIX: Tags = Tags(1 << 22);
    pub(crate) const AGENCY: Tags = Tags(1 << 23);
    pub(crate) const PLACE: Tags = Tags(1 << 24);
    pub(crate) const DEMONYM: Tags = Tags(1 << 25);
    pub(crate) const FORENAME: Tags = Tags(1 << 26);
    pub(crate) const SURNAME: Tags = Tags(1 << 27);

    /// Whether any of `these` is among the tags.
    pub(crate) fn has(self, these: Tags) -> bool {
        self.0 & these.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn or(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    fn named(word: &str) -> Option<Tags> {
        Some(match word {
            "det" => Self::DETERMINER,
            "prep" => Self::PREPOSITION,
            "conj" => Self::CONJUNCTION,
            "sub" => Self::SUBORDINATOR,
            "aux" => Self::PERFECT,
            "be" => Self::BE,
            "modal" => Self::MODAL,
            "adv" => Self::ADVERB,
            "pron" => Self::PRONOUN,
            "time" => Self::TIME,
            "particle" => Self::PARTICLE,
            "opener" => Self::OPENER,
            "title" => Self::TITLE,
            "role" => Self::ROLE,
            "honorific" => Self::HONORIFIC,
            "mod" => Self::MODIFIER,
            "male" => Self::MALE,
            "female" => Self::FEMALE,
            "nominal" => Self::NOMINAL,
            "document" => Self::DOCUMENT,
            "org" => Self::ORGANISATION,
            "orgtail" => Self::ORGANISATION_TAIL,
            "suffix" => Self::SUFFIX,
            "agency" => Self::AGENCY,
            "place" => Self::PLACE,
            "demonym" => Self::DEMONYM,
            "forename" => Self::FORENAME,
            "surname" => Self::SURNAME,
            _ => return None,
        })
    }
}

static WORDS: LazyLock<HashMap<&'static str, Tags>> = LazyLock::new(|| {
    rows(include_str!("../data/speech_words_en.txt"))
        .map(|cells| {
            let tags = cells[1].split(' ').filter_map(Tags::named).fold(Tags::default(), Tags::or);
            (cells[0], tags)
        })
        .collect()
});

/// The tags of a word, which must be given in lower case and without a final full stop.
pub(crate) fn tags(word: &str) -> Tags {
    WORDS.get(word).copied().unwrap_or_default()
}

/// What must stand beside a verb for it to be speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: "urged", "said".
    Nothing,
    /// A clause ("that", "whether"), a quotation, or a place after what it reports: "added", "asked".
    Clause,
    /// A quotation: "laughed", "began".
    Quotation,
}

/// The grammatical shape of a verb's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// "said"; also "said to be", which the context must exclude.
    Past,
    /// "says"; some are also plural nouns ("claims").
    Present,
    /// "saying"
    Participle,
    /// "say", after a plural or where it is no statement ("to say")
    Base,
}

/// A form of a verb of saying.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verb {
    pub(crate) form: Form,
    /// What it needs by itself; `None` where only a particle makes it speech.
    pub(crate) needs: Option<Needs>,
    /// Words directly after it that make it speech, with what it then needs.
    pub(crate) particles: &'static str,
    pub(crate) particle_needs: Needs,
    /// Say and tell: the only verbs whose every use with a subject is taken for speech.
    pub(crate) plain: bool,
}

static VERBS: LazyLock<HashMap<String, Verb>> = LazyLock::new(|| {
    let mut verbs: HashMap<String, Verb> = HashMap::new();
    for cells in rows(include_str!("../data/speech_verbs_en.txt")) {
        let [lemma, past, needs, particles] = cells[..] else { continue };
        let needs = match needs {
            "any" => Needs::Nothing,
            "clause" => Needs::Clause,
            _ => Needs::Quotation,
        };
        let bare = particles == "-";
        for (word, form) in forms(lemma, past) {
            let verb = verbs.entry(word).or_insert(Verb {
                form,
                needs: None,
                particles: "",
                particle_needs: needs,
                plain: matches!(lemma, "say" | "tell"),
            });
            if bare {
                verb.needs = Some(needs);
            } else {
                (verb.particles, verb.particle_needs) = (particles, needs);
            }
        }
    }
    verbs
});

/// The verb of saying a word (in lower case) is a form of.
pub(crate) fn verb(word: &str) -> Option<&'static Verb> {
    VERBS.get(word)
}

/// A way of taking the floor: the words of which one must follow the verb closely.
static FLOOR: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    rows(include_str!("../data/speech_floor_en.txt"))
        .flat_map(|cells| {
            let objects: Vec<&str> = cells[2].split(',').collect();
            forms(cells[0], cells[1])
                .into_iter()
                .filter(|(_, form)| *form == Form::Past)
                .map(move |(word, _)| (word, objects.clone()))
        })
        .collect()
});

/// The objects that make a form of a verb ("delivered") mean taking the floor ("speech").
pub(crate) fn floor(word: &str) -> Option<&'static [&'static str]> {
    FLOOR.get(word).map(Vec::as_slice)
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// The forms of an English verb; `past` is `-` where it is regular.
fn forms(lemma: &str, past: &str) -> Vec<(String, Form)> {
    let stem = lemma.strip_suffix('e').unwrap_or(lemma);
    let sibilant = ["s", "sh", "ch", "x", "o"].iter().any(|end| lemma.ends_with(end));
    let on_y = lemma.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'o', 'u']));
    let present = match on_y {
        Some(rest) => format!("{rest}ies"),
        None if sibilant => format!("{lemma}es"),
        None => format!("{lemma}s"),
    };
    let doubled = past.strip_suffix("ed").filter(|rest| rest.len() > lemma.len());
    let participle = format!("{}ing", doubled.unwrap_or(stem));
    let past = match (past, on_y) {
        ("-", Some(rest)) => format!("{rest}ied"),
        ("-", None) => format!("{stem}ed"),
        (irregular, _) => irregular.to_owned(),
    };
    // Where two forms are spelt alike ("read", "forecast"), the past is the reading that counts.
    vec![(past, Form::Past), (present, Form::Present), (participle, Form::Participle), (lemma.to_owned(), Form::Base)]
}

#[cfg(test)]
mod tests {
    //! Properties: the tables are sorted without doubles, every tag is known, forms are English.
    use super::*;

    #[test]
    fn tables_are_sorted_and_their_tags_known() {
        for table in [
            include_str!("../data/speech_words_en.txt"),
            include_str!("../data/speech_verbs_en.txt"),
            include_str!("../data/speech_floor_en.txt"),
        ] {
            let keys: Vec<_> = rows(table).map(|cells| (cells[0], cells.get(3).copied())).collect();
            assert!(keys.is_sorted_by(|a, b| a < b), "{:?}", keys.windows(2).find(|w| w[0] >= w[1]));
        }
        for cells in rows(include_str!("../data/speech_words_en.txt")) {
            for tag in cells[1].split(' ') {
                assert!(Tags::named(tag).is_some(), "{tag}");
            }
        }
    }

    #[test]
    fn forms_are_english() {
        for (lemma, past, all) in [
            ("say", "said", ["said", "says", "saying", "say"]),
            ("reply", "-", ["replied", "replies", "replying", "reply"]),
            ("quip", "quipped", ["quipped", "quips", "quipping", "quip"]),
            ("argue", "-", ["argued", "argues", "arguing", "argue"]),
            ("stress", "-", ["stressed", "stresses", "stressing", "stress"]),
        ] {
            let words: Vec<_> = forms(lemma, past).into_iter().map(|(word, _)| word).collect();
            assert_eq!(words, all);
        }
    }
}
