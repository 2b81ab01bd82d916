"""`python -m services.notify`: this service as a process of its own."""

from services.notify.app import create_app
from services.notify.settings import Settings
from shared.runtime.serve import run

if __name__ == "__main__":
    run(create_app(settings := Settings()), settings)
