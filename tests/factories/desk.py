"""People of the fund at their screens, on the virtual clock: a case opened by its form, its tasks done on pages."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.correspondence.models import Letter
from app.people.models import Party
from tests.factories.cases import make_user
from workflows import api, catalogue, clock, simulation
from workflows.models import HumanTask, Incident, ProcessInstance

BRUSSELS = ZoneInfo("Europe/Brussels")


class Desk:
    """`case` is the one opened last. Every act is followed by what the workers would do at once."""

    case: Case

    def __init__(self, *roles: str, now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=BRUSSELS)) -> None:
        clock.begin(now)
        self.people: dict[str, User] = {role: make_user(role, role) for role in roles}

    def open(self, process: str, party: Party, role: str = "caseworker", **answers: Any) -> Case:
        catalogue.deploy([process], by=api.system("tests"), now=clock.now())
        known = {
            "party_ref": party.reference,
            "party_name": party.name,
            "party_address": "Place Verte 3, 4800 Verviers",
            "language": "fr",
        }
        response = self.sign_in(role).post(f"/cases/new/{process}/", {**known, **answers})
        assert response.status_code == 302, response.context["form"].errors
        self.case = Case.objects.get(reference=response["Location"].split("/")[2])
        self.live()
        return self.case

    def do(self, node: str, role: str = "caseworker", **answers: Any) -> None:
        task = self.find_task(node)
        browser = self.sign_in(role)
        browser.post(f"/inbox/{task.pk}/claim/")
        response = browser.post(f"/inbox/{task.pk}/", answers)
        assert response.status_code == 302, response.context["form"].errors
        self.live()

    def find_task(self, node: str) -> HumanTask:
        return HumanTask.objects.get(
            case_ref=self.case.reference, node_id__endswith=node, state__in=["ready", "claimed"]
        )

    def tell(self, name: str, **payload: Any) -> None:
        api.receive("tests", f"{name}:{clock.now()}", name, self.case.reference, payload)
        self.live()

    def live(self, day: date | None = None) -> None:
        until = datetime(day.year, day.month, day.day, 10, tzinfo=BRUSSELS) if day else clock.now()
        simulation.simulate(until)
        assert not Incident.objects.exists(), [(one.node_id, one.message) for one in Incident.objects.all()]

    def letters(self) -> list[str]:
        made = Letter.objects.filter(case_ref=self.case.reference)
        return [one.name for one in made.order_by("made_at", "name")]

    def has_ended(self) -> bool:
        return not ProcessInstance.objects.filter(case_ref=self.case.reference, status="active").exists()

    def sign_in(self, role: str) -> Client:
        browser = Client()
        browser.force_login(self.people[role])
        return browser
