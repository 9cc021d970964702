"""A decision that is not there yet: the smallest table that decides, to be filled in."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from app.studio.errors import FileRefused
from workflows.shared_decisions import list_shared


def write_path(name: str) -> str:
    return f"decisions/{name}.dmn"


def make_decision(process: str, name: str, files: Mapping[str, str]) -> str:
    """One value asked, one answered, one rule for everything. Raises FileRefused for a name that is taken."""
    if write_path(name) in files:
        raise FileRefused(
            _("There is a decision “%(name)s” already.") % {"name": name}, path=write_path(name)
        )
    if name in list_shared():
        told = _("“%(name)s” is a shared decision already: a task can ask it as it is.")
        raise FileRefused(told % {"name": name}, path=write_path(name))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{name}_definitions" name="{name}" \
namespace="urn:vigie:processes:{process}">
  <inputData id="question_input" name="question"><variable name="question" typeRef="string"/></inputData>
  <decision id="{name}" name="{name}">
    <variable name="{name}" typeRef="string"/>
    <informationRequirement id="needs_question"><requiredInput href="#question_input"/></informationRequirement>
    <decisionTable id="{name}_table" hitPolicy="UNIQUE">
      <input id="asked" label="question"><inputExpression id="asked_value" typeRef="string"><text>question</text>\
</inputExpression></input>
      <output id="answer" name="answer" typeRef="string"/>
      <rule id="otherwise"><inputEntry id="otherwise_1"><text>-</text></inputEntry>\
<outputEntry id="otherwise_2"><text>"none"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""
