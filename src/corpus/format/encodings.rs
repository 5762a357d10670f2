//! Tests of the formats that hold text of their own, in the encodings of the countries it comes from.
//!
//! Properties: what is read in another encoding, declared or not, is what is read in UTF-8.

use super::trial::shown_of;

fn in_encoding(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "UTF-16LE" => [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        "UTF-16BE" => [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        name => encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(text).0.into_owned(),
    }
}

const KOREAN: &str = "제목,본문,일자,언론사\n선석 개장,\"항만공사가 선석 두 곳을 열었다.\n대표단이 방문했다.\",2017-03-14,항만일보\nABC,plain,2017-03-15,Post\n";
const CHINESE: &str = "标题,正文,日期,来源\n港口开放,\"代表团访问港口,双方签署合作协议。\",2017-03-14,港报\n";
const JAPANESE: &str =
    "見出し,本文,日付,媒体名\n港が開く,代表団が港を訪問した。協定の表明もあった。,2017-03-14,港新聞\n";
const RUSSIAN: &str = "Заголовок;Текст;Дата;Источник\nПорт открыт;Делегация прибыла в порт, стороны подписали соглашение.;14.03.2017;Порт-пресс\n";

#[test]
fn tables() {
    for (text, encodings) in [
        (KOREAN, &["euc-kr", "UTF-16LE", "UTF-16BE"][..]),
        (CHINESE, &["gbk", "gb18030", "UTF-16LE"]),
        (JAPANESE, &["shift_jis", "euc-jp", "iso-2022-jp", "UTF-16BE"]),
        (RUSSIAN, &["windows-1251", "koi8-r", "UTF-16LE"]),
    ] {
        let want = shown_of("a.csv", text.as_bytes());
        for encoding in encodings {
            assert_eq!(shown_of("a.csv", &in_encoding(text, encoding)), want, "{encoding}");
        }
    }
}

#[test]
fn json_lines() {
    let json = "{\"title\": \"선석 개장\", \"text\": \"항만공사가 선석 두 곳을 열었다. 대표단이 방문했다.\"}\n\
        {\"title\": \"B\", \"text\": \"둘째 기사는 짧지만 뜻이 있다.\"}\n";
    let want = shown_of("a.json", json.as_bytes());
    for encoding in ["UTF-16LE", "UTF-16BE", "euc-kr"] {
        assert_eq!(shown_of("a.json", &in_encoding(json, encoding)), want, "{encoding}");
    }
}

#[test]
fn feeds() {
    let feed = |name: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{name}\"?><rss><channel><title>항만일보</title><item><title>선석 개장</title>\
             <description>항만공사가 선석을 열었다.</description></item></channel></rss>"
        )
    };
    let want = shown_of("a.xml", feed("UTF-8").as_bytes());
    for encoding in ["euc-kr", "UTF-16LE"] {
        assert_eq!(shown_of("a.xml", &in_encoding(&feed(encoding), encoding)), want, "{encoding}");
    }
}

#[test]
fn mail_and_archived_pages() {
    let mail = "Message-ID: <1@x>\nSubject: =?euc-kr?B?vLG8riCws8Dl?=\nContent-Type: text/plain; charset=euc-kr\n\n항만공사가 선석을 열었다.\n";
    let want = ["0 id=1@x title=선석 개장 [항만공사가 선석을 열었다.\n]"];
    assert_eq!(shown_of("a.eml", &in_encoding(mail, "euc-kr")), want);

    let page = "<html><title>x</title><p>항만공사가 선석을 열었다.</p></html>";
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=euc-kr\r\n\r\n";
    let content = [head.as_slice(), &in_encoding(page, "euc-kr")].concat();
    let about = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    let file = [about.as_bytes(), &content].concat();
    assert_eq!(shown_of("a.warc", &file), [format!("0 url=http://x.example/ [{page}]")]);
}
