// What an event waits for or throws: a message, a signal, a code, a moment in words.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { declare, findExtension, writeExtensions } from "./extensions.js";
import { checkField, choiceField, make, section, textField } from "./fields.js";
import { feel } from "./panel_work.js";
import { readTimer, TIMER_RULES, TIMER_UNITS, writeTimer } from "./timers.js";
import { tellUnit } from "./panel_general.js";

export function tellEvents(panel, element, object) {
  const event = object.eventDefinitions?.[0];
  const isMessage = event?.$type === "bpmn:MessageEventDefinition";
  if (isMessage) return [tellMessage(panel, element, object, event)];
  if (is(object, "bpmn:ReceiveTask")) return [tellMessage(panel, element, object, object)];
  if (is(object, "bpmn:SendTask") && !findExtension(object, "vigie:Operation")) return [tellMessage(panel, element, object, object)];
  if (event?.$type === "bpmn:TimerEventDefinition") return [tellTimer(panel, element, object, event)];
  const named = NAMED[event?.$type];
  return named ? [tellNamed(panel, element, event, named)] : [];
}

const NAMED = {
  "bpmn:SignalEventDefinition": ["bpmn:Signal", "signalRef", "Signal"],
  "bpmn:ErrorEventDefinition": ["bpmn:Error", "errorRef", "Error code"],
  "bpmn:EscalationEventDefinition": ["bpmn:Escalation", "escalationRef", "Escalation code"],
};

function tellNamed(panel, element, event, [type, reference, words]) {
  const { t, readOnly: disabled, modeler } = panel;
  const known = event[reference];
  const write = (name) => panel.write(() => {
    const told = name.trim() ? declare(modeler, type, name.trim()) : undefined;
    modeler.get("modeling").updateModdleProperties(element, event, { [reference]: told });
  });
  const value = known?.errorCode ?? known?.escalationCode ?? known?.name;
  return section(t(words), textField(t(words), value, write, { disabled, spellcheck: "false" }));
}

function tellMessage(panel, element, object, holder) {
  const { t, readOnly: disabled, modeler, catalogue } = panel;
  const options = catalogue.messages.map(({ name, title }) => [name, `${title} (${name})`]);
  const set = (name) => {
    panel.write(() => modeler.get("modeling").updateModdleProperties(element, holder, {
      messageRef: name ? declare(modeler, "bpmn:Message", name) : undefined,
    }));
    panel.show(element);
  };
  const info = catalogue.messages.find(({ name }) => name === holder.messageRef?.name);
  const correlation = findExtension(object, "vigie:Correlation")?.value;
  const correlate = (value) => writeExtensions(modeler, element, "vigie:Correlation", value ? [{ value }] : []);
  return section(t("The message"),
    choiceField(t("Message"), holder.messageRef?.name, options, set, { disabled }),
    info?.info && make("p", { class: "small muted" }, info.info),
    info?.payload.length > 0 && make("p", { class: "small muted" }, `${t("It brings")}: ${info.payload.join(", ")}`),
    feel(panel, t("For the case whose"), correlation, correlate, { hint: t("The variable by which the message finds its case") }),
    is(object, "bpmn:BoundaryEvent") && tellInterrupting(panel, element, object));
}

function tellInterrupting(panel, element, object) {
  const { t, readOnly: disabled } = panel;
  const set = (cancelActivity) => panel.update(element, { cancelActivity });
  return checkField(t("It ends the task it is attached to"), object.cancelActivity !== false, set, { disabled });
}

const KINDS = ["timeDuration", "timeDate", "timeCycle"];

function tellTimer(panel, element, object, event) {
  const { t, readOnly: disabled, modeler, catalogue } = panel;
  const kind = KINDS.find((one) => event[one]);
  const told = { count: 5, unit: "working_days", from: "today()", rule: "citizen", ...readTimer(kind, event[kind]?.body ?? "") };
  const preview = makePreview(panel);
  const write = (part, isOther) => {
    Object.assign(told, part);
    const [name, body] = writeTimer(told);
    const made = modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body });
    made.$parent = event;
    const empty = Object.fromEntries(KINDS.map((one) => [one, one === name ? made : undefined]));
    panel.write(() => modeler.get("modeling").updateModdleProperties(element, event, empty));
    preview.ask(name, body);
    if (isOther) panel.show(element);
  };
  if (kind) preview.ask(kind, event[kind].body);
  const ways = [["after", t("so long after a day")], ["term", t("at the end of a legal term")], ["on", t("on a day")], ["wait", t("after a wait")], ["formula", t("by a formula")]];
  const days = ["today()", ...catalogue.variables.filter(({ type }) => ["date", "datetime"].includes(type)).map(({ name }) => name)];
  const count = textField(t("How many"), told.count, (text) => text && write({ count: Number(text) }), { disabled, type: "number", min: 0 });
  const unitsOf = { after: TIMER_UNITS.filter((one) => one !== "hours"), term: ["working_days", "days", "weeks", "months"], wait: TIMER_UNITS.slice(1) };
  const unit = unitsOf[told.way] && choiceField(t("Unit"), told.unit, unitsOf[told.way].map((one) => [one, tellUnit(t, one)]), (chosen) => write({ unit: chosen }), { disabled });
  const from = textField(t("Counted from"), told.from, (text) => write({ from: text }), { disabled, list: days, spellcheck: "false" });
  const rules = TIMER_RULES.map((one) => [one, t(`rule ${one}`)]);
  return section(t("When"),
    choiceField(t("It fires"), told.way, ways, (way) => write(adapt(told, way, event[kind]?.body), true), { disabled }),
    ["after", "term", "wait"].includes(told.way) && make("div", { class: "field-row" }, count, unit),
    ["after", "term", "on"].includes(told.way) && from,
    told.way === "term" && choiceField(t("By the rule of"), told.rule, rules, (rule) => write({ rule }), { disabled }),
    told.way === "formula" && choiceField(t("It gives"), told.kind, [["timeDate", t("a day")], ["timeDuration", t("a duration")], ["timeCycle", t("a repetition")]], (chosen) => write({ kind: chosen }), { disabled }),
    told.way === "formula" && feel(panel, t("Formula"), told.text, (text) => write({ text })),
    preview.place,
    is(object, "bpmn:BoundaryEvent") && tellInterrupting(panel, element, object));
}

function adapt(told, way, body) {
  if (way === "formula") return { way, text: body ?? "", kind: told.kind ?? "timeDate" };
  if (way === "wait" && told.unit === "working_days") return { way, unit: "days" };
  if (way === "term" && !["working_days", "days", "weeks", "months"].includes(told.unit)) return { way, unit: "days" };
  return { way };
}

// The date it gives, on the real calendar, counted by the server from a day of one's choice.
function makePreview(panel) {
  const { t, box } = panel;
  const answer = make("p", { class: "small", role: "status" });
  const start = new Date().toISOString().slice(0, 10);
  let last;
  const day = textField(t("If it begins on"), panel.previewDay ?? box.dataset.today ?? start, (text) => {
    panel.previewDay = text;
    if (last) ask(...last);
  }, { type: "date" });
  const ask = async (kind, text) => {
    last = [kind, text];
    const body = new FormData();
    for (const [name, value] of Object.entries({ kind, text, start: panel.previewDay ?? box.dataset.today ?? start })) body.append(name, value);
    const headers = { "X-CSRFToken": box.dataset.token, Accept: "application/json" };
    const response = await fetch(box.dataset.preview, { method: "POST", body, headers }).catch(() => undefined);
    const told = response?.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
    answer.textContent = told.text ?? "";
    answer.dataset.day = told.day ?? "";
  };
  const place = make("div", { class: "preview" }, day, answer);
  return { ask, place };
}
