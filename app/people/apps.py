from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "app.people"
    label = "people"

    def ready(self) -> None:
        from app.people import duties  # noqa: F401  registers itself
        from app.people.resealing import reseal_niss
        from app.registers.rotation import register

        register("people.person.niss", reseal_niss)
