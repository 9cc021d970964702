"""Which person of the fund a subject of the directory is. Only a link made beforehand says so."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from app.accounts.models import User
from app.sign_in import events
from app.sign_in.errors import NoDirectory, SubjectTaken
from app.sign_in.models import EventKind

PROVIDER = "directory"


def name_subject(issuer: str, subject: str) -> str:
    """A subject together with the directory that knows it."""
    return f"{issuer} {subject}"


def find_issuer() -> str:
    """Raises NoDirectory."""
    if settings.DIRECTORY is None:
        raise NoDirectory("No directory is described: set VIGIE_OIDC_ISSUER.")
    return settings.DIRECTORY.issuer


def link(person: User, subject: str) -> SocialAccount:
    """By an operator who has the subject from the directory. Raises SubjectTaken, NoDirectory."""
    uid = name_subject(find_issuer(), subject)
    found, is_new = SocialAccount.objects.get_or_create(
        provider=PROVIDER, uid=uid, defaults={"user": person, "extra_data": {}}
    )
    if found.user_id != person.pk:
        raise SubjectTaken(f"This subject is linked to {found.user.username}.")
    if is_new:
        events.record(EventKind.LINKED, None, person)
    return found


def unlink(person: User) -> int:
    """How many links there were."""
    count: int = SocialAccount.objects.filter(user=person, provider=PROVIDER).delete()[0]
    return count
