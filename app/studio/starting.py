"""A process that is not there yet: a draft with the smallest folder that holds, to be drawn on."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap

from app.accounts.models import User
from app.studio import drafts
from app.studio.errors import FileRefused, StudioError
from app.studio.ladder_editing import LANGUAGES, open_yaml
from app.studio.models import OPEN, Draft
from app.studio.yaml_words import make_flow
from workflows.bpmn.names import BPMN, BPMNDI, DC, DI, VIGIE
from workflows.manifest import NAME
from workflows.models.definition import ProcessDefinition
from workflows.process_folders import MODEL, NO_PROCESSES
from workflows.shelves import open_shelf

KEY = re.compile(r"[a-z][a-z0-9_]{1,60}")
#: What the addresses of the studio begin with.
TAKEN = NO_PROCESSES | {"new", "drafts", "migrations", "bench", "calendars", "decisions"}
NODES: Mapping[str, Mapping[str, str]] = {
    "begun": {"fr": "Début", "nl": "Begin", "de": "Beginn", "en": "Begun"},
    "done": {"fr": "Fin", "nl": "Einde", "de": "Ende", "en": "Done"},
    "fund": {"fr": "La caisse", "nl": "Het fonds", "de": "Die Kasse", "en": "The fund"},
    "office": {"fr": "Le service", "nl": "De dienst", "de": "Der Dienst", "en": "The office"},
}


def start_process(
    key: str, titles: Mapping[str, str], *, owner: str, role: str, by: User, now: datetime
) -> Draft:
    """A draft of a new process with a lane for `role`. Raises StudioError for a name that is taken or none."""
    refuse_key(key)
    files = {NAME: write_settings(key, titles, owner, role), MODEL: write_drawing(key, titles["en"])}
    draft = drafts.create(Draft(process=key, files=files, opened_by=by, opened_at=now), now=now)
    if draft.files != files:
        raise StudioError(_("A colleague has just begun a process of this name."), process=key)
    return draft


def refuse_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise FileRefused(_("The name is one word of small letters, digits and _."), process=key)
    is_known = key in open_shelf().list_keys() or ProcessDefinition.objects.filter(pk=key).exists()
    if key in TAKEN or is_known or Draft.objects.filter(process=key, state__in=OPEN).exists():
        raise FileRefused(_("There is a process of this name already."), process=key)


def write_settings(key: str, titles: Mapping[str, str], owner: str, role: str) -> str:
    told = CommentedMap(
        {
            "process": key,
            "titles": make_flow({one: titles[one] for one in LANGUAGES}),
            "owner": owner,
            "calendar": "belgium",
            "roles": CommentedMap({"office": role}),
            "nodes": CommentedMap({name: make_flow(words) for name, words in NODES.items()}),
        }
    )
    out = StringIO()
    open_yaml().dump(told, out)
    return out.getvalue()


def write_drawing(key: str, title: str) -> str:
    """A pool with one lane, a beginning and an end."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}" xmlns:vigie="{VIGIE}" \
id="{key}_definitions" targetNamespace="urn:vigie:processes">
  <bpmn:collaboration id="{key}_collaboration">
    <bpmn:participant id="fund" name="The fund" processRef="{key}"/>
  </bpmn:collaboration>
  <bpmn:process id="{key}" name={quoteattr(title)} isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="office" name="The office">
        <bpmn:flowNodeRef>begun</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>done</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="begun" name="Begun">
      <bpmn:outgoing>begun_to_done</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:endEvent id="done" name="Done">
      <bpmn:incoming>begun_to_done</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="begun_to_done" sourceRef="begun" targetRef="done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="{key}_collaboration">
      <bpmndi:BPMNShape id="fund_shape" bpmnElement="fund" isHorizontal="true">
        <dc:Bounds x="40" y="40" width="900" height="260"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="office_shape" bpmnElement="office" isHorizontal="true">
        <dc:Bounds x="70" y="40" width="870" height="260"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="begun_shape" bpmnElement="begun">
        <dc:Bounds x="122" y="152" width="36" height="36"/>
        <bpmndi:BPMNLabel><dc:Bounds x="90" y="192" width="100" height="14"/></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="done_shape" bpmnElement="done">
        <dc:Bounds x="842" y="152" width="36" height="36"/>
        <bpmndi:BPMNLabel><dc:Bounds x="810" y="192" width="100" height="14"/></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="begun_to_done_edge" bpmnElement="begun_to_done">
        <di:waypoint x="158" y="170"/>
        <di:waypoint x="842" y="170"/>
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
