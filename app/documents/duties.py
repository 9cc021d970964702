"""The documents' own periodic duty."""

from datetime import timedelta

from app.documents.reading import read_waiting
from app.documents.scanning import scan_again, scan_waiting
from workflows.periodic import periodic


@periodic("read_documents", every=timedelta(minutes=1))
def read_documents() -> None:
    """What came in is found by its words within the minute; a heap of scans takes a few minutes more."""
    read_waiting()


@periodic("scan_documents", every=timedelta(minutes=1))
def scan_documents() -> None:
    """What the scanner did not answer about is asked again, and what came before there was one."""
    scan_waiting()


@periodic("scan_documents_again", every=timedelta(minutes=10))
def scan_documents_again() -> None:
    """What came in the last weeks, with signatures newer than those it was looked at with."""
    scan_again()
