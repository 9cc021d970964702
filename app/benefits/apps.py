from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "app.benefits"
    label = "benefits"

    def ready(self) -> None:
        from app.benefits.sentences import PARAMETERS, SENTENCES, WORDS
        from app.registers.sentences import add_sentences

        add_sentences(SENTENCES, words=WORDS, parameters=PARAMETERS)
