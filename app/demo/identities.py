"""Invented people and companies of Belgium: the numbers are valid, the people are nobody.

E-mail addresses end in example.org, which belongs to nobody; accounts are of the bank code 100 with numbers that no
bank gives to a client; national numbers have serial numbers of which a day's births hardly ever reach.
"""

from dataclasses import dataclass
from datetime import date

from faker import Faker

from app.demo.chance import Chance
from app.registers import identifiers

#: Language → share in a hundred; the fund works in the whole country.
LANGUAGES = {"fr": 48, "nl": 44, "de": 8}
LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_DE"}
PLACES = {
    "fr": [
        ("1000", "Bruxelles"), ("1050", "Ixelles"), ("1300", "Wavre"), ("4000", "Liège"), ("4800", "Verviers"),
        ("5000", "Namur"), ("6000", "Charleroi"), ("6600", "Bastogne"), ("7000", "Mons"), ("7500", "Tournai"),
    ],
    "nl": [
        ("1500", "Halle"), ("2000", "Antwerpen"), ("2300", "Turnhout"), ("2800", "Mechelen"), ("3000", "Leuven"),
        ("3500", "Hasselt"), ("8000", "Brugge"), ("8500", "Kortrijk"), ("9000", "Gent"), ("9300", "Aalst"),
    ],
    "de": [("4700", "Eupen"), ("4720", "Kelmis"), ("4760", "Büllingen"), ("4780", "Sankt Vith")],
}  # fmt: skip
STREETS = {
    "fr": ["Rue de l’Exemple", "Avenue des Tilleuls", "Rue du Moulin", "Chaussée Neuve", "Place du Marché"],
    "nl": ["Voorbeeldstraat", "Lindelaan", "Molenstraat", "Nieuwe Steenweg", "Marktplein"],
    "de": ["Musterstraße", "Lindenallee", "Mühlenweg", "Neustraße", "Marktplatz"],
}
TRADES = {
    "fr": ["Plomberie", "Librairie", "Consultance", "Boulangerie", "Graphisme", "Menuiserie", "Horeca", "Architecture"],
    "nl": ["Loodgieterij", "Boekhandel", "Advies", "Bakkerij", "Vormgeving", "Schrijnwerkerij", "Horeca", "Bouw"],
    "de": ["Sanitär", "Buchhandlung", "Beratung", "Bäckerei", "Grafik", "Tischlerei", "Gastronomie", "Architektur"],
}  # fmt: skip
FORMS = {"fr": ["SRL", "SA", "SC"], "nl": ["BV", "NV", "CV"], "de": ["GmbH", "AG", "Gen."]}


@dataclass(frozen=True)
class Place:
    street: str
    number: str
    postal_code: str
    city: str


@dataclass(frozen=True)
class Individual:
    """An invented person."""

    language: str
    first_name: str
    last_name: str
    born: date
    niss: str
    place: Place
    iban: str
    email: str
    mobile: str
    trade: str


@dataclass(frozen=True)
class Firm:
    """An invented company."""

    language: str
    name: str
    form: str
    number: str
    place: Place
    iban: str
    email: str


class Inventor:
    """Invents people and companies; no two share a number."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.fakers = {language: Faker(locale) for language, locale in LOCALES.items()}

    def invent_person(self, index: int, youngest: int, oldest: int, today: date) -> Individual:
        """The `index`-th person, aged from `youngest` to `oldest` years on `today`."""
        language = self.chance.weigh(LANGUAGES, "language", index)
        faker = self.fakers[language]
        faker.seed_instance(f"{self.chance.seed}:person:{index}")
        first, last = faker.first_name(), faker.last_name()
        born = self.chance.day(
            date(today.year - oldest, 1, 1), date(today.year - youngest, 1, 1), "birth", index
        )
        return Individual(
            language=language,
            first_name=first,
            last_name=last,
            born=born,
            niss=identifiers.compose_niss(born, 900 + index % 97),
            place=self.invent_place(language, "person", index),
            iban=identifiers.compose_belgian_iban(1_000_100_000 + index),
            email=f"affiliate{index}@example.org",
            mobile=f"+3247000{index:04d}",
            trade=self.chance.of("trade", index).choice(TRADES[language]),
        )

    def invent_firm(self, index: int) -> Firm:
        """The `index`-th company."""
        language = self.chance.weigh(LANGUAGES, "language of firm", index)
        faker = self.fakers[language]
        faker.seed_instance(f"{self.chance.seed}:firm:{index}")
        chance = self.chance.of("firm", index)
        form = chance.choice(FORMS[language])
        return Firm(
            language=language,
            name=f"{chance.choice(TRADES[language])} {faker.last_name()} {form}",
            form=form,
            number=identifiers.compose_enterprise_number(9_990_000 + index),
            place=self.invent_place(language, "firm", index),
            iban=identifiers.compose_belgian_iban(1_000_200_000 + index),
            email=f"company{index}@example.org",
        )

    def invent_place(self, language: str, *name: object) -> Place:
        chance = self.chance.of("place", *name)
        postal_code, city = chance.choice(PLACES[language])
        return Place(chance.choice(STREETS[language]), str(chance.randint(1, 180)), postal_code, city)
