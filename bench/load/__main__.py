"""`python -m bench.load`: a job as JSON on standard input, its outcome on standard output."""

import json
import sys

import uvloop

from bench.load import Job
from bench.load.client import Refused, generate

if __name__ == "__main__":
    try:
        outcome = uvloop.run(generate(Job(**json.load(sys.stdin))))
    except Refused as refused:
        sys.exit(print(refused) or 1)
    json.dump({name: getattr(outcome, name) for name in outcome.__slots__}, sys.stdout)
