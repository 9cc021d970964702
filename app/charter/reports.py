"""Taking the charter's report of a quarter, correcting it by another version, and validating it by a second person."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.charter import contents, papers
from app.charter.commitments import Charter
from app.charter.differences import compare
from app.charter.errors import (
    AlreadyValidated,
    QuarterRunning,
    ReasonMissing,
    ReportOutdated,
    SecondPersonNeeded,
)
from app.charter.models import Audience, FileForm, QuarterReport, ReportFile
from app.charter.public_contents import make_public
from app.registers.quarters import Quarter
from app.statistics.snapshots import KEPT_YEARS, add_years, one_reading
from workflows.clock import BRUSSELS


def take_report(
    found: Charter, quarter: Quarter, *, by: User, now: datetime, reason: str = ""
) -> QuarterReport:
    """The report of a quarter that is over. The same data are the same report; other data are its next version, which
    says why. Raises QuarterRunning, ReasonMissing."""
    today = now.astimezone(BRUSSELS).date()
    if quarter.last_day >= today:
        raise QuarterRunning(quarter=str(quarter))
    with one_reading():
        described = contents.describe_quarter(found, quarter)
    content, former = contents.write(described), find_newest(quarter)
    if former is not None and former.content == content:
        return former
    if former is not None and not reason.strip():
        raise ReasonMissing(quarter=str(quarter), version=former.version)
    public = contents.write(make_public(described))
    report = QuarterReport(
        quarter=str(quarter),
        version=former.version + 1 if former else 1,
        content=content,
        sha256=contents.take_digest(content),
        public_content=public,
        public_sha256=contents.take_digest(public),
        former=former,
        reason=reason.strip() if former else "",
        difference=compare(json.loads(former.content), described) if former else [],
        taken_by=by,
        taken_at=now,
        keep_until=add_years(today, KEPT_YEARS),
    )
    try:
        with transaction.atomic():
            report.save()
            keep_files(report, Audience.FUND, found)
    except IntegrityError:  # taken by somebody else meanwhile
        return QuarterReport.objects.get(quarter=report.quarter, sha256=report.sha256, version=report.version)
    return report


def find_newest(quarter: Quarter) -> QuarterReport | None:
    return QuarterReport.objects.filter(quarter=str(quarter)).order_by("-version").first()


def list_public(limit: int = 8) -> list[QuarterReport]:
    """The newest validated version of each quarter, the newest first."""
    rows = QuarterReport.objects.filter(validated_at__isnull=False).defer("content", "public_content")
    return list(rows.order_by("-quarter", "-version").distinct("quarter")[:limit])


def find_public(quarter: str) -> QuarterReport | None:
    rows = QuarterReport.objects.filter(quarter=quarter, validated_at__isnull=False)
    return rows.order_by("-version").first()


def find_content(report: QuarterReport, audience: str, form: str, language: str) -> bytes | None:
    """A file as it was made; nothing where there is none: what is not validated has nothing public."""
    if audience not in Audience.values or (audience == Audience.PUBLIC and report.validated_at is None):
        return None
    if form == "json":
        return (report.public_content if audience == Audience.PUBLIC else report.content).encode()
    if form not in FileForm.values:
        return None
    kept = report.files.filter(audience=audience, form=form, language=language).first()
    return bytes(kept.content) if kept else None


def keep_files(report: QuarterReport, audience: Audience, found: Charter) -> None:
    """Its papers and tables in each language."""
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            audience=audience,
            form=form,
            language=language,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for form, language, content in list_files(report, audience, found)
    )


def list_files(
    report: QuarterReport, audience: Audience, found: Charter
) -> Iterable[tuple[FileForm, str, bytes]]:
    for language in papers.LANGUAGES:
        paper = papers.Paper(report, audience, found, language)
        yield FileForm.CSV, language, papers.make_table(paper)
        yield FileForm.PDF, language, papers.make_paper(paper)


@transaction.atomic
def validate_report(report_id: int, found: Charter, *, by: User, now: datetime) -> QuarterReport:
    """The second person's word: from then on the public version is public.

    Raises AlreadyValidated, SecondPersonNeeded, ReportOutdated.
    """
    report = QuarterReport.objects.select_for_update().get(pk=report_id)
    if report.validated_at is not None:
        raise AlreadyValidated(report=str(report))
    if report.taken_by_id == by.pk:
        raise SecondPersonNeeded(report=str(report))
    if QuarterReport.objects.filter(former=report).exists():
        raise ReportOutdated(report=str(report))
    report.validated_by, report.validated_at = by, now
    report.save(update_fields=["validated_by", "validated_at"])
    keep_files(report, Audience.PUBLIC, found)
    return report
