"""The chart of accounts: data in `chart.yaml`, kept in the database by every migration."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.ledger.states import Component, ReceivableKind

CHART = Path(__file__).with_name("chart.yaml")

CREDIT = "4100"
REFUNDS = "4110"
SUSPENSE = "4990"
BANK = "5500"
WRITTEN_OFF = "6420"
WAIVED = "6430"

#: Where what is owed of a component stands.
RECEIVABLE: Mapping[Component, str] = {
    Component.PRINCIPAL: "4000",
    Component.FEE: "4001",
    Component.SURCHARGE: "4002",
    Component.COST: "4003",
    Component.INTEREST: "4004",
}
_REVENUE: Mapping[Component, str] = {
    Component.PRINCIPAL: "7000",
    Component.FEE: "7010",
    Component.SURCHARGE: "7020",
    Component.COST: "7030",
    Component.INTEREST: "7040",
}


def find_revenue(component: Component, kind: str) -> str:
    """The account a component of a receivable of this kind is claimed against."""
    if component is Component.PRINCIPAL and kind == ReceivableKind.COMPANY_CONTRIBUTION:
        return "7005"
    if component is Component.PRINCIPAL and kind == ReceivableKind.RECOVERY:
        return CREDIT
    return _REVENUE[component]


@cache
def read_chart() -> dict[str, dict[str, Any]]:
    accounts: dict[str, dict[str, Any]] = yaml.safe_load(CHART.read_text(encoding="utf-8"))["accounts"]
    return accounts


def load_chart(**_options: Any) -> None:
    """Bring the accounts of the file into the database (after each migration, as Django does its permissions)."""
    from app.ledger.models import Account

    Account.objects.bulk_create(
        [
            Account(
                code=code,
                names=one["names"],
                kind=one["kind"],
                is_control=one.get("control", False),
                is_manual=one.get("manual", False),
            )
            for code, one in read_chart().items()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["names", "is_control", "is_manual"],
    )
