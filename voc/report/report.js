
"use strict";
// The table of customers: sorted, filtered and turned over page by page, and a customer opened. Everything that comes
// from the data goes into the page as text, never as markup. Without this script the first rows stand there as they are.
(() => {
  const PAGE = 50, PRINTED = 200, REASONS = 3, UNKNOWN = "–", MINUS = "\u2212";
  const byId = (id) => document.getElementById(id);
  const source = byId("customer-data");
  if (!source) return;
  const { words, rows, details } = JSON.parse(source.textContent);
  const [ID, RISK, LOW, HIGH, TREND, CONTACTS, LAST, VALUE, WHY] = rows.length ? rows[0].keys() : [];
  const total = Number(source.dataset.total), withValue = source.dataset.value === "true";

  // Words and numbers as Python tells them, see voc/report/words.py.
  const known = (value) => value !== null && value !== undefined;
  const word = (index) => (known(index) ? words[index] : UNKNOWN);
  const number = (value) => (known(value) ? value.toLocaleString("en-US") : UNKNOWN);
  const percent = (value) => (known(value) ? value + "%" : UNKNOWN);
  const between = (row) => (known(row[LOW]) && known(row[HIGH]) ? row[LOW] + "–" + row[HIGH] + "%" : "");
  const signed = (value) => {
    if (!known(value)) return UNKNOWN;
    return (value > 0 ? "+" : value < 0 ? MINUS : "") + Math.abs(value).toFixed(1);
  };
  const reasons = (row, raising, limit) =>
    row[WHY].slice(0, limit).filter((why) => why > 0 === raising).map((why) => words[Math.abs(why) - 1]);
  const told = (row) => {
    const parts = [["raised by: ", true], ["lowered by: ", false]]
      .map(([verb, raising]) => [verb, reasons(row, raising, REASONS)])
      .filter(([, names]) => names.length)
      .map(([verb, names]) => verb + names.join(", "));
    return parts.join("; ") || UNKNOWN;
  };

  // The rows come with the highest risk first, which decides between equal percentages too.
  const everybody = rows.map((row, place) => ({
    row, place, text: (row[ID] + " " + told(row)).toLowerCase(), raising: new Set(row[WHY].filter((why) => why > 0)),
  }));
  const collator = new Intl.Collator("en", { numeric: true });
  const columns = {
    id: { of: ({ row }) => row[ID], first: 1 },
    risk: { of: ({ row, place }) => (known(row[RISK]) ? -place : null), first: -1 },
    trend: { of: ({ row }) => row[TREND], first: -1 },
    contacts: { of: ({ row }) => row[CONTACTS], first: -1 },
    last: { of: ({ row }) => (known(row[LAST]) ? words[row[LAST]] : null), first: -1 },
    value: { of: ({ row }) => row[VALUE], first: -1 },
  };
  const state = { by: "risk", direction: -1, page: 0, found: everybody };

  const make = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (known(text)) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const compare = (a, b) => (typeof a === "string" ? collator.compare(a, b) : a - b);

  function select() {
    const text = byId("customer-search").value.trim().toLowerCase();
    const least = Number(byId("customer-risk").value), why = Number(byId("customer-reason").value);
    const { of } = columns[state.by];
    state.found = everybody
      .filter((one) => one.text.includes(text) && (!least || one.row[RISK] >= least) && (!why || one.raising.has(why)))
      .map((one) => [of(one), one])
      // What is not known comes last in either direction.
      .sort(([a, one], [b, other]) =>
        known(b) - known(a) || (known(a) && state.direction * compare(a, b)) || one.place - other.place)
      .map(([, one]) => one);
    state.page = 0;
  }

  function line({ row, place }) {
    const tr = document.createElement("tr"), name = make("th", null, "id"), risk = make("td", percent(row[RISK]), "num");
    const open = make("button", row[ID], "open");
    name.scope = "row";
    open.type = "button";
    open.setAttribute("aria-haspopup", "dialog");
    open.addEventListener("click", () => show(row, details[place]));
    name.append(open);
    if (between(row)) risk.append(make("span", between(row), "sub"));
    tr.append(name, risk, make("td", signed(row[TREND]), "num detail"), make("td", number(row[CONTACTS]), "num detail"),
      make("td", word(row[LAST]), "nowrap detail"));
    if (withValue) tr.append(make("td", number(row[VALUE]), "num detail"));
    tr.append(make("td", told(row), "reasons"));
    return tr;
  }

  function draw(from, count) {
    const { found } = state, shown = found.slice(from, from + count);
    byId("customer-rows").replaceChildren(...shown.map(line));
    const part = shown.length ? `${number(from + 1)} to ${number(from + shown.length)} of ` : "";
    const all = found.length < total ? `, out of ${number(total)} in all` : "";
    byId("customer-count").textContent = `${part}${number(found.length)} customers${all}`;
    byId("customer-previous").disabled = from === 0;
    byId("customer-next").disabled = from + count >= found.length;
    for (const head of document.querySelectorAll("#customer-table th[data-sort]")) {
      if (head.dataset.sort !== state.by) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", state.direction > 0 ? "ascending" : "descending");
    }
  }
  const turn = () => draw(state.page * PAGE, PAGE);
  const again = () => { select(); turn(); };

  // One customer.
  function fact(list, name, value) {
    list.append(make("dt", name), make("dd", value));
  }

  function show(row, detail) {
    const body = byId("customer-body"), facts = make("dl", null, "facts");
    byId("customer-title").textContent = "Customer " + row[ID];
    fact(facts, "Risk", percent(row[RISK]) + (between(row) ? ", likely " + between(row) : ""));
    if (known(row[TREND])) fact(facts, "Trend", signed(row[TREND]) + " percentage points in 30 days");
    if (known(row[VALUE])) fact(facts, "Value at risk", number(row[VALUE]));
    const more = reasons(row, true), less = reasons(row, false);
    if (more.length) fact(facts, "Raises the risk", more.join(", "));
    if (less.length) fact(facts, "Lowers the risk", less.join(", "));
    body.replaceChildren(facts);
    if (!detail) body.append(make("p", "There is no room in this file for this customer’s interactions.", "note"));
    else body.append(...history(detail));
    byId("customer-view").showModal();
  }

  function history([contacts, earlier, quotes]) {
    const list = document.createElement("ol");
    contacts.forEach((contact, i) => list.prepend(interaction(contact, quotes ? quotes[i] : 0)));
    const parts = [make("h3", `Interactions, latest first (${number(contacts.length + earlier)})`), list];
    if (earlier) parts.push(make("p", `${number(earlier)} earlier ones are not in this file.`, "note"));
    const dated = contacts.filter((contact) => known(contact[1]) && known(contact[5]));
    if (dated.length > 1) parts.unshift(make("h3", "Risk of each interaction"), curve(dated));
    return parts;
  }

  function interaction([id, day, channel, stage, emotion, risk, effort, met, events], quote) {
    const item = document.createElement("li"), facts = [];
    if (known(risk)) facts.push("risk " + percent(risk));
    if (known(emotion)) facts.push("felt " + word(emotion));
    if (known(stage)) facts.push("stage " + word(stage));
    if (known(effort)) facts.push(`effort ${effort.toFixed(1)} of 5`);
    if (known(met)) facts.push(met ? "goal met" : "goal not met");
    for (let i = 0; i < events.length; i += 2) {
      facts.push(word(events[i]) + (events[i + 1] > 1 ? ` (${events[i + 1]} times)` : ""));
    }
    item.append(make("strong", (known(day) ? word(day) : "no date") + (known(channel) ? ", " + word(channel) : "")));
    if (id) item.append(make("span", " " + id, "soft"));
    item.append(make("div", facts.join("; ") || "nothing in it could be scored"));
    if (quote) item.append(make("blockquote", "“" + quote + "”"));
    return item;
  }

  function curve(dated) {
    // As wide as it is shown, so that its letters stay as large as others on a phone.
    const WIDTH = Math.min(640, Math.max(280, document.documentElement.clientWidth - 40));
    const HEIGHT = 170, LEFT = 44, RIGHT = 12, TOP = 10, BOTTOM = 26;
    const draw = (tag, attributes, text) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (text) element.textContent = text;
      return element;
    };
    const days = dated.map((contact) => Date.parse(word(contact[1]))), span = days[days.length - 1] - days[0] || 1;
    const x = (day) => LEFT + 8 + ((WIDTH - LEFT - RIGHT - 16) * (day - days[0])) / span;
    const y = (risk) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * risk) / 100;
    const said = dated.map((contact) => word(contact[1]) + " " + percent(contact[5])).join("; ");
    const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "Risk over time: " + said });
    for (const risk of [0, 50, 100]) {
      svg.append(
        draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(risk), y2: y(risk), stroke: "#c3c9d0" }),
        draw("text", { x: LEFT - 6, y: y(risk) + 4, "text-anchor": "end", "font-size": 12 }, risk + "%"));
    }
    const points = dated.map((contact, i) => [x(days[i]), y(contact[5])]);
    svg.append(draw("polyline", { points: points.join(" "), fill: "none", stroke: "#00558a", "stroke-width": 2 }));
    for (const [cx, cy] of points) svg.append(draw("circle", { cx, cy, r: 4, fill: "#00558a" }));
    const ends = [[LEFT, "start", dated[0]], [WIDTH - RIGHT, "end", dated[dated.length - 1]]];
    for (const [at, anchor, contact] of ends) {
      svg.append(draw("text", { x: at, y: HEIGHT - 6, "text-anchor": anchor, "font-size": 12 }, word(contact[1])));
    }
    return svg;
  }

  // What can be done with the table.
  for (const head of document.querySelectorAll("#customer-table th[data-sort]")) {
    const button = make("button"), by = head.dataset.sort;
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      state.direction = state.by === by ? -state.direction : columns[by].first;
      state.by = by;
      again();
    });
  }
  const counts = new Map();
  for (const { raising } of everybody) for (const why of raising) counts.set(why, (counts.get(why) || 0) + 1);
  for (const [why, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const option = make("option", `${words[why - 1]} (${number(count)})`);
    option.value = why;
    byId("customer-reason").append(option);
  }
  byId("customer-search").addEventListener("input", again);
  byId("customer-risk").addEventListener("change", again);
  byId("customer-reason").addEventListener("change", again);
  byId("customer-previous").addEventListener("click", () => { state.page -= 1; turn(); });
  byId("customer-next").addEventListener("click", () => { state.page += 1; turn(); });
  byId("customer-close").addEventListener("click", () => byId("customer-view").close());
  window.addEventListener("beforeprint", () => draw(0, PRINTED));
  window.addEventListener("afterprint", turn);
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  again();
})();
