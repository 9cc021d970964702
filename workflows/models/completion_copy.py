"""What stood before a person completed a task, kept for as long as they may take it back."""

from django.db import models

from workflows.models.human_task import HumanTask
from workflows.models.instance import ProcessInstance


class CompletionCopy(models.Model):
    """The instance as it was before one task was completed. It goes when that is taken back, or soon after `until`.

    `rows` is {tasks: {id: {token, assignee}}, candidates, clocks, steps, pauses}: the last four are rows as they were.
    `last_line` is the completion's last line of the history: a later one means that something has happened since.
    """

    task = models.OneToOneField(HumanTask, primary_key=True, on_delete=models.CASCADE, related_name="+")
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="+")
    made_rev = models.PositiveIntegerField(help_text="revision the completion made")
    by = models.TextField()
    until = models.DateTimeField()
    last_line = models.BigIntegerField(default=0, db_default=0)
    state = models.BinaryField()
    draft = models.JSONField(help_text="the answers as they were typed")
    rows = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="completion_copy_until")]

    def __str__(self) -> str:
        return f"{self.task_id} until {self.until:%H:%M:%S}"
