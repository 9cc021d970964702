import { connectDrafts } from "./drafts.js";
import { connectKeyboard } from "./keyboard.js";
import { connectMenus } from "./menus.js";
import { connectQuestions } from "./questions.js";

connectMenus(document);
connectKeyboard(document);
connectDrafts(document);
connectQuestions(document);
