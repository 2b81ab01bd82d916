"""Settings every service has, read once at the edge of the process and passed on."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SharedSettings(BaseSettings):
    """What is the same for all services of an installation."""

    model_config = SettingsConfigDict(env_prefix="PORTDESK_", frozen=True)

    installation: str = Field(
        "local", pattern=r"^[a-z0-9-]{1,32}$", description="Name of this installation, in event sources."
    )
    province: str = Field("HA", pattern=r"^[A-Z]{2}$", description="Two letters that tracking numbers begin with.")
    province_data: Path = Field(
        Path("deploy/henan"), description="Folder with directory, dispatch catalogue, calendars, types."
    )
    event_log_url: str = Field(
        "memory", description="`memory`, a PostgreSQL DSN of the bus database, or kafka://host:port,host:port."
    )
    token_keys: Path = Field(
        Path(".portdesk/keys/tokens.jwks.json"), description="JWK set that verifies access tokens."
    )
    disks: dict[str, Path] = Field(
        {},
        description="Folders whose disks are watched, by name, as JSON. Databases on this machine's sockets are found.",
    )
    least_free_mb: int = Field(
        1024,
        ge=0,
        description="Free megabytes of a watched disk, at most a twentieth, below which nothing new is registered.",
    )
    longest_token_minutes: int = Field(15, ge=1, le=1440, description="Tokens that live longer are refused.")


class ServiceSettings(BaseSettings):
    """What each service is told for itself; subclasses add their own and set the prefix."""

    model_config = SettingsConfigDict(frozen=True)

    shared: SharedSettings = Field(default_factory=SharedSettings)
    database_url: str = Field(description="postgresql+asyncpg:// URL of this service's own database.")
    pool: int = Field(8, ge=2, le=64, description="Database connections kept for writing; half as many for reading.")
    max_body: int = Field(2 * 1024 * 1024, ge=1024, description="Largest request body in bytes.")
    max_line: int = Field(
        64 * 1024, ge=1024, description="Longest line in bytes of a body of many lines, which as a whole has no limit."
    )
    line_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="Seconds within which a body of many lines must go on and its answers be taken.",
    )
    host: str = Field("127.0.0.1", description="Address of the public listener.")
    port: int = Field(0, ge=0, le=65535, description="Port of the public listener; 0 takes a free one.")
    ops_port: int = Field(0, ge=0, le=65535, description="Port of the operators' listener; 0 takes a free one.")
    drain_seconds: float = Field(0.0, ge=0, le=60, description="How long to answer after readiness has gone red.")
    patience_seconds: float = Field(
        60.0,
        ge=1,
        le=3600,
        description="A loop that does nothing but fail for so long, by our fault, ends the process.",
    )
