// A timer in words and in FEEL. What was written otherwise stays a formula.

const UNITS = { days: ["P", "D"], weeks: ["P", "W"], months: ["P", "M"], years: ["P", "Y"], hours: ["PT", "H"] };
const RULES = ["citizen", "fund", "contribution", "plain"];

const escape = (text) => text.trim();

function readIso(text) {
  const found = /^P(T?)(\d+)([DWMYH])$/.exec(text);
  if (!found) return undefined;
  const unit = Object.entries(UNITS).find(([, [head, tail]]) => head === `P${found[1]}` && tail === found[3]);
  return unit && { count: Number(found[2]), unit: unit[0] };
}

function writeIso(count, unit) {
  const [head, tail] = UNITS[unit];
  return `${head}${count}${tail}`;
}

// {way, count, unit, from, rule}; `way`: wait (a duration), on (a day), after (days of the calendar or work), term, formula.
export function readTimer(kind, text) {
  const told = text.trim();
  const asIso = (iso) => readIso(iso.replace(/^duration\("([^"]+)"\)$/, "$1"));
  if (kind === "timeDuration") {
    const found = asIso(told);
    return found ? { way: "wait", ...found } : { way: "formula", kind, text };
  }
  if (kind !== "timeDate") return { way: "formula", kind: kind ?? "timeDate", text };
  return readDate(told) ?? { way: "formula", kind, text };
}

function readDate(told) {
  const working = /^working days after\((.+), (\d+)\)$/.exec(told);
  if (working) return { way: "after", from: working[1], count: Number(working[2]), unit: "working_days" };
  const plus = /^([\w.()]+) \+ duration\("([^"]+)"\)$/.exec(told);
  const span = plus && readIso(plus[2]);
  if (span) return { way: "after", from: plus[1], ...span };
  const term = /^deadline\((.+), "(\d+) (\w+?)s?", "(\w+)"\)$/.exec(told);
  if (term && RULES.includes(term[4])) {
    return { way: "term", from: term[1], count: Number(term[2]), unit: `${term[3]}s`, rule: term[4] };
  }
  if (/^[A-Za-z_][\w.]*$/.test(told)) return { way: "on", from: told };
  return undefined;
}

export function writeTimer({ way, count, unit, from, rule, kind, text }) {
  switch (way) {
    case "wait":
      return ["timeDuration", `duration("${writeIso(count, unit === "working_days" ? "days" : unit)}")`];
    case "on":
      return ["timeDate", escape(from)];
    case "after":
      return unit === "working_days"
        ? ["timeDate", `working days after(${escape(from)}, ${count})`]
        : ["timeDate", `${escape(from)} + duration("${writeIso(count, unit)}")`];
    case "term":
      return ["timeDate", `deadline(${escape(from)}, "${count} ${count === 1 ? unit.replace(/s$/, "") : unit}", "${rule}")`];
    default:
      return [kind ?? "timeDate", text ?? ""];
  }
}

export const TIMER_UNITS = ["working_days", ...Object.keys(UNITS)];
export const TIMER_RULES = RULES;
