// Completion in a cell: the part being typed against the column's values. Without a script the browser's own list does it.

const MOST = 12;

function makeList(form) {
  const list = Object.assign(form.ownerDocument.createElement("ul"), { id: "completion", hidden: true, className: "completion" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.completion ?? "");
  form.append(list);
  return list;
}

function findPart(field) {
  const before = field.value.slice(0, field.selectionStart);
  const start = before.search(/[^,()[\]=<>]*$/);
  const blank = before.slice(start).match(/^\s*/)[0].length;
  return { start: start + blank, text: before.slice(start + blank) };
}

function listMatches(values, text) {
  const plain = (value) => value.replaceAll('"', "").toLowerCase();
  const wanted = plain(text);
  const found = values.filter((value) => value !== text && plain(value).includes(wanted));
  return found.sort((one, other) => plain(other).startsWith(wanted) - plain(one).startsWith(wanted)).slice(0, MOST);
}

export function connectCompletion(form) {
  const list = makeList(form);
  const values = new Map();
  let field = null;
  for (const one of form.querySelectorAll("input[list]")) {
    values.set(one, [...(one.list?.options ?? [])].map((option) => option.value));
    one.removeAttribute("list");
    one.setAttribute("role", "combobox");
    one.setAttribute("aria-autocomplete", "list");
    one.setAttribute("aria-expanded", "false");
    one.setAttribute("aria-controls", list.id);
  }
  const close = () => {
    list.hidden = true;
    field?.setAttribute("aria-expanded", "false");
    field?.removeAttribute("aria-activedescendant");
    field = null;
  };
  const open = (target, all) => {
    const part = findPart(target);
    const found = all ? (values.get(target) ?? []).slice(0, MOST) : part.text ? listMatches(values.get(target) ?? [], part.text) : [];
    if (found.length === 0) return close();
    field = target;
    list.replaceChildren(...found.map((value, at) => makeOption(form, value, at)));
    list.hidden = false;
    const box = target.getBoundingClientRect();
    list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${box.bottom + list.offsetHeight > window.innerHeight ? box.top - list.offsetHeight : box.bottom}px`;
    target.setAttribute("aria-expanded", "true");
  };
  const take = (option) => {
    const target = field;
    const { start } = findPart(target);
    const rest = target.value.slice(target.selectionStart);
    target.value = target.value.slice(0, start) + option.textContent + rest;
    target.setSelectionRange(target.value.length - rest.length, target.value.length - rest.length);
    close();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const mark = (step) => {
    const options = [...list.children];
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = (now + step + options.length + (now === -1 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((one, at) => one.setAttribute("aria-selected", at === next ? "true" : "false"));
    field.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("input", ({ target }) => values.has(target) && !target.readOnly && open(target, false));
  form.addEventListener("focusout", close);
  window.addEventListener("scroll", close, true);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (event.target.role === "option") take(event.target);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey && values.has(event.target)) {
      event.preventDefault();
      return open(event.target, true);
    }
    if (!field) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark(1);
    else if (event.key === "ArrowUp") mark(-1);
    else if (["Enter", "Tab"].includes(event.key) && list.querySelector("[aria-selected=true]")) take(list.querySelector("[aria-selected=true]"));
    else return;
    if (event.key !== "Tab") event.preventDefault();
  }, true);
}

function makeOption(form, value, at) {
  const option = Object.assign(form.ownerDocument.createElement("li"), { id: `completion-${at}`, textContent: value });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  return option;
}
