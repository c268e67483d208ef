"""Cap Quartiers: follow an urban-cohesion contract, neighbourhood by neighbourhood."""

__version__ = "0.1.0"
