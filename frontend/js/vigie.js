import { connectBulk } from "./bulk.js";
import { connectCopying } from "./copying.js";
import { connectDrafts } from "./drafts.js";
import { connectKeyboard } from "./keyboard.js";
import { connectMenus } from "./menus.js";
import { connectPalette } from "./palette.js";
import { connectQuestions } from "./questions.js";
import { connectTables } from "./tables.js";
import { connectToasts } from "./toasts.js";

connectMenus(document);
connectKeyboard(document);
connectDrafts(document);
connectQuestions(document);
connectTables(document);
connectCopying(document);
connectBulk(document);
connectPalette(document);
connectToasts(document);
