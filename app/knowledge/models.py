"""What the fund tells everybody: articles in editions, each in three languages, and the brochures made of them."""

from app.knowledge.bulletin_models import (
    Bulletin,
    BulletinItem,
    BulletinPdf,
    BulletinState,
    Sending,
    Subscription,
    SubscriptionState,
)
from app.knowledge.edition_models import Article, Brochure, Edition, EditionState, EditionText, Origin

__all__ = [
    "Article",
    "Brochure",
    "Bulletin",
    "BulletinItem",
    "BulletinPdf",
    "BulletinState",
    "Edition",
    "EditionState",
    "EditionText",
    "Origin",
    "Sending",
    "Subscription",
    "SubscriptionState",
]
