"""Django's settings, made from the typed configuration."""

from pathlib import Path

from workflows.conf import WorkflowsConfig

BASE_DIR = Path(__file__).resolve().parent.parent
WORKFLOWS = WorkflowsConfig()
SECRET_KEY = "scaffold"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
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
]
AUTH_USER_MODEL = "workflows.User"
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "var" / "orchestrator.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
ROOT_URLCONF = "orchestrator_site.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
