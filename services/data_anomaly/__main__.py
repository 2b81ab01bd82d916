"""`python -m services.data_anomaly`: this service as a process of its own."""

from services.data_anomaly.app import create_app
from services.data_anomaly.settings import Settings
from shared.runtime.serve import run

if __name__ == "__main__":
    run(create_app(settings := Settings()), settings)
