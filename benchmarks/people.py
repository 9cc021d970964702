"""Who does the work of the benchmarks."""

from django.contrib.auth import get_user_model

from workflows.actors import Actor, user


def worker_of(number: int) -> Actor:
    """The person that process `number` works for."""
    found, _ = get_user_model().objects.get_or_create(username=f"bench{number}")
    return user(found.pk, found.username)
