"""E-mails of notices leave through the kernel's outbox."""

from app.accounts.models import User
from app.cases.queries import list_visible
from app.confidentiality.veil import veil_of
from app.teamwork.mailing import TOPIC, build_email
from app.teamwork.models import PersonalNotice
from workflows.outbox import Posting, topic


@topic(TOPIC)
def send(posting: Posting) -> None:
    """One e-mail in the person's language; none to whoever has left or may no longer see any of the cases."""
    person = User.objects.filter(pk=posting.payload["user"], is_active=True).exclude(email="").first()
    if person is None:
        return
    notices = list(PersonalNotice.objects.filter(pk__in=posting.payload["notices"]).order_by("id"))
    visible = (
        list_visible(person)
        .exclude(party__in=veil_of(person).parties)
        .filter(reference__in=[one.case_ref for one in notices])
    )
    known = set(visible.values_list("reference", flat=True))
    shown = [one for one in notices if one.case_ref in known]
    if shown:
        build_email(person, shown).send()
