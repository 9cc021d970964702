from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "app.embedded"
    label = "embedded"
