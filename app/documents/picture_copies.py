"""A copy of a picture with nothing but the picture in it: what a page shows instead of the file that came.

The parts a picture is drawn from are kept, each checked for its shape; place, camera, comments, thumbnails, profiles
and whatever stands behind the end are not. The drawn data is copied as it is, not drawn again: no decoder runs here.
JPEG: ITU-T T.81, annex B; its turn is Exif's tag 274. PNG: ISO/IEC 15948, clause 5.
"""

import struct
import zlib
from collections.abc import Iterator

from app.documents.errors import PictureRefused
from app.documents.media_types import JPEG, PNG

#: A picture that is larger unpacked fills the memory of whoever looks at it.
MOST_PIXELS = 100_000_000
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND"})
TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ADOBE, EXIF, SCAN, END = 0xEE, 0xE1, 0xDA, 0xD9
ADOBE_LENGTH = 12


def copy_picture(content: bytes, media_type: str) -> bytes:
    """Raises PictureRefused where the file is no whole picture, or too large to be shown."""
    if media_type not in (PNG, JPEG):
        raise PictureRefused(media_type=media_type)
    try:
        return copy_png(content) if media_type == PNG else copy_jpeg(content)
    except (struct.error, IndexError) as error:
        raise PictureRefused(reason="it ends too early") from error


def check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise PictureRefused(reason=f"{width} x {height} pixels")


def copy_png(content: bytes) -> bytes:
    kept, names = [PNG_START], list[bytes]()
    for name, body in read_chunks(content):
        if not names and name != b"IHDR":
            raise PictureRefused(reason="it has no head")
        if name == b"IHDR":
            check_size(*struct.unpack_from("!LL", body))
        if name in PNG_KEPT:
            names.append(name)
            kept.append(write_chunk(name, body))
    if b"IDAT" not in names:
        raise PictureRefused(reason="nothing is drawn")
    return b"".join(kept)


def read_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Up to the end of the picture. Raises PictureRefused for a chunk that is not what its sum says."""
    place, name = len(PNG_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from("!L4s", content, place)
        body = content[place + 8 : place + 8 + length]
        [told] = struct.unpack_from("!L", content, place + 8 + length)
        if told != zlib.crc32(name + body):
            raise PictureRefused(reason="a part is damaged")
        yield name, body
        place += length + 12


def write_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!L", len(body)) + name + body + struct.pack("!L", zlib.crc32(name + body))


def copy_jpeg(content: bytes) -> bytes:
    kept, turn, has_frame, has_scan = list[bytes](), 1, False, False
    for marker, body, drawn in read_segments(content):
        if marker in FRAMES:
            height, width = struct.unpack_from("!HH", body, 1)
            check_size(width, height)
            has_frame = True
        has_scan = has_scan or marker == SCAN
        turn = read_turn(body) or turn if marker == EXIF else turn
        if marker in TABLES | FRAMES | {SCAN} or is_colour_of_adobe(marker, body):
            kept.append(write_segment(marker, body) + drawn)
    if not (has_frame and has_scan):
        raise PictureRefused(reason="nothing is drawn")
    return b"\xff\xd8" + write_turn(turn) + b"".join(kept) + b"\xff\xd9"


def read_segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body and, of a scan, what it draws; up to the end of the picture."""
    place = 2
    while True:
        while content[place] == 0xFF and content[place + 1] == 0xFF:
            place += 1  # fill bytes (B.1.1.2)
        lead, marker = content[place], content[place + 1]
        if lead != 0xFF or marker in (0x00, 0x01, 0xD8):
            raise PictureRefused(reason="a part is damaged")
        if marker == END:
            return
        [length] = struct.unpack_from("!H", content, place + 2)
        if length < 2 or place + 2 + length > len(content):
            raise PictureRefused(reason="it ends too early")
        body, place = content[place + 4 : place + 2 + length], place + 2 + length
        end = find_end(content, place) if marker == SCAN else place
        yield marker, body, content[place:end]
        place = end


def find_end(content: bytes, place: int) -> int:
    """Where the drawn data of a scan ends: at the next marker that is no restart and no stuffed byte."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise PictureRefused(reason="it ends too early")
        if content[place + 1] != 0 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def write_segment(marker: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0xFF, marker, len(body) + 2) + body


def is_colour_of_adobe(marker: int, body: bytes) -> bool:
    """Which colours the numbers stand for: without it a picture of four colours comes out wrong."""
    return marker == ADOBE and len(body) == ADOBE_LENGTH and body.startswith(b"Adobe")


def read_turn(body: bytes) -> int:
    """How the picture is held (1 to 8); 0 where it is not said. What cannot be read says nothing."""
    if not body.startswith(b"Exif\0\0"):
        return 0
    tiff = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        [start] = struct.unpack_from(f"{order}L", tiff, 4)
        [number] = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(min(number, 200)):
            tag, kind, _many, turn = struct.unpack_from(f"{order}HHLH", tiff, start + 2 + 12 * entry)
            if (tag, kind) == (0x0112, 3):
                return int(turn) if 1 <= turn <= 8 else 0
    except struct.error:
        return 0
    return 0


def write_turn(turn: int) -> bytes:
    """Exif with this alone; nothing where the picture stands upright."""
    if turn == 1:
        return b""
    entry = struct.pack(">HHLHH", 0x0112, 3, 1, turn, 0)
    tiff = b"MM\x00*" + struct.pack(">LH", 8, 1) + entry + struct.pack(">L", 0)
    return write_segment(EXIF, b"Exif\0\0" + tiff)
