"""Settings of intake."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What intake is told at start."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", frozen=True)

    lookup_key: Path = Field(
        Path(".portdesk/keys/lookup.key"), description="File with the 32 bytes that look-up codes are derived from."
    )
    max_waiting: int = Field(
        1_000_000, ge=1, description="Events waiting in the outbox at which nothing new is registered (503)."
    )
