"""Language and light."""

from django.urls import path

from app.accounts.views import choose_language, choose_theme

app_name = "accounts"
urlpatterns = [
    path("language/", choose_language, name="language"),
    path("theme/", choose_theme, name="theme"),
]
