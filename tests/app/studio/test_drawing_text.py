"""A modeller's file is written into the one that was there: what did not change keeps its bytes."""

import pytest

from app.studio.drawing_text import keep_unchanged
from workflows.xml import XmlRefused

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<b:definitions xmlns:b="{BPMN}" xmlns:v="urn:vigie:bpmn:1" id="d">\n'
BEFORE = f"""{HEAD}  <b:process id="p">
    <!-- who asks -->
    <b:userTask id="ask" name='Say "yes"'>
      <b:extensionElements><v:input target="a" value='"x"'/></b:extensionElements>
    </b:userTask>
    <b:userTask id="tell"   name="Tell"/>
  </b:process>
</b:definitions>
"""
OTHER = f'<definitions xmlns="{BPMN}" xmlns:w="urn:vigie:bpmn:1" id="d">'


def save(inside: str) -> str:
    """As a modeller would write it: with its own prefixes, quotes and spaces."""
    return f'{OTHER}<process id="p">{inside}</process></definitions>'


ASK = (
    '<userTask id="ask" name="Say &quot;yes&quot;"><extensionElements>'
    '<w:input target="a" value="&#34;x&#34;" /></extensionElements></userTask>'
)


def test_the_same_in_other_words_is_the_same_file() -> None:
    assert keep_unchanged(BEFORE, save(f'{ASK}<userTask id="tell" name="Tell" />')) == BEFORE


def test_a_changed_attribute_changes_its_tag_alone() -> None:
    after = keep_unchanged(BEFORE, save(f'{ASK}<userTask id="tell" name="Tell all" />'))
    assert after == BEFORE.replace('id="tell"   name="Tell"', 'id="tell" name="Tell all"')


def test_the_order_of_the_file_stays() -> None:
    assert keep_unchanged(BEFORE, save(f'<userTask id="tell" name="Tell" />{ASK}')) == BEFORE


def test_a_new_element_stands_behind_the_one_it_follows_in_the_words_of_the_file() -> None:
    inside = '<extensionElements><w:operation name="a.b"/></extensionElements>'
    new = f'<serviceTask id="new" name="N &amp; M">{inside}</serviceTask>'
    after = keep_unchanged(BEFORE, save(f'{ASK}{new}<userTask id="tell" name="Tell"/>'))
    wanted = """    </b:userTask>
    <b:serviceTask id="new" name="N &amp; M">
      <b:extensionElements>
        <v:operation name="a.b"/>
      </b:extensionElements>
    </b:serviceTask>
    <b:userTask id="tell"   name="Tell"/>"""
    assert after == BEFORE.replace('    </b:userTask>\n    <b:userTask id="tell"   name="Tell"/>', wanted)


def test_what_is_taken_out_leaves_no_empty_line() -> None:
    assert keep_unchanged(BEFORE, save(ASK)) == BEFORE.replace(
        '\n    <b:userTask id="tell"   name="Tell"/>', ""
    )


def test_a_namespace_that_the_file_did_not_know_is_declared() -> None:
    foreign = '<userTask id="tell" name="Tell" c:x="1" xmlns:c="urn:c"/>'
    after = keep_unchanged(BEFORE, save(f"{ASK}{foreign}"))
    assert '<b:definitions xmlns:c="urn:c" xmlns:b=' in after
    assert 'c:x="1"' in after
    assert keep_unchanged(after, after.replace("\n", " ")) == after


def test_an_empty_label_is_not_kept() -> None:
    label = '<i:BPMNLabel xmlns:i="http://www.omg.org/spec/BPMN/20100524/DI"/>'
    assert keep_unchanged(BEFORE, save(f'{ASK}{label}<userTask id="tell" name="Tell"/>')) == BEFORE


def test_line_breaks_in_an_attribute_survive() -> None:
    after = keep_unchanged(BEFORE, save(f'{ASK}<userTask id="tell" name="Tell&#10;all &lt;b&gt;" />'))
    assert 'name="Tell&#10;all &lt;b&gt;"' in after


@pytest.mark.parametrize(
    "hostile", ["<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<a>", "", "<a>" * 200 + "</a>" * 200]
)
def test_what_is_no_acceptable_xml_is_refused(hostile: str) -> None:
    with pytest.raises(XmlRefused):
        keep_unchanged(BEFORE, hostile)
