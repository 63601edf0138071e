"""Runs every comparison of bench/ in turns, prints the tables and writes them into bench/README.md."""
