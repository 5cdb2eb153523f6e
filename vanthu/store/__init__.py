"""The store: receipts, documents, facts, jobs and the outbox on SQLAlchemy; blobs in a folder or behind fsspec."""
