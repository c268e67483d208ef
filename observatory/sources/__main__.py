"""`python -m observatory.sources [--accept-losses] <folder of official files>`: rebuild `data/observations` and say what was read."""

import sys
from pathlib import Path

from observatory.config import settings
from observatory.errors import DashboardError
from observatory.sources.bundle import gather, known_territories, losses, write
from observatory.sources.declaration import load

ACCEPT = "--accept-losses"


def main(arguments: list[str]) -> int:
    """Exit code: 0 done, 1 nothing written, 2 wrong call."""
    folders = [one for one in arguments if one != ACCEPT]
    if len(folders) != 1 or folders[0].startswith("--"):
        print(f"Usage : python -m observatory.sources [{ACCEPT}] <dossier des fichiers officiels>", file=sys.stderr)
        return 2
    data = settings().data
    try:
        bundle = gather(Path(folders[0]), load(data / "sources.toml"), known_territories(data))
    except DashboardError as error:
        print(error, file=sys.stderr)
        return 1
    print(bundle.report())
    if bundle.refused or any(reading.errors for reading in bundle.readings):
        print("Rien n'est écrit : corrigez d'abord les erreurs ci-dessus.", file=sys.stderr)
        return 1
    lost = () if ACCEPT in arguments else losses(bundle, data)
    if lost:
        print("Rien n'est écrit. " + "\n".join(one.sentence(ACCEPT) for one in lost), file=sys.stderr)
        return 1
    for path in write(bundle, data):
        print(f"{path.relative_to(data)} : {path.stat().st_size / 1024:.0f} Ko")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
