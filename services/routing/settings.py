"""Settings of routing."""

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What routing is told at start; the data files are in the folder `PORTDESK_PROVINCE_DATA`."""

    model_config = SettingsConfigDict(env_prefix="ROUTING_", frozen=True)
