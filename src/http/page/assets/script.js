// What the keyboard adds; every page works without it.
(function () {
  "use strict";
  var root = document.documentElement;

  // The theme that was chosen, else the system's.
  function stored() { try { return localStorage.getItem("theme"); } catch (error) { return null; } }
  function keep(theme) { try { localStorage.setItem("theme", theme); } catch (error) { /* It holds for this page. */ } }
  function isDark() {
    var chosen = root.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  var theme = stored();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  document.addEventListener("DOMContentLoaded", function () {
    var box = document.querySelector("input[type=search]");
    var passages = Array.from(document.querySelectorAll(".passage"));
    var hits = Array.from(document.querySelectorAll("mark[id]"));
    var keys = document.getElementById("keys");
    var button = document.getElementById("theme");
    var help = document.getElementById("help");

    function name() { button.textContent = isDark() ? "Light" : "Dark"; }
    button.hidden = help.hidden = false;
    name();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep(root.dataset.theme);
      name();
    });
    help.addEventListener("click", function () { keys.showModal(); });

    function go(to) {
      if (!passages.length) return;
      var at = Math.max(0, Math.min(passages.length - 1, to));
      passages.forEach(function (passage, own) { passage.classList.toggle("here", own === at); });
      var link = passages[at].querySelector(".open");
      link.focus({ preventScroll: true });
      passages[at].scrollIntoView({ block: "center" });
    }
    function passage() { return passages.findIndex(function (one) { return one.classList.contains("here"); }); }

    // The match at hand: that of the address, else the one reached last.
    var hit = hits.findIndex(function (one) { return "#" + one.id === location.hash; });
    var bar = document.querySelector(".hits");
    function show() {
      if (!bar || hit < 0) return;
      var before = (hit + hits.length - 1) % hits.length, after = (hit + 1) % hits.length;
      bar.querySelector(".at").textContent = "match " + (hit + 1) + " of " + hits.length;
      bar.querySelector(".previous").textContent = "previous";
      bar.querySelector(".next").textContent = "next";
      bar.querySelector(".previous").href = "#" + hits[before].id;
      bar.querySelector(".next").href = "#" + hits[after].id;
    }
    function turn(by) {
      if (!hits.length) return;
      hit = hit < 0 ? (by > 0 ? 0 : hits.length - 1) : (hit + by + hits.length) % hits.length;
      location.replace("#" + hits[hit].id);
      show();
    }
    window.addEventListener("hashchange", function () {
      var at = hits.findIndex(function (one) { return "#" + one.id === location.hash; });
      if (at >= 0) { hit = at; show(); }
    });
    show();

    // Years are drawn over to take all of them.
    document.querySelectorAll(".years").forEach(function (list) {
      var years = Array.from(list.children), from = -1, to = -1;
      function number(at) { return /^\d{4}$/.test(label(at)) ? label(at) : ""; }
      function label(at) { return years[at].querySelector(".year").textContent; }
      function mark() {
        years.forEach(function (year, at) {
          year.classList.toggle("drawn", from !== to && at >= Math.min(from, to) && at <= Math.max(from, to));
        });
      }
      function at(event) {
        var year = event.target.closest && event.target.closest(".years > li");
        return year ? years.indexOf(year) : -1;
      }
      list.addEventListener("dragstart", function (event) { event.preventDefault(); });
      list.addEventListener("pointerdown", function (event) {
        // A finger scrolls.
        if (event.pointerType === "touch" || event.button !== 0) return;
        from = to = number(at(event)) ? at(event) : -1;
      });
      list.addEventListener("pointerover", function (event) {
        if (from < 0 || at(event) < 0 || !number(at(event))) return;
        to = at(event);
        mark();
      });
      document.addEventListener("pointerup", function () {
        if (from >= 0 && from !== to) {
          var link = new URL(list.querySelector("a").href);
          ["year", "month", "undated", "from", "to", "page"].forEach(function (name) { link.searchParams.delete(name); });
          link.searchParams.set("year", number(Math.min(from, to)) + ".." + number(Math.max(from, to)));
          // The click that ends it would lead to one year.
          list.addEventListener("click", function (event) { event.preventDefault(); }, { once: true });
          location.href = link.href;
        }
        from = to = -1;
        mark();
      });
    });

    // A long list is searched where it stands.
    function plain(text) { return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); }
    document.querySelectorAll(".facet .find").forEach(function (find) {
      var rows = Array.from(find.parentNode.querySelectorAll("li"));
      find.hidden = false;
      find.addEventListener("input", function () {
        rows.forEach(function (row) { row.hidden = !plain(row.textContent).includes(plain(find.value)); });
      });
    });

    // A reference is copied where it stands instead of opened.
    document.querySelectorAll("a.cite").forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        fetch(link.href)
          .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); })
          .then(function (text) { return navigator.clipboard.writeText(text.trim()); })
          .then(function () { link.textContent = "copied"; }, function () { location.href = link.href; });
      });
    });

    document.addEventListener("keydown", function (event) {
      var typing = /^(input|textarea|select)$/i.test(event.target.tagName);
      if (typing && event.key === "Escape") return event.target.blur();
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
      switch (event.key) {
        case "/": if (box) { box.focus(); box.select(); } break;
        case "j": go(passage() + 1); break;
        case "k": go(passage() < 0 ? 0 : passage() - 1); break;
        case "n": turn(1); break;
        case "N": turn(-1); break;
        case "?": keys.showModal(); break;
        default: return;
      }
      event.preventDefault();
    });
  });
})();
