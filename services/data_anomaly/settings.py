"""Settings of data_anomaly."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What data_anomaly is told at start."""

    model_config = SettingsConfigDict(env_prefix="ANOMALY_", frozen=True)

    key_folder: Path = Field(
        Path(".portdesk/keys/anomaly"),
        description="Folder of the log's key, the root key of trust files and the seals; made at first start.",
    )
    log_domain: str = Field(
        "portdesk.localhost",
        pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$",
        description="Names the transparency log: its origin is `<domain>/portdesk`.",
    )
