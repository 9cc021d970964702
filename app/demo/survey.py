"""The demo fund's satisfaction survey: most people consented to it, and the last whole quarter was drawn, answered and
counted, so that its page has something to tell. Made once; a fund with a counted round keeps its own."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from app.demo.chance import Chance
from app.people.contacts import give_consent
from app.people.models import Consent, Party, Purpose
from app.periods import start_of
from app.registers.quarters import Quarter
from app.surveys import answers, rounds
from app.surveys.answers import Given
from app.surveys.invitation_life import InvitationLife
from app.surveys.links import make_token
from app.surveys.models import Invitation, Round
from app.surveys.questionnaire import questionnaire
from workflows.actors import Actor

CHANCE = Chance(2026)
CONSENTING, ANSWERING, WRITING, CALLED_BACK = 0.75, 0.6, 0.4, 0.3
MARKS = {1: 1, 2: 2, 3: 4, 4: 9, 5: 8}
#: What people write, by the language of their letters.
WORDS = {
    "fr": ("Accueil très aimable, merci.", "J’ai dû appeler trois fois.", "La lettre était longue."),
    "nl": ("Vriendelijk geholpen, bedankt.", "Ik moest te lang wachten.", "De brief was niet duidelijk."),
    "de": ("Sehr freundlich, danke.", "Die Antwort kam spät.", "Das Schreiben war schwer zu verstehen."),
}


def settle(parties: Iterable[Party], today: date, *, by: Actor) -> None:
    if Round.objects.filter(closed_at__isnull=False).exists():
        return
    quarter = Quarter.of(today).shift(-1)
    if not Consent.objects.filter(purpose=Purpose.SURVEYS).exists():
        consent(parties, quarter.first_day, by)
    live(quarter)


def consent(parties: Iterable[Party], day: date, by: Actor) -> None:
    for party in parties:
        if not party.merged_into_id and CHANCE.of("survey", party.reference).random() < CONSENTING:
            give_consent(party, Purpose.SURVEYS, by=by, given_on=day, evidence="Formulaire d’affiliation")


def live(quarter: Quarter) -> None:
    """The whole quarter in one draw; each is invited on its last day and answers within the days of the link."""
    over = start_of(quarter.last_day + timedelta(days=1))
    row = rounds.keep_round(quarter, start_of(quarter.first_day))
    row.seed = f"demo:{quarter}"
    row.save(update_fields=["seed"])
    drawn = rounds.draw(str(quarter), now=over)
    for invitation in row.invitations.select_related("party").order_by("case_ref"):
        send_and_answer(invitation, CHANCE.of("survey", invitation.case_ref))
    rounds.close(str(quarter), now=start_of(drawn.last_answer_on + timedelta(days=1)))


def send_and_answer(invitation: Invitation, chance: Random) -> None:
    """Nothing goes by e-mail: the day is past."""
    InvitationLife(invitation).send(invitation.queued_on)
    invitation.save(update_fields=["state", "sent_on"])
    if chance.random() < ANSWERING:
        day = invitation.queued_on + timedelta(days=chance.randint(1, 14))
        answers.take(make_token(invitation), write(invitation.language, chance), now=start_of(day))


def write(language: str, chance: Random) -> Given:
    values = list(MARKS)
    marks = {theme: chance.choices(values, list(MARKS.values()))[0] for theme in questionnaire().themes}
    words = chance.choice(WORDS[language]) if chance.random() < WRITING else ""
    return Given(marks, words, calls_back=bool(words) and chance.random() < CALLED_BACK, language=language)
