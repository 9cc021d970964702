from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "app.recovery"
    label = "recovery"
