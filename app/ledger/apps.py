from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "app.ledger"
    label = "ledger"

    def ready(self) -> None:
        from app.ledger.chart import load_chart
        from app.ledger.panels import register_panels
        from app.ledger.retired_quarters import listen

        listen()
        post_migrate.connect(load_chart, sender=self)
        register_panels()
