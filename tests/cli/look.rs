//! Properties: the text that people read is pinned, in colour and without; colour is for terminals and
//! those who ask; no line is wider than asked; options stand under their own heading of the help;
//! scripts for shells and the manual name every command.

use crate::golden;
use crate::world::{Ran, World};

/// A transcript, with escapes made visible and all that changes from run to run masked.
fn transcript(ran: &Ran, world: &World) -> String {
    let folder = world.path("").canonicalize().unwrap();
    let mask = |text: &str| {
        let text = text.replace(folder.to_str().unwrap().trim_end_matches('/'), "WORLD").replace('\x1b', "␛");
        text.lines().map(masked).map(|line| line + "\n").collect::<String>()
    };
    let mut text = format!("$ {}\n{}", ran.typed, mask(&ran.out));
    if !ran.err.is_empty() {
        text.push_str(&format!("--- standard error\n{}", mask(&ran.err)));
    }
    text + &format!("--- exit status {}\n", ran.status)
}

/// Times, sizes and moments, which differ from run to run, with the room they take.
fn masked(line: &str) -> String {
    let plain = line.replace("␛[2m", "").replace("␛[0m", "");
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words[..] {
        ["size", number, unit, ..] => return line.replace(&format!("{number} {unit}"), "MASKED"),
        ["last", "run", moment] => return line.replace(moment, "MASKED"),
        ["texts", ..] => return line.replace(&words[1..].join(" "), "MASKED"),
        _ => {}
    }
    let Some(at) = line.find(" ms") else { return line.to_owned() };
    let head = line[..at].trim_end_matches(|c: char| c.is_ascii_digit());
    let blanks = head.trim_end_matches("␛[2m").trim_end();
    if blanks.len() + 2 > head.len() {
        return line.to_owned();
    }
    format!("{blanks}  {}N{}", &head[head.trim_end_matches("␛[2m").len()..], &line[at..])
}

#[test]
fn transcripts() {
    let world = World::with_pages();
    let id = "e09e25";
    for (name, typed) in [
        ("index.txt", &["index", "pages"][..]),
        ("index-again.txt", &["index"]),
        ("search.txt", &["search", "one belt one road"]),
        ("search-phrase.txt", &["search", "\"one belt one road\"", "--year", "2019"]),
        ("search-korean.txt", &["search", "일대일로"]),
        ("search-speaker.txt", &["search", "--speaker", "Kim Ha-neul"]),
        ("search-newest.txt", &["search", "--sort", "newest", "--limit", "3", "--pair", "CN-KR"]),
        ("search-nothing.txt", &["search", "zeppelin"]),
        ("search-color.txt", &["search", "\"one belt one road\"", "--color", "always"]),
        ("annotate.txt", &["annotate", "pages/rail-forum.txt", "pages/tea-fair.txt"]),
        ("annotate-explain.txt", &["annotate", "--explain", "pages/rail-forum.txt"]),
        ("annotate-color.txt", &["annotate", "--color", "always", "pages/苹果座谈会.txt"]),
        ("show.txt", &["show", id]),
        ("status.txt", &["status"]),
    ] {
        let ran = world.run(typed);
        assert_eq!(ran.status, i32::from(name == "search-nothing.txt"), "{ran:?}");
        golden::check(name, &transcript(&ran, &world));
    }
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    let search = |more: &[&str], environment: &[(&str, &str)]| {
        let mut typed = vec!["search", "--lang", "en"];
        typed.extend(more);
        let ran = world.run_with(&typed, environment);
        masked_lines(&ran.done().out)
    };
    let plain = search(&[], &[]);
    assert!(!plain.contains('\x1b') && plain.contains("Rail Forum"), "a pipe is no terminal: {plain}");
    for (more, environment) in [
        (&["--color", "never"][..], &[][..]),
        (&[], &[("NO_COLOR", "1")]),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")]),
    ] {
        assert_eq!(search(more, environment), plain, "{more:?} {environment:?}");
    }
    let coloured = search(&["--color", "always"], &[("NO_COLOR", "1")]);
    assert!(coloured.contains("\x1b["), "asking outright wins: {coloured}");
}

fn masked_lines(text: &str) -> String {
    text.replace('\x1b', "␛").lines().map(masked).map(|line| line + "\n").collect::<String>().replace('␛', "\x1b")
}

#[test]
fn no_line_is_wider_than_asked() {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    for columns in ["80", "100"] {
        let ran = world.run_with(&["search", "--lang", "en"], &[("COLUMNS", columns)]);
        let width: usize = columns.parse().unwrap();
        for line in ran.done().out.lines() {
            assert!(line.chars().count() <= width, "wider than {columns}: {line}");
        }
    }
}

#[test]
fn help_lists_options_under_their_own_heading() {
    let world = World::new();
    for command in ["search", "timeline", "speakers", "pairs", "facet", "quotes", "similar"] {
        let ran = world.run(&[command, "--help"]);
        let (_, listed) = ran.done().out.split_once("\nExclusions").unwrap_or_else(|| panic!("{ran:?}"));
        let mut options = listed.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
        assert!(options.all(|option| option.starts_with("not-")), "{command}: {listed}");
        assert!(ran.out.contains("--not-speaker"), "{command}");
    }
}

#[test]
fn completions_and_manual_name_every_command() {
    let world = World::new();
    let commands = [
        "index",
        "search",
        "timeline",
        "speakers",
        "pairs",
        "facet",
        "quotes",
        "similar",
        "terms",
        "annotate",
        "show",
        "cite",
        "status",
        "completions",
    ];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = world.run(&["completions", shell]);
        for word in commands.iter().chain(&["rebuild", "speaker"]) {
            assert!(ran.done().out.contains(word), "{shell} lacks {word}");
        }
    }
    let ran = world.run(&["man"]);
    assert!(ran.done().out.contains(".TH onrecord 1"), "{}", ran.out);
    for word in commands.iter().chain(&["speaker", "rebuild", "NO_COLOR"]) {
        assert!(ran.out.contains(word), "the manual lacks {word}");
    }
    world.run(&["completions", "tcsh"]).refused(&["tcsh"]);
}
