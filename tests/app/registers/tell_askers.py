"""`python -m tests.app.registers.tell_askers` writes `processes/decisions/askers.yaml` from the code."""

import os
from pathlib import Path

HEAD = """# Who asks which shared table: the operations that lead to it, and the parts whose code asks it.
# Written from the code by `python -m tests.app.registers.tell_askers`; a test holds it against it.
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings.test")
    import yaml
    from django.conf import settings

    from tests.app.registers.table_askers import find_askers

    told = yaml.safe_dump(find_askers(), sort_keys=True, width=120)
    (Path(settings.PROCESSES_DIR) / "decisions" / "askers.yaml").write_text(HEAD + told)


if __name__ == "__main__":
    main()
