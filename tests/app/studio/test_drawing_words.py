"""Every word the drawing's scripts ask for is given to them in the reader's language."""

import re
from pathlib import Path

from app.studio.drawing_words import VALUES, WORDS

SCRIPTS = Path(__file__).parents[3] / "frontend" / "js" / "drawing"
ASKED = re.compile(r'\b(?:t|translate)\(\s*"([^"]+)"')
TITLES = re.compile(r'^  \["[\w:]+", "\w+", "[\w-]+", "([^"]+)"\],$', re.MULTILINE)


def test_no_script_asks_for_a_word_that_nobody_translates() -> None:
    texts = [path.read_text() for path in sorted(SCRIPTS.glob("*.js"))]
    asked = {word for text in texts for word in (*ASKED.findall(text), *TITLES.findall(text))}
    assert len(asked) > 90
    assert sorted(asked - {*WORDS, *VALUES}) == []
