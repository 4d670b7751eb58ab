"""What a production database refuses to be started with."""

from __future__ import annotations

from urllib.parse import urlsplit

from orchestrator_site.configuration.sections import LOCAL_HOSTS, SiteConfig

SHORTEST_SECRET = 32
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def refusals(site: SiteConfig) -> list[str]:
    """One line for each unsafe value; none in embedded mode, where only this machine is served."""
    if site.database_url and not known_database(site.database_url):
        return ["DATABASE_URL: must begin with postgresql://, postgres:// or sqlite://."]
    if lines := mail_refusals(site):
        return lines
    if not site.is_production:
        return []
    return [
        *secret_refusals(site),
        *host_refusals(site),
        *switch_refusals(site),
        *broker_refusals(site),
    ]


def known_database(url: str) -> bool:
    return urlsplit(url).scheme in ("postgres", "postgresql", "sqlite")


def mail_refusals(site: SiteConfig) -> list[str]:
    """Mail leads back here, and comes from somewhere."""
    if site.mail.host is None:
        return []
    lines = [] if site.public_url else ["PUBLIC_URL: set it; mail links to it (site.mail.host)."]
    if site.mail.sender is None:
        lines.append("site.mail.sender: set it to the address that mail comes from.")
    return lines


def secret_refusals(site: SiteConfig) -> list[str]:
    if not site.secret_key:
        return ["SECRET_KEY: set it; every process must share it (openssl rand -base64 48)."]
    if len(site.secret_key) < SHORTEST_SECRET or site.secret_key.startswith("change"):
        return [f"SECRET_KEY: needs {SHORTEST_SECRET} random characters or more."]
    return []


def host_refusals(site: SiteConfig) -> list[str]:
    wildcards = [host for host in site.allowed_hosts if "*" in host]
    if wildcards:
        return ["ALLOWED_HOSTS: name each host; a wildcard lets any page speak to this server."]
    if site.allowed_hosts == LOCAL_HOSTS:
        return ["ALLOWED_HOSTS: name the hosts under which people reach this server."]
    return []


def switch_refusals(site: SiteConfig) -> list[str]:
    return ["DEBUG: switch it off; it shows settings and code to visitors."] if site.debug else []


def broker_refusals(site: SiteConfig) -> list[str]:
    urls = {"REDIS_URL": site.redis_url or "", "BROKER_URL": site.broker_url or ""}
    lines = [
        f"{name}: needs a password; without one any neighbour can start work."
        for name, url in urls.items()
        if url.startswith(("redis://", "rediss://")) and not is_protected(url)
    ]
    if not site.redis_url:
        lines.append("REDIS_URL: set it; several processes cannot share messages kept in memory.")
    if urls["BROKER_URL"].startswith(("mem://", "memory://")):
        lines.append("BROKER_URL: messages kept in memory do not reach other processes.")
    return lines


def is_protected(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.password) or parts.hostname in LOOPBACK
