"""What the pages of the tax certificates read."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from app.years.certificate_models import Certificate, CertificateKind, CertificateRun

#: As many years as the retention keeps, and those cancelled between.
SHOWN = 20
MOST_FAILED = 100


@dataclass(frozen=True)
class Figures:
    """Of one run: letters made and failed, certificates told, and the sums, EUR."""

    made: int
    failed: int
    told: int
    contributions: Decimal
    benefits: Decimal
    total: int

    @property
    def made_percent(self) -> int:
        return 100 if self.total == 0 else self.made * 100 // self.total

    @property
    def told_percent(self) -> int:
        return 100 if self.total == 0 else self.told * 100 // self.total


def list_runs() -> list[CertificateRun]:
    return list(CertificateRun.objects.order_by("-year", "-pk")[:SHOWN])


def read_figures(run: CertificateRun) -> Figures:
    benefits = Q(kind=CertificateKind.BENEFITS)
    found = Certificate.objects.filter(run=run).aggregate(
        made=Count("pk", filter=Q(letter__isnull=False)),
        failed=Count("pk", filter=Q(letter=None) & ~Q(error="")),
        told=Count("pk", filter=~Q(transmission="")),
        contributions=Sum("amount", filter=~benefits, default=Decimal("0.00")),
        benefits=Sum("amount", filter=benefits, default=Decimal("0.00")),
        total=Count("pk"),
    )
    return Figures(**found)


def list_failed(run: CertificateRun) -> list[Certificate]:
    rows = Certificate.objects.filter(run=run, letter=None).exclude(error="")
    return list(rows.select_related("party").order_by("number")[:MOST_FAILED])


def read_certificates(run: CertificateRun) -> Iterator[Certificate]:
    rows: QuerySet[Certificate] = Certificate.objects.filter(run=run).select_related("party")
    return rows.order_by("number").iterator(chunk_size=2000)
