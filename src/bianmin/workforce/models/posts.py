"""岗位与值班表: what is done at a site, by whom, and who is on in which half-day."""

from django.db import models
from django.db.models import F, Func, Q, Value

from bianmin.rules.rota import PostKind

SEASONS = ("all", "summer", "winter")


class Post(models.Model):
    """岗位: one window, back office or agent's duty of a site, with its A, B and C."""

    id = models.AutoField(primary_key=True)
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10)  # rules.rota.PostKind
    name = models.CharField(max_length=30)
    item_codes = models.JSONField(default=list, blank=True)  # empty: every item of the site
    a = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    b = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    c = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signs = models.BooleanField(default=False)  # holders sign in, and an alarm goes off if not
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_kind_known", condition=Q(kind__in=[k.value for k in PostKind])
            ),
            models.CheckConstraint(name="post_a_is_not_b", condition=~Q(a=F("b"))),
            models.CheckConstraint(name="post_a_is_not_c", condition=~Q(a=F("c"))),
            models.CheckConstraint(name="post_b_is_not_c", condition=~Q(b=F("c"))),
            models.UniqueConstraint(
                name="post_name_once_at_a_site",
                fields=["site", "name"],
                condition=Q(closed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def _letter_has_holder(letter: str) -> Q:
    return ~Q(pattern__contains=letter.upper()) | Q(**{f"{letter}__isnull": False})


class Rota(models.Model):
    """值班表: one post's weeks in one season from a day on, until a newer one starts.

    The database itself refuses a published rota that leaves an open half-day without a person.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="rotas")
    season = models.CharField(max_length=10, default="all")
    starts_on = models.DateField()
    pattern = models.CharField(max_length=28)  # as rules.rota
    opening = models.CharField(max_length=28)  # 1 for every half-day the site is open
    a = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    b = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    c = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_short = models.BooleanField(default=False)  # B has left; the next rota must name one
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rota_season_known", condition=Q(season__in=SEASONS)),
            models.CheckConstraint(
                name="rota_is_one_week_or_two",
                condition=Q(pattern__regex=r"^[ABC-]{14}([ABC-]{14})?$")
                & Q(opening__regex=r"^[01]{14}([01]{14})?$"),
            ),
            models.CheckConstraint(
                name="rota_published_leaves_no_post_empty",
                condition=Q(published_at__isnull=True)
                | Q(
                    opening=Func(F("pattern"), Value("ABC-"), Value("1110"), function="translate"),
                    a__isnull=False,
                )
                & _letter_has_holder("b")
                & _letter_has_holder("c"),
            ),
            models.CheckConstraint(
                name="rota_published_has_a_and_b",
                condition=Q(published_at__isnull=True) | Q(b__isnull=False) | Q(is_short=True),
            ),
            models.CheckConstraint(name="rota_a_is_not_b", condition=~Q(a=F("b"))),
            models.CheckConstraint(name="rota_a_is_not_c", condition=~Q(a=F("c"))),
            models.CheckConstraint(name="rota_b_is_not_c", condition=~Q(b=F("c"))),
            models.UniqueConstraint(
                name="rota_one_draft",
                fields=["post", "season", "starts_on"],
                condition=Q(published_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["post", "-starts_on", "-published_at"],
                name="rota_of_post",
                condition=Q(published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}"
