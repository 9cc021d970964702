from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "app.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        from app.registers import rotation
        from app.sign_in import duties, happenings  # noqa: F401  duties register themselves
        from app.sign_in.factor_adapter import reseal_factors

        happenings.connect()
        rotation.register("second factors", reseal_factors)
