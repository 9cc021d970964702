"""Signing in and out, language and light."""

from django.urls import path

from app.accounts.views import SignIn, SignOut, choose_language, choose_theme

app_name = "accounts"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", SignOut.as_view(), name="sign_out"),
    path("language/", choose_language, name="language"),
    path("theme/", choose_theme, name="theme"),
]
