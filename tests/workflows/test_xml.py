"""Hostile XML is refused with the line of the offence, quickly, and without reaching for anything."""

import gc
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from workflows.xml import XmlRefused, parse

BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>\n<l>&j;</l>"
)
HOSTILE = {
    "doctype": (b"<!DOCTYPE a>\n<a/>", 1, "DOCTYPE"),
    "doctype on a later line": (b"<?xml version='1.0'?>\n\n<!DOCTYPE a>\n<a/>", 3, "DOCTYPE"),
    "file entity": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 1, "DOCTYPE"),
    "billion laughs": (BOMB, 2, "DOCTYPE"),
    "undeclared entity": (b"<a>&x;</a>", None, "well-formed"),
    "instruction": (b"<a>\n<?php system('id') ?></a>", 2, "processing instruction"),
    "stylesheet": (b'<?xml-stylesheet href="http://127.0.0.1/x"?><a/>', 1, "processing instruction"),
    "depth": (b"<a>" * 101 + b"</a>" * 101, 1, "deeper than 100"),
    "great depth": (b"<a>" * 10_000, 1, "depth"),
    "elements": (b"<a>" + b"<b/>" * 100_000 + b"</a>", 1, "20000 elements"),
    "size": (b"<a>" + b"x" * 50_000_000 + b"</a>", None, "bytes"),
    "attribute": (b"<a x='" + b"y" * 30_000 + b"'/>", 1, "attribute x"),
    "attributes": (b"<a " + b" ".join(b"x%d=''" % n for n in range(100)) + b"/>", 1, "64 attributes"),
    "utf-16": ("<!DOCTYPE a><a/>".encode("utf-16"), 1, "UTF-8"),
    "utf-7": (b"<?xml version='1.0' encoding='UTF-7'?><a/>", 1, "UTF-7"),
    "two roots": (b"<a/>\n<b/>", 2, "well-formed"),
    "unclosed": (b"<a>\n<b>\n</a>", 3, "well-formed"),
    "empty": (b"  ", 1, "empty"),
    "no xml": (b"PK\x03\x04", None, "well-formed"),
    "bad bytes": (b"<a>\xff\xfe</a>", 1, "well-formed"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_with_its_line(name: str) -> None:
    data, line, words = HOSTILE[name]
    with pytest.raises(XmlRefused) as refusal:
        parse(data)
    assert words in refusal.value.message
    assert line is None or refusal.value.line == line


@pytest.fixture
def uncollected() -> Iterator[None]:
    """What other tests left in memory is not looked through while a reading is timed."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_within_a_second(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(XmlRefused):
        parse(HOSTILE[name][0])
    assert time.process_time() - begun < 1


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine and the connections it has seen."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            try:
                seen.append(str(server.accept()[1]))
            except OSError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], seen
        thread.join()


def test_nothing_is_fetched_from_the_network(listener: tuple[int, list[str]]) -> None:
    port, seen = listener
    address = f"http://127.0.0.1:{port}/x.xsd"
    include = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}"/></a>'
    schema = f'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{address}"/>'
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]><a>&x;</a>'
    assert len(parse(include.encode())) == 1
    assert parse(schema.encode()).tag == "a"
    with pytest.raises(XmlRefused):
        parse(entity.encode())
    assert seen == []


def test_plain_xml_keeps_the_line_of_every_element() -> None:
    root = parse(b"<?xml version='1.0' encoding='UTF-8'?>\n<a>\n  <b/>\n<!-- c -->\n  <c/>\n</a>")
    assert [(child.tag, child.sourceline) for child in root] == [("b", 3), ("c", 5)]


def test_a_limit_can_be_set_lower() -> None:
    with pytest.raises(XmlRefused, match="3 elements"):
        parse(b"<a><b/><c/><d/></a>", max_nodes=3)
