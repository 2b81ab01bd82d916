"""The closed vocabularies of the desk. Open ones (applications, systems, anomaly types) are data."""

from enum import StrEnum


class Kind(StrEnum):
    """What somebody wants of the desk."""

    CONSULTATION = "consultation"
    GUIDANCE = "guidance"
    FAULT = "fault"
    DATA_ANOMALY = "data_anomaly"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"


class Channel(StrEnum):
    """How a request came in."""

    PORTAL = "portal"
    HOTLINE = "hotline"
    PORT_SYSTEM = "port_system"
    EMAIL = "email"
    COUNTER = "counter"
    ZONE_OPERATOR = "zone_operator"


class FunctionArea(StrEnum):
    """The four kinds of application function the operation rules apply to (Article 2)."""

    GOVERNMENT_SERVICES = "government_services"
    LOGISTICS_SERVICES = "logistics_services"
    DATA_SERVICES = "data_services"
    SPECIAL_FUNCTIONS = "special_functions"


class Severity(StrEnum):
    """How bad it is: goods, ship or people stopped (S1) down to display or statistics only (S4)."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
