"""Names with letters that no decomposition takes apart (ł, ø, đ …) are found by the plain ones too."""

import re

from django.db import migrations

from app.people.searching import fold

HOLDING = r"[łøđðþæœıŁØĐÐÞÆŒ]"
WORD = re.compile(r"[0-9a-z]+")


def add_folded_words(apps, schema_editor):
    """The search text keeps what it held; the words of these letters are added to it."""
    cases = apps.get_model("cases", "Case").objects.filter(party_name__regex=HOLDING)
    for case in cases.only("pk", "party_name", "search_text").iterator(500):
        held = case.search_text.split()
        new = [word for word in WORD.findall(fold(case.party_name)) if word not in held]
        if new:
            case.search_text = " ".join([*held, *dict.fromkeys(new)])
            case.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_open_cases_by_process")]
    operations = [migrations.RunPython(add_folded_words, migrations.RunPython.noop)]
