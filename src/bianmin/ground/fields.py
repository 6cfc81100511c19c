"""加密字段: model fields whose column holds sealed bytes and whose value hides itself.

The column's own name is part of the seal, so a text moved to another column does not open. Look
values up by `crypto.keyed_hash` in a column beside it; the field itself answers only `isnull`
and `exact=""`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from bianmin.ground.sealed import SealedDocument, SealedValue
from bianmin.rules.masking import Kind, Sealed

Given = TypeVar("Given")
Held = TypeVar("Held", SealedValue, SealedDocument)


class ExactlyEmpty(Exact):
    """为空: the one comparison a sealed column can answer."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", b"") or isinstance(self.rhs, Sealed):
            raise FieldError("a sealed column is looked up by its keyed hash, not by its value")
        return b""


class SealingAttribute(DeferredAttribute):
    """Seal what is assigned at once, so that an unsaved object prints no clear value either."""

    field: _SealedField[Any, Any]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


if TYPE_CHECKING:
    _Field = models.Field
else:

    class _Field(models.Field, Generic[Given, Held]):
        """Django's field is generic only in the stubs."""


class _SealedField(_Field[Given, Held]):
    descriptor_class = SealingAttribute

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def place(self) -> str:
        """Return the name of the column that values are bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def to_python(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return self._hold(value)

    def get_prep_value(self, value: Any) -> Any:
        value = self.to_python(super().get_prep_value(value))
        if isinstance(value, SealedValue | SealedDocument):
            return value.token(self.place)
        return value

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return None if value is None else self._read(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        lookups = {"exact": ExactlyEmpty, "isnull": IsNull}
        if lookup_name not in lookups:
            raise FieldError(f"a sealed column has no look-up “{lookup_name}”")
        return lookups[lookup_name]

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"a sealed column has no look-up “{lookup_name}”")

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("a sealed column is not serialisable")

    def _hold(self, value: Any) -> Held:
        raise NotImplementedError

    def _read(self, token: bytes) -> Held:
        raise NotImplementedError


class SealedText(_SealedField["str | Sealed", SealedValue]):
    """加密文本: a personal text of one kind; an empty text stays empty in the column."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        self.kind = Kind(kind)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "kind": self.kind.value}

    def _hold(self, value: Any) -> SealedValue:
        return SealedValue.of(self.kind, "" if value == b"" else value)

    def _read(self, token: bytes) -> SealedValue:
        clear = None if token else ""
        return SealedValue(self.kind, clear=clear, token=token, place=self.place)


class SealedJSON(_SealedField[Any, SealedDocument]):
    """加密文档: personal data in the shape of JSON, such as the answers of a form."""

    empty_strings_allowed = False

    def _hold(self, value: Any) -> SealedDocument:
        return SealedDocument.of(value)

    def _read(self, token: bytes) -> SealedDocument:
        return SealedDocument(text=None, token=token, place=self.place)
