"""Each year of the career as the fund left it: what a quarter asked, what was settled, letters and transmissions."""

from __future__ import annotations

from app.collection.models import CallLine
from tests.journeys.life import accounts
from tests.journeys.life import career_accounts as found
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora

#: The activity ends in its second quarter, which is that of the retirement: one quarter is called.
LAST_YEAR = 2062
#: What the tax is told each year (T08), INASTI of the career (T07), the register of the pension and the end (T10).
TRANSMISSIONS = {2061: {"T08": 1, "T07": 1, "T10": 1}, 2062: {"T08": 1, "T10": 1}}
#: By year: what each of its quarters asked with the fee; the year settled in it, with the difference and its fee, EUR.
#: 2026, a starter on the floor: 17,374.08 × 20.5 % ÷ 4 = 890.42, and 4.1 %: 36.51.
#: 2029, the first year on an income: 28,600.00 of 2026 × 1.0612 = 30,350.32; × 20.5 % ÷ 4 = 1,555.45, and 63.77. It
#: settles 2027: 15,600.00 is less than the floor that was paid on.
#: 2030 settles 2028: 32,900.00 × 20.5 % ÷ 4 = 1,686.13, less 926.39 asked: four times 759.74 is 3,038.96; the fee,
#: 69.13 less 37.98, four times: 124.60. It asks for the income of 2027 at least the floor of 2030: 18,806.26 × 20.5 %
#: ÷ 4 = 963.82, and 39.52.
#: 2062: 52,900.00 of 2059 × 1.0612 = 56,137.48; × 20.5 % ÷ 4 = 2,877.05, and 117.96. It settles 2060: 52,000.00 ×
#: 20.5 % ÷ 4 = 2,665.00, less 2,458.27: four times 206.73 is 826.92; the fee, 109.27 less 100.79, four times: 33.92.
YEARS = {
    2026: ("926.93", ""),
    2027: ("945.47", "2025 supplement 1918.72"),
    2028: ("964.37", "2026 supplement 2395.68"),
    2029: ("1619.22", "2027 nothing 0.00"),
    2030: ("1003.34", "2028 supplement 3163.56"),
    2031: ("1862.68", "2029 refund 928.36"),
    2032: ("1472.03", "2030 supplement 3989.36"),
    2033: ("2123.11", "2031 refund 963.20"),
    2034: ("1721.14", "2032 supplement 492.72"),
    2035: ("1692.83", "2033 refund 1492.76"),
    2036: ("1857.02", "2034 refund 2540.40"),
    2037: ("1152.52", "2035 supplement 1295.40"),
    2038: ("2140.10", "2036 refund 1068.60"),
    2039: ("1687.17", "2037 supplement 4587.68"),
    2040: ("2440.17", "2038 refund 1112.56"),
    2041: ("1975.91", "2039 supplement 571.12"),
    2042: ("1941.94", "2040 refund 1715.28"),
    2043: ("2134.44", "2041 refund 2913.56"),
    2044: ("1323.88", "2042 supplement 1494.00"),
    2045: ("2457.15", "2043 refund 1217.96"),
    2046: ("1941.94", "2044 supplement 5268.04"),
    2047: ("2802.51", "2045 refund 1271.04"),
    2048: ("2270.32", "2046 supplement 640.40"),
    2049: ("2230.69", "2047 refund 1969.60"),
    2050: ("2451.49", "2048 refund 3349.24"),
    2051: ("1520.72", "2049 supplement 1726.16"),
    2052: ("2825.16", "2050 refund 1397.80"),
    2053: ("2230.69", "2051 supplement 6059.88"),
    2054: ("3221.47", "2052 refund 1462.64"),
    2055: ("2610.02", "2053 supplement 744.52"),
    2056: ("2564.72", "2054 refund 2279.64"),
    2057: ("2813.83", "2055 refund 3855.76"),
    2058: ("1746.84", "2056 supplement 1969.24"),
    2059: ("3244.12", "2057 refund 1609.40"),
    2060: ("2559.06", "2058 supplement 6969.32"),
    2061: ("3702.71", "2059 refund 1687.32"),
    2062: ("2995.01", "2060 supplement 860.84"),
    2063: ("", "2061 refund 2625.40"),
    2064: ("", "2062 refund 1104.18"),
}

EACH_YEAR = {"due_notice": 4, "tax_certificate": 1}
#: What a settlement adds, by its outcome: a supplement is asked by a statement of its own.
BY_OUTCOME = {
    "supplement": {"settlement_supplement": 1, "statement": 1},
    "refund": {"settlement_refund": 1},
    "nothing": {"settlement_nothing": 1},
}
YEARLY = {
    "contributions_certificate",
    *EACH_YEAR,
    *(name for letters in BY_OUTCOME.values() for name in letters),
}
#: What else a year brought, or did not bring.
PENSION = {"pension": 1, "pension_advice": 1}
END = {"cessation": 1, "cessation_acknowledgement": 1, "cessation_confirmation": 1}
RETIRED = {"due_notice": 0}
BESIDE: dict[int, dict[str, int]] = {
    # Of the last bridging month.
    2026: {"benefit_certificate": 1},
    **dict.fromkeys((2050, 2055, 2060), PENSION),
    2061: {**PENSION, "pension_category": 1},
    2062: {**END, "due_notice": 1},
    2063: RETIRED,
    2064: RETIRED,
}


def assert_lived(_fund: Fund) -> None:
    """Every year at once: what differs is shown by its year."""
    nora = find_nora()
    for year, (asked, settled) in YEARS.items():
        assert found.list_calls(nora, year) == list_expected_calls(year, asked), year
        assert found.list_settled(nora, year) == ([settled] if settled else []), year
        assert found.count_letters(nora, year) == count_expected_letters(year, settled), year
        assert found.count_transmissions(year) == TRANSMISSIONS.get(year, {"T08": 1}), year


def assert_retired(_fund: Fund) -> None:
    """Nothing is asked for the quarter in which she retires, and the next one is not hers."""
    nora = find_nora()
    assert accounts.list_quarters(nora)[-2:] == ["2062Q1 main due", "2062Q2 pensioner retired"]
    lines = CallLine.objects.filter(party=nora, call__year=LAST_YEAR).order_by("id")
    assert [(str(one.call), str(one.state)) for one in lines] == [
        ("2062Q1", "booked"),
        ("2062Q2", "nothing_due"),
    ]
    assert accounts.read_variable(accounts.find_case("cessation"), "last_quarter") == "2062Q1"


def list_expected_calls(year: int, asked: str) -> list[str]:
    """Each quarter is due on its last day."""
    ends = ("03-31", "06-30", "09-30", "12-31")
    called = [f"{year}Q{number} {asked} {year}-{end}" for number, end in enumerate(ends, start=1) if asked]
    return called[:1] if year == LAST_YEAR else called


def count_expected_letters(year: int, settled: str) -> dict[str, int]:
    added = BY_OUTCOME[settled.split()[1]] if settled else {}
    counted = {**EACH_YEAR, **added, **BESIDE.get(year, {})}
    return {name: count for name, count in counted.items() if count}
