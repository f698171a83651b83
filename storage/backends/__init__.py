"""Where the corpus is kept."""
