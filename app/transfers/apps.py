from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "app.transfers"
    label = "transfers"
