"""The connections of this site, from the file VIGIE_PARTNERS names. Without one, nothing goes out and nothing pretends.

partners:
  cin: {channel: file, folder: /srv/exchange/cin}
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from app.exchanges.adapters import Adapter
from app.exchanges.errors import PartnerMissing
from app.exchanges.file_drop import FileDrop
from app.exchanges.http_partner import open_http
from app.exchanges.institutions import Institution, list_institutions
from app.exchanges.states import Channel
from workflows.yaml_source import SourceRefused, read_file, suggest

Entry = Mapping[str, Any]


def find_adapter(institution: Institution) -> Adapter:
    """How to reach an institution, perhaps by the one that passes messages on. Raises PartnerMissing."""
    return open_partner(institution.partner)


def open_partner(code: str) -> Adapter:
    """Raises PartnerMissing, PartnerRefused."""
    entry = read_partners().get(code)
    if entry is None:
        raise PartnerMissing(_("No partner is configured for “%(code)s”.") % {"code": code}, partner=code)
    return BUILDERS[entry["channel"]](code, entry)


def is_configured(institution: Institution) -> bool:
    return institution.partner in read_partners()


def read_partners() -> Mapping[str, Entry]:
    """By code; empty on a site that names no file. Raises SourceRefused."""
    if not settings.PARTNERS_FILE:
        return {}
    path = Path(settings.PARTNERS_FILE)
    return read_partners_file(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=4)
def read_partners_file(path: Path, _changed: int) -> Mapping[str, Entry]:
    source = read_file(path, file=path.name)
    source.check("partners")
    known = [one.code for one in list_institutions()]
    listed: Mapping[str, Entry] = source.data["partners"]
    problems = [
        source.problem(("partners", code), f"there is no institution {code!r}{suggest(code, known)}")
        for code in listed
        if code not in known
    ]
    if problems:
        raise SourceRefused(problems)
    return listed


def open_folder(_code: str, entry: Entry) -> Adapter:
    return FileDrop(Path(entry["folder"]))


BUILDERS: dict[str, Callable[[str, Entry], Adapter]] = {Channel.FILE: open_folder, Channel.HTTP: open_http}
