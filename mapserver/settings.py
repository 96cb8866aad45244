"""Django settings, from the environment only; docs/operations.md explains each ONEMAP_* variable."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from mapserver import basemaps, embedded, environment, gis, secret_key, version
from mapserver import data_dir as data_directory
from mapserver.logs import logging_settings

# ── Places ──
BASE_DIR = data_directory.PROJECT_DIR
DATA_DIR = data_directory.data_dir()
ROADS_DIR = data_directory.roads_dir()
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
VERSION = version.__version__

# ── Security ──
DEBUG = environment.flag("ONEMAP_DEBUG", False)
SECRET_KEY = secret_key.read_secret_key(DATA_DIR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *environment.words("ONEMAP_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = environment.words("ONEMAP_CSRF_TRUSTED_ORIGINS")
HTTPS = environment.flag("ONEMAP_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mapserver.problem.csrf_failure"
PASSWORD_MIN_LENGTH = 10
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# ── The application ──
INSTALLED_APPS = [
    "mapserver.apps.MapserverConfig",
    "layers",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "rest_framework",
    "rest_framework_gis",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mapserver.headers.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mapserver.urls"
WSGI_APPLICATION = "mapserver.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
GDAL_LIBRARY_PATH = gis.GDAL_LIBRARY_PATH
GEOS_LIBRARY_PATH = gis.GEOS_LIBRARY_PATH

# ── Database: an ordinary server where one is named, else the private cluster ──
POSTGIS_ENGINE = "django.contrib.gis.db.backends.postgis"
DATABASE_URL = environment.secret("ONEMAP_DATABASE_URL")
STATEMENT_TIMEOUT_S = environment.seconds("ONEMAP_STATEMENT_TIMEOUT_S", 30)
CONNECT_TIMEOUT_S = environment.seconds("ONEMAP_CONNECT_TIMEOUT_S", 5)


def database() -> dict[str, Any]:
    """The connection: of ``ONEMAP_DATABASE_URL``, else of the embedded cluster's socket."""
    if DATABASE_URL:
        try:
            connection: dict[str, Any] = {**dj_database_url.parse(DATABASE_URL, engine=POSTGIS_ENGINE)}
        except ValueError as error:
            raise ImproperlyConfigured(
                f"ONEMAP_DATABASE_URL is not a database address: {type(error).__name__}; "
                "write postgres://user:password@host:5432/name."
            ) from None  # the cause may quote the password
    else:
        connection = {"ENGINE": POSTGIS_ENGINE, **embedded.connection_settings(DATA_DIR)}
    connection["CONN_MAX_AGE"] = environment.seconds("ONEMAP_CONN_MAX_AGE_S", 60)
    connection["CONN_HEALTH_CHECKS"] = True
    connection["OPTIONS"] = {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "application_name": "onemap",
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT_S * 1000}",
        **connection.get("OPTIONS", {}),
    }
    return connection


DATABASES = {"default": database()}

# ── Languages and time ──
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_CODE = environment.choice("ONEMAP_LANGUAGE", "zh-hans", ("zh-hans", "en"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("ONEMAP_TIME_ZONE", "Asia/Shanghai")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"ONEMAP_TIME_ZONE is {TIME_ZONE!r}; write a name like Asia/Shanghai.")
DATABASES["default"]["TIME_ZONE"] = TIME_ZONE  # so that moments written by PostgreSQL read like those of the API

# ── Static files: straight from the build and the installed apps, no collecting step ──
STATIC_URL = "/static/"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
# Vite puts a content hash of eight characters into each asset's name, so those may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$"

# ── Base maps from other hosts: none unless configured ──
BASE_MAPS = basemaps.parse_base_maps(environment.document("ONEMAP_BASE_MAPS"))

# ── API ──
REST_FRAMEWORK = {
    # Tokens first: the first scheme decides whether an unknown caller is answered 401 or 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "mapserver.callers.KnownToken",
        "mapserver.callers.KnownSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["layers.api.body.BodyParser", "layers.api.body.GeoJsonParser"],
    "DEFAULT_SCHEMA_CLASS": "layers.api.schema.CatalogSchema",
    "EXCEPTION_HANDLER": "mapserver.problem.exception_handler",
}
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "SECURE_HASH_ALGORITHM": "hashlib.sha512",
    "TOKEN_TTL": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OneMap API 应急一张图",
    "DESCRIPTION": "Where emergency resources are, which can serve, and who they reach.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.0.3",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "AUTHENTICATION_WHITELIST": [],
    "POSTPROCESSING_HOOKS": ["layers.api.schema.complete"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# ── Long work: a queue in the database, emptied by `onemap worker` ──
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# ── Logs ──
LOG_LEVEL = environment.choice("ONEMAP_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = logging_settings(LOG_LEVEL)
