"""An article's facts: actors, dated events, quotes and statements, by rules over its text."""
