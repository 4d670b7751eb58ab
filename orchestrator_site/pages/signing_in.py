"""Signing in by password or by a one-time link, signing out, choosing a password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import View

from orchestrator_site.pages.next_page import HOME, next_page
from orchestrator_site.pages.throttle import forget_tries, may_try
from workflows.models import User
from workflows.services.first_start import is_first_password_open
from workflows.services.sign_in_links import drop_links, redeem_link
from workflows.services.tokens import revoke_all_tokens

BACKEND = "django.contrib.auth.backends.ModelBackend"
TOO_MANY = "Too many tries. Wait five minutes, then try again."
WRONG = "That user name and password do not match."
FIRST_SET = "The password is set."
DONE = "done"
CHANGED = "The password is changed. Other sessions and all API tokens have ended."
SPENT = (
    "This link was used already or has expired. On the server, `manage.py sign_in_link` prints a "
    "new one."
)


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(View):
    """By user name and password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(next_page(request))
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("username", "")[:150]
        if not may_try(request, name):
            return self._page(request, TOO_MANY, status=429)
        user = authenticate(request, username=name, password=request.POST.get("password", ""))
        if user is None:
            return self._page(request, WRONG, status=403)
        forget_tries(request, name)
        login(request, user)
        return redirect(next_page(request))

    def _page(self, request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
        values = {
            "error": error,
            "next": next_page(request),
            "name": request.POST.get("username"),
            "is_new_here": is_first_password_open(),
        }
        return render(request, "pages/sign_in.html", values, status=status)


@method_decorator(never_cache, name="dispatch")
class SignInByLink(View):
    """
    By the link that the first start prints.

    Looking at the page uses nothing up, since chat programs fetch links to preview them;
    pressing its button does.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not may_try(request, "link"):
            return self._page(request, TOO_MANY, status=429)
        user = redeem_link(token)
        if user is None:
            return self._page(request, SPENT, status=403)
        forget_tries(request, "link")
        login(request, user, backend=BACKEND)
        return redirect("pages:workflows")

    def _page(self, request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
        response = render(request, "pages/sign_in_by_link.html", {"error": error}, status=status)
        # The token is part of the address; "no-referrer" would make the form's Origin null.
        response["Referrer-Policy"] = "strict-origin"
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    wanted = next_page(request)  # an invitation, to be accepted as somebody else
    logout(request)
    return redirect("pages:sign_in" if wanted == HOME else wanted)


@never_cache
@sensitive_post_parameters()
@login_required(login_url="pages:sign_in")
def set_password(request: HttpRequest) -> HttpResponse:
    """The first password needs no old one; every later one does."""
    user = User.objects.get(username=request.user.get_username())
    had_one = user.has_usable_password()
    kind = PasswordChangeForm if had_one else SetPasswordForm
    form = kind(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        drop_links(user)
        if had_one:
            revoke_all_tokens(user=user)
        update_session_auth_hash(request, user)
        messages.success(request, CHANGED if had_one else FIRST_SET)
        return redirect(f"{reverse('pages:set_password')}?{DONE}")  # the app shows no messages
    is_done = request.method == "GET" and had_one and DONE in request.GET
    return render(request, "pages/set_password.html", {"form": form, "is_done": is_done})
