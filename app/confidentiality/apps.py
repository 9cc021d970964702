from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    name = "app.confidentiality"
    label = "confidentiality"

    def ready(self) -> None:
        from app.cases import closures
        from app.confidentiality import duties  # noqa: F401  registers itself
        from app.confidentiality.marks import keep_one_mark
        from app.confidentiality.party_panel import register_panel
        from app.confidentiality.reading_rates import tell_many_searches
        from app.confidentiality.staff_files import FIELD, reseal
        from app.confidentiality.veil import is_case_closed
        from app.people import search_limits
        from app.people.merging import room_makers
        from app.registers.rotation import register

        register(FIELD, reseal)
        register_panel()
        search_limits.register(tell_many_searches)
        closures.register(is_case_closed)
        room_makers.append(keep_one_mark)
