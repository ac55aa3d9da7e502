"""`python -m diaban` is the same as `diaban`."""

from diaban.cli import main

if __name__ == "__main__":
    main()
