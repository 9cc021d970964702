"""What the bank's code says when it refuses or warns, in the reader's language.

It says so in English, in logs and kept with the file, with its figures in it. Here each sentence is known by its shape:
what fits one is told in the language of the page, amounts as that language writes them.
"""

import re
from decimal import Decimal
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

#: Where a fault is; what follows must be a sentence that is known.
PLACES = (
    gettext_noop("%(file)s, line %(line)s: %(what)s"),
    gettext_noop("line %(line)s: %(what)s"),
    gettext_noop("%(file)s: %(what)s"),
)
SENTENCES = (
    gettext_noop("cannot be read: %(why)s"),
    gettext_noop("this is neither a CODA file (records of 128 characters) nor XML"),
    gettext_noop("the report cannot be written: %(why)s"),
    gettext_noop("the account number %(number)s is not valid"),
    gettext_noop("a record has 128 characters, this line has %(count)s"),
    gettext_noop("the file is empty"),
    gettext_noop("the file ends in the middle of a statement: no record 9"),
    gettext_noop("the last statement says that another follows; the file is cut"),
    gettext_noop("a record %(kind)s cannot stand after a record %(before)s"),
    gettext_noop("a record %(kind)s cannot stand at the start"),
    gettext_noop("this record cannot be read (%(why)s)"),
    gettext_noop("it contradicts the records before it: a sum, a number of records or a repeated field"),
    gettext_noop("the trailer says %(said)s records, there are %(counted)s"),
    gettext_noop("the trailer says %(said)s credit, the movements make %(found)s"),
    gettext_noop("the trailer says %(said)s debit, the movements make %(found)s"),
    gettext_noop("not well-formed XML: %(why)s"),
    gettext_noop("a DOCTYPE is not allowed"),
    gettext_noop("the document is empty"),
    gettext_noop("the document has %(size)s bytes, %(allowed)s are allowed"),
    gettext_noop("the document has more than %(count)s elements"),
    gettext_noop("elements are nested deeper than %(depth)s"),
    gettext_noop("the document must be encoded in UTF-8"),
    gettext_noop("the encoding %(name)s is not allowed, use UTF-8"),
    gettext_noop("the namespace %(name)s is not CAMT.053"),
    gettext_noop("the file has no statement"),
    gettext_noop("the statement has no balance %(kinds)s"),
    gettext_noop("the summary says %(said)s entries, there are %(counted)s"),
    gettext_noop("the summary says %(said)s in all, the entries make %(found)s"),
    gettext_noop("a transaction among several has no amount"),
    gettext_noop("the amount is missing"),
    gettext_noop("an amount is neither CRDT nor DBIT"),
    gettext_noop("an amount in %(currency)s, not EUR"),
    gettext_noop("%(text)s is not an amount"),
    gettext_noop("%(name)s is not a day: %(text)s"),
    gettext_noop(
        "statement %(number)s: the old balance %(old)s and the movements %(moved)s make %(reached)s, "
        "the statement says %(new)s"
    ),
    gettext_noop("statement %(number)s: the movement %(sequence)s comes twice"),
    gettext_noop("movement %(sequence)s: the details make %(details)s, the total says %(total)s"),
    gettext_noop("statement %(number)s is in no currency, only EUR is booked"),
    gettext_noop("statement %(number)s is in %(currency)s, only EUR is booked"),
    gettext_noop("statement %(number)s is of the account %(account)s, which is not the fund's"),
    gettext_noop("the amount %(amount)s is not one of a bank account"),
    gettext_noop("the amount %(amount)s has parts of a cent"),
    gettext_noop("the bank marks this file as a duplicate"),
    gettext_noop("the statement before (%(before)s) ended at %(ended)s, this one begins at %(begins)s"),
    gettext_noop("statement %(missing)s is missing: after %(before)s comes %(number)s"),
    gettext_noop("%(count)s movements came with another file before"),
    gettext_noop("Somebody has already dealt with this; look at it again."),
    gettext_noop("The parts do not add up to the amount received."),
    gettext_noop("%(debt)s is not a debt of %(party)s."),
    gettext_noop("This is ordered already."),
    gettext_noop("Write the note."),
    gettext_noop("Only a debit can be explained like this."),
    gettext_noop("This was proposed already; a second person decides."),
    gettext_noop("Only money that came in can be given to somebody."),
    gettext_noop("The order is in the batch %(batch)s; take that back first."),
    gettext_noop("This payment batch cannot take that step."),
    gettext_noop("This batch is not in a state for that step; look at it again."),
    gettext_noop("Whoever prepared the batch cannot approve it: a second person must."),
    gettext_noop("The batch is not what was shown: an order has changed since. Look at it again."),
    gettext_noop("An empty batch cannot be proposed."),
    gettext_noop("There is no file of this batch."),
    gettext_noop("Orders are added to a draft only."),
    gettext_noop("Orders are taken out of a draft only."),
    gettext_noop("The refund %(refund)s is not approved."),
    gettext_noop("No account is known of %(party)s."),
    gettext_noop("The bank did not tell the payer's account."),
    gettext_noop("Nothing is owed of %(debt)s."),
    gettext_noop("The mandate %(mandate)s is of another party."),
    gettext_noop("The mandate %(mandate)s is not active."),
    gettext_noop("The mandate %(mandate)s was not used for thirty-six months."),
    gettext_noop("The account number is not valid."),
    gettext_noop("The reference is in use or malformed, or the party has an active mandate."),
    gettext_noop("Say what and why."),
    gettext_noop("The mandate is not in a state for that."),
    gettext_noop("the order %(order)s has no mandate"),
    gettext_noop("sepaxml ships no schema %(schema)s"),
    gettext_noop("the file does not fit %(schema)s: %(why)s"),
)
MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")
VALUE = re.compile(r"%\((\w+)\)s")


def tell(text: str) -> str:
    """A refusal or warning in the language that is active; one nobody knows is translated whole, or left as it is."""
    return find(text) or gettext(text)


def find(text: str) -> str | None:
    """The sentence that `text` is, told; None when it is none of these."""
    for known in PLACES:
        values = fit(known, text)
        what = find(values["what"]) if values else None
        if values and what:
            return gettext(known) % {**values, "what": what}
    for known in SENTENCES:
        values = fit(known, text)
        if values is not None:
            return gettext(known) % {name: tell_value(value) for name, value in values.items()}
    return None


def fit(known: str, text: str) -> dict[str, str] | None:
    found = shape_of(known).fullmatch(text)
    return found.groupdict() if found else None


@cache
def shape_of(known: str) -> re.Pattern[str]:
    """A sentence as a pattern, each of its values being anything."""
    parts = VALUE.split(known)
    shaped = (re.escape(one) if index % 2 == 0 else f"(?P<{one}>.+?)" for index, one in enumerate(parts))
    return re.compile("".join(shaped), re.DOTALL)


def tell_value(value: str) -> str:
    """An amount as the language writes it; a sentence within a sentence is told too."""
    if MONEY.fullmatch(value):
        return str(number_format(Decimal(value), 2, use_l10n=True, force_grouping=True))
    return find(value) or value
