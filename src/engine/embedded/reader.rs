//! Reads an index in a folder: searches, articles, files, counts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocId, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError,
    Term,
};

use super::access;
use super::blocks::{Block, Blocks};
use super::collect::{Purpose, SegmentQuery, record};
use super::columns::texts;
use super::facets::SegmentFacet;
use super::leaf::{FieldLengths, FieldStatistics, Statistics as Scoring};
use super::names;
use super::ranked::{Ranked, RankedHit, RankedPassage, SortKeys};
use super::schema::field;
use super::stories::{Folded, Stories};
use super::values::Kept;
use super::vocabulary;
use crate::analyzer::WordPattern;
use crate::annotate::Basis;
use crate::corpus::ArticleId;
use crate::engine::facets::{Counts, UNDATED, label_of_key, ordered, reaches_beyond, tree_under};
use crate::engine::fields::{self, Record};
use crate::engine::keys::fitting;
use crate::engine::names::KeptNames;
use crate::engine::plan;
use crate::engine::{
    BytesByPart, COPIES_MAX, Copies, EngineError, Explanation, FacetAsk, FacetRow, FacetRows, FileRecord, Found,
    Frequencies, Hit, Interrupt, Named, Names, Passage, Reader, Search, Signature, Signed, State, Statistics,
    StoredArticle, Story, WordCount,
};
use crate::query::bind::{BoundQuery, bind};
use crate::query::{Facet, Node};

/// So many names are looked up by themselves; for more it is cheaper to read all.
const LABELS_BY_THEMSELVES_MAX: usize = 100;

/// Reads an index as of the commit it was opened at. Clones share what is open.
#[derive(Clone)]
pub struct EmbeddedReader {
    opened: Arc<Opened>,
    interrupt: Interrupt,
}

/// What is open.
struct Opened {
    folder: PathBuf,
    state: State,
    searcher: Searcher,
    /// By segment, what is read of it once.
    segments: Vec<Segment>,
    /// Who tells a story with others.
    stories: Stories,
    /// The names that are printed, once somebody asks for them.
    names: KeptNames,
    /// Articles and paragraphs, deleted ones included as in the statistics of words.
    articles: u64,
    paragraphs: u64,
    lengths: FieldLengths,
}

/// What every query needs of a segment.
struct Segment {
    blocks: Blocks,
    keys: SortKeys,
    /// The columns of facets, as far as they were unpacked.
    values: Kept,
}

impl Segment {
    fn open(reader: &SegmentReader) -> Result<Self, TantivyError> {
        Ok(Self { blocks: Blocks::open(reader)?, keys: SortKeys::open(reader)?, values: Kept::default() })
    }
}

impl Opened {
    /// Finds the articles that tell a story with others.
    fn open_stories(&self) -> Result<Stories, EngineError> {
        let stories = self.told_stories()?;
        let readers = self.searcher.segment_readers().iter().zip(&self.segments);
        Ok(Stories::open(&stories, readers.map(|(reader, segment)| (reader, &segment.blocks, &segment.keys))))
    }

    /// The stories that the last commit tells of.
    fn told_stories(&self) -> Result<Vec<Story>, EngineError> {
        let mut stories = Vec::new();
        for (at, segment, _) in self.segments() {
            for record in live_records(segment, fields::LEVEL, Record::Stories.name()).map_err(self.failed())? {
                stories = self.stored(at, record)?;
            }
        }
        Ok(stories)
    }

    /// The stored record of a kind, parsed.
    fn stored<T: serde::de::DeserializeOwned>(&self, segment: u32, record: DocId) -> Result<T, EngineError> {
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(segment, record)).map_err(self.failed())?;
        let json = document.get_first(field(self.searcher.schema(), fields::RECORD));
        let json = json.as_ref().and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(json).map_err(|error| self.damaged(format!("a stored record cannot be read ({error})")))
    }

    fn failed(&self) -> impl Fn(TantivyError) -> EngineError {
        access("read", &self.folder)
    }

    fn damaged(&self, what: impl ToString) -> EngineError {
        EngineError::Damaged { place: self.folder.display().to_string(), what: what.to_string() }
    }

    fn segments(&self) -> impl Iterator<Item = (u32, &SegmentReader, &Blocks)> {
        (0..)
            .zip(self.searcher.segment_readers().iter().zip(&self.segments))
            .map(|(at, (reader, segment))| (at, reader, &segment.blocks))
    }
}

impl EmbeddedReader {
    /// Opens the last commit of the index in a folder.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        let failed = |error| unopenable(folder, &error);
        let index = Index::open_in_dir(folder).map_err(failed)?;
        let state = state_of(&index, folder)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(failed)?;
        let searcher = reader.searcher();
        let segments =
            searcher.segment_readers().iter().map(Segment::open).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let level = |record: Record| {
            let term = Term::from_field_text(field(searcher.schema(), fields::LEVEL), record.name());
            searcher.doc_freq(&term)
        };
        let articles = level(Record::Article).map_err(failed)?;
        let paragraphs = level(Record::Paragraph).map_err(failed)?;
        let (stories, names, lengths) = (Stories::default(), KeptNames::default(), FieldLengths::default());
        let folder = folder.to_owned();
        let mut opened = Opened { folder, state, searcher, segments, stories, names, articles, paragraphs, lengths };
        opened.stories = opened.open_stories()?;
        Ok(Self { opened: Arc::new(opened), interrupt: Interrupt::default() })
    }

    /// The size on disk, and of its parts.
    fn bytes(&self) -> Result<(u64, BytesByPart), EngineError> {
        let usage = self.opened.searcher.space_usage().map_err(|error| self.opened.failed()(error.into()))?;
        let mut parts = BytesByPart::default();
        for segment in usage.segments() {
            parts.texts += segment.store().total().get_bytes();
            parts.words += (segment.termdict().total() + segment.postings().total()).get_bytes();
            parts.positions += segment.positions().total().get_bytes();
            parts.columns += (segment.fast_fields().total() + segment.fieldnorms().total()).get_bytes();
        }
        Ok((usage.total().get_bytes(), parts))
    }

    /// How the articles that a query finds fold.
    fn fold(&self, query: &BoundQuery) -> Result<Folded, TantivyError> {
        if self.opened.stories.is_empty() {
            return Ok(Folded::default());
        }
        let mut found = Vec::new();
        self.for_each(query, Purpose::Count, &mut |at, _, mut query| {
            query.for_each_among(self.opened.stories.of(at), |member| member.block, |&member| found.push((at, member)));
            Ok(())
        })?;
        Ok(Folded::of(found, self.opened.segments.len()))
    }

    /// What the last commit in a folder says of itself, whatever version wrote it.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn state_in(folder: &Path) -> Result<State, EngineError> {
        let index = Index::open_in_dir(folder).map_err(|error| unopenable(folder, &error))?;
        state_of(&index, folder)
    }

    /// Tells the last commit in a folder from those before and after, compacting included.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn commit_in(folder: &Path) -> Result<String, EngineError> {
        let told = std::fs::read(folder.join("meta.json"));
        let told = told.map_err(|error| access("open", folder)(TantivyError::IoError(error.into())))?;
        Ok(blake3::hash(&told).to_hex()[..16].to_owned())
    }

    /// The files of the last commit in a folder whose bytes are not those that were written, by their checksums.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn damaged_files_in(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
        let index = Index::open_in_dir(folder).map_err(|error| unopenable(folder, &error))?;
        let damaged = index.validate_checksum().map_err(access("read", folder))?;
        let mut damaged: Vec<PathBuf> = damaged.into_iter().map(|file| folder.join(file)).collect();
        damaged.sort_unstable();
        Ok(damaged)
    }

    fn scoring(&self) -> Scoring<'_> {
        Scoring {
            titles: FieldStatistics::new(&self.opened.searcher, self.opened.articles, &self.opened.lengths),
            texts: FieldStatistics::new(&self.opened.searcher, self.opened.paragraphs, &self.opened.lengths),
        }
    }

    /// Visits every article that a query finds.
    fn for_each(
        &self,
        query: &BoundQuery,
        purpose: Purpose,
        segment_done: &mut dyn FnMut(u32, &SegmentReader, SegmentQuery<'_>) -> Result<(), TantivyError>,
    ) -> Result<(), TantivyError> {
        let scoring = self.scoring();
        for (at, segment, blocks) in self.opened.segments() {
            let of_stories = self.opened.stories.of(at);
            let opened =
                SegmentQuery::open(query, &self.opened.searcher, segment, blocks, &scoring, purpose, of_stories)?;
            segment_done(at, segment, opened.interrupted_by(&self.interrupt))?;
        }
        Ok(())
    }

    fn bind(&self, tree: Option<&Node>) -> BoundQuery {
        bind(tree, &self.opened.state.people)
    }

    /// Hits and totals of the whole query, and the facets that count under all of it.
    fn find<'f>(
        &self,
        query: &BoundQuery,
        search: &Search,
        shared: &[FacetAsk],
        folded: &'f Folded,
    ) -> Result<(Ranked<'f>, Vec<Counts>), TantivyError> {
        let mut ranked = Ranked::new(search, folded);
        let mut counts = vec![Counts::default(); shared.len()];
        let purpose = if search.limit > 0 { Purpose::Rank } else { Purpose::Count };
        self.for_each(query, purpose, &mut |at, segment, mut query| {
            let Segment { blocks, keys, values } = &self.opened.segments[at as usize];
            let facets = shared.iter().map(|ask| SegmentFacet::open(ask.facet, segment, blocks, values));
            let mut facets = facets.collect::<Result<Vec<_>, _>>()?;
            match query.survey().filter(|_| facets.is_empty()) {
                Some(survey) => ranked.look_over(survey, at, keys, &mut query),
                None => query.for_each(|query, found| {
                    facets.iter_mut().for_each(|facet| facet.add(query, found));
                    ranked.rank(at, keys, query, found);
                }),
            }
            facets.into_iter().zip(&mut counts).try_for_each(|(facet, into)| facet.merge(into))
        })?;
        Ok((ranked, counts))
    }

    /// Counts one facet under a tree of its own.
    fn count(&self, tree: Option<&Node>, facet: Facet) -> Result<Counts, TantivyError> {
        let mut counts = Counts::default();
        let query = self.bind(tree);
        let purpose = if reaches_beyond(&query, facet) { Purpose::CountSpeeches } else { Purpose::Count };
        self.for_each(&query, purpose, &mut |at, segment, mut query| {
            let Segment { blocks, values, .. } = &self.opened.segments[at as usize];
            let mut counter = SegmentFacet::open(facet, segment, blocks, values)?;
            query.for_each(|query, found| counter.add(query, found));
            counter.merge(&mut counts)
        })?;
        Ok(counts)
    }

    fn facets(
        &self,
        search: &Search,
        shared: &[FacetAsk],
        counts: Vec<Counts>,
    ) -> Result<Vec<FacetRows>, TantivyError> {
        let mut counted = shared.iter().zip(counts).peekable();
        search
            .facets
            .iter()
            .map(|ask| {
                // What was counted along with the hits stands in the order of the asking.
                let counts = match counted.next_if(|(shared, _)| *shared == ask) {
                    Some((_, counts)) => counts,
                    None => self.count(tree_under(search, *ask).as_ref(), ask.facet)?,
                };
                self.rows(ask.facet, counts, search.rows_max)
            })
            .collect()
    }

    /// The rows of a facet: years and months whole and in order, others by count and cut.
    fn rows(&self, facet: Facet, counts: Counts, rows_max: usize) -> Result<FacetRows, TantivyError> {
        let (kept, other) = ordered(facet, counts, rows_max);
        if let (Facet::Speaker, LABELS_BY_THEMSELVES_MAX..) = (facet, kept.len()) {
            self.all_names(Named::Speakers)?;
        }
        let rows = kept.into_iter().map(|(value, count)| {
            let label = self.label(facet, value.as_deref())?;
            Ok(FacetRow { value, label, count: count.passages, articles: count.articles })
        });
        Ok(FacetRows {
            facet,
            rows: rows.collect::<Result<_, TantivyError>>()?,
            other_values: other.len() as u64,
            other_count: other.iter().map(|count| count.passages).sum(),
        })
    }

    /// A value for people: names of people and publishers as the user gives them, else as they are most often printed.
    fn label(&self, facet: Facet, value: Option<&str>) -> Result<String, TantivyError> {
        let Some(value) = value else { return Ok(UNDATED.to_owned()) };
        let Opened { names, searcher, state, .. } = &*self.opened;
        let known = match facet {
            Facet::Speaker => names::label(names, Named::Speakers, value, searcher, &state.people)?,
            Facet::Publisher => names::label(names, Named::Publishers, value, searcher, &state.people)?,
            facet => label_of_key(facet, value),
        };
        Ok(known.unwrap_or_else(|| value.to_owned()))
    }

    /// The names of everybody, read once.
    fn all_names(&self, of: Named) -> Result<Arc<Names>, TantivyError> {
        let Opened { names, searcher, state, .. } = &*self.opened;
        names.get_or_read(of, || names::read(of, searcher, &state.people))
    }

    /// An article with its paragraphs.
    fn whole(&self, segment: u32, block: &Block) -> Result<StoredArticle, EngineError> {
        let mut stored: StoredArticle = self.opened.stored(segment, block.head)?;
        stored.article.paragraphs =
            block.paragraphs().map(|record| self.opened.stored(segment, record)).collect::<Result<_, _>>()?;
        Ok(stored)
    }

    fn hit(&self, ranked: RankedHit, explained: Option<&BoundQuery>, folded: &Folded) -> Result<Hit, EngineError> {
        if self.interrupt.is_raised() {
            return Err(EngineError::Interrupted);
        }
        let explanations = match explained {
            Some(query) => self.explanations(query, &ranked).map_err(self.opened.failed())?,
            None => Vec::new(),
        };
        let mut explanations = explanations.into_iter();
        let RankedHit { rank, segment, block, passages, of_article, .. } = ranked;
        let passage = |RankedPassage { score, paragraph, speeches }| -> Result<Passage, EngineError> {
            let explanation = explanations.next();
            let paragraph = self.opened.stored(segment, record(&block, paragraph))?;
            Ok(Passage { score, paragraph, speeches, explanation })
        };
        let copies = folded.copies_of(segment, block.head);
        let heads = copies.iter().take(COPIES_MAX).map(|&(segment, head)| self.opened.stored(segment, head));
        Ok(Hit {
            copies: heads.collect::<Result<_, _>>()?,
            copies_total: copies.len() as u64,
            score: rank.score,
            article: self.opened.stored(segment, block.head)?,
            passages: passages.into_iter().map(passage).collect::<Result<_, _>>()?,
            of_article,
        })
    }

    /// Why the passages of a hit score what they do, in their order.
    fn explanations(&self, query: &BoundQuery, hit: &RankedHit) -> Result<Vec<Explanation>, TantivyError> {
        let (reader, blocks) =
            (self.opened.searcher.segment_reader(hit.segment), &self.opened.segments[hit.segment as usize].blocks);
        let (scoring, of_stories) = (self.scoring(), self.opened.stories.of(hit.segment));
        let mut query =
            SegmentQuery::open(query, &self.opened.searcher, reader, blocks, &scoring, Purpose::Rank, of_stories)?;
        let Some(found) = query.read(blocks.of(hit.block.head)) else { return Ok(Vec::new()) };
        let recency = (hit.recency < 1.0).then_some(hit.recency);
        let passages = hit.passages.iter();
        Ok(passages.map(|at| Explanation { words: query.explain(&found, at.paragraph), recency }).collect())
    }

    /// The blocks whose heads have a key.
    fn heads_with(&self, name: &str, key: &str) -> Result<Vec<(u32, Block)>, EngineError> {
        let mut found = Vec::new();
        for (at, segment, blocks) in self.opened.segments() {
            let mut last = None;
            for record in live_records(segment, name, key).map_err(self.opened.failed())? {
                let number = blocks.of(record);
                if last != Some(number) && number < blocks.len() {
                    found.push((at, blocks.get(number)));
                    last = Some(number);
                }
            }
        }
        Ok(found)
    }
}

impl Reader for EmbeddedReader {
    fn interrupted_by(&self, interrupt: &Interrupt) -> Box<dyn Reader + Send + Sync> {
        Box::new(Self { opened: self.opened.clone(), interrupt: interrupt.clone() })
    }

    fn state(&self) -> &State {
        &self.opened.state
    }

    fn search(&self, search: &Search) -> Result<Found, EngineError> {
        let query = self.bind(search.tree.as_ref());
        let also = search.also_ranked.iter();
        let query = also.fold(query, |query, also| query.also_ranked_by(&also.word, also.weight));
        if plan::is_too_mixed(&query) {
            return Err(EngineError::TooMixed);
        }
        if let Some(pattern) = vocabulary::too_broad(&query, &self.opened.searcher).map_err(self.opened.failed())? {
            return Err(EngineError::TooBroad { pattern });
        }
        let is_shared = |ask: &FacetAsk| tree_under(search, *ask) == search.tree && !reaches_beyond(&query, ask.facet);
        let shared: Vec<FacetAsk> = search.facets.iter().copied().filter(is_shared).collect();
        let folded = self.fold(&query).map_err(self.opened.failed())?;
        let none = Folded::default();
        let listed_as = if search.copies == Copies::Folded { &folded } else { &none };
        let (ranked, counts) = self.find(&query, search, &shared, listed_as).map_err(self.opened.failed())?;
        let facets = self.facets(search, &shared, counts).map_err(self.opened.failed())?;
        if self.interrupt.is_raised() {
            return Err(EngineError::Interrupted);
        }
        let (passages, articles, listed) = (ranked.passages, ranked.articles, ranked.listed);
        let hits = ranked.into_sorted().into_iter().skip(search.offset);
        let explained = search.explain.then_some(&query);
        let hits = hits.map(|hit| self.hit(hit, explained, listed_as)).collect::<Result<_, _>>()?;
        Ok(Found { passages, articles, stories: articles - folded.hidden(), listed, hits, facets })
    }

    fn article(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        let found = self.heads_with(fields::ARTICLE, id.as_str())?.pop();
        found.map(|(segment, block)| self.whole(segment, &block)).transpose()
    }

    fn head(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        let found = self.heads_with(fields::ARTICLE, id.as_str())?.pop();
        found.map(|(segment, block)| self.opened.stored(segment, block.head)).transpose()
    }

    fn copies(&self, id: &ArticleId) -> Result<(Vec<StoredArticle>, u64), EngineError> {
        let Some((segment, block)) = self.heads_with(fields::ARTICLE, id.as_str())?.pop() else {
            return Ok((Vec::new(), 0));
        };
        let others = self.opened.stories.beside(segment, block.head);
        let heads = others.iter().take(COPIES_MAX).map(|&(segment, head)| self.opened.stored(segment, head));
        Ok((heads.collect::<Result<_, _>>()?, others.len() as u64))
    }

    fn lookup(&self, id_or_path: &str, limit: usize) -> Result<Vec<ArticleId>, EngineError> {
        let mut ids = Vec::new();
        for (segment, block) in self.heads_with(fields::PATH, id_or_path)? {
            ids.push(self.opened.stored::<StoredArticle>(segment, block.head)?.article.id);
        }
        let article = field(self.opened.searcher.schema(), fields::ARTICLE);
        if !id_or_path.is_empty() {
            for (_, segment, _) in self.opened.segments() {
                let index = segment.inverted_index(article).map_err(self.opened.failed())?;
                let from = index.terms().range().ge(id_or_path.as_bytes());
                let mut stream = from.into_stream().map_err(|error| self.opened.failed()(error.into()))?;
                while ids.len() < limit && stream.advance() && stream.key().starts_with(id_or_path.as_bytes()) {
                    let Some(id) = std::str::from_utf8(stream.key()).ok().and_then(ArticleId::parse) else { continue };
                    // The dictionary keeps the ids of deleted articles until they are merged away.
                    if !self.heads_with(fields::ARTICLE, id.as_str())?.is_empty() {
                        ids.push(id);
                    }
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(limit);
        Ok(ids)
    }

    fn words(&self, shape: &WordPattern, limit: usize) -> Result<Vec<WordCount>, EngineError> {
        let counts = vocabulary::words(shape, &self.opened.searcher).map_err(self.opened.failed())?;
        let mut words: Vec<WordCount> =
            counts.into_iter().map(|(word, paragraphs)| WordCount { word, paragraphs }).collect();
        words.sort_by(|a, b| b.paragraphs.cmp(&a.paragraphs).then_with(|| a.word.cmp(&b.word)));
        words.truncate(limit);
        Ok(words)
    }

    fn frequencies(&self, stems: &[&str]) -> Result<Frequencies, EngineError> {
        let live = |(_, segment, blocks): (u32, &SegmentReader, &Blocks)| -> u64 {
            let blocks = (0..blocks.len()).map(|number| blocks.get(number));
            blocks.filter(|block| !segment.is_deleted(block.head)).map(|block| block.len() as u64).sum()
        };
        let with = vocabulary::frequencies(stems, &self.opened.searcher).map_err(self.opened.failed())?;
        Ok(Frequencies { paragraphs: self.opened.segments().map(live).sum(), with })
    }

    fn names(&self, of: Named) -> Result<Arc<Names>, EngineError> {
        self.all_names(of).map_err(self.opened.failed())
    }

    fn files(&self) -> Result<Vec<FileRecord>, EngineError> {
        let mut files = Vec::new();
        for (at, segment, _) in self.opened.segments() {
            for record in live_records(segment, fields::LEVEL, Record::File.name()).map_err(self.opened.failed())? {
                files.push(self.opened.stored::<FileRecord>(at, record)?);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn signed(&self) -> Result<Vec<Signed>, EngineError> {
        let mut signed = Vec::new();
        for (segment, opened) in self.opened.searcher.segment_readers().iter().zip(&self.opened.segments) {
            let signatures = segment.fast_fields().i64(fields::SIGNATURE).map_err(self.opened.failed())?;
            for head in (0..opened.blocks.len()).map(|block| opened.blocks.head(block)) {
                if segment.is_deleted(head) {
                    continue;
                }
                let words = signatures.values_for_doc(head).map(i64::cast_unsigned);
                signed.push(Signed {
                    article: opened.keys.order_of(head).unwrap_or_default().cast_unsigned() ^ (1 << 63),
                    date: opened.keys.date_of(head),
                    signature: Signature::from_words(words),
                });
            }
        }
        Ok(signed)
    }

    fn stories(&self) -> Result<Vec<Story>, EngineError> {
        self.opened.told_stories()
    }

    fn for_each_article(&self, each: &mut dyn FnMut(StoredArticle)) -> Result<(), EngineError> {
        for (at, segment, blocks) in self.opened.segments() {
            for block in (0..blocks.len()).map(|number| blocks.get(number)) {
                if !segment.is_deleted(block.head) {
                    each(self.whole(at, &block)?);
                }
            }
        }
        Ok(())
    }

    fn statistics(&self) -> Result<Statistics, EngineError> {
        let mut statistics = Statistics::default();
        let mut speakers: Vec<String> = Vec::new();
        for (_, segment, blocks) in self.opened.segments() {
            for number in 0..blocks.len() {
                let block = blocks.get(number);
                if segment.is_deleted(block.head) {
                    continue;
                }
                statistics.articles += 1;
                statistics.paragraphs += block.paragraphs().len() as u64;
                statistics.speeches += block.speeches().len() as u64;
            }
            let dated = |basis| -> Result<u64, EngineError> {
                let heads = live_records(segment, fields::BASIS, fields::basis(basis));
                Ok(heads.map_err(self.opened.failed())?.len() as u64)
            };
            statistics.dated_explicit += dated(Basis::Explicit)?;
            statistics.dated_derived += dated(Basis::Derived)?;
            speakers.extend(live_speakers(segment, blocks).map_err(self.opened.failed())?);
        }
        let dated = statistics.dated_explicit + statistics.dated_derived;
        statistics.undated = statistics.articles.saturating_sub(dated);
        speakers.sort_unstable();
        speakers.dedup();
        statistics.speakers = speakers.len() as u64;
        (statistics.bytes, statistics.bytes_by_part) = self.bytes()?;
        Ok(statistics)
    }
}

/// An index that is there but cannot be opened is damaged, whatever the reason.
fn unopenable(folder: &Path, error: &TantivyError) -> EngineError {
    EngineError::Damaged { place: folder.display().to_string(), what: error.to_string() }
}

fn state_of(index: &Index, folder: &Path) -> Result<State, EngineError> {
    let metas = index.load_metas().map_err(|error| unopenable(folder, &error))?;
    let payload = metas.payload.unwrap_or_default();
    serde_json::from_str(&payload).map_err(|error| EngineError::Damaged {
        place: folder.display().to_string(),
        what: format!("its last commit does not say what wrote it ({error})"),
    })
}

/// The live records of a segment with a key.
pub(super) fn live_records(segment: &SegmentReader, name: &str, key: &str) -> Result<Vec<DocId>, TantivyError> {
    let field = field(segment.schema(), name);
    let term = Term::from_field_text(field, fitting(key));
    let Some(mut postings) = segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(Vec::new());
    };
    let mut records = Vec::new();
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            records.push(postings.doc());
        }
        postings.advance();
    }
    Ok(records)
}

/// The keys of everybody who speaks in a live article of a segment.
fn live_speakers(segment: &SegmentReader, blocks: &Blocks) -> Result<Vec<String>, TantivyError> {
    let Some(column) = segment.fast_fields().str(fields::SPEAKER)? else { return Ok(Vec::new()) };
    let mut lives = vec![false; column.num_terms()];
    for block in (0..blocks.len()).map(|number| blocks.get(number)).filter(|block| !segment.is_deleted(block.head)) {
        for ordinal in block.speeches().flat_map(|record| column.ords().values_for_doc(record).collect::<Vec<_>>()) {
            lives[ordinal as usize] = true;
        }
    }
    let living: Vec<u64> = (0..).zip(lives).filter(|(_, lives)| *lives).map(|(ordinal, _)| ordinal).collect();
    texts(&column, &living)
}
