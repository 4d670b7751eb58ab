"""Coming into a team by the link of an invitation, with an account or with a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from orchestrator_site.pages.signing_in import BACKEND, TOO_MANY
from orchestrator_site.pages.throttle import forget_tries, has_tries, may_try
from workflows.models import Invitation, Membership, User
from workflows.queries.teams import teams_shown
from workflows.services.invitations import (
    InvitationGone,
    NameTaken,
    accept_invitation,
    join_as_new_person,
    membership_by,
    open_invitation,
)
from workflows.services.teams import AlreadyMember

if TYPE_CHECKING:
    AnyCreationForm = UserCreationForm[User]
else:
    AnyCreationForm = UserCreationForm

# One name for all links that open nothing, so that guessing them counts together.
UNKNOWN = "invitation"
TAKEN = "Somebody else has this user name."
ONLY_SIGNS = "Use at least one letter or digit."


class NewPersonForm(AnyCreationForm):
    """A user name and a password, by the same rules as everywhere."""

    class Meta:
        model = User
        fields = ("username",)
        labels = {"username": "User name"}
        help_texts = {"username": ""}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first, again = self.fields["password1"], self.fields["password2"]
        first.help_text = again.help_text = ""  # the page says it in a sentence
        first.widget.attrs["aria-describedby"] = "password-rules"
        again.label = "Password again"

    def clean_username(self) -> str:
        name = str(super().clean_username())
        # A name such as `..` would be read as part of an address, and nobody could remove it.
        if not any(character.isalnum() for character in name):
            raise ValidationError(ONLY_SIGNS)
        return name


@method_decorator(
    [never_cache, sensitive_post_parameters("password1", "password2")], name="dispatch"
)
class Join(View):
    """
    Looking at the page changes nothing, since chat programs fetch links to preview them; its
    buttons do.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if not has_tries(request, UNKNOWN):
            return _gone(request, TOO_MANY, status=429)
        return _page(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not has_tries(request, UNKNOWN) or not may_try(request, token):
            return _gone(request, TOO_MANY, status=429)
        try:
            if isinstance(request.user, User):
                return self._accept(request, request.user, token)
            return self._make_account(request, token)
        except (InvitationGone, AlreadyMember):
            return _page(request, token)

    def _accept(self, request: HttpRequest, user: User, token: str) -> HttpResponse:
        if request.POST.get("as") != user.get_username():
            return _page(request, token)  # the page was made for somebody else: show whom it joins
        return _welcome(request, token, accept_invitation(user=user, token=token))

    def _make_account(self, request: HttpRequest, token: str) -> HttpResponse:
        if open_invitation(token) is None:
            raise InvitationGone
        form = NewPersonForm(request.POST)
        if form.is_valid():
            person = form.save(commit=False)  # the slow hash, before the transaction begins
            try:
                membership = join_as_new_person(person=person, token=token)
            except NameTaken:
                form.add_error("username", TAKEN)
            else:
                login(request, person, backend=BACKEND)
                return _welcome(request, token, membership)
        return _page(request, token, form)


def _page(request: HttpRequest, token: str, form: NewPersonForm | None = None) -> HttpResponse:
    """What the link is to whoever looks at it."""
    user = request.user if isinstance(request.user, User) else None
    if user is not None and (own := membership_by(token, user)):
        return _render(request, "pages/joined.html", {"membership": own, "home": _home(own)})
    invitation = open_invitation(token, user)
    if invitation is None:
        may_try(request, UNKNOWN)
        return _gone(request)
    return _render(request, "pages/join.html", _values(request, invitation, token, form))


def _values(
    request: HttpRequest, invitation: Invitation, token: str, form: NewPersonForm | None
) -> dict[str, object]:
    here = reverse("pages:join", args=[token])
    return {
        "invitation": invitation,
        "here": here,
        "sign_in": f"{reverse('pages:sign_in')}?{urlencode({'next': here})}",
        "form": form or NewPersonForm(),
    }


def _gone(request: HttpRequest, error: str = "", status: int = 404) -> HttpResponse:
    """The same for every link that opens nothing, so that it tells strangers nothing."""
    return _render(request, "pages/invitation_gone.html", {"error": error}, status)


def _welcome(request: HttpRequest, token: str, membership: Membership) -> HttpResponse:
    forget_tries(request, token)
    return redirect(_home(membership))


def _home(membership: Membership) -> str:
    """The team's workflows; which team need not be said to who is in one alone."""
    home = reverse("pages:workflows")
    if teams_shown(membership.user).count() < 2:
        return home
    return f"{home}?{urlencode({'team': membership.team.public_id})}"


def _render(
    request: HttpRequest, template: str, values: dict[str, object], status: int = 200
) -> HttpResponse:
    response = render(request, template, {**values, "hide_reminder": True}, status=status)
    # The token is part of the address; "no-referrer" would make the form's Origin null.
    response["Referrer-Policy"] = "strict-origin"
    return response
