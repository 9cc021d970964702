"""Prove the books: entries balanced, balances their postings, control accounts their parties, nothing orphaned."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from app.ledger.models import Entry, Posting
from app.ledger.proofs import PROOFS, list_faults


class Command(BaseCommand):
    help = "Proves the books to the cent; ends with 1 and the lines that are wrong otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            entries, postings = Entry.objects.count(), Posting.objects.count()
            faults = [str(fault) for fault in list_faults()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"The books are wrong in {len(faults)} places.", returncode=1)
        self.stdout.write(
            f"{entries} entries, {postings} postings, {len(PROOFS)} proofs: the books are right."
        )
