"""Pictures: what a chart shows, and its drawing in a process of its own."""
