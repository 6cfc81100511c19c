"""人员与账号: people, the accounts they sign in with, and what they may do where.

Conflicts of interest are checked on people; an account is only a way in.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from bianmin.ground.fields import SealedText
from bianmin.ground.ids import new_id
from bianmin.rules.mandates import End, Relation, Way
from bianmin.rules.roles import ADMINISTRATORS, STAFF


class Person(models.Model):
    """人员: one natural or legal person. Personal fields are sealed; look-up is by keyed hash."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, default="natural")  # natural legal
    name = SealedText(kind="name")
    id_number = SealedText(kind="id_number", blank=True, default="")
    id_number_hash = models.BinaryField(max_length=32, null=True, blank=True)
    phone = SealedText(kind="phone", blank=True, default="")
    phone_hash = models.BinaryField(max_length=32, null=True, blank=True)
    address = SealedText(kind="address", blank=True, default="")
    bank_account = SealedText(kind="bank", blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    village = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    household = models.BigIntegerField(null=True, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_kind_known", condition=Q(kind__in=["natural", "legal"])
            ),
            models.UniqueConstraint(
                name="person_id_number_once",
                fields=["id_number_hash"],
                condition=Q(id_number_hash__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["phone_hash"], name="person_phone")]

    def __str__(self) -> str:
        return str(self.name)


class User(AbstractBaseUser):
    """账号: a way to sign in for one person. Staff use a login name; citizens their phone."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    login = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=40)  # staff names are public; citizens': masked
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="users")
    is_staff_member = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # of the demo world: refused in production
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_left_is_inactive",
                condition=Q(left_at__isnull=True) | Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """角色: what an account may do in one part of the region tree, from when to when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20)  # rules.roles.RoleKind
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_kind_known", condition=Q(kind__in=sorted(kind.value for kind in STAFF))
            ),
            models.CheckConstraint(
                name="role_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                name="role_one_administrator",
                fields=["user"],
                condition=Q(
                    kind__in=sorted(kind.value for kind in ADMINISTRATORS), ends_at__isnull=True
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["site", "kind"], name="role_site_kind"),
            models.Index(fields=["region", "kind"], name="role_region_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.kind}"


class Grant(models.Model):
    """授权: an account may take one item (or every item, if blank) at one site from a moment on."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    site = models.ForeignKey("sites.Site", on_delete=models.PROTECT, related_name="grants")
    item_code = models.CharField(max_length=80, blank=True, default="")
    basis = models.CharField(max_length=60)  # what it stands on: a certificate's number
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_stands_on_something", condition=~Q(basis="")),
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
            ),
        ]
        indexes = [models.Index(fields=["user", "site"], name="grant_user_site")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.site_id}:{self.item_code or '全部'}"


class Mandate(models.Model):
    """委托: one person lets another act for them: in what, how they consented, until which day.

    Without `granted_at` it was only asked for. An agent's order (代办单) holds one by `order`.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_given")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_held")
    relation = models.CharField(max_length=10)  # rules.mandates.Relation
    way = models.CharField(max_length=10)  # rules.mandates.Way
    areas = models.JSONField(default=list)
    items = models.JSONField(default=list)  # codes
    site = models.ForeignKey(
        "sites.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.BigIntegerField(null=True, blank=True)
    document = SealedText(kind="words", blank=True, default="")  # what proves a guardianship
    code = models.BigIntegerField(null=True, blank=True)  # of SignInCode, sent to the principal
    ends_others = models.BooleanField(default=False, db_default=False)  # 只留这一份
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)  # of what it renewed
    ends_on = models.DateField()  # the last day
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, default="", blank=True)  # rules.mandates.End
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_of_two_persons", condition=~Q(principal=models.F("holder"))
            ),
            models.CheckConstraint(
                name="mandate_words_known",
                condition=Q(
                    relation__in=sorted(one.value for one in Relation),
                    way__in=sorted(one.value for one in Way),
                ),
            ),
            models.CheckConstraint(
                name="mandate_scope_is_said", condition=~Q(areas=[]) | ~Q(items=[])
            ),
            models.CheckConstraint(
                name="mandate_by_window_has_its_site",
                condition=Q(way="code") | Q(site__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_end_is_said",
                condition=Q(ended_at__isnull=True, end="")
                | Q(ended_at__isnull=False, end__in=sorted(one.value for one in End)),
            ),
            models.UniqueConstraint(
                name="mandate_one_of_a_scope",
                fields=["principal", "holder", "way", "areas", "items"],
                condition=Q(granted_at__isnull=False, ended_at__isnull=True, order__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}→{self.principal_id}"


class ApiToken(models.Model):
    """接口令牌: a bearer token of a staff account; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class Session(AbstractBaseSession):
    """会话: a signed-in browser; the account stands in a column so that it can be ended."""

    user_id = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class SignInCode(models.Model):
    """验证码: one code sent to one phone for one purpose; five tries, once, five minutes."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    phone = SealedText(kind="phone")
    phone_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=12, default="sign_in", db_default="sign_in")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phone_hash", "-sent_at"], name="code_of_phone")]

    def __str__(self) -> str:
        return f"{self.sent_at:%H:%M} {self.tries}"


class Tally(models.Model):
    """计次: how often one thing (a wrong password, a code sent) was done lately by one key."""

    kind = models.CharField(max_length=20)
    key_hash = models.BinaryField(max_length=32)
    count = models.IntegerField()
    until = models.DateTimeField()  # forgotten from this moment on

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["kind", "key_hash"])]
        indexes = [models.Index(fields=["until"], name="tally_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
