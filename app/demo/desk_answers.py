"""What the benefit, complaints and legal desks write in the forms of their tasks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.benefits.facts import MAIN, read_statuses
from app.contributions.arithmetic.categories import Category
from app.demo import family_answers
from app.demo.asked import Answers, Asked, Writer, on_the_day, say
from app.people.queries import find_party
from app.registers.quarters import Quarter

TALKED = {
    "fr": "La personne a été appelée : elle connaît le délai et ce qui reste dû.",
    "nl": "De persoon is gebeld: zij kent de termijn en wat nog verschuldigd is.",
    "de": "Die Person wurde angerufen: sie kennt die Frist und was noch offen ist.",
}
REPLIES = {
    "fr": "Vous avez attendu trop longtemps. Nous vous présentons nos excuses et avons revu le partage des appels.",
    "nl": "U hebt te lang gewacht. Wij verontschuldigen ons en hebben de verdeling van de oproepen herzien.",
    "de": "Sie haben zu lange gewartet. Wir entschuldigen uns und haben die Verteilung der Anrufe überprüft.",
}
REASONS = {
    "fr": "Les conditions ont été comparées aux données du dossier et aux pièces reçues.",
    "nl": "De voorwaarden zijn vergeleken met de gegevens van het dossier en de ontvangen stukken.",
    "de": "Die Bedingungen wurden mit den Angaben der Akte und den eingegangenen Belegen verglichen.",
}
#: Quarters that the bridging right looks back on.
MOST_PAID = 16
VERDICTS = ("founded", "founded", "partly", "unfounded")


def look_into_complaint(asked: Asked) -> Answers:
    remedy = asked.chance.random() < 0.4
    return {
        "next": "reply",
        "verdict": asked.chance.choice(VERDICTS),
        "cause": asked.chance.choice(["delay", "wording", "contact"]),
        "findings": "Deux appels sans suite au journal du central.",
        "answer": REPLIES[asked.language],
        "remedy_wanted": remedy,
        **({"remedy": "Rappeler la personne."} if remedy else {}),
    }


def look_again(asked: Asked) -> Answers:
    return {"verdict": "partly", "final_answer": REPLIES[asked.language]}


def call_bankrupt_member(asked: Asked) -> Answers:
    if asked.chance.random() < 0.4:
        return {"answer": "not_yet", "details": TALKED[asked.language]}
    charge = asked.chance.random() < 0.5
    return {
        "answer": "asks",
        "requested_on": asked.today,
        "family_charge": charge,
        "details": TALKED[asked.language],
    }


def examine_claim(asked: Asked) -> Answers:
    """What the file tells stands in the form; what only the person or INASTI could say was asked."""
    benefit = asked.variables.get("benefit")
    about: Answers = {}
    if benefit == "maternity_vouchers":
        about = {"child_at_address": True, "resumes_half_time": True}
    elif benefit == "bridging_right":
        about = ask_about_earlier_quarters(asked.variables)
    return {"complete": "yes", "decision_reasons": REASONS[asked.language], **about}


def ask_about_earlier_quarters(variables: Mapping[str, Any]) -> Answers:
    """INASTI tells of the quarters before the fund's own: paid, in the occupation of those that the fund knows."""
    conditions = variables["conditions"]
    earlier = [one for one in str(conditions.get("undecided_quarters") or "").split(", ") if one]
    known = read_statuses(find_party(variables["party_ref"])).values()
    if not earlier or not known:
        return {}
    return {
        "main_in_4_quarters": all(Category(one.category) in MAIN for one in known),
        "paid_quarters": min(MOST_PAID, int(conditions["paid_quarters"]) + len(earlier)),
    }


def hold_appointment(asked: Asked) -> Answers:
    return {
        "held_on": asked.today,
        "channel": "phone",
        "wish": "none",
        "career_years_total": asked.variables.get("career_years") or 30,
        "send_career": "no",
        "contact_summary": TALKED[asked.language],
    }


def offer_continued_insurance(asked: Asked) -> Answers:
    return {
        "contact_channel": "phone",
        "choice": asked.chance.choice(["think", "decline", "decline"]),
        "contact_summary": TALKED[asked.language],
    }


def prepare_claim(_asked: Asked) -> Answers:
    return {
        "administrator": "Maître Exemple, curateur",
        "address": "Rue de l’Exemple 3\n1000 Bruxelles",
        "privilege": "Loi hypothécaire, art. 19, 4°ter : cotisations sociales des deux dernières années.",
    }


def follow_claim(asked: Asked) -> Answers:
    ended = asked.chance.random() < 0.15
    return {
        "told_on": asked.today,
        "admission": "admitted",
        "text": "Créance admise au passif privilégié ; pas de dividende annoncé.",
        "ended": ended,
        **({"rest": "discharged"} if ended else {}),
    }


def chase_institution(asked: Asked) -> Answers:
    return {
        "chase_note": "L’institution a été appelée ; elle vérifie.",
        "wait_until": asked.today + timedelta(days=10),
    }


def define_query(asked: Asked) -> Answers:
    """The quarter before the request."""
    quarter = Quarter.of(asked.today).shift(-1)
    return {
        "next": "produce",
        "query": "population",
        "first_day": quarter.first_day,
        "last_day": quarter.last_day,
    }


def prepare_defence(asked: Asked) -> Answers:
    return {
        "in_time": True,
        "position": "La décision repose sur les données du registre ; les pièces sont jointes.",
        "lawyer": "Maître Modèle",
        "filed_on": asked.today,
        "hearing_on": asked.today + timedelta(days=60),
    }


WRITERS: Mapping[str, Writer] = {
    **family_answers.WRITERS,
    "complaint/look": look_into_complaint,
    "complaint/look_again": look_again,
    "complaint/put_right": say(
        done_note="Nous vous avons rappelé et avons répondu à votre question.",
        prevented_by="Les appels manqués sont rappelés avant midi.",
    ),
    "judicial_recovery/report": on_the_day("told_on", news="Acte en préparation, suite dans le mois."),
    "bankruptcy/contact_member": call_bankrupt_member,
    "benefit_decision/examine_claim": examine_claim,
    "benefit_decision/approve_decision": say(verdict="agree"),
    "benefit_payment/look_at_refusal": say(order_again="yes"),
    "benefit_review/assess_change": say(
        complete="yes", outcome="kept", review_reasons="Le changement ne touche pas le droit."
    ),
    "benefit_review/approve_review": say(verdict="agree"),
    "bridging_payment/record_declaration": say(situation="goes_on", days=30),
    "maternity_vouchers/establish_insurance": say(insured="yes"),
    "cessation/check": say(proof="register", next="end"),
    "cessation/offer": offer_continued_insurance,
    "pension/appointment": hold_appointment,
    "insolvency_claim/prepare": prepare_claim,
    "insolvency_claim/file": on_the_day("filed_on", receipt="REGSOL-EXEMPLE"),
    "insolvency_claim/follow": follow_claim,
    "appeal/defence": prepare_defence,
    "appeal/ask_lawyer": say(lawyer_note="L’affaire est remise ; aucune date n’est fixée."),
    "appeal/apply": on_the_day("applied_on", applied_note="Le jugement est appliqué au dossier."),
    "authority_request/define": define_query,
    "authority_request/check": say(verdict="lawful"),
    "data_breach/assess": say(
        risk="none",
        consequences="Deux personnes ont lu un montant qui n’était pas le leur.",
        measures="Les avis ont été repris et renvoyés sous la bonne enveloppe.",
        not_notified_reason="Les destinataires ont rendu les avis ; aucun numéro national n’y figure.",
    ),
    "transmit/chase": chase_institution,
    "transmit/silence": lambda asked: {"way": "wait", "wait_until": asked.today + timedelta(days=30)},
    "transmit/by_hand": on_the_day("sent_on", way="manual", how="courrier recommandé"),
}
