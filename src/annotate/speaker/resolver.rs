//! Which figure of the article a source means, read in order.
//!
//! In: the [`Cast`] and one [`Source`] after the other. A mention is resolved by the words of the name first, then by
//! office, gender and nearness; where two would do equally the nearer wins.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

use super::cast::{Cast, Figure, words};
use super::claim::{Gender, Naming, Pronoun, Sort, Source, Who};
use crate::annotate::lexicon::Tags;

/// What spoke against a figure that a mention could also have meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// The pronoun is that of the other gender.
    Gender,
    /// The office is another.
    Office,
    /// It was spoken of longer ago, or only in passing.
    Farther,
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gender => "of the other gender",
            Self::Office => "holds another office",
            Self::Farther => "less in focus",
        })
    }
}

/// In which order figures were spoken of.
#[derive(Debug, Clone, Default)]
pub(super) struct Nearness {
    /// When each figure was last spoken of.
    clock: u32,
    last: HashMap<usize, u32>,
    /// How much each figure is in focus, of the [`MEMORY`] last spoken of.
    focus: HashMap<usize, f32>,
}

impl Nearness {
    fn last(&self, index: usize) -> u32 {
        self.last.get(&index).copied().unwrap_or(0)
    }

    /// A figure was spoken of, with the weight of the place: as a speaker, or in passing.
    fn meet(&mut self, index: usize, weight: f32, cast: &Cast) {
        self.clock += 1;
        self.last.insert(index, self.clock);
        let class = cast.figure(index).sort == Sort::Organisation;
        for (other, focus) in &mut self.focus {
            if (cast.figure(*other).sort == Sort::Organisation) == class {
                *focus *= FADE;
            }
        }
        let focus = self.focus.entry(index).or_default();
        *focus = focus.max(weight);
        if self.focus.len() > MEMORY {
            let oldest = self.focus.keys().copied().min_by_key(|index| self.last(*index));
            oldest.map(|index| self.focus.remove(&index));
        }
    }
}

/// Among how many figures a reader still looks for "he" and "the minister".
const MEMORY: usize = 200;
/// What is left of a figure's focus after another mention.
const FADE: f32 = 0.6;
/// A mention in passing, the first mention of a sentence, and a speaker.
const PASSING: f32 = 1.0;
const OPENING: f32 = 3.0;
const SPEAKER: f32 = 3.0;

/// The reader's memory while the article is read in order.
#[derive(Debug, Clone)]
pub(super) struct Resolver<'c> {
    cast: &'c Cast,
    near: Nearness,
    /// Whether the last to speak was one person without a name, whom "he" then means.
    unnamed: bool,
}

impl<'c> Resolver<'c> {
    pub(super) fn new(cast: &'c Cast) -> Self {
        Self { cast, near: Nearness::default(), unnamed: false }
    }

    /// Somebody is named in passing, or as the first word of a sentence.
    pub(super) fn pass(&mut self, naming: &Naming, opens: bool) {
        if let Some(index) = self.of_naming(naming) {
            self.near.meet(index, if opens { OPENING } else { PASSING }, self.cast);
            self.unnamed &= !opens;
        }
    }

    /// The figure that a source means, which now has the word.
    pub(super) fn speaker(&mut self, source: &Source, mention: &str) -> Option<usize> {
        let index = match &source.who {
            Who::Pronoun(Pronoun::He | Pronoun::She | Pronoun::Person) if self.unnamed => None,
            Who::Named(naming) => self.of_naming(naming),
            Who::Perhaps(naming) => self.of_holder(naming),
            Who::Pronoun(pronoun) => self.of_pronoun(*pronoun),
            Who::Described { head, tags, definite: true } => self.of_office(head, *tags, mention),
            Who::Described { .. } | Who::Carried => None,
        };
        if let Who::Described { head, tags, .. } = &source.who {
            let one = !head.ends_with('s') && !tags.has(Tags::ORGANISATION.or(Tags::DOCUMENT));
            self.unnamed = index.is_none() && one;
        } else if index.is_some() {
            self.unnamed = false;
        }
        self.near.meet(index?, SPEAKER, self.cast);
        index
    }

    /// The figure that a naming means: of those that fit best by office the one last spoken of.
    fn of_naming(&self, naming: &Naming) -> Option<usize> {
        let role = naming.role.as_deref().map(str::to_lowercase);
        let likeness = |index: usize| role.as_deref().map_or(0, |role| self.cast.figure(index).likeness(role));
        self.cast.candidates(naming).into_iter().max_by_key(|index| (likeness(*index), self.near.last(*index)))
    }

    /// The figure that a naming means if it holds the office that the naming tells.
    fn of_holder(&self, naming: &Naming) -> Option<usize> {
        let role = naming.role.as_deref()?;
        self.of_naming(naming).filter(|index| self.cast.figure(*index).likeness(role) > 0)
    }

    /// The figures that a source could also have meant, with what spoke against them. It must be asked before
    /// [`speaker`](Self::speaker), which changes who is near.
    pub(super) fn rivals(&self, source: &Source, chosen: usize) -> Vec<(usize, Against)> {
        let figure = self.cast.figure(chosen);
        let role = match &source.who {
            Who::Named(naming) | Who::Perhaps(naming) => naming.role.as_deref().map(str::to_lowercase),
            _ => None,
        };
        let mut fitting: Vec<usize> = match &source.who {
            Who::Named(naming) | Who::Perhaps(naming) => self.cast.candidates(naming),
            Who::Pronoun(_) => {
                let met = |index: &usize| self.near.focus.contains_key(index);
                (0..self.cast.figures.len())
                    .filter(met)
                    .filter(|index| self.cast.figure(*index).sort == figure.sort)
                    .collect()
            }
            Who::Described { head, .. } => {
                let holds = |figure: &Figure| figure.roles.iter().any(|role| words(role).any(|word| word == *head));
                (0..self.cast.figures.len()).filter(|index| holds(self.cast.figure(*index))).collect()
            }
            Who::Carried => Vec::new(),
        };
        fitting.retain(|index| *index != chosen);
        let against = |index: usize| {
            let other = self.cast.figure(index);
            let less = role.as_deref().is_some_and(|role| other.likeness(role) < figure.likeness(role));
            let gender = match source.who {
                Who::Pronoun(Pronoun::He) => other.gender == Some(Gender::Female),
                Who::Pronoun(Pronoun::She) => other.gender == Some(Gender::Male),
                _ => false,
            };
            match (gender, less) {
                (true, _) => Against::Gender,
                (_, true) => Against::Office,
                _ => Against::Farther,
            }
        };
        fitting.into_iter().map(|index| (index, against(index))).collect()
    }

    /// The figure most in focus of those that fit best.
    fn in_focus<R: Ord>(&self, fit: impl Fn(&Figure) -> Option<R>) -> Option<usize> {
        self.near
            .focus
            .iter()
            .filter_map(|(index, focus)| Some((fit(self.cast.figure(*index))?, focus, *index)))
            .max_by(|one, other| {
                one.0
                    .cmp(&other.0)
                    .then(one.1.total_cmp(other.1))
                    .then(self.near.last(one.2).cmp(&self.near.last(other.2)))
            })
            .map(|(_, _, index)| index)
    }

    fn of_pronoun(&self, pronoun: Pronoun) -> Option<usize> {
        let person = |figure: &Figure, other: Option<Gender>| {
            let plausible = figure.sort == Sort::Person || figure.sort == Sort::Unknown && figure.words.len() == 2;
            (plausible && (figure.gender.is_none() || figure.gender != other)).then_some(figure.sort == Sort::Person)
        };
        match pronoun {
            Pronoun::He => self.in_focus(|figure| person(figure, Some(Gender::Female))),
            Pronoun::She => self.in_focus(|figure| person(figure, Some(Gender::Male))),
            Pronoun::Person => self.in_focus(|figure| person(figure, None)),
            Pronoun::It => {
                self.in_focus(|figure| (figure.sort != Sort::Person).then_some(figure.sort == Sort::Organisation))
            }
            Pronoun::They => None,
        }
    }

    /// "the minister" is the nearest minister, "the head of the Seoul office" the one with most of
    /// these words in office and affiliation, "the league" the nearest league.
    fn of_office(&self, head: &str, tags: Tags, mention: &str) -> Option<usize> {
        if head == "statement" {
            // A statement speaks for the organisation that issued it.
            return self.in_focus(|figure| (figure.sort == Sort::Organisation).then_some(()));
        }
        if tags.has(Tags::TITLE.or(Tags::ROLE)) {
            let sought: Vec<String> = words(mention).filter(|word| word != "the" && word != "of").collect();
            let holder = |figure: &Figure| {
                let own = || figure.roles.iter().chain(figure.affiliation.iter()).flat_map(|text| words(text));
                let other = mention.split(' ').skip(1).any(|word| {
                    word.starts_with(char::is_uppercase)
                        && !words(word).all(|word| word == head || own().any(|own| own == word))
                });
                let holds = !other && figure.roles.iter().any(|role| words(role).any(|word| word == head));
                holds.then(|| own().filter(|word| sought.contains(word)).count())
            };
            return self.in_focus(holder).or_else(|| self.only(|figure| holder(figure).is_some()));
        }
        if tags.has(Tags::ORGANISATION.or(Tags::ORGANISATION_TAIL)) {
            let called =
                |figure: &Figure| figure.sort == Sort::Organisation && figure.words.iter().any(|word| word == head);
            return self.in_focus(|figure| called(figure).then_some(())).or_else(|| self.only(called));
        }
        None
    }

    /// The figure that fits, if it is the only one in the article.
    fn only(&self, fits: impl Fn(&Figure) -> bool) -> Option<usize> {
        let mut fitting = (0..self.cast.figures.len()).filter(|index| fits(self.cast.figure(*index)));
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a part of a name means the whole; offices and genders tell namesakes apart; the
    //! nearer of two wins; acronyms mean what they abbreviate; "he" after somebody unnamed is nobody
    //! of the cast.
    use super::*;

    fn naming(name: &str, sort: Sort, gender: Option<Gender>, role: Option<&str>) -> Naming {
        let role = role.map(str::to_owned);
        Naming { span: 0..0, name: name.to_owned(), sort, gender, role, affiliation: None, alias: None }
    }

    fn person(name: &str, gender: Option<Gender>, role: Option<&str>) -> Naming {
        naming(name, Sort::Person, gender, role)
    }

    fn described(head: &str, tags: Tags, definite: bool) -> Who {
        Who::Described { head: head.to_owned(), tags, definite }
    }

    fn meant(resolver: &mut Resolver<'_>, who: Who, words: &str) -> Option<String> {
        let index = resolver.speaker(&Source { span: 0..0, who }, words)?;
        Some(resolver.cast.figure(index).name.clone())
    }

    #[test]
    fn mentions_find_their_figures() {
        let namings = [
            person("Lee Min-ho", Some(Gender::Male), Some("President")),
            person("Lee Su-bin", Some(Gender::Female), Some("Minister")),
            naming("Port League of Asia", Sort::Organisation, None, None),
            naming("PLA", Sort::Organisation, None, None),
        ];
        let cast = Cast::new(namings.iter());
        let mut resolver = Resolver::new(&cast);
        for (who, words, want) in [
            (Who::Named(person("Lee", None, Some("Minister"))), "Minister Lee", Some("Lee Su-bin")),
            (Who::Named(person("Lee", None, None)), "Lee", Some("Lee Su-bin")),
            (Who::Named(person("Lee", Some(Gender::Male), None)), "Mr. Lee", Some("Lee Min-ho")),
            (Who::Perhaps(person("Lee", None, Some("minister"))), "Minister Lee", Some("Lee Su-bin")),
            (Who::Perhaps(person("Lee", None, Some("analyst"))), "an analyst", None),
            (Who::Pronoun(Pronoun::She), "she", Some("Lee Su-bin")),
            (Who::Pronoun(Pronoun::He), "he", Some("Lee Min-ho")),
            (described("president", Tags::TITLE, true), "the president", Some("Lee Min-ho")),
            (described("league", Tags::ORGANISATION_TAIL, true), "the league", Some("Port League of Asia")),
            (Who::Named(naming("PLA", Sort::Organisation, None, None)), "PLA", Some("Port League of Asia")),
            (Who::Pronoun(Pronoun::It), "it", Some("Port League of Asia")),
            (described("official", Tags::NOMINAL, false), "an official", None),
            (Who::Pronoun(Pronoun::He), "he", None),
        ] {
            assert_eq!(meant(&mut resolver, who, words).as_deref(), want, "{words}");
        }
    }
}
