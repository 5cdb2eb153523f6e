"""The digital signatures in a folder of PDFs: who, when, and what has become of the file since.

python tests/bench/signatures.py ../shared/data/docs/orig [--sentences]
"""

from __future__ import annotations

import argparse
import logging
from collections import Counter
from pathlib import Path

from ingest.signatures import signatures, signed


def main() -> int:
    logging.disable(logging.CRITICAL)  # the library tells of every root that nobody gave it
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--sentences", action="store_true", help="what each signature says, as people are told")
    args = ask.parse_args()
    files = sorted(args.folder.glob("*.pdf"))
    found = {path: signatures(path) for path in files if signed(path)}
    for path, seals in found.items():
        print(f"{path.name[:60]:60s} {', '.join(f'{seal.state} {seal.organisation}' for seal in seals)}")
        if args.sentences:
            print(*(f"    {seal.sentence()}" for seal in seals), sep="\n")
    every = [seal for seals in found.values() for seal in seals]
    states = ", ".join(f"{count} {state}" for state, count in Counter(seal.state for seal in every).most_common())
    print(f"{len(files)} PDFs, {sum(map(bool, found.values()))} signed, {len(every)} signatures: {states}")
    print(f"{sum(seal.stamped for seal in every)} stamped by a time authority, {sum(seal.weak for seal in every)} weak")
    print(f"{sum(any(seal.whole for seal in seals) for seals in found.values())} files covered to their end by one")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
