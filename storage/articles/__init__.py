"""A file → an article: formats, cleaning with offsets, kinds of lines, metadata."""
