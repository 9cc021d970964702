"""What is meant to harm: bombs of expressions, JSON and names are refused in bounded time and write nothing."""

from time import monotonic

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio.decision_models import find_host, read_texts
from app.studio.decision_spans import Document
from app.studio.decision_tables import read_tables
from app.studio.decision_trying import TryField, choose, read_told, try_inputs
from app.studio.decision_writing import write_fields
from app.studio.models import Draft
from tests.app.studio.decisions import PATH, TEXT, address, open_question

SECONDS = 10  # of a laden machine; unbounded, each would take minutes or all memory
BOMBS = [
    "count(for a in 1..99999, b in 1..99999, c in 1..99999 return a) = 1",
    'string join(for a in 1..99999 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") = "x"',
    "9**9**9**9**9 > 1",
    'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$", "b") = "x"',
    "(" * 2000 + "1" + ")" * 2000,
    " + ".join(["1"] * 2000),
]
NAMES = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "\u202egnp.exe",
    "😀" * 50,
    "]]>",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=[str(n) for n in range(len(BOMBS))])
def test_a_bomb_in_a_cell_is_read_and_tried_in_bounded_time(bomb: str) -> None:
    begun = monotonic()
    text = write_fields(TEXT, 0, {"r1i2": f"? = 1 or {bomb}"[:5000], "r1i1": "-"})
    reading = read_texts(text, ())
    table = read_tables(Document(text))[0]
    if reading.model is not None and not reading.errors:
        decision = choose(reading.model, table)
        assert decision is not None
        told = {"topic": "x", "other_institution": False, "can_answer_now": False}
        try_inputs(reading.model, decision, table, told, find_host({}))
    assert monotonic() - begun < SECONDS


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, '{"a": 1, "a": 2}', "[NaN]", "[1e400000000]", '{"__proto__": ' * 200, "[" + "9" * 1999],
)
def test_a_json_bomb_in_a_try_is_refused_with_the_field(text: str) -> None:
    with pytest.raises(ValueError, match="amounts"):
        read_told([TryField("amounts", "in0", "json", "Any", value=text)])


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999999999", "--1", "1,2,3", "٣" * 3000])
def test_what_is_no_number_is_refused_with_the_field(text: str) -> None:
    with pytest.raises(ValueError, match="months"):
        read_told([TryField("months", "in0", "number", "number", value=text)])


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_stand_in_the_file_as_text(name: str) -> None:
    changed = write_fields(TEXT, 0, {"i1label": name, "r1d": name, "r1o1": f'"{name}"'})
    table = read_tables(Document(changed))[0]
    assert (table.inputs[0].label, table.rows[0].description.text) == (name, name)
    assert len(table.rows) == 9


def test_the_page_shows_hostile_names_as_text_and_refuses_bombs(owner: User) -> None:
    draft, client = open_question(owner), Client()
    client.force_login(owner)
    client.post(address(draft), {"rev": "0", "i1label": NAMES[0], "r1o1": '"</textarea><img src=x>"'})
    page = client.get(address(draft)).content.decode()
    assert NAMES[0] not in page
    assert "<img src=x>" not in page
    assert client.post(address(draft), {"rev": "1", "r1i1": "x" * 6000}).status_code == 409
    assert client.post(address(draft), {"rev": "9" * 5000, "r1i1": "x"}).status_code == 409
    assert client.post(f"{address(draft)}?table={'9' * 5000}", {"rev": "1", "r1d": "x"}).status_code == 302
    told = client.post(f"{address(draft)}try/", {"in1": "x" * 3000}, headers={"HX-Request": "true"})
    assert told.status_code == 200
    assert Draft.objects.get().files[PATH].count("<rule ") == 9
