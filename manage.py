#!/usr/bin/env python
"""Run one of Vigie's commands; `manage.py help` lists them."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

#: They read files or evaluate; a database is not started for them.
WITHOUT_DATABASE = {
    "calculate", "collectstatic", "compilemessages", "deadline", "feel", "help", "lint", "makemessages",
    "operations", "scenarios", "--help", "--version", "version",
}  # fmt: skip


def is_files_only(arguments: list[str]) -> bool:
    """Whether the command works with the shipped files alone. A calculation asks for what the fund has published
    where a database is named; the embedded one is not started for it."""
    command = arguments[0] if arguments else "help"
    named = bool(os.environ.get("DATABASE_URL", "").strip())
    return command in WITHOUT_DATABASE and not (command == "calculate" and named)


def open_database(arguments: list[str]) -> AbstractContextManager[None]:
    """The embedded server for the length of the command, when DATABASE_URL is unset."""
    if os.environ.get("DATABASE_URL", "").strip() or not arguments or arguments[0] in WITHOUT_DATABASE:
        return nullcontext()
    from app.embedded import postgres
    from app.embedded.location import locate
    from app.settings.environment import BASE_DIR

    return postgres.running(locate(BASE_DIR))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
    if is_files_only(sys.argv[1:]):
        os.environ["VIGIE_FILES_ONLY"] = "true"
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from app.embedded.errors import StartRefused

    try:
        with open_database(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (StartRefused, ImproperlyConfigured) as refusal:
        sys.exit(f"vigie: {refusal}")


if __name__ == "__main__":
    main()
