"""Migrations of the state's schema, in order; applied when the state is opened."""
