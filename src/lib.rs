//! `onrecord`: full-text search over saved news, by who said what, when, between which countries.
//!
//! This page is the map: the stages in reading order, the values that pass between them, the laws, and
//! the decisions that cross modules. Each module says the rest itself. A front end needs [`index::sync`]
//! and [`search::answer`]; everything else stands behind these two.
//!
//! ```text
//! folder of files ─ corpus ─> Document ─ article ─> Article ─ annotate ─> AnnotatedArticle
//!                                                                               │ index: only what changed
//!                                                                               v
//!  cli, http <─ export <─ Response <─ search <─ Request ─ query ─> tree    engine: tantivy in a folder,
//!                                                                                  or an OpenSearch cluster
//! ```
//!
//! # Stages
//!
//! One direction: a stage knows the values of the stages before it and nothing of those after it.
//!
//! **[`corpus`]** walks a folder by the user's rules and reads each file into [`corpus::Document`]s: decoded text and what the
//! container itself states. Start at `corpus/format/mod.rs`, the table of formats. A file that cannot be
//! read is a [`corpus::Skip`] with its reason. What the text means is left to others.
//!
//! **[`article`]** takes a document apart into an [`article::Article`]: headline, publisher, language,
//! paragraphs with their places in the source, and what was dropped as furniture with the reason. Lines
//! are judged by what they show themselves, then by position and neighbours; those of a web page
//! (`article/html`) by its markup first. A page is parsed once, and what it states of itself comes along.
//!
//! **[`annotate`]** says when the article is ([`annotate::date`]), between which countries
//! ([`annotate::country`]) and who speaks in it ([`annotate::speaker`]), each with the words it was read
//! from. The three do not read each other's answers. Facts stand in `annotate/data/`, methods in code.
//! `onrecord annotate FILE` shows what the first three stages made of a file.
//!
//! **[`corrections`]** is what a user adds and fixes: rows of tables, single articles, which names are one
//! person. Its [`corrections::Annotator`] is the one way from a document to its annotated article.
//!
//! **[`analyzer`]** turns text into the tokens that engines store and match, and typed words into what they
//! match: the one analysis, for index, query and highlight alike. It knows nothing of articles.
//!
//! **[`query`]** is the language: text to tree, tree to text, other names of what was typed
//! ([`query::Concepts`]), and [`query::bind`], which settles what each clause reads (the article, a paragraph,
//! one speech). The meaning of a tree is settled here and in the
//! evaluator under `tests/meaning/`, never in an engine.
//!
//! **[`engine`]** stores articles and finds passages. The traits [`engine::Writer`] and [`engine::Reader`]
//! are the seam, [`engine::fields`] the one table of fields.
//! [`engine::embedded`] is tantivy, and nothing outside it names tantivy; [`engine::opensearch`] is a cluster, asked for what
//! [`engine::plan`] makes of a bound query.
//!
//! **[`index`]** compares what the folders hold with what the engine says it holds, runs the first three
//! stages over what changed, and commits once. [`index::watch`] does so again and again, [`index::check`] looks for what is
//! wrong. [`index::Place`] is where an index is: a folder, or a name on a cluster.
//!
//! **[`search`]** answers a [`search::Request`] with a [`search::Response`]: passages, totals, facets,
//! and the snippets and highlights it makes from the text that the engine returns. Other looks at what was
//! found stand beside it, a file each: timelines, lists, quotes, one person, similar articles, why a file is not found, lines
//! that recur.
//!
//! **[`export`]** gives answers the form they take outside: rows of CSV, citations ([`export::cite`]), feeds. The front ends
//! share it, since none uses another. Start at `export/columns.rs`, a table a kind of answer.
//!
//! **[`cli`]** translates what was typed into those calls and answers into text, a file a command.
//! `main.rs` brings the clock and the arguments, and turns the outcome into an exit status.
//!
//! **[`http`]** does the same for requests that come over HTTP: parameters named as the options are, JSON as the command line
//! prints it for programs, and pages for people, which need no scripts. It listens on this machine; the index is read as of
//! its last commit at each request.
//!
//! # Values
//!
//! | value | what it is |
//! |---|---|
//! | [`corpus::Document`] | one item as found: path, ordinal in its file, text, stated metadata; its [`corpus::ArticleId`] is a hash of content, not of place |
//! | [`article::Article`] | headline, publisher, language, paragraphs, what was dropped |
//! | [`annotate::Date`] | day, month or year; explicit or derived; evidence. Unknown is `None` |
//! | [`annotate::CountryPair`] | two different codes in order (`CN-KR`); no other can be made |
//! | [`annotate::Speech`] | who, in which manner, which words are theirs, which words say so |
//! | [`annotate::PersonKey`] | where the spellings of one name meet; a function of the name alone |
//! | [`annotate::AnnotatedArticle`] | all of this together; its JSON is the contract of `onrecord annotate` |
//! | [`corrections::Applied`] | the fingerprint of the corrections that applied to an article |
//! | [`query::Node`] | a query as typed; [`query::bind::BoundQuery`] the same with what each clause reads |
//! | [`search::Request`], [`search::Response`] | a question and its answer; the latter's JSON is the contract of `onrecord search` |
//! | [`span::Span`] | a stretch of text in characters. Markup is made from spans at the edge |
//! | [`config::Now`] | the time of the run, read once in `main.rs` |
//!
//! # Laws
//!
//! 1. The index can always be rebuilt from the folders, the tables and the user's corrections. The folders are only read.
//! 2. The index itself records which file, with which hash, gave which article, and which versions of
//!    format, analyzer and annotator wrote it. Another version's index is rebuilt beside, never read.
//! 3. A reader sees one commit, whole. A crash leaves the last one as it was.
//! 4. After any adds, edits, moves and deletes, a sync finds what a rebuild finds. So what is stored with
//!    an article depends on its document, its paths, the tables and the corrections, never on another article.
//! 5. A bad file is named with its reason and never stops a run.
//! 6. One tree, one analysis: an engine matches the tokens it is given and decides nothing.
//! 7. Evidence travels with every date, pair and speech up to what is printed.
//! 8. Absent is `None`: no date is guessed from the file or the clock, no speaker is made up.
//! 9. Names, verbs, countries and phrases are rows of tables; a new row needs no code.
//! 10. Nothing leaves the machine unless the user names a cluster. What listens, listens on it; nothing here asks another one
//!     but the hosts of that address.
//!
//! # Decisions that cross modules
//!
//! **An article is a block.** In tantivy an article is its head (title, date, publisher, language), its
//! paragraphs and its speeches, in this order, contiguous in one segment and written by one call. So words
//! can read the article, pairs the paragraph, and speakers one speech. Rejected: a record a paragraph with
//! the article's fields copied into each (AND and NOT would judge fragments: `-tariffs` would keep the
//! other paragraphs of an article on tariffs); a record an article (a speaker and the words of another
//! would meet in one hit).
//!
//! **Article logic is a walk, not a second index.** Postings leapfrog from article to article over two
//! arrays a segment; within a block, truth is a set of paragraphs, and AND, OR and NOT are operations on
//! sets. tantivy has neither block joins nor spans. Rejected: a second index of whole articles, which
//! would have to be kept in step and costs about what the walk costs; filtering afterwards, which would
//! change totals and facets after they were counted.
//!
//! **A cluster is asked, not walked.** OpenSearch joins an article with its paragraphs one way: from an article one can ask
//! whether some paragraph satisfies something, within a paragraph nothing of the article. So a query is planned as branches
//! that exclude each other, each what an article must be and which of its paragraphs it then shows; what is counted branch by
//! branch adds up. Rejected: the article's fields copied into each paragraph (its words cannot be); ids of articles fetched
//! and sent back (millions); reading candidates here (kept for what the cluster's language has no words for).
//!
//! **The client of a cluster is blocking.** Searches come on threads of their own anyway, and writing wants a queue that fills.
//! `ureq` with rustls brings few crates and no runtime. Rejected: the official client, which is asynchronous and mostly types
//! for requests that are ours to make.
//!
//! **Most articles found are only counted.** Totals are exact, so every posting is visited; but most searches are words
//! alone, and for those a first look tells how many passages an article shows and what none of them can score more
//! than. Only articles whose bound reaches the tenth-best are read in full, and only there are words looked up next to
//! each other. Rejected: counts that stop at a limit; skipping blocks of postings by their best score, which cannot
//! count.
//!
//! **A match is a stretch of positions.** Nearness, slop, patterns, `/s` and counts read positions, and
//! [`analyzer::SpanQuery`] says what they match, over the postings of an index and over the tokens of a text
//! alike; so what is found is what is marked. Where sentences begin is stored as positions, and the words of a
//! speech keep those they have in their paragraph, so that no phrase runs over what stands between two
//! quotations. Rejected: gaps between sentences in the positions themselves, which would make `w/n` count
//! what nobody wrote; a record a sentence, which would multiply the records.
//!
//! **Other names are looked up when a query is read.** [`query::Concepts`] makes one clause of the words typed
//! and the other names of the same thing; [`query::bind`] lowers it to OR and AND, and no engine knows of it. So
//! the table can change without an index being written anew. Rejected: synonyms in the index.
//!
//! **One analysis, for index, query and highlight.** [`analyzer`] makes the tokens, and an engine
//! gets them ready-made. A highlight is the same match run again over a paragraph. Rejected: the engine's
//! tokenizers and snippet generator, which light up the words of a phrase anywhere, and which a second
//! engine could not repeat. Han, Kana and Hangul are overlapping pairs of characters. Rejected: word
//! dictionaries, which are large and cut a query and a text differently.
//!
//! **A parser that is not ours runs apart.** Of the formats that are read, PDF is the one whose parser no file may be
//! trusted with: the program starts itself as a worker ([`corpus::Worker`]), with bounded memory, and kills it when the
//! time is over. Rejected: a thread, which cannot be stopped, and which takes the program with it when its stack or
//! memory runs out; it is what is left where no worker is given.
//!
//! **A mistake stays where it was made.** Reading a file, and annotating a document, is done under a guard
//! ([`corpus::guarded`]): a panic there is a reason to skip it, told as such. Rejected: letting it end the run, which would let
//! one odd file keep all others out; a process a file, which costs more than reading it.
//!
//! **File records live in the index.** What is known of a file is a record in the same commit as its
//! articles. Rejected: a book-keeping file beside the index, which a crash between two writes would leave
//! in disagreement with it.
//!
//! **Generations and `CURRENT`.** A rebuild writes `generation-N+1` beside the old one and then replaces
//! the file `CURRENT` by one rename, so readers have the old index or the new one. Rejected: clearing in
//! place, which leaves nothing after a crash. An ordinary sync is a tantivy commit within a generation.
//!
//! **Rules are recorded.** Which files are taken ([`corpus::Rules`]) and what one may ask for ([`corpus::Limits`]) stands in
//! the index's state, so that a sync without options, and a rebuild, go by the same. When a limit changes, every document
//! is looked at again, since what a file gave says nothing of what it would give; only what is new is annotated.
//! Rejected: rules in a file beside the index, which could disagree with it.
//!
//! **Size and time first, then hash.** A file is read again if its size or time differs, or if its time
//! is so close to the last reading that a change could have gone unseen; its hash then tells touched from
//! changed. Rejected: hashing everything each time; trusting times alone.
//!
//! **Look first, then write.** A sync first tells the documents of every changed file by hash, then settles under which
//! paths each is found and which corrections apply, and only then annotates and writes. So an article is written once,
//! however many files hold it, and a correction by path holds whatever order files come in. It costs reading changed
//! files twice, the second time from memory. Rejected: annotating on sight, which wrote copies twice.
//!
//! **A correction leaves its fingerprint.** Each article stores a hash of the fixes of it, and of those rows of the user's
//! whose words stand in its document. When the corrections file changes, documents are looked at again and those with
//! another hash made anew. Rejected: annotating everything anew; recording which rows an annotator used, which cannot
//! tell of rows that it would have used.
//!
//! **Content is identity.** Files of equal content are one article with several paths, so a moved file
//! keeps its id. Rejected: the path as id.
//!
//! **A container is a stream.** A file that holds many articles is read record by record, twice: to tell its documents, and
//! to annotate those that are new. So memory is bounded by an article, not by a file, and each record has its own fate.
//! Rejected: a list of documents a file, which a dump of a gigabyte would fill.
//!
//! **Stories are of a set, signatures of an article.** What an article resembles others by is stored with it and depends on
//! its text alone; which articles are one story is worked out from all signatures and written with the commit
//! ([`engine::story`]); which copy stands for the others depends on what is found and is settled at search. Rejected: a
//! mark on each copy, which another article's coming or going would make false.
//!
//! **The judge has no engine.** `tests/meaning/` walks annotated articles by the written meaning and must
//! agree with the engine on thousands of random queries. Rejected: expected results written by hand
//! alone, which cover what their author thought of.
//!
//! # Deliberately absent
//!
//! No OCR, no crawler, no accounts, no model downloads, no network calls. No guessing of dates from file
//! times. No clock below `main.rs` that decides anything. No editing of your files. No stop list at
//! indexing: stop words are kept, they only weigh less.
//!
//! # Example
//!
//! ```
//! use std::{fs, time::Instant};
//!
//! use onrecord::config::Now;
//! use onrecord::index::{Change, Place, RootsChange, Silent, sync};
//! use onrecord::search::{Request, answer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let news = folder.path().join("news");
//! fs::create_dir(&news)?;
//! fs::write(
//!     news.join("berths.txt"),
//!     "Harbour trust opens two berths\n\n\
//!      The rail link to the berths will open in spring, chairwoman Ada Lind said on Monday.\n",
//! )?;
//!
//! let place = Place::new(folder.path().join("index"));
//! let now = Now { today: jiff::civil::date(2026, 1, 5), ns: 1_767_571_200_000_000_000 };
//! let change = Change { roots: RootsChange::Keep(vec![news]), ..Change::default() };
//! sync(&place, &change, now, &Silent)?;
//!
//! let request = Request { query: "rail speaker:lind".into(), ..Request::default() };
//! let response = answer(&place.open()?, &request, Instant::now())?;
//! assert_eq!(response.total, 1);
//! assert_eq!(response.hits[0].article.path, "news/berths.txt");
//! # Ok(())
//! # }
//! ```

pub mod analyzer;
pub mod annotate;
pub mod article;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod corrections;
pub mod engine;
pub mod export;
pub mod http;
pub mod index;
pub mod query;
pub mod search;
pub mod span;
pub mod tables;
