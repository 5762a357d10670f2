//! Properties: a PDF is read by the program as its own worker; one that brings its parser down is told, and the rest of
//! the folder is read; the worker is no command for people.

use crate::world::World;

/// A PDF that says one sentence. It has no table of its objects: readers find them by looking through the file.
fn pdf(extra: &str) -> String {
    let content = "BT /F1 11 Tf 60 780 Td (India and Kenya opened a fair for looms.) Tj ET";
    format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{extra}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n\
         endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>\n\
         endobj\n4 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\nendobj\n\
         5 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\n",
        content.len()
    )
}

#[test]
fn a_pdf_is_found() {
    let world = World::new();
    world.write("pages/looms.pdf", pdf(""));
    world.write("pages/deep.pdf", pdf(&format!("/X {}", "[".repeat(1_000_000))));
    let ran = world.run(&["index", "pages"]);
    assert!(ran.status == 0 && ran.err.contains("skipped `pages/deep.pdf`: damaged PDF"), "{ran:?}");
    assert_eq!(world.search(&["looms"])["hits"][0]["article"]["path"], "pages/looms.pdf");
}

#[test]
fn the_worker_is_no_command_for_people() {
    let world = World::new();
    let help = world.run(&["--help"]);
    assert!(help.status == 0 && !help.out.contains("read-apart"), "{help:?}");
    for script in [&["completions", "bash"][..], &["completions", "zsh"], &["man"]] {
        let script = world.run(script);
        assert!(script.out.contains("recurring") && !script.out.contains("read-apart"), "{script:?}");
    }
    let silent = world.run(&["read-apart"]);
    assert!(silent.status == 0 && silent.out.contains("Damaged"), "{silent:?}");
}
