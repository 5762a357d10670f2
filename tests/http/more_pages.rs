//! The pages between a search and an article: timeline, people and pairs.
//!
//! Properties: a number with a link leads to a search that finds so many, whatever narrows the page; the drawing says what
//! the table says; each person listed has a page; names, queries and addresses are text and nothing else.

use dom_query::{Document, Selection};

use crate::pages::{hostile, is_inert, is_page, page, text};
use crate::served::Served;

fn document(served: &Served, address: &str) -> Document {
    let came = page(&served.router, address);
    is_page(&came, 200, &[]);
    Document::from(text(&came))
}

fn number(text: &str) -> u64 {
    text.trim().replace(',', "").parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

fn href(link: &Selection<'_>) -> String {
    link.attr("href").unwrap_or_default().to_string()
}

/// How many passages and articles a link to a search finds.
fn found(served: &Served, href: &str) -> (u64, u64) {
    let query = href.strip_prefix("/search?").unwrap_or_else(|| panic!("`{href}` is no search"));
    let counts = served.get(&format!("/api/v1/count?{query}")).json();
    let count = |name: &str| counts[name].as_u64().unwrap_or_else(|| panic!("{href}: {counts}"));
    (count("total"), count("total_articles"))
}

#[test]
fn pages() {
    let served = Served::new();
    for (address, status, words) in [
        ("/timeline", 200, &["role=\"img\"", "scope=\"row\"", "/timeline.csv", "aria-current=\"page\">Timeline"][..]),
        ("/timeline?q=forum&with=trade&utm_source=x", 200, &["colspan=\"3\"", "value=\"trade\"", "class=\"end\""]),
        ("/timeline?q=xyzzy", 200, &["Nothing found", "value=\"xyzzy\""]),
        ("/timeline?q=forum&pair=CN-KR&by=month", 200, &["on China–South Korea", "name=\"pair\"", "August 2017"]),
        ("/timeline?q=forum%20%28%28", 200, &["class=\"caret\""]),
        ("/timeline?with=a&with=b&with=c&with=d", 400, &["one too many"]),
        ("/timeline?by=week", 400, &["none of `year`, `month`"]),
        ("/people", 200, &["Kim Young-joo", "/people.csv", "aria-current=\"page\">People"]),
        ("/people?prefix=kim&q=forum", 200, &["with a word that begins with", "name=\"q\" value=\"forum\""]),
        ("/people?prefix=xyzzy", 200, &["Nobody found"]),
        (
            "/person/Kim%20Young-ju",
            200,
            &["Kim Young-joo", "Spellings", "What they said", "aria-current=\"true\">People"],
        ),
        ("/person/Kim%20Young-joo?q=xyzzy", 200, &["but not with all that is asked", "Everything they said"]),
        ("/person/Kim%20Young-joo?kind=direct&sort=oldest", 200, &["<b>oldest first</b>"]),
        ("/person/nobody", 404, &["nobody called `nobody`"]),
        ("/person/%FF", 404, &["Not found"]),
        ("/pairs", 200, &["class=\"matrix\"", "China–South Korea", "aria-current=\"page\">Pairs"]),
        ("/pairs?q=xyzzy", 200, &["No pairs"]),
        (
            "/pair/kr-cn",
            200,
            &["China–South Korea", "The newest", "/timeline?pair=CN-KR", "aria-current=\"true\">Pairs"],
        ),
        ("/pair/CN-KR?q=xyzzy", 200, &["Nothing found", "everything on them"]),
        ("/pair/nowhere", 404, &["`nowhere` is no pair"]),
    ] {
        is_page(&page(&served.router, address), status, words);
    }
}

/// Every link in the tables of a timeline, with the passages and articles it stands at.
fn timeline_cells(document: &Document) -> Vec<(String, u64, u64)> {
    let mut cells = Vec::new();
    for row in document.select(".numbers tbody tr").iter() {
        let numbers: Vec<Selection<'_>> = row.select("td").iter().collect();
        for cell in numbers.chunks(3) {
            let (passages, articles) = (number(&cell[0].text()), number(&cell[1].text()));
            let links: Vec<String> = cell.iter().filter(|cell| cell.select("a").exists()).map(link_of).collect();
            assert_eq!(links.len(), if articles > 0 { 3 } else { 0 });
            cells.extend(links.into_iter().next().map(|link| (link, passages, articles)));
        }
    }
    cells
}

fn link_of(cell: &Selection<'_>) -> String {
    href(&cell.select("a"))
}

#[test]
fn numbers_of_a_timeline_lead_to_so_many() {
    let served = Served::new();
    let mut followed = 0;
    for asked in [
        "",
        "by=month",
        "by=year&q=forum&with=trade&with=%22belt+and+road%22",
        "q=trade&year=2016..2018&by=year",
        "q=trade&year=2017&year=2020&by=month",
        "by=month&from=2017-06&to=2020&with=korea",
        "by=year&speaker=Kim&lang=en&not-year=2016",
        "by=year&q=trade+forum&match=any&scope=paragraph",
        "by=month&undated=true",
    ] {
        let document = document(&served, &format!("/timeline?{asked}"));
        let mut total = 0;
        for (link, passages, articles) in timeline_cells(&document) {
            assert_eq!(found(&served, &link), (passages, articles), "{link} of {asked}");
            total += articles;
            followed += 1;
        }
        // The rows part what is found.
        let all: u64 = document
            .select(".legend li > a:first-of-type")
            .iter()
            .map(|link| found_or_all(&served, &href(&link)))
            .sum();
        assert_eq!(total, all, "{asked}");
    }
    assert!(followed > 60, "{followed}");
}

/// How many articles a search finds, or how many there are.
fn found_or_all(served: &Served, href: &str) -> u64 {
    match href {
        "/" => served.get("/api/v1/timeline").json()["total_articles"].as_u64().unwrap(),
        href => found(served, href).1,
    }
}

#[test]
fn years_open_into_months() {
    let served = Served::new();
    let years = document(&served, "/timeline?q=trade&by=year&with=forum");
    let months: Vec<String> = years.select(".zoom").iter().map(|link| href(&link)).collect();
    assert!(months.len() > 3, "{months:?}");
    for address in months {
        assert!(address.contains("by=month") && address.contains("with=forum"), "{address}");
        for (link, passages, articles) in timeline_cells(&document(&served, &address)) {
            assert_eq!(found(&served, &link), (passages, articles), "{link} of {address}");
        }
    }
}

#[test]
fn the_drawing_says_what_the_table_says() {
    let served = Served::new();
    let document = document(&served, "/timeline?q=trade&by=year");
    let drawn: Vec<String> =
        document.select("[aria-labelledby^=counts] path title").iter().map(|title| title.text().to_string()).collect();
    let rows = document.select(".numbers tbody tr");
    let told = rows.iter().filter_map(|row| {
        let period = row.select("th").text().trim().get(..4)?.to_owned();
        let articles = row.select("td").iter().nth(1)?.text().trim().to_owned();
        let unit = if articles == "1" { "article" } else { "articles" };
        period.parse::<u16>().ok().map(|year| format!("{year}: {articles} {unit}"))
    });
    let told: Vec<String> = told.collect();
    assert!(told.len() > 3);
    assert_eq!(drawn, told);
}

#[test]
fn numbers_of_the_matrix_lead_to_so_many() {
    let served = Served::new();
    let mut followed = 0;
    for asked in [
        "",
        "q=trade",
        "q=trade&pair=CN-KR",
        "pair=CN-KR&year=2017",
        "q=trade+OR+forum&pair=CN-KR&country=US",
        "q=trade+forum&match=any&pair=CN-KR",
        "q=%22free+trade&pair=CN-KR&scope=paragraph",
        "speaker=Kim",
    ] {
        let document = document(&served, &format!("/pairs?{asked}"));
        for link in document.select(".matrix td a").iter() {
            let href = href(&link);
            assert_eq!(found(&served, &href).1, number(&link.text()), "{href} of {asked}");
            followed += 1;
        }
        followed += follow_table(&served, &document, asked);
    }
    assert!(followed > 80, "{followed}");
}

#[test]
fn numbers_of_people_lead_to_so_many() {
    let served = Served::new();
    let mut followed = 0;
    for asked in
        ["", "q=trade", "prefix=kim", "speaker=Kim", "q=forum+OR+trade&speaker=Kim&kind=indirect", "pair=CN-KR"]
    {
        followed += follow_table(&served, &document(&served, &format!("/people?{asked}")), asked);
    }
    assert!(followed > 40, "{followed}");
}

/// Follows the links of a table's articles.
fn follow_table(served: &Served, document: &Document, asked: &str) -> usize {
    let links = document.select(".values td a");
    for link in links.iter() {
        let href = href(&link);
        assert_eq!(found(served, &href).1, number(&link.text()), "{href} of {asked}");
    }
    links.length()
}

#[test]
fn everybody_has_a_page() {
    let served = Served::new();
    let people = document(&served, "/people");
    let links: Vec<(String, String)> =
        people.select(".values th a").iter().map(|link| (href(&link), link.text().to_string())).collect();
    assert!(links.len() > 10);
    for (address, name) in links {
        let person = document(&served, &address);
        assert_eq!(person.select("h1").text().trim(), name);
        let told = person.select(".holds a:first-of-type");
        let (passages, articles) = found(&served, &href(&told));
        assert!(told.text().starts_with(&format!("{passages} passage")), "{address}");
        assert!(told.text().contains(&format!("in {articles} article")), "{address}");
        for quote in person.select(".open").iter() {
            let (article, place) = href(&quote).split_once('#').map(|(at, to)| (at.to_owned(), to.to_owned())).unwrap();
            assert!(document(&served, &article).select(&format!("#{place}")).exists(), "{article}#{place}");
        }
    }
}

#[test]
fn what_was_said_stands_in_order_of_date() {
    let served = Served::new();
    let dates = |address: &str| -> Vec<String> {
        document(&served, address)
            .select(".who time")
            .iter()
            .filter_map(|time| time.attr("datetime"))
            .map(|date| date.to_string())
            .collect()
    };
    let newest = dates("/person/Kim%20Young-joo");
    let oldest = dates("/person/Kim%20Young-joo?sort=oldest");
    assert!(newest.len() > 2 && newest.first() != newest.last(), "{newest:?}");
    assert!(newest.iter().rev().is_sorted() && oldest.is_sorted(), "{newest:?} {oldest:?}");
    let paged: Vec<String> =
        (0..newest.len()).flat_map(|at| dates(&format!("/person/Kim%20Young-joo?limit=1&offset={at}"))).collect();
    assert_eq!(paged, newest);
    // Quoted words only, of a person found among all who speak so.
    let quoted = dates("/person/Kim%20Young-joo?kind=direct");
    assert!(!quoted.is_empty() && quoted.len() < newest.len(), "{quoted:?}");
}

#[test]
fn a_long_list_is_told_whole() {
    let served = Served::new();
    let told = |address: &str| document(&served, address).select(".holds").text().trim().to_owned();
    let few = document(&served, "/people?rows=5");
    assert_eq!(few.select(".values tbody tr").length(), 5);
    assert_eq!(told("/people?rows=5"), told("/people"));
    let more = href(&few.select(".rest a"));
    let all = document(&served, &more).select(".values tbody tr").length();
    assert!(told("/people").starts_with(&format!("{all} people and organisations")), "{all}");
    assert_eq!(few.select(".rest a").text().trim(), format!("{} more", all - 5));
}

#[test]
fn pages_lead_to_each_other() {
    let served = Served::new();
    let search = document(&served, "/search?q=forum&pair=CN-KR");
    let has = |document: &Document, link: &str| document.select(&format!("a[href=\"{link}\"]")).exists();
    assert!(has(&search, "/timeline?q=forum&pair=CN-KR") && has(&search, "/people?q=forum&pair=CN-KR"));
    assert!(search.select(".speaker a[href^=\"/person/\"]").exists());
    let article = document(&served, &href(&search.select("article h2 a").iter().next().unwrap()));
    assert!(article.select(".speaker a[href^=\"/person/\"]").exists());
    assert!(has(&article, "/pair/CN-KR"));
    assert!(has(&document(&served, "/pairs"), "/pair/CN-KR"));
}

#[test]
fn hostile_content_is_text() {
    let (_folder, router, _) = hostile();
    let bad = "%22%3E%3Cscript%3Ealert(5)%3C%2Fscript%3E%20harbour%20%22%20onmouseover%3D%22x";
    for address in [
        "/timeline".to_owned(),
        format!("/timeline?q={bad}&with={bad}2&publisher={bad}"),
        format!("/timeline?q=harbour&with={bad}"),
        "/people".to_owned(),
        format!("/people?q=harbour&prefix={bad}"),
        format!("/people?speaker=%3D{bad}"),
        "/person/Lind".to_owned(),
        "/person/Ada%20Lind?q=harbour".to_owned(),
        format!("/person/{bad}"),
        format!("/pairs?q={bad}"),
        format!("/pair/CN-KR?q=harbour&publisher={bad}"),
        "/pair/CN-KR".to_owned(),
        format!("/pair/{bad}"),
    ] {
        is_inert(&router, &address);
    }
    is_page(&page(&router, "/people"), 200, &["Lind"]);
    is_page(&page(&router, "/pair/CN-KR"), 200, &["Harbour"]);
}
