"""Django's settings, made from the typed configuration."""

from __future__ import annotations

from orchestrator_site.configuration import load_configuration
from orchestrator_site.database import database_settings
from orchestrator_site.logs import logging_settings
from orchestrator_site.messaging import celery_settings, channel_layers
from orchestrator_site.secret_key import load_or_make_secret_key
from workflows.rest import drf_settings

CONFIGURATION = load_configuration()
SITE = CONFIGURATION.site
WORKFLOWS = CONFIGURATION.workflows
COLLABORATION = CONFIGURATION.collaboration

DATA_DIR = SITE.data_dir.absolute()
SECRET_KEY = SITE.secret_key or load_or_make_secret_key(DATA_DIR)
DEBUG = SITE.debug

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # urls.py loads it where it is served
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "workflows",
    "collaboration",
    "orchestrator_site",
]
MIDDLEWARE = [
    "orchestrator_site.middleware.ClientAddress",
    "orchestrator_site.middleware.RequestLog",
    "orchestrator_site.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "orchestrator_site.middleware.SameOrigin",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
REST_FRAMEWORK = drf_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = drf_settings.SPECTACULAR_SETTINGS
ROOT_URLCONF = "orchestrator_site.urls"
ASGI_APPLICATION = "orchestrator_site.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_settings(SITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS = channel_layers(SITE)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # It counts requests and tries to sign in: one that is dropped early is a limit forgotten.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
globals().update(celery_settings(SITE, WORKFLOWS.engine.slots))

AUTH_USER_MODEL = "workflows.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = SITE.static_dir
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = STATIC_ROOT is None


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:
    """Vite puts a hash into every name below assets/, in a form whitenoise does not know."""
    return "/assets/" in url


ALLOWED_HOSTS = list(SITE.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [*SITE.trusted_origins, *filter(None, [SITE.public_url])]
SESSION_COOKIE_NAME = "orchestrator_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_COOKIE_NAME = "orchestrator_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SITE.is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.proxy_hops else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = WORKFLOWS.rest.body_bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

EMAIL_HOST, EMAIL_PORT = SITE.mail.host or "", SITE.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SITE.mail.user, SITE.mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = SITE.mail.security == "starttls", SITE.mail.security == "tls"
EMAIL_TIMEOUT = SITE.mail.timeout_s
DEFAULT_FROM_EMAIL = SITE.mail.sender or "orchestrator@localhost"

LOGGING_CONFIG = "orchestrator_site.logs.configure"
LOGGING = logging_settings(SITE.log)
