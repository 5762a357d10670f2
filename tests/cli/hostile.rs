//! A folder as bad as folders get: one sound file of every format among broken twins of them, bombs, endless files, links
//! in circles, pipes, names that are no text.
//!
//! Properties: the run ends well and in bounded memory; every sound file is found; every other one is told with its
//! reason, or taken as far as it could be read: none gets lost; the next run finds nothing to do. So it is when files change
//! all the while: every run ends well, and the first one with nobody at work says what an index built afresh says.

mod samples;

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use onrecord::engine::{FileRecord, Reader};
use onrecord::index::Place;
use samples::{Sample, archive, gzipped, samples, zipped, zstd};
use serde_json::Value;

use crate::world::{Ran, World, skip};

/// What the program may hold in memory while it reads the folder with two threads. Six times the longest article that it
/// reads at its usual limits: the bytes of one, its text, and what a thread beside it holds.
const MEMORY_MAX: u64 = 400 << 20;

/// The length of the endless files. They are sparse: they take no room on the disk.
const ENDLESS_BYTES: u64 = 500 << 20;

const TINY_FILES: usize = 2_000;

fn plain(word: &str) -> String {
    format!("A quay opens\n\nThe harbour office of Busan said on Monday that the quay at {word} would open in May.\n")
}

/// What must be told of a file, by the beginning of the path that it is told under.
type Told = (&'static str, &'static str);

fn sound(world: &World, samples: &[Sample]) {
    samples.iter().for_each(|sample| world.write(&format!("news/sound/{}", sample.name), &sample.bytes));
}

/// Twins of each sound file: cut off, and with bits turned over.
fn broken(world: &World, samples: &[Sample]) {
    let mut random = fastrand::Rng::with_seed(26);
    for Sample { name, bytes, .. } in samples {
        for (part, of) in [(1, 4), (1, 2), (9, 10)] {
            world.write(&format!("news/cut/{part}-{of}-{name}"), &bytes[..bytes.len() * part / of]);
        }
        for twin in 0..4 {
            let mut bytes = bytes.clone();
            for _ in 0..random.usize(1..20) {
                let at = random.usize(..bytes.len());
                bytes[at] ^= 1 << random.u8(..8);
            }
            world.write(&format!("news/flipped/{twin}-{name}"), bytes);
        }
    }
}

/// Little files that would be long ones.
fn bombs(world: &World) -> Vec<Told> {
    let blank = vec![b' '; 40 << 20];
    let mut nested = zipped(&[("a.txt", &plain("nested"))]);
    for _ in 0..6 {
        nested = archive(&[("inner.zip", &nested)]);
    }
    let wide = archive(&[("a.txt", &blank), ("b.txt", &blank), ("c.txt", plain("beside").as_bytes())]);
    let layers = archive(&[("a.zip", &wide), ("b.zip", &wide), ("c.txt.gz", &gzipped(&gzipped(&blank)))]);
    let gone = "<div>".repeat(200_000);
    for (name, bytes) in [
        ("flat.zip", wide),
        ("layers.zip", layers),
        ("nested.zip", nested),
        ("a.txt.gz", gzipped(&blank)),
        ("a.txt.zst", zstd(&blank)),
        ("deep.html", format!("<html><body>{gone}{}", plain("deep")).into_bytes()),
        ("deep.json", format!("{{\"a\":{}", "[".repeat(200_000)).into_bytes()),
        ("deep.xml", format!("<?xml version=\"1.0\"?><nitf>{}", "<block>".repeat(200_000)).into_bytes()),
        ("deep.rtf", format!("{{\\rtf1 {}", "{".repeat(200_000)).into_bytes()),
        ("headers.eml", "Subject: x\n".repeat(200_000).into_bytes()),
        ("cells.csv", format!("title,date,text\n{}", ",".repeat(2 << 20)).into_bytes()),
    ] {
        world.write(&format!("news/bombs/{name}"), bytes);
    }
    vec![
        ("news/bombs/flat.zip/a.txt", "unpacks to more than 200 times"),
        ("news/bombs/flat.zip/b.txt", "unpacks to more than 200 times"),
        ("news/bombs/layers.zip/a.zip/a.txt", "unpacks to more than 200 times"),
        ("news/bombs/layers.zip/b.zip/b.txt", "unpacks to more than 200 times"),
        ("news/bombs/layers.zip/c.txt.gz", "unpacks to more than 200 times"),
        ("news/bombs/nested.zip/inner.zip", "archives nested more than 4 deep"),
        ("news/bombs/a.txt.gz", "unpacks to more than 200 times"),
        ("news/bombs/a.txt.zst", "unpacks to more than 200 times"),
        ("news/bombs/deep.html", "markup nested more than 1000 deep"),
        ("news/bombs/deep.json", ""),
        ("news/bombs/deep.xml", ""),
        ("news/bombs/deep.rtf", ""),
        ("news/bombs/headers.eml", ""),
        ("news/bombs/cells.csv", ""),
    ]
}

/// Files without an end to their first line.
fn endless(world: &World) -> Vec<Told> {
    for (name, begins) in [
        ("a.txt", &b"A quay opens"[..]),
        ("a.html", b"<html><p>A quay opens"),
        ("a.jsonl", b"{\"title\": \"A\", \"text\": \""),
        ("a.json", b"[{\"title\": \"A\", \"text\": \""),
        ("a.csv", b"title,date,text\n\"A quay"),
        ("a.mbox", b"From k@port.example Tue Mar 14 09:00:00 2017\nSubject: A\n\n"),
        ("a.eml", b"From: k@port.example\nTo: l@port.example\nDate: Tue, 14 Mar 2017 09:00:00 +0900\nSubject: A\n\n"),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 500000000\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: text/plain\r\n\r\n"),
        ("a.rss", b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><title>"),
        ("a.zip", b"PK\x03\x04"),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0"),
    ] {
        world.write(&format!("news/endless/{name}"), begins);
        File::options().append(true).open(world.path("news/endless").join(name)).unwrap().set_len(ENDLESS_BYTES).unwrap();
        world.age(&format!("news/endless/{name}"));
    }
    vec![
        ("news/endless/a.txt", "too large: more than 64 MB"),
        ("news/endless/a.html", "too large: more than 64 MB"),
        ("news/endless/a.jsonl, record 1", "too large: more than 64 MB"),
        ("news/endless/a.json", ""),
        ("news/endless/a.csv", ""),
        ("news/endless/a.mbox", ""),
        ("news/endless/a.eml", "too large: more than 64 MB"),
        ("news/endless/a.warc", ""),
        ("news/endless/a.rss", ""),
        ("news/endless/a.zip", "damaged zip archive"),
        ("news/endless/a.gz", "damaged gzip"),
    ]
}

/// What is odd without being broken. Returns the words that must be found, too.
fn odd(world: &World) -> (Vec<Told>, Vec<&'static str>) {
    world.write("news/odd/empty.txt", "");
    world.write("news/odd/empty.zip", "");
    world.write("news/odd/blank.html", " \n ");
    world.write("news/odd/photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    world.write("news/odd/noise.txt", (0..2_000_u32).map(|at| (at * at % 251) as u8 % 9).collect::<Vec<u8>>());
    let bottom = (0..200).map(|at| format!("d{at}/")).collect::<String>();
    world.write(&format!("news/odd/{bottom}bottom.txt"), plain("bottomquay"));
    let tiny =
        |at: usize| world.write(&format!("news/tiny/{at}.txt"), format!("Note {at}\n\nThe road {at} was repaired.\n"));
    (0..TINY_FILES).for_each(tiny);
    let told = vec![
        ("news/odd/empty.txt", "without text"),
        ("news/odd/empty.zip", ""),
        ("news/odd/blank.html", "without text"),
        ("news/odd/photo.txt", "an image is not read"),
        ("news/odd/noise.txt", "not text"),
    ];
    (told, vec!["bottomquay"])
}

#[cfg(unix)]
fn odd_on_unix(world: &World) -> (Vec<Told>, Vec<&'static str>) {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    for (to, link) in
        [("nowhere.txt", "dangling.txt"), ("self.txt", "self.txt"), ("..", "loop"), ("/dev/zero", "zero.txt")]
    {
        symlink(to, world.path("news/odd").join(link)).unwrap();
    }
    let made = std::process::Command::new("mkfifo").arg(world.path("news/odd/pipe.txt")).status();
    if made.is_ok_and(|status| status.success()) {
        symlink("pipe.txt", world.path("news/odd/to-pipe.txt")).unwrap();
    } else {
        skip("a pipe", "no mkfifo here");
    }
    let mut words = Vec::new();
    for (name, word) in
        [(&b"caf\xe9.txt"[..], "cafequay"), (b"caf\xe8.txt", "cafeterquay"), (b"a\nb\x1b[2J.txt", "linequay")]
    {
        // Some systems take no such names.
        let path = world.path("news/odd").join(std::ffi::OsStr::from_bytes(name));
        if fs::write(path, plain(word)).is_ok() {
            words.push(word);
        }
    }
    for name in ["news/odd/secret.txt", "news/odd/shut/in.txt"] {
        world.write(name, plain("secret"));
    }
    let lock = |name: &str| fs::set_permissions(world.path(name), fs::Permissions::from_mode(0o000)).unwrap();
    lock("news/odd/secret.txt");
    lock("news/odd/shut");
    if fs::read(world.path("news/odd/secret.txt")).is_ok() {
        skip("files and folders without permissions", "root reads everything");
        return (Vec::new(), words);
    }
    (vec![("news/odd/secret.txt", "cannot be read"), ("news/odd/shut", "cannot be read")], words)
}

/// So that the folder can be cleared away.
#[cfg(unix)]
fn open_again(world: &World) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(world.path("news/odd/shut"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn open_again(_: &World) {}

#[cfg(not(unix))]
fn odd_on_unix(_: &World) -> (Vec<Told>, Vec<&'static str>) {
    (Vec::new(), Vec::new())
}

/// Runs the program with two threads, and tells the most memory that it held, where the system tells that.
fn run(world: &World, typed: &[&str]) -> (Ran, Option<u64>) {
    let mut command = world.command(typed);
    command.env("RAYON_NUM_THREADS", "2").stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let (stop, stopped) = mpsc::channel::<()>();
    let id = child.id();
    let watch = thread::spawn(move || {
        let mut most = None;
        while stopped.recv_timeout(Duration::from_millis(5)).is_err() {
            most = most.max(memory(id));
        }
        most
    });
    let ended = child.wait_with_output().unwrap();
    stop.send(()).unwrap();
    (Ran::of(format!("onrecord {}", typed.join(" ")), &ended), watch.join().unwrap())
}

/// The most memory that a process has held so far, in bytes.
fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// How many regular files that are not hidden lie in a folder.
fn count(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let count = |entry: fs::DirEntry| match entry.file_type().unwrap() {
        kind if kind.is_dir() => count(&entry.path()),
        kind => usize::from(kind.is_file()),
    };
    entries.map(|entry| count(entry.unwrap())).sum()
}

#[test]
fn a_hostile_folder() {
    let (world, samples) = (World::new(), samples());
    sound(&world, &samples);
    broken(&world, &samples);
    let (mut told, mut words) = odd(&world);
    let on_unix = odd_on_unix(&world);
    told.extend(on_unix.0.into_iter().chain(bombs(&world)).chain(endless(&world)));
    words.extend(on_unix.1.into_iter().chain(samples.iter().map(|sample| sample.word)));

    let (ran, most) = run(&world, &["index", "news", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.done().out).unwrap();
    let skipped: Vec<(&str, &str)> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skipped| (skipped["path"].as_str().unwrap(), skipped["reason"].as_str().unwrap()))
        .collect();
    for (path, reason) in told {
        let is_told = |(at, why): &(&str, &str)| at.starts_with(path) && why.contains(reason);
        let of_path: Vec<_> = skipped.iter().filter(|(at, _)| at.starts_with(path)).collect();
        assert!(skipped.iter().any(is_told), "`{path}` is not told as {reason:?}: {of_path:?}");
    }
    assert_eq!(report["files"], count(&world.path("news")), "every file counts");
    for FileRecord { path, articles, skipped, .. } in Place::new(world.path("index")).open().unwrap().files().unwrap() {
        assert!(!articles.is_empty() || !skipped.is_empty(), "`{path}` got lost");
    }
    for word in words {
        let found = world.search(&[word]);
        let is_sound = |hit: &Value| hit["paragraph"]["text"].as_str().unwrap().contains(word);
        assert!(found["hits"].as_array().unwrap().iter().any(is_sound), "{word}: {found}");
    }
    assert_eq!(world.search(&["road repaired", "path:news/tiny/"])["total_articles"], TINY_FILES);

    let (again, most_again) = run(&world, &["index"]);
    assert!(again.done().out.contains("nothing has changed"), "{again:?}");
    let most = most.max(most_again).max(runs_while_it_changes(&world));
    match most {
        None => skip("how much memory is held", "the system does not tell"),
        Some(most) => assert!(most < MEMORY_MAX, "{} MB held", most >> 20),
    }
    open_again(&world);
}

/// Runs again and again while somebody changes the folder, then once in peace. Returns the most memory that a run held.
fn runs_while_it_changes(world: &World) -> Option<u64> {
    const RUNS: usize = 6;
    let over = AtomicBool::new(false);
    let (most, changes) = thread::scope(|scope| {
        let churning = scope.spawn(|| churn(&world.path("news"), &over));
        let most = (0..RUNS).map(|_| {
            let (ran, most) = run(world, &["index"]);
            ran.done();
            most
        });
        let most = most.max().flatten();
        over.store(true, Ordering::Relaxed);
        (most, churning.join().unwrap())
    });
    assert!(changes > RUNS, "{changes} changes");
    let skipped = |typed: &[&str]| {
        let report: Value = serde_json::from_str(&run(world, typed).0.done().out).unwrap();
        (report["skipped"].clone(), report["articles"].clone(), report["files"].clone())
    };
    let in_step = skipped(&["index", "--format", "json"]);
    assert_eq!(in_step, skipped(&["index", "news", "--index", "fresh", "--format", "json"]));
    println!("{changes} changes during {RUNS} runs");
    most
}

/// Changes what lies in a folder until it is over: files are cut, written over, swapped, taken away, made folders. Those
/// that are long stay as they are. Returns how often.
fn churn(folder: &Path, over: &AtomicBool) -> usize {
    const LONG_BYTES: u64 = 1 << 20;
    let mut random = fastrand::Rng::with_seed(7);
    let files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && entry.metadata().is_ok_and(|data| data.len() < LONG_BYTES))
        .map(walkdir::DirEntry::into_path)
        .collect();
    let mut changes = 0;
    while !over.load(Ordering::Relaxed) {
        let [file, other] = [(); 2].map(|()| &files[random.usize(..files.len())]);
        let bytes = fs::read(other).unwrap_or_default();
        // What was made a folder, or has gone, cannot be done that to; another change can.
        let done = match random.u8(..6) {
            0 => File::options().write(true).open(file).and_then(|file| file.set_len(random.u64(..400))),
            1 => fs::write(file, &bytes[..random.usize(..=bytes.len())]),
            2 => fs::rename(file, other),
            3 => fs::remove_file(file),
            4 => fs::create_dir_all(file),
            _ => fs::write(file, plain("churned")),
        };
        changes += usize::from(done.is_ok());
        thread::sleep(Duration::from_millis(2));
    }
    changes
}
