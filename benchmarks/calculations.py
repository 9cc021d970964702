"""Contributions calculated with decision and trace, in one process: how many a second, each how fast."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from app.contributions.arithmetic.categories import Category
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.arithmetic.provisional import ProvisionalInputs, calculate_provisional_contribution
from app.contributions.arithmetic.surcharges import SurchargeInputs, calculate_surcharges
from app.registers.quarters import Quarter
from app.registers.traces import render
from benchmarks.measuring import Chapter, Scale, describe_times, percentile, time_each

TARGET = 0.001
ROUNDS = 3_000


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Contributions, with decision and trace")
    times = scale.count(ROUNDS, 100)
    for what, act, target in list_acts():
        act()
        seconds = time_each(act, times)
        typical = percentile(seconds, 0.5)
        told = f"{times / sum(seconds):,.0f}/s · {describe_times(seconds)}"
        chapter.add(
            what, told, f"≤ {target * 1000:g} ms" if target else "", typical <= target if target else None
        )
    chapter.figures["calculations"] = times / sum(seconds)
    return chapter


def list_acts() -> list[tuple[str, Callable[[], object], float]]:
    """What is measured, and the target of the median in seconds (0: none)."""
    main = ContributionInputs(year=2025, income=Decimal(150000), fee_rate=Decimal("0.0395"))
    primo = ContributionInputs(
        category=Category.PRIMOSTARTER,
        quarter=Quarter(2024, 2),
        start=date(2024, 4, 10),
        income=Decimal(6000),
    )
    provisional = ProvisionalInputs(year=2024, income=Decimal(30000), with_fee=True)
    late = SurchargeInputs(principal=Decimal("871.71"), quarter=Quarter(2025, 1), until=date(2026, 3, 31))
    trace = calculate_contribution(main).trace
    return [
        (
            "Contribution in main occupation, both brackets and fee (D07)",
            lambda: calculate_contribution(main),
            TARGET,
        ),
        ("Contribution of a primostarter (D07, D04)", lambda: calculate_contribution(primo), 0),
        ("Provisional contribution (D05, D07)", lambda: calculate_provisional_contribution(provisional), 0),
        ("Surcharges of a year, six steps", lambda: calculate_surcharges(late), 0),
        ("The trace rendered in French", lambda: render(trace, "fr"), 0),
    ]
