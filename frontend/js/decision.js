// The decision editor: the server draws, judges and saves the table; here are the keys of a spreadsheet, completion, and marks at the cell.

import { connectCompletion } from "./decision_completion.js";

const CELLS = "td > input, td > textarea";
const CHECK_MS = 600;

function listRows(grid) {
  return [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll(CELLS)].filter((cell) => cell.offsetParent !== null));
}

function findPlace(rows, field) {
  const row = rows.findIndex((cells) => cells.includes(field));
  return row === -1 ? null : { row, column: rows[row].indexOf(field) };
}

function readSaved(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

// Only what differs from what is saved is sent, so that a large table costs what a small change costs.
function connectSaving(page, form) {
  const saved = new Map();
  let sent = new Map();
  const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type) && !one.name.includes("-"));
  const isNew = (field) => field.value !== (saved.get(field.name) ?? readSaved(field));
  form.addEventListener("formdata", ({ formData }) => {
    sent = new Map();
    for (const field of fields()) {
      if (isNew(field)) sent.set(field.name, field.value);
      else formData.delete(field.name);
    }
  });
  page.body.addEventListener("decision-saved", () => {
    for (const [name, value] of sent) saved.set(name, value);
  });
  connectLeaving(form);
  let waiting = 0;
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    if (!form.dataset.check || target.tagName === "SELECT") return;
    waiting = setTimeout(() => {
      const isMarked = page.querySelector("#decision-answer [data-field]") !== null;
      if (isMarked || fields().some(isNew)) window.htmx.ajax("POST", form.dataset.check, { source: form, target: "#decision-answer", swap: "outerHTML", values: { act: "check" } });
    }, CHECK_MS);
  });
  form.addEventListener("change", () => clearTimeout(waiting));
}

// A button sends the form itself and leaves the page. The change that leaving a cell tells must not overtake it: what is under way is waited for, what is not begins no more.
function connectLeaving(form) {
  let isLeaving = false;
  let isBusy = false;
  let pressed = null;
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    if (isLeaving) event.preventDefault();
    else isBusy = true;
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form) return;
    isBusy = false;
    if (pressed) setTimeout(() => form.requestSubmit(pressed));
  });
  form.addEventListener("submit", (event) => {
    isLeaving = true;
    if (!isBusy) return;
    event.preventDefault();
    pressed = event.submitter;
  });
}

function showTroubles(page) {
  for (const place of page.querySelectorAll(".bad[data-for]")) place.textContent = "";
  for (const field of page.querySelectorAll("#decision [aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const trouble of page.querySelectorAll("#decision-answer [data-field]")) {
    const field = page.getElementById(trouble.dataset.field);
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", trouble.id);
    const place = page.querySelector(`.bad[data-for="${CSS.escape(trouble.dataset.field)}"]`);
    if (place) place.textContent = trouble.dataset.message;
  }
}

function showFired(page) {
  const fired = new Set((page.getElementById("try-answer")?.dataset.fired ?? "").split(" "));
  for (const row of page.querySelectorAll("#grid tbody tr")) row.classList.toggle("fired", fired.has(row.id.replace("rule-", "")));
}

// A block of cells: picked with Shift and the arrows, copied and pasted as a spreadsheet does.
function connectBlocks(form, grid) {
  let from = null;
  let to = null;
  const clear = () => {
    from = to = null;
    for (const cell of grid.querySelectorAll(".picked")) cell.classList.remove("picked");
  };
  const listPicked = () => {
    if (!from || !to) return [];
    const rows = listRows(grid);
    const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)];
    const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)];
    return rows.slice(top, bottom + 1).map((cells) => cells.slice(left, right + 1));
  };
  const pick = (start, end) => {
    const first = from ?? start;
    clear();
    [from, to] = [first, end];
    for (const cells of listPicked()) for (const cell of cells) cell.parentElement.classList.add("picked");
  };
  grid.addEventListener("copy", (event) => {
    const picked = listPicked();
    if (picked.flat().length < 2) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", picked.map((cells) => cells.map((cell) => cell.value).join("\t")).join("\n"));
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text) || event.target.readOnly) return;
    event.preventDefault();
    paste(form, grid, event.target, text.split("\n").map((line) => line.split("\t")));
  });
  grid.addEventListener("keydown", (event) => {
    const picked = listPicked().flat();
    if (!["Delete", "Backspace"].includes(event.key) || picked.length < 2) return;
    event.preventDefault();
    for (const cell of picked) if (!cell.readOnly) cell.value = "";
    tell(picked[0]);
  });
  grid.addEventListener("focusin", () => clear());
  return { pick };
}

function tell(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function paste(form, grid, field, block) {
  const rows = listRows(grid);
  const place = findPlace(rows, field);
  if (!place) return;
  const names = rows[place.row].map((cell) => cell.name.replace(/^r\d+/, ""));
  const more = [];
  block.forEach((line, down) =>
    line.forEach((text, right) => {
      const cell = rows[place.row + down]?.[place.column + right];
      if (cell) cell.value = text.trim();
      else if (names[place.column + right]) more.push([`r${place.row + down + 1}${names[place.column + right]}`, text.trim()]);
    }),
  );
  const missing = place.row + block.length - rows.length;
  if (missing <= 0) return tell(field);
  for (const [name, value] of [["act", `grow:${missing}`], ...more]) {
    const hidden = Object.assign(form.ownerDocument.createElement("input"), { type: "hidden", name, value });
    form.append(hidden);
  }
  form.submit();
}

function isAtEdge(field, key) {
  if (field.readOnly) return true;
  const end = field.selectionEnd === field.value.length;
  const start = field.selectionStart === 0;
  if (key === "ArrowLeft") return start && field.selectionEnd === 0;
  if (key === "ArrowRight") return end && field.selectionStart === field.value.length;
  return field.tagName === "INPUT" || (key === "ArrowUp" ? start : end);
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function connectKeys(grid, blocks) {
  grid.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target;
    const isEnter = event.key === "Enter" && field.tagName === "INPUT";
    const step = isEnter ? [event.shiftKey ? -1 : 1, 0] : STEPS[event.key];
    if (!step || !field.matches(CELLS)) return;
    const rows = listRows(grid);
    const place = findPlace(rows, field);
    if (event.shiftKey && !isEnter) return pickOn(event, rows, place, step, blocks, grid);
    if (!isEnter && !isAtEdge(field, event.key)) return;
    event.preventDefault();
    const next = rows[place.row + step[0]]?.[place.column + step[1]];
    if (isEnter && !next) tell(field);
    next?.focus();
    next?.select();
  });
}

function pickOn(event, rows, place, step, blocks, grid) {
  const last = grid.pickedTo ?? place;
  const end = { row: last.row + step[0], column: last.column + step[1] };
  const isVertical = step[0] !== 0;
  if (!isVertical && !grid.pickedTo && !isAtEdge(event.target, event.key)) return;
  if (!rows[end.row]?.[end.column]) return;
  event.preventDefault();
  grid.pickedTo = end;
  blocks.pick(place, end);
}

// The answer follows each change of a field, so that Enter need not leave the page.
function connectTry(page) {
  page.addEventListener("submit", (event) => {
    if (event.target.id !== "try-form" || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    tell(event.target.elements[1] ?? event.target);
  });
}

function connect(page) {
  const form = page.getElementById("decision");
  if (!form) return;
  connectTry(page);
  connectSaving(page, form);
  const grid = page.getElementById("grid");
  if (grid) {
    const blocks = connectBlocks(form, grid);
    grid.addEventListener("focusin", () => delete grid.pickedTo);
    connectCompletion(form);
    connectKeys(grid, blocks);
  }
  page.body.addEventListener("htmx:afterSettle", () => {
    showTroubles(page);
    showFired(page);
  });
  showTroubles(page);
}

connect(document);
