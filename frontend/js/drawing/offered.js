// Palette, context pad and the menu that changes an element: only what the kernel runs, by the list the server gives.
import ContextPadProvider from "bpmn-js/lib/features/context-pad/ContextPadProvider";
import PaletteProvider from "bpmn-js/lib/features/palette/PaletteProvider";
import ReplaceMenuProvider from "bpmn-js/lib/features/popup-menu/ReplaceMenuProvider";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

const KINDS = [
  ["startEvent", "event", "start-event-none", "Start event"],
  ["intermediateCatchEvent:timer", "event", "intermediate-event-catch-timer", "Timer"],
  ["intermediateCatchEvent:message", "event", "intermediate-event-catch-message", "Wait for a message"],
  ["endEvent", "event", "end-event-none", "End event"],
  ["userTask", "activity", "user-task", "User task"],
  ["serviceTask", "activity", "service-task", "Service task"],
  ["businessRuleTask", "activity", "business-rule-task", "Business rule task"],
  ["sendTask", "activity", "send-task", "Send task"],
  ["receiveTask", "activity", "receive-task", "Receive task"],
  ["manualTask", "activity", "manual-task", "Manual task"],
  ["callActivity", "activity", "call-activity", "Call activity"],
  ["subProcess", "activity", "subprocess-expanded", "Sub-process"],
  ["exclusiveGateway", "gateway", "gateway-xor", "Exclusive gateway"],
  ["parallelGateway", "gateway", "gateway-parallel", "Parallel gateway"],
  ["inclusiveGateway", "gateway", "gateway-or", "Inclusive gateway"],
  ["eventBasedGateway", "gateway", "gateway-eventbased", "Event-based gateway"],
];
const APPENDED = new Set([
  "userTask", "serviceTask", "exclusiveGateway", "intermediateCatchEvent:timer", "endEvent",
]);
const BEHIND_EVENTS = new Set([
  "intermediateCatchEvent:timer", "intermediateCatchEvent:message", "receiveTask",
]);
const KEPT_TOOLS = new Set(["hand-tool", "lasso-tool", "space-tool", "global-connect-tool", "tool-separator"]);
const KEPT_HEADERS = new Set(["toggle-parallel-mi", "toggle-sequential-mi", "toggle-loop", "toggle-non-interrupting"]);

const lower = (word) => word.charAt(0).toLowerCase() + word.slice(1);

// `boundaryEvent:timer:beside`, as the server writes it; what has no name there ends in a word that it never says.
export function tellKey({ type, eventDefinitionType, cancelActivity, isInterrupting, ...rest }) {
  const event = eventDefinitionType ? lower(eventDefinitionType.slice(5)).replace("EventDefinition", "") : "";
  const beside = cancelActivity === false || isInterrupting === false ? "beside" : "";
  const odd = rest.triggeredByEvent || rest.instantiate ? ":never" : "";
  return [lower(type.slice(5)), event, beside].join(":").replace(/:+$/, "") + odd;
}

export function listKinds(offers) {
  return KINDS.filter(([key]) => offers.has(key)).map(([key, group, icon, title]) => ({ key, group, icon, title }));
}

export function describeShape(key) {
  const [local, event] = key.split(":");
  const type = `bpmn:${local.charAt(0).toUpperCase()}${local.slice(1)}`;
  const shape = { type };
  if (event) shape.eventDefinitionType = `bpmn:${event.charAt(0).toUpperCase()}${event.slice(1)}EventDefinition`;
  if (type === "bpmn:SubProcess") shape.isExpanded = true;
  return shape;
}

export function listNext(element, offers) {
  const object = getBusinessObject(element);
  if (!is(object, "bpmn:FlowNode") || is(object, "bpmn:EndEvent") || object.triggeredByEvent) return [];
  const wanted = is(object, "bpmn:EventBasedGateway") ? BEHIND_EVENTS : APPENDED;
  return listKinds(offers).filter(({ key }) => wanted.has(key));
}

class OfferedPalette extends PaletteProvider {
  static $inject = [
    "palette", "create", "elementFactory", "spaceTool", "lassoTool", "handTool", "globalConnect", "translate",
    "elementRegistry", "eventBus", "config.offers",
  ];

  constructor(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate, ...more) {
    super(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate);
    const [registry, eventBus, offers] = more;
    Object.assign(this, { create, elementFactory, translate, registry, offers });
    eventBus.on(["import.done", "commandStack.changed"], () => {
      if (this.hasPool() !== this.hadPool) palette._update();
    });
  }

  hasPool() {
    return Boolean(this.registry.find(({ type }) => type === "bpmn:Participant"));
  }

  getPaletteEntries() {
    const known = super.getPaletteEntries();
    const entries = Object.fromEntries(Object.entries(known).filter(([name]) => KEPT_TOOLS.has(name)));
    for (const kind of listKinds(this.offers)) {
      entries[`create.${kind.key}`] =
        kind.key === "subProcess"
          ? { ...known["create.subprocess-expanded"], title: this.translate(kind.title) }
          : this.describe(kind);
    }
    this.hadPool = this.hasPool();
    if (!this.hadPool) entries["create.participant"] = { ...known["create.participant-expanded"], title: this.translate("Pool") };
    return entries;
  }

  describe({ key, group, icon, title }) {
    const start = (event) => this.create.start(event, this.elementFactory.createShape(describeShape(key)));
    return {
      group,
      className: `bpmn-icon-${icon}`,
      title: this.translate(title),
      action: { dragstart: start, click: start },
    };
  }
}

class OfferedPad extends ContextPadProvider {
  static $inject = [...ContextPadProvider.$inject, "config.offers"];

  constructor(...services) {
    super(...services);
    this.offers = services.at(-1);
    const named = (name) => services[ContextPadProvider.$inject.indexOf(name)];
    const injector = named("injector");
    Object.assign(this, { create: named("create"), elementFactory: named("elementFactory") });
    this.say = named("translate");
    this.place = injector.get("autoPlace");
  }

  getContextPadEntries(element) {
    const known = super.getContextPadEntries(element);
    const entries = Object.fromEntries(
      Object.entries(known).filter(([name]) => !name.startsWith("append.") || name === "append.text-annotation"),
    );
    const next = listNext(element, this.offers).map((kind) => [`append.${kind.key}`, this.describe(kind)]);
    return { ...Object.fromEntries(next), ...entries };
  }

  describe({ key, icon, title }) {
    const make = () => this.elementFactory.createShape(describeShape(key));
    return {
      group: "model",
      className: `bpmn-icon-${icon}`,
      title: this.say(title),
      action: {
        click: (_event, source) => this.place.append(source, make()),
        dragstart: (event, source) => this.create.start(event, make(), { source }),
      },
    };
  }
}

class OfferedChanges extends ReplaceMenuProvider {
  static $inject = [...ReplaceMenuProvider.$inject, "config.offers"];

  constructor(...services) {
    super(...services);
    this.offers = services.at(-1);
  }

  _createEntries(target, options) {
    return super._createEntries(target, options.filter((option) => this.offers.has(tellKey(option.target))));
  }

  _createSequenceFlowEntries(target, options) {
    const source = getBusinessObject(target).sourceRef;
    const chooses = is(source, "bpmn:ExclusiveGateway") || is(source, "bpmn:InclusiveGateway");
    const kept = options.filter(({ actionName }) => actionName !== "replace-with-conditional-flow"
      && (chooses || actionName !== "replace-with-default-flow"));
    return super._createSequenceFlowEntries(target, kept);
  }

  getPopupMenuHeaderEntries(target) {
    const entries = Object.entries(super.getPopupMenuHeaderEntries(target));
    const mayStay = this.mayChangeInterrupting(target);
    return Object.fromEntries(entries.filter(([name]) => KEPT_HEADERS.has(name)
      && (name !== "toggle-non-interrupting" || mayStay)));
  }

  mayChangeInterrupting(target) {
    const object = getBusinessObject(target);
    const eventDefinitionType = object.eventDefinitions?.[0]?.$type;
    return this.offers.has(tellKey({ type: object.$type, eventDefinitionType, cancelActivity: false }));
  }
}

export default {
  __init__: ["paletteProvider", "contextPadProvider", "replaceMenuProvider"],
  paletteProvider: ["type", OfferedPalette],
  contextPadProvider: ["type", OfferedPad],
  replaceMenuProvider: ["type", OfferedChanges],
};
