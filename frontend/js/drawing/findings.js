// What the server's linter and guards say of the drawing: a list beside it, a mark on each element, the way of a guard.
import { button, make } from "./fields.js";

const MARKS = ["found-error", "found-warning", "found-way"];

export class Findings {
  constructor({ box, modeler, translate, onTidy }) {
    Object.assign(this, { box, modeler, translate, onTidy });
    this.list = box.querySelector("[data-findings]");
    this.wanted = 0;
    this.shown = [];
  }

  async fetch() {
    this.wanted += 1;
    const mine = this.wanted;
    const response = await fetch(this.box.dataset.check, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok || mine !== this.wanted) return;
    const told = await response.json();
    if (mine === this.wanted) this.show(told);
  }

  show({ findings, problems, stray }) {
    this.shown = findings;
    this.clear();
    const { translate } = this;
    const [ways, others] = [findings.filter(({ path }) => path.length), findings.filter(({ path }) => !path.length)];
    const rows = [
      ...ways.map((one) => this.tellFinding(one)),
      ...problems.map((one) => this.tellProblem(one)),
      ...others.map((one) => this.tellFinding(one)),
    ];
    if (stray.length && this.onTidy) rows.unshift(this.offerTidying(stray));
    const count = problems.length + findings.filter(({ severity }) => severity === "error").length;
    const words = count ? translate("What does not hold: {count}", { count }) : translate("Nothing speaks against it.");
    this.list.replaceChildren(make("h2", {}, words), ...rows);
    this.list.dataset.count = count;
    for (const one of findings) this.mark(one);
  }

  clear() {
    const canvas = this.modeler.get("canvas");
    this.modeler.get("overlays").remove({ type: "finding" });
    for (const { id } of this.modeler.get("elementRegistry").getAll()) {
      for (const name of MARKS) canvas.removeMarker(id, name);
    }
  }

  find(id) {
    const registry = this.modeler.get("elementRegistry");
    return id ? registry.get(id) : undefined;
  }

  mark({ element, severity, message }) {
    const shape = this.find(element);
    if (!shape || !shape.parent) return;
    const name = severity === "error" ? "error" : "warning";
    this.modeler.get("canvas").addMarker(shape.id, `found-${name}`);
    if (shape.waypoints) return;
    const badge = make("button", { type: "button", class: `found-badge ${name}`, title: message, "aria-label": message }, "!");
    badge.addEventListener("click", () => this.go(element));
    this.modeler.get("overlays").add(shape.id, "finding", { position: { top: -10, right: 10 }, html: badge });
  }

  tellProblem({ file, line, message }) {
    return make("p", { class: "notice late" }, make("span", {}, make("code", {}, `${file}:${line}`), ` ${message}`));
  }

  tellFinding(one) {
    const way = make("span", { class: "way-out" }, `→ ${one.way_out}`);
    const name = one.element && (this.find(one.element)?.businessObject.name || one.element);
    const told = make("button", { type: "button", class: "found", onclick: () => this.follow(one) },
      name && make("strong", {}, name), ` ${one.message} `, way);
    return make("div", { class: `notice ${one.severity === "error" ? "late" : "warn"}`, "data-code": one.code }, told);
  }

  offerTidying(stray) {
    const words = this.translate("process.yaml still names what is no longer drawn: {names}", { names: stray.join(", ") });
    const act = button(this.translate("Take these names out"), () => this.onTidy());
    return make("div", { class: "notice late" }, make("p", {}, words), act);
  }

  follow(one) {
    const canvas = this.modeler.get("canvas");
    for (const { id } of this.modeler.get("elementRegistry").getAll()) canvas.removeMarker(id, "found-way");
    for (const id of this.listWay(one.path)) canvas.addMarker(id, "found-way");
    this.go(one.element);
  }

  // The nodes of the way and the flows between them; what a called process does is marked on the call.
  listWay(path) {
    const nodes = [...new Set(path.map((part) => part.split("/")[0]))].filter((id) => this.find(id));
    const pairs = nodes.slice(1).map((id, place) => [nodes[place], id]);
    const flows = this.modeler.get("elementRegistry").filter(({ businessObject: one, waypoints }) =>
      waypoints && pairs.some(([from, to]) => one.sourceRef?.id === from && one.targetRef?.id === to));
    return [...nodes, ...flows.map(({ id }) => id)];
  }

  go(id) {
    const shape = this.find(id);
    if (!shape) return;
    this.modeler.get("canvas").scrollToElement(shape, 80);
    this.modeler.get("selection", false)?.select(shape);
  }

  listOf(id) {
    return this.shown.filter(({ element }) => element === id);
  }
}
