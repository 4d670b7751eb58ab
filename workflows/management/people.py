"""For whom a command acts, and in which team."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Q

from workflows.access import Capability, teams_with
from workflows.management.exits import usage_error
from workflows.models import Team, User
from workflows.services.first_start import FIRST_USER, ensure_first_start


def find_person(name: str | None) -> User:
    """
    The person of that name; without one the person of the first start, made if nobody is there.

    Raises:
        CommandError: there is no such person, or no database yet.
    """
    if User._meta.db_table not in connection.introspection.table_names():
        raise usage_error(
            "The database is not set up yet. `make run` and `manage.py migrate` do that; if it is "
            "elsewhere, set DATA_DIR or DATABASE_URL to the place."
        )
    if name is None:
        ensure_first_start()
    user = User.objects.filter(username=name or FIRST_USER, is_active=True).first()
    if user is None:
        raise usage_error(f"There is no user {name or FIRST_USER!r}; there are: {_some_names()}.")
    return user


def _some_names() -> str:
    names = list(User.objects.filter(is_active=True).order_by("pk").values_list("username")[:11])
    told = ", ".join(name for (name,) in names[:10])
    return f"{told}, …" if len(names) > 10 else told or "none"


def find_team(user: User, name: str | None, capability: Capability) -> Team:
    """
    The person's team by slug or id; their oldest one if none is named.

    Raises:
        CommandError: they have none of that name in which they may do it.
    """
    teams = teams_with(user, capability).order_by("pk")
    team = teams.filter(_is_named(name)).first() if name else teams.first()
    if team is None:
        which = f"team {name!r}" if name else "team"
        raise usage_error(f"{user} has no {which} in which they may {capability}.")
    return team


def _is_named(name: str) -> Q:
    try:
        return Q(public_id=UUID(name))
    except ValueError:
        return Q(slug=name)
