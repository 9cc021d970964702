"""A version as the folder it would be on disk, in a ZIP whose bytes depend on nothing but the version."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.studio.models import SharedEdition
from workflows.models.definition import DefinitionVersion
from workflows.process_folders import is_form
from workflows.shelves import own_files

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can tell: the same version is the same file, whenever it is exported."""


def place(process: str, path: str) -> str:
    """Where a file of a version lies in the project: `processes/<key>/…`, forms under `forms/definitions/`."""
    return (
        f"forms/definitions/{path.removeprefix('forms/')}" if is_form(path) else f"processes/{process}/{path}"
    )


def write_archive(version: DefinitionVersion) -> bytes:
    files = {**own_files(version), **version.trials}
    return write_zip({place(version.definition_id, path): text for path, text in files.items()})


def write_edition(edition: SharedEdition) -> bytes:
    """Of what processes share: below `processes/calendars` or `processes/decisions`."""
    return write_zip({f"processes/{path}": text for path, text in edition.files.items()})


def write_zip(files: Mapping[str, str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            info = ZipInfo(path, EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return out.getvalue()
