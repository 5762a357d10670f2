//! The tables of English verbs of saying and of taking the floor.
//!
//! In: `data/speech_verbs_en.txt`, `data/speech_floor_en.txt` and a user's rows. Out: the [`Verb`] a form belongs to.

use rustc_hash::FxHashMap;

use crate::tables::{Added, Table, TableError, Touches};

/// Verbs of saying. An irregular form need not hold the lemma, so that a row may bear on any text.
pub(in super::super) static VERBS: Table = Table {
    name: "speech_verbs_en",
    columns: "lemma, past, what makes it speech, particles",
    built_in: &[include_str!("../../data/speech_verbs_en.txt")],
    touches: Touches::Every,
};

/// Ways of taking the floor.
pub(in super::super) static FLOOR: Table = Table {
    name: "speech_floor_en",
    columns: "verb, past, words of which one must follow",
    built_in: &[include_str!("../../data/speech_floor_en.txt")],
    touches: Touches::Every,
};

/// What must stand beside a verb for it to be speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: "urged", "said".
    Nothing,
    /// A clause ("that", "whether"), a quotation, or a place after what it reports: "added", "asked".
    Clause,
    /// A quotation: "laughed", "began".
    Quotation,
}

/// The grammatical shape of a verb's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
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
#[derive(Debug, Clone)]
pub(super) struct Verb {
    pub(super) form: Form,
    /// What it needs by itself; `None` where only a particle makes it speech.
    pub(super) needs: Option<Needs>,
    /// Words directly after it that make it speech, with what it then needs.
    pub(super) particles: Box<[Box<str>]>,
    pub(super) particle_needs: Needs,
    /// Say and tell: the only verbs whose every use with a subject is taken for speech.
    pub(super) plain: bool,
}

/// Words of which one must follow a verb.
type Objects = Box<[Box<str>]>;

/// Every form of every verb of the tables.
#[derive(Debug)]
pub(in super::super) struct Verbs {
    saying: FxHashMap<String, Verb>,
    floor: FxHashMap<String, Objects>,
}

impl Verbs {
    /// Reads the tables.
    pub(in super::super) fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self { saying: saying(added)?, floor: floor(added)? })
    }

    /// The verb of saying a word (in lower case) is a form of.
    pub(super) fn saying(&self, word: &str) -> Option<&Verb> {
        self.saying.get(word)
    }

    /// The objects that make a form of a verb ("delivered") mean taking the floor ("speech").
    pub(super) fn floor(&self, word: &str) -> Option<&[Box<str>]> {
        self.floor.get(word).map(|objects| &**objects)
    }
}

fn saying(added: &Added) -> Result<FxHashMap<String, Verb>, TableError> {
    let mut verbs: FxHashMap<String, Verb> = FxHashMap::default();
    for row in VERBS.rows(added) {
        let needs = match row.cell(2) {
            "any" => Needs::Nothing,
            "clause" => Needs::Clause,
            "quote" => Needs::Quotation,
            other => return Err(row.refuse(format!("`{other}` is none of any, clause, quote"))),
        };
        let (lemma, particles) = (row.cell(0), row.cell(3));
        for (word, form) in forms(lemma, row.cell(1)) {
            let plain = matches!(lemma, "say" | "tell");
            let verb = verbs.entry(word).or_insert_with(|| Verb {
                form,
                needs: None,
                particles: Box::default(),
                particle_needs: needs,
                plain,
            });
            if matches!(particles, "" | "-") {
                verb.needs = Some(needs);
            } else {
                verb.particles = particles.split(' ').map(Box::from).collect();
                verb.particle_needs = needs;
            }
        }
    }
    Ok(verbs)
}

fn floor(added: &Added) -> Result<FxHashMap<String, Objects>, TableError> {
    let mut verbs = FxHashMap::default();
    for row in FLOOR.rows(added) {
        if row.cell(2).is_empty() {
            return Err(row.refuse("words that must follow the verb are missing"));
        }
        let objects: Objects = row.cell(2).split(',').map(|word| word.trim().into()).collect();
        let past = forms(row.cell(0), row.cell(1)).into_iter().filter(|(_, form)| *form == Form::Past);
        verbs.extend(past.map(|(word, _)| (word, objects.clone())));
    }
    Ok(verbs)
}

/// The forms of an English verb; `past` is `-` or nothing where it is regular.
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
        ("" | "-", Some(rest)) => format!("{rest}ied"),
        ("" | "-", None) => format!("{stem}ed"),
        (irregular, _) => irregular.to_owned(),
    };
    // Where two forms are spelt alike ("read", "forecast"), the past is the reading that counts.
    vec![(past, Form::Past), (present, Form::Present), (participle, Form::Participle), (lemma.to_owned(), Form::Base)]
}

#[cfg(test)]
mod tests {
    //! Properties: forms are English; a user's verbs are read; what is no class is refused.
    use super::*;

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

    #[test]
    fn a_users_verbs_count() {
        let mut added = Added::default();
        added.read("speech_verbs_en", "verbs.txt", "intone\t-\tany\n");
        added.read("speech_floor_en", "floor.txt", "hold\theld\tforth\n");
        let verbs = Verbs::new(&added).unwrap();
        assert_eq!(verbs.saying("intones").and_then(|verb| verb.needs), Some(Needs::Nothing));
        assert!(verbs.floor("held").is_some());
        added.read("speech_verbs_en", "verbs.txt", "hum\t-\talways\t-\n");
        assert!(Verbs::new(&added).unwrap_err().to_string().contains("`verbs.txt` line 1: `always` is none of"));
        let mut added = Added::default();
        added.read("speech_floor_en", "floor.txt", "hold\theld\n");
        assert!(Verbs::new(&added).unwrap_err().to_string().contains("`floor.txt` line 1"));
    }
}
