// What the row of buttons over the drawing does, and the keys.

const MARGIN = 12;

function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A file knows no theme: its colours are those of the light one.
function fixColours(svg) {
  const probe = document.createElement("span");
  probe.style.colorScheme = "light";
  document.body.append(probe);
  const known = new Map();
  const find = (whole, name) => {
    if (!known.has(name)) {
      probe.style.color = `var(${name})`;
      known.set(name, getComputedStyle(probe).color);
    }
    return known.get(name);
  };
  const fixed = svg.replace(/var\((--[\w-]+)\)/g, find);
  probe.remove();
  return fixed;
}

export async function writeSvg(modeler) {
  const { svg } = await modeler.saveSVG();
  return fixColours(svg);
}

async function writePng(modeler) {
  const svg = await writeSvg(modeler);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export async function downloadXml(modeler, name) {
  const { xml } = await modeler.saveXML({ format: true });
  download(`${name}.bpmn`, new Blob([xml], { type: "application/xml" }));
}

// Beside the palette, which lies over the drawing.
export function showWhole(modeler) {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const palette = canvas.getContainer().querySelector(".djs-palette")?.offsetWidth ?? 0;
  const { inner, outer } = canvas.viewbox();
  const room = outer.width - palette - 3 * MARGIN;
  const scale = Math.min(1, room / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  const x = inner.x - (palette + 2 * MARGIN + (room - inner.width * scale) / 2) / scale;
  canvas.viewbox({ x, y: inner.y + inner.height / 2 - height / 2, width, height });
}

function connectSimulation(modeler, button) {
  modeler.get("eventBus").on("tokenSimulation.toggleMode", ({ active }) => {
    button.setAttribute("aria-pressed", String(active));
  });
}

function connectHistory(modeler, box) {
  const stack = modeler.get("commandStack");
  const show = () => {
    box.querySelector("[data-act=undo]").disabled = !stack.canUndo();
    box.querySelector("[data-act=redo]").disabled = !stack.canRedo();
  };
  modeler.get("eventBus").on("commandStack.changed", show);
  show();
}

export function connectTools(modeler, box) {
  const name = box.dataset.name;
  const help = box.querySelector("[data-keys]");
  const trigger = (action, options) => modeler.get("editorActions").trigger(action, options);
  const acts = {
    undo: () => trigger("undo"),
    redo: () => trigger("redo"),
    find: () => trigger("find"),
    in: () => modeler.get("zoomScroll").stepZoom(1),
    out: () => modeler.get("zoomScroll").stepZoom(-1),
    whole: () => showWhole(modeler),
    minimap: () => modeler.get("minimap").toggle(),
    simulate: () => modeler.get("toggleMode").toggleMode(),
    svg: async () => download(`${name}.svg`, new Blob([await writeSvg(modeler)], { type: "image/svg+xml" })),
    png: async () => download(`${name}.png`, await writePng(modeler)),
    xml: () => downloadXml(modeler, name),
    help: () => help.showModal(),
    reload: () => location.reload(),
  };
  for (const button of box.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  if (modeler.get("commandStack", false)) connectHistory(modeler, box);
  const simulate = box.querySelector("[data-act=simulate]");
  if (simulate) connectSimulation(modeler, simulate);
  connectKeys(box, acts);
}

// The keys of the site (g, j, /) stay outside the drawing, where letters are its own.
function connectKeys(box, acts) {
  box.querySelector(".canvas").addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "?" || event.target.closest("input, [contenteditable]")) return;
    event.preventDefault();
    acts.help();
  });
}
