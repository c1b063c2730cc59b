// The archive's pages: theme, and tables that sort, filter and turn pages. Article text is only ever set as text.
"use strict";
(() => {
  const PAGE = 50;
  const byId = (id) => document.getElementById(id);

  // ---- theme ----
  const theme = byId("theme");
  const stored = () => { try { return localStorage.getItem("onrecord-theme"); } catch { return null; } };
  const dark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const show_theme = () => { theme.setAttribute("aria-pressed", String(dark())); theme.textContent = dark() ? "Light" : "Dark"; };
  if (stored()) document.documentElement.dataset.theme = stored();
  theme.hidden = false;
  show_theme();
  theme.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("onrecord-theme", next); } catch { /* private window: for this page only */ }
    show_theme();
  });

  // ---- rows ----
  const table = document.querySelector("table[data-rows]");
  if (!table) return;
  const kinds = JSON.parse(table.dataset.kinds);       // one for each column: text, link, date, number, score, page
  const shown = kinds.map((kind, i) => i).filter((i) => kinds[i] !== "page");
  const page_column = kinds.indexOf("page");
  const title_column = kinds.indexOf("link");
  const chunks = Number(table.dataset.chunks), total = Number(table.dataset.rows);
  const rows = new Array(total);                       // filled chunk by chunk
  const size = Number(table.dataset.size);
  const loaded = new Map();
  const waiting = new Map();
  window.onrecordRows = (number, list) => {
    for (let i = 0; i < list.length; ++i) rows[number * size + i] = list[i];
    waiting.get(number)?.();
  };
  const load = (number) => {
    if (!loaded.has(number)) loaded.set(number, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `data/${table.dataset.source}-${String(number).padStart(4, "0")}.js`;
      waiting.set(number, done);
      script.onerror = () => failed(new Error(script.src));
      document.head.append(script);
    }));
    return loaded.get(number);
  };
  const load_all = () => Promise.all(Array.from({length: chunks}, (_, i) => load(i)));

  // ---- state ----
  const status = byId("status"), previous = byId("previous"), next = byId("next");
  const filters = [...document.querySelectorAll("[data-filter]")];
  const headers = [...table.tHead.rows[0].cells];
  const state = {sort: -1, down: true, page: 0};
  let order = null;                                    // indices of rows; null: as they come, all of them
  const filtering = () => filters.some((f) => f.value !== "");

  const keep = (row) => filters.every((f) => {
    if (f.value === "") return true;
    const columns = f.dataset.filter.split(",").map(Number);
    if (f.dataset.how === "below") return row[columns[0]] !== null && row[columns[0]] < Number(f.value);
    if (f.dataset.how === "is") return row[columns[0]] === f.value;
    const wanted = f.value.toLowerCase();
    return columns.some((c) => String(row[c]).toLowerCase().includes(wanted));
  });
  const compare = (a, b) => {
    const x = rows[a][state.sort], y = rows[b][state.sort];
    if (x === y) return a - b;
    if (x === null || x === "") return 1;              // unknown last, whichever way
    if (y === null || y === "") return -1;
    const less = typeof x === "number" ? x < y : x.localeCompare(y) < 0;
    return less === state.down ? 1 : -1;
  };
  const arrange = async () => {
    if (!filtering() && state.sort < 0) { order = null; return; }
    status.textContent = "Loading all rows …";
    await load_all();
    order = [];
    for (let i = 0; i < total; ++i) if (keep(rows[i])) order.push(i);
    if (state.sort >= 0) order.sort(compare);
  };

  // ---- drawing ----
  const cell = (row, column) => {
    const td = document.createElement("td");
    const kind = kinds[column], value = row[column];
    td.dataset.label = headers[shown.indexOf(column)].textContent;
    if (kind === "number" || kind === "score") td.className = "n";
    if (kind === "date") td.className = "d";
    if (kind === "score" && value !== null && value < 50) td.classList.add("low");
    if (column === title_column) {
      td.className = "t";
      if (page_column >= 0) {
        const a = document.createElement("a");
        a.href = row[page_column];
        a.textContent = value || "(no title)";
        td.append(a);
        return td;
      }
    }
    td.textContent = value === null ? "–" : String(value);
    return td;
  };
  const draw = async () => {
    const count = order ? order.length : total;
    const last = Math.max(0, Math.ceil(count / PAGE) - 1);
    state.page = Math.min(Math.max(0, state.page), last);
    const from = state.page * PAGE, until = Math.min(count, from + PAGE);
    if (!order && count > 0) await Promise.all([load(Math.floor(from / size)), load(Math.floor((until - 1) / size))]);
    const body = document.createElement("tbody");
    for (let i = from; i < until; ++i) {
      const row = rows[order ? order[i] : i];
      const tr = body.insertRow();
      for (const column of shown) tr.append(cell(row, column));
    }
    table.tBodies[0].replaceWith(body);
    headers.forEach((th, i) => {
      if (shown[i] === state.sort) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    status.textContent = count ? `${from + 1} to ${until} of ${count}` : "nothing fits";
    previous.disabled = state.page === 0;
    next.disabled = state.page === last;
  };
  let turn = 0;
  const update = async (again) => {
    const mine = ++turn;
    try {
      if (again) await arrange();
      if (mine === turn) await draw();
    } catch (e) { status.textContent = `A file of this report is missing: ${e.message}`; }
  };

  const sort_by = (column, down) => {
    state.sort = column;
    state.down = down;
    state.page = 0;
    sorting.value = `${column} ${down}`;
    update(true);
  };
  const sorting = byId("sorting");                     // shown where there is no room for a head
  sorting.add(new Option("the usual order", "-1 true"));
  headers.forEach((th, i) => {
    const column = shown[i], label = th.textContent;
    const numeric = ["number", "score", "date"].includes(kinds[column]);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    th.replaceChildren(button);
    button.addEventListener("click", () => sort_by(column, state.sort === column ? !state.down : numeric));
    for (const down of [numeric, !numeric]) sorting.add(new Option(`${label} ${down ? "↓" : "↑"}`, `${column} ${down}`));
  });
  sorting.addEventListener("change", () => {
    const [column, down] = sorting.value.split(" ");
    sort_by(Number(column), down === "true");
  });
  let timer = 0;
  for (const f of filters) f.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { state.page = 0; update(true); }, 120);
  });
  previous.addEventListener("click", () => { --state.page; update(false); });
  next.addEventListener("click", () => { ++state.page; update(false); });
  document.querySelectorAll("[data-script]").forEach((e) => { e.hidden = false; });
  const asked = new URLSearchParams(location.search);
  for (const f of filters) if (asked.has(f.name)) f.value = asked.get(f.name);
  update(filtering());
})();
