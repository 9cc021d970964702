// What an element does, beside the drawing: only what the kernel reads, chosen from what there is.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { listParts } from "./panel_parts.js";
import { button, make, section } from "./fields.js";
import { describeShape, listNext } from "./offered.js";

// What was typed stands in the panel as it was typed; showing it anew would lose what is typed beside it.
const SHOWN_ALREADY = new Set(["titles", "rename", "target"]);

export class Panel {
  constructor({ box, modeler, translate, catalogue, offers, saving, findings }) {
    Object.assign(this, { box, modeler, catalogue, offers, saving, findings, t: translate });
    this.place = box.querySelector("[data-panel]");
    this.readOnly = !saving;
    this.element = undefined;
    const bus = modeler.get("eventBus");
    bus.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : undefined));
    bus.on("commandStack.changed", () => this.refresh());
    bus.on("root.set", () => this.show(undefined));
    this.show(undefined);
  }

  // Not while somebody writes in it: the field that changed the drawing shows what it wrote.
  refresh() {
    if (this.place.contains(document.activeElement) || this.writing) return;
    this.show(this.element);
  }

  show(element) {
    const shape = element?.labelTarget ?? element;
    const isGone = shape && !this.modeler.get("elementRegistry").get(shape.id);
    this.element = isGone ? undefined : shape;
    const shown = this.element ?? this.modeler.get("canvas").getRootElement();
    const parts = listParts(this, shown, getBusinessObject(shown));
    const opened = this.shown === shown ? this.listFolds().map(({ open }) => open) : [];
    this.shown = shown;
    this.place.replaceChildren(...[...parts, this.tellNext(shown)].filter(Boolean));
    this.listFolds().forEach((fold, place) => (fold.open ||= opened[place] ?? false));
  }

  listFolds() {
    return [...this.place.querySelectorAll("details")];
  }

  // A field under somebody's hands stays: what is told anew would take the place of what is being written.
  isWritten() {
    const active = document.activeElement;
    return this.place.contains(active) && active.matches("input:not([type=checkbox]), .feel");
  }

  // For who has no mouse: what may follow, set behind it.
  tellNext(element) {
    if (this.readOnly || !is(element, "bpmn:FlowNode")) return undefined;
    const append = ({ key }) => {
      const shape = this.modeler.get("elementFactory").createShape(describeShape(key));
      this.modeler.get("autoPlace").append(element, shape);
    };
    const row = listNext(element, this.offers).map((kind) => button(this.t(kind.title), () => append(kind)));
    return section(this.t("Add behind it"), row.length && make("div", { class: "row-of-buttons" }, ...row));
  }

  update(element, properties) {
    this.writing = true;
    this.modeler.get("modeling").updateProperties(element, properties);
    this.writing = false;
  }

  write(act) {
    this.writing = true;
    act();
    this.writing = false;
  }

  async change(kind, change) {
    const done = await this.saving.send(this.box.dataset.settings, { kind, change: JSON.stringify(change) });
    if (done && !SHOWN_ALREADY.has(kind) && !this.isWritten()) this.show(this.element);
  }
}
