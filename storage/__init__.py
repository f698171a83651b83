"""The archive: what is known, how it is read out of articles, found, and kept."""
