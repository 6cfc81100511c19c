"""Django settings: wiring only. What a deployment may choose stands in `env.py`."""

import os

from bianmin.config.env import ENV
from bianmin.ops.database import django_database

SECRET_KEY = ENV.secret
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
ROOT_URLCONF = "bianmin.config.urls"
WSGI_APPLICATION = "bianmin.config.wsgi.application"
ASGI_APPLICATION = "bianmin.config.asgi.application"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
SITE_ID = 1

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bianmin.ground",
    "bianmin.audit",
    "bianmin.calendars",
    "bianmin.messaging",
    "bianmin.files",
    "bianmin.regions",
    "bianmin.sites",
    "bianmin.accounts",
    "bianmin.catalogue",
    "bianmin.cases",
    "bianmin.feedback",
    "bianmin.workforce",
    "bianmin.disputes",
    "bianmin.assistance",
    "bianmin.counter",
    "bianmin.reports",
    "bianmin.papers",
    "bianmin.wire",
    "bianmin.web.frame",
    "bianmin.web.entrance",
    "bianmin.web.public",
    "bianmin.web.desk",
    "bianmin.web.field",
    "bianmin.web.me",
    "bianmin.web.console",
    "bianmin.web.hall",
    "bianmin.api",
    "bianmin.ops",
]

MIDDLEWARE = [
    "bianmin.wire.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bianmin.wire.middleware.Headers",
    "bianmin.wire.middleware.ServerTime",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bianmin.web.entrance.middleware.IdleStaff",
    "bianmin.web.entrance.middleware.SecondFactor",
    "bianmin.wire.middleware.Actors",
    "bianmin.wire.idempotency.Idempotency",
    "bianmin.wire.middleware.Refusals",
    "bianmin.wire.middleware.DeclaredAccess",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bianmin.wire.context.deployment",
                "bianmin.web.frame.context.publisher",
                "bianmin.web.public.context.here",
            ],
        },
    }
]

DATABASES = {"default": django_database(ENV, os.environ.get("BIANMIN_DB_ROLE", "app"))}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ground_cache",
    }
}

AUTHENTICATION_BACKENDS = ["bianmin.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# allauth keeps and checks second factors; none of its own pages is mounted (ADR 0006).
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "bianmin.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.is_production

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

SESSION_ENGINE = "bianmin.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_production
CSRF_FAILURE_VIEW = "bianmin.wire.refusals.foreign_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers post with Origin: null
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "bianmin.wire.uploads.Bounded",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SILENCED_SYSTEM_CHECKS = ["fields.W342"]
LOGGING_CONFIG = "bianmin.wire.logs.configure"
LOGGING = {"version": 1}

BIANMIN_CITY = ENV.city
BIANMIN_TRIAL = not ENV.is_production
BIANMIN_PROXIES = ENV.proxies
BIANMIN_KEYS_DIR = ENV.secrets
BIANMIN_CRYPTO = ENV.crypto_profile
BIANMIN_FILES_DIR = ENV.home / "files"
BIANMIN_PAPERS_DIR = ENV.home / "papers"
BIANMIN_ADDRESS = ENV.address
BIANMIN_SMS_URL = ENV.sms_gateway
BIANMIN_SMS_KEY = ENV.sms_key
BIANMIN_CARD_READER = ENV.reader
BIANMIN_KIOSK_IDLE = 60  # seconds; ADR 0047
