import { connectBulk } from "./bulk.js";
import { connectCopying } from "./copying.js";
import { connectDrafts } from "./drafts.js";
import { connectKeyboard } from "./keyboard.js";
import { connectMenus } from "./menus.js";
import { connectQuestions } from "./questions.js";
import { connectTables } from "./tables.js";

connectMenus(document);
connectKeyboard(document);
connectDrafts(document);
connectQuestions(document);
connectTables(document);
connectCopying(document);
connectBulk(document);
