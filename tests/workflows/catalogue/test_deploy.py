import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.catalogue.conftest import FORM, NOW, draw_loan, draw_reminder, write
from workflows import clock
from workflows.catalogue import DeploymentRefused
from workflows.models import DefinitionVersion, ProcessDefinition, Subscription, Timer
from workflows.yaml_source import SourceRefused


def change(folder, text: str) -> None:
    write(folder, {"processes/library_loan/letters/reminder.fr.typ": text})


def test_each_folder_becomes_a_published_version(publish):
    assert [(one.key, one.number, one.changed) for one in publish()] == [
        ("library_loan", 1, True),
        ("reminder", 1, True),
    ]
    assert set(DefinitionVersion.objects.values_list("state", flat=True)) == {"published"}


def test_a_version_holds_everything_it_runs_on(publish):
    publish("library_loan")
    version = DefinitionVersion.objects.get(definition="library_loan")
    assert sorted(version.files) == [
        "called/reminder/process.bpmn",
        "called/reminder/process.yaml",
        "decisions/terms.dmn",
        "forms/library_loan/check.yaml",
        "letters/reminder.fr.typ",
        "process.bpmn",
        "process.yaml",
    ]


def test_who_published_and_when_is_kept(publish):
    publish("library_loan")
    version = DefinitionVersion.objects.get(definition="library_loan")
    assert (version.published_by, version.published_at) == ("user:1", NOW)


def test_an_unchanged_folder_makes_no_new_version(publish):
    publish()
    assert [one.changed for one in publish()] == [False, False]
    assert DefinitionVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("processes/library_loan/process.bpmn", draw_loan(patience="P3D").decode()),
        ("processes/library_loan/letters/reminder.fr.typ", "Bonsoir"),
        ("forms/definitions/library_loan/check.yaml", FORM.replace("Membre", "Client")),
        ("processes/reminder/process.bpmn", draw_reminder("R/2026-07-01/P1M").decode()),
    ],
)
def test_any_change_of_what_runs_makes_a_new_version(publish, folder, file, text):
    publish()
    write(folder, {file: text})
    assert next(one for one in publish() if one.key == "library_loan").number == 2


def test_the_version_before_is_retired(publish, folder):
    publish("library_loan")
    change(folder, "Bonsoir")
    publish("library_loan")
    versions = DefinitionVersion.objects.filter(definition="library_loan").order_by("number")
    assert [version.state for version in versions] == ["retired", "published"]
    assert ProcessDefinition.objects.get(key="library_loan").current == versions[1]


def test_a_folder_put_back_publishes_its_earlier_version_again(publish, folder):
    publish("library_loan")
    change(folder, "Bonsoir")
    publish("library_loan")
    change(folder, "Bonjour")
    assert publish("library_loan")[0].number == 1
    assert DefinitionVersion.objects.get(definition="library_loan", number=1).state == "published"


def test_an_error_in_one_process_publishes_none(publish, folder):
    broken = draw_loan().decode().replace("loan_days &gt; 0", "loan_days &gt;")
    write(folder, {"processes/library_loan/process.bpmn": broken})
    with pytest.raises(DeploymentRefused) as refusal:
        publish()
    assert any("may_borrow_to_hand_out_book" in str(finding) for finding in refusal.value.findings)
    assert not ProcessDefinition.objects.exists()


def test_an_unknown_operation_is_refused_by_name(publish, folder):
    write(
        folder,
        {"processes/library_loan/process.bpmn": draw_loan().decode().replace('hand_out"', 'hand_oot"')},
    )
    with pytest.raises(DeploymentRefused, match=r"library\.hand_oot"):
        publish()


def test_a_node_that_is_not_drawn_is_named_with_its_line(publish, folder):
    text = (folder / "processes/library_loan/process.yaml").read_text(encoding="utf-8")
    write(
        folder,
        {"processes/library_loan/process.yaml": text.replace("stop: [hand_out_book", "stop: [hand_out_bok")},
    )
    with pytest.raises(
        SourceRefused, match=r"process.yaml:1\d: .*has no node 'hand_out_bok'; did you mean 'hand_out_book'"
    ):
        publish()


def test_an_unknown_process_is_named(publish):
    with pytest.raises(Exception, match="no process folder 'library_lone'; did you mean 'library_loan'"):
        publish("library_lone")


def test_starts_by_time_and_message_wait_for_the_published_version(publish):
    publish("reminder")
    timer, subscription = Timer.objects.get(), Subscription.objects.get()
    assert timer.due_at.isoformat() == "2026-05-31T22:00:00+00:00"
    assert (subscription.kind, subscription.name) == ("message", "reader_asked")


def test_starts_move_to_the_new_version_with_their_due_instant(publish, folder):
    publish("reminder")
    timer = Timer.objects.get()
    Timer.objects.update(due_at=timer.due_at + timedelta(days=3))
    write(folder, {"processes/reminder/letters/note.fr.typ": "Bonjour"})
    publish("reminder")
    moved = Timer.objects.get()
    assert moved.version.number == 2
    assert moved.due_at == timer.due_at + timedelta(days=3)
    assert Subscription.objects.get().version.number == 2


def test_a_changed_timer_starts_afresh(publish, folder):
    publish("reminder")
    write(folder, {"processes/reminder/process.bpmn": draw_reminder("R/2026-07-01/P1M").decode()})
    publish("reminder")
    assert Timer.objects.get().due_at.isoformat() == "2026-06-30T22:00:00+00:00"


def test_rounds_before_the_process_existed_start_nothing(publish, folder):
    write(folder, {"processes/reminder/process.bpmn": draw_reminder("R/2026-01-01/P1M").decode()})
    publish("reminder")
    assert Timer.objects.get().due_at.isoformat() == "2026-05-31T22:00:00+00:00"


def test_an_empty_folder_deploys_nothing(publish, folder, settings, tmp_path):
    settings.PROCESSES_DIR = tmp_path / "nothing"
    (tmp_path / "nothing/calendars").mkdir(parents=True)
    write(
        tmp_path,
        {"nothing/calendars/belgium.yaml": (folder / "processes/calendars/belgium.yaml").read_text()},
    )
    assert publish() == []


@pytest.mark.usefixtures("folder", "db")
def test_the_command_answers_in_json():
    clock.begin(NOW)
    out = StringIO()
    call_command("deploy", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [one["process"] for one in told["deployed"]] == ["library_loan", "reminder"]


@pytest.mark.usefixtures("db")
def test_the_command_says_what_is_wrong_and_where(folder):
    clock.begin(NOW)
    write(folder, {"processes/reminder/process.yaml": "process: reminder\ntitle: {}\nowner: desk\n"})
    with pytest.raises(
        CommandError, match=r"reminder/process.yaml:2: title: unknown key; did you mean 'titles'"
    ):
        call_command("deploy", "reminder")


@pytest.mark.parametrize(
    "text", ["", "- a", FORM.replace("boolean", "yes_no"), FORM.replace("/check", "/other")]
)
def test_a_form_that_cannot_be_shown_stops_the_deployment(publish, folder, text):
    write(folder, {"forms/definitions/library_loan/check.yaml": text})
    with pytest.raises(SourceRefused, match="forms/library_loan/check.yaml:1"):
        publish()
    assert not DefinitionVersion.objects.exists()
