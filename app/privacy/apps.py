from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "app.privacy"
    label = "privacy"
