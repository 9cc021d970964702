"""Making a letter: the text of the instance's own process version, typeset with its data, kept for ever."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from app.correspondence.dates import write_date
from app.correspondence.errors import LetterUnknown
from app.correspondence.models import Letter
from app.correspondence.typesetting import typeset
from workflows import api
from workflows.operations import Call

LANGUAGES = ("fr", "nl", "de")


def make_letter(
    call: Call, *, name: str, language: str, recipient: Mapping[str, Any], content: Mapping[str, Any]
) -> Letter:
    """The letter, made once per idempotency key: a repeated call returns the first one.

    Raises LetterUnknown when the version has no such letter, LetterRefused when it does not typeset.
    """
    known = Letter.objects.filter(idempotency_key=call.idempotency_key).first()
    if known:
        return known
    version = api.pinned_version(call.instance_id)
    source = version.files.get(f"letters/{name}.{language}.typ")
    if source is None:
        raise LetterUnknown(letter=name, language=language, process=version.definition_id)
    pdf = typeset(source, build_data(call, language, recipient, content), now=call.now, name=name)
    letter, _ = Letter.objects.get_or_create(
        idempotency_key=call.idempotency_key,
        defaults={
            "case_ref": call.case_ref,
            "process": version.definition_id,
            "name": name,
            "language": language,
            "title": read_title(version.manifest, name, language),
            "recipient": dict(recipient),
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "made_at": call.now,
        },
    )
    return letter


def read_title(manifest: Mapping[str, Any], name: str, language: str) -> str:
    titles: Mapping[str, str] = manifest.get("letters", {}).get(name, {}).get("titles", {})
    return titles.get(language, name)


def build_data(
    call: Call, language: str, recipient: Mapping[str, Any], content: Mapping[str, Any]
) -> dict[str, Any]:
    """What the letter's text may use: the frame's own entries, then the content, dates written in words."""
    today = timezone.localtime(call.now, ZoneInfo(settings.TIME_ZONE)).date()
    frame = {
        "fund": settings.FUND_NAME,
        "reference": call.case_ref,
        "date": write_date(today, language),
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "recipient": {key: str(recipient.get(key) or "") for key in ("name", "address", "email")},
    }
    return {**{key: write_value(value, language) for key, value in content.items()}, **frame}


def write_value(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        return write_date(timezone.localtime(value).date(), language)
    if isinstance(value, date):
        return write_date(value, language)
    return "" if value is None else str(value)
