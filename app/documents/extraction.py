"""The child that opens one file: bytes on its input, `{"text", "problem"}` as JSON on its output.

Run by path with no environment: it imports nothing of the fund, opens no file and no connection.
"""

import io
import json
import resource
import sys
import zipfile

SECONDS, BYTES, LONGEST = 20, 512 * 2**20, 200_000
MOST_PAGES, MOST_UNPACKED = 300, 50 * 2**20
#: Where the words of an office document are.
PARTS = ("word/document.xml", "xl/sharedStrings.xml", "content.xml")


def main(media_type: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    content = sys.stdin.buffer.read()
    try:
        answer = {"text": extract(content, media_type), "problem": ""}
    except Exception as error:  # noqa: BLE001 – whatever a library says of a broken file, the file is unreadable
        answer = {"text": "", "problem": f"{type(error).__name__}: {error}"[:200]}
    json.dump(answer, sys.stdout)


def extract(content: bytes, media_type: str) -> str:
    """The text of a file. Raises whatever the library that opens it raises; ValueError for a picture."""
    if media_type == "text/plain":
        return content.decode("utf-8-sig")
    if media_type == "application/pdf":
        return extract_pdf(content)
    if media_type.startswith("application/vnd."):
        return extract_office(content)
    raise ValueError("a picture has no text")


def extract_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    found, length = [], 0
    for page in PdfReader(io.BytesIO(content)).pages[:MOST_PAGES]:
        found.append(page.extract_text())
        length += len(found[-1])
        if length > LONGEST:
            break
    text = "\n".join(found)
    if not text.strip():
        raise ValueError("a scan without text")
    return text


def extract_office(content: bytes) -> str:
    from lxml import etree

    archive = zipfile.ZipFile(io.BytesIO(content))
    part = next(name for name in PARTS if name in archive.namelist())
    if archive.getinfo(part).file_size > MOST_UNPACKED:
        raise ValueError("unpacked, it is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(archive.read(part), parser)
    return " ".join(text for text in root.itertext() if isinstance(text, str))


if __name__ == "__main__":
    main(sys.argv[1])
