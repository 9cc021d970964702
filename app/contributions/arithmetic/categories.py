"""The categories of contributors and what may cover a quarter."""

from enum import StrEnum


class Category(StrEnum):
    """What a person is in a quarter, by D01."""

    MAIN = "main"
    PRIMOSTARTER = "primostarter"
    SECONDARY = "secondary"
    ART37 = "art37"
    STUDENT = "student"
    SPOUSE_MAXI = "spouse_maxi"
    SPOUSE_MINI = "spouse_mini"
    PENSIONER = "pensioner"
    PENSION_AGE_NO_PENSION = "pension_age_no_pension"


class Coverage(StrEnum):
    """Whether a contribution is due for a quarter, or why not."""

    DUE = "due"
    EXEMPT = "exempt"
    ASSIMILATED = "assimilated"
    BRIDGING = "bridging"
    BIRTH_EXEMPT = "birth_exempt"
    RETIRED = "retired"


FLOOR = "CONTRIB.FLOOR"
C1 = "CONTRIB.C1"
C2 = "CONTRIB.C2"
RATE1 = "CONTRIB.RATE1"
RATE2 = "CONTRIB.RATE2"
SECONDARY = "CONTRIB.THRESHOLD.SECONDARY"
STUDENT = "CONTRIB.THRESHOLD.STUDENT"
PENSIONER = "CONTRIB.THRESHOLD.PENSIONER"
ART37 = "CONTRIB.THRESHOLD.ART37"
PRIMO = "CONTRIB.THRESHOLD.PRIMO"
MAXI = "CONTRIB.THRESHOLD.MAXI"
#: Since when who has reached the pension age without a pension pays as in main occupation; no value before.
PENSION_AGE = "CONTRIB.PENSION_AGE_RULE"

#: The thresholds D07 holds the income against: lower and upper.
THRESHOLDS: dict[Category, tuple[str, ...]] = {
    Category.SECONDARY: (SECONDARY,),
    Category.ART37: (SECONDARY, ART37),
    Category.STUDENT: (STUDENT, FLOOR),
    Category.PENSIONER: (PENSIONER,),
}
#: The income on which a starter without an estimate pays.
STARTER_BASES: dict[Category, str] = {
    Category.MAIN: FLOOR,
    Category.PRIMOSTARTER: PRIMO,
    Category.SECONDARY: SECONDARY,
    Category.ART37: SECONDARY,
    Category.STUDENT: SECONDARY,
    Category.SPOUSE_MAXI: MAXI,
    Category.SPOUSE_MINI: FLOOR,
    Category.PENSIONER: PENSIONER,
    Category.PENSION_AGE_NO_PENSION: FLOOR,
}
#: What the rule tables call a minimum.
MINIMUMS = {"floor": FLOOR, "primo": PRIMO, "maxi": MAXI}
