"""Status words: what people write about how far an application has come, read by meaning."""
