"""The design page looks as it did when somebody last looked at it: wide and narrow, light and dark.

After a change that is meant: `VIGIE_REWRITE=1 make test TESTS=tests/journeys/test_design_pictures.py`, then look at
the pictures that changed under `tests/journeys/pictures/`. Two browsers do not smooth letters alike, so blocks of
8 by 8 points are compared.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from workflows import clock
from workflows.clock import BRUSSELS

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).parent / "pictures"
#: A fallen component moves or repaints far more; another browser's letters far less.
SHARE_OF_BLOCKS = 0.01
#: Their typeface, or their wording, is the machine's own. The icons only grow; the frame has the menu of the day.
UNSTEADY = "code, kbd, input[type=date]"
STILL = """#icons { display: none }
*, *::before { animation: none !important; transition: none !important; caret-color: transparent !important }"""
COMPARE = """async ([before, now]) => {
  const read = async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [one, other] = [await read(before), await read(now)];
  if (one.width !== other.width || Math.abs(one.height - other.height) > 8)
    return `${one.width}x${one.height} was, ${other.width}x${other.height} is`;
  const height = Math.min(one.height, other.height);
  let blocks = 0, changed = 0;
  for (let y = 0; y + 8 <= height; y += 8)
    for (let x = 0; x + 8 <= one.width; x += 8) {
      let sum = 0;
      for (let dy = 0; dy < 8; dy++)
        for (let at = ((y + dy) * one.width + x) * 4, end = at + 32; at < end; at++)
          sum += Math.abs(one.data[at] - other.data[at]);
      blocks++;
      if (sum / 192 > 20) changed++;
    }
  return changed / blocks;
}"""


def take_picture(page: Page, width: int, scheme: Any, style: str = "") -> bytes:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto("/design/")
    page.add_style_tag(content=STILL + style)
    page.evaluate("document.fonts.ready")
    return page.locator(".design").screenshot(mask=[page.locator(UNSTEADY)], mask_color="#888888")


def compare(page: Page, before: bytes, now: bytes) -> float | str:
    page.goto("about:blank")
    found: float | str = page.evaluate(COMPARE, [b64encode(before).decode(), b64encode(now).decode()])
    return found


@pytest.fixture
def small_page(chromium: Any, open_context: Callable[..., BrowserContext], caseworker: User) -> Page:
    """Pictures at half size: light to keep, and a fallen component is seen all the same."""
    clock.begin(datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS))
    return open_context(caseworker, scale=0.5, policy=False).new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_design_page_looks_as_it_did(width: int, scheme: str, small_page: Page) -> None:
    now = take_picture(small_page, width, scheme)
    kept = PICTURES / f"design-{width}-{scheme}.png"
    if os.environ.get("VIGIE_REWRITE"):
        kept.write_bytes(now)
    share = compare(small_page, kept.read_bytes(), now)
    assert isinstance(share, float | int), share
    assert share < SHARE_OF_BLOCKS


def test_a_fallen_component_is_seen(small_page: Page) -> None:
    good = take_picture(small_page, 390, "light")
    worse = take_picture(
        small_page, 390, "light", ".notice { background: none !important; padding: 0 !important }"
    )
    share = compare(small_page, good, worse)
    assert isinstance(share, str) or share > SHARE_OF_BLOCKS
