"""A file → an article: formats, cleaning with offsets, kinds of lines, metadata."""

from storage.articles.folder import read_folder, sources_hash
from storage.articles.reading import Unreadable, read_file

__all__ = ["Unreadable", "read_file", "read_folder", "sources_hash"]
