"""Names in running text: found an article at a time, clustered over the corpus."""
