"""What can be configured: the installation's own section, and one section for each app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from collaboration.conf import CollaborationConfig
from orchestrator_site.configuration.sources import EnvironmentSource, FileSource, WellKnownSource
from workflows.conf import Count, Section, WorkflowsConfig

Port = Annotated[int, Field(ge=0, le=65_535)]
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class LogConfig(Section):
    """How the processes log."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: console on a terminal, JSON elsewhere"
    )

    @field_validator("level", mode="before")
    @classmethod
    def accept_any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


class MailConfig(Section):
    """The mail server that takes what is sent to people."""

    host: str | None = Field(None, description="unset: nothing is mailed")
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = Field("", repr=False)
    sender: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+$", description="address that mail comes from"
    )
    timeout_s: float = Field(10, gt=0)


class SiteConfig(Section):
    """Where the installation keeps things and how it is reached."""

    data_dir: Path = Field(Path("var"), description="database, files, generated secrets")
    static_dir: Path | None = Field(
        None, description="collected and compressed static files; unset: straight from the packages"
    )
    host: str = Field("127.0.0.1", description="address that the web process listens on")
    port: Port = 8000
    public_url: str | None = Field(
        None, pattern=r"^https?://[^/\s]+$", description="address that browsers use, without path"
    )
    secret_key: str | None = Field(None, repr=False, description="signs sessions and links")
    debug: bool = False
    allowed_hosts: tuple[str, ...] = LOCAL_HOSTS
    trusted_origins: tuple[str, ...] = Field(
        (), description="further `scheme://host[:port]` whose pages may open sockets and post"
    )
    proxy_hops: int = Field(
        0, ge=0, description="trusted proxies that append to X-Forwarded-For in front of us"
    )
    database_url: str | None = Field(
        None, repr=False, description="unset: SQLite in the data directory"
    )
    database_pool: Count = Field(10, description="PostgreSQL connections of one web process")
    redis_url: str | None = Field(None, repr=False, description="unset: everything in one process")
    broker_url: str | None = Field(None, repr=False, description="unset: Redis, else in memory")
    admin: bool | None = Field(
        None, description="serve /admin/; unset: only without a production database"
    )
    metrics_token: str | None = Field(
        None, repr=False, description="bearer token of /metrics; unset: this machine only"
    )
    socket_message_bytes: Count = Field(16_000_000, description="largest websocket message")
    shutdown_s: float = Field(20, gt=0, description="time that running work gets at shutdown")
    mail: MailConfig = MailConfig()
    log: LogConfig = LogConfig()

    @property
    def is_production(self) -> bool:
        """Whether a database server keeps the data, so that several processes may share it."""
        return (self.database_url or "").startswith(("postgres://", "postgresql://"))

    @property
    def effective_broker_url(self) -> str:
        return self.broker_url or self.redis_url or "mem://localhost/"

    @property
    def serves_admin(self) -> bool:
        return not self.is_production if self.admin is None else self.admin

    @property
    def is_https(self) -> bool:
        return (self.public_url or "").startswith("https://")


class Configuration(BaseSettings):
    """Every section; unknown keys are refused everywhere."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    site: SiteConfig = SiteConfig()
    workflows: WorkflowsConfig = WorkflowsConfig()
    collaboration: CollaborationConfig = CollaborationConfig()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First wins: `ORCHESTRATOR_…`, then the well-known names, then the file."""
        return (
            EnvironmentSource(settings_cls),
            WellKnownSource(settings_cls),
            FileSource(settings_cls),
        )
