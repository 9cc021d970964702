"""A form that does something once it is valid; what a rule refuses lands on the field it names."""

from typing import Any, ClassVar

from django import forms

from workflows.actors import Actor


class AppliedForm(forms.Form):
    """`refused` is what `apply` raises; it has `field`, the name of the field to blame or nothing."""

    title: Any = ""
    refused: ClassVar[type[Exception]]
    #: What `apply` returned.
    applied: Any = None

    def apply(self, by: Actor) -> object:
        """Write. Raises `refused`."""
        raise NotImplementedError

    def try_to_apply(self, by: Actor) -> bool:
        """False when a rule refuses, and then the form says why."""
        try:
            self.applied = self.apply(by)
        except self.refused as refusal:
            field = getattr(refusal, "field", "")
            self.add_error(field if field in self.fields else None, str(refusal))
            return False
        return True
