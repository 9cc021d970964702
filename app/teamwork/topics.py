"""What the kernel's outbox hands over: e-mails of notices, and files that were put into quarantine."""

from app.accounts.models import User
from app.accounts.roles import Role
from app.cases.models import Case
from app.cases.queries import list_visible
from app.confidentiality.veil import veil_of
from app.documents import scanning
from app.documents.models import Document
from app.teamwork.mailing import TOPIC, build_email
from app.teamwork.models import OF_OPERATORS, OF_STEERERS, Kind, PersonalNotice
from app.teamwork.queries import may_be_told
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
        .exclude(veil_of(person).hidden.narrow_cases())
        .filter(reference__in=[one.case_ref for one in notices])
    )
    known = set(visible.values_list("reference", flat=True))
    shown = [one for one in notices if one.case_ref in known or is_of_no_case(one, person)]
    if shown:
        build_email(person, shown).send()


def is_of_no_case(notice: PersonalNotice, person: User) -> bool:
    return notice.kind in OF_OPERATORS | OF_STEERERS and may_be_told(person, notice.kind)


@topic(scanning.TOPIC)
def tell_quarantined(posting: Posting) -> None:
    """Whoever runs the site hears of every file, without its name; whoever filed it on a case, of theirs."""
    tell_operators(posting.key)
    document = Document.objects.defer("content").filter(pk=posting.payload["document"]).first()
    case = (
        Case.objects.filter(reference=document.case_ref).first() if document and document.case_ref else None
    )
    if document is None or case is None:
        return
    tell_filer(document, case, posting.key)


def tell_operators(key: str) -> None:
    operators = User.objects.filter(is_active=True, groups__name=Role.OPERATOR)
    PersonalNotice.objects.bulk_create(
        (
            PersonalNotice(
                user=one, key=f"{key}:operators", kind=Kind.QUARANTINE, by="system:scan", at=clock.now()
            )
            for one in operators
        ),
        ignore_conflicts=True,
    )


def tell_filer(document: Document, case: Case, key: str) -> None:
    filer = document.by.removeprefix("user:")
    people = (
        User.objects.filter(pk=int(filer))
        if document.by != filer and filer.isdecimal()
        else User.objects.none()
    )
    tell(people, Kind.DOCUMENT, case, key=key, by="system:scan", at=clock.now())
