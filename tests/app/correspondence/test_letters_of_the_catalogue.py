"""Each letter of the catalogue (O02 to O20) says in every language what it must: figures, days, law, and where to turn.

Its typesetting, and the mentions of a decision, are proved by `test_letters_of_processes`; O01 and O19 are texts of the
library of information, which proves its own.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from django.conf import settings

#: Number → letters, and what the text of each takes: a figure of its content, a part of the house layout, or words
#: alike in the three languages. A decision says the rest by its mentions.
DEBT = (
    "data.period",
    "data.due_on",
    "data.principal",
    "data.surcharge",
    "data.total",
    "payment()",
    "contact()",
)
GRANT = ("mention(", "mentions()", 'decision: "grant"')
REFUSAL = ("mention(", "mentions()", 'decision: "refusal"')
UNDUE = ("finding", "breached_provisions", "total_and_calculation", "limitation", "waiver", "instalments")
LETTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "O02": {
        "quarterly_call/due_notice": (
            *("data.period", "data.payment.due_on", "data.lines", "data.total", "data.income_year"),
            *("data.trace", "payment()", "contact()", "44bis"),
        ),
        "company_contribution/company_notice": (
            *("data.year", "data.amount", "data.due_on", "data.explanation", "payment()", "1992"),
        ),
    },
    "O03": {
        "regularisation/settlement_supplement": (
            *("data.year", "data.income", "data.quarters", "data.payment.due_on", "data.explanation"),
            *("payment()", "contact()"),
        ),
        "regularisation/settlement_refund": ("data.year", "data.income", "data.explanation", "contact()"),
        "regularisation/settlement_nothing": ("data.year", "data.income", "contact()"),
    },
    "O04": {"recovery/statement": ("data.rows", "data.total", "payment()", "contact()")},
    "O05": {"recovery/reminder": DEBT, "recovery/second_reminder": DEBT},
    "O06": {"recovery/formal_notice": (*DEBT, "data.contest_by", "46", "44bis")},
    "O07": {
        "judicial_recovery/enforcement_order": ("data.rows", "data.total", "data.notice_sent_on", "44bis")
    },
    "O08": {
        "bankruptcy/bridging_granted": GRANT,
        "maternity_vouchers/vouchers_granted": GRANT,
        "paternity_allowance/paternity_granted": GRANT,
        "start_of_activity/affiliation_decision": GRANT,
    },
    "O09": {
        "bankruptcy/bridging_refusal": REFUSAL,
        "maternity_vouchers/vouchers_refusal": REFUSAL,
        "paternity_allowance/paternity_refusal": REFUSAL,
        "exemption/exemption_refusal": REFUSAL,
        "continued_insurance/insurance_refusal": REFUSAL,
        "sickness_assimilation/assimilation_refusal": REFUSAL,
        "provisional_change/change_refusal": REFUSAL,
        "surcharge_remission/remission_refusal": REFUSAL,
    },
    "O10": {"undue_payment/undue_decision": (*(f'mention("{one}")' for one in UNDUE), "mentions()")},
    "O11": {
        "payment_plan/plan_agreement": (
            "data.instalments",
            "data.total_due",
            "data.plan_reference",
            "payment()",
        )
    },
    "O12": {
        "tax_certificate/tax_certificate": ("data.number", "data.year", "data.amount", "contact()", "1992")
    },
    "O13": {
        "tax_certificate/benefit_certificate": (
            "data.number",
            "data.year",
            "data.amount",
            "281.18",
            "contact()",
        )
    },
    "O14": {"family_allowance_history/family_brevet": ("data.last_month_paid",)},
    "O16": {"question/forwarding": ("data.institution", "data.received_on", "data.subject", "1995")},
    "O17": {"question/acknowledgement": ("data.received_on", "data.subject", "receipt: true")},
    "O18": {
        "benefit_delay/decision_delayed": ("data.requested_on", "data.limit", "data.why", "1995"),
        "benefit_delay/payment_delayed": ("data.limit", "data.why", "data.months", "1995"),
    },
    "O20": {"recovery/joint_liability": (*DEBT[:5], "data.debtor", "data.basis", "payment()", "contact()")},
}
CASES = [
    (number, letter, language)
    for number, letters in LETTERS.items()
    for letter in letters
    for language in ("fr", "nl", "de")
]


@pytest.mark.parametrize(("number", "letter", "language"), CASES)
def test_the_letter_says_what_it_must(number: str, letter: str, language: str) -> None:
    process, _, name = letter.partition("/")
    folder = Path(settings.PROCESSES_DIR) / process
    source = (folder / "letters" / f"{name}.{language}.typ").read_text(encoding="utf-8")
    assert [one for one in LETTERS[number][letter] if one not in source] == []
    about = yaml.safe_load((folder / "process.yaml").read_text(encoding="utf-8"))["letters"][name]
    assert set(about["languages"]) == {"fr", "nl", "de"}
