// Name, id, titles in every language, lane and role, service levels, and what the process itself says.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { button, checkField, choiceField, fold, make, section, textField } from "./fields.js";

const LANGUAGES = ["fr", "nl", "de", "en"];
const TYPES = ["string", "number", "boolean", "date", "datetime", "duration", "years_months", "list", "context", "any"];
const UNITS = ["working_days", "calendar_days", "weeks", "months", "quarters", "hours", "working_hours"];

export const tellUnit = (t, unit) => t(`unit ${unit}`);

function tellTitles(panel, object) {
  const { t, readOnly: disabled, catalogue } = panel;
  const told = { ...catalogue.nodes[object.id] };
  const write = (language) => (text) => {
    told[language] = text;
    panel.change("titles", { id: object.id, titles: told });
  };
  const missing = LANGUAGES.some((one) => !told[one]);
  const words = missing ? t("Names for the reader (some are missing)") : t("Names for the reader");
  return fold(words, false, LANGUAGES.map((one) => textField(one, told[one], write(one), { disabled, lang: one })));
}

function changeId(panel, element, object, wanted) {
  const text = wanted.trim();
  if (text === object.id) return "";
  const { t } = panel;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return t("An id is one word of letters, digits and _.");
  const taken = panel.modeler.get("elementRegistry").get(text);
  if (taken) return t("Another element has this id.");
  const old = object.id;
  panel.update(element, { id: text });
  panel.change("rename", { old, new: text });
  return "";
}

export function tellGeneral(panel, element, object) {
  const { t, readOnly: disabled } = panel;
  const isWhole = is(object, "bpmn:Process") || is(object, "bpmn:Collaboration");
  const refusal = make("p", { class: "error", role: "status" });
  const rename = (text) => panel.write(() => panel.modeler.get("modeling").updateLabel(element, text));
  const setId = (text) => (refusal.textContent = changeId(panel, element, object, text));
  const kind = object.$type.slice(5).replace(/([a-z])([A-Z])/g, "$1 $2");
  const found = panel.findings.listOf(object.id).map((one) => panel.findings.tellFinding(one));
  return section(
    isWhole ? t("The process") : object.name || kind,
    found,
    !isWhole && textField(t("Name on the drawing"), object.name, rename, { disabled }),
    !isWhole && textField(t("Id"), object.id, setId, { disabled, spellcheck: "false" }),
    !isWhole && refusal,
    !isWhole && tellTitles(panel, object),
  );
}

export function tellLane(panel, object) {
  const { t, readOnly: disabled, catalogue } = panel;
  const roles = catalogue.people.map(({ name, title }) => [name, title]);
  const set = (role) => role && panel.change("role", { lane: object.id, role });
  return section(t("Who works here"), choiceField(t("Role"), catalogue.roles[object.id], roles, set, { disabled }));
}

function touches(level, id) {
  const start = typeof level.start === "string" ? level.start : Object.values(level.start ?? {})[0];
  return start === id || [level.stop].flat().includes(id) || (level.due ?? []).includes(id);
}

function tellLevel(panel, level) {
  const { t, readOnly: disabled, catalogue } = panel;
  const isPlain = level.target !== null && typeof level.target === "object";
  const target = isPlain ? { ...level.target } : undefined;
  const write = (part) => {
    Object.assign(target, part);
    panel.change("target", { id: level.id, ...target });
  };
  const escalation = (level.escalation ?? []).map((rung) => rung.notify && `${rung.at ?? rung.after ?? rung.before} → ${rung.notify}`);
  return make("div", { class: "level" },
    make("h3", {}, level.titles?.[catalogue.language] ?? level.id),
    isPlain
      ? make("div", { class: "field-row" },
          textField(t("How long"), target.value, (text) => text && write({ value: Number(text) }), { disabled, type: "number", min: 0 }),
          choiceField(t("Unit"), target.unit, UNITS.map((one) => [one, tellUnit(t, one)]), (unit) => write({ unit }), { disabled }))
      : make("p", { class: "small" }, make("code", {}, String(level.target))),
    level.warning && make("p", { class: "small" }, `${t("Warns")}: ${level.warning.notify ?? ""} (${level.warning.before ?? `${level.warning.percent} %`})`),
    escalation.length > 0 && make("p", { class: "small" }, `${t("Escalates")}: ${escalation.filter(Boolean).join(", ")}`),
    !disabled && button(t("Take out"), () => panel.change("remove_level", { id: level.id }), { danger: true }));
}

export function tellLevels(panel, object) {
  const { t, readOnly, catalogue } = panel;
  const mine = catalogue.levels.filter((level) => touches(level, object.id));
  const kept = mine.map((level) => tellLevel(panel, level));
  return section(t("Service level"), kept, !readOnly && addLevel(panel, object));
}

function addLevel(panel, object) {
  const { t, catalogue } = panel;
  const roles = catalogue.people.map(({ name, title }) => [name, title]);
  const told = { value: 5, unit: "working_days", warn: 2, notify: catalogue.owner, escalate: "team_lead" };
  const set = (name) => (value) => (told[name] = value);
  const add = () => {
    const titles = { ...Object.fromEntries(LANGUAGES.map((one) => [one, object.name || object.id])), ...catalogue.nodes[object.id] };
    const known = new Set(catalogue.levels.map(({ id }) => id));
    const id = known.has(object.id) ? `${object.id}_${known.size + 1}` : object.id;
    panel.change("level", { ...told, id, titles, kind: "service", start: object.id, stop: [object.id, "ended"] });
  };
  return fold(t("Add a service level"), false,
    textField(t("How long"), told.value, set("value"), { type: "number", min: 0 }),
    choiceField(t("Unit"), told.unit, UNITS.map((one) => [one, tellUnit(t, one)]), set("unit")),
    textField(t("Warn so many days before"), told.warn, set("warn"), { type: "number", min: 0 }),
    choiceField(t("Warn whom"), told.notify, roles, set("notify")),
    choiceField(t("When it is late, tell"), told.escalate, roles, set("escalate")),
    button(t("Add"), add));
}

export function tellProcess(panel) {
  const { t, readOnly: disabled, catalogue } = panel;
  const variable = { name: "", type: "string" };
  const add = () => variable.name && panel.change("variable", variable);
  const names = catalogue.variables.map(({ name, type, info }) => make("li", {}, make("code", {}, name), ` ${type} `, info && make("span", { class: "aside" }, info)));
  return [
    section(t("Variables"), make("ul", { class: "small plain-list" }, ...names), !disabled && fold(t("Add a variable"), false,
      textField(t("Name"), "", (text) => (variable.name = text.trim()), { spellcheck: "false" }),
      choiceField(t("Type"), variable.type, TYPES.map((one) => [one, one]), (type) => (variable.type = type)),
      button(t("Add"), add))),
    tellCommitments(panel),
  ];
}

function tellCommitments(panel) {
  const { t, readOnly: disabled, catalogue } = panel;
  const chosen = new Set(catalogue.commitments);
  const set = (code) => (isKept) => {
    if (isKept) chosen.add(code);
    else chosen.delete(code);
    panel.change("commitments", { codes: catalogue.promises.map(({ name }) => name).filter((one) => chosen.has(one)) });
  };
  const rows = catalogue.promises.map(({ name, title }) => checkField(`${name} ${title}`, chosen.has(name), set(name), { disabled }));
  return fold(t("Commitments kept: {count}", { count: chosen.size }), false, rows);
}
