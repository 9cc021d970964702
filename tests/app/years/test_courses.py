"""A run of certificates and a refund lived through on the engine, with the real operations and letters."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.accounts.roles import as_actor
from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.ledger import refunds
from app.ledger.models import Refund
from app.years.certificate_models import CertificateRun, RunState
from app.years.opening import open_waiting
from tests.app.privacy.test_courses import begin, do, is_over, work
from tests.app.years.conftest import BY, affiliate, call_year, tell
from tests.app.years.conftest import NOW as TOLD
from tests.factories.cases import make_user
from tests.factories.ledger import pay
from tests.factories.people import make_company, make_person
from workflows.actors import Actor
from workflows.models import Incident, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_year_is_certified_by_two_persons_and_told() -> None:
    pay("900", on=date(2025, 12, 31), party=make_person("Dubois", language="fr"))
    pay("347.50", on=date(2025, 6, 2), party=make_company())
    case = begin("tax_certificate", year=2025)
    do(case, "check_certificates", by=second_person(), verdict="approve", note="")
    run = CertificateRun.objects.get()
    assert (run.state, is_over(case)) == (RunState.FINISHED, True)
    assert (Letter.objects.count(), len(Transmission.objects.get().payload["certificates"])) == (2, 2)


def second_person() -> Actor:
    return as_actor(make_user("lea", "team_lead"))


@pytest.mark.usefixtures("_deployed")
def test_a_refund_ends_the_case_once_the_bank_has_paid_it() -> None:
    party = affiliate()
    call_year(party, "1537.50")
    tell(party, 12_000)
    open_waiting(by=BY, now=TOLD)
    work()
    refund = Refund.objects.get()
    run = ProcessInstance.objects.get(definition_key="regularisation")
    assert (run.status, refund.amount) == ("active", Decimal("2786.12"))
    refunds.approve_refund(refund, by="user:9")
    refunds.pay_refund(refund, on=datetime(2025, 8, 20, tzinfo=UTC).date())
    work()
    run.refresh_from_db()
    assert (run.status, Incident.objects.count()) == ("completed", 0)
