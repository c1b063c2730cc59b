// What the page does beyond links: the card of a mark beside it, marks of one attribution lit together, the theme.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const pop = $("pop"), body = pop.querySelector(".body");
  let owner = null, timer = 0, pinned = false;

  // The innermost mark at a place: an attribution before a finding before the claim of the sentence.
  const target = (node) => {
    if (!(node instanceof Element) || !node.closest(".text")) return null;
    const mark = node.closest(".fm, .cm, [data-a], [data-f]") || node.closest(".s-none[data-c], .s-weak[data-c]");
    if (!mark) return null;
    if (mark.matches(".fm") || (!mark.dataset.a && mark.dataset.f)) return { key: "f" + mark.dataset.f, mark };
    if (mark.dataset.a) return { key: "a" + mark.dataset.a, mark };
    return { key: "c" + mark.dataset.c, mark };
  };
  const marksOf = (key) => document.querySelectorAll(`.text [data-${key[0]}="${key.slice(1)}"]`);

  const light = (key, on) => {
    for (const mark of marksOf(key)) mark.classList.toggle("lit", on);
    if (key[0] === "f" && $(key)) $(key).classList.toggle("lit", on);
  };

  const fillCard = (key) => {
    const card = $(key);
    if (!card) return false;
    const copy = card.cloneNode(true);
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    copy.classList.remove("lit");
    for (const details of copy.querySelectorAll("details")) details.open = true;
    const holder = document.createElement(copy.tagName === "LI" ? "ul" : "div");
    holder.append(copy);
    body.replaceChildren(holder);
    return true;
  };

  const place = (mark) => {
    const at = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const below = at.bottom + 8 + pop.offsetHeight < innerHeight || at.top < pop.offsetHeight + 8;
    pop.style.left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - pop.offsetWidth - 8)) + scrollX + "px";
    pop.style.top = (below ? at.bottom + 8 : at.top - pop.offsetHeight - 8) + scrollY + "px";
  };

  const hide = () => {
    clearTimeout(timer);
    if (owner) light(owner, false);
    owner = null;
    pinned = false;
    pop.hidden = true;
  };

  const show = ({ key, mark }) => {
    clearTimeout(timer);
    if (owner === key && !pop.hidden) return;
    hide();
    if (!fillCard(key)) return;
    owner = key;
    light(key, true);
    pop.hidden = false;
    place(mark);
  };

  const later = (what, wait) => { clearTimeout(timer); timer = setTimeout(what, wait); };

  document.addEventListener("mouseover", (event) => {
    if (pop.contains(event.target)) return clearTimeout(timer);
    if (pinned) return;
    const found = target(event.target);
    if (found) later(() => show(found), 120);
    else if (!pop.hidden) later(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const found = target(event.target);
    if (found) show(found);
    else if (!pop.contains(event.target) && !pinned) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !pop.hidden) hide();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".close")) return hide();
    if (pop.contains(event.target)) return;
    const found = target(event.target);
    if (!found) return hide();
    // A finding's number leads to the list where that stands beside the text; all else opens its card and stays.
    if (found.mark.matches(".fm") && matchMedia("(min-width: 62rem)").matches) return;
    event.preventDefault();
    show(found);
    pinned = true;
  });

  // From lists back to the text: the place is lit for a moment.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("aside a[data-f], .said a, a.back");
    if (!link) return;
    const key = link.dataset.f ? "f" + link.dataset.f : "a" + link.dataset.a;
    light(key, true);
    setTimeout(() => { if (owner !== key) light(key, false); }, 2500);
  });
  // A card in closed details must be seen when a link leads to it.
  const reveal = () => {
    const there = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (there) for (let up = there; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => {
    hide();
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

  const root = document.documentElement, theme = $("theme");
  const stored = () => { try { return localStorage.getItem("onrecord-theme"); } catch { return null; } };
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
    theme.removeAttribute("aria-pressed");
  };
  if (stored() === "dark" || stored() === "light") root.dataset.theme = stored();
  theme.hidden = false;
  name();
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("onrecord-theme", root.dataset.theme); } catch { /* a page opened from disk */ }
    name();
  });
})();
