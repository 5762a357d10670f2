//! The people and organisations of an article, and which of them a name can mean.
//!
//! In: the [`Naming`]s of all its paragraphs, headline and captions. Out: [`Figure`]s with the fullest name, role and
//! affiliation, and for a naming those it can mean.
//!
//! # Limits
//! One figure per name: two different men of one full name are one.

use std::collections::HashMap;

use super::claim::{Gender, Naming, Sort};
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
    pub(super) roles: Vec<String>,
    alias: Option<String>,
    /// The words of the name in lower case.
    pub(super) words: Vec<String>,
}

impl Figure {
    fn add_role(&mut self, naming: &Naming) {
        let role = naming.role.as_ref().map(|role| role.to_lowercase());
        self.roles.extend(role.filter(|role| !self.roles.contains(role)));
    }

    /// How well an office in lower case fits those of the figure: 3 where it is one of them, 0 where it is none.
    pub(super) fn likeness(&self, role: &str) -> u8 {
        self.roles.iter().map(|own| office_likeness(own, role)).max().unwrap_or(0)
    }
}

/// All figures of an article.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) figures: Vec<Figure>,
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
        figure.add_role(naming);
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
            figure.add_role(naming);
            figure.role = figure.role.take().or_else(|| naming.role.clone());
            if naming.sort == Sort::Person && figure.sort == Sort::Unknown {
                figure.sort = Sort::Person;
            }
        }
    }

    /// The figures that a naming can mean, best fits first: those of the whole name, else those with
    /// every word of it, whose gender does not contradict.
    pub(super) fn candidates(&self, naming: &Naming) -> Vec<usize> {
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
pub(super) fn words(name: &str) -> impl Iterator<Item = String> + '_ {
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
