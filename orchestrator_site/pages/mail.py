"""Where one's mail goes, and whether there shall be any."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from orchestrator_site.mail import (
    Unsendable,
    is_mail_on,
    read_confirmation,
    send_confirmation,
)
from orchestrator_site.pages.answering import person, signed_in
from orchestrator_site.pages.signing_in import TOO_MANY
from orchestrator_site.pages.throttle import may_try
from workflows.models import User
from workflows.services.people import set_mail_address, set_wants_mail

SENT = "A mail is on its way to {address}. The link in it makes that your address."
SAVED = "Saved."
NOT_TAKEN = "The mail server did not take the mail. Try again later."
CONFIRMED = "Mail for you goes to {address} from now on."


class MailForm(forms.Form):
    """An address, and whether approvals that wait are to be mailed to it."""

    address = forms.EmailField(label="Address", required=False, max_length=254)
    wants_mail = forms.BooleanField(label="Mail me when an approval asks me", required=False)


@require_http_methods(["GET", "POST"])
@signed_in
def mail(request: HttpRequest) -> HttpResponse:
    """A new address counts once its link was pressed; none, and less mail, at once."""
    user = User.objects.get(pk=person(request).pk)
    now = {"address": user.email, "wants_mail": user.wants_mail}
    form = MailForm(request.POST or None, initial=now)
    if is_mail_on() and request.method == "POST" and form.is_valid():
        _save(request, user, form)
        if not form.errors:
            return redirect("pages:mail")
    return render(request, "pages/mail.html", {"form": form, "is_on": is_mail_on()})


def _save(request: HttpRequest, user: User, form: MailForm) -> None:
    set_wants_mail(user=user, wants=form.cleaned_data["wants_mail"])
    address = form.cleaned_data["address"]
    if not address:
        set_mail_address(user=user, address="")
    elif address != user.email:
        _ask_for_proof(request, user, address, form)
        return
    messages.success(request, SAVED)


def _ask_for_proof(request: HttpRequest, user: User, address: str, form: MailForm) -> None:
    if not may_try(request, f"mail for {user.pk}"):
        form.add_error("address", TOO_MANY)
        return
    try:
        send_confirmation(user, address)
    except Unsendable:
        form.add_error("address", NOT_TAKEN)
    else:
        messages.success(request, SENT.format(address=address))


@require_http_methods(["GET", "POST"])
@signed_in
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, since mail programs fetch links to check them; the button does."""
    user = User.objects.get(pk=person(request).pk)
    address = read_confirmation(user, token)
    if address is not None and request.method == "POST":
        set_mail_address(user=user, address=address)
        messages.success(request, CONFIRMED.format(address=address))
        return redirect("pages:mail")
    values = {"address": address}
    response = render(request, "pages/confirm_mail.html", values, status=200 if address else 404)
    # The token is part of the address; "no-referrer" would make the form's Origin null.
    response["Referrer-Policy"] = "strict-origin"
    return response
