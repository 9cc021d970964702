// Saved by itself after each pause, under the state of the draft that the page shows; who comes late keeps the drawing.

const PAUSE_MS = 300;
const AGAIN_MS = 5000;

export class Saving {
  constructor({ box, state, modeler, translate, onAnswer }) {
    Object.assign(this, { box, state, modeler, translate, onAnswer });
    this.rev = Number(box.dataset.rev);
    this.timer = 0;
    this.dirty = false;
    this.busy = false;
    this.pending = 0;
    this.stopped = false;
    modeler.get("eventBus").on("commandStack.changed", () => this.touch());
    addEventListener("beforeunload", (event) => this.isOwing() && event.preventDefault());
  }

  isOwing() {
    return this.dirty || this.busy || this.pending > 0;
  }

  touch() {
    if (this.stopped) return;
    this.dirty = true;
    this.show("saving", this.translate("Saving…"));
    this.wait(PAUSE_MS);
  }

  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  show(name, text) {
    this.state.dataset.state = name;
    this.state.textContent = text;
  }

  async save() {
    if (!this.dirty || this.busy || this.stopped) return;
    this.dirty = false;
    this.busy = true;
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      await this.send(this.box.dataset.save, { xml });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.dirty = true;
      this.show("failed", this.translate("Not saved: the server cannot be reached. It is tried again."));
    } finally {
      this.busy = false;
    }
    if (this.dirty) this.wait(this.state.dataset.state === "failed" ? AGAIN_MS : PAUSE_MS);
  }

  // Also for what stands beside the drawing, in the settings of the process: one state of the draft, one writer at a time.
  send(address, fields) {
    this.pending += 1;
    const posted = (this.queue ?? Promise.resolve()).catch(() => undefined).then(() => this.post(address, fields));
    this.queue = posted.finally(() => (this.pending -= 1));
    return this.queue;
  }

  async post(address, fields) {
    if (this.stopped) return false;
    const body = new FormData();
    body.append("rev", this.rev);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const headers = { "X-CSRFToken": this.box.dataset.token, Accept: "application/json" };
    const response = await fetch(address, { method: "POST", body, headers });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (response.ok) {
      this.rev = answer.rev;
      // What was drawn while this was on its way is not saved yet, and must not be said to be.
      if (!this.dirty && this.pending === 1) this.show("saved", answer.text);
    } else if (response.status === 409) {
      this.stop(answer);
    } else {
      this.show("failed", answer.text ?? this.translate("Not saved: the server refused it. Open the page anew."));
    }
    this.onAnswer(answer, response.ok);
    return response.ok;
  }

  stop(answer) {
    this.stopped = true;
    this.dirty = false;
    this.show("conflict", this.translate("Not saved"));
    const notice = this.box.querySelector("[data-late]");
    notice.querySelector("[data-late-text]").textContent = answer.text;
    notice.hidden = false;
    notice.focus();
  }
}
