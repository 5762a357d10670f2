//! An archive mixed from a seed: paragraphs of real texts in random order, so that their words, names and dates are those of
//! news. The texts are the sample articles, or those of the folder that `ONRECORD_TEXTS` names, in any format.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fastrand::Rng;
use onrecord::article::{self, Tables};
use onrecord::config::Now;
use onrecord::corpus::{Item, Reader, Rules, Walker};

pub const SEED: u64 = 5;
const PARAGRAPHS: std::ops::Range<usize> = 4..15;
/// Folders of so many files, as people keep them.
pub const FILES_A_FOLDER: usize = 1_000;

/// How many articles `ONRECORD_ARTICLES` asks for.
pub fn wanted(usual: usize) -> usize {
    std::env::var("ONRECORD_ARTICLES").map_or(usual, |text| text.parse().expect("a number"))
}

/// Writes an archive into a folder, and tells how many bytes it has.
pub fn write(news: &Path, articles: usize, rng: &mut Rng) -> usize {
    let texts = std::env::var_os("ONRECORD_TEXTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"), PathBuf::from);
    let paragraphs = paragraphs(&texts);
    let mut bytes = 0;
    for serial in 0..articles {
        let text = mixed(rng, &paragraphs, serial);
        bytes += text.len();
        let path = file(news, serial);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("an article");
    }
    println!("{articles} articles of {} paragraphs, {:.1} MB, seed {SEED}", paragraphs.len(), bytes as f64 / 1e6);
    bytes
}

pub fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock past 1970");
    Now { today: jiff::civil::date(2026, 1, 1), ns: since.as_nanos().cast_signed() }
}

/// Lets the system count the highest use of memory anew (Linux).
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The highest use of memory since, in bytes (Linux).
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

pub fn file(news: &Path, serial: usize) -> PathBuf {
    news.join(format!("{:03}/{serial:06}.txt", serial / FILES_A_FOLDER))
}

/// The paragraphs of all articles in a folder, in order.
fn paragraphs(folder: &Path) -> Vec<String> {
    const CHARS: std::ops::Range<usize> = 60..2_000;
    let walker = Walker::new(&Rules::default()).expect("no rules");
    let reader = Reader::default();
    let mut paragraphs = Vec::new();
    for entry in walker.walk(folder, &folder.join("index")).files {
        let opened = reader.open(&entry.path);
        // What cannot be read gives no paragraphs.
        let _ = reader.read(&entry.within, &opened, &mut |item| {
            if let Item::Document { document, .. } = item {
                let read = article::read(&document, Tables::built_in()).paragraphs.into_iter();
                paragraphs
                    .extend(read.map(|paragraph| paragraph.text).filter(|text| CHARS.contains(&text.chars().count())));
            }
        });
    }
    assert!(!paragraphs.is_empty(), "no articles in `{}`", folder.display());
    paragraphs
}

/// An article of paragraphs of others, with a headline and a date.
fn mixed(rng: &mut Rng, paragraphs: &[String], serial: usize) -> String {
    let mut one = || paragraphs[rng.usize(..paragraphs.len())].as_str();
    let headline: String = one().split(' ').take(9).collect::<Vec<_>>().join(" ").chars().take(90).collect();
    let count = PARAGRAPHS.start + serial % PARAGRAPHS.len();
    let text: Vec<&str> = (0..count).map(|_| one()).collect();
    let (year, month, day) = (2005 + serial % 20, 1 + serial % 12, 1 + serial % 28);
    format!("{headline} {serial}\n{year}-{month:02}-{day:02}\n\n{}\n", text.join("\n\n"))
}
