"""Notices do not stay for ever: those that are old go, and of each person all but the newest."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from collaboration.conf import config
from collaboration.models import Mention

EVERY_S = 3_600
MOST_IN_A_TURN = 10_000
MOST_PEOPLE = 200


def forget_mentions() -> None:
    """One turn, which takes away no more than it may; the next one goes on."""
    _forget_old()
    _forget_surplus()


def _forget_old() -> None:
    begin = timezone.now() - timedelta(days=config().mention_days)
    # Keys grow with the time, so that the oldest are found without reading all.
    oldest = Mention.objects.order_by("pk").values_list("pk", "created_at")[:MOST_IN_A_TURN]
    Mention.objects.filter(pk__in=[key for key, made in oldest if made < begin]).delete()


def _forget_surplus() -> None:
    most = config().mentions
    crowded = (
        Mention.objects.values("person").annotate(rows=Count("pk")).filter(rows__gt=most)
    ).values_list("person", flat=True)
    for person in crowded[:MOST_PEOPLE]:
        newest = Mention.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)
        surplus = newest[most : most + MOST_IN_A_TURN]  # none, where comments went meanwhile
        Mention.objects.filter(pk__in=list(surplus)).delete()
