"""
The one typed configuration: a YAML file, and the environment over it.

`load_configuration()` is the only way in; everything else asks Django's settings or an app's
`config()`.
"""

from orchestrator_site.configuration.loading import load_configuration
from orchestrator_site.configuration.sections import Configuration, LogConfig, SiteConfig

__all__ = ["Configuration", "LogConfig", "SiteConfig", "load_configuration"]
