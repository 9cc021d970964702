"""What the frame gives a letter leaves the letter's own data alone."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from app.correspondence.errors import LetterRefused
from app.correspondence.letter_data import FRAME, build_data
from app.correspondence.samples import build_sample
from app.correspondence.typesetting import typeset

MADE = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "reference": "C-1",
    "now": MADE,
    "language": "fr",
    "recipient": {"name": "Anne Lefèvre", "address": "Rue Haute 1\n1000 Bruxelles"},
}


def test_the_year_a_letter_is_about_is_not_the_year_it_is_made_in() -> None:
    assert build_data(**TOLD, content={"year": 2025})["year"] == "2025"


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_a_tax_certificate_made_in_march_names_the_year_before(language: str) -> None:
    folder = Path(settings.PROCESSES_DIR) / "tax_certificate"
    source = (folder / "letters" / f"tax_certificate.{language}.typ").read_text(encoding="utf-8")
    pdf = typeset(source, build_sample(folder, source, language), now=MADE)
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert "2025" in reader.metadata.title
    assert "2026" not in reader.metadata.title


def test_a_letter_kept_before_is_typeset_again_with_its_date() -> None:
    """Drafts that wait for approval hold their data as they were made."""
    kept = {**build_data(**TOLD, content={}), "year": 2026, "month": 3, "day": 2}
    del kept["made"]
    source = '#import "layout.typ": letter\n#letter("fr", "Essai")[Bonjour.]'
    metadata = PdfReader(io.BytesIO(typeset(source, kept, now=MADE))).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2026, 3, 2)


def test_content_named_as_the_frames_own_is_refused_by_name() -> None:
    with pytest.raises(LetterRefused, match="gives date itself"):
        build_data(**TOLD, content={"date": "2 mai"})


def test_the_frame_says_all_it_gives() -> None:
    payment = {"reference": "090933755493", "amount": "1025", "due_on": date(2026, 3, 31)}
    data = build_data(**TOLD, content={}, payment=payment)
    assert set(data) == set(FRAME)
