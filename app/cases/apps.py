from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "app.cases"
    label = "cases"

    def ready(self) -> None:
        from django.core.checks import register as register_check

        from app.cases.contact_cases import register_opener
        from app.cases.contract_events import register_listener
        from app.cases.exchange_door import open_door
        from app.cases.insolvency_cases import register_opener as register_insolvency
        from app.cases.kept_content import register_follower
        from app.cases.link_views import register_panel as register_links
        from app.cases.party_panel import register_panel
        from app.cases.read_tasks import register_finder
        from app.cases.refused_months import register_listener as register_refused_months
        from app.cases.rule_checks import find_untold_rules

        register_opener()
        open_door()
        register_insolvency()
        register_panel()
        register_links()
        register_finder()
        register_listener()
        register_refused_months()
        register_follower()
        register_check(find_untold_rules)
