"""A page shows of a picture a copy that holds the picture alone; the file stays as it came."""

import hashlib
import struct

import pytest
from django.test import Client

from app.documents.errors import PictureRefused
from app.documents.media_types import JPEG, PNG
from app.documents.models import Document
from app.documents.picture_copies import copy_picture
from tests.app.documents.pictures import (
    DRAWN,
    FRAME,
    MARKUP,
    PLACE,
    chunk,
    make_exif,
    make_jpeg,
    make_png,
    segment,
)
from tests.app.documents.test_looking import keep, look

pytestmark = pytest.mark.django_db


def test_a_png_loses_place_words_and_what_stands_behind_its_end() -> None:
    told = make_png(chunk(b"eXIf", PLACE), chunk(b"tEXt", b"Comment\0" + MARKUP)) + b"PK\x03\x04" + MARKUP
    assert copy_picture(told, PNG) == make_png()


def test_a_jpeg_loses_place_words_and_what_stands_behind_its_end() -> None:
    told = make_jpeg(make_exif(turn=1), segment(0xFE, MARKUP), segment(0xE2, b"ICC_PROFILE")) + MARKUP
    assert copy_picture(told, JPEG) == make_jpeg()


def test_a_jpeg_stays_the_way_up_it_was_held() -> None:
    copy = copy_picture(make_jpeg(make_exif(turn=6)), JPEG)
    assert PLACE not in copy
    assert struct.pack(">HHLHH", 0x0112, 3, 1, 6, 0) in copy
    assert copy_picture(copy, JPEG) == copy


def test_what_is_drawn_is_copied_to_the_byte() -> None:
    assert DRAWN in copy_picture(make_jpeg(), JPEG)


@pytest.mark.parametrize(
    "file",
    [
        make_jpeg()[:-12],
        make_jpeg(frame=b""),
        make_jpeg(frame=FRAME.replace(struct.pack("!HH", 16, 8), struct.pack("!HH", 65_000, 65_000))),
        b"\xff\xd8\xff" + MARKUP,
        b"\xff\xd8\xff\xff\xff",
    ],
)
def test_a_jpeg_that_is_no_whole_picture_or_too_large_is_not_copied(file: bytes) -> None:
    with pytest.raises(PictureRefused):
        copy_picture(file, JPEG)


@pytest.mark.parametrize(
    "file",
    [
        make_png()[:-3],
        make_png().replace(b"IDAT", b"IDAX"),
        make_png(width=50_000, height=50_000),
        make_png(width=0),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n" + MARKUP,
    ],
)
def test_a_png_that_is_no_whole_picture_or_too_large_is_not_copied(file: bytes) -> None:
    with pytest.raises(PictureRefused):
        copy_picture(file, PNG)


def test_the_page_shows_the_copy_and_hands_out_the_file_as_it_came(browser: Client) -> None:
    came = make_jpeg(make_exif(turn=1))
    document = keep(came)
    shown = browser.get(f"/letters/documents/{document.pk}/view/")
    assert (shown.content, shown["Content-Type"]) == (make_jpeg(), "image/jpeg")
    file = browser.get(f"/letters/documents/{document.pk}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(file.content).hexdigest() == document.sha256 == hashlib.sha256(came).hexdigest()


def test_of_a_picture_that_cannot_be_copied_only_the_download_is_offered(browser: Client) -> None:
    document: Document = keep(make_png()[:-3])
    page = look(browser, document)
    assert "This kind of file is not shown here" in page
    assert "<img class" not in page
    assert browser.get(f"/letters/documents/{document.pk}/view/").status_code == 404
