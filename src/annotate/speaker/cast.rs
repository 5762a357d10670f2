//! The people and organisations of an article, and which of them a mention means.
//!
//! In: the [`Naming`]s of all its paragraphs, headline and captions. Out: for each mention the
//! fullest name, with role and affiliation. A mention is resolved by the words of the name first,
//! then by office, gender and nearness; where two would do equally the nearer wins.
//!
//! # Limits
//! One figure per name: two different men of one full name are one.

use std::collections::HashMap;

use super::claim::{Gender, Naming, Pronoun, Sort, Source, Who};
use crate::annotate::lexicon::Tags;
use crate::annotate::person::PersonKey;

/// Somebody of the article.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) sort: Sort,
    pub(super) gender: Option<Gender>,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    /// Every office the article gives, for telling namesakes apart.
    roles: Vec<String>,
    alias: Option<String>,
    /// The words of the name in lower case.
    words: Vec<String>,
}

impl Figure {
    /// How well an office in lower case fits those of the figure: 3 where it is one of them, 0 where it is none.
    fn likeness(&self, role: &str) -> u8 {
        self.roles.iter().map(|own| office_likeness(own, role)).max().unwrap_or(0)
    }
}

/// All figures of an article.
#[derive(Debug, Default)]
pub(super) struct Cast {
    figures: Vec<Figure>,
    /// Every spelling met, so that keys are made once a spelling.
    by_name: HashMap<String, usize>,
    by_key: HashMap<PersonKey, usize>,
    by_word: HashMap<String, Vec<usize>>,
    by_alias: HashMap<String, usize>,
}

impl Cast {
    /// Collects the figures; a name that is a part of another's ("Sohn") makes none.
    pub(super) fn new<'n>(namings: impl Iterator<Item = &'n Naming>) -> Self {
        let mut cast = Self::default();
        let (full, mut partial): (Vec<_>, Vec<_>) = namings.partition(|naming| is_full(naming));
        // Names without blanks: the longer first, so that a part of one finds the whole.
        partial.sort_by_key(|naming| {
            std::cmp::Reverse(if is_east_asian(&naming.name) { naming.name.chars().count() } else { 0 })
        });
        let mut full = full;
        full.sort_by_key(|naming| std::cmp::Reverse(naming.name.split(' ').count()));
        for naming in full {
            match cast.ending_with(naming) {
                Some(index) => cast.learn(index, naming),
                None => cast.add(naming),
            }
        }
        for naming in partial {
            match cast.candidates(naming).first() {
                Some(&index) => cast.learn_if_single(index, naming),
                None => match cast.spelt_out(&naming.name) {
                    Some(index) => _ = cast.by_alias.insert(naming.name.to_lowercase(), index),
                    None => cast.add(naming),
                },
            }
        }
        cast
    }

    pub(super) fn figure(&self, index: usize) -> &Figure {
        &self.figures[index]
    }

    fn add(&mut self, naming: &Naming) {
        let index = match self.by_name.get(&naming.name) {
            Some(&index) => index,
            None => *self.by_key.entry(PersonKey::of(&naming.name)).or_insert(self.figures.len()),
        };
        if index == self.figures.len() {
            let words: Vec<String> = words(&naming.name).collect();
            for word in &words {
                self.by_word.entry(word.clone()).or_default().push(index);
            }
            self.figures.push(Figure {
                name: naming.name.clone(),
                sort: naming.sort,
                gender: None,
                role: None,
                affiliation: None,
                roles: Vec::new(),
                alias: None,
                words,
            });
        }
        self.learn(index, naming);
    }

    fn learn(&mut self, index: usize, naming: &Naming) {
        if !self.by_name.contains_key(&naming.name) {
            self.by_name.insert(naming.name.clone(), index);
        }
        let figure = &mut self.figures[index];
        if naming.name.len() > figure.name.len() {
            figure.name.clone_from(&naming.name);
        }
        if naming.sort != Sort::Unknown && figure.sort != Sort::Person {
            figure.sort = naming.sort;
        }
        figure.gender = figure.gender.or(naming.gender);
        figure.roles.extend(naming.role.iter().map(|role| role.to_lowercase()));
        figure.role = figure.role.take().or_else(|| naming.role.clone());
        figure.affiliation = figure.affiliation.take().or_else(|| naming.affiliation.clone());
        if let Some(alias) = &naming.alias {
            self.by_alias.entry(alias.to_lowercase()).or_insert(index);
            self.figures[index].alias = Some(alias.clone());
        }
    }

    /// The person whose name ends with this one: "van Horn" is Ludwig van Horn.
    fn ending_with(&self, naming: &Naming) -> Option<usize> {
        let sought: Vec<String> = words(&naming.name).collect();
        let last = self.by_word.get(sought.last()?)?;
        let whole = |figure: &Figure| {
            figure.sort == Sort::Person
                && naming.sort != Sort::Organisation
                && figure.words.len() > sought.len()
                && figure.words.ends_with(&sought)
        };
        last.iter().copied().find(|index| whole(&self.figures[*index]))
    }

    /// The organisation whose initials an acronym gives.
    fn spelt_out(&self, acronym: &str) -> Option<usize> {
        let capitals = acronym.chars().count() >= 2 && acronym.chars().all(char::is_uppercase);
        let initials = |figure: &Figure| -> String {
            figure.name.split([' ', '-']).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect()
        };
        capitals.then(|| {
            self.figures.iter().position(|figure| figure.sort != Sort::Person && initials(figure) == acronym)
        })?
    }

    /// "Mr. Sohn" tells the gender of the only Sohn.
    fn learn_if_single(&mut self, index: usize, naming: &Naming) {
        if self.candidates(naming).len() == 1 {
            let figure = &mut self.figures[index];
            figure.gender = figure.gender.or(naming.gender);
            figure.roles.extend(naming.role.iter().map(|role| role.to_lowercase()));
            figure.role = figure.role.take().or_else(|| naming.role.clone());
            if naming.sort == Sort::Person && figure.sort == Sort::Unknown {
                figure.sort = Sort::Person;
            }
        }
    }

    /// The figures that a naming can mean, best fits first: those of the whole name, else those with
    /// every word of it, whose gender does not contradict.
    fn candidates(&self, naming: &Naming) -> Vec<usize> {
        if let Some(&index) = self.by_alias.get(&naming.name.to_lowercase()) {
            return vec![index];
        }
        if let Some(&index) = self.by_name.get(&naming.name) {
            return vec![index];
        }
        if is_full(naming)
            && let Some(&index) = self.by_key.get(&PersonKey::of(&naming.name))
        {
            return vec![index];
        }
        if is_east_asian(&naming.name) {
            return self.beginning_with(naming);
        }
        let sought: Vec<String> = words(&naming.name).collect();
        let Some(first) = sought.first().and_then(|word| self.by_word.get(word)) else { return Vec::new() };
        let mut found: Vec<usize> = first
            .iter()
            .copied()
            .filter(|index| {
                let figure = &self.figures[*index];
                sought.iter().all(|word| figure.words.contains(word))
                    && figure.words.len() > sought.len()
                    && !matches!((figure.gender, naming.gender), (Some(one), Some(other)) if one != other)
                    && can_shorten(figure, naming, &sought)
            })
            .collect();
        found.dedup();
        found
    }

    /// The figures whose name begins with a family name, or has it as a word of its own.
    fn beginning_with(&self, naming: &Naming) -> Vec<usize> {
        let called = |figure: &Figure| {
            // "商会" is the chamber whose name ends with it, not a forum whose name begins with it.
            let part = if naming.sort == Sort::Organisation {
                figure.name.ends_with(&naming.name)
            } else {
                figure.name.starts_with(&naming.name) || figure.words.contains(&naming.name)
            };
            figure.sort == naming.sort && figure.name.len() > naming.name.len() && part
        };
        (0..self.figures.len()).filter(|index| called(&self.figures[*index])).collect()
    }

    /// The figure that a naming means; `near` gives the order in which figures were last spoken of.
    fn of_naming(&self, naming: &Naming, near: &Nearness) -> Option<usize> {
        let role = naming.role.as_deref().map(str::to_lowercase);
        let likeness = |index: usize| role.as_deref().map_or(0, |role| self.figures[index].likeness(role));
        self.candidates(naming).into_iter().max_by_key(|index| (likeness(*index), near.last(*index)))
    }

    /// The figure that a naming means if it holds the office that the naming tells.
    fn of_holder(&self, naming: &Naming, near: &Nearness) -> Option<usize> {
        let role = naming.role.as_deref()?;
        self.of_naming(naming, near).filter(|index| self.figures[*index].likeness(role) > 0)
    }
}

/// Whether a name is written in Hangul, Han or Kana.
fn is_east_asian(name: &str) -> bool {
    name.chars().any(|c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '가'..='힣'))
}

/// How alike two offices are: the same, one the shorter form of the other, or of one kind. "Vice Chairman" and
/// "chairman" are alike, since the shorter is how the longer is called.
fn office_likeness(one: &str, other: &str) -> u8 {
    let last = |text: &str| text.split([' ', ',']).rfind(|word| !word.is_empty()).map(str::to_owned);
    match (one == other, one.ends_with(other) || other.ends_with(one)) {
        (true, _) => 3,
        (_, true) => 2,
        _ => u8::from(last(one) == last(other)),
    }
}

/// Words of a name in lower case, without marks.
fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '・' | '·'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
}

/// Whether a naming gives a name in full rather than a part of one.
fn is_full(naming: &Naming) -> bool {
    naming.name.contains(' ')
}

/// A person is called by the first or last name; an organisation is not called by any of its words.
fn can_shorten(figure: &Figure, naming: &Naming, sought: &[String]) -> bool {
    if figure.sort == Sort::Organisation || figure.name.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let ends = [figure.words.first(), figure.words.last()];
    naming.sort != Sort::Organisation
        && sought.iter().any(|word| ends.contains(&Some(word)) || word.chars().count() > 2)
}

/// In which order figures were spoken of.
#[derive(Debug, Default)]
pub(super) struct Nearness {
    /// When each figure was last spoken of.
    clock: u32,
    last: HashMap<usize, u32>,
    /// How much each figure is in focus.
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
    }
}

/// What is left of a figure's focus after another mention.
const FADE: f32 = 0.6;
/// A mention in passing, the first mention of a sentence, and a speaker.
const PASSING: f32 = 1.0;
const OPENING: f32 = 3.0;
const SPEAKER: f32 = 3.0;

/// The reader's memory while the article is read in order.
#[derive(Debug)]
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
        if let Some(index) = self.cast.of_naming(naming, &self.near) {
            self.near.meet(index, if opens { OPENING } else { PASSING }, self.cast);
            self.unnamed &= !opens;
        }
    }

    /// The figure that a source means, which now has the word.
    pub(super) fn speaker(&mut self, source: &Source, mention: &str) -> Option<usize> {
        let index = match &source.who {
            Who::Pronoun(Pronoun::He | Pronoun::She | Pronoun::Person) if self.unnamed => None,
            Who::Named(naming) => self.cast.of_naming(naming, &self.near),
            Who::Perhaps(naming) => self.cast.of_holder(naming, &self.near),
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
