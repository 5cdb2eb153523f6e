"""veraPDF, the reference validator of PDF/A, from jars that Maven fetches once; run as a program, never installed.

    python tests/verapdf/validator.py FILE…      says PASS or FAIL for PDF/A-2b, and which rules fail

Needs `java` on the path and, for the first start, `mvn`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

POM: Final = Path(__file__).with_name("pom.xml")
GOAL: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
PROGRAM: Final = "org.verapdf.apps.GreenfieldCliWrapper"
_JOB: Final = re.compile(r"<job>.*?</job>", re.S)
_RULE: Final = re.compile(r'<rule [^>]*clause="([^"]*)"[^>]*status="failed".*?<description>(.*?)</description>', re.S)


class CannotStart(Exception):
    """What is missing on this machine, in a sentence."""


def failures(files: Sequence[Path]) -> dict[str, list[str]]:
    """File name → the rules of PDF/A-2b that it breaks ("6.2.11.4: …"); empty for a file that conforms. Raises
    CannotStart."""
    command = ["java", "-cp", f"{jars()}/*", PROGRAM, "-f", "2b", "--format", "xml", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[str, list[str]] = {}
    for job in _JOB.findall(told):
        name = re.search(r"<item size=\"\d+\">\s*<name>(.*?)</name>", job, re.S)
        rules = _RULE.findall(job)
        passed = 'isCompliant="true"' in job
        if name:
            broken = [f"{clause}: {' '.join(what.split())}" for clause, what in rules]
            found[Path(name[1]).name] = [] if passed else broken or ["could not be read"]
    return found


def jars() -> Path:
    """The validator's folder in the cache (VANTHU_CACHE, else the user's), filled by Maven once. Raises CannotStart."""
    if shutil.which("java") is None:
        raise CannotStart("veraPDF needs java on the path")
    base = os.environ.get("VANTHU_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vanthu"
    home = Path(base) / f"verapdf-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    if home.is_dir():
        return home
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart("Maven (mvn) is needed to fetch veraPDF the first time")
    home.parent.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix="fetch-", dir=home.parent))
    try:
        command = [maven, "-B", "-q", "-f", POM, GOAL, "-DincludeScope=runtime", f"-DoutputDirectory={build}/lib"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStart(f"Maven could not fetch veraPDF:\n{done.stdout[-2000:]}")
        try:
            (build / "lib").rename(home)
        except OSError:
            if not home.is_dir():  # another run was quicker
                raise
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return home


if __name__ == "__main__":
    for name, broken in failures([Path(one) for one in sys.argv[1:]]).items():
        print("FAIL" if broken else "PASS", name, *broken, sep="\n   ")
