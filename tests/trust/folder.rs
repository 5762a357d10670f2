//! Folders of news that random hands change, and what the program is told about them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use onrecord::config::Now;
use onrecord::index::{Change, CorrectionsChange, Place, RootsChange, RulesChange};
use serde::{Deserialize, Serialize};

/// What a run is told besides where the index is. It goes to processes of their own as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    pub roots: Vec<PathBuf>,
    pub corrections: Option<PathBuf>,
    pub exclude: Vec<String>,
    pub rebuild: bool,
    pub compact: bool,
}

impl Plan {
    pub fn change(&self) -> Change {
        let Self { roots, corrections, exclude, rebuild, compact } = self.clone();
        Change {
            roots: RootsChange::Replace(roots),
            corrections: corrections.map_or(CorrectionsChange::Without, CorrectionsChange::Use),
            rules: RulesChange { exclude: Some(exclude), ..RulesChange::default() },
            rebuild,
            compact,
            ..Change::default()
        }
    }
}

pub fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Now { today: jiff::civil::date(2024, 5, 6), ns: since.as_nanos().cast_signed() }
}

/// A folder that goes away with the test: `news` and `wires` with articles, `index`, and whatever else is made there.
pub struct World {
    folder: tempfile::TempDir,
    pub random: Rng,
    wires: bool,
    corrections: bool,
    drafts: bool,
    /// How many files were given a time of their own.
    aged: u64,
}

const NAMES: [&str; 9] =
    ["a.txt", "b.txt", "c.txt", "in/a.txt", "in/b.txt", "in/deep/c.txt", "drafts/d.txt", "부산.txt", "e f.txt"];
/// Where things lie that are no files, or whose names are no text.
const ODD: &str = "news/odd";
const PEOPLE: [&str; 5] = ["Mori Kenta", "Pilar Rojas", "Kim Young-joo", "Kim Young-ju", "Ada Lind"];
const PLACES: [&str; 6] = ["Japan", "Chile", "South Korea", "China", "Kenya", "Vietnam"];
const THINGS: [&str; 8] = ["harbour", "orchard", "wagon", "loom", "pact", "belt", "road", "walnut"];
const DATES: [&str; 5] = ["3 March 2016", "18 March 2021", "9 November 2018", "24 August 2017", ""];

impl World {
    /// Some articles, no index.
    pub fn new(random: Rng) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = Self { folder, random, wires: false, corrections: false, drafts: true, aged: 0 };
        fs::create_dir_all(world.path("wires")).unwrap();
        for name in ["news/a.txt", "news/in/b.txt", "wires/a.txt", "wires/w.txt"] {
            let text = world.article();
            world.write(name, &text);
        }
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn place(&self, name: &str) -> Place {
        Place::new(self.path(name))
    }

    pub fn plan(&self) -> Plan {
        let mut roots = vec![self.path("news")];
        roots.extend(self.wires.then(|| self.path("wires")));
        Plan {
            roots,
            corrections: self.corrections.then(|| self.path("onrecord.toml")),
            exclude: if self.drafts { Vec::new() } else { vec!["drafts/".to_owned()] },
            rebuild: false,
            compact: false,
        }
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.usize(..of.len())]
    }

    /// A short article of few words, so that equal ones come up by themselves.
    fn article(&mut self) -> String {
        let (thing, other) = (self.one(&THINGS), self.one(&THINGS));
        let (one, two, person) = (self.one(&PLACES), self.one(&PLACES), self.one(&PEOPLE));
        match (self.random.u8(..12), self.one(&DATES)) {
            (0, _) => String::new(),
            (1, _) => format!(
                "한중 물류 포럼 서울서 개최\n\n한국과 중국의 물류 기업들이 서울에서 일대일로 협력을 논의했다. {thing}\n"
            ),
            (_, date) => format!(
                "A {thing} for {one}\n{date}\n\nOfficials from {one} and {two} opened a {thing} and a {other} on Thursday.\n\n\
                 “Every {other} is a promise,” said {person}, mayor of Osaka Bay.\n\nBelt and Road, one belt one road.\n"
            ),
        }
    }

    /// A story long enough to have copies, with so many words changed that it may be another one.
    fn told_again(&mut self) -> String {
        let mut words: Vec<String> = (0..90).map(|at| format!("{}{}", THINGS[at % 8], at / 3)).collect();
        for _ in 0..self.random.usize(..24) {
            let at = self.random.usize(..words.len());
            words[at] = format!("other{}", self.random.u8(..4));
        }
        format!("The long story\n{}\n\n{}.\n", self.one(&DATES), words.join(" "))
    }

    /// Writes a file with a time as some file system would give it.
    fn write(&mut self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::write(&path, content).unwrap();
        match self.random.u8(..3) {
            // Whole seconds: what is written twice within one has the same time.
            0 => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
                set_modified(&path, SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs()));
            }
            1 => self.age(name),
            _ => {}
        }
    }

    /// Gives a file a time of long ago that none had before.
    fn age(&mut self, name: &str) {
        self.aged += 1;
        set_modified(&self.path(name), SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000 + self.aged, 123_456_789));
    }

    /// The files of both folders, odd ones apart.
    pub fn files(&self) -> Vec<String> {
        let mut files = BTreeSet::new();
        for root in ["news", "wires"] {
            look(&self.path(root), root, &mut files);
        }
        files.retain(|file| !file.starts_with(ODD));
        files.into_iter().collect()
    }

    fn free_name(&mut self) -> Option<String> {
        let name = format!("{}/{}", self.one(&["news", "wires"]), self.one(&NAMES));
        let blocked = Path::new(&name).ancestors().any(|part| self.path(part.to_str().unwrap()).is_file());
        (!blocked && !self.path(&name).exists()).then_some(name)
    }

    /// Does something to the folders or to what the program is told. Returns what.
    pub fn disturb(&mut self) -> String {
        match self.random.u8(..24) {
            0..=1 => self.correct(),
            2 => {
                self.wires = !self.wires;
                format!("wires: {}", self.wires)
            }
            3 => {
                self.drafts = !self.drafts;
                format!("drafts: {}", self.drafts)
            }
            _ => self.disturb_files(),
        }
    }

    /// Does something to the folders. Returns what.
    pub fn disturb_files(&mut self) -> String {
        let (files, free) = (self.files(), self.free_name());
        let file = self.random.choice(&files).cloned();
        let other = self.random.choice(&files).cloned();
        match (self.random.u8(..19), file, other, free) {
            (0, Some(file), ..) => {
                self.age(&file);
                format!("touch {file}")
            }
            (1 | 2, Some(file), ..) => {
                let text = self.article();
                self.write(&file, text);
                format!("overwrite {file}")
            }
            (3, Some(file), ..) => {
                fs::remove_file(self.path(&file)).unwrap();
                format!("delete {file}")
            }
            (4, Some(file), Some(other), _) if file != other => {
                fs::rename(self.path(&file), self.path("between")).unwrap();
                fs::rename(self.path(&other), self.path(&file)).unwrap();
                fs::rename(self.path("between"), self.path(&other)).unwrap();
                format!("swap {file} and {other}")
            }
            (5, Some(file), _, Some(name)) => {
                fs::create_dir_all(self.path(&name).parent().unwrap()).unwrap();
                fs::rename(self.path(&file), self.path(&name)).unwrap();
                format!("rename {file} to {name}")
            }
            (6, Some(file), _, Some(name)) => {
                let bytes = fs::read(self.path(&file)).unwrap();
                self.write(&name, bytes);
                format!("copy {file} to {name}")
            }
            (7, Some(file), ..) => {
                // Of the same size, and within the same second if the clock will have it so.
                let text = fs::read_to_string(self.path(&file)).unwrap_or_default();
                self.write(&file, text.replace("Thursday", "Saturday").replace("harbour", "orchard"));
                format!("edit {file}")
            }
            (8, Some(file), ..) if !file.ends_with(".zip") => {
                fs::remove_file(self.path(&file)).unwrap();
                let text = self.article();
                self.write(&format!("{file}/inner.txt"), text);
                format!("make {file} a folder")
            }
            (9, Some(file), ..) if file.matches('/').count() > 1 => {
                let folder = file.rsplit_once('/').unwrap().0;
                fs::remove_dir_all(self.path(folder)).unwrap();
                let text = self.article();
                self.write(folder, text);
                format!("make {folder} a file")
            }
            (10, ..) if self.path("news/in").is_dir() && !self.path("news/moved").exists() => {
                fs::rename(self.path("news/in"), self.path("news/moved")).unwrap();
                "rename news/in".to_owned()
            }
            (11, ..) => {
                let rows: String = (0..self.random.usize(1..5))
                    .map(|_| format!("{}\n", serde_json::json!({"title": self.one(&THINGS), "text": self.article()})))
                    .collect();
                self.write("news/many.jsonl", rows);
                "write news/many.jsonl".to_owned()
            }
            (12, ..) => {
                let (one, two) = (self.article(), self.told_again());
                self.write("wires/two.zip", zipped(&[("one.txt", &one), ("in/two.txt", &two)]));
                "write wires/two.zip".to_owned()
            }
            (13, ..) => self.odd(),
            (14..=15, _, _, Some(name)) => {
                let text = self.told_again();
                self.write(&name, text);
                format!("tell again in {name}")
            }
            (_, _, _, Some(name)) => {
                let text = self.article();
                self.write(&name, text);
                format!("add {name}")
            }
            _ => "nothing".to_owned(),
        }
    }

    /// Puts something into the folder that no article can be taken from, or takes all such away.
    fn odd(&mut self) -> String {
        fs::create_dir_all(self.path(ODD)).unwrap();
        let [link, file] = ["link", "file.txt"].map(|name| self.path(ODD).join(name));
        let _ = fs::remove_file(&link);
        match self.random.u8(..8) {
            0 => fs::remove_dir_all(self.path(ODD)).unwrap(),
            1 => fs::write(file, b"\xed\xa0\x80\xff\xc3( broken \x00").unwrap(),
            2 => fs::write(file, b"").unwrap(),
            3 => fs::write(file, b"\xff\xfeA\x00 \x00t\x00i\x00t\x00l\x00e\x00\n\x00\n\x00L\x00o\x00o\x00m\x00.\x00")
                .unwrap(),
            #[cfg(unix)]
            4 => std::os::unix::fs::symlink("nowhere", link).unwrap(),
            #[cfg(unix)]
            5 => std::os::unix::fs::symlink("..", link).unwrap(),
            #[cfg(target_os = "linux")]
            6 => {
                use std::os::unix::ffi::OsStrExt;
                let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
                fs::write(self.path(ODD).join(name), "A loom\n\nA loom was opened in Kenya.\n").unwrap();
            }
            #[cfg(unix)]
            7 if !self.path(ODD).join("pipe.txt").exists() => {
                std::process::Command::new("mkfifo").arg(self.path(ODD).join("pipe.txt")).status().unwrap();
            }
            _ => {}
        }
        "something odd".to_owned()
    }

    /// Says something else in the corrections, or nothing any more.
    fn correct(&mut self) -> String {
        const CORRECTIONS: [&str; 5] = [
            "[[article]]\npath = \"a.txt\"\ndate = \"2019-02-03\"\npairs = [\"kenya-chile\"]\n",
            "[[article]]\npath = \"news/in/b.txt\"\ntitle = \"Another title\"\nnot-speakers = [\"Mori Kenta\"]\n",
            "[[person]]\nname = \"Kim Young-joo\"\nnot = [\"Kim Young-ju\"]\n",
            "[[person]]\nname = \"Ada Lind\"\nalso = [\"Pilar Rojas\"]\n\n[[phrase]]\ntext = \"Belt and Road\"\nreason = \"notice\"\n",
            "[[place]]\nname = \"Osaka Bay\"\ncountry = \"JP\"\n",
        ];
        self.corrections = self.random.u8(..4) > 0;
        let text = self.one(&CORRECTIONS);
        fs::write(self.path("onrecord.toml"), text).unwrap();
        if self.corrections { format!("correct: {text}") } else { "correct nothing".to_owned() }
    }
}

fn set_modified(path: &Path, moment: SystemTime) {
    File::options().append(true).open(path).unwrap().set_modified(moment).unwrap();
}

fn look(folder: &Path, name: &str, into: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            look(&entry.path(), &name, into);
        } else {
            into.insert(name);
        }
    }
}

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
