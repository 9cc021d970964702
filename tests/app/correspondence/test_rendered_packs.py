"""The three documents of the catalogue that no letter of a process makes: welcome pack, certificate, bulletin."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from pypdf import PdfReader

from app.correspondence.information import information_library
from app.correspondence.samples import NOW, build_sample
from app.correspondence.typesetting import typeset
from app.exchanges.catalogue import find_type
from app.exchanges.contents import list_lines
from app.exchanges.payloads import write_payload
from app.knowledge import bulletins
from app.knowledge.models import BulletinPdf, Edition
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf
from tests.app.correspondence.test_rendered_letters import RAW, list_lacking, read_words
from tests.app.exchanges.samples import SAMPLES

#: What the charter promises to whoever starts (C23 to C31), in the order of the text, and the promises of the charter.
PACK = {
    "fr": [
        *("Votre catégorie", "conjoint aidant", "trois mois de sa personnalité juridique"),
        *("répond des cotisations", "Vos cotisations au début", "bonifications", "majoration de 3 %", "7 %"),
        *("Soins de santé", "droit passerelle", "pension", "Notre engagement de service"),
        *("accordés d’office", "réponse rapide", "confidentielles", "avant la toute première procédure"),
    ],
    "nl": [
        *("Uw categorie", "meewerkende echtgenoot", "drie maanden"),
        *(
            "Wie mee instaat voor uw schuld",
            "Uw bijdragen bij de start",
            "bonificaties",
            "3 % verhoging",
            "7 %",
        ),
        *("overbruggingsrecht", "pensioen", "Onze dienstverleningsverbintenis"),
        "Vóór elke gerechtelijke invordering",
    ],
    "de": [
        *("Ihre Kategorie", "mithelfende", "drei Monate"),
        *("Wer für Ihre Schuld mithaftet", "Ihre Beiträge am Anfang", "Bonifikation", "3 % Zuschlag", "7 %"),
        *("Überbrückungsrecht", "Pension", "Unsere Dienstleistungsverpflichtung"),
        "Vor jeder gerichtlichen Beitreibung",
    ],
}
CERTIFICATE = {
    "fr": ("2e trimestre 2025", "Payé", "Dispensé", "Maternité", "20 février 2026"),
    "nl": ("2e kwartaal 2025", "Betaald", "Vrijgesteld", "Moederschap", "20 februari 2026"),
    "de": ("2. Quartal 2025", "Bezahlt", "Befreit", "Mutterschaft", "20. Februar 2026"),
}


@pytest.mark.parametrize("language", list(PACK))
def test_o01_the_welcome_pack_says_all_that_whoever_starts_must_know(language: str) -> None:
    words = ""
    for text in information_library().find_pack("start_of_activity").texts:
        source = text.edition_on(NOW.date()).sources[language]
        folder = Path(settings.PROCESSES_DIR) / "information" / "texts" / text.key
        words += read_words(typeset(source, build_sample(folder, source, language), now=NOW)) + " "
    assert list_lacking(words, PACK[language]) == []
    assert RAW.findall(words) == []


@pytest.mark.parametrize("language", list(CERTIFICATE))
def test_o15_the_certificate_for_the_mutuality_tells_each_quarter_and_its_state(language: str) -> None:
    kind = find_type("T04")
    with override(language):
        told = repr(list_lines(write_payload(SAMPLES["T04"].content, kind.payload), kind, language))
    assert list_lacking(told, list(CERTIFICATE[language])) == []
    assert RAW.findall(told) == []


@pytest.mark.django_db
def test_o19_the_bulletin_names_its_articles_and_where_each_goes_on() -> None:
    ship(shelf(), now=NOW)
    row = bulletins.next_bulletin(by="system:knowledge", now=NOW, due_on=date(2026, 3, 15))
    titles = {"fr": "Ce qui change", "nl": "Wat verandert", "de": "Was sich ändert"}
    chosen = Edition.objects.filter(article__key__in=["pension", "illness"]).values_list("pk", flat=True)
    bulletins.compose(row.pk, titles=titles, intros=titles, editions=chosen, by="user:1")
    bulletins.approve(row.pk, by="user:2", now=NOW)
    for language, title in titles.items():
        pdf = bytes(BulletinPdf.objects.get(bulletin=row, language=language).pdf)
        lines = bulletins.list_lines(row, language)
        assert RAW.findall(read_words(pdf)) == []
        assert (
            list_lacking(read_words(pdf), [title, *(one[0] for one in lines), *(one[1] for one in lines)])
            == []
        )
        links = [
            one.get_object() for page in PdfReader(io.BytesIO(pdf)).pages for one in page.get("/Annots", [])
        ]
        assert {one[2] for one in lines} <= {str(link["/A"]["/URI"]) for link in links if "/A" in link}
