"""Addresses of the pages."""

from django.urls import path

from orchestrator_site.pages import app_shell, joining, mail, signing_in

app_name = "pages"

urlpatterns = [
    path("sign-in", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/<str:token>", signing_in.SignInByLink.as_view(), name="sign_in_by_link"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("join/<str:token>", joining.Join.as_view(), name="join"),
    path("set-password", signing_in.set_password, name="set_password"),
    path("mail", mail.mail, name="mail"),
    path("mail/confirm/<str:token>", mail.confirm_mail, name="confirm_mail"),
    *app_shell.routes,
]
