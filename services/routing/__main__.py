"""`python -m services.routing`: this service as a process of its own."""

from services.routing.app import create_app
from services.routing.settings import Settings
from shared.runtime.serve import run

if __name__ == "__main__":
    run(create_app(settings := Settings()), settings)
