// The model of a case: where it is now, and the way it came. The data is one JSON document; nothing is computed here.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

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
  viewer.get("canvas").zoom("fit-viewport", "auto");
}

async function draw(box) {
  const response = await fetch(box.dataset.diagram, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${box.dataset.diagram}`);
  const position = await response.json();
  const waiting = box.querySelector(".waiting");
  const viewer = new NavigatedViewer({ container: box, bpmnRenderer: COLOURS, textRenderer: { defaultStyle: { fontFamily: "Inter Variable, sans-serif" } } });
  await viewer.importXML(position.xml);
  waiting.remove();
  show(viewer, position);
  box.dataset.drawn = "true";
}

for (const box of document.querySelectorAll("[data-diagram]")) {
  draw(box).catch((error) => {
    const waiting = box.querySelector(".waiting");
    if (waiting) waiting.textContent = box.dataset.textFailed;
    console.error(error);
  });
}
