"""The site as it runs in production: gunicorn with the workers and threads of the supervisor, on a port of its own."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.database import BASE_DIR
from benchmarks.workers import wait_until

HOST = "127.0.0.1"
START_SECONDS = 60.0
TOKEN = "0" * 32


@dataclass(frozen=True, slots=True)
class Site:
    """A running site; `cookies` sign one person in."""

    port: int

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def ask(
        self, path: str, cookies: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """One request on a connection of its own, as a proxy sends it: status, where it leads, text."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
            body = None
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode({**form, "csrfmiddlewaretoken": TOKEN})
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        finally:
            connection.close()


@contextmanager
def running_site(processes: int = 2) -> Iterator[Site]:
    """The site on the benchmarks' own database, until the block ends. Raises RuntimeError with what it said."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [
        "-m",
        "gunicorn",
        "app.wsgi:application",
        "--bind",
        f"{HOST}:{port}",
        "--workers",
        str(processes),
    ]
    with tempfile.TemporaryFile() as told:
        server = subprocess.Popen(
            [sys.executable, *command, "--threads", "4", "--log-level", "warning"],
            cwd=BASE_DIR,
            env=dict(os.environ),
            stdout=told,
            stderr=told,
        )
        try:
            try:
                wait_until(lambda: _answers(port), START_SECONDS, "the site starts")
            except TimeoutError as error:
                told.seek(0)
                raise RuntimeError(told.read().decode(errors="replace")[-800:]) from error
            yield Site(port)
        finally:
            server.terminate()
            server.wait(60)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def sign_in(person: Any) -> dict[str, str]:
    """The cookies of a person who has signed in; the form token is the cookie's own."""
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="app.sign_in.session_person.PasswordBackend")
    return {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: TOKEN,
    }


def make_person(username: str, *roles: str) -> Any:
    """Somebody with these roles who reads French."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    person, _ = get_user_model().objects.get_or_create(username=username, defaults={"language": "fr"})
    person.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return person
