"use strict";
// Opens the evidence of a number and looks numbers up. Text of articles is only ever set as text, never as markup.
const dialog = document.getElementById("evidence"), form = document.getElementById("find"), status = document.getElementById("found");
let held;

async function load() {
  if (!held) {
    const packed = atob(document.getElementById("data").textContent), bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    const tables = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
    held = {};
    for (const [name, columns] of Object.entries(tables)) {
      const column = (key) => { const c = columns[key]; return Array.isArray(c) ? (n) => c[n] : (n) => c.of[c.at[n]]; };
      const first = Object.values(columns)[0] || [];
      held[name] = { length: (Array.isArray(first) ? first : first.at).length };
      for (const key of Object.keys(columns)) held[name][key] = column(key);
    }
    held.row = new Map();
    for (let n = 0; n < held.cells.length; n++) held.row.set(held.cells.id(n), n);
    held.claimsOf = groups(held.evidence, "cell"); held.figuresOf = groups(held.figures, "claim");
  }
  return held;
}

function groups(table, key) {
  const found = new Map();
  for (let n = 0; n < table.length; n++) { const k = table[key](n); if (found.has(k)) found.get(k).push(n); else found.set(k, [n]); }
  return found;
}

function element(name, words, attributes) {
  const made = document.createElement(name);
  if (words !== undefined && words !== null) made.textContent = words;
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
}

const digits = (n) => Number(n).toLocaleString("en");
function bounds(low, best, high) {
  if (low === null && high === null) return best === null ? "no number" : digits(best);
  if (low === null) return "at most " + digits(high);
  if (high === null) return digits(low) + " or more";
  return low === high ? digits(low) : digits(low) + " to " + digits(high);
}
function number(t, n) { return t.best(n) !== null ? digits(t.best(n)) : bounds(t.low(n), null, t.high(n)); }
function day(iso) { return iso ? new Date(iso + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }) : "no day stated"; }

function link(url, words) {
  if (url && /^https?:\/\//i.test(url)) return element("a", words, { href: url, target: "_blank", rel: "noopener noreferrer nofollow" });
  return element("bdi", words);
}

function quote(sentence, written) {
  const made = element("blockquote", null, { dir: "auto" }), at = sentence.indexOf(written);
  if (at < 0) { made.textContent = sentence; return made; }
  made.append(sentence.slice(0, at), element("mark", written), sentence.slice(at + written.length));
  return made;
}

function figure(n) {
  const f = held.figures, a = held.articles, at = f.article(n), made = element("div", null, { class: "fig" }), about = element("p");
  made.append(quote(f.sentence(n), f.written(n)));
  about.append(f.speaker(n) ? "said by " + f.speaker(n) : "in the outlet's own voice", f.via(n) ? ", relayed by " + f.via(n) : "", ", " + f.stance(n) + " · ",
    link(a.url(at), a.outlet(at) || "the article"), a.published_on(at) ? ", " + day(a.published_on(at)) : "", a.title(at) ? " · “" + a.title(at) + "”" : "");
  made.append(about);
  return made;
}

function claim(n, role, reason) {
  const c = held.claims, made = element("div", null, { class: "claim" }), known = held.figuresOf.get(n) || [], more = c.figures(n) - known.length;
  const range = c.low(n) === c.high(n) ? "" : " (" + bounds(c.low(n), c.best(n), c.high(n)) + ")";
  made.append(element("h3", number(c, n) + range + " · " + (c.speaker(n) || "the outlets themselves")));
  made.append(element("p", (role === "excluded" ? "Not used: " : role + ": ") + reason, { class: "sub" }));
  made.append(element("p", c.stance(n) + ", known on " + day(c.known_on(n)) + ", in " + digits(c.n_articles(n)) + (c.n_articles(n) === 1 ? " article" : " articles")
    + " of " + digits(c.n_stories(n)) + (c.n_stories(n) === 1 ? " story" : " stories"), { class: "sub" }));
  for (const f of known) made.append(figure(f));
  if (more > 0) {
    const rest = element("p", digits(more) + (known.length ? " more" : "") + (more === 1 ? " figure is" : " figures are") + " in the database: ", { class: "sub" });
    rest.append(element("code", "toll sql \"SELECT * FROM figure_trace WHERE claim_id = '" + c.id(n) + "'\""));
    made.append(rest);
  }
  return made;
}

async function open() {
  const id = location.hash.startsWith("#c-") ? location.hash.slice(3) : null;
  if (!id) { if (dialog.open) dialog.close(); return; }
  await load();
  const title = document.getElementById("e-title"), body = document.getElementById("e-body"), n = held.row.get(id), t = held.cells;
  body.replaceChildren();
  if (n === undefined) { title.textContent = "This page holds no number " + id; }
  else {
    const origin = t.origin(n) ? ", from " + t.origin(n) : "", claims = held.claimsOf.get(n) || [];
    title.textContent = number(t, n) + " " + t.what(n) + (t.place(n) ? ", " + t.place(n) : "") + origin;
    body.append(element("p", [t.scope(n) + ", as of " + day(t.as_of(n)), bounds(t.low(n), t.best(n), t.high(n)), "method " + t.method(n), t.conflict(n),
      t.side(n) ? "side " + t.side(n) : null, (t.flags(n) || "").replaceAll("_", " ")].filter(Boolean).join(" · "), { class: "sub" }));
    for (const e of claims) body.append(claim(held.evidence.claim(e), held.evidence.role(e), held.evidence.reason(e)));
    const trace = element("p", "", { class: "sub" }); trace.append("On the command line: ", element("code", "toll trace " + id)); body.append(trace);
  }
  dialog.dataset.of = "#c-" + id;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0; title.focus();
}

function find() {
  const t = held.cells, asked = new FormData(form), words = asked.get("q").toLowerCase().split(/\s+/).filter(Boolean), rows = [];
  for (let n = 0; n < t.length; n++) {
    if (asked.get("measure") && t.what(n) !== asked.get("measure")) continue;
    if (asked.get("from") && !(t.as_of(n) >= asked.get("from"))) continue;
    if (asked.get("to") && !(t.as_of(n) && t.as_of(n) <= asked.get("to"))) continue;
    if (words.length) {
      const told = [t.what(n), t.place(n), t.origin(n), t.conflict(n), t.side(n), t.scope(n), t.flags(n)].join(" ").toLowerCase();
      if (!words.every((w) => told.includes(w))) continue;
    }
    rows.push(n);
  }
  status.textContent = digits(rows.length) + (rows.length === 1 ? " number" : " numbers") + (rows.length > 200 ? "; the first 200 are shown" : "");
  const table = element("table"), head = element("tr"), body = element("tbody"), top = element("thead");
  table.append(element("caption", "Numbers found", { class: "unseen" }));
  for (const [name, right] of [["As of"], ["What"], ["Number", 1], ["Range", 1], ["Where"], ["Scope"]]) head.append(element("th", name, right ? { scope: "col", class: "r" } : { scope: "col" }));
  top.append(head); table.append(top, body);
  for (const n of rows.slice(0, 200)) {
    const row = element("tr"), cell = element("td", null, { class: "r" }), where = [t.place(n), t.origin(n) ? "from " + t.origin(n) : null].filter(Boolean).join(", ");
    cell.append(element("a", number(t, n), { class: "n", href: "#c-" + t.id(n) }));
    row.append(element("td", day(t.as_of(n))), element("th", t.what(n), { scope: "row" }), cell, element("td", bounds(t.low(n), t.best(n), t.high(n)), { class: "r" }),
      element("td", where), element("td", t.scope(n)));
    body.append(row);
  }
  const shown = document.getElementById("rows");
  shown.replaceChildren(table); shown.hidden = false;
}

addEventListener("hashchange", open);
dialog.addEventListener("close", () => { if (location.hash === dialog.dataset.of) history.replaceState(null, "", location.pathname + location.search); });
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
document.getElementById("close").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => { event.preventDefault(); await load(); find(); });
form.addEventListener("focusin", async () => {
  await load();
  const list = form.elements.measure;
  if (list.length > 1) return;
  const measures = new Set();
  for (let n = 0; n < held.cells.length; n++) measures.add(held.cells.what(n));
  for (const measure of [...measures].sort()) list.append(element("option", measure, { value: measure }));
}, { once: true });
form.hidden = false;
open();
