// Keys act on what the page shows: `data-key` presses a control, `data-go` follows a link after "g", by one letter or two. A control in a
// table acts for its row alone, unless it says `data-anywhere`.

const GO_WAIT_MS = 1500;

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]") !== null;
}

// The rows, and after the last one the way to the next page.
function listRows(page) {
  return [...page.querySelectorAll(".row-link, .table-foot [rel=next]")];
}

function stepRow(page, step) {
  const rows = listRows(page);
  if (rows.length === 0) return;
  const here = page.activeElement;
  const current = rows.indexOf(here?.closest("tr")?.querySelector(".row-link") ?? here);
  const next = current === -1 ? (step > 0 ? 0 : rows.length - 1) : current + step;
  const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
  row.focus({ focusVisible: true });
  row.scrollIntoView({ block: "nearest" });
}

function findControl(page, key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const here = page.activeElement?.closest("tr")?.querySelector(selector);
  return here ?? page.querySelector(`:not(td *)${selector}, ${selector}[data-anywhere]`);
}

function showHelp(page) {
  page.querySelector("#shortcuts")?.showModal();
}

function connectGo(page) {
  const hint = page.querySelector(".go-hint");
  let waiting = 0;
  let typed = "";
  const stop = () => {
    clearTimeout(waiting);
    waiting = 0;
    typed = "";
    if (hint) hint.hidden = true;
  };
  const begin = () => {
    if (hint) hint.hidden = false;
    clearTimeout(waiting);
    waiting = setTimeout(stop, GO_WAIT_MS);
  };
  const take = (key) => {
    typed += key;
    const place = page.querySelector(`[data-go="${CSS.escape(typed)}"]`);
    if (!place && page.querySelector(`[data-go^="${CSS.escape(typed)}"]`)) return begin();
    stop();
    place?.click();
  };
  return { begin, take, isWaiting: () => waiting !== 0 };
}

function submitForm(page, event) {
  // The hint stands on the page's main button, so the key works wherever the focus is, unless in another form.
  const form = event.target.closest("form") ?? page.querySelector("form[data-submit-key]");
  if (!form?.matches("[data-submit-key]")) return;
  event.preventDefault();
  if (event.repeat || submitted.has(form)) return;
  form.requestSubmit(form.querySelector("[data-main]"));
}

// A form that is on its way is not sent a second time by a key held or pressed twice; coming back to the page makes it free again.
const submitted = new WeakSet();

function connectSubmitting(page) {
  page.addEventListener("submit", ({ target, defaultPrevented }) => defaultPrevented || submitted.add(target));
  page.defaultView?.addEventListener("pageshow", () => [...page.forms].forEach((form) => submitted.delete(form)));
}

export function connectKeyboard(page) {
  const go = connectGo(page);
  connectSubmitting(page);
  const commands = {
    j: () => stepRow(page, 1),
    k: () => stepRow(page, -1),
    g: go.begin,
    "?": () => showHelp(page),
    "/": () => page.querySelector("#find")?.focus(),
  };
  page.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitForm(page, event);
    if (event.ctrlKey || event.metaKey || event.altKey || page.querySelector("dialog[open]")) return;
    // An editor in a shadow root is hidden behind its host: the path tells what is typed into.
    const typedInto = event.composedPath()[0];
    if (event.key === "Escape" && isTyping(typedInto)) return event.defaultPrevented || typedInto.blur();
    if (isTyping(typedInto)) return;
    press(page, event, go, commands);
  });
  for (const button of page.querySelectorAll("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => showHelp(page));
  }
}

function press(page, event, go, commands) {
  if (go.isWaiting()) {
    event.preventDefault();
    return go.take(event.key);
  }
  const command = commands[event.key] ?? pressControl(page, event.key);
  if (!command) return;
  event.preventDefault();
  command();
}

function pressControl(page, key) {
  const control = findControl(page, key);
  return control ? () => control.click() : undefined;
}
