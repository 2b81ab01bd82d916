"""`python -m bench.floors.accept`: FastAPI, the same body validated alike, one bare insert through asyncpg."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import uvloop
from fastapi import FastAPI, Request, Response

from services.intake.wire import CreateRequestParams
from shared.runtime.serve import bind, serve

DATABASE = "FLOOR_DATABASE_URL"
CONNECTIONS = "FLOOR_CONNECTIONS"
TABLE = "CREATE TABLE request (id uuid PRIMARY KEY, body jsonb NOT NULL)"


def create_app(dsn: str, connections: int) -> FastAPI:
    """Commits before it answers, as every create that may be believed has to."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(dsn, min_size=connections, max_size=connections) as app.state.pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/requests", status_code=201)
    async def create(request: Request, params: CreateRequestParams) -> Response:
        made = uuid4()
        body = (await request.body()).decode()
        await request.app.state.pool.execute("INSERT INTO request (id, body) VALUES ($1, $2)", made, body)
        return Response(b'{"id":"%b"}' % str(made).encode(), 201, media_type="application/json")

    return app


async def main() -> None:
    """Listens as a service does."""
    listener, ops_listener = bind("127.0.0.1", 0), bind("127.0.0.1", 0)
    port, ops_port = listener.getsockname()[1], ops_listener.getsockname()[1]
    app = create_app(os.environ[DATABASE], int(os.environ[CONNECTIONS]))

    def ready() -> None:
        print(f"ready floor port={port} ops={ops_port}", flush=True)

    await serve(app, [], listener=listener, ops_listener=ops_listener, ready=ready)


if __name__ == "__main__":
    uvloop.run(main())
