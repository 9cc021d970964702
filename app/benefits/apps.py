from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "app.benefits"
    label = "benefits"

    def ready(self) -> None:
        from app.benefits.party_panels import register_panels
        from app.benefits.sentences import PARAMETERS, SENTENCES, WORDS
        from app.registers.sentences import add_sentences

        add_sentences(SENTENCES, words=WORDS, parameters=PARAMETERS)
        register_panels()
        self.listen()

    def listen(self) -> None:
        """What happens below that concerns benefits: an order refused in the books, two parties that are one."""
        from app.benefits.detection_models import drop_double_detections
        from app.benefits.entitlements import give_month_back
        from app.benefits.family_corrections import give_arrears_back
        from app.benefits.family_merging import make_room_for_months
        from app.benefits.late_interest import tell_payment
        from app.ledger.refunds import payment_listeners, refusal_listeners
        from app.people.merging import room_makers

        refusal_listeners += [give_month_back, give_arrears_back]
        payment_listeners.append(tell_payment)
        room_makers += [drop_double_detections, make_room_for_months]
