"""What the demo's people write in the forms of their tasks, by the form that asks."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from app.demo import desk_answers
from app.demo.asked import Answers, Asked, Writer, on_the_day, say
from app.demo.errors import DemoFailed
from app.ledger.queries import open_receivables
from app.people.queries import find_party
from workflows.models import HumanTask

CALLS = ("phone", "email", "phone")
UNREACHED = {"fr": "Pas de réponse.", "nl": "Geen antwoord.", "de": "Keine Antwort."}
TALKED = {
    "fr": "Client parti, trésorerie difficile jusqu’à l’été.",
    "nl": "Klant vertrokken, krap bij kas tot de zomer.",
    "de": "Kunde weg, bis zum Sommer knapp bei Kasse.",
}
INFORMED = {
    "fr": "Les démarches sont claires ; la personne rappelle si besoin.",
    "nl": "De stappen zijn duidelijk; de persoon belt terug als het nodig is.",
    "de": "Die Schritte sind klar; die Person ruft bei Bedarf zurück.",
}
ANSWER = {
    "fr": "Vous trouvez le calcul sur votre avis d’échéance. Nous l’avons vérifié : il est exact.",
    "nl": "U vindt de berekening op uw vervaldagbericht. We hebben ze nagekeken: ze klopt.",
    "de": "Die Berechnung steht auf Ihrem Bescheid. Wir haben sie geprüft: sie stimmt.",
}


def answer(task: HumanTask, *, habit: str, language: str, chance: Random, today: date) -> Answers:
    """The answers of one task. Raises DemoFailed for a task nobody has learnt."""
    if not task.form:
        return {}
    writer = WRITERS.get(task.form)
    if writer is None:
        raise DemoFailed(f"Nobody in the demo fund knows the form {task.form}.")
    return writer(Asked(task, habit, language, chance, today))


def contact_debtor(asked: Asked) -> Answers:
    tried = int(asked.variables.get("contact_failed") or 0)
    common = {"channel": CALLS[tried % len(CALLS)], "made_on": asked.today}
    if asked.habit == "unreached":
        return {**common, "outcome": "not_reached", "summary": UNREACHED[asked.language]}
    return {
        **common,
        "channel": "phone",
        "outcome": "reached",
        "summary": TALKED[asked.language],
        "proposed": "plan",
    }


def approve_transfer(asked: Asked) -> Answers:
    silent = asked.habit in {"reached", "unreached"}
    verdict = "transfer" if silent or asked.chance.random() < 0.5 else "later"
    return {"verdict": verdict, "note": "Aucune réponse à nos propositions."}


def approve_file(asked: Asked) -> Answers:
    if asked.variables.get("route") == "ladder":
        return {
            "verdict": "back",
            "rung": "reminder",
            "route": "",
            "note": "Le montant ne vaut pas une procédure.",
        }
    if asked.chance.random() < 0.1:
        return {
            "verdict": "refuse",
            "note": "Le débiteur est sans ressources ; les frais dépasseraient la dette.",
        }
    return {"verdict": "approve", "note": "Dossier complet, créance non contestée."}


def record_judgment(asked: Asked) -> Answers:
    return {"judged_on": asked.today, "judgment": "won" if asked.chance.random() < 0.8 else "lost"}


def end_enforcement(asked: Asked) -> Answers:
    if asked.chance.random() < 0.4:
        return {"outcome": "irrecoverable", "evidence": "Procès-verbal de carence de l’huissier."}
    return {"outcome": "closed"}


def call_about_event(asked: Asked) -> Answers:
    if asked.habit == "unreached" or asked.chance.random() < 0.25:
        return {"contact_channel": "phone", "contact_outcome": "not_reached"}
    return {
        "contact_channel": "phone",
        "contact_outcome": "reached",
        "pack_received": "yes" if asked.chance.random() < 0.9 else "no",
        "contact_summary": INFORMED[asked.language],
    }


def check_declaration(asked: Asked) -> Answers:
    if asked.chance.random() < 0.2 and not asked.variables.get("information"):
        return {"next": "ask", "missing_information": "Une copie de la carte d’identité."}
    return {"next": "affiliate"}


def report_start(asked: Asked) -> Answers:
    return {"register_receipt": f"RGTI-{asked.today:%Y%m%d}-{asked.task.case_ref[-4:]}"}


def answer_question(asked: Asked) -> Answers:
    if asked.chance.random() < 0.12 and not asked.variables.get("information"):
        return {"next": "ask", "missing_information": "Une copie de votre avertissement-extrait de rôle."}
    return {"next": "answer", "answer": ANSWER[asked.language]}


def advise(asked: Asked) -> Answers:
    total = sum(one.total for one in open_receivables(find_party(asked.variables["party_ref"])))
    return {
        "chosen": "payment_plan",
        "months": 4,
        "down_payment": f"{total / 3 + 1:.2f}",
        "first_due_on": asked.today + timedelta(days=14),
        "choice_reason": "Tient en quatre mois.",
    }


def forward_question(_asked: Asked) -> Answers:
    return {
        "institution": "mutuality",
        "institution_name": "Mutualité de l’Exemple",
        "institution_address": "Rue de l’Exemple 1\n1000 Bruxelles",
    }


WRITERS: Mapping[str, Writer] = {
    **desk_answers.WRITERS,
    "quarterly_call/approve": say(verdict="approve"),
    "quarterly_call/hand_over": on_the_day("handed_over_on"),
    "quarterly_call/settle_failed": say(verdict="leave"),
    "recovery/personal_contact": contact_debtor,
    "recovery/transfer_approval": approve_transfer,
    "recovery_hold/review_hold": say(verdict="release"),
    "judicial_recovery/approve_file": approve_file,
    "judicial_recovery/record_service": on_the_day("served_on"),
    "judicial_recovery/record_summons": on_the_day("summoned_on"),
    "judicial_recovery/record_judgment": record_judgment,
    "judicial_recovery/follow_enforcement": end_enforcement,
    "payment_difficulty/personal_contact": lambda asked: {
        "channel": "phone",
        "outcome": "reached",
        "short_gap": True,
        "situation": TALKED[asked.language],
    },
    "payment_difficulty/advise": advise,
    "payment_plan/decide": say(verdict="agree"),
    "question/answer": answer_question,
    "question/review": say(verdict="approved"),
    "question/forward": forward_question,
    "exemption/information_sheet": say(
        income="9800",
        expenses="11400",
        household=3,
        evidence="Avertissement-extrait de rôle, ménage.",
    ),
    "refusal/confirm": say(verdict="uphold"),
    "exemption/confirm": say(verdict="uphold", refusal_reasons="Demande irrecevable pour ces trimestres."),
    "exemption/chase": say(chase_note="INASTI relancé par téléphone."),
    "surcharge_remission/opinion": say(
        opinion="favourable",
        opinion_reasons="Premier retard en dix ans.",
        evidence="Relevé de compte.",
    ),
    "surcharge_remission/review": say(verdict="approve"),
    "surcharge_remission/confirm": say(refusal_reasons="Le principal n’est pas payé."),
    "surcharge_remission/chase": say(chase_note="INASTI relancé par courriel."),
    "provisional_change/assess": say(evidence_verdict="objective"),
    "provisional_change/review": say(verdict="refuse", refusal_reasons="L’estimation n’est pas étayée."),
    "inform_and_accompany/contact": call_about_event,
    "inform_and_accompany/see_it_leave": say(sending_note="Adresse vérifiée, envoi par la poste."),
    "start_of_activity/check": check_declaration,
    "start_of_activity/report": report_start,
    "start_of_activity/confirm": say(
        verdict="uphold", refusal_reasons="Affiliation existante, une seule suffit."
    ),
    "company_contribution/exemption": say(
        ground="inactive", proved=True, exemption_note="Attestation du SPF Finances reçue."
    ),
}
