"""Why a bank sends something back: the reasons of ISO 20022 that SEPA uses, in words."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "AC01": _("the account number is wrong"),
    "AC04": _("the account is closed"),
    "AC06": _("the account is blocked"),
    "AC13": _("the account is a consumer’s, where a company’s is asked"),
    "AG01": _("direct debits are not allowed on this account"),
    "AG02": _("the kind of transaction is wrong"),
    "AM04": _("not enough money on the account"),
    "AM05": _("paid twice"),
    "ARDT": _("sent back before"),
    "BE05": _("the creditor is not known to the bank"),
    "CNOR": _("the creditor’s bank cannot be reached"),
    "CUST": _("asked by the payer"),
    "DNOR": _("the debtor’s bank cannot be reached"),
    "DUPL": _("paid twice"),
    "FF01": _("the file has a fault"),
    "FOCR": _("called back by the payer’s bank"),
    "FRAD": _("fraud"),
    "MD01": _("there is no valid mandate"),
    "MD02": _("the mandate’s data are wrong"),
    "MD06": _("the debtor asked for the money back"),
    "MD07": _("the account holder has died"),
    "MS02": _("the account holder refuses, without a reason"),
    "MS03": _("the bank gives no reason"),
    "NOAS": _("the payee did not answer"),
    "NOOR": _("the payment was never received"),
    "RC01": _("the bank’s code is wrong"),
    "RR01": _("the payer’s account or name is missing"),
    "RR02": _("the payer’s name or address is missing"),
    "RR03": _("the payee’s name or address is missing"),
    "RR04": _("a rule of law forbids it"),
    "SL01": _("the account holder does not let this creditor collect"),
    "TECH": _("a technical fault"),
    "BATCH": _("the bank refused the whole batch"),
    "?": _("the bank gives no reason"),
}


def tell_reason(code: str) -> str:
    """The reason in words with the bank's code behind; the code alone where it is not known."""
    words = REASONS.get(code)
    return code if words is None else f"{words} ({code})" if code.isalnum() and len(code) == 4 else str(words)
