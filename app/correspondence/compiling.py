"""Run Typst on letter after letter, in a process of its own that may take little and reach nothing.

Started by `typesetting` as a script, isolated from the project and its environment: it reads the house layout and
nothing else, has no writable file, and the operating system limits its time for each letter and its memory. A letter
that loops for ever, or grows without end, thus ends this process instead of the worker that wanted it.

On the input: a length (four bytes) and a request as JSON. On the output: a length, an answer as JSON (`pdf` is the
number of bytes that follow, `error` Typst's own words, `marks` what the layout marked), then the PDF.
"""

import json
import resource
import struct
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")


def limit_process(megabytes: int) -> None:
    """The system ends this process beyond its memory, and lets it write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_letter(seconds: int) -> None:
    """The system ends this process when the next letter takes more than its share of work."""
    spent = int(time.process_time()) + 1
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


class Press:
    """Typst with its fonts loaded once, and the layout as the only directory a letter may read."""

    def __init__(self, root: Path) -> None:
        import typst  # here, so that the limits hold for it from its first moment

        self.typst: Any = typst
        self.root = root
        self.fonts = typst.Fonts(include_system_fonts=False)
        # Kept for all letters: a new one for each costs a sixth more.
        self.compiler: Any = typst.Compiler(root=root, font_paths=self.fonts, ignore_system_fonts=True)

    def query(self, text: bytes, inputs: dict[str, str]) -> list[dict[str, Any]]:
        """What the layout marked. A question takes no text: a compiler of that text has to answer it."""
        compiler = self.typst.Compiler(
            text,
            root=self.root,
            font_paths=self.fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs,
        )
        marks: list[dict[str, Any]] = json.loads(compiler.query("<vigie>", field="value"))
        return marks

    def make(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer and the PDF; Typst's words when the text does not typeset."""
        text, inputs = request["source"].encode(), {"data": request["data"]}
        try:
            pdf: bytes = self.compiler.compile(
                input=text,
                sys_inputs=inputs,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=datetime.fromisoformat(request["timestamp"]),
            )
            if len(pdf) > (request.get("bytes") or len(pdf)):
                return {"error": f"the PDF has {len(pdf)} bytes, more than {request['bytes']}"}, b""
            # After the PDF: Typst names the line of what it cannot compile, and not of what it cannot query.
            marks = self.query(text, inputs) if request["marks"] else []
        except RuntimeError as error:  # TypstError is one, and so is what a query says
            return {"error": f"{error}\n{getattr(error, 'diagnostic', '')}".strip()}, b""
        return {"pdf": len(pdf), "marks": marks}, pdf


def read_request(stream: BinaryIO) -> dict[str, Any] | None:
    """The next request; none when whoever asked is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    request: dict[str, Any] = json.loads(stream.read(length))
    return request


def main(root: Path, megabytes: int) -> int:
    limit_process(megabytes)
    press = Press(root)
    while (request := read_request(sys.stdin.buffer)) is not None:
        limit_letter(request["seconds"])
        answer, pdf = press.make(request)
        head = json.dumps(answer).encode()
        sys.stdout.buffer.write(LENGTH.pack(len(head)) + head + pdf)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
