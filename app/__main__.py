"""The `doitac` command: a server, or one of the commands that end."""

import sys
from importlib import import_module


def main() -> None:
    """The console script. A server loads none of what the other commands need, such as typer, httpx and the demo."""
    if sys.argv[1:] == ["serve"]:
        import_module("app.serving").serve()
    else:
        import_module("app.cli").main()


if __name__ == "__main__":
    main()
