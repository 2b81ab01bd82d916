"""Settings of data_anomaly."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from services.data_anomaly.domain.networks import TargetNetworks
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
    target_networks: str = Field(
        "",
        description="Networks that target systems may be in, as narrow as can be, separated by commas: `10.20.0.0/24`."
        " Connectors lead nowhere else.",
    )
    loopback_targets: bool = Field(
        False, description="Whether this machine itself may be a target; for the one-machine default only."
    )

    @field_validator("target_networks")
    @classmethod
    def _are_networks(cls, listed: str) -> str:
        TargetNetworks.read(listed, loopback=False)
        return listed
