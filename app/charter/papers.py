"""A quarter's report as a table (CSV) and as a paper (PDF), in a language: the same data give the same bytes.

Nothing but the stored data, the charter's words and the version goes in; the paper is dated on the quarter's last day.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from app.cases.wording import choose
from app.charter.breach_causes import UNTOLD
from app.charter.commitments import Charter
from app.charter.models import Audience, QuarterReport
from app.correspondence.dates import write_date
from app.correspondence.typesetting import typeset
from app.exports import delimited
from app.knowledge.brochures import date_of, frame
from app.registers.quarters import Quarter
from workflows.clock import BRUSSELS

LANGUAGES = ("fr", "nl", "de", "en")
SOURCE = '#import "quarter.typ": quarter\n#quarter()\n'
#: Where a figure is not told, and where there is none.
HIDDEN, NONE = "…", "–"


@dataclass(frozen=True)
class Paper:
    report: QuarterReport
    audience: Audience
    charter: Charter
    language: str

    @cached_property
    def content(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = json.loads(
            self.report.public_content if self.audience == Audience.PUBLIC else self.report.content
        )
        return content

    @property
    def digest(self) -> str:
        return self.report.public_sha256 if self.audience == Audience.PUBLIC else self.report.sha256

    @property
    def quarter(self) -> Quarter:
        return Quarter.parse(self.report.quarter)

    @property
    def former(self) -> QuarterReport | None:
        """The version its readers had before: the public knows only those that were made public."""
        former = self.report.former
        while self.audience == Audience.PUBLIC and former is not None and former.validated_at is None:
            former = former.former
        return former

    def list_rows(self) -> list[Mapping[str, Any]]:
        """Those of commitments the charter has: one that was taken out of it has no words any more."""
        return [row for row in self.content["rows"] if row["commitment"] in self.charter.commitments]


def make_table(paper: Paper) -> bytes:
    """The facts, an empty line, the table; UTF-8 with a mark."""
    with override(paper.language):
        lines: list[Sequence[object]] = [
            *list_facts(paper),
            (),
            write_header(paper),
            *(write_row(paper, row) for row in paper.list_rows()),
        ]
    first, *others = lines
    return "".join(delimited.write([str(cell) for cell in first], others)).encode()


def list_facts(paper: Paper) -> list[tuple[str, str]]:
    """What a file says of itself."""
    report, quarter = paper.report, paper.quarter
    days = {"first": quarter.first_day, "last": quarter.last_day}
    told = {name: write_date(day, paper.language) for name, day in days.items()}
    facts = [
        (_("Quarter"), f"{quarter}: " + _("from {first} until {last}").format(**told)),
        (_("Version"), str(report.version)),
        (_("Digest of the data (SHA-256)"), paper.digest),
    ]
    former = paper.former
    if former is not None:
        digest = former.public_sha256 if paper.audience == Audience.PUBLIC else former.sha256
        facts.append((_("Replaces version"), f"{former.version} ({digest})"))
        facts.append((_("Why"), report.reason))
    if paper.audience == Audience.PUBLIC:
        told_why = _("A figure that rests on fewer than {n} is shown as {mark}.")
        facts.append((_("Small figures"), told_why.format(n=paper.content["minimum"], mark=HIDDEN)))
    return facts


def write_header(paper: Paper) -> list[str]:
    names = [_("Commitment"), _("Chapter"), _("Text"), _("Must be 100 %"), _("Target, %"), _("Promises due")]
    names += [_("On time"), _("Late"), _("Share on time, %"), _("Running"), _("Cases"), _("Texts handed out")]
    names += [_("Contacts received"), *(str(name) for _key, name in list_causes(paper))]
    first = paper.content["rows"][0]["former"] if paper.content["rows"] else ()
    return [*names, *(_("Share in {quarter}, %").format(quarter=one["quarter"]) for one in first)]


def list_causes(paper: Paper) -> list[tuple[str, str]]:
    told = [(key, choose(words, paper.language)) for key, words in paper.charter.causes.items()]
    return [*told, (UNTOLD, _("Cause not yet told"))]


def write_row(paper: Paper, row: Mapping[str, Any]) -> list[object]:
    commitment = paper.charter.commitments[row["commitment"]]
    names = ("promised", "on_time", "late", "share", "running", "cases", "texts", "contacts")
    causes = row["causes"]
    return [
        commitment.code,
        choose(paper.charter.chapters[commitment.chapter], paper.language),
        choose(commitment.text, paper.language),
        _("yes") if row["must_be_full"] else "",
        row["target"],
        *(tell_cell(row, name) for name in names),
        *(HIDDEN if causes is None else causes.get(key, 0) for key, _name in list_causes(paper)),
        *(tell_former(one) for one in row["former"]),
    ]


def tell_cell(row: Mapping[str, Any], name: str) -> object:
    """Nothing for a share of no promise; a mark for what is not told."""
    return HIDDEN if row[name] is None and name in row["small"] else row[name]


def tell_former(one: Mapping[str, Any]) -> object:
    return HIDDEN if one["promised"] is None else one["share"]


def make_paper(paper: Paper) -> bytes:
    """The PDF. Raises LetterRefused when it does not typeset."""
    with override(paper.language):
        content = describe(paper)
    last = paper.quarter.last_day
    noon = datetime.combine(last, time(12), BRUSSELS)
    return typeset(SOURCE, {**content, **date_of(last)}, now=noon, name="charter_quarter")


def describe(paper: Paper) -> dict[str, Any]:
    """What the layout is given, in the active language."""
    quarter = paper.quarter
    days = {"first": quarter.first_day, "last": quarter.last_day}
    told = {name: write_date(day, paper.language) for name, day in days.items()}
    return {
        **frame(paper.language, _("Our service charter: what became of it")),
        "stamp": f"{paper.report} · SHA-256 {paper.digest[:16]}…",
        "summary": _("From {first} until {last}").format(**told),
        "intro": list_intro(paper),
        "header": [
            _("Commitment"),
            _("Target, %"),
            _("On time"),
            _("Late"),
            _("Share"),
            _("Four quarters before"),
        ],
        "chapters": list_chapters(paper),
        "facts": [list(fact) for fact in list_facts(paper)],
    }


def list_intro(paper: Paper) -> list[str]:
    told = [_("The last column is the share on time of each of the four quarters before, the oldest first.")]
    full = [row for row in paper.list_rows() if row["must_be_full"] and row["late"]]
    for row in full:
        broken = _("{code} must be kept in every single case; cases in which it was not: {n}.")
        told.append(broken.format(code=row["commitment"], n=row["late"]))
    return told


def list_chapters(paper: Paper) -> list[dict[str, Any]]:
    rows = paper.list_rows()
    chapters = []
    for key, words in paper.charter.chapters.items():
        own = [row for row in rows if paper.charter.commitments[row["commitment"]].chapter == key]
        described = [describe_row(paper, row) for row in own]
        chapters.append({"title": choose(words, paper.language), "rows": described})
    return chapters


def describe_row(paper: Paper, row: Mapping[str, Any]) -> dict[str, Any]:
    commitment = paper.charter.commitments[row["commitment"]]
    figures = [
        str(row["target"]),
        NONE if row["promised"] == 0 else f"{tell_cell(row, 'on_time')}/{tell_cell(row, 'promised')}",
        NONE if row["promised"] == 0 else str(tell_cell(row, "late")),
        tell_share(row["share"]) if row["promised"] is not None else HIDDEN,
        " · ".join(
            HIDDEN if one["promised"] is None else tell_share(one["share"], unit="") for one in row["former"]
        ),
    ]
    return {
        "code": commitment.code,
        "text": choose(commitment.text, paper.language),
        "mark": _("must be 100 %") if row["must_be_full"] else "",
        "figures": figures,
        "notes": list_notes(paper, row),
    }


def tell_share(share: str | None, unit: str = "\u202f%") -> str:
    return NONE if share is None else f"{number_format(share, decimal_pos=1)}{unit}"


def list_notes(paper: Paper, row: Mapping[str, Any]) -> list[str]:
    """Causes of what was late, then what is counted beside promises."""
    notes, causes = [], row["causes"]
    if causes:
        told = [tell_number(name, causes[key]) for key, name in list_causes(paper) if causes.get(key)]
        notes.append(_("Causes: {told}").format(told=", ".join(told)))
    counted = [(_("running"), "running"), (_("cases"), "cases"), (_("texts"), "texts")]
    counted.append((_("contacts"), "contacts"))
    others = [tell_number(name, tell_cell(row, key)) for name, key in counted if tell_cell(row, key)]
    return [*notes, ", ".join(others)] if others else notes


def tell_number(name: str, number: object) -> str:
    return _("{name}: {number}").format(name=name, number=number)
