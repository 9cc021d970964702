"""What a modeller saved, written into the file that was there: what did not change keeps its bytes.

A modeller writes a whole file anew, in its own order and quotes. A draft is compared, reviewed and exported as a file,
so that only what somebody changed may differ in it: elements that say the same as before are copied with their bytes,
comments and place; the others are written as the file writes its own.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from app.studio.drawing_pieces import XSI, Piece, is_needless_type, read_pieces, read_written_attributes

_INDENT = "  "
_STEP = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def keep_unchanged(before: str, after: str) -> str:
    """`after` in the words of `before`. Raises XmlRefused when one of them is no acceptable XML."""
    old, new = read_pieces(before), read_pieces(after)
    drop_empty_labels(new)
    if old.meaning == new.meaning:
        return before
    if old.name != new.name:
        return after
    return _Writing(before.encode(), old, new).write()


def drop_empty_labels(piece: Piece) -> None:
    """A modeller that has written a name inside its element leaves a label that says nothing."""
    piece.children = [
        one for one in piece.children if one.children or one.attributes or one.local != "BPMNLabel"
    ]
    for child in piece.children:
        drop_empty_labels(child)


class _Writing:
    def __init__(self, source: bytes, old: Piece, new: Piece) -> None:
        self.source, self.old, self.new = source, old, new
        self.prefixes = {uri: prefix for prefix, uri in old.prefixes.items()}
        self.added: dict[str, str] = {}
        self.wished = dict(list_prefixes(new))

    def write(self) -> str:
        body = self.merge(self.old, self.new)
        declared = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in self.added.items())
        head, tail = self.slice(0, self.old.start), self.slice(self.old.end, len(self.source))
        if declared:
            place = len(f"<{self.tell_name(self.old.name)}")
            body = body[:place] + declared + body[place:]
        return head + body + tail

    def slice(self, start: int, end: int) -> str:
        return self.source[start:end].decode()

    def merge(self, old: Piece, new: Piece) -> str:
        """One element that was there: its own bytes where it says the same."""
        if old.meaning == new.meaning:
            return self.slice(old.start, old.end)
        tag = self.write_start(old, new)
        inside = self.write_children(old, new) if new.children else self.write_text(old, new)
        if not inside:
            return f"{tag}/>"
        return f"{tag}>{inside}</{self.tell_name(new.name)}>"

    def write_text(self, old: Piece, new: Piece) -> str:
        if old.is_leaf and old.text.strip() == new.text.strip() and old.outer > old.inner:
            return self.slice(old.inner, old.outer)
        return escape(new.text.strip())

    def write_start(self, old: Piece, new: Piece) -> str:
        written = read_written_attributes(self.slice(old.start, old.inner))
        order = [name for name in old.attributes if name in new.attributes]
        order += [name for name in new.attributes if name not in old.attributes]
        told = {self.tell_name(name, attribute=True): name for name in order if self.is_worth(old, new, name)}
        parts = [f"{name}={value}" for name, value in written.items() if name.partition(":")[0] == "xmlns"]
        for name, known in told.items():
            kept = old.attributes.get(known) == new.attributes[known] and name in written
            parts.append(f"{name}={written[name] if kept else self.quote(new, known)}")
        return " ".join([f"<{self.tell_name(new.name)}", *parts])

    def is_worth(self, old: Piece, new: Piece, name: str) -> bool:
        return name in old.attributes or not is_needless_type(new, name, new.attributes[name])

    def quote(self, piece: Piece, name: str) -> str:
        value = piece.attributes[name]
        if name == f"{XSI}}}type":
            value = self.tell_type(piece, value)
        value = escape(value, _STEP)
        return f"'{value}'" if '"' in value and "'" not in value else f'"{value.replace(chr(34), "&quot;")}"'

    def tell_type(self, piece: Piece, value: str) -> str:
        prefix, _colon, local = value.rpartition(":")
        uri = piece.prefixes.get(prefix, "")
        return self.tell_name(f"{uri}}}{local}" if uri else local)

    def tell_name(self, name: str, *, attribute: bool = False) -> str:
        """The name as this file writes it; a namespace that it did not know is declared on its root."""
        uri, _brace, local = name.rpartition("}")
        if not uri:
            return local
        prefix = self.prefixes.get(uri)
        if prefix is None or (attribute and not prefix):
            prefix = self.declare(uri)
        return f"{prefix}:{local}" if prefix else local

    def declare(self, uri: str) -> str:
        if uri not in self.added:
            wished = self.wished.get(uri) or "ns"
            taken = {*self.prefixes.values(), *self.added.values()}
            names = (wished, *(f"{wished}{number}" for number in range(1, 1000)))
            self.added[uri] = next(one for one in names if one not in taken)
        return self.added[uri]

    def write_children(self, old: Piece, new: Piece) -> str:
        pairs = match_children(old, new)
        gaps = dict(self.list_gaps(old))
        usual = next(iter(gaps.values()), self.tell_line(old) + _INDENT)
        fresh = usual[usual.rfind("\n") :] if "\n" in usual else usual
        parts = []
        for known, child in order_children(old, pairs):
            gap = gaps[id(known)] if known else fresh
            parts.append(gap + (self.merge(known, child) if known else self.write_new(child, fresh)))
        last = self.slice(old.children[-1].end, old.outer) if old.children else self.tell_line(old)
        return "".join(parts) + last

    def list_gaps(self, old: Piece) -> Iterator[tuple[int, str]]:
        """What stands before each child: spaces, line breaks and comments."""
        place = old.inner
        for child in old.children:
            yield id(child), self.slice(place, child.start)
            place = child.end

    def tell_line(self, piece: Piece) -> str:
        """A line break and the spaces before an element."""
        line = self.source.rfind(b"\n", 0, piece.start)
        start = self.slice(line + 1, piece.start) if line >= 0 else ""
        return "\n" + start[: len(start) - len(start.lstrip())]

    def write_new(self, piece: Piece, line: str) -> str:
        attributes = [
            f"{self.tell_name(name, attribute=True)}={self.quote(piece, name)}"
            for name in piece.attributes
            if not is_needless_type(piece, name, piece.attributes[name])
        ]
        tag = " ".join([f"<{self.tell_name(piece.name)}", *attributes])
        if piece.children:
            inner = "".join(line + _INDENT + self.write_new(one, line + _INDENT) for one in piece.children)
            return f"{tag}>{inner}{line}</{self.tell_name(piece.name)}>"
        told = escape(piece.text.strip())
        return f"{tag}>{told}</{self.tell_name(piece.name)}>" if told else f"{tag}/>"


def list_prefixes(piece: Piece) -> Iterator[tuple[str, str]]:
    """Namespace → the prefix it has somewhere."""
    yield from ((uri, prefix) for prefix, uri in piece.prefixes.items())
    for child in piece.children:
        yield from list_prefixes(child)


Pairs = list[tuple[Piece | None, Piece]]
Key = tuple[object, ...]


def find_key(piece: Piece) -> Key:
    """What makes an element the same as before: its id, what it draws, or what it says."""
    named = piece.attributes.get("id") or piece.attributes.get("bpmnElement")
    if named:
        return piece.name, named
    return piece.name, piece.meaning


def match_children(old: Piece, new: Piece) -> Pairs:
    """Each child with the one it was: by its id, by the same meaning, else the next of its name that is left."""
    known: dict[Key, list[Piece]] = {}
    for child in old.children:
        known.setdefault(find_key(child), []).append(child)
    found = [known[key].pop(0) if known.get(key := find_key(child)) else None for child in new.children]
    taken = {id(one) for one in found if one}
    left = [one for one in old.children if id(one) not in taken and "id" not in one.attributes]
    pairs: Pairs = []
    for was, child in zip(found, new.children, strict=True):
        match = was
        if match is None and "id" not in child.attributes:
            match = next((one for one in left if one.name == child.name), None)
            if match:
                left.remove(match)
        pairs.append((match, child))
    return pairs


def order_children(old: Piece, pairs: Pairs) -> Pairs:
    """In the order of the file, where each child can be told from the others; new ones behind whom they follow."""
    places = {id(child): place for place, child in enumerate(old.children)}
    if any(was and not is_named(was, old) for was, _child in pairs):
        return pairs
    rank = -1
    ranked = []
    for number, (was, child) in enumerate(pairs):
        rank = places[id(was)] if was else rank
        ranked.append((rank, was is None, number, (was, child)))
    return [pair for _rank, _new, _number, pair in sorted(ranked, key=lambda one: one[:3])]


def is_named(piece: Piece, parent: Piece) -> bool:
    """Whether its place among the others says nothing: it has an id, or draws or names what has, or is alone."""
    if "id" in piece.attributes or "bpmnElement" in piece.attributes:
        return True
    if piece.local in ("flowNodeRef", "incoming", "outgoing"):
        return True
    return sum(one.name == piece.name for one in parent.children) == 1
