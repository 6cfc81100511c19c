"""花名册: what is kept of staff beside their account, who left, and how many there should be."""

from django.db import models
from django.db.models import Q

from bianmin.ground.ids import new_id

EMPLOYMENTS = ("civil", "contract", "welfare", "village", "graduate", "resident", "other")
LEAVINGS = ("transfer", "resign", "retire", "term", "dismiss", "other")


class StaffRecord(models.Model):
    """人员登记: how somebody is employed, and what of them may hang on the wall."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, primary_key=True, related_name="record"
    )
    employment = models.CharField(max_length=10, default="other")
    wall_phone = models.CharField(max_length=20, default="", blank=True)  # of the post: public
    photo = models.BigIntegerField(null=True, blank=True)  # a file of the person's own
    on_wall = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_employment_known", condition=Q(employment__in=EMPLOYMENTS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.employment}"


class Qualification(models.Model):
    """资格: a title or licence of a person (社会工作者, 普通话…), as its document says."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    number = models.CharField(max_length=40, default="", blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="qualification_once", fields=["user", "name", "number"])
        ]

    def __str__(self) -> str:
        return self.name


class Departure(models.Model):
    """离任: who left which site, why, and who has their open matters now."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit = models.SmallIntegerField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # the role held there: rules.roles.RoleKind
    why = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    left_at = models.DateTimeField()
    successor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="departure_why_known", condition=Q(why__in=LEAVINGS)),
            models.CheckConstraint(
                name="departure_to_another", condition=~Q(user=models.F("successor"))
            ),
        ]
        indexes = [models.Index(fields=["unit", "left_at"], name="departure_when")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.why}"


class StaffingTarget(models.Model):
    """配备计划: how many of a role a site should have where it is not the standard."""

    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # rules.roles.RoleKind
    planned = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staffing_target_once", fields=["site", "kind"])
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.kind} {self.planned}"
