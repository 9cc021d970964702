"""A file that another tool wrote: its text in UTF-8, and a name for it."""

import re
from pathlib import PurePosixPath

from django.http import HttpRequest
from django.utils.translation import gettext as _

from app.studio.errors import FileRefused
from app.studio.folders import MOST_BYTES

DECLARED = re.compile(r"""\A\ufeff?\s*<\?xml[^>]*?\?>""")
ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
#: How a file begins that is written two or more bytes a letter: its declaration cannot be read as bytes.
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_sent(request: HttpRequest) -> tuple[bytes, str]:
    """The file sent with its name, or the text that a report was shown for with the name given. Raises FileRefused."""
    if "text" in request.POST:
        return request.POST["text"].replace("\r\n", "\n").encode(), request.POST.get("name", "")
    sent = request.FILES.get("file")
    if sent is None:
        raise FileRefused(_("Choose a file."))
    return sent.read(MOST_BYTES + 1), sent.name or ""


def read_bytes(data: bytes) -> str:
    """The text in UTF-8, whatever encoding the file declares. Raises FileRefused."""
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 2 MB."))
    encoding = find_encoding(data)
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise FileRefused(_("The file is not text in the encoding it names.")) from error
    if "\0" in text:
        raise FileRefused(_("The file contains a character that no text has."))
    if encoding.lower() not in ("utf-8", "utf8"):
        text = DECLARED.sub('<?xml version="1.0" encoding="UTF-8"?>', text, count=1)
    return text.removeprefix("\ufeff")


def find_encoding(data: bytes) -> str:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    found = ENCODING.match(data)
    return marked or (found.group(1).decode("ascii", "replace") if found else "utf-8")


def make_name(filename: str, otherwise: str) -> str:
    """The name of the file as a folder can have it."""
    stem = PurePosixPath(filename.replace("\\", "/")).name.rpartition(".")[0] or filename
    name = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    return (name if name[:1].isalpha() else f"{otherwise}_{name}".strip("_"))[:60]
