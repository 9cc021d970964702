"""Every text marked for translation, as it is looked up: read from the parsed templates and from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from app.settings.environment import BASE_DIR

BASE = BASE_DIR
#: A context stands before its text as gettext keeps it.
GLUE = "\x04"
#: By the place of the context, if any, and of the texts among the arguments.
CALLS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "_": (None, (0,)),
    "gettext": (None, (0,)),
    "gettext_lazy": (None, (0,)),
    "gettext_noop": (None, (0,)),
    "ngettext": (None, (0,)),
    "ngettext_lazy": (None, (0,)),
    "pgettext": (0, (1,)),
    "pgettext_lazy": (0, (1,)),
    "npgettext": (0, (1,)),
    "npgettext_lazy": (0, (1,)),
}


@cache
def read_marked_texts() -> dict[str, str]:
    """Text (after its context and GLUE) -> a file that marks it."""
    found: dict[str, str] = {}
    for path in list_templates():
        for node in list_nodes(path):
            for text in read_node(node):
                found.setdefault(text, str(path.relative_to(BASE)))
    for folder in ("app", "forms", "workflows"):
        for path in (BASE / folder).rglob("*.py"):
            for text in read_code(path.read_text(encoding="utf-8")):
                found.setdefault(text, str(path.relative_to(BASE)))
    return found


def list_templates() -> list[Path]:
    return [path for path in sorted((BASE / "app").rglob("*.html")) if "templates" in path.parts]


def list_nodes(path: Path) -> list[Node]:
    template = Template(path.read_text(encoding="utf-8"))
    return [node for node in template.nodelist.get_nodes_by_type(Node) if isinstance(node, Node)]


def read_node(node: Node) -> Iterator[str]:
    """What a tag looks up. Only a literal can be known."""
    if isinstance(node, TranslateNode):
        literal: Any = node.filter_expression.var.literal
        if isinstance(literal, str):
            yield put_together(node.message_context, literal.replace("%", "%%"))
    elif isinstance(node, BlockTranslateNode):
        yield put_together(node.message_context, node.render_token_list(node.singular)[0])


def put_together(context: FilterExpression | None, text: str) -> str:
    return f"{context.resolve(Context())}{GLUE}{text}" if context else text


def read_code(source: str) -> Iterator[str]:
    module = ast.parse(source)
    constants = read_constants(module)
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in CALLS:
            context, texts = CALLS[name]
            words = [read_word(one, constants) for one in node.args]
            yield from read_call(words, context, texts)


def read_constants(module: ast.Module) -> dict[str, object]:
    """Texts a module names once: a context is often one of them."""
    return {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def read_word(node: ast.expr, constants: dict[str, object]) -> object:
    """A literal or a name of the module; nothing else can be known."""
    if isinstance(node, ast.Constant):
        return node.value
    return constants.get(node.id) if isinstance(node, ast.Name) else None


def read_call(words: list[object], context: int | None, texts: tuple[int, ...]) -> Iterator[str]:
    before = words[context] if context is not None else ""
    for place in texts:
        text = words[place] if place < len(words) else None
        if isinstance(text, str) and text and isinstance(before, str):
            yield f"{before}{GLUE}{text}" if context is not None else text
