"""A process of the site has loaded what requests need before its first one, and its garbage collections stay short."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECK = """
import gc
from time import process_time
from app import wsgi
from app.warming import list_templates
from django.template import engines

loaded = sum(len(loader.get_template_cache) for loader in engines["django"].engine.template_loaders)
assert loaded >= len(list_templates()) > 200, loaded
assert gc.get_freeze_count() > 100_000
begun = process_time()
gc.collect()
assert process_time() - begun < 0.05, process_time() - begun
"""


def test_before_its_first_request_everything_is_loaded_and_out_of_the_collectors_sight() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "app.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
