"""Every finding (sums that do not add up) in the texts of a folder, and how references were resolved.

python tests/bench/findings.py ../shared/data/docs/txt
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from extract.document import extract
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink


def main() -> int:
    counts: Counter[str] = Counter()
    references: Counter[str] = Counter()
    for path in sorted(Path(sys.argv[1]).glob("*.txt")):
        sink = ListSink()
        read(path, path.name, sink, Limits())
        facts = extract(sink.pages)
        counts["documents"] += 1
        counts["findings"] += len(facts.findings)
        references.update(f"{one.rule}: {one.means or 'open'}" for one in facts.references)
        for one in facts.findings:
            print(f"{path.name}: {one.provision or ''}: {one.says}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    for name, count in references.most_common():
        print(f"{count:6} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
