from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "app.people"
    label = "people"

    def ready(self) -> None:
        from app.people.resealing import reseal_niss
        from app.registers.rotation import register

        register("people.person.niss", reseal_niss)
