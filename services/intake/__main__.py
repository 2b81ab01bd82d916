"""`python -m services.intake`: this service as a process of its own."""

from services.intake.app import create_app
from services.intake.settings import Settings
from shared.runtime.serve import run

if __name__ == "__main__":
    run(create_app(settings := Settings()), settings)
