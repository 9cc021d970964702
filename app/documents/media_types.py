"""What a file is, by its first bytes, never by its name: only what a fund's staff can look at is kept."""

import zipfile
from io import BytesIO

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
TEXT = "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument"
SIGNATURES = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"II*\x00": TIFF,
    b"MM\x00*": TIFF,
}
ZIPPED = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "content.xml": "application/vnd.oasis.opendocument",
}
#: What is shown as a copy with the picture alone (picture_copies.py); the file itself is downloaded.
PICTURES = frozenset({PNG, JPEG})
#: What a browser may show in its own window; all else, PDF too (no viewer works in a sandbox), is downloaded.
SHOWN = frozenset({TEXT})
#: What a page of ours shows inside itself; of anything else it offers the download only.
PREVIEWED = SHOWN | PICTURES | {PDF}


def find_media_type(content: bytes) -> str:
    """The media type of a file's bytes; empty for what the fund does not take."""
    for start, kind in SIGNATURES.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return find_zipped(content)
    return TEXT if is_text(content) else ""


def find_zipped(content: bytes) -> str:
    """Documents of office programs, without macros; other archives are not taken."""
    try:
        names = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for name, kind in ZIPPED.items() if name in names), "")


def is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\f\ufeff" for character in text)
