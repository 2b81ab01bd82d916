"""Settings of notify."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What notify is told at start."""

    model_config = SettingsConfigDict(env_prefix="NOTIFY_", frozen=True)

    secret_key: Path = Field(
        Path(".portdesk/keys/webhook-secrets.key"), description="File with the 32 bytes that seal webhook secrets."
    )
    loopback_zones: bool = Field(
        False, description="Whether zones may open this machine itself to webhooks; for the one-machine default only."
    )
