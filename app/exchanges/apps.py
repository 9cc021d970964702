from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "app.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        from app.exchanges import checks, takers  # noqa: F401  Django finds the system checks by import
        from app.exchanges.panels import register_panel
        from app.exchanges.resealing import reseal_arrivals
        from app.registers import rotation

        rotation.register("exchanges.arrival.body", reseal_arrivals)
        register_panel()
        takers.discover()
