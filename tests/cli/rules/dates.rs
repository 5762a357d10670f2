//! Properties: ranges include their ends; a month or a year takes part in every range it meets; the date of an event
//! stands in for one of publication; a date that was worked out is told from one that is stated; the undated stand last in either order.

use super::{indexed, pages};
use crate::world::World;

fn dated() -> World {
    let world = indexed(&[
        ("may", "The Canal in May\n\nPublished: 31 May 2017\n\nThe canal was drained.\n"),
        ("june", "The Canal in June\n\nPublished: 30 June 2017\n\nThe canal was dug.\n"),
        ("july", "The Canal in July\n\nPublished: 1 July 2017\n\nThe canal was filled.\n"),
        ("year", "In a Later Year\n\nThe canal was widened.\n"),
        ("never", "At No Known Time\n\nThe canal was forgotten.\n"),
    ]);
    world.write("onrecord.toml", "[[article]]\npath = \"year.txt\"\ndate = \"2018\"\n");
    world.run(&["index"]).done();
    world
}

fn found(world: &World, typed: &[&str]) -> Vec<String> {
    let mut names = pages(world, &[&["canal"], typed].concat());
    names.sort();
    names
}

#[test]
fn ranges_include_their_ends() {
    let world = dated();
    assert_eq!(found(&world, &["--to", "2017-06"]), ["june", "may"]);
    assert_eq!(found(&world, &["--from", "2017-06", "--to", "2017-06"]), ["june"]);
    assert_eq!(found(&world, &["--from", "2017-06-30", "--to", "2017-07-01"]), ["july", "june"]);
    for typed in ["date:2017-06..2017-07", "after:2017-06 before:2017-07"] {
        assert_eq!(found(&world, &[typed]), ["july", "june"], "{typed}");
    }
}

#[test]
fn a_year_takes_part_in_every_range_it_meets() {
    let world = dated();
    assert_eq!(found(&world, &["--from", "2018-03", "--to", "2018-04"]), ["year"]);
    assert_eq!(found(&world, &["--year", "2018"]), ["year"]);
    assert!(found(&world, &["--from", "2019"]).is_empty());
}

#[test]
fn the_undated_are_asked_for_by_name_and_stand_last() {
    let world = dated();
    for typed in [&["is:undated"][..], &["--undated"], &["-has:date"]] {
        assert_eq!(found(&world, typed), ["never"], "{typed:?}");
    }
    assert_eq!(found(&world, &["has:date"]), ["july", "june", "may", "year"]);
    assert_eq!(found(&world, &["-year:2017"]), ["never", "year"]);
    assert_eq!(pages(&world, &["canal", "--sort", "newest"]), ["year", "july", "june", "may", "never"]);
    assert_eq!(pages(&world, &["canal", "--sort", "oldest"]), ["may", "june", "july", "year", "never"]);
}

#[test]
fn dates_that_were_worked_out_are_told_apart() {
    let world = dated();
    let report =
        "The Canal Is Opened\n\nThe harbour trust opened the canal on August 24, 2017, at a feast in the old hall.\n";
    world.write("news/opened.txt", report);
    world.run(&["index"]).done();
    assert_eq!(found(&world, &["is:derived"]), ["opened"]);
    assert_eq!(found(&world, &["-is:derived", "--year", "2017"]), ["july", "june", "may"]);
    // Whoever gives the date states it.
    world.write("onrecord.toml", "[[article]]\npath = \"opened.txt\"\ndate = \"2017-08-25\"\n");
    world.run(&["index"]).done();
    assert!(found(&world, &["is:derived"]).is_empty());
}

#[test]
fn the_date_of_the_event_stands_in_where_none_of_publication_is_known() {
    let world = dated();
    world.write("onrecord.toml", "[[article]]\npath = \"never.txt\"\nevent-date = \"1999-05-02\"\n");
    world.run(&["index"]).done();
    assert_eq!(found(&world, &["--year", "1999"]), ["never"]);
    assert!(!found(&world, &["is:undated"]).contains(&"never".to_owned()));
    assert_eq!(pages(&world, &["canal", "--sort", "oldest"])[0], "never");
    assert_eq!(world.search(&["canal"])["facets"]["year"][0]["value"], "1999");
}
