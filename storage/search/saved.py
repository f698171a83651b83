"""Where arrays were read and written once; see `storage.arrays`."""

from storage.arrays import (
    Array,
    Arrays,
    KeptTexts,
    Unusable,
    below,
    read_arrays,
    texts_array,
    texts_of,
    under,
    write_arrays,
)

__all__ = [
    "Array",
    "Arrays",
    "KeptTexts",
    "Unusable",
    "below",
    "read_arrays",
    "texts_array",
    "texts_of",
    "under",
    "write_arrays",
]
