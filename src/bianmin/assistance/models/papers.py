"""材料交接: papers of residents in somebody's hands, the lists they go by, and every hand-over.

All are large tables and carry `unit`. A hand-over is appended and never changed.
"""

from django.db import models
from django.db.models import F, Q

from bianmin.assistance.models.orders import AgentOrder
from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.custody import Found


class HeldPaper(models.Model):
    """手里的材料: one kind of paper of an order, and who has it; nobody once it is returned."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    order = models.ForeignKey(
        AgentOrder, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    name = models.CharField(max_length=60)  # as the guide calls it
    is_original = models.BooleanField()
    count = models.PositiveSmallIntegerField()
    holder = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    taken_at = models.DateTimeField()
    return_by = models.DateField(null=True, blank=True)  # of originals
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="held_paper_is_with_somebody_until_returned",
                condition=Q(holder__isnull=False, returned_at__isnull=True)
                | Q(holder__isnull=True, returned_at__isnull=False),
            ),
            models.CheckConstraint(name="held_paper_counts", condition=Q(count__gte=1)),
        ]
        indexes = [
            models.Index(fields=["unit", "order"], name="held_paper_of"),
            models.Index(
                fields=["unit", "holder"],
                name="held_paper_in_hand",
                condition=Q(holder__isnull=False),
            ),
            models.Index(
                fields=["unit", "return_by"],
                name="held_original_to_return",
                condition=Q(returned_at__isnull=True, is_original=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}×{self.count}"


class PaperSheet(models.Model):
    """移交单: a list of papers from an agent to a centre, or back to a named agent."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    number = models.CharField(max_length=17)  # JJ and the rest as a case's: what the code says
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    giver = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    taker = models.ForeignKey(  # null: whoever of the centre counts it
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    words = SealedText(kind="words", blank=True, default="")  # what differed

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_sheet_settled_by_somebody",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
            models.CheckConstraint(name="paper_sheet_of_two", condition=~Q(giver=F("taker"))),
            models.UniqueConstraint(name="paper_sheet_number", fields=["unit", "number"]),
        ]
        indexes = [
            models.Index(
                fields=["unit", "site"],
                name="paper_sheet_open",
                condition=Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.number


class SheetLine(models.Model):
    """移交单上的一样: which paper, and what was found when it was counted."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    sheet = models.ForeignKey(
        PaperSheet, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    paper = models.ForeignKey(HeldPaper, on_delete=models.PROTECT, db_index=False, related_name="+")
    found = models.CharField(max_length=10, default="open")  # rules.custody.Found

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sheet_line_known", condition=Q(found__in=[one.value for one in Found])
            ),
            models.UniqueConstraint(
                name="sheet_line_one_list_at_a_time",
                fields=["unit", "paper"],
                condition=Q(found="open"),
            ),
        ]
        indexes = [models.Index(fields=["unit", "sheet"], name="sheet_line_of")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.found}"


class PaperMove(models.Model):
    """交接: from whom to whom and when, with how many; null is the resident."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    paper = models.ForeignKey(HeldPaper, on_delete=models.PROTECT, db_index=False, related_name="+")
    giver = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    taker = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    count = models.PositiveSmallIntegerField()
    moved_at = models.DateTimeField()
    why = models.CharField(max_length=10)  # taken sheet handover returned
    signature = SealedText(kind="words", blank=True, default="")  # of the resident, on glass

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_move_between_two",
                condition=(Q(giver__isnull=False) | Q(taker__isnull=False)) & ~Q(giver=F("taker")),
            ),
            models.CheckConstraint(
                name="paper_move_known",
                condition=Q(why__in=["taken", "sheet", "handover", "returned"]),
            ),
        ]
        indexes = [models.Index(fields=["unit", "paper", "moved_at"], name="paper_move_of")]

    def __str__(self) -> str:
        return f"{self.giver_id}→{self.taker_id}"
