// The search over WORDS of words.js: the URL, name, label, place and meaning of every app, table and column.
"use strict";
{
  const SHOWN = 60;
  const query = document.getElementById("query");
  const panel = document.getElementById("panel");
  const list = document.getElementById("found");
  const said = document.getElementById("said");
  const root = document.body.dataset.root;
  const lower = WORDS.map((entry) => entry.slice(1).map((text) => text.toLowerCase()));
  let active = -1;

  // An exact match counts most, then a match at the start, then at the start of a word, then anywhere.
  function rate(text, word) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    if (text === word) return 8;
    if (at === 0) return 7;
    return /[a-z0-9]/.test(text[at - 1]) && !text.match(new RegExp("[^a-z0-9]" + escaped(word))) ? 5 : 6;
  }

  function escaped(word) {
    return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }

  // Every word must match, and at least one of them outside the place. The worst match decides.
  function score([name, label, place, meaning], words) {
    const rates = words.map((word) => rate(name, word) || rate(label, word)
      ? Math.max(rate(name, word), rate(label, word)) : meaning.includes(word) ? 2 : place.includes(word) ? 1 : 0);
    const worst = Math.min(...rates);
    return worst && Math.max(...rates) > 1 ? worst * 100 + rates.reduce((one, other) => one + other) : 0;
  }

  function search() {
    const words = query.value.toLowerCase().split(/[\s.]+/).filter(Boolean);
    const found = words.length ? lower.map((texts, at) => [score(texts, words), at]).filter(([points]) => points) : [];
    found.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    list.replaceChildren(...found.slice(0, SHOWN).map(([, at], place) => option(WORDS[at], words, place)));
    said.textContent = found.length > SHOWN ? `The best ${SHOWN} of ${found.length}: type more to narrow it down.`
      : found.length === 1 ? "1 found" : `${found.length || "Nothing"} found`;
    open(words.length > 0);
    choose(found.length ? 0 : -1);
  }

  function option([address, name, label, place, meaning], words, number) {
    const link = element("a", "");
    link.href = root + address;
    link.tabIndex = -1;
    const head = element("span", "head");
    head.append(marked("span", "label", label, words), " ", marked("code", "", name, words), " ", marked("span", "place", place, words));
    link.append(head);
    if (meaning) link.append(marked("span", "meaning", excerpt(meaning, words), words));
    const item = element("li", "");
    item.id = `found-${number}`;
    item.setAttribute("role", "option");
    item.append(link);
    return item;
  }

  // The part of a long text around the first match.
  function excerpt(text, words) {
    const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first > 120 ? text.indexOf(" ", first - 60) + 1 : 0;
    return (start ? "… " : "") + text.slice(start, start + 160) + (start + 160 < text.length ? " …" : "");
  }

  function marked(tag, kind, text, words) {
    const whole = element(tag, kind);
    for (const part of text.split(new RegExp(`(${words.map(escaped).join("|")})`, "i"))) {
      if (words.includes(part.toLowerCase())) whole.append(element("mark", "", part));
      else whole.append(part);
    }
    return whole;
  }

  function element(tag, kind, text = "") {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  }

  function choose(number) {
    list.children[active]?.removeAttribute("aria-selected");
    active = number;
    const item = list.children[active];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) query.setAttribute("aria-activedescendant", item.id);
    else query.removeAttribute("aria-activedescendant");
  }

  function open(isOpen) {
    panel.hidden = !isOpen;
    query.setAttribute("aria-expanded", String(isOpen));
  }

  query.addEventListener("input", search);
  query.addEventListener("focus", () => query.value && search());
  query.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") choose(active > 0 ? active - 1 : last);
    else if (event.key === "Enter") list.children[active]?.querySelector("a").click();
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", () => {
    open(false);
    query.blur();
  });
  document.addEventListener("click", (event) => event.target.closest(".search") || open(false));
  document.addEventListener("keydown", (event) => {
    const isTyped = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select");
    if (event.key !== "/" || isTyped) return;
    event.preventDefault();
    query.focus();
    query.select();
  });

  // index.html?q=credit shows the results, so that a search can be shared as a link.
  query.value = new URLSearchParams(location.search).get("q") ?? query.value;
  if (query.value) search();
}
