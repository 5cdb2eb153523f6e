"""The tables as this version knows them; `migrations` brings an older database to this form.

Times are whole microseconds since 1970 (UTC): the same in SQLite and PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
)

metadata: Final = MetaData()

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BIG: Final = BigInteger().with_variant(Integer, "sqlite")


def to_us(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """The moment that `to_us` was given."""
    return _EPOCH + timedelta(microseconds=us)


receipts: Final = Table(
    "receipts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("next", Text, nullable=False, server_default=""),
    Column("container", Text, ForeignKey("receipts.id")),
    Column("document", Text),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("characters", BigInteger, nullable=False, server_default="0"),
    Index("receipts_by_path", "path", "id"),
    Index("receipts_by_batch", "batch", "path", "id"),
    Index("receipts_by_batch_state", "batch", "state", "path", "id"),
    Index("receipts_by_state", "state", "path", "id"),
    Index("receipts_by_digest", "sha256"),
    Index("receipts_by_document", "document", "batch"),
)

# What a person decided about a batch; a receipt's batch always has its row.
batches: Final = Table(
    "batches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("pictures", Integer, nullable=False, server_default="0"),  # read since they were looked at together
    Index("batches_by_time", "created_at", "id"),
)

# The list of papers that came with a batch, and what it says about each file.
catalogues: Final = Table(
    "catalogues",
    metadata,
    Column("batch", Text, ForeignKey("batches.id"), primary_key=True),
    Column("container", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("data", Text, nullable=False),
)

listed: Final = Table(
    "listed",
    metadata,
    Column("receipt", Text, ForeignKey("receipts.id"), primary_key=True),
    Column("container", Text, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("rule", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index("listed_by_batch", "batch", "container", "row"),
)

# That papers be arranged otherwise than they came, and what a clerk said to it.
proposals: Final = Table(
    "proposals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index("proposals_by_batch", "batch", "state", "id"),
)

# How much was done in a minute, for honest estimates; a day is kept.
pace: Final = Table(
    "pace",
    metadata,
    Column("step", Text, primary_key=True),
    Column("minute", BigInteger, primary_key=True),  # since 1970
    Column("done", Integer, nullable=False),
)

# The first receipt that brought these bytes: the unique key that decides a race.
sources: Final = Table(
    "sources",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("receipt", Text, ForeignKey("receipts.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Index("sources_by_receipt", "receipt"),  # else each new receipt is looked for in all of them
)

documents: Final = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("next", Text, nullable=False, server_default=""),
    Column("pages", Integer, nullable=False),
    Column("view", Text),
    Column("pages_blob", Text, nullable=False),
    Column("extraction_blob", Text),
    Column("text_id", Text),
    Column("made_by", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("warnings", Text, nullable=False, server_default="[]"),  # of reading, JSON
    Column("notes", Text, nullable=False, server_default="[]"),  # of extracting, JSON
    Column("outcome", Text, nullable=False, server_default="{}"),  # as reading ended, JSON
    Column("read_by", Text, nullable=False, server_default=""),  # the mark of the readers that read it
    Column("file", Text),  # of a paper that is not one whole file: the digest of its (first) file; sha256 is a key then
    Column("sheets", Text, nullable=False, server_default="[]"),  # where its pages are, JSON
    Column("moved_to", Text, nullable=False, server_default="[]"),  # the papers its pages stand in now, JSON
    Index("documents_by_access", "access", "id"),
)

# Look-ups into the facts; the whole extraction stands in its blob.
facts: Final = Table(
    "facts",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # metadata, citation, obligation, quantity
    Column("ordinal", Integer, primary_key=True),
    Column("id", Text, nullable=False, server_default=""),
    Column("path", Text),
    Column("key", Text),  # of the document's own number, of the number cited
    Column("data", Text, nullable=False),
    Index("facts_by_key", "kind", "key"),
)

fact_bodies: Final = Table(
    "fact_bodies",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("role", Text, primary_key=True),  # issuer, lead, coordinating
    Column("position", Integer, primary_key=True),
    Column("body", Text),
    Column("name", Text, nullable=False),  # viet.canonical
    Index("fact_bodies_by_body", "body", "kind", "role"),
    Index("fact_bodies_by_name", "name", "kind", "role"),
)

# What people said about papers: a log that only grows.
entries: Final = Table(
    "entries",
    metadata,
    Column("sequence", _BIG, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Text, ForeignKey("documents.id"), nullable=False),
    Column("kind", Text, nullable=False),  # correction, seen, decision, undo
    Column("by", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    Index("entries_by_document", "document", "sequence"),
    Index("entries_by_kind", "kind", "document"),
    sqlite_autoincrement=True,
)

# How surely pages were read, corrections counted in; `rank` is the place on the review list (NULL: not on it).
readings: Final = Table(
    "readings",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("words", Integer, nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("confidence", Float),
    Column("least", Float),
    Column("loose", Integer, nullable=False, server_default="0"),
    Column("reading", Text, nullable=False, server_default=""),
    Column("seen", Text),
    Column("rank", Float),
    Index("readings_by_rank", "rank", "document", "n"),
)

jobs: Final = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("step", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("rank", Integer, nullable=False),  # of the step: what is nearly done goes first
    Column("entered", BigInteger, nullable=False),  # order of entry; moved back when interrupted
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lost", Integer, nullable=False, server_default="0"),
    Column("interrupted", Integer, nullable=False, server_default="0"),
    Column("not_before", BigInteger),
    Column("owner", Text),
    Column("token", BigInteger, nullable=False, server_default="0"),
    Column("until", BigInteger),
    Column("failed", Boolean, nullable=False, server_default=false()),
    Column("view", Text),  # the digest a reading said it would put
    Column("batch", Text, nullable=False, server_default=""),  # whose pausing holds it up
    Column("held", Boolean, nullable=False, server_default=false()),  # its batch is paused
    Index("jobs_in_turn", "failed", "held", "rank", "entered"),
    Index("jobs_by_batch", "batch", "rank", "entered"),
    Index("jobs_by_owner", "owner"),
    Index("jobs_by_time", "not_before"),
    Index("jobs_by_entry", "entered"),
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    Column("job", Text, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("characters", Integer, nullable=False, server_default="0"),
    Column("frame", LargeBinary, nullable=False),
)

outbox: Final = Table(
    "outbox",
    metadata,
    Column("sequence", _BIG, primary_key=True, autoincrement=True),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("gone", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)

leases: Final = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text),
    Column("token", BigInteger, nullable=False, server_default="0"),
    Column("until", BigInteger),
)

# What is wrong with pages as they were scanned.
flaws: Final = Table(
    "flaws",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Float),
)

# What copies of a paper are known by; the keys under which they meet; who is a copy of whom (both ways).
prints: Final = Table(
    "prints",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("number", Text),
    Column("data", Text, nullable=False),
    Index("prints_by_number", "number"),
)

print_keys: Final = Table(
    "print_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Index("print_keys_by_document", "document"),
)

kin: Final = Table(
    "kin",
    metadata,
    Column("document", Text, ForeignKey("documents.id"), primary_key=True),
    Column("other", Text, ForeignKey("documents.id"), primary_key=True),
    Column("kind", Text, nullable=False),  # same, like
    Column("score", Float, nullable=False),
    Index("kin_by_other", "other"),
)
