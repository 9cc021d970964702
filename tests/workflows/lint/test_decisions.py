"""Decision files: unreadable ones, contradictions and gaps are named."""

from tests.workflows.bpmn_models import draw, rule
from workflows.lint import Code, Finding, lint

HEADER = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="model" name="m" namespace="urn:tests">'


def table(*rules: tuple[str, str], policy: str = "UNIQUE") -> bytes:
    """A table from `amount` to `size`; a rule is (cell, output)."""
    written = "".join(
        f'<rule id="r{n}"><inputEntry id="i{n}"><text>{cell}</text></inputEntry>'
        f'<outputEntry id="o{n}"><text>{output}</text></outputEntry></rule>'
        for n, (cell, output) in enumerate(rules)
    )
    return (
        f'{HEADER}\n<decision id="size" name="Size"><decisionTable id="table" hitPolicy="{policy}">'
        '<input id="in"><inputExpression id="ex" typeRef="number"><text>amount</text></inputExpression></input>'
        f'<output id="out" name="size"/>{written}</decisionTable></decision></definitions>'
    ).encode()


def find(data: bytes) -> list[Finding]:
    return lint({"decisions/size.dmn": data})


def test_a_complete_table_has_no_findings() -> None:
    assert find(table(("&lt; 10", '"small"'), ("&gt;= 10", '"big"'))) == []


def test_a_gap_is_a_warning_with_an_example() -> None:
    (finding,) = find(table(("&lt; 10", '"small"'), ("&gt; 10", '"big"')))
    assert (finding.code, finding.severity, finding.element_id, finding.line) == (
        Code.DECISION_GAP,
        "warning",
        "size",
        2,
    )
    assert "10" in finding.message


def test_rules_that_contradict_a_unique_table_are_refused() -> None:
    (finding,) = find(table(("&lt; 10", '"small"'), ("&gt;= 5", '"big"')))
    assert (finding.code, finding.severity) == (Code.DECISION_OVERLAP, "error")
    assert "rules 1 and 2" in finding.message


def test_a_table_that_cannot_be_analysed_says_so() -> None:
    cells = (("? * amount > other", '"a"'), ("-", '"b"'))
    (finding,) = find(table(*((cell.replace(">", "&gt;"), out) for cell, out in cells)))
    assert (finding.code, finding.severity) == (Code.DECISION_NOT_ANALYSED, "info")


def test_a_cell_that_is_no_feel_is_refused() -> None:
    codes = [finding.code for finding in find(table(("&lt; (", '"small"')))]
    assert codes == [Code.DECISION_UNREADABLE]


def test_a_python_cell_is_never_evaluated() -> None:
    codes = [finding.code for finding in find(table(("__import__('os').system('id')", '"x"')))]
    assert codes == [Code.DECISION_UNREADABLE]


def test_a_doctype_in_a_decision_file_is_refused() -> None:
    assert [finding.code for finding in find(b"<!DOCTYPE a>" + table())] == [Code.XML_REFUSED]


def test_a_decision_of_the_folder_is_known_to_its_process() -> None:
    model = draw("sample", rule("judge", "size", "verdict"), flows=["start > judge > end"])
    decisions = {"process.bpmn": model, "decisions/size.dmn": table(("-", '"small"'))}
    assert lint(decisions, {"process": "sample"}) == []
