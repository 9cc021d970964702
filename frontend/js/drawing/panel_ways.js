// Conditions of the ways behind a gateway, and how often an activity repeats.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { findExtension, writePart } from "./extensions.js";
import { checkField, make, section, textField } from "./fields.js";
import { feel } from "./panel_work.js";

export function tellFlow(panel, element, object) {
  const { t, modeler, readOnly: disabled } = panel;
  const source = object.sourceRef;
  const chooses = is(source, "bpmn:ExclusiveGateway") || is(source, "bpmn:InclusiveGateway");
  if (!chooses) return section(t("Condition"), make("p", { class: "small muted" }, t("Only behind an exclusive or inclusive gateway a way has a condition.")));
  const isDefault = source.default === object;
  const setDefault = (isIt) => {
    panel.write(() => modeler.get("modeling").updateProperties(element.source, { default: isIt ? object : undefined }));
    panel.show(element);
  };
  const write = (body) => {
    const made = body ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body }) : undefined;
    if (made) made.$parent = object;
    modeler.get("modeling").updateProperties(element, { conditionExpression: made });
  };
  return section(t("Condition"),
    checkField(t("Taken when no other is"), isDefault, setDefault, { disabled }),
    !isDefault && feel(panel, t("Taken when"), object.conditionExpression?.body, write));
}

export function tellLoop(panel, element, object) {
  const loop = object.loopCharacteristics;
  if (!loop) return undefined;
  return is(loop, "bpmn:MultiInstanceLoopCharacteristics") ? tellMultiple(panel, element, loop) : tellPlainLoop(panel, element, loop);
}

function setExpression(panel, element, loop, name) {
  return (body) => {
    const { modeler } = panel;
    const made = body ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body }) : undefined;
    if (made) made.$parent = loop;
    modeler.get("modeling").updateModdleProperties(element, loop, { [name]: made });
  };
}

function tellMultiple(panel, element, loop) {
  const { t, readOnly: disabled, modeler } = panel;
  const known = findExtension(loop, "vigie:MultiInstance");
  const told = Object.fromEntries(["collection", "item", "output", "result"].map((name) => [name, known?.get(name)]));
  const write = (part) => {
    Object.assign(told, part);
    const isEmpty = Object.values(told).every((value) => !value);
    panel.write(() => writePart(modeler, element, loop, "vigie:MultiInstance", isEmpty ? [] : [told]));
  };
  const variables = panel.catalogue.variables.map(({ name }) => name);
  return section(t("Done several times"),
    feel(panel, t("For each of the list"), told.collection, (collection) => write({ collection })),
    textField(t("Each one is called"), told.item, (item) => write({ item }), { disabled, spellcheck: "false" }),
    feel(panel, t("Or so many times"), loop.loopCardinality?.body, setExpression(panel, element, loop, "loopCardinality")),
    feel(panel, t("Each gives"), told.output, (output) => write({ output }), { extra: ["result"] }),
    textField(t("All together go into"), told.result, (result) => write({ result }), { disabled, list: variables }),
    feel(panel, t("Stop early when"), loop.completionCondition?.body, setExpression(panel, element, loop, "completionCondition")));
}

function tellPlainLoop(panel, element, loop) {
  const { t, readOnly: disabled, modeler } = panel;
  const setMaximum = (text) => modeler.get("modeling").updateModdleProperties(element, loop, { loopMaximum: text ? Number(text) : undefined });
  return section(t("Done again"),
    feel(panel, t("As long as"), loop.loopCondition?.body, setExpression(panel, element, loop, "loopCondition")),
    textField(t("At most"), loop.loopMaximum, (text) => panel.write(() => setMaximum(text)), { disabled, type: "number", min: 1 }));
}
