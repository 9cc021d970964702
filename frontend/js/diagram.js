// The model of a case: where it is now, and the way it came. The data is one JSON document; nothing is computed here.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const LEAST_READABLE = 0.6;
const READABLE = 0.8;
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
  viewer.get("overlays").add(id, "position", { position: { top: -12, left: 6 }, html: badge, show: { minZoom: 0.35 } });
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
  frame(viewer, here[0] ?? position.broken[0]);
}

// A model too large to read is shown around the current position instead of whole.
function frame(viewer, id) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const element = id && viewer.get("elementRegistry").get(id);
  if (!element || canvas.zoom() >= LEAST_READABLE) return;
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const [x, y] = [element.x + element.width / 2 - width / 2, element.y + element.height / 2 - height / 2];
  canvas.viewbox({ x, y, width, height });
}

function connectZoom(viewer, tools) {
  const canvas = viewer.get("canvas");
  const press = {
    in: () => viewer.get("zoomScroll").stepZoom(1),
    out: () => viewer.get("zoomScroll").stepZoom(-1),
    whole: () => canvas.zoom("fit-viewport", "auto"),
  };
  tools.hidden = false;
  for (const button of tools.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", press[button.dataset.zoom]);
  }
}

async function draw(box) {
  const response = await fetch(box.dataset.diagram, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${box.dataset.diagram}`);
  const position = await response.json();
  const waiting = box.querySelector(".waiting");
  // The wheel stays with the page: a diagram that swallows it traps the reader.
  const viewer = new NavigatedViewer({
    container: box,
    bpmnRenderer: COLOURS,
    textRenderer: { defaultStyle: { fontFamily: "Inter Variable, sans-serif" } },
    zoomScroll: { enabled: false },
  });
  await viewer.importXML(position.xml);
  waiting.remove();
  show(viewer, position);
  connectZoom(viewer, box.querySelector(".zoom"));
  box.dataset.drawn = "true";
}

for (const box of document.querySelectorAll("[data-diagram]")) {
  draw(box).catch((error) => {
    const waiting = box.querySelector(".waiting");
    if (waiting) waiting.textContent = box.dataset.textFailed;
    console.error(error);
  });
}
