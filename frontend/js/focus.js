// The focus goes where the reader expects it: to what was refused, to the task or case arrived at, and back into a part of the page that
// was replaced. A part somebody is writing in is not replaced at all.

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";

function sign(control) {
  return [control.tagName, control.getAttribute("href") ?? control.name ?? "", control.textContent.trim()].join("|");
}

function hold(page, part) {
  const active = page.activeElement;
  return part.id && part !== active && part.contains(active) ? { part: part.id, sign: sign(active) } : null;
}

function giveBack(page, { part: id, sign: wanted }) {
  const part = page.getElementById(id);
  // htmx itself finds a control again by its id.
  if (!part || page.activeElement !== page.body) return;
  const same = [...part.querySelectorAll(CONTROLS)].find((control) => sign(control) === wanted);
  const next = same ?? part.querySelector(".row-link") ?? part;
  if (next === part) part.tabIndex = -1;
  next.focus({ preventScroll: true });
}

function isWrittenIn(page, part) {
  const changed = (field) => field.type !== "hidden" && field.value !== field.defaultValue;
  return (
    part.querySelector("details[open] form") !== null ||
    page.activeElement?.closest("form")?.parentElement?.closest(`#${CSS.escape(part.id)}`) === part ||
    [...part.querySelectorAll("input, textarea")].some(changed)
  );
}

function arrive(page) {
  if (page.activeElement !== page.body || page.location.hash) return;
  const refused = [...page.querySelectorAll(".error-summary")].find((one) => !one.closest("[data-sample]"));
  const place = refused ?? page.querySelector("[data-arrive]");
  place?.focus({ preventScroll: place.matches("[data-arrive]") });
}

export function connectFocus(page) {
  let held = null;
  const watch = ({ detail }) => {
    held ??= hold(page, detail.target);
  };
  page.addEventListener("htmx:beforeSwap", watch);
  page.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (isWrittenIn(page, event.detail.target)) event.detail.shouldSwap = false;
    else watch(event);
  });
  page.addEventListener("htmx:afterSettle", () => {
    if (held) giveBack(page, held);
    held = null;
  });
  arrive(page);
}
