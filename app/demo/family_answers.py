"""What the desks write at births and illnesses."""

from collections.abc import Mapping
from datetime import timedelta

from app.demo.asked import Answers, Asked, Writer, say

CALLED = {
    "fr": "La personne a été appelée ; elle sait ce qui vient et ce qu’elle doit demander.",
    "nl": "De persoon is gebeld; zij weet wat komt en wat zij moet vragen.",
    "de": "Die Person wurde angerufen; sie weiß, was kommt und was sie beantragen muss.",
}


def prepare_order(asked: Asked) -> Answers:
    """The region as the file knows it; the fund's own where it does not."""
    known = asked.variables.get("region")
    region = {"german": "wallonia", "unknown": "brussels"}.get(str(known), known or "brussels")
    email = asked.variables.get("party_email") or ""
    return {
        "region": region,
        "order_address": asked.variables.get("party_address") or "-",
        "voucher_type": asked.variables.get("voucher_type") or ("electronic" if email else "paper"),
        "order_email": email,
    }


def review_checklist(asked: Asked) -> Answers:
    if asked.chance.random() < 0.7:
        return {"review_outcome": "nothing"}
    return {"review_outcome": "helped", "contact_summary": CALLED[asked.language]}


def ask_for_news(asked: Asked) -> Answers:
    return {"news": "born", "born_on": asked.today - timedelta(days=20)}


def secure_rights(asked: Asked) -> Answers:
    outcome = asked.chance.choice(["pays", "pays", "difficulty"])
    return {"contact_channel": "phone", "contact_outcome": outcome, "contact_summary": CALLED[asked.language]}


def ask_about_stop(asked: Asked) -> Answers:
    if asked.chance.random() < 0.5:
        return {"situation": "recovered", "recovered_on": asked.today - timedelta(days=3)}
    return {"situation": "stopped", "stopped_on": asked.variables.get("incapacity_from") or asked.today}


def check_assimilation(asked: Asked) -> Answers:
    return {
        "incapacity_from": asked.variables.get("incapacity_from") or asked.today,
        "has_stopped": True,
        "stopped_on": asked.variables.get("stopped_on") or asked.today,
        "next": "forward",
        "mutuality_certificate": f"MUT-{asked.task.case_ref[-6:]}",
        "proof": "declaration",
    }


WRITERS: Mapping[str, Writer] = {
    "voucher_order/prepare": prepare_order,
    "birth_rights/review_checklist": review_checklist,
    "family_growth/ask_person": ask_for_news,
    "illness/secure_rights": secure_rights,
    "illness/ask_about_stop": ask_about_stop,
    "sickness_assimilation/check": check_assimilation,
    "sickness_assimilation/confirm": say(verdict="overrule", overrule_note="L’INASTI en juge."),
    "sickness_assimilation/chase": say(chase_note="L’INASTI a été appelé ; la décision suit."),
    "assimilation_follow/still_stopped": say(situation="stopped"),
    "assimilation_follow/claim_again": say(claim_note="La créance est refaite et l’avis est parti."),
}
