"""E-mail of the bulletin: the request to confirm, and each number with the link that ends it."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from app.knowledge.bulletin_models import Sending, Subscription, SubscriptionState
from app.knowledge.bulletins import list_lines
from app.knowledge.markup import parse, write_plain
from app.knowledge.subscriptions import make_token

CONFIRM_SUBJECTS = {
    "fr": "Confirmez votre abonnement au bulletin",
    "nl": "Bevestig uw abonnement op de nieuwsbrief",
    "de": "Bestätigen Sie Ihr Abonnement des Infoblatts",
}
CONFIRM = {
    "fr": "Madame, Monsieur,\n\nQuelqu’un a demandé pour cette adresse le bulletin de notre caisse, environ quatre "
    "fois par an. Si c’est vous, confirmez par ce lien, valable sept jours :\n\n{link}\n\nSinon, ne faites rien : nous "
    "oublions cette adresse.\n\n{fund}",
    "nl": "Geachte mevrouw, geachte heer,\n\nIemand heeft voor dit adres de nieuwsbrief van ons fonds gevraagd, "
    "ongeveer vier keer per jaar. Bent u dat, bevestig dan via deze link, zeven dagen geldig:\n\n{link}\n\nZo niet, "
    "doe dan niets: wij vergeten dit adres.\n\n{fund}",
    "de": "Sehr geehrte Damen und Herren,\n\njemand hat für diese Adresse das Infoblatt unserer Kasse bestellt, etwa "
    "viermal im Jahr. Waren Sie es, bestätigen Sie mit diesem Link, sieben Tage gültig:\n\n{link}\n\nSonst tun Sie "
    "nichts: Wir vergessen diese Adresse.\n\n{fund}",
}
END = {
    "fr": "Vous recevez ce bulletin parce que vous l’avez demandé. Pour ne plus le recevoir : {link}",
    "nl": "U krijgt deze nieuwsbrief omdat u hem gevraagd hebt. Om hem niet meer te krijgen: {link}",
    "de": "Sie erhalten dieses Infoblatt, weil Sie es bestellt haben. Um es nicht mehr zu erhalten: {link}",
}


def make_link(subscription: Subscription, act: str) -> str:
    """Of a page that asks before it acts: a mail scanner that opens every link changes nothing."""
    token = make_token(subscription)
    return f"{settings.PUBLIC_URL}/information/{subscription.language}/bulletin/{act}/{token}/"


def send_confirmation(subscription: Subscription) -> None:
    """Ask the address whether it wants the bulletin; nothing once it has answered."""
    if subscription.state != SubscriptionState.ASKED:
        return
    language = subscription.language
    text = CONFIRM[language].format(link=make_link(subscription, "confirm"), fund=settings.FUND_NAME)
    EmailMessage(CONFIRM_SUBJECTS[language], text, to=[subscription.email]).send()


def send_number(sending: Sending, *, now: datetime) -> None:
    """Hand one bulletin to the mail server, once; not to whoever has unsubscribed meanwhile."""
    if sending.sent_at is not None or sending.skipped:
        return
    if sending.subscription.state != SubscriptionState.ACTIVE:
        sending.skipped = "unsubscribed"
    else:
        build_email(sending).send()
        sending.sent_at = now
    sending.save(update_fields=["sent_at", "skipped"])


def build_email(sending: Sending) -> EmailMessage:
    row, language = sending.bulletin, sending.language
    ending = make_link(sending.subscription, "end")
    parts = [write_plain(parse(row.intros[language]))]
    parts += [f"{title}\n{summary}\n{address}" for title, summary, address in list_lines(row, language)]
    parts += [settings.FUND_NAME, END[language].format(link=ending)]
    message = EmailMessage(
        subject=" ".join(row.titles[language].split()),
        body="\n\n".join(parts),
        to=[sending.subscription.email],
        headers={
            "Message-ID": sending.message_id,
            "Content-Language": language,
            "List-Unsubscribe": f"<{ending}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    pdf = row.pdfs.get(language=language)
    message.attach(f"bulletin-{row.year}-{row.number}-{language}.pdf", bytes(pdf.pdf), "application/pdf")
    return message
