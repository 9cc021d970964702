"""Subjects in parts. What older cases say in codes is put into parts; their text stays, and is found as before."""

import json
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = {
    "contribution": ("Cotisation sociale", "Sociale bijdrage", "Sozialbeitrag", "Social contribution"),
    "company_contribution": (
        "Cotisation des sociétés",
        "Vennootschapsbijdrage",
        "Gesellschaftsbeitrag",
        "Company contribution",
    ),
    "regularisation": ("Régularisation", "Regularisatie", "Regularisierung", "Regularisation"),
    "cost": ("Frais", "Kosten", "Kosten", "Costs"),
    "recovery": (
        "Montant payé par erreur",
        "Ten onrechte betaald bedrag",
        "Irrtümlich gezahlter Betrag",
        "Amount paid by mistake",
    ),
}
#: The choices of the start forms whose value stood as the subject.
CHOICES = {
    "exemption": {
        "income_loss": ("Perte de revenus", "Inkomensverlies", "Einkommensverlust", "Loss of income"),
        "disaster": ("Calamité, incendie", "Ramp, brand", "Katastrophe, Brand", "Disaster, fire"),
        "illness": (
            "Incapacité de travail",
            "Arbeidsongeschiktheid",
            "Arbeitsunfähigkeit",
            "Incapacity for work",
        ),
        "ris": ("Revenu d’intégration", "Leefloon", "Eingliederungseinkommen", "Integration income"),
        "works": ("Travaux publics", "Openbare werken", "Öffentliche Bauarbeiten", "Public works"),
        "sector_crisis": (
            "Crise du secteur",
            "Crisis in de sector",
            "Krise der Branche",
            "Crisis in the sector",
        ),
    },
    "surcharge_remission": {
        "force_majeure": ("Force majeure", "Overmacht", "Höhere Gewalt", "Force majeure"),
        "good_faith": ("Bonne foi", "Goede trouw", "Guter Glaube", "Good faith"),
        "fund_error": (
            "Erreur de la caisse",
            "Fout van het fonds",
            "Fehler der Kasse",
            "Error of the fund",
        ),
        "worthy_case": (
            "Autre cas digne d’intérêt",
            "Ander behartigenswaardig geval",
            "Anderer berücksichtigungswürdiger Fall",
            "Other worthy case",
        ),
    },
    "cessation": {
        "voluntary": ("Choix personnel", "Eigen keuze", "Eigene Entscheidung", "Own choice"),
        "illness": ("Maladie", "Ziekte", "Krankheit", "Illness"),
        "bankruptcy": ("Faillite", "Faillissement", "Konkurs", "Bankruptcy"),
        "economic": (
            "Difficultés économiques",
            "Economische moeilijkheden",
            "Wirtschaftliche Schwierigkeiten",
            "Economic difficulty",
        ),
        "pension": ("Pension", "Pensioen", "Pension", "Pension"),
        "employment": ("Emploi", "Job in loondienst", "Anstellung", "Employment"),
        "death": ("Décès", "Overlijden", "Tod", "Death"),
    },
}
#: `2026Q1 · 2609.73` of a quarterly call, `2025 · R0000390` of any other debt.
OF_CALLS = """
UPDATE cases_case SET subject_parts = jsonb_build_array(
    jsonb_build_object('words', %s::jsonb),
    jsonb_build_object('period', jsonb_build_array(split_part(subject, ' · ', 1))),
    jsonb_build_object('money', split_part(subject, ' · ', 2)))
 WHERE process = 'recovery' AND subject ~ '^[0-9]{4}Q[1-4] · [0-9]+\\.[0-9]{2}$'
"""
OF_DEBTS = """
UPDATE cases_case SET subject_parts = jsonb_build_array(
    jsonb_build_object('words', %s::jsonb -> receivable.kind),
    jsonb_build_object('period', jsonb_build_array(split_part(cases_case.subject, ' · ', 1))))
  FROM ledger_receivable receivable
 WHERE cases_case.process = 'recovery' AND cases_case.subject ~ '^[0-9]{4}(Q[1-4])? · R[0-9]{7,}$'
   AND receivable.id = substring(cases_case.subject FROM 'R([0-9]+)$')::bigint
   AND receivable.party_id = cases_case.party_id
"""
OF_CHOICES = """
UPDATE cases_case SET subject_parts = jsonb_build_array(jsonb_build_object('words', %s::jsonb -> subject))
 WHERE process = %s AND %s::jsonb ? subject
"""


def write(labels: dict[str, tuple[str, str, str, str]]) -> str:
    told: dict[str, Any] = {
        value: dict(zip(("fr", "nl", "de", "en"), texts, strict=True)) for value, texts in labels.items()
    }
    return json.dumps(told, ensure_ascii=False)


def tell_in_parts(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    kinds = write(KINDS)
    contribution = json.dumps(json.loads(kinds)["contribution"], ensure_ascii=False)
    with editor.connection.cursor() as cursor:
        cursor.execute(OF_CALLS, [contribution])
        cursor.execute(OF_DEBTS, [kinds])
        for process, labels in CHOICES.items():
            cursor.execute(OF_CHOICES, [write(labels), process, write(labels)])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_link_party"),
        ("ledger", "0001_open_the_books"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="subject_parts",
            field=models.JSONField(blank=True, default=list, help_text="see subjects.py"),
        ),
        migrations.AlterField(
            model_name="case",
            name="subject",
            field=models.TextField(
                blank=True, help_text="in the language of the case; what a search finds"
            ),
        ),
        migrations.RunPython(tell_in_parts, migrations.RunPython.noop, elidable=True),
    ]
