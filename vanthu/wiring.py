"""Settings → Services: the only place that chooses adapters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from vanthu.keys import Keys
from vanthu.ports import BlobStore, SearchIndex, Services, TaskQueue
from vanthu.settings import Settings
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.sql_store import make_folder, open_store
from workers.queues import InProcessQueue

__all__ = ["Services", "SystemClock", "open_services"]


class SystemClock:
    """The system's clock."""

    def now(self) -> datetime:
        """This moment, with time zone UTC."""
        return datetime.now(UTC)


def open_services(settings: Settings) -> Services:
    """Opens what the settings ask for, the store's tables brought up to date; `Services.close` closes it again.

    Raises BadRequest for settings that mean nothing, OperatorError for what does not answer."""
    make_folder(settings.home)
    clock = SystemClock()
    blobs = _blobs(settings)
    store = open_store(settings.store_url, blobs, clock)
    keys = Keys(usable=not settings.broker_url)
    return Services(store, blobs, _index(settings), _queue(settings), clock, keys)


def _blobs(settings: Settings) -> BlobStore:
    if not settings.blobs_url:
        return FolderBlobs(_folder(settings.home / "blobs"))
    from vanthu.store.blobs_fsspec import FsspecBlobs

    return FsspecBlobs(settings.blobs_url, _folder(settings.home / "cache" / "blobs"))


def _index(settings: Settings) -> SearchIndex:
    if settings.search_url:
        from search_api.index.opensearch import open_index as open_opensearch

        return open_opensearch(settings.search_url)
    from search_api.index.embedded import open_index

    return open_index(settings.home / "index")


def _queue(settings: Settings) -> TaskQueue:
    # Imported where they are chosen: the embedded set-up does not load dramatiq.
    if settings.broker_url:
        from workers.actors import DramatiqQueue, open_broker

        return DramatiqQueue(open_broker(settings.broker_url))
    return InProcessQueue()


def _folder(folder: Path) -> Path:
    make_folder(folder)
    return folder
