"""`python -m doitac_client`: where no console script is installed."""

from doitac_client.cli import main

if __name__ == "__main__":
    main()
