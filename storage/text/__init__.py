"""Words as data: folding, transliteration, sentences, offset maps, the calendar."""
