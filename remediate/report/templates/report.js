"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const filters = byId("filters");
  const items = Array.from(document.querySelectorAll("details.tunnel"));
  const groups = Array.from(document.querySelectorAll("section.group"));
  const fields = { v: byId("f-v"), c: byId("f-c"), s: byId("f-s"), w: byId("f-w") };
  const text = byId("f-text");
  const device = byId("f-d");
  const tiles = Array.from(document.querySelectorAll(".tile[data-verdict]"));
  const MOST_OPENED = 200;
  let texts = null;

  const has = (list, wanted) => list.split("\n").includes(wanted);
  const words = (field) => field.value.trim().toLowerCase();

  function apply() {
    const wanted = words(text);
    const name = words(device);
    const set = Object.entries(fields).filter(([, field]) => field.value !== "");
    if (wanted !== "" && texts === null) {
      texts = items.map((item) => item.textContent.toLowerCase());
    }
    let shown = 0;
    items.forEach((item, index) => {
      const fits =
        set.every(([key, field]) => has(item.dataset[key], field.value)) &&
        (name === "" || item.dataset.d.toLowerCase().includes(name)) &&
        (wanted === "" || texts[index].includes(wanted));
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    groups.forEach((group) => {
      group.hidden = group.querySelector("details.tunnel:not([hidden])") === null;
    });
    byId("none").hidden = shown !== 0 || items.length === 0;
    byId("shown").textContent =
      `${shown.toLocaleString("en")} of ${items.length.toLocaleString("en")} tunnels shown`;
    tiles.forEach((tile) => {
      tile.setAttribute("aria-pressed", String(fields.v.value === tile.dataset.verdict));
    });
  }

  let waiting = 0;
  function applySoon() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 80);
  }

  function button(label, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = label;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", () => act(made));
    return made;
  }

  async function copy(source, pressed) {
    const value = source.textContent;
    let done = true;
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      const area = document.createElement("textarea");
      area.value = value;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    const label = pressed.textContent;
    pressed.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { pressed.textContent = label; }, 1500);
  }

  function addCopies(part) {
    part.querySelectorAll("pre[data-copy]").forEach((pre) => {
      pre.removeAttribute("data-copy");
      const name = `Copy: ${pre.getAttribute("aria-label")}`;
      pre.previousElementSibling.append(button("Copy", name, (made) => copy(pre, made)));
    });
  }

  function upgrade(part, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link";
    made.textContent = part.textContent;
    made.addEventListener("click", act);
    part.replaceChildren(made);
  }

  function openTarget() {
    let name = "";
    try {
      name = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = name === "" ? null : byId(name);
    if (target !== null && target.matches("details.tunnel")) {
      target.open = true;
      target.scrollIntoView();
    }
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.open) addCopies(event.target);
  }, true);
  Object.values(fields).forEach((field) => field.addEventListener("change", apply));
  [text, device].forEach((field) => field.addEventListener("input", applySoon));
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  byId("expand").addEventListener("click", () => {
    const closed = items.filter((item) => !item.hidden && !item.open);
    closed.slice(0, MOST_OPENED).forEach((item) => { item.open = true; });
    if (closed.length > MOST_OPENED) {
      byId("shown").textContent =
        `The first ${MOST_OPENED} were opened; press again for the next`;
    }
  });
  byId("collapse").addEventListener("click", () => {
    items.forEach((item) => { item.open = false; });
  });
  tiles.forEach((tile) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = tile.className;
    made.dataset.verdict = tile.dataset.verdict;
    made.append(...tile.childNodes);
    made.disabled = !Array.from(fields.v.options).some((o) => o.value === tile.dataset.verdict);
    made.addEventListener("click", () => {
      fields.v.value = fields.v.value === made.dataset.verdict ? "" : made.dataset.verdict;
      apply();
    });
    tile.replaceWith(made);
    tiles[tiles.indexOf(tile)] = made;
  });
  document.querySelectorAll("td[data-cause]").forEach((cell) => {
    upgrade(cell, () => {
      fields.c.value = cell.dataset.cause;
      apply();
      byId("tunnels").scrollIntoView();
    });
  });
  document.querySelectorAll("[data-copy-inline]").forEach((part) => {
    part.after(" ", button("Copy", "Copy the digest", (made) => copy(part, made)));
  });
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = items.filter((item) => !item.hidden && !item.open);
    opened.forEach((item) => { item.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((item) => { item.open = false; });
  });
  addEventListener("hashchange", openTarget);
  filters.hidden = false;
  apply();
  openTarget();
})();
