"""Taking running cases to the current version: looked at first, tried on copies, done by the worker, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import require, signed_in
from app.studio import migrating
from app.studio.forms import MigrationForm
from app.studio.impact import count_places, count_running, list_nodes
from app.studio.rights import may_migrate
from app.studio.views import tell_title
from workflows import migration
from workflows.actors import user
from workflows.errors import WorkflowError
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.migration import MigrationBatch, MigrationItem
from workflows.models.states import MigrationState
from workflows.shelves import open_shelf

SHOWN_FAILURES = 50


@require_http_methods(["GET", "POST"])
@require(may_migrate)
def migrate(request: HttpRequest, process: str, number: int) -> HttpResponse:
    """From this version to the current one."""
    source = get_object_or_404(DefinitionVersion.objects.defer("manifest"), definition=process, number=number)
    definition = ProcessDefinition.objects.select_related("current").get(pk=process)
    if definition.current is None or definition.current_id == source.pk:
        raise Http404
    target = definition.current.number
    kept = migration.suggest_plan(process, number, target)
    places = count_places(source.pk)
    nodes = {node: node for node in sorted(list_nodes(open_shelf(), process))}
    lost = [node for node in places if node not in kept and node not in nodes]
    form = MigrationForm(request.POST or None, lost=lost, nodes=nodes)
    context = {
        "process": process,
        "title": tell_title(process),
        "number": number,
        "target": target,
        "running": count_running(source.pk),
        "places": [(node, count, node not in lost) for node, count in places.items()],
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        mapping = form.read_mapping(kept)
        if request.POST.get("act") == "try":
            context["trials"] = try_out(process, number, target, mapping, context)
        elif start(request, form, process, number, target, mapping):
            return redirect("studio:process", process)
    return render(request, "studio/migrate.html", context, status=422 if form.errors else 200)


def try_out(
    process: str, number: int, target: int, mapping: dict[str, str], context: dict[str, object]
) -> list[migration.Trial]:
    """What would become of each case; nothing is written."""
    try:
        trials = migration.try_out(process, number, target, mapping)
    except WorkflowError as refused:
        context["refused"] = str(refused)
        return []
    context["tried"] = len(trials)
    return [one for one in trials if one.problem][:SHOWN_FAILURES]


def start(
    request: HttpRequest,
    form: MigrationForm,
    process: str,
    number: int,
    target: int,
    mapping: dict[str, str],
) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        migrating.begin(process, number, target, mapping, reason=reason, by=signed_in(request))
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("The cases are being taken along; this page shows how far it is."))
    return True


@require_GET
@require(may_migrate)
def show_batches(request: HttpRequest, process: str) -> HttpResponse:
    """How far the batches are; the page asks again while one is under way. Without a script, that page."""
    if not request.headers.get("HX-Request"):
        return redirect("studio:process", process)
    return render(
        request,
        "studio/batches.html",
        {"process": process, "batches": migrating.tell_progress(process), "may_migrate": True},
    )


@require_GET
@require(may_migrate)
def show_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The cases of a batch that could not be taken along, each with its reason."""
    batch = get_object_or_404(MigrationBatch.objects.select_related("source", "target"), pk=batch_id)
    failed = MigrationItem.objects.filter(batch=batch, state=MigrationState.FAILED).select_related("instance")
    context = {
        "batch": batch,
        "title": tell_title(batch.source.definition_id),
        "failed": list(failed.order_by("pk")[:500]),
    }
    return render(request, "studio/batch.html", context)


@require_POST
@require(may_migrate)
def undo_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(MigrationBatch.objects.select_related("source"), pk=batch_id)
    reason = request.POST.get("reason", "").strip()[:1000] or _("Taken back on the studio's page")
    try:
        undone = migration.undo(batch_id, by=user(signed_in(request).pk), reason=reason)
    except WorkflowError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("%(count)d cases run on their earlier version again.") % {"count": undone}
        )
    return redirect("studio:process", batch.source.definition_id)
