//! What is asked on the command line and of the API, and must be answered alike.

/// What is typed, and the address that asks the same.
pub const CASES: [(&[&str], &str); 24] = [
    (&["search", "one belt one road"], "search?q=one+belt+one+road"),
    (&["search", "\"one belt one road\""], "search?q=%22one+belt+one+road%22"),
    (&["search", "일대일로"], "search?q=%EC%9D%BC%EB%8C%80%EC%9D%BC%EB%A1%9C"),
    (&["search", "forum -belt"], "search?q=forum+-belt"),
    (&["search", "forum", "--year", "2017", "--pair", "korea-china"], "search?q=forum&year=2017&pair=korea-china"),
    (&["search", "--speaker", "Kim Young-joo"], "search?speaker=Kim+Young-joo"),
    (&["search", "trade", "--lang", "en", "--lang", "ko"], "search?q=trade&lang=ko&lang=en"),
    (&["search", "trade", "--not-pair", "CN-KR", "--not-lang", "ko"], "search?q=trade&not-pair=CN-KR&not-lang=ko"),
    (&["search", "forum", "--sort", "newest", "--limit", "3"], "search?q=forum&sort=newest&limit=3"),
    (&["search", "forum", "--offset", "3", "--limit", "2"], "search?q=forum&limit=2&offset=3"),
    (&["search", "forum", "--group", "article"], "search?q=forum&group=article"),
    (&["search", "trade road", "--match", "any"], "search?q=trade+road&match=any"),
    (&["search", "trade road", "--scope", "paragraph"], "search?q=trade+road&scope=paragraph"),
    (&["search", "BRI", "--exact"], "search?q=BRI&exact=true"),
    (
        &["search", "BRI", "--not-name", "One Belt One Road", "--not-name", "일대일로"],
        "search?q=BRI&not-name=One+Belt+One+Road&not-name=%EC%9D%BC%EB%8C%80%EC%9D%BC%EB%A1%9C",
    ),
    (&["search", "--undated"], "search?undated=true"),
    (&["search", "--from", "2017-08", "--to", "2018"], "search?from=2017-08&to=2018"),
    (&["search", "--month", "2017-08", "--month", "2020-09"], "search?month=2017-08&month=2020-09"),
    (&["search", "nothingofthekind"], "search?q=nothingofthekind"),
    (&["speakers", "forum", "--prefix", "kim"], "people?q=forum&prefix=kim"),
    (&["pairs", "trade"], "pairs?q=trade&limit=50"),
    (&["facet", "month", "trade", "--limit", "4"], "facets/month?q=trade&limit=4"),
    (&["timeline", "forum", "--by", "year"], "timeline?q=forum&by=year"),
    (&["quotes", "cooperation", "--speaker", "Kim"], "quotes?q=cooperation&speaker=Kim"),
];
