"""What the kernel's outbox hands over: e-mails of notices, and files that were put into quarantine."""

from app.accounts.models import User
from app.cases.models import Case
from app.cases.queries import list_visible
from app.confidentiality.veil import veil_of
from app.documents import scanning
from app.documents.models import Document
from app.teamwork.mailing import TOPIC, build_email
from app.teamwork.models import Kind, PersonalNotice
from app.teamwork.telling import tell
from workflows import clock
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


@topic(scanning.TOPIC)
def tell_quarantined(posting: Posting) -> None:
    """Whoever filed it on a case hears of it; of other files the operators' page tells."""
    document = Document.objects.defer("content").filter(pk=posting.payload["document"]).first()
    case = (
        Case.objects.filter(reference=document.case_ref).first() if document and document.case_ref else None
    )
    if document is None or case is None:
        return
    filer = document.by.removeprefix("user:")
    people = (
        User.objects.filter(pk=int(filer))
        if document.by != filer and filer.isdecimal()
        else User.objects.none()
    )
    tell(people, Kind.DOCUMENT, case, key=posting.key, by="system:scan", at=clock.now())
