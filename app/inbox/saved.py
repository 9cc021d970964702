"""Keeping, changing and reading saved views."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import roles_of
from app.inbox import queries
from app.inbox.errors import SavedViewRefused
from app.inbox.filters import Filters, read_filters
from app.inbox.models import SavedView
from workflows import clock

#: More would be no menu any more.
MOST = 30
LONGEST_NAME = 60


def keep(user: User, name: str, filters: Filters, shared_with: Collection[str] = ()) -> SavedView:
    """Under this name; of the same name, the newer filters count. Raises SavedViewRefused."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise SavedViewRefused(_("Give the view a name."))
    own = SavedView.objects.filter(owner=user)
    if own.exclude(name=name).count() >= MOST:
        raise SavedViewRefused(_("You keep %(most)s views already; delete one first.") % {"most": MOST})
    kept, _made = SavedView.objects.update_or_create(
        owner=user,
        name=name,
        defaults={"query": filters.write(), "shared_with": allow(user, shared_with)},
        create_defaults={
            "query": filters.write(),
            "shared_with": allow(user, shared_with),
            "created_at": clock.now(),
        },
    )
    return kept


def allow(user: User, roles: Collection[str]) -> list[str]:
    """One shares with one's own roles alone."""
    return sorted(roles_of(user) & set(roles))


def change(user: User, key: int, *, name: str, shared_with: Collection[str]) -> None:
    """Raises SavedViewRefused for another's view, an empty name or one that is taken."""
    view = SavedView.objects.filter(owner=user, pk=key).first()
    name = " ".join(name.split())[:LONGEST_NAME]
    if view is None or not name:
        raise SavedViewRefused(_("Give the view a name.") if view else _("This view is not yours."))
    view.name, view.shared_with = name, allow(user, shared_with)
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared_with"])
    except IntegrityError as error:
        raise SavedViewRefused(_("Another of your views has this name.")) from error


def delete(user: User, key: int) -> None:
    """One's own; another's is not touched."""
    SavedView.objects.filter(owner=user, pk=key).delete()


def list_views(user: User) -> list[SavedView]:
    """One's own and those shared with one of one's roles, by name. Read once a request."""
    known: list[SavedView] | None = getattr(user, "_saved_views", None)
    if known is None:
        found = visible(user).select_related("owner").order_by("name", "id")
        known = user._saved_views = list(found[: 2 * MOST])  # type: ignore[attr-defined]
    return known


def visible(user: User) -> QuerySet[SavedView]:
    shared = Q(shared_with__overlap=sorted(roles_of(user)), owner__is_active=True)
    return SavedView.objects.filter(Q(owner=user) | shared)


def filters_of(view: SavedView) -> Filters:
    return read_filters(QueryDict(view.query))


def count(user: User) -> dict[str, int]:
    """How many tasks each view holds for this person, as far as the page counts them."""
    return {
        f"saved{view.pk}": int(queries.count_filtered(user, filters_of(view)).removesuffix("+"))
        for view in list_views(user)
    }
