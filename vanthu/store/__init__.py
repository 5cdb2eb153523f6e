"""The store on SQLAlchemy and the blob store."""
