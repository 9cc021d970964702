// The drawing of a draft: a page of its own loads this.
import { openDrawing } from "./drawing/editor.js";

for (const box of document.querySelectorAll("[data-drawing]")) openDrawing(box);
