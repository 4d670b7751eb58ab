"""What a new installation holds when it is started for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from workflows.examples import example_agents, example_names
from workflows.models import Membership, Role, Team, User
from workflows.services.agents import create_agent
from workflows.services.sign_in_links import make_link
from workflows.services.workflows import create_from_example

FIRST_USER = "admin"


@dataclass(frozen=True, slots=True)
class FirstStart:
    """
    `created`: this start made the first person, their team and the examples.

    `sign_in_path` signs that person in once within 24 hours; `sign_in_link` is the same under the
    base URL. Both are None once there is a password, or where somebody else set the site up.
    """

    created: bool
    sign_in_path: str | None
    sign_in_link: str | None


def ensure_first_start(*, base_url: str = "") -> FirstStart:
    """
    Fill an installation in which there is nobody, and make a link for who has no password yet.

    Safe to call at every start and from several processes at once: of two that begin together
    one creates. Where people exist that this did not create, it does nothing: a second
    superuser with an open link would be a back door.
    """
    created = _create_all()
    user = User.objects.filter(username=FIRST_USER, is_superuser=True, is_active=True).first()
    if user is None or user.has_usable_password():
        return FirstStart(created, None, None)
    path = f"/sign-in/{make_link(user)}"
    return FirstStart(created, path, f"{base_url.rstrip('/')}{path}")


def is_first_password_open() -> bool:
    """Whether nobody can come in by a password yet: only a link can, and people have to know."""
    user = User.objects.filter(username=FIRST_USER, is_superuser=True, is_active=True).first()
    return not User.objects.exists() if user is None else not user.has_usable_password()


@transaction.atomic
def _create_all() -> bool:
    if User.objects.exists():
        return False
    user, is_new = User.objects.get_or_create(
        username=FIRST_USER, defaults={"is_staff": True, "is_superuser": True}
    )
    if not is_new:  # another process was first, in the moment between the two statements
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    team = Team.objects.create(name="My team", slug="my-team")
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    for agent in example_agents():
        create_agent(user=user, team_id=team.public_id, **_agent_fields(agent))
    # The list shows the newest first, and the simplest example is to stand on top.
    for name in reversed(example_names()):
        create_from_example(user=user, team_id=team.public_id, example=name)
    return True


def _agent_fields(agent: dict[str, Any]) -> dict[str, Any]:
    """The example's lines as the service takes them: model and prompt belong to the settings."""
    provider = agent["provider"]
    model = provider if provider == "default" else f"{provider}:{agent.get('model', '')}"
    settings = {
        "model": model,
        "instructions": agent.get("instructions", ""),
        **agent.get("settings", {}),
    }
    taken = ("slug", "name", "kind", "capabilities", "max_parallel")
    return {key: agent[key] for key in taken if key in agent} | {"settings": settings}
