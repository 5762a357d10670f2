//! Properties: without scripts everything but keys is there: a search, its facets, an article with its matches one after
//! another, the narrow screen's facets; and nothing stands there that would need one.

use serde_json::json;

use crate::site::{Site, browse};

#[test]
fn all_but_the_keys() {
    browse(Site::Seeds, |page| {
        page.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        page.open("/");
        for button in ["#theme", "#help"] {
            assert_eq!(page.look(&format!("document.querySelector('{button}').getClientRects().length")), 0);
        }
        page.click("main input[name=q]");
        page.enter("forum");
        page.click("main form button");
        page.wait("location.pathname === '/search' && document.querySelector('.passage')");
        page.click("aside a[href$='pair=CN-KR']");
        page.wait("location.search.includes('pair=CN-KR')");
        page.press("j");
        assert_eq!(page.look("document.querySelector('.passage.here')"), json!(null));
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        page.click(".hits .next");
        page.wait("document.querySelector('mark:target').id === 'hit1'");
        page.click("mark:target sup a");
        page.wait("document.querySelector('mark:target').id === 'hit2'");
        let last = page.look("[...document.querySelectorAll('mark[id]')].at(-1).id");
        page.click(".hits .previous");
        page.wait(&format!("document.querySelector('mark:target').id === {last}"));
        page.click("mark:target sup a");
        page.wait("document.querySelector('mark:target').id === 'hit1'");
    });
}

#[test]
fn facets_of_a_narrow_screen() {
    browse(Site::Seeds, |page| {
        page.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        page.is_sized(390, 844);
        page.open("/search?q=forum");
        page.click(".narrow summary");
        page.wait("document.querySelector('aside .facet').getClientRects().length");
        page.click("aside a[href$='pair=CN-KR']");
        page.wait("location.search.includes('pair=CN-KR')");
    });
}
