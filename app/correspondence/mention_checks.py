"""Whether a decision says all it must: rule table D15 on the mentions that the typeset letter makes."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.correspondence.errors import MentionsMissing
from app.correspondence.letter_models import Letter
from app.registers.rulebook import decide

TABLE = "decision_letter_mentions"
MENTIONS = {
    "facts": gettext_lazy("the facts"),
    "legal_provisions": gettext_lazy("the legal provisions"),
    "calculation": gettext_lazy("how the amount is calculated"),
    "effective_date_and_amount": gettext_lazy("the effective date and the amount"),
    "appeal": gettext_lazy("the possibility to appeal"),
    "court": gettext_lazy("the competent court and its address"),
    "term_and_form": gettext_lazy("the term and the form of the appeal"),
    "judicial_code": gettext_lazy("articles 728 and 1017 of the Judicial Code"),
    "file_reference": gettext_lazy("the reference of the file and the service"),
    "explanations": gettext_lazy("where to get explanations"),
    "finding": gettext_lazy("the finding that the payment was undue"),
    "total_and_calculation": gettext_lazy("the total and its calculation"),
    "breached_provisions": gettext_lazy("the provisions breached"),
    "limitation": gettext_lazy("the limitation period"),
    "waiver": gettext_lazy("the possibility of a waiver and its procedure"),
    "instalments": gettext_lazy("the possibility to propose instalments"),
}


def list_missing(kind: str, mentions: Collection[str]) -> list[str]:
    """The names of the mandatory mentions a decision of this kind lacks, in the order of the law."""
    inputs = {"kind": kind, **{name: name in mentions for name in MENTIONS}}
    missing: list[str] = decide(TABLE, inputs).outputs[TABLE]
    return missing


def name_mentions(names: Collection[str]) -> str:
    return ", ".join(str(MENTIONS[name]) for name in names)


def check_mentions(letter: Letter) -> None:
    """Raises MentionsMissing naming them, when the letter is a decision that lacks any."""
    if not letter.decision:
        return
    missing = list_missing(letter.decision, letter.mentions)
    if missing:
        raise MentionsMissing(
            _("This decision cannot be sent. It lacks: %(mentions)s.") % {"mentions": name_mentions(missing)},
            letter=str(letter.pk),
            missing=missing,
        )
