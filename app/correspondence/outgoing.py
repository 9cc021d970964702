"""E-mail that leaves: put into the outbox with the letter, handed to Django's mail backend until it is accepted.

The Message-ID is the letter's own, so that a message handed over twice is known as one.
"""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from app.correspondence.channels import agrees_to_email
from app.correspondence.errors import RecipientUnreachable
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.letter_models import LEFT, DispatchChannel, Letter
from app.correspondence.mention_checks import check_mentions
from workflows import clock, outbox
from workflows.clock import BRUSSELS

TOPIC = "correspondence.email"
SYSTEM = "system:correspondence"
SUBJECTS = {
    "fr": "{title} – votre dossier {reference}",
    "nl": "{title} – uw dossier {reference}",
    "de": "{title} – Ihre Akte {reference}",
}
ATTACHED = {
    "fr": "Madame, Monsieur,\n\nVous trouverez notre lettre en annexe.\n\nPour nous répondre, laissez la référence "
    "{reference} dans l’objet de votre message.\n\n{fund}",
    "nl": "Geachte mevrouw, geachte heer,\n\nU vindt onze brief als bijlage.\n\nAntwoordt u ons, laat dan de "
    "referentie {reference} in het onderwerp van uw bericht staan.\n\n{fund}",
    "de": "Sehr geehrte Damen und Herren,\n\nunser Schreiben finden Sie im Anhang.\n\nWenn Sie uns antworten, lassen "
    "Sie bitte das Zeichen {reference} im Betreff stehen.\n\n{fund}",
}
ANNOUNCED = {
    "fr": "Madame, Monsieur,\n\nUne lettre de notre caisse est prête pour vous. Nous ne la joignons pas, car vous "
    "n’avez pas choisi de recevoir vos lettres par e-mail. Demandez-la-nous au {phone} en citant la référence "
    "{reference}.\n\n{fund}",
    "nl": "Geachte mevrouw, geachte heer,\n\nEr ligt een brief van ons fonds voor u klaar. Wij voegen hem niet toe, "
    "want u hebt er niet voor gekozen uw brieven per e-mail te krijgen. Vraag hem op het nummer {phone} en vermeld de "
    "referentie {reference}.\n\n{fund}",
    "de": "Sehr geehrte Damen und Herren,\n\nein Schreiben unserer Kasse liegt für Sie bereit. Wir fügen es nicht bei, "
    "da Sie sich nicht für Schreiben per E-Mail entschieden haben. Fragen Sie danach unter {phone} und nennen Sie das "
    "Zeichen {reference}.\n\n{fund}",
}


def queue_email(letter: Letter, *, now: datetime) -> None:
    """Let the letter leave by e-mail after the present transaction."""
    outbox.post(TOPIC, {"letter": str(letter.pk)}, key=f"{TOPIC}:{letter.pk}", now=now)


def deliver(letter: Letter) -> None:
    """Hand the e-mail of a letter to the mail server and record that it left; nothing for one that has left.

    Raises RecipientUnreachable, what the mail server says, and MentionsMissing before anything is sent.
    """
    if letter.state in LEFT:
        return
    check_mentions(letter)
    now = clock.now()
    build_email(letter).send()
    sent_on = timezone.localtime(now).date()
    send_letter(letter.pk, Step(by=SYSTEM, now=now), channel=DispatchChannel.EMAIL, sent_on=sent_on)


def build_email(letter: Letter) -> EmailMessage:
    """The message: with the letter where the party agreed to that or has only ever written to us by e-mail, else
    telling that it is ready."""
    to = parseaddr(str(letter.recipient.get("email") or ""))[1]
    if not to:
        raise RecipientUnreachable(letter=str(letter.pk))
    attaches = letter.party is None or agrees_to_email(
        letter.party, letter.made_at.astimezone(BRUSSELS).date()
    )
    words = {
        "title": letter.title,
        "reference": letter.case_ref,
        "fund": settings.FUND_NAME,
        "phone": settings.FUND["phone"],
    }
    text = (ATTACHED if attaches else ANNOUNCED)[letter.language].format(**words)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    message = EmailMessage(
        subject=" ".join(SUBJECTS[letter.language].format(**words).split()),
        body=text,
        to=[to],
        headers={"Message-ID": f"<letter.{letter.pk}@{host}>", "Content-Language": letter.language},
    )
    if attaches:
        message.attach(f"{letter.case_ref}-{letter.name}.pdf", bytes(letter.pdf), "application/pdf")
    return message
