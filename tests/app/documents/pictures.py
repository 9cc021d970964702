"""Small pictures with what cameras and attackers put into them beside the picture."""

import struct
import zlib

PLACE = b"N 50 50 48.1 E 4 21 11.5"
MARKUP = b"<script>alert(1)</script>"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!L", len(body)) + name + body + struct.pack("!L", zlib.crc32(name + body))


def make_png(*more: bytes, width: int = 1, height: int = 1) -> bytes:
    """One grey pixel, with further chunks before it is drawn."""
    head = chunk(b"IHDR", struct.pack("!LLBBBBB", width, height, 8, 0, 0, 0, 0))
    drawn = chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + drawn + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0xFF, marker, len(body) + 2) + body


def make_exif(turn: int) -> bytes:
    """A camera's: how it was held, and where."""
    entry = struct.pack("<HHLHH", 0x0112, 3, 1, turn, 0)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<LH", 8, 1) + entry + bytes(4) + PLACE)


FRAME = segment(0xC0, struct.pack("!BHHBBBB", 8, 16, 8, 1, 1, 0x11, 0))
DRAWN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"


def make_jpeg(*more: bytes, frame: bytes = FRAME) -> bytes:
    """Eight by sixteen pixels, with a stuffed byte and a restart in what is drawn."""
    return b"\xff\xd8" + b"".join(more) + segment(0xDB, bytes(65)) + frame + DRAWN + b"\xff\xd9"
