"use strict";
// What documents say is hostile: it gets into the page as text (textContent, title), never as HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const percent = (part, whole) => (whole ? (100 * part / whole).toFixed(1) : "0.0") + " %";
const signed = (number) => (number > 0 ? "+" : "") + number;

// The table of documents.
const body = at("documents").tBodies[0];
const rows = data.documents.map((doc, index) => {
  const row = make("tr");
  const cells = [doc.name, percent(doc.removed, doc.size), doc.removals, doc.near, doc.size.toLocaleString("en")];
  for (const cell of cells) row.append(make("td", "", cell));
  row.addEventListener("click", () => { select(index); open(index); });
  return row;
});
const keys = {
  name: (doc) => doc.name,
  share: (doc) => (doc.size ? doc.removed / doc.size : 0),
  lines: (doc) => doc.removals,
  near: (doc) => doc.near,
  size: (doc) => doc.size,
};
let order = data.documents.map((_, index) => index);
let selected = -1;
let opened = -1;
body.append(...rows);

function sortBy(button) {
  const head = button.closest("th");
  const key = keys[button.dataset.sort];
  const up = head.ariaSort === "none" ? button.dataset.sort === "name" : head.ariaSort === "descending";
  for (const other of head.parentNode.cells) other.ariaSort = "none";
  head.ariaSort = up ? "ascending" : "descending";
  const compare = (one, two) => (one < two ? -1 : one > two ? 1 : 0);
  order.sort((one, two) => {
    const found = compare(key(data.documents[one]), key(data.documents[two]));
    return (up ? found : -found) || one - two;
  });
  body.append(...order.map((index) => rows[index]));
}
for (const button of document.querySelectorAll("[data-sort]")) {
  button.addEventListener("click", () => sortBy(button));
}

// Search. What is searched of a document is put together when it is first asked for.
const searched = [];
function textOf(index) {
  if (searched[index] === undefined) {
    const doc = data.documents[index];
    const rules = new Set((doc.parts || []).map((part) => part[1]).filter((rule) => rule >= 0));
    const ids = [...rules].map((rule) => data.rules[rule].id);
    const text = (doc.parts || []).map((part) => part[0]).join("");
    searched[index] = [doc.name, ids.join("\n"), text].join("\n").toLowerCase();
  }
  return searched[index];
}
function search() {
  const asked = at("search").value.toLowerCase();
  let shown = 0;
  rows.forEach((row, index) => {
    row.hidden = asked !== "" && !textOf(index).includes(asked);
    shown += !row.hidden;
  });
  at("count").textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
  if (selected >= 0 && rows[selected].hidden) select(-1);
}
at("search").addEventListener("input", search);

function select(index) {
  if (selected >= 0) rows[selected].classList.remove("selected");
  selected = index;
  if (index >= 0) {
    rows[index].classList.add("selected");
    rows[index].scrollIntoView({ block: "nearest" });
  }
}
function move(step) {
  const shown = order.filter((index) => !rows[index].hidden);
  if (!shown.length) return;
  const now = shown.indexOf(selected);
  const next = now < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.min(Math.max(now + step, 0), shown.length - 1);
  select(shown[next]);
  if (opened >= 0) open(shown[next]);
}

// A document, made when it is opened: lines, with what is removed of them struck out.
function open(index) {
  const doc = data.documents[index];
  opened = index;
  at("name").textContent = doc.name;
  at("about").textContent = [
    `${percent(doc.removed, doc.size)} of ${doc.size.toLocaleString("en")} bytes removed`,
    ...(doc.note ? [doc.note] : []),
  ].join("; ");
  at("reason").hidden = true;
  at("text").replaceChildren(...(doc.parts ? linesOf(doc) : []));
  at("document").hidden = false;
  at("document").scrollTop = 0;
  at("name").focus();
}
function close() {
  at("document").hidden = true;
  at("text").replaceChildren();
  opened = -1;
}
at("close").addEventListener("click", close);

function linesOf(doc) {
  const notes = new Map(doc.notes.map((note) => [note[0], note]));
  const lines = [];
  let number = 0;
  let text;
  const begin = () => {
    number += 1;
    const line = make("div", "line");
    text = make("span", "t");
    line.append(make("span", "n", number), text);
    lines.push(line);
  };
  begin();
  for (const [part, rule] of doc.parts) {
    part.split(/\r\n|\r|\n/).forEach((piece, nth) => {
      if (nth) begin();
      if (piece === "") return;
      const note = notes.get(number);
      if (rule >= 0) text.append(removed(piece, rule, note));
      else if (note && note[3] && piece.trim()) text.append(nearMiss(piece, note));
      else text.append(piece);
    });
  }
  if (lines.length > 1 && text.textContent === "") lines.pop(); // the text ends in a line break
  return lines;
}
function scoreOf(note) {
  return note && note[1] !== null ? `score ${signed(note[1])}, threshold ${signed(note[2])}` : "";
}
function removed(piece, index, note) {
  const rule = data.rules[index];
  const node = make("del", `c-${rule.category}`, piece);
  const score = rule.id === "score" ? scoreOf(note) : "";
  node.title = score ? `${rule.id}: ${score}` : rule.id;
  clickable(node, () => explain([["Removed by", index]], score));
  return node;
}
function nearMiss(piece, note) {
  const node = make("mark", "", piece);
  const why = [note[3], scoreOf(note)].filter(Boolean).join("; ");
  node.title = why;
  clickable(node, () => explain(note[4].map((rule) => ["Matched by", rule]), `Near miss: ${why}`));
  return node;
}
function clickable(node, action) {
  node.tabIndex = 0;
  node.addEventListener("click", action);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.stopPropagation(); action(); }
  });
}
function explain(found, text) {
  const parts = text ? [make("p", "", text)] : [];
  for (const [what, index] of found) {
    const rule = data.rules[index];
    parts.push(make("p", "id", `${what} ${rule.id}`));
    parts.push(make("p", "", [rule.category, rule.level && `level ${rule.level}`, rule.place].filter(Boolean).join(", ")));
    parts.push(make("p", "", rule.why));
  }
  at("reason").replaceChildren(...parts);
  at("reason").hidden = false;
}

// Keys.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === at("search");
  if (event.key === "Escape") {
    if (!at("reason").hidden && opened >= 0) at("reason").hidden = true;
    else if (opened >= 0) close();
    else if (typing && at("search").value) { at("search").value = ""; search(); }
    else if (typing) at("search").blur();
  } else if (event.key === "Enter" && (typing || event.target === document.body || event.target === at("name"))) {
    if (selected < 0) move(1);
    if (selected >= 0 && opened < 0) { at("search").blur(); open(selected); }
  } else if (typing) {
    return;
  } else if (event.key === "/") {
    close();
    at("search").focus();
  } else if (event.key === "j") {
    move(1);
  } else if (event.key === "k") {
    move(-1);
  } else {
    return;
  }
  event.preventDefault();
});

at("theme").addEventListener("click", () => {
  const root = document.documentElement.classList;
  const dark = root.contains("dark") || (!root.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  root.toggle("dark", !dark);
  root.toggle("light", dark);
});

search();
if (rows.length === 1) { select(0); open(0); }
