//! What narrows a search, as options; every command that takes a query takes the same ones.
//!
//! Structs that flatten these do so last: options that follow them would be listed under their heading.

use super::args;
use crate::config::Now;
use crate::query::Field;
use crate::search::{Request, RequestError};

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Filters (a repeated one means any of its values)")]
pub(super) struct FilterArgs {
    /// Years: 2017, 2017..2020
    #[arg(long, value_name = "YEARS")]
    year: Vec<String>,
    /// Not before: 2017, 2017-08, 2017-08-24
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Not after; the day, month or year named is included
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Months: 2017-08; a year is what has no month
    #[arg(long, value_name = "MONTH")]
    month: Vec<String>,
    /// Without any date
    #[arg(long)]
    undated: bool,
    /// Two countries in any order: KR-CN, korea-china
    #[arg(long, value_name = "PAIR")]
    pair: Vec<String>,
    /// A country mentioned: KR, korea
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Who speaks: a name or a part of one, in any spelling
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// How: direct, indirect, mixed, floor
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Vec<String>,
    /// Language: en, ko, zh
    #[arg(long, value_name = "CODE")]
    lang: Vec<String>,
    #[command(flatten)]
    denied: DeniedArgs,
}

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Exclusions (a repeated one denies each of its values)")]
struct DeniedArgs {
    /// None of these years
    #[arg(long, value_name = "YEARS")]
    not_year: Vec<String>,
    /// No paragraph on this pair of countries
    #[arg(long, value_name = "PAIR")]
    not_pair: Vec<String>,
    /// No paragraph that mentions this country
    #[arg(long, value_name = "COUNTRY")]
    not_country: Vec<String>,
    /// Not said by this speaker
    #[arg(long, value_name = "NAME")]
    not_speaker: Vec<String>,
    /// Not said in this way
    #[arg(long, value_name = "KIND")]
    not_kind: Vec<String>,
    /// Not from this publisher
    #[arg(long, value_name = "NAME")]
    not_publisher: Vec<String>,
    /// Not in this language
    #[arg(long, value_name = "CODE")]
    not_lang: Vec<String>,
}

impl FilterArgs {
    /// Adds what was typed to a request.
    pub(super) fn add_to(&self, request: &mut Request) -> Result<(), RequestError> {
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let undated: &[String] = if self.undated { &["undated".to_owned()] } else { &[] };
        for (field, values) in [
            (Field::Year, &self.year[..]),
            (Field::After, &one(&self.from)),
            (Field::Before, &one(&self.to)),
            (Field::Month, &self.month),
            (Field::Is, undated),
            (Field::Pair, &self.pair),
            (Field::Country, &self.country),
            (Field::Speaker, &self.speaker),
            (Field::Kind, &self.kind),
            (Field::Publisher, &self.publisher),
            (Field::Lang, &self.lang),
        ] {
            request.filter(field, values)?;
        }
        self.denied.add_to(request)
    }
}

impl DeniedArgs {
    fn add_to(&self, request: &mut Request) -> Result<(), RequestError> {
        for (field, values) in [
            (Field::Year, &self.not_year),
            (Field::Pair, &self.not_pair),
            (Field::Country, &self.not_country),
            (Field::Speaker, &self.not_speaker),
            (Field::Kind, &self.not_kind),
            (Field::Publisher, &self.not_publisher),
            (Field::Lang, &self.not_lang),
        ] {
            request.exclude(field, values)?;
        }
        Ok(())
    }
}

/// A query with filters, as the commands beside `search` take it.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct QueryArgs {
    /// What to look for, as `onrecord search` takes it; without it, everything
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// Print this help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[command(flatten)]
    filters: FilterArgs,
}

impl QueryArgs {
    /// What was typed, checked.
    pub(super) fn request(&self, now: Now) -> Result<Request, RequestError> {
        let words: Vec<&str> = self.words.iter().map(|word| args::unshield(word)).collect();
        let mut request = Request { query: words.join(" "), today: now.today, ..Request::default() };
        self.filters.add_to(&mut request)?;
        Ok(request)
    }
}
