from django.apps import AppConfig
from django.conf import settings


class RegistersConfig(AppConfig):
    name = "app.registers"
    label = "registers"

    def ready(self) -> None:
        from app.registers import checks  # noqa: F401  Django finds the system checks by import
        from app.registers.threshold_ratios import check_ratios
        from workflows.parameters import add_book_check

        add_book_check(check_ratios)
        if settings.PUBLISHED_VALUES:
            from app.registers import published_values

            published_values.offer()
