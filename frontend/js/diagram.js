// The model of a case: where it is now, and the way it came. The data is one JSON document; nothing is computed here.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

// At this scale the smallest label, 11 units high, has 11 pixels.
const READABLE = 1;
const STEP = 60;
const STRIDE = 240;
const COLOURS = { defaultFillColor: "var(--raised)", defaultStrokeColor: "var(--ink-2)", defaultLabelColor: "var(--ink)" };

function mark(viewer, ids, name) {
  const registry = viewer.get("elementRegistry");
  const known = ids.filter((id) => registry.get(id));
  for (const id of known) viewer.get("canvas").addMarker(id, name);
  return known;
}

function addBadge(viewer, id, text, name) {
  const badge = document.createElement("span");
  badge.className = `here-badge ${name}`;
  badge.textContent = text;
  // Events carry their label above or below: their badge stands beside them.
  const { width, height } = viewer.get("elementRegistry").get(id);
  const position = width < 60 ? { top: height / 2 - 9, left: width + 4 } : { top: -12, left: 6 };
  viewer.get("overlays").add(id, "position", { position, html: badge, show: { minZoom: 0.35 } });
}

function relabel(viewer, labels) {
  const registry = viewer.get("elementRegistry");
  for (const [id, label] of Object.entries(labels)) {
    for (const element of [registry.get(id), registry.get(`${id}_label`)]) {
      if (!element) continue;
      element.businessObject.name = label;
      viewer.get("eventBus").fire("element.changed", { element });
    }
  }
}

function show(viewer, position) {
  relabel(viewer, position.labels);
  const registry = viewer.get("elementRegistry");
  const isAttached = (id) => registry.get(id)?.type === "bpmn:BoundaryEvent";
  mark(viewer, position.walked, "walked");
  const here = position.here.filter((id) => !isAttached(id));
  for (const id of mark(viewer, here, "here")) addBadge(viewer, id, position.text.here, "");
  for (const id of mark(viewer, position.broken, "broken")) addBadge(viewer, id, position.text.broken, "broken");
  return here[0] ?? position.broken[0];
}

function showWhole(viewer) {
  viewer.get("canvas").zoom("fit-viewport", "auto");
}

// A model too large to read is shown around the current position, else from its beginning, instead of whole.
function frame(viewer, id) {
  const canvas = viewer.get("canvas");
  showWhole(viewer);
  if (canvas.zoom() >= READABLE) return;
  const { inner, outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const element = id && viewer.get("elementRegistry").get(id);
  const target = element ?? { x: inner.x, y: inner.y + inner.height / 2, width: width * 0.9, height: 0 };
  const x = target.x + target.width / 2 - width / 2;
  const y = target.y + target.height / 2 - height / 2;
  canvas.viewbox({ x, y: keepInside(y, height, inner.y, inner.height), width, height });
}

// A model lower than the view is centred in it; a higher one is not scrolled past its edge.
function keepInside(y, height, start, whole) {
  if (whole <= height) return start + whole / 2 - height / 2;
  return Math.max(start - 20, Math.min(y, start + whole - height + 20));
}

function connectTools(viewer, box, id) {
  const press = {
    in: () => viewer.get("zoomScroll").stepZoom(1),
    out: () => viewer.get("zoomScroll").stepZoom(-1),
    whole: () => showWhole(viewer),
    here: () => frame(viewer, id),
    large: connectDialog(viewer, box, id),
  };
  const tools = box.querySelector(".zoom");
  tools.hidden = false;
  for (const button of tools.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", press[button.dataset.zoom]);
  }
  connectKeys(viewer, box, press);
}

// The box itself moves into a modal dialog and back, so that the view is one and the focus stays where it was.
function connectDialog(viewer, box, id) {
  const dialog = document.createElement("dialog");
  const place = document.createElement("div");
  const button = box.querySelector('[data-zoom="large"]');
  dialog.className = "whole-window";
  dialog.setAttribute("aria-label", box.dataset.textLabel);
  place.className = "diagram-place";
  const move = (focused, isLarge) => {
    button.setAttribute("aria-pressed", String(isLarge));
    viewer.get("canvas").resized();
    frame(viewer, id);
    (focused ?? button).focus({ preventScroll: true });
  };
  const close = () => {
    const focused = box.contains(document.activeElement) ? document.activeElement : button;
    place.replaceWith(box);
    dialog.remove();
    move(focused, false);
  };
  dialog.addEventListener("close", close);
  return () => {
    if (dialog.open) return dialog.close();
    box.replaceWith(place);
    dialog.append(box);
    document.body.append(dialog);
    dialog.showModal();
    move(button, true);
  };
}

function connectKeys(viewer, box, press) {
  const canvas = viewer.get("canvas");
  const svg = box.querySelector(".djs-container svg");
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", box.dataset.textLabel);
  svg.setAttribute("aria-describedby", box.dataset.hint);
  const ways = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const keys = { "+": press.in, "=": press.in, "-": press.out, 0: press.whole, Home: press.here };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key];
    const pace = event.shiftKey ? STRIDE : STEP;
    const act = way ? () => canvas.scroll({ dx: way[0] * pace, dy: way[1] * pace }) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

async function draw(box) {
  const response = await fetch(box.dataset.diagram, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${box.dataset.diagram}`);
  const position = await response.json();
  const waiting = box.querySelector(".waiting");
  // The wheel stays with the page: a diagram that swallows it traps the reader.
  const viewer = new NavigatedViewer({
    container: box.querySelector(".canvas"),
    bpmnRenderer: COLOURS,
    textRenderer: { defaultStyle: { fontFamily: "Inter Variable, sans-serif" } },
    zoomScroll: { enabled: false },
    keyboard: { bind: false },
  });
  await viewer.importXML(position.xml);
  waiting.remove();
  const id = show(viewer, position);
  connectTools(viewer, box, id);
  frame(viewer, id);
  box.dataset.drawn = "true";
}

for (const box of document.querySelectorAll("[data-diagram]")) {
  draw(box).catch((error) => {
    const waiting = box.querySelector(".waiting");
    if (waiting) waiting.textContent = box.dataset.textFailed;
    console.error(error);
  });
}
