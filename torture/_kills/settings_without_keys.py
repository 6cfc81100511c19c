"""The tests' settings with the idempotency key taken out: the control that must go red."""

from tests.settings import *  # noqa: F403
from tests.settings import MIDDLEWARE as WITH_KEYS

MIDDLEWARE = [name for name in WITH_KEYS if "Idempotency" not in name]
