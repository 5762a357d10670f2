//! Properties: an article that a search led to has its matches marked, numbered and in reach one after another; it leads to
//! the search back, to the passages of its speakers, and to its paragraphs.

use crate::site::{Site, browse};

#[test]
fn an_article_with_hits() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum&pair=CN-KR");
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        let numbers = "[...document.querySelectorAll('mark sup')].map(sup => sup.textContent).join()";
        let wanted = "[...document.querySelectorAll('mark[id]')].map((_, at) => at + 1).join()";
        assert_eq!(page.look(numbers), page.look(wanted));
        let last = page.look("document.querySelectorAll('mark[id]').length").as_u64().unwrap();
        assert!(last > 2);
        page.click(".hits .next");
        page.wait("location.hash === '#hit1'");
        assert_eq!(page.look("document.querySelector('.hits .at').textContent"), format!("match 1 of {last}"));
        page.click("#hit1 sup a");
        page.wait("location.hash === '#hit2' && document.querySelector('.hits .at').textContent.startsWith('match 2')");
        page.click(".hits .previous");
        page.wait("location.hash === '#hit1'");
        page.click(".hits .previous");
        page.wait(&format!("location.hash === '#hit{last}'"));
        page.click(&format!("#hit{last} sup a"));
        page.wait("location.hash === '#hit1'");
        page.click(".back a");
        page.wait("location.search === '?q=forum&pair=CN-KR' && document.querySelector('.sum')");
    });
}

#[test]
fn who_speaks_and_why() {
    browse(Site::Seeds, |page| {
        page.open("/search?speaker=Kim+Young-joo");
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        page.click(".why a[href^='#p']");
        page.wait("location.hash.startsWith('#p') && document.querySelector('.row:target .speaker')");
        assert_eq!(page.look("document.querySelectorAll('aside.why h2')[0].textContent"), "Date");
        page.click(".speaker a");
        page.wait("location.pathname.startsWith('/person/')");
        assert_ne!(page.look("document.querySelectorAll('.passage').length"), 0);
    });
}
