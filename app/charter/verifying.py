"""Whether a file is one the fund gave out, and of which report: by its digest, held against the kept rows."""

import hashlib
from dataclasses import dataclass

from app.charter.contents import take_digest
from app.charter.models import Audience, QuarterReport, ReportFile


@dataclass(frozen=True)
class Verdict:
    """The report a file is of, for whom and as what (json, csv, pdf); `is_whole`: its rows are as they were hashed."""

    report: QuarterReport
    audience: Audience
    form: str
    language: str
    is_whole: bool
    is_newest: bool


def find_file(digest: str) -> Verdict | None:
    """What the SHA-256 of a file is known as; nothing when the fund never made such a file."""
    for audience, field in ((Audience.FUND, "sha256"), (Audience.PUBLIC, "public_sha256")):
        report = QuarterReport.objects.filter(**{field: digest}).order_by("version").first()
        if report is not None:
            return judge(report, audience, "json", "")
    file = ReportFile.objects.filter(sha256=digest).select_related("report").order_by("report_id").first()
    if file is None:
        return None
    verdict = judge(file.report, Audience(file.audience), file.form, file.language)
    whole = verdict.is_whole and hashlib.sha256(bytes(file.content)).hexdigest() == digest
    return Verdict(**{**vars(verdict), "is_whole": whole})


def judge(report: QuarterReport, audience: Audience, form: str, language: str) -> Verdict:
    whole = (
        take_digest(report.content) == report.sha256
        and take_digest(report.public_content) == report.public_sha256
    )
    newer = QuarterReport.objects.filter(quarter=report.quarter, version__gt=report.version).exists()
    return Verdict(report, audience, form, language, whole, not newer)
