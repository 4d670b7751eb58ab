"""The pages under the addresses that the installation gives them, and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("orchestrator_site.pages.urls"))]
