"""Changes of a decision table, cut into its file: cells and columns by the names of their fields, rules by number."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from app.studio.decision_spans import Document, Element, Splice, clean, find_free, rename_ids
from app.studio.decision_tables import list_owners, list_table_elements, read_table
from app.studio.errors import FileRefused

CELL = re.compile(
    r"r(\d{1,4})([ioa])(\d{1,3})|r(\d{1,4})d|([io])(\d{1,3})([a-z]+)|f(\d{1,3})|policy|aggregation"
)
#: Cells that every rule has: each an element of its own, so that many are written at once.
ENTRY = re.compile(r"r\d{1,4}[io]\d{1,3}")
ENTRIES = {"i": "inputEntry", "o": "outputEntry", "a": "annotationEntry"}
MOST_RULES = 500
MOST_COLUMNS = 60
MOST_LETTERS = 5000


class TableFile:
    """A DMN file opened at one of its tables (None: a file without). Raises FileRefused."""

    def __init__(self, text: str, place: int | None) -> None:
        self.document = Document(text)
        self.text = text
        found = list_table_elements(self.document)
        if place is not None and not 0 <= place < len(found):
            raise FileRefused(_("The decision has no such table."))
        self.owner, self.node = (
            found[place] if place is not None else (self.document.root, self.document.root)
        )
        self.rules = list(self.node.every("rule"))
        self.place = place or 0

    @property
    def prefix(self) -> str:
        return self.node.prefix

    def find_rule(self, number: int) -> Element:
        if not 1 <= number <= len(self.rules):
            raise FileRefused(_("The table has no rule %(number)d.") % {"number": number})
        return self.rules[number - 1]

    def find_column(self, kind: str, number: int) -> Element:
        found = list(self.node.every("input" if kind == "i" else "output"))
        if not 1 <= number <= len(found):
            raise FileRefused(_("The table has no such column."))
        return found[number - 1]

    def wrap(self, name: str, text: str, key: str = "") -> str:
        """An element with a text in it, as DMN writes all its expressions."""
        identity = f' id="{escape(key)}"' if key else ""
        p = self.prefix
        return f"<{p}{name}{identity}><{p}text>{escape(clean(text))}</{p}text></{p}{name}>"


def write_fields(text: str, place: int | None, fields: Mapping[str, str]) -> str:
    """The file with what these fields say; one that says what stands there already changes nothing.

    Raises FileRefused for a field the table does not have.
    """
    told = {name: value.replace("\r\n", "\n").strip() for name, value in fields.items()}
    if any(len(value) > MOST_LETTERS for value in told.values()):
        raise FileRefused(_("A cell holds at most %(most)d characters.") % {"most": MOST_LETTERS})
    cells = {name: value for name, value in told.items() if ENTRY.fullmatch(name)}
    if cells:
        file = TableFile(text, place)
        text = file.document.apply(one for name in cells for one in plan_field(file, name, cells[name]))
    # The rest one after the other, on what the one before left: two may touch the same element.
    for name in sorted(told.keys() - cells.keys(), key=lambda one: (one != "policy", one)):
        file = TableFile(text, place)
        text = file.document.apply(plan_field(file, name, told[name]))
    return text


def plan_field(file: TableFile, name: str, value: str) -> list[Splice]:
    found = CELL.fullmatch(name)
    if found is None:
        raise FileRefused(_("The table has no field “%(name)s”.") % {"name": name[:40]})
    rule, kind, at, described, column, number, part, formula = found.groups()
    if rule:
        splices = write_cell(file, file.find_rule(int(rule)), kind, int(at), value)
    elif described:
        splices = write_description(file, file.find_rule(int(described)), value)
    elif column:
        splices = write_column(file, column, int(number), part, value)
    elif formula:
        splices = write_formula(file, int(formula), value)
    else:
        splices = write_policy(file, name, value)
    return list(splices)


def write_cell(file: TableFile, rule: Element, kind: str, at: int, value: str) -> Iterator[Splice]:
    entries = list(rule.every(ENTRIES[kind]))
    if kind == "a" and len(entries) < at <= MOST_COLUMNS:
        missing = "".join(file.wrap(ENTRIES[kind], "") for _one in range(at - 1 - len(entries)))
        added = missing + file.wrap(ENTRIES[kind], value)
        if value:
            yield file.document.append(rule, added, ("description", *ENTRIES.values()))
        return
    if not 1 <= at <= len(entries):
        raise FileRefused(_("The table has no such column."))
    yield from write_child_text(file, entries[at - 1], value)


def write_child_text(file: TableFile, parent: Element, value: str) -> Iterator[Splice]:
    """The `text` of an expression, put in where it is missing."""
    node = parent.child("text")
    if node is None:
        p = file.prefix
        yield file.document.append(parent, f"<{p}text>{escape(clean(value))}</{p}text>", ("description",))
    elif node.text.strip() != value:
        yield file.document.write_text(node, value)


def write_description(file: TableFile, rule: Element, value: str) -> Iterator[Splice]:
    node, p = rule.child("description"), file.prefix
    if node is None:
        if value:
            yield file.document.append(rule, f"<{p}description>{escape(clean(value))}</{p}description>")
    elif not value:
        yield file.document.remove(node)
    elif node.text.strip() != value:
        yield file.document.write_text(node, value)


def write_column(file: TableFile, kind: str, number: int, part: str, value: str) -> Iterator[Splice]:
    """What a column asks or answers. Raises FileRefused for a part it has not."""
    node = file.find_column(kind, number)
    column = (kind, part)
    if column in (("i", "label"), ("o", "label"), ("o", "name")):
        yield from write_attribute(file, node, part, value)
    elif column == ("o", "type"):
        yield from write_attribute(file, node, "typeRef", value)
    elif column == ("i", "type"):
        yield from write_attribute(file, require(node, "inputExpression"), "typeRef", value)
    elif column == ("i", "expression"):
        yield from write_child_text(file, require(node, "inputExpression"), value)
    elif column == ("i", "values"):
        yield from write_part(file, node, "inputValues", value, ("description", "inputExpression"))
    elif column == ("o", "values"):
        yield from write_part(file, node, "outputValues", value, ("description",))
    elif column == ("o", "default"):
        yield from write_part(file, node, "defaultOutputEntry", value, ("description", "outputValues"))
    else:
        raise FileRefused(_("The table has no field “%(name)s”.") % {"name": f"{kind}{number}{part}"})


def require(node: Element, name: str) -> Element:
    found = node.child(name)
    if found is None:
        raise FileRefused(_("The column asks nothing."))
    return found


def write_attribute(file: TableFile, node: Element, name: str, value: str) -> Iterator[Splice]:
    if node.get(name) != value:
        yield file.document.write_attribute(node, name, value)


def write_part(
    file: TableFile, node: Element, name: str, value: str, after: Sequence[str]
) -> Iterator[Splice]:
    """A part that a column may have or not have."""
    found = node.child(name)
    if found is None:
        if value:
            yield file.document.append(node, file.wrap(name, value), after)
    elif not value:
        yield file.document.remove(found)
    else:
        yield from write_child_text(file, found, value)


def write_formula(file: TableFile, number: int, value: str) -> Iterator[Splice]:
    owners = list(list_owners(file.document))
    node = owners[number - 1].child("literalExpression") if 1 <= number <= len(owners) else None
    if node is None:
        raise FileRefused(_("The decision has no such expression."))
    yield from write_child_text(file, node, value)


def write_policy(file: TableFile, name: str, value: str) -> Iterator[Splice]:
    """Only collecting counts together: another policy loses the aggregation."""
    if name == "aggregation":
        collects = file.node.get("hitPolicy") == "COLLECT"
        yield from write_attribute(file, file.node, "aggregation", value if collects else "")
        return
    if (file.node.get("hitPolicy") or "UNIQUE") == value:
        return
    yield file.document.write_attribute(file.node, "hitPolicy", value)
    if value != "COLLECT" and file.node.get("aggregation"):
        yield file.document.write_attribute(file.node, "aggregation", "")


def add_rule(
    text: str, place: int, after: int | None = None, tests: Sequence[str] = (), outputs: Sequence[str] = ()
) -> str:
    """A rule behind rule `after` (None: last; 0: first), with these tests; what is not given is anything."""
    file = TableFile(text, place)
    if len(file.rules) >= MOST_RULES:
        raise FileRefused(_("A table holds at most %(most)d rules.") % {"most": MOST_RULES})
    table = read_table(file.place, file.owner, file.node)
    key = find_free(f"rule_{len(file.rules) + 1}", file.document.list_ids())
    told = {
        "i": [*tests, *["-"] * len(table.inputs)][: len(table.inputs)],
        "o": [*outputs, *[""] * len(table.outputs)][: len(table.outputs)],
        "a": ["" for _one in table.annotations],
    }
    entries = [
        file.wrap(ENTRIES[kind], one, f"{key}_{'in' if kind == 'i' else 'out'}_{n}" if kind != "a" else "")
        for kind, texts in told.items()
        for n, one in enumerate(texts, 1)
    ]
    return put_rule(file, after, lambda space: write_rule(file, key, entries, space))


def write_rule(file: TableFile, key: str, entries: Sequence[str], space: str) -> str:
    inside = f"{space}  " if "\n" in space else ""
    return f'<{file.prefix}rule id="{key}">{"".join(f"{inside}{one}" for one in entries)}{space}</{file.prefix}rule>'


def put_rule(file: TableFile, after: int | None, write: Callable[[str], str]) -> str:
    """The rule that `write` makes with the white space of its neighbours, put behind rule `after`."""
    rules = file.rules
    before = rules[(len(rules) if after is None else after) - 1] if rules and after != 0 else None
    if before is not None:
        space = file.document.indent(before)
        splice = Splice(before.end, before.end, f"{space}{write(space)}".encode())
    elif rules:
        space = file.document.indent(rules[0])
        splice = Splice(rules[0].start, rules[0].start, f"{write(space)}{space}".encode())
    else:
        columns = [one for one in file.node.children if one.name in ("input", "output", "annotation")]
        space = file.document.indent(columns[-1]) if columns else ""
        splice = file.document.append(file.node, f"{space}{write(space)}", ("input", "output", "annotation"))
    return file.document.apply([splice])


def copy_rule(text: str, place: int, number: int) -> str:
    """The rule once more behind itself, with ids of its own and all it holds."""
    file = TableFile(text, place)
    if len(file.rules) >= MOST_RULES:
        raise FileRefused(_("A table holds at most %(most)d rules.") % {"most": MOST_RULES})
    rule = file.find_rule(number)
    copy = rename_ids(file.document.data[rule.start : rule.end], file.document.list_ids()).decode()
    return put_rule(file, number, lambda _space: copy)


def move_rule(text: str, place: int, number: int, to: int) -> str:
    """The rule at another place; beyond the ends it stays at the end."""
    file = TableFile(text, place)
    rule = file.find_rule(number)
    to = min(max(to, 1), len(file.rules))
    if to == number:
        return text
    space, moved = file.document.indent(rule), file.document.cut(rule.start, rule.end)
    target = file.rules[to - 1]
    there = (
        Splice(target.end, target.end, f"{space}{moved}".encode())
        if to > number
        else Splice(target.start, target.start, f"{moved}{space}".encode())
    )
    return file.document.apply([file.document.remove(rule), there])


def remove_rule(text: str, place: int, number: int) -> str:
    file = TableFile(text, place)
    return file.document.apply([file.document.remove(file.find_rule(number))])


def add_column(text: str, place: int, kind: str) -> str:
    """An input that asks nothing yet, or an output; every rule gets its cell."""
    file = TableFile(text, place)
    columns = list(file.node.every("input" if kind == "i" else "output"))
    if len(columns) >= MOST_COLUMNS:
        raise FileRefused(_("A table holds at most %(most)d columns.") % {"most": MOST_COLUMNS})
    taken = file.document.list_ids()
    key = find_free(f"{'input' if kind == 'i' else 'output'}_{len(columns) + 1}", taken)
    beside = columns[-1] if columns else next(iter(file.node.every("output")), None)
    space = file.document.indent(beside) if beside else ""
    splices = [
        file.document.append(file.node, f"{space}{write_new_column(file, kind, key)}", list_before(kind))
    ]
    for rule in file.rules:
        entries = [*rule.every(ENTRIES[kind]), *rule.every("inputEntry")]
        inner = file.document.indent(entries[0]) if entries else ""
        cell = file.wrap(
            ENTRIES[kind], "-" if kind == "i" else "", find_free(f"{rule.get('id')}_{key}", taken)
        )
        after = ("description", "inputEntry") if kind == "i" else ("description", "inputEntry", "outputEntry")
        splices.append(file.document.append(rule, f"{inner}{cell}", after))
    return file.document.apply(splices)


def list_before(kind: str) -> tuple[str, ...]:
    """What stands before a further column of this kind."""
    return ("description", "input") if kind == "i" else ("description", "input", "output")


def write_new_column(file: TableFile, kind: str, key: str) -> str:
    p = file.prefix
    if kind == "i":
        asked = f'<{p}inputExpression id="{key}_value"><{p}text></{p}text></{p}inputExpression>'
        return f'<{p}input id="{key}">{asked}</{p}input>'
    return f'<{p}output id="{key}" name="{key}"/>'


def remove_column(text: str, place: int, kind: str, number: int) -> str:
    """Without the column and its cells. Raises FileRefused for the only output."""
    file = TableFile(text, place)
    node = file.find_column(kind, number)
    if kind == "o" and len(list(file.node.every("output"))) == 1:
        raise FileRefused(_("A table needs an output."))
    cells = [list(rule.every(ENTRIES[kind])) for rule in file.rules]
    gone = [node, *(row[number - 1] for row in cells if number <= len(row))]
    return file.document.apply([file.document.remove(one) for one in gone])


def move_column(text: str, place: int, kind: str, number: int, by: int) -> str:
    """The column one place earlier (-1) or later (1), with its cells; at the end it stays."""
    file = TableFile(text, place)
    file.find_column(kind, number)
    other = number + by
    columns = list(file.node.every("input" if kind == "i" else "output"))
    if not 1 <= other <= len(columns):
        return text
    rows = [columns, *(list(rule.every(ENTRIES[kind])) for rule in file.rules)]
    splices: list[Splice] = []
    for row in rows:
        if max(number, other) <= len(row):
            splices += swap(file.document, row[number - 1], row[other - 1])
    return file.document.apply(splices)


def swap(document: Document, one: Element, other: Element) -> list[Splice]:
    return [
        Splice(one.start, one.end, document.data[other.start : other.end]),
        Splice(other.start, other.end, document.data[one.start : one.end]),
    ]


def add_variable(text: str, place: int, name: str, kind: str) -> str:
    """A value asked of the outside, and the line that draws it to the table's decision.

    Raises FileRefused for a name that is none or is there already.
    """
    file = TableFile(text, place)
    name = " ".join(clean(name).split())
    known = {" ".join(one.get("name").split()) for one in file.document.root.every("inputData")}
    if not re.fullmatch(r"[^\W\d][\w ]{0,80}", name) or name in known:
        raise FileRefused(_("The name is not free, or not letters, digits and spaces."))
    p, taken = file.prefix, file.document.list_ids()
    key = find_free(f"{re.sub(r'[^A-Za-z0-9]+', '_', name).strip('_') or 'input'}_input", taken)
    line = find_free(f"needs_{key}", taken | {key})
    first = next(iter(list_owners(file.document)))
    space = file.document.indent(first)
    typed = f' typeRef="{escape(kind)}"' if kind else ""
    data = f'<{p}inputData id="{key}" name="{name}"><{p}variable name="{name}"{typed}/></{p}inputData>{space}'
    inner = file.document.indent(file.owner.children[0]) if file.owner.children else ""
    needed = f'<{p}requiredInput href="#{key}"/>'
    drawn = f'{inner}<{p}informationRequirement id="{line}">{needed}</{p}informationRequirement>'
    before = ("description", "question", "allowedAnswers", "variable", "informationRequirement")
    return file.document.apply(
        [
            Splice(first.start, first.start, data.encode()),
            file.document.append(file.owner, drawn, before),
        ]
    )
