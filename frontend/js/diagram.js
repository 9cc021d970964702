// The model of a case: where it is now, and the way it came. The data is one JSON document; nothing is computed here.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

// At this scale the smallest label, 11 units high, has 11 pixels.
const READABLE = 1;
// A model that fits from this scale on is shown whole: its labels are small, and it is one picture.
const WHOLE = 0.8;
// One that is nowhere any more is rather seen whole than read from its beginning.
const WHOLE_ENDED = 0.45;
const MARGIN = 16;
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

// A label stands in a box as wide as the model's own word: one with a longer word needs more, or it is broken anywhere.
function makeRoom(viewer, element, text) {
  const longest = text.split(/\s+/).reduce((one, other) => (other.length > one.length ? other : one), "");
  const { width } = viewer.get("textRenderer").getExternalLabelBounds(element, longest);
  if (width + 2 <= element.width) return;
  element.x -= (width + 2 - element.width) / 2;
  element.width = width + 2;
}

function relabel(viewer, labels) {
  const registry = viewer.get("elementRegistry");
  for (const [id, label] of Object.entries(labels)) {
    for (const element of [registry.get(id), registry.get(`${id}_label`)]) {
      if (!element) continue;
      element.businessObject.name = label;
      if (element.labelTarget) makeRoom(viewer, element, label);
      viewer.get("eventBus").fire("element.changed", { element });
    }
  }
}

function show(viewer, position) {
  relabel(viewer, position.labels);
  return placeMarks(viewer, position) ?? placeNotes(viewer, position);
}

function placeMarks(viewer, position) {
  const registry = viewer.get("elementRegistry");
  const isAttached = (id) => registry.get(id)?.type === "bpmn:BoundaryEvent";
  mark(viewer, position.walked, "walked");
  const here = position.here.filter((id) => !isAttached(id));
  for (const id of mark(viewer, here, "here")) addBadge(viewer, id, position.text.here, "");
  for (const id of mark(viewer, position.broken, "broken")) addBadge(viewer, id, position.text.broken, "broken");
  return here[0] ?? position.broken[0];
}

// What a comparison, a coverage or a figure says of elements: ids by the name of their mark, and a short text beside each.
function placeNotes(viewer, position) {
  for (const [name, ids] of Object.entries(position.marks ?? {})) mark(viewer, ids, `mark-${name}`);
  const registry = viewer.get("elementRegistry");
  for (const [id, text] of Object.entries(position.badges ?? {})) {
    if (registry.get(id)) addBadge(viewer, id, text, "note-badge");
  }
  return position.first;
}

function clearMarks(viewer) {
  const canvas = viewer.get("canvas");
  viewer.get("overlays").remove({ type: "position" });
  for (const { id } of viewer.get("elementRegistry").getAll()) {
    for (const name of ["walked", "here", "broken"]) canvas.removeMarker(id, name);
  }
}

function showWhole(viewer) {
  const canvas = viewer.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (hasNoSize({ outer })) return;
  const scale = Math.min(1, outer.width / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN));
  const [width, height] = [outer.width / scale, outer.height / scale];
  const x = inner.x + inner.width / 2 - width / 2;
  canvas.viewbox({ x, y: inner.y + inner.height / 2 - height / 2, width, height });
}

// The whole model in small under the view, so that nothing of it is out of sight; pressing it moves the view.
class Overview {
  constructor(viewer, box) {
    this.viewer = viewer;
    this.box = box;
    this.draw();
    viewer.get("eventBus").on(["canvas.viewbox.changed", "canvas.resized"], () => this.follow());
    box.addEventListener("pointerdown", (event) => this.press(event));
    box.addEventListener("pointermove", (event) => event.buttons && this.press(event));
  }

  draw() {
    const canvas = this.viewer.get("canvas");
    const { inner } = canvas.viewbox();
    const drawing = canvas.getActiveLayer().cloneNode(true);
    for (const one of drawing.querySelectorAll("[id]")) one.removeAttribute("id");
    this.whole = make("svg", { viewBox: `${inner.x - 10} ${inner.y - 10} ${inner.width + 20} ${inner.height + 20}` });
    this.whole.setAttribute("aria-hidden", "true");
    this.frame = make("rect", { class: "seen" });
    this.whole.append(drawing, this.frame);
    this.box.replaceChildren(this.whole);
    this.follow();
  }

  follow() {
    const { x, y, width, height, inner } = this.viewer.get("canvas").viewbox();
    const seesAll = x <= inner.x + 1 && y <= inner.y + 1
      && x + width >= inner.x + inner.width - 1 && y + height >= inner.y + inner.height - 1;
    this.box.classList.toggle("needless", seesAll);
    for (const [name, value] of Object.entries({ x, y, width, height })) this.frame.setAttribute(name, value);
  }

  press(event) {
    event.preventDefault();
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.whole.getScreenCTM().inverse());
    const canvas = this.viewer.get("canvas");
    const { width, height } = canvas.viewbox();
    canvas.viewbox({ x: place.x - width / 2, y: place.y - height / 2, width, height });
  }
}

function make(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A model too large to read is shown around the current position, else from its beginning, instead of whole.
function frame(viewer, id) {
  const canvas = viewer.get("canvas");
  showWhole(viewer);
  if (hasNoSize(canvas.viewbox())) return;
  const element = id && viewer.get("elementRegistry").get(id);
  if (canvas.zoom() >= (element ? WHOLE : WHOLE_ENDED)) return;
  const { inner, outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const target = element ?? { x: inner.x, y: inner.y + inner.height / 2, width: width * 0.9, height: 0 };
  const x = keepInside(target.x + target.width / 2 - width / 2, width, inner.x, inner.width);
  const y = target.y + target.height / 2 - height / 2;
  canvas.viewbox({ x, y: keepInside(y, height, inner.y, inner.height), width, height });
}

// A model smaller than the view is centred in it; a larger one is not scrolled past its edge.
function keepInside(place, seen, start, whole) {
  if (whole <= seen) return start + whole / 2 - seen / 2;
  return Math.max(start - 20, Math.min(place, start + whole - seen + 20));
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

async function readPosition(box) {
  const response = await fetch(box.dataset.diagram, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${box.dataset.diagram}`);
  return response.json();
}

// A view of no size has no scale: what is folded away is drawn once it is shown.
function waitForSize(place) {
  const hasSize = () => place.clientWidth > 0 && place.clientHeight > 0;
  if (hasSize()) return undefined;
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!hasSize()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(place);
  });
}

const hasNoSize = ({ outer }) => !(outer.width > 0 && outer.height > 0);

async function draw(box) {
  const position = await readPosition(box);
  const waiting = box.querySelector(".waiting");
  // The wheel stays with the page: a diagram that swallows it traps the reader.
  const viewer = new NavigatedViewer({
    container: box.querySelector(".canvas"),
    bpmnRenderer: COLOURS,
    textRenderer: { defaultStyle: { fontFamily: "Inter Variable, sans-serif" } },
    zoomScroll: { enabled: false },
    keyboard: { bind: false },
  });
  await waitForSize(box.querySelector(".canvas"));
  await viewer.importXML(position.xml);
  waiting.remove();
  const id = show(viewer, position);
  connectTools(viewer, box, id);
  frame(viewer, id);
  const small = box.querySelector(".overview");
  small.hidden = false;
  const overview = new Overview(viewer, small);
  // The overview takes room from the view: what was framed without it would not be what Home comes back to.
  viewer.get("canvas").resized();
  frame(viewer, id);
  followCase(viewer, box, overview);
  pairUp(viewer, box);
  drawn.push(viewer);
  box.dataset.drawn = "true";
}

// When the page has fetched news of the case, the marks go where it is now.
function followCase(viewer, box, overview) {
  document.body.addEventListener("htmx:afterSettle", async (event) => {
    if (event.target.id !== "present") return;
    clearMarks(viewer);
    placeMarks(viewer, await readPosition(box));
    overview.draw();
  });
}

// Drawings of a pair show the same part, whichever of them is moved.
const drawn = [];
const pairs = new Map();
function pairUp(viewer, box) {
  const name = box.dataset.pair;
  if (!name) return;
  const others = pairs.get(name) ?? [];
  pairs.set(name, [...others, viewer]);
  const canvas = viewer.get("canvas");
  viewer.get("eventBus").on("canvas.viewbox.changed", () => {
    if (leading) return;
    leading = true;
    for (const other of pairs.get(name)) if (other !== viewer) lookAlike(other.get("canvas"), canvas.viewbox());
    leading = false;
  });
  if (others.length) lookAlike(canvas, others[0].get("canvas").viewbox());
}

let leading = false;
function lookAlike(canvas, { x, y, scale }) {
  const { outer } = canvas.viewbox();
  if (hasNoSize({ outer })) return;
  canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
}

// A line of a list beside shows its element in each drawing that has it.
document.addEventListener("click", (event) => {
  const id = event.target.closest("[data-show-element]")?.dataset.showElement;
  if (!id) return;
  for (const viewer of drawn) {
    if (!viewer.get("elementRegistry").get(id)) continue;
    bringInto(viewer, id);
    viewer.get("canvas").getContainer().closest(".diagram").scrollIntoView({ block: "nearest" });
  }
});

function bringInto(viewer, id) {
  const canvas = viewer.get("canvas");
  const { outer } = canvas.viewbox();
  const element = viewer.get("elementRegistry").get(id);
  const middle = element.waypoints?.[Math.floor(element.waypoints.length / 2)]
    ?? { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  for (const { id: other } of viewer.get("elementRegistry").getAll()) canvas.removeMarker(other, "shown");
  canvas.addMarker(id, "shown");
  canvas.viewbox({ x: middle.x - outer.width / 2, y: middle.y - outer.height / 2, width: outer.width, height: outer.height });
}

for (const box of document.querySelectorAll("[data-diagram]")) {
  draw(box).catch((error) => {
    const waiting = box.querySelector(".waiting");
    waiting?.classList.add("failed");
    if (waiting) waiting.textContent = box.dataset.textFailed;
    console.error(error);
  });
}
