// The palette: every place of the menu, every act of the page and the search, by a few letters of their names. It reads what the page shows,
// so it offers nothing that the reader could not press.

const LONGEST = 12;

export function fold(text) {
  return text.normalize("NFD").replace(/[\p{M}\u00ad]/gu, "").toLowerCase();
}

// The words typed must each begin somewhere in the name; an earlier place is a better one.
export function rate(name, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const folded = fold(name);
  const places = words.map((word) => folded.indexOf(word));
  return places.includes(-1) ? -1 : places.reduce((sum, place) => sum + place, 0);
}

function nameOf(control) {
  const copy = control.cloneNode(true);
  for (const hint of copy.querySelectorAll("kbd, .count, .hidden-text, svg")) hint.remove();
  return (control.getAttribute("aria-label") ?? copy.textContent).replace(/\s+/g, " ").trim();
}

function isOffered(control) {
  return !control.disabled && control.closest("td, dialog") === null && control.checkVisibility?.() !== false;
}

function collect(page, words) {
  const acts = [...page.querySelectorAll("main [data-key], main [data-main]")].filter(isOffered);
  const places = [...page.querySelectorAll("nav.side a[data-go]")];
  const line = (kind) => (control) => ({ name: nameOf(control), kind, run: () => control.click() });
  return [...acts.map(line(words.act)), ...places.map(line(words.place))].filter((one) => one.name !== "");
}

function searchFor(page, typed, words) {
  const field = page.querySelector("#find");
  const run = () => {
    field.value = typed;
    field.form.requestSubmit();
  };
  return { name: words.search.replace("{words}", () => typed), kind: "", run };
}

function choose(lines, typed) {
  const rated = lines.map((line) => ({ line, rank: rate(line.name, typed) })).filter(({ rank }) => rank >= 0);
  return rated.sort((one, other) => one.rank - other.rank).map(({ line }) => line).slice(0, LONGEST);
}

function draw(list, input, lines, current) {
  list.replaceChildren(
    ...lines.map((line, index) => {
      const option = document.createElement("li");
      option.id = `palette-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === current));
      const kind = document.createElement("small");
      kind.textContent = line.kind;
      option.append(line.name, kind);
      return option;
    }),
  );
  input.setAttribute("aria-activedescendant", lines.length ? `palette-${current}` : "");
  list.children[current]?.scrollIntoView({ block: "nearest" });
}

export function connectPalette(page) {
  const dialog = page.querySelector("#palette");
  if (!dialog) return;
  const [input, list, words] = [dialog.querySelector("input"), dialog.querySelector("[role=listbox]"), dialog.dataset];
  let all = [];
  let lines = [];
  let current = 0;
  const show = (at) => {
    current = lines.length ? (at + lines.length) % lines.length : 0;
    draw(list, input, lines, current);
  };
  const look = () => {
    const typed = input.value.trim();
    lines = choose(all, typed);
    if (typed && page.querySelector("#find")) lines.push(searchFor(page, typed, words));
    show(0);
  };
  const run = (line) => {
    dialog.close();
    line?.run();
  };
  const open = () => {
    all = collect(page, words);
    input.value = "";
    look();
    dialog.showModal();
  };
  const keys = { ArrowDown: () => show(current + 1), ArrowUp: () => show(current - 1), Enter: () => run(lines[current]) };
  input.addEventListener("input", look);
  dialog.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) run(lines[at]);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || page.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
  for (const button of page.querySelectorAll("[data-palette]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
}
