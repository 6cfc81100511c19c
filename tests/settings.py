"""The product's own settings, with data in a folder of the tests' own."""

import os

os.environ.setdefault(
    "BIANMIN_HOME", os.environ.get("BIANMIN_TEST_HOME", f"/var/tmp/bianmin-tests-{os.getuid()}")
)
os.environ.setdefault("BIANMIN_PROFILE", "trial")

from bianmin.config.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["tests.hashers.LightArgon2"]
