// What the `vigie` namespace says about an element, read and written as one change that can be undone.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

export function listExtensions(object, type) {
  const all = object.extensionElements?.values ?? [];
  return all.filter(({ $type }) => $type === type);
}

export const findExtension = (object, type) => listExtensions(object, type)[0];

// Puts `rows` (plain attributes) where the extensions of this type stood; the others stay as they are.
function makeContainer(modeler, object, type, rows) {
  const factory = modeler.get("bpmnFactory");
  const made = rows.map((row) => {
    const told = Object.entries(row).filter(([, value]) => value !== "" && value !== undefined && value !== null);
    return factory.create(type, Object.fromEntries(told));
  });
  const known = object.extensionElements?.values ?? [];
  const first = known.findIndex(({ $type }) => $type === type);
  const others = known.filter(({ $type }) => $type !== type);
  const place = first < 0 ? placeOf(type, others) : known.slice(0, first).filter(({ $type }) => $type !== type).length;
  const values = [...others.slice(0, place), ...made, ...others.slice(place)];
  if (!values.length) return undefined;
  const container = factory.create("bpmn:ExtensionElements", { values });
  container.$parent = object;
  for (const one of made) one.$parent = container;
  return container;
}

const ORDER = ["vigie:Task", "vigie:Operation", "vigie:Decision", "vigie:Correlation", "vigie:Input", "vigie:Output", "vigie:Property"];

function placeOf(type, others) {
  const place = others.findIndex(({ $type }) => ORDER.indexOf($type) > ORDER.indexOf(type));
  return place < 0 ? others.length : place;
}

export function writeExtensions(modeler, element, type, rows) {
  const object = getBusinessObject(element);
  const extensionElements = makeContainer(modeler, object, type, rows);
  modeler.get("modeling").updateProperties(element, { extensionElements });
}

export function writePart(modeler, element, part, type, rows) {
  const extensionElements = makeContainer(modeler, part, type, rows);
  modeler.get("modeling").updateModdleProperties(element, part, { extensionElements });
}

// A message, signal, error or escalation of the file by its name, made where there is none.
export function declare(modeler, type, name) {
  const root = modeler.getDefinitions().rootElements;
  const isIt = (one) => one.$type === type && (one.name === name || one.errorCode === name || one.escalationCode === name);
  const known = root.find(isIt);
  if (known) return known;
  const codes = { "bpmn:Error": { errorCode: name }, "bpmn:Escalation": { escalationCode: name } };
  const made = modeler.get("bpmnFactory").create(type, { name, ...codes[type] });
  made.$parent = modeler.getDefinitions();
  root.unshift(made);
  return made;
}
