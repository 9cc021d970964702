// Drafts: saved two seconds after the last key and on leaving, never validated, refused when somebody else saved.

const IDLE_MS = 2000;

class Draft {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector(".draft-state");
    this.timer = 0;
    this.dirty = false;
    this.stopped = false;
    this.inFlight = false;
  }

  touch() {
    if (this.stopped) return;
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE_MS);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  show(name, text) {
    this.state.dataset.state = name;
    this.state.textContent = text;
  }

  async save() {
    if (!this.dirty || this.stopped || this.inFlight) return;
    this.dirty = false;
    this.inFlight = true;
    this.show("saving", this.form.dataset.textSaving);
    try {
      await this.send();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.dirty = true;
      this.show("failed", this.form.dataset.textFailed);
    } finally {
      this.inFlight = false;
    }
    if (this.dirty) this.touch();
  }

  async send() {
    const response = await fetch(this.form.dataset.draft, {
      method: "POST",
      body: new FormData(this.form),
      headers: { Accept: "application/json" },
      keepalive: true,
    });
    const answer = await this.read(response);
    if (response.ok) {
      this.form.elements.draft_rev.value = answer.rev;
      this.show("saved", answer.text);
    } else {
      this.stopped = response.status === 409;
      this.show(this.stopped ? "conflict" : "failed", answer.text ?? this.form.dataset.textFailed);
    }
  }

  async read(response) {
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return isJson ? response.json() : {};
  }
}

export function connectDrafts(page) {
  for (const form of page.querySelectorAll("form[data-draft]")) {
    const draft = new Draft(form);
    form.addEventListener("input", () => draft.touch());
    form.addEventListener("submit", () => draft.stop());
    addEventListener("pagehide", () => draft.save());
  }
}
