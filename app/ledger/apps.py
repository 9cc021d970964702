from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "app.ledger"
    label = "ledger"
