"""The language all rooms share: records, Vietnamese text, errors, settings, ports, the store, the command line."""

__version__ = "0.1.0"
