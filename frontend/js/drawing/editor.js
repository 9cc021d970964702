// Opens the drawing in the modeller, or in a viewer for who may not write.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import TokenSimulationModule from "bpmn-js-token-simulation";
import MinimapModule from "diagram-js-minimap";
import vigie from "../vigie-moddle.json";
import { Findings } from "./findings.js";
import OfferedModule from "./offered.js";
import { Panel } from "./panel.js";
import { Saving } from "./saving.js";
import { connectTools, showWhole } from "./tools.js";
import { makeWords, translateMarkup } from "./words.js";

const COLOURS = { defaultFillColor: "var(--raised)", defaultStrokeColor: "var(--ink-2)", defaultLabelColor: "var(--ink)" };

const readData = (id) => JSON.parse(document.getElementById(id).textContent);

function makeModeler(box, translate, offers) {
  const options = {
    container: box.querySelector(".canvas"),
    moddleExtensions: { vigie },
    bpmnRenderer: COLOURS,
    textRenderer: { defaultStyle: { fontFamily: "Inter Variable, sans-serif" } },
    offers: new Set(offers),
  };
  const words = { translate: ["value", translate] };
  if (!box.dataset.save) return new NavigatedViewer({ ...options, additionalModules: [MinimapModule, words] });
  const additionalModules = [OfferedModule, MinimapModule, TokenSimulationModule, words];
  return new Modeler({ ...options, additionalModules });
}

// The wheel moves the page until the drawing has been pressed: one that swallows it traps the reader.
function label(box) {
  const svg = box.querySelector(".djs-container svg[data-element-id], .djs-container > svg");
  svg?.setAttribute("role", "application");
  svg?.setAttribute("aria-label", box.dataset.label);
  svg?.setAttribute("tabindex", "0");
}

function showFailure(box, translate, error) {
  const waiting = box.querySelector(".waiting");
  waiting.hidden = false;
  waiting.classList.add("failed");
  waiting.textContent = `${translate("The drawing cannot be shown.")} ${error.message}`;
}

export async function openDrawing(box) {
  const page = readData("drawing-page");
  const translate = makeWords(page.words);
  const modeler = makeModeler(box, translate, page.offers);
  box.modeler = modeler;
  box.missingWords = translate.missing;
  translateMarkup(box, translate);
  try {
    await modeler.importXML(page.xml);
  } catch (error) {
    return showFailure(box, translate, error);
  }
  box.querySelector(".waiting").hidden = true;
  label(box);
  connectTools(modeler, box);
  showWhole(modeler);
  await openPanel(box, modeler, translate, page);
  box.dataset.drawn = "true";
}

async function openPanel(box, modeler, translate, page) {
  const response = await fetch(box.dataset.catalogue, { headers: { Accept: "application/json" } });
  const catalogue = await response.json();
  const mayWrite = Boolean(box.dataset.save);
  const onTidy = mayWrite && (() => panel.change("tidy", {}));
  const findings = new Findings({ box, modeler, translate, onTidy });
  const onAnswer = (answer, isDone) => {
    if (answer.settings) Object.assign(catalogue, answer.settings);
    if (isDone) findings.fetch();
  };
  const state = box.querySelector(".draft-state");
  const saving = mayWrite ? new Saving({ box, state, modeler, translate, onAnswer }) : undefined;
  const panel = new Panel({ box, modeler, translate, catalogue, offers: new Set(page.offers), saving, findings });
  Object.assign(box, { saving, panel, findings });
  findings.fetch();
}
