from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "app.registers"
    label = "registers"

    def ready(self) -> None:
        from app.registers import checks  # noqa: F401  Django finds the system checks by import
        from app.registers.threshold_ratios import check_ratios
        from workflows.parameters import add_book_check

        add_book_check(check_ratios)
