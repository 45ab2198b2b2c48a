"""The steps of ingestion, one module each: what they do to the events of a request."""
