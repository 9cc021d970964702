"""What a start does before the web opens: schema, processes, static files, a sign-in per role."""

from collections.abc import Callable
from io import StringIO

from app.embedded.errors import StartRefused

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Bring the database and the files up to this checkout. Each part is quick when nothing changed."""
    import django
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.db import Error

    django.setup()
    try:
        say("Bringing the schema up to date …")
        call_command("demo", before_schema=True)
        call_command("migrate", interactive=False, verbosity=0)
        deploy(say)
        call_command("publish_information", stdout=StringIO())
        say("Collecting the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo", people_only=True, stdout=StringIO())
    except (CommandError, Error) as error:
        raise StartRefused(f"{str(error).strip()}") from error


def deploy(say: Say) -> None:
    """Publish the processes unless nothing has changed since the last start did, or a fund brings its own first."""
    from django.core.management import call_command

    from app.demo.start import will_load
    from app.embedded import deployed

    if will_load() or deployed.is_published():
        return
    say("Deploying the processes …")
    call_command("deploy", stdout=StringIO())
    deployed.remember()


def announce(say: Say, address: str) -> None:
    from app.embedded.sign_ins import read_sign_ins

    say(f"Vigie is open at {address}")
    for sign_in in read_sign_ins():
        say(f"  {sign_in.role:<24} {sign_in.username:<10} password {sign_in.password}")
    say("Ctrl-C stops everything.")
