"""A realistic due notice, for measuring: `python -m tests.app.correspondence.notice 300`."""

import os
import resource
import sys
import time

import django

TEXT = """#import "layout.typ": data, letter, payment, amounts, trace
#letter("fr", "Votre cotisation du 1er trimestre 2026")[
  Madame, Monsieur,

  Voici votre cotisation sociale pour le premier trimestre 2026. Elle se fonde sur votre revenu de 2023.

  #amounts(data.rows.map(row => (row.label, row.amount)), total: data.payment.amount)

  #payment()

  #trace(data.trace)

  == Des difficultés~?

  Vous pouvez demander un plan de paiement, une dispense ou une réduction. Appelez-nous avant l’échéance.
]"""
STEPS = [
    {"kind": "step", "text": "Revenu de 2023", "result": "20.000,00 €", "sources": ["AR 38 art. 11"]},
    {
        "kind": "step",
        "text": "Indexé : 20.000,00 € × 1,1134",
        "result": "22.268,00 €",
        "sources": ["AR 38 art. 14"],
    },
    {"kind": "step", "text": "20,5 % ÷ 4", "result": "1.141,24 €", "sources": ["AR 38 art. 12 §1"]},
    {
        "kind": "step",
        "text": "Frais de gestion 4,05 %",
        "result": "46,22 €",
        "sources": ["tarif de la caisse"],
    },
    {"kind": "result", "text": "À payer", "result": "1.187,46 €", "sources": []},
]


def measure(count: int) -> None:
    """Letters a second, by the clock and by the processors' time of parent and child together."""
    from datetime import UTC, datetime
    from decimal import Decimal

    from app.correspondence import press
    from app.correspondence.letter_data import build_data
    from app.correspondence.typesetting import typeset
    from app.registers.structured_reference import make_reference

    now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def make(number: int) -> bytes:
        amount = Decimal(100000 + number) / 100
        data = build_data(
            reference=f"QC-2026-{number:06d}",
            now=now,
            language="fr",
            recipient={"name": f"Anne Lefèvre {number}", "address": f"Rue Haute {number}\n1000 Bruxelles"},
            content={"rows": [{"label": "Cotisation", "amount": amount}], "trace": STEPS},
            payment={"reference": make_reference(number + 1), "amount": amount, "due_on": "2026-03-31"},
        )
        return typeset(TEXT, data, now=now)

    make(0)
    own, began = time.process_time(), time.monotonic()
    for number in range(1, count + 1):
        make(number)
    taken, own = time.monotonic() - began, time.process_time() - own
    press.end_press()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = used.ru_utime + used.ru_stime
    print(  # noqa: T201
        f"{count} notices: {count / taken:.0f}/s by the clock; {count / (own + child):.0f}/s of one core's time "
        f"(parent {own / count * 1000:.1f} ms, child {child / count * 1000:.1f} ms, {used.ru_maxrss // 1024} MB)"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings.test")
    django.setup()
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
