"""Wiring of the whole program; docs/running.md explains every variable."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from diaban.config.environment import clone_of, data_folder, flag, point, secret_key, words

PACKAGE_DIR = Path(__file__).resolve().parent.parent
CLONE = clone_of(PACKAGE_DIR)
DIABAN_DATA = data_folder(CLONE)
DIABAN_EDITIONS = DIABAN_DATA / "editions"
# Invented dossiers, plots and projects beside the facts; off takes them away at the next `init`.
DIABAN_DEMONSTRATION = flag("DIABAN_DEMONSTRATION", True)
# What one person has prepared, another one approves before it is applied.
DIABAN_SECOND_PERSON = flag("DIABAN_SECOND_PERSON", default=True)
# The authority's code in the national list (mã định danh), with which codes of dossiers begin.
DIABAN_ORGANISATION_CODE = os.environ.get("DIABAN_ORGANISATION_CODE", "H49.19")
# What stands at the head and the foot of a letter (Nghị định 30/2020/NĐ-CP).
DIABAN_LETTERHEAD = {
    "parent": os.environ.get("DIABAN_LETTER_PARENT", "Ủy ban nhân dân tỉnh Quảng Ninh"),
    "authority": os.environ.get("DIABAN_LETTER_AUTHORITY", "Ban Quản lý Khu kinh tế"),
    "symbol": os.environ.get("DIABAN_LETTER_SYMBOL", "BQLKKT"),
    "place": os.environ.get("DIABAN_LETTER_PLACE", "Quảng Ninh"),
    "signer": os.environ.get("DIABAN_LETTER_SIGNER", "Trưởng ban"),
}
# Where task forces set out from; unknown unless somebody says it: distances are then not told.
DIABAN_OFFICE = point("DIABAN_OFFICE")
DIABAN_COMMITMENT_SILENCE = int(os.environ.get("DIABAN_COMMITMENT_SILENCE", "30"))
# Whether anybody may file a petition without saying who he is.
DIABAN_ANONYMOUS_PETITIONS = flag("DIABAN_ANONYMOUS_PETITIONS")
DIABAN_UPLOAD_MB = int(os.environ.get("DIABAN_UPLOAD_MB", "150"))
FILE_UPLOAD_HANDLERS = [
    "diaban.config.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DIABAN_FIELD_MEDIA_MB = int(os.environ.get("DIABAN_FIELD_MEDIA_MB", "20"))
DIABAN_ONLINE_BASE_MAP = flag("DIABAN_ONLINE_BASE_MAP")
TESTING = "pytest" in sys.modules

DEBUG = flag("DIABAN_DEBUG")
SECRET_KEY = secret_key(DIABAN_DATA)
ALLOWED_HOSTS = words("DIABAN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("DIABAN_ORIGINS")
CSRF_FAILURE_VIEW = "diaban.explorer.errors.forged"
# Behind a proxy that speaks https: cookies only over https, and browsers told to stay there.
DIABAN_HTTPS = flag("DIABAN_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DIABAN_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DIABAN_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if DIABAN_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "diaban.accounts",  # before allauth: its templates replace allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "diaban.geo",
    "diaban.notices",
    "diaban.facts",
    "diaban.imports",
    "diaban.places",
    "diaban.materials",
    "diaban.zones",
    "diaban.land",
    "diaban.opendata",
    "diaban.projects",
    "diaban.procedures",
    "diaban.petitions",
    "diaban.dossiers",
    "diaban.visits",
    "diaban.indicators",
    "diaban.editions",
    "diaban.design",
    "diaban.explorer",
    "diaban.reports",
    "diaban.desk",
    "diaban.owners",
]

MIDDLEWARE = [
    "diaban.config.compression.CompressPages",
    "django.middleware.security.SecurityMiddleware",
    "diaban.config.security.ContentSecurityPolicy",
    "diaban.config.static.ServeStaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "diaban.config.urls"
ASGI_APPLICATION = "diaban.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Public pages read an edition and nothing else, so no context processor here may
            # touch the session, the user or the database: those are lazy and the desk's own.
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DIABAN_DATABASE_URL") or f"sqlite:///{DIABAN_DATA / 'diaban.sqlite3'}",
        # Under ASGI a connection that outlives its request belongs to a thread that is gone.
        conn_max_age=0,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: the write lock is taken when a transaction begins.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        ),
    }

# Attempts to sign in are counted here: by every process of every machine together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "explorer:home"
ACCOUNT_ADAPTER = "diaban.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# So many proxies of ours stand between a visitor and this program: whose attempts are counted.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("DIABAN_PROXIES") or (1 if DIABAN_HTTPS else 0))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("DIABAN_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("DIABAN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("DIABAN_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("DIABAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DIABAN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("DIABAN_SMTP_STARTTLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DIABAN_MAIL_FROM", "diaban@localhost")
# What links in letters begin with: a letter has no request to take it from.
DIABAN_URL = os.environ.get("DIABAN_URL", "http://127.0.0.1:8000").rstrip("/")

TASKS = {
    "default": {
        # In tests a task runs where it is asked for; in life a worker takes it from the database.
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
# An installed program collects them into its data (`diaban init`), a clone when it is built.
STATIC_ROOT = (CLONE / "staticfiles") if CLONE else (DIABAN_DATA / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "diaban.config.static.StaticFiles"
    },
}
SERVESTATIC_USE_FINDERS = TESTING or DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DIABAN_LOG", "WARNING").upper()},
}
