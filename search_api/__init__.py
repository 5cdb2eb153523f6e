"""A question becomes answers that open on the source."""
