"""The sign-ins of the demo fund with the ids that a shipped fund names them by."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Max

from app.accounts.models import User
from app.demo.dump_file import Manifest
from app.embedded.sign_ins import SignIn, list_people, make_sign_ins


def has_own_people() -> bool:
    names = [username for _role, username, *_ in list_people()]
    return User.objects.exclude(username__in=names).exists()


def make_people(manifest: Manifest | None) -> list[SignIn]:
    """Everybody with their password and role, made where missing; quick where nothing changed, for a hash is slow."""
    sign_ins = make_sign_ins()
    if not is_remembered(sign_ins):
        make_missing(sign_ins, manifest)
        remember(sign_ins)
    return sign_ins


@transaction.atomic
def make_missing(sign_ins: Sequence[SignIn], manifest: Manifest | None) -> None:
    ids = dict(manifest.users) if manifest is not None and not User.objects.exists() else {}
    for sign_in in sorted(sign_ins, key=lambda one: ids.get(one.username, math.inf)):
        make_person(sign_in, ids.get(sign_in.username))


def fingerprint(sign_ins: Sequence[SignIn]) -> str:
    """Of the passwords that are shown and of what this database keeps of them."""
    kept = User.objects.filter(username__in=[one.username for one in sign_ins], groups__isnull=False)
    known = sorted(kept.values_list("username", "password", "groups__name"))
    return hashlib.sha256(repr((sign_ins, known)).encode()).hexdigest()


def is_remembered(sign_ins: Sequence[SignIn]) -> bool:
    return remembered().exists() and remembered().read_text() == fingerprint(sign_ins)


def remember(sign_ins: Sequence[SignIn]) -> None:
    remembered().touch(mode=0o600)
    remembered().write_text(fingerprint(sign_ins))


def remembered() -> Path:
    return Path(settings.VAR_DIR) / "sign-ins.checked"


def make_person(sign_in: SignIn, number: int | None) -> None:
    username = sign_in.username
    [(first, last, language)] = [rest for _role, name, *rest in list_people() if name == username]
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(id=number, username=username, first_name=first, last_name=last, language=language)
        user.set_password(sign_in.password)
        user.save(force_insert=True)
        count_on(User._meta.db_table)
    elif not user.check_password(sign_in.password):
        user.set_password(sign_in.password)
        user.save(update_fields=["password"])
    user.groups.add(Group.objects.get_or_create(name=sign_in.role)[0])


def count_on(table: str) -> None:
    """The next id follows the largest, also when that was given."""
    largest = User.objects.aggregate(largest=Max("id"))["largest"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, largest])
