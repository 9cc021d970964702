// Files chosen or dropped: sent one by one with their progress, each told what became of it. Without this script the form sends them all.

function say(line, text, tone = "") {
  line.className = tone;
  line.replaceChildren(text);
}

function name(text, file) {
  return text.replace("{name}", () => file.name);
}

class Uploads {
  constructor(form, page) {
    this.form = form;
    this.page = page;
    this.lines = form.querySelector(".drop-files");
    this.waiting = Promise.resolve();
  }

  take(files) {
    for (const file of files) {
      const line = this.page.createElement("li");
      this.lines.append(line);
      if (file.size > Number(this.form.dataset.most)) {
        say(line, name(this.form.dataset.textLarge, file), "late");
        continue;
      }
      this.waiting = this.waiting.then(() => this.send(file, line));
    }
    this.waiting = this.waiting.then(() => this.refresh());
  }

  send(file, line) {
    const bar = this.page.createElement("progress");
    bar.max = file.size || 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name(this.form.dataset.textSending, file));
    line.replaceChildren(name(this.form.dataset.textSending, file), bar);
    const data = new FormData(this.form);
    data.delete("files");
    data.append("files", file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        bar.value = Math.min(event.loaded, bar.max);
      });
      request.addEventListener("loadend", () => {
        const told = request.status === 200 ? request.response?.files?.[0] : null;
        say(line, told?.text ?? name(this.form.dataset.textFailed, file), told?.tone ?? "late");
        done();
      });
      request.send(data);
    });
  }

  async refresh() {
    this.form.querySelector('input[type="file"]').value = "";
    const here = this.page.getElementById(this.form.dataset.uploads);
    const response = await fetch(this.page.location.href).catch(() => null);
    if (!response?.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const list = fresh.getElementById(here.id);
    if (list) here.replaceChildren(...list.childNodes);
  }
}

function connectDropping(form, uploads) {
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const mark = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  };
  const unmark = () => form.classList.remove("over");
  // Anywhere on the page: a file dropped beside the frame would otherwise replace the page in the browser.
  const page = form.ownerDocument;
  page.addEventListener("dragover", mark);
  page.addEventListener("dragleave", (event) => event.relatedTarget === null && unmark());
  page.addEventListener("drop", (event) => {
    unmark();
    if (!hasFiles(event)) return;
    event.preventDefault();
    uploads.take([...event.dataTransfer.files]);
  });
}

export function connectUploads(page) {
  const form = page.querySelector("[data-uploads]");
  if (!form) return;
  const uploads = new Uploads(form, page);
  form.querySelector('input[type="file"]').addEventListener("change", (event) => uploads.take([...event.target.files]));
  form.addEventListener("submit", (event) => event.preventDefault());
  connectDropping(form, uploads);
}
