"""`vanthu add` with one safeguard taken away, to see that the kill test notices: run as
`python sabotage.py lease|outbox|none add FOLDER`; its worker processes run it again. Nothing of this is in the product.
"""

from __future__ import annotations

import functools
import sys
import time
from typing import Any

from vanthu import cli
from vanthu.commands import intake
from vanthu.records import Extraction, Lease
from vanthu.store import results
from vanthu.store.sql_store import SqlStore
from workers import main, owners


def without_lease() -> None:
    """Who claims work has it for ever: what a queue does that forgets a message when it hands it out."""
    claim = SqlStore.claim

    def claim_for_ever(store: SqlStore, owner: str, *, seconds: float, **asked: Any) -> Lease | None:
        return claim(store, owner, seconds=1e9, **asked)

    SqlStore.claim = claim_for_ever  # type: ignore[method-assign,assignment]
    owners.clear_dead = lambda store: 0


def without_outbox() -> None:
    """The index hears of new facts a moment after they are committed, and not with them."""
    finish = SqlStore.finish_extract

    def finish_then_tell(store: SqlStore, lease: Lease, extraction: Extraction, **asked: Any) -> None:
        finish(store, lease, extraction, **asked)
        time.sleep(0.5)
        store.index_again([lease.job.subject])

    SqlStore.finish_extract = finish_then_tell  # type: ignore[method-assign]
    results.announce = lambda connection, document, version: None


SAFEGUARDS = {"lease": without_lease, "outbox": without_outbox, "none": lambda: None}


def run(missing: str, arguments: list[str]) -> int:
    SAFEGUARDS[missing]()
    if arguments[0] == "worker":
        return main.main(arguments[1:])
    command = (sys.executable, "-P", __file__, missing, "worker")
    intake.Pool = functools.partial(intake.Pool, command=command)  # type: ignore[misc,assignment]
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
