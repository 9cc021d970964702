// The colours of a formula by day and by night. `light-dark()` follows the page at once, so that nothing is drawn anew
// (and no letter of a formula being typed is lost) when the reader's light changes.
import { Prec } from "@codemirror/state";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const NAMED = "light-dark(#0550ae, #79c0ff)";
const CALLED = "light-dark(#8250df, #dcbdfb)";
const WORD = "light-dark(#a31515, #f47067)";
const TEXT = "light-dark(#1a7f37, #aff5b4)";

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.typeName], color: WORD },
  { tag: [tags.string, tags.special(tags.string)], color: TEXT },
  { tag: tags.number, color: "light-dark(#06704a, #6bc46d)" },
  { tag: [tags.arithmeticOperator, tags.compareOperator], color: "light-dark(#0969da, #89dceb)" },
  { tag: [tags.lineComment, tags.blockComment], color: "light-dark(#69727b, #8b949e)" },
  { tag: [tags.variableName, tags.propertyName], color: NAMED },
  { tag: [tags.definition(tags.variableName), tags.definition(tags.propertyName)], color: NAMED },
  { tag: tags.special(tags.variableName), color: NAMED },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: CALLED },
  { tag: tags.function(tags.special(tags.variableName)), color: CALLED },
  { tag: tags.function(tags.definition(tags.variableName)), color: CALLED },
]);

const ground = EditorView.theme({ "&": { color: "var(--ink)" }, ".cm-content": { caretColor: "currentColor" } });

// The editor brings colours made for light paper: these stand before them.
export const formulaColours = Prec.highest([ground, syntaxHighlighting(style)]);
