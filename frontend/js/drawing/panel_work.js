// What a task does: form, operation, decision, called process, and the values that go in and come out.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { findExtension, listExtensions, writeExtensions } from "./extensions.js";
import { button, choiceField, feelField, fold, make, section, textField } from "./fields.js";

export function feel(panel, label, value, write, more = {}) {
  const names = panel.catalogue.variables.map(({ name, type, info }) => ({ name, detail: type, info }));
  const extra = (more.extra ?? []).map((name) => ({ name }));
  const functions = panel.catalogue.functions.map(({ name, parameters }) => (
    { name, type: "function", params: parameters.map((one) => ({ name: one })) }
  ));
  return feelField(label, value, (text) => panel.write(() => write(text)), {
    ...more, disabled: panel.readOnly, names: [...names, ...extra], functions,
  });
}

const asOptions = (entries) => entries.map(({ name, title }) => [name, title === name ? name : `${title} (${name})`]);

function tellUserTask(panel, element, object) {
  const { t, readOnly: disabled, catalogue, modeler } = panel;
  const told = { ...pick(findExtension(object, "vigie:Task"), ["form", "priority", "due", "followUp", "candidates"]) };
  const write = (part) => {
    Object.assign(told, part);
    panel.write(() => writeExtensions(modeler, element, "vigie:Task", [told]));
  };
  const lane = object.lanes?.[0];
  const role = lane && catalogue.roles[lane.id];
  const title = catalogue.people.find(({ name }) => name === role)?.title ?? role;
  return section(t("The task"),
    lane && make("p", { class: "small" }, `${t("Lane")}: ${lane.name ?? lane.id} · ${t("Role")}: ${title ?? "?"}`),
    choiceField(t("Form"), told.form, asOptions(catalogue.forms), (form) => write({ form }), { disabled }),
    feel(panel, t("Due on"), told.due, (due) => write({ due }), { hint: t("A date, for instance working days after(today(), 5)") }),
    fold(t("More"), Boolean(told.priority || told.followUp || told.candidates),
      feel(panel, t("Put aside until"), told.followUp, (followUp) => write({ followUp })),
      feel(panel, t("Priority"), told.priority, (priority) => write({ priority })),
      feel(panel, t("Only these people"), told.candidates, (candidates) => write({ candidates }))));
}

const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object?.get(name)]));

function tellService(panel, element, object) {
  const { t, readOnly: disabled, catalogue, modeler } = panel;
  const name = findExtension(object, "vigie:Operation")?.name;
  const known = catalogue.operations.find((one) => one.name === name);
  const set = (chosen) => {
    panel.write(() => writeExtensions(modeler, element, "vigie:Operation", chosen ? [{ name: chosen }] : []));
    panel.show(element);
  };
  return section(t("What it does"),
    choiceField(t("Operation"), name, asOptions(catalogue.operations), set, { disabled }),
    known && make("p", { class: "small muted" }, known.info));
}

function tellRule(panel, element, object) {
  const { t, readOnly: disabled, catalogue, modeler } = panel;
  const told = pick(findExtension(object, "vigie:Decision"), ["ref", "result"]);
  const write = (part) => {
    Object.assign(told, part);
    panel.write(() => writeExtensions(modeler, element, "vigie:Decision", [told]));
  };
  return section(t("The decision"),
    choiceField(t("Decision"), told.ref, asOptions(catalogue.decisions), (ref) => write({ ref }), { disabled }),
    textField(t("Its result goes into"), told.result, (result) => write({ result }), { disabled, list: catalogue.variables.map(({ name }) => name) }));
}

function tellCall(panel, element, object) {
  const { t, readOnly: disabled, catalogue } = panel;
  const set = (calledElement) => {
    panel.update(element, { calledElement: calledElement || undefined });
    panel.show(element);
  };
  return section(t("The process it calls"), choiceField(t("Process"), object.calledElement, asOptions(catalogue.processes), set, { disabled }));
}

export function tellWork(panel, element, object) {
  if (is(object, "bpmn:UserTask")) return tellUserTask(panel, element, object);
  if (is(object, "bpmn:ServiceTask")) return tellService(panel, element, object);
  if (is(object, "bpmn:BusinessRuleTask")) return tellRule(panel, element, object);
  if (is(object, "bpmn:CallActivity")) return tellCall(panel, element, object);
  if (is(object, "bpmn:SendTask") && findExtension(object, "vigie:Operation")) return tellService(panel, element, object);
  return undefined;
}

// The declared inputs of what the element names, whether they have a value yet or not.
function listDeclared(panel, object) {
  const operation = findExtension(object, "vigie:Operation")?.name;
  const from = is(object, "bpmn:CallActivity")
    ? panel.catalogue.processes.find(({ name }) => name === object.calledElement)
    : panel.catalogue.operations.find(({ name }) => name === operation);
  return from ?? { inputs: [], outputs: [] };
}

const HAS_INPUTS = ["bpmn:ServiceTask", "bpmn:SendTask", "bpmn:BusinessRuleTask", "bpmn:CallActivity", "bpmn:ThrowEvent", "bpmn:UserTask"];
const HAS_OUTPUTS = ["bpmn:Activity", "bpmn:CatchEvent"];

export function tellMappings(panel, element, object) {
  if (is(object, "bpmn:SubProcess")) return [];
  const hasInputs = HAS_INPUTS.some((type) => is(object, type));
  const hasOutputs = HAS_OUTPUTS.some((type) => is(object, type));
  return [hasInputs && tellInputs(panel, element, object), hasOutputs && tellOutputs(panel, element, object)];
}

function writeRows(panel, element, type, rows) {
  panel.write(() => writeExtensions(panel.modeler, element, type, rows.filter(({ target }) => target)));
}

function tellInputs(panel, element, object) {
  const { t, catalogue } = panel;
  const declared = listDeclared(panel, object).inputs ?? [];
  const rows = listExtensions(object, "vigie:Input").map(({ target, value }) => ({ target, value }));
  const known = new Set(declared.map(({ name }) => name));
  const write = (target, value) => {
    const row = rows.find((one) => one.target === target);
    if (row && value) row.value = value;
    else if (row) rows.splice(rows.indexOf(row), 1);
    else if (value) rows.push({ target, value });
    writeRows(panel, element, "vigie:Input", rows);
  };
  const tell = ({ name, type, required }) => {
    const value = rows.find(({ target }) => target === name)?.value;
    const label = `${name} (${type})${required ? " *" : ""}`;
    if (name !== "letter" || !catalogue.letters.length) return feel(panel, label, value, (text) => write(name, text));
    return tellLetter(panel, label, value, (text) => write(name, text));
  };
  const given = declared.filter((one) => one.required || rows.some(({ target }) => target === one.name));
  const rest = declared.filter((one) => !given.includes(one));
  const odd = rows.filter(({ target }) => !known.has(target)).map(({ target }) => ({ name: target, type: "?", required: false }));
  const free = !declared.length && !panel.readOnly && addRow(panel, (name) => {
    rows.push({ target: name, value: "null" });
    writeRows(panel, element, "vigie:Input", rows);
    panel.show(element);
  });
  return section(t("What goes in"), given.map(tell), odd.map(tell), rest.length && fold(t("More it could be given: {count}", { count: rest.length }), false, rest.map(tell)), free);
}

// A letter by its title; one that is computed stays a formula.
function tellLetter(panel, label, value, write) {
  const { t, readOnly: disabled, catalogue } = panel;
  const literal = /^"([^"]*)"$/.exec(value ?? "")?.[1];
  if (value && literal === undefined) return feel(panel, label, value, write);
  return choiceField(t("Letter"), literal, asOptions(catalogue.letters), (name) => panel.write(() => write(name ? `"${name}"` : "")), { disabled });
}

function addRow(panel, act) {
  let name = "";
  return make("div", { class: "row-of-buttons" },
    textField(panel.t("Name"), "", (text) => (name = text.trim()), { spellcheck: "false", list: panel.catalogue.variables.map((one) => one.name) }),
    button(panel.t("Add"), () => name && act(name)));
}

function tellOutputs(panel, element, object) {
  const { t } = panel;
  const rows = listExtensions(object, "vigie:Output").map(({ target, value }) => ({ target, value }));
  const write = () => writeRows(panel, element, "vigie:Output", rows);
  const declared = listDeclared(panel, object).outputs ?? [];
  const extra = ["result", ...declared.map(({ name }) => `result.${name}`)];
  const tell = (row) => make("div", { class: "mapping" },
    feel(panel, `${row.target} =`, row.value, (text) => {
      row.value = text;
      write();
    }, { extra }),
    !panel.readOnly && button("×", () => {
      rows.splice(rows.indexOf(row), 1);
      write();
      panel.show(element);
    }, { label: t("Take out {name}", { name: row.target }) }));
  const hint = declared.length > 0 && make("p", { class: "small muted" }, `${t("It gives")}: ${declared.map(({ name, type }) => `result.${name} (${type})`).join(", ")}`);
  const add = !panel.readOnly && addRow(panel, (name) => {
    rows.push({ target: name, value: "null" });
    write();
    panel.show(element);
  });
  return section(t("What it leaves in variables"), hint, rows.map(tell), add);
}
