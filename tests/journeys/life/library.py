"""The process folders of this life: the shipped ones, with the information texts in force from 2022.

What the fund asks and tells of itself each month and quarter is nobody's life event and is left out: its surveys and
reports would open some thousand cases beside this one life.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

OWN = ("availability_report", "data_quality_report", "satisfaction_survey")


def write_library(folder: Path) -> Path:
    """A copy of `processes/`; the shipped files are not touched."""
    copy = folder / "processes"
    shutil.copytree(settings.PROCESSES_DIR, copy, ignore=shutil.ignore_patterns(*OWN))
    texts = copy / "information" / "library.yaml"
    texts.write_text(
        texts.read_text(encoding="utf-8").replace("from: 2025-01-01", "from: 2022-01-01"), encoding="utf-8"
    )
    return copy
