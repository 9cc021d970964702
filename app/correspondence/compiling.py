"""Run Typst on one letter, in a process of its own that may take little and reach nothing.

Started by `typesetting.typeset` as a script, isolated from the project and its environment: it has the letter's
directory, no writable file, and limits of the operating system on its time and memory. A letter that loops for
ever, or grows without end, thus ends itself instead of the worker that wanted it.
"""

import json
import resource
import sys
from datetime import datetime
from pathlib import Path


def limit(seconds: int, megabytes: int) -> None:
    """The system ends this process beyond its share of time and memory, and lets it write no file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(root: Path, seconds: int, megabytes: int) -> int:
    """The PDF of root/letter.typ on the output; or Typst's words on the error output, and 2."""
    limit(seconds, megabytes)
    import typst  # here, so that the limits hold for it from its first moment

    request = json.load(sys.stdin)
    try:
        made = typst.compile(
            root / "letter.typ",
            root=root,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": request["data"]},
            pdf_standards=["ua-1"],
            timestamp=datetime.fromisoformat(request["timestamp"]),
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 2
    sys.stdout.buffer.write(bytes(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
