"""The distributed set-up: `vanthu work` on a real Redis and PostgreSQL, papers handed in by another process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from sqlalchemy import text

from vanthu.settings import Settings
from vanthu.store.engine import Database

pytestmark = [pytest.mark.slow, pytest.mark.server]

PATIENCE_S = 120


def test_a_broker_that_forgets_everything_loses_no_paper(
    redis_server: str, postgres_server: str, tmp_path: Path
) -> None:
    database = Database(postgres_server)
    with database.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    settings = replace(Settings(tmp_path / "home"), database_url=postgres_server, broker_url=redis_server, workers=1)
    environment = {**os.environ, **settings.as_environment()}
    vanthu = [sys.executable, "-P", "-m", "vanthu.cli"]
    papers = tmp_path / "papers"
    papers.mkdir()
    for n in range(5):
        (papers / f"{n}.txt").write_text(f"MẪU\nSố: {n + 1}/KH-UBND\nGiao Bộ Tài chính rà soát hồ sơ {n}.\n")
    add = subprocess.Popen([*vanthu, "add", str(papers)], env=environment, stdout=subprocess.DEVNULL)
    work = None
    try:
        client = redis.Redis.from_url(redis_server)
        while not client.dbsize():
            assert add.poll() is None
            time.sleep(0.05)
        client.flushall()
        client.close()
        work = subprocess.Popen([*vanthu, "work"], env=environment, stdout=subprocess.DEVNULL)
        assert add.wait(PATIENCE_S) == 0
        status = subprocess.run([*vanthu, "status", "--json"], env=environment, capture_output=True, check=True)
        said = json.loads(status.stdout)
        assert said["documents"] == 5
        assert said["jobs"] == {"queued": 0, "held": 0, "running": 0, "waiting": 0, "failed": 0, "indexing": 0}
        work.send_signal(signal.SIGTERM)
        assert work.wait(30) == 0
    finally:
        for program in (add, work):
            if program is not None and program.poll() is None:
                program.kill()
                program.wait()
