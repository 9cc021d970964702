"""The aggregators of COLLECT: +, <, >, # (DMN 1.5, 8.2.11)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from workflows.dmn.hit_policies import Aggregation
from workflows.feel.values import CONTEXT, Value, YearMonthDuration

_ORDERED = (Decimal, str, datetime, date, timedelta, YearMonthDuration)


def aggregate(aggregation: Aggregation, outputs: Sequence[Value]) -> tuple[Value, str]:
    """Return the aggregate and what is wrong with the outputs ('' when nothing is)."""
    if aggregation is Aggregation.COUNT:
        return Decimal(len(outputs)), ""
    if aggregation is Aggregation.SUM:
        return _add(outputs)
    kind = next((kind for kind in _ORDERED if outputs and isinstance(outputs[0], kind)), None)
    if kind is None or not all(isinstance(output, kind) for output in outputs):
        return None, f"{aggregation.value} needs values of one ordered type"
    return (min(outputs) if aggregation is Aggregation.MIN else max(outputs)), ""


def _add(outputs: Sequence[Value]) -> tuple[Value, str]:
    if all(isinstance(output, Decimal) for output in outputs) and outputs:
        total = Decimal(0)
        for output in outputs:
            total = CONTEXT.add(total, output)
        return total, ""
    kind = next((kind for kind in (timedelta, YearMonthDuration) if isinstance(outputs[0], kind)), None)
    if kind is None or not all(isinstance(output, kind) for output in outputs):
        return None, "SUM needs numbers or durations of one kind"
    if kind is YearMonthDuration:
        return YearMonthDuration(sum(output.months for output in outputs)), ""
    return sum(outputs, timedelta()), ""
