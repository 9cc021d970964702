import { connectDrafts } from "./drafts.js";
import { connectKeyboard } from "./keyboard.js";
import { connectMenus } from "./menus.js";

connectMenus(document);
connectKeyboard(document);
connectDrafts(document);
