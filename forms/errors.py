"""What can be wrong with a form definition."""


class FormError(Exception):
    """A form definition cannot be used."""


class FormRefused(FormError):
    """The definition is faulty; `place` says where (`question/register: sections[0].fields[2].type`)."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        self.message = message
        super().__init__(f"{place}: {message}")
