//! Properties: every kind of printed stamp is found and the right one chosen; advertisements, pictures, copyright
//! lines, counters and other stories never date a text; what the text fixes is derived to the level that holds, and
//! nothing where it fixes nothing; the event is told only where it differs; evidence quotes the words.

use super::*;
use crate::article::{DateOf, Dropped, Paragraph, Reason, StatedDate};

/// A page of lines: a title, then the text. `[reason] …` marks a line that the reading stage took out.
pub(super) fn page(lines: &[&str]) -> Article {
    let mut article = Article { title: lines.first().map(|&title| title.into()), ..Article::default() };
    for (line, text) in (1..).zip(lines).skip(1) {
        let marked = text.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        let reason = marked.and_then(|(name, rest)| Some((serde_json::from_value::<Reason>(name.into()).ok()?, rest)));
        match reason {
            Some((reason, text)) => article.dropped.push(Dropped { line, text: text.into(), reason }),
            None => article.paragraphs.push(Paragraph { line, place: None, text: (*text).into() }),
        }
    }
    article
}

/// An article with a date stated beside it.
pub(super) fn beside(mut article: Article, date: &str) -> Article {
    article.dates.push(StatedDate { text: date.into(), of: DateOf::Unsaid, stands: "stated with the text" });
    article
}

fn dates(lines: &[&str]) -> Dates {
    dates_by(Tables::built_in(), lines)
}

pub(super) fn dates_by(tables: &Tables, lines: &[&str]) -> Dates {
    let today = jiff::civil::date(2026, 11, 24);
    annotate(&page(lines), today, tables, country::Tables::built_in())
}

pub(super) fn shown(date: Option<&Date>) -> String {
    date.map_or("none".into(), |date| {
        format!("{} {}", date.value, if date.basis == Basis::Explicit { "explicit" } else { "derived" })
    })
}

pub(super) const BODY: &str =
    "The two chambers of commerce agreed to open a joint desk for small exporters, their presidents told the guests.";

#[test]
fn printed_stamps() {
    for (stamp, want) in [
        ("Published: Mar 03, 2021 11:44 PM", "2021-03-03"),
        ("Posted On: 03 MAR 2021 6:42PM by Press Desk", "2021-03-03"),
        ("By Ana Writer | Harbour Post | Updated: 2021-03-03 08:47", "2021-03-03"),
        ("2021-03-03 hit 1987", "2021-03-03"),
        ("Lisbon, 3 March 2021", "2021-03-03"),
        ("Muscat, 19 Rajab 1442 H – 3 March 2021", "2021-03-03"),
        ("Wed, March 3rd, 2021", "2021-03-03"),
        ("03.03.2021 - 18:50 Uhr", "2021-03-03"),
        ("14/03/2021 16h15", "2021-03-14"),
        ("02/03/2021 02:00pm GMT", "2021-03-02"),
        ("02/03/2021 02:00pm EST", "2021-02-03"),
        ("02/03/2021", "2021"),
        ("Tue 02/03/2021", "2021-03-02"),
        ("입력 2021.03.03 16:42  수정 2021.03.04 08:15", "2021-03-03"),
        ("등록일 2021-03-03 | 조회 2019", "2021-03-03"),
        ("기사입력 2021. 3. 3.(수) 15:00", "2021-03-03"),
        ("홍기자 기자 | 2021-03-03 16:52:59", "2021-03-03"),
        ("发布时间：2021-03-03 09:32　来源：本会　浏览次数：2018", "2021-03-03"),
        ("2021年03月03日 20:13 来源：联络部", "2021-03-03"),
        ("發布日期：110-03-03　點閱數：642", "2021-03-03"),
        ("中華民國110年3月3日", "2021-03-03"),
        ("令和3年3月3日", "2021-03-03"),
        ("２０２１年３月３日　１９：０４　配信　（２０２１年３月４日　更新）", "2021-03-03"),
        ("公開日：2021/03/03 更新日：2021/03/05", "2021-03-03"),
        ("Опубликовано: 3 марта 2021", "2021-03-03"),
        ("FOR IMMEDIATE RELEASE: March 3, 2021", "2021-03-03"),
        ("March 3rd, 2021 by desk", "2021-03-03"),
        ("번호 2019 등록일 2021/03/03 조회수 2020", "2021-03-03"),
        ("Last Updated: 04 Mar 2021 | First Published: 03 Mar 2021", "2021-03-03"),
        ("Москва, 3 марта 2021 г.", "2021-03-03"),
        ("Publié le 3 mars 2021 à 10:15", "2021-03-03"),
        ("Rabu, 3 Maret 2021 10:15 WIB", "2021-03-03"),
        ("Pressemitteilung vom 3. März 2021", "2021-03-03"),
        ("등록일 21.03.03 | 조회 1204", "2021-03-03"),
        ("Stand: 03.04.21, 09:12 Uhr", "2021-04-03"),
        ("보도시점 2021. 3. 3.(수) 조간 배포 2021. 3. 2.(화)", "2021-03-03"),
        ("Pyongyang, March 3, Juche 110 (2021)", "2021-03-03"),
        ("주체110(2021)년 3월 3일", "2021-03-03"),
        ("3 March 2564 (2021)", "2021-03-03"),
        ("2021（令和3）年3月3日", "2021-03-03"),
        ("Published: 2021-03-03T00:30:00+09:00", "2021-03-03"),
        ("March 2021", "2021-03"),
        ("2021년 3월호", "2021-03"),
    ] {
        let got = dates(&["Chambers open a desk", stamp, BODY, BODY]);
        assert_eq!(shown(got.published.as_ref()), format!("{want} explicit"), "{stamp}");
    }
}

#[test]
fn chosen_among_stamps() {
    for (lines, want) in [
        // The day of the visit stands far above, and later.
        (
            &["Chambers open a desk", "Friday, March 5, 2021", "World", "Trade", "Ports", "March 3, 2021", BODY, BODY]
                [..],
            "2021-03-03",
        ),
        (&["Chambers open a desk", "Published: March 3, 2021", "Updated: March 9, 2021", BODY], "2021-03-03"),
        (
            &["Chambers open a desk", "[date-line] March 3, 2021", BODY, "[related] Another fair  Mar 1, 2021"],
            "2021-03-03",
        ),
        (&["Chambers open a desk", "[byline] By Ana Writer March 3, 2021", BODY], "2021-03-03"),
        // A paragraph's own dates and a dated caption are no stamps.
        (&["Chambers open a desk", "[caption] Guests on November 5, 2020", "March 3, 2021", BODY], "2021-03-03"),
        (&["Chambers open a desk", BODY, BODY, "March 3, 2021"], "2021-03-03"),
        (&["两国商会联合声明", BODY, BODY, "二〇二一年三月三日于北京"], "2021-03-03"),
        (
            &["Chambers open a desk", "등록일 2021.03.03", "일시: 2021년 4월 12일(월) 14:00", "장소: 항만회관", BODY],
            "2021-03-03",
        ),
        (
            &[
                "Chambers open a desk",
                "LISBON, March 3, 2021 (Newswire) -- The two chambers of commerce opened a joint desk for exporters.",
            ],
            "2021-03-03",
        ),
    ] {
        assert_eq!(shown(dates(lines).published.as_ref()), format!("{want} explicit"), "{lines:?}");
    }
}

#[test]
fn undated() {
    for lines in [
        &["Chambers open a desk", BODY, "© 2024 Harbour Post"][..],
        &["Chambers open a desk", BODY, "[image] ![bag](https://img.example/2024/2024030112_1709262720.jpg)"],
        &["Chambers open a desk", "[hit-counter] hit 2019", BODY],
        &["Chambers open a desk", "A port in this photo taken on June 14, 2021. PHOTO | FILE", BODY],
        &["Chambers open a desk", BODY, "Related: Envoys meet again (20 December 2022)"],
        &[
            "Chambers open a desk",
            "The chambers opened the desk on Wednesday, October 18, and invited exporters of both countries to use it.",
        ],
        &[
            "Chambers open a desk",
            "The fund was set up in 2009 and had paid out 40 million euros by the end of that year, its director said.",
        ],
        &[
            "Chambers open a desk",
            "The chambers will open a second desk on May 3, 2021, and the third one is due by 2023, they said.",
        ],
        &[
            "Chambers open a desk",
            "President Boris Yeltsin, President Vladimir Putin and President Dmitry Medvedev each visited the fair.",
        ],
        // A message from a network, an address, an occasion, a date of old.
        &["Chambers open a desk", BODY, "— Ana Writer (@ana) March 3, 2021", BODY],
        &["Chambers open a desk", "https://harbour.example/2021/03/03/desk", BODY],
        &["소규모 수출 박람회 안내", "일시: 2021년 4월 12일(월) 14:00 / 장소: 항만회관", BODY],
        &["Fair of the small", "Date: April 12, 2021", "Venue: Harbour Hall", BODY],
        &[
            "A port's history",
            "On March 3, 1951, the two chambers of commerce opened a joint desk for small exporters, and it ran for ten years.",
        ],
        // The day of a correction.
        &[
            "Chambers open a desk",
            BODY,
            "An article on Thursday about the joint desk of the two chambers of commerce misstated the name of the harbour in which it is.",
            "Saturday, March 20, 2021.",
        ],
        // Days that no year is known of.
        &["两国商会设联合窗口", "03-03 09:32 来源：港口商报", BODY],
        &["Chambers open a desk", "Version 3.4.21", BODY],
        // Somebody else's anniversary, and one long past.
        &[
            "Ship maker turns fifty",
            "The ship maker marked its 50th anniversary with a dinner for the guests of the Asia-Pacific Economic Cooperation forum.",
        ],
        &[
            "Old friends",
            "The chambers first met at a dinner for the 10th anniversary of Korea-China diplomatic relations in 2002, he said.",
        ],
        // Dates of other stories below the text.
        &[
            "Chambers open a desk",
            BODY,
            "Port fees rise again",
            "1 March 2021",
            "Customs go digital",
            "27 February 2021",
        ],
        &["Company was formed Dec 30, 1985.", "Company was formed Dec 30, 1985.", BODY],
        &[],
    ] {
        assert_eq!(shown(dates(lines).published.as_ref()), "none", "{lines:?}");
    }
}

#[test]
fn derived() {
    for (title, text, want) in [
        // Month, day and weekday with an anniversary, a term of office, an initiative.
        (
            "Forum held",
            "The forum for the 25th anniversary of Korea-China diplomatic relations was held in Jinan on August 24, Thursday.",
            "2017-08-24",
        ),
        (
            "Forum held",
            "President Moon Jae-in spoke as the forum was held in Wuhan on December 16, Saturday, before 300 guests of both sides.",
            "2017-12-16",
        ),
        (
            "Day held",
            "The partnering day was held on December 8, Thursday. The 30th anniversary of Korea-Vietnam diplomatic ties falls this month.",
            "2022-12-08",
        ),
        (
            "포럼 개최",
            "두 나라 상공회의소는 5월 21일(화) 칭다오에서 교류회를 열었다. 올해로 한중 수교 27주년을 맞은 두 나라 기업이 참가했다.",
            "2019-05-21",
        ),
        (
            "通气会举行",
            "今年是共建“一带一路”倡议提出十周年。12月12日（星期二），港航企业联席会在宁波举行新闻通气会，发布年度报告。",
            "2023-12-12",
        ),
        // A year alone.
        (
            "Luncheon",
            "The 30th anniversary of Korea-China diplomatic relations comes next year, the chairman told guests at a luncheon on the 7th.",
            "2021",
        ),
        (
            "Seminar",
            "This year marks the seventieth anniversary of diplomatic ties between China and Russia, the rector told the seminar.",
            "2019",
        ),
        (
            "세미나",
            "내년이면 한국과 러시아가 국교를 맺은 지 30년이 된다. 협의회는 이를 앞두고 회원사 의견을 모아 건의서를 낼 방침이라고 밝혔다.",
            "2019",
        ),
        (
            "座谈会",
            "会长在致辞中说，明年是中越建交75周年，我们想在会员企业里评一批好邻居工厂，请两国的员工来当评委，大家一起努力。",
            "2024",
        ),
        (
            "商談会",
            "来年は日韓の国交正常化60周年にあたる。会長は商談会のあいさつで、両国の若い経営者の交流をさらに広げたいと述べ、参加を呼びかけた。",
            "2024",
        ),
        (
            "Форум",
            "В этом году отмечается 30-летие установления дипломатических отношений между Россией и Республикой Корея, напомнил глава палаты.",
            "2020",
        ),
        (
            "Luncheon",
            "Guests toasted the pact ten years to the day after it took effect, on Tuesday. It has been in force since March 15, 2012, they said.",
            "2022-03-15",
        ),
        // Tense.
        (
            "Oil",
            "Imports rose sharply in January 2004, the bureau said. In 2004, according to forecasts, imports will be 110 million tonnes.",
            "2004",
        ),
        (
            "Trade",
            "Trade rose to 186 million from 64 million in the same period of 2003, the government said on Monday in its monthly review.",
            "2004",
        ),
        (
            "Pact",
            "Germany's deficit is to fall next year, the bank said. Both states are on track to correct their budgets by 2005, it added.",
            "2004",
        ),
        // A dateline whose weekday the lead names.
        (
            "Exports",
            "LISBON, APRIL 15: Exports fell by 3 per cent to 437 million in 2023-24, the ministry said on Monday in its yearly review.",
            "2024-04-15",
        ),
    ] {
        let got = dates(&[title, text]);
        assert_eq!(shown(got.published.as_ref()), format!("{want} derived"), "{text}: {got:?}");
        assert_eq!(got.event, None, "{text}");
    }
}

#[test]
fn events() {
    for (stamp, text, want) in [
        (
            "2020-09-23 hit 14",
            "The association held its 12th dialogue online on September 22nd together with the chamber of the other side.",
            "2020-09-22 derived",
        ),
        (
            "Published: Jan 05, 2026 11:44 PM",
            "The business forum was held on Monday at the state guesthouse, and 400 guests of both countries attended it.",
            "none",
        ),
        (
            "Posted On: 19 FEB 2021",
            "The roundtable of component makers was convened through video conference yesterday by the two ministries.",
            "2021-02-18 derived",
        ),
        (
            "June 12, 2023",
            "A trade mission last Thursday brought growers and their former customers together in one room in Shanghai.",
            "2023-06-08 derived",
        ),
        (
            "发布时间：2023-11-14",
            "11月10日，由两国商会共同主办的海洋食品产业对接会在荣成市举行，两国八十六家企业的一百四十余名代表参加了会议。",
            "2023-11-10 derived",
        ),
        (
            "입력 2024.01.02 09:00",
            "두 나라 경제인 연합은 지난달 29일 부산의 한 호텔에서 지역 경제 원탁회의를 열었다고 밝히며 공급망 협력을 논의했다고 전했다.",
            "2023-12-29 derived",
        ),
        // What the first paragraph tells as past is the event where it names no gathering.
        (
            "입력 2024.02.15 09:05",
            "두 나라 대표부는 14일 뉴욕에서 관계를 맺기로 하는 문서를 주고받았다. 이로써 상대국은 모두 193개로 늘었고 빈자리는 남지 않게 됐다.",
            "2024-02-14 derived",
        ),
        (
            "发布时间：2023-03-11",
            "两国代表10日在首都宣布，同意恢复互派大使，并在两个月内重新开放使馆。双方自6日起在当地闭门商谈，直到最后一天才对外公布消息。",
            "2023-03-10 derived",
        ),
        (
            "2020-08-03 hit 9",
            "Since Saturday, August 1, goods have crossed between both countries under a free trade agreement that was signed last year.",
            "2020-08-01 derived",
        ),
        (
            "June 12, 2023",
            "The ministry said on Friday that exports of ships fell by 3 percent in May from a year earlier, to 2 billion.",
            "2023-06-09 derived",
        ),
        (
            "June 12, 2023",
            "Exports as of June 10 fell by 3 percent from a year earlier, to 2 billion, figures of the customs service showed.",
            "none",
        ),
        (
            "입력 2023.06.12 10:00",
            "관세청은 6월 1일부터 10일까지 수출이 1년 전보다 3% 줄었다고 발표했다. 수입은 5% 늘었고 무역수지는 적자를 기록했다.",
            "none",
        ),
        (
            "June 12, 2023",
            "The ministry will publish figures on Friday, and exports are expected to fall by 3 percent from a year earlier, it said.",
            "none",
        ),
        (
            "March 3, 2021",
            "The chambers will be hosted in Porto on May 3, 2021, where a second desk for exporters is to be opened, they said.",
            "none",
        ),
    ] {
        let got = dates(&["Chambers meet", stamp, text]);
        assert_eq!(shown(got.event.as_ref()), want, "{text}: {got:?}");
    }
}

#[test]
fn evidence_quotes_and_reasons() {
    let got = dates(&[
        "Forum held",
        "The forum for the 25th anniversary of Korea-China diplomatic relations was held in Jinan on August 24, Thursday.",
    ]);
    let evidence = got.published.unwrap().evidence;
    for part in ["\"August 24, Thursday\"", "25th anniversary of CN-KR relations (1992-08-24)", "2017-08-24"] {
        assert!(evidence.contains(part), "{evidence}");
    }
    assert_eq!(dates(&["T", "2020-09-23 hit 2104", BODY]).published.unwrap().evidence, "\"2020-09-23 hit 2104\"");
}

#[test]
fn today_takes_away_the_future() {
    let article = page(&["T", "Published: March 3, 2030", BODY]);
    assert_eq!(
        annotate(&article, jiff::civil::date(2026, 11, 24), Tables::built_in(), country::Tables::built_in()),
        Dates::default()
    );
}

#[test]
fn any_input_is_read_in_linear_time() {
    let scraps = [
        "2021",
        "3",
        ".",
        "월",
        "日",
        "The 30th anniversary of diplomatic ties between China and Russia ",
        "next year ",
        "(",
        "/",
        "President Joe Biden ",
        "한중 ",
        "百",
        "。",
        " in 2019 was ",
        "Published: ",
        "–",
        "令和",
        "é",
        "\u{3000}",
        "March ",
        "the 7th ",
        "-",
        ":",
    ];
    // A small generator with a fixed start, so that a failure can be repeated.
    let mut state = 7u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..200 {
        let lines: Vec<String> = (0..6).map(|_| (0..next(40)).map(|_| scraps[next(scraps.len())]).collect()).collect();
        let _ = dates(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for scrap in scraps {
        let began = std::time::Instant::now();
        let _ = dates(&["T", &scrap.repeat(60_000 / scrap.len())]);
        // Generous for a slow machine without optimisation; quadratic work takes minutes.
        assert!(began.elapsed().as_secs() < 20, "`{scrap}` took {:?}", began.elapsed());
    }
}
