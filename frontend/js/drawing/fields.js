// The fields of the panel: each tells its change after a pause in typing.
import FeelEditor from "@bpmn-io/feel-editor";
import { EditorView } from "@codemirror/view";
import { formulaColours } from "./formula_colours.js";

const PAUSE_MS = 300;
let number = 0;

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((one) => one !== undefined && one !== null && one !== false));
  return element;
}

function later(act) {
  let timer = 0;
  const run = (value) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(value), PAUSE_MS);
  };
  return run;
}

function frame(label, input, hint) {
  number += 1;
  const id = `drawing-field-${number}`;
  input.id = id;
  const told = hint && make("p", { class: "hint", id: `${id}-hint` }, hint);
  if (told) input.setAttribute("aria-describedby", told.id);
  return make("div", { class: "field" }, make("label", { for: id }, label), input, told);
}

export function textField(label, value, onChange, { hint, disabled, type = "text", list, ...more } = {}) {
  const tell = later(onChange);
  const input = make("input", { type, disabled, autocomplete: "off", oninput: () => tell(input.value), ...more });
  input.value = value ?? "";
  const field = frame(label, input, hint);
  if (list) {
    const known = make("datalist", { id: `${input.id}-list` }, ...list.map((one) => make("option", { value: one })));
    input.setAttribute("list", known.id);
    field.append(known);
  }
  return field;
}

// `options`: [value, words]. A value that is none of them is shown as it is, so that it is not lost by looking at it.
export function choiceField(label, value, options, onChange, { hint, disabled, empty = "–" } = {}) {
  const known = options.some(([one]) => one === (value ?? "")) || !value ? options : [[value, `${value} (?)`], ...options];
  const select = make("select", { disabled, onchange: () => onChange(select.value) });
  for (const [one, words] of [["", empty], ...known]) select.append(make("option", { value: one }, words));
  select.value = value ?? "";
  return frame(label, select, hint);
}

export function checkField(label, value, onChange, { disabled } = {}) {
  const box = make("input", { type: "checkbox", disabled, onchange: () => onChange(box.checked) });
  box.checked = Boolean(value);
  return make("div", { class: "field" }, make("label", { class: "choice" }, box, label));
}

// CodeMirror brings its styles as a sheet of its own; in a shadow root the content policy allows that.
export function feelField(label, value, onChange, { hint, disabled, names, functions } = {}) {
  const host = make("div", { class: "feel" });
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(place);
  const tell = later(onChange);
  const editor = new FeelEditor({
    container: place,
    value: value ?? "",
    readOnly: disabled,
    onChange: tell,
    extensions: [EditorView.lineWrapping, formulaColours],
    variables: [...(names ?? []), ...(functions ?? [])],
    contentAttributes: { "aria-label": label },
  });
  host.editor = editor;
  const shown = make("span", { class: "label" }, label);
  return make("div", { class: "field" }, shown, host, hint && make("p", { class: "hint" }, hint));
}

export function button(words, act, { danger, disabled, label } = {}) {
  const name = `btn small-btn${danger ? " danger" : ""}`;
  return make("button", { type: "button", class: name, disabled, onclick: act, "aria-label": label }, words);
}

export function section(title, ...children) {
  const kept = children.flat().filter(Boolean);
  return kept.length ? make("section", { class: "panel" }, make("h2", {}, title), ...kept) : undefined;
}

export function fold(title, isOpen, ...children) {
  return make("details", { class: "panel", open: isOpen }, make("summary", {}, title), ...children.flat().filter(Boolean));
}
