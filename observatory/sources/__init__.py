"""Readers of official files: a file and what `data/sources.toml` says of it become tidy figures and named problems."""

from observatory.sources.declaration import Declaration, load
from observatory.sources.observations import Observation
from observatory.sources.problems import Problem
from observatory.sources.reading import Reading, read, read_content, read_tables

__all__ = ["Declaration", "Observation", "Problem", "Reading", "load", "read", "read_content", "read_tables"]
