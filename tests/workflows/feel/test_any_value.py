"""What holds for every value: its JSON form gives it back, type and all."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.feel.codec import decode, encode
from workflows.feel.values import Range, Time, YearMonthDuration

_offsets = st.integers(-18 * 60, 18 * 60).map(lambda minutes: timedelta(minutes=minutes))
_zones = st.sampled_from([None, UTC, ZoneInfo("Europe/Brussels")]) | _offsets.map(timezone)
_times = st.builds(
    Time,
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 10**9 - 1),
    st.none() | _offsets,
)
_numbers = st.decimals(allow_nan=False, allow_infinity=False)
_leaves = st.one_of(
    st.none(),
    st.booleans(),
    _numbers,
    st.text(max_size=10),
    st.dates(),
    st.datetimes(timezones=_zones),
    _times,
    st.timedeltas(),
    st.builds(YearMonthDuration, st.integers(-(10**6), 10**6)),
    st.builds(Range, st.none() | _numbers, _numbers, st.booleans(), st.booleans()),
)
_keys = st.sampled_from(["a", "b c", "$decimal", "$date", "$range", "$context"])
_values = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3)
)


def _describe(value: Any) -> Any:
    """The value with types and zones made visible, for to Python True is 1 and zones are alike."""
    if isinstance(value, list):
        return [_describe(item) for item in value]
    if isinstance(value, dict):
        return {key: _describe(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.replace(tzinfo=None), value.utcoffset(), getattr(value.tzinfo, "key", None)
    return type(value), str(value)


@settings(max_examples=300, deadline=None)
@given(_values)
def test_a_value_comes_back_from_json_as_it_was(value: Any) -> None:
    assert _describe(decode(json.loads(json.dumps(encode(value))))) == _describe(value)
