"""Reads lists and exports of OzgTracker into pandas over HTTP.

    python3 pages.py http://127.0.0.1:5080 05

Keys (ags, ars, unit, ozgId) are texts: read as numbers they would lose their leading zeros.
"""

import io
import json
import os
import sys
import urllib.parse
import urllib.request

import pandas as pd


def ask(address: str, path: str, **query: str):
    """An open answer. An API key or token goes into OZG_TOKEN."""
    url = f"{address}{path}?{urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})}"
    headers = {"Accept-Encoding": "identity"}
    if token := os.environ.get("OZG_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=300)


def pages(address: str, path: str, **filters: str) -> pd.DataFrame:
    """All pages of a list: the address stays, the cursor changes."""
    rows, cursor = [], None
    while True:
        with ask(address, path, limit="1000", cursor=cursor, **filters) as answer:
            page = json.load(answer)
        rows += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return pd.DataFrame(rows)


def export(address: str, name: str, **filters: str) -> tuple[pd.DataFrame, int]:
    """A whole export and the position of the log that it shows."""
    with ask(address, f"/v1/exports/{name}.csv", **filters) as answer:
        text = io.TextIOWrapper(answer, encoding="utf-8", newline="")
        return pd.read_csv(text, dtype=str, keep_default_na=False), int(answer.headers["OzgTracker-Position"])


def main() -> None:
    address, state = sys.argv[1], sys.argv[2]
    units = pages(address, "/v1/municipalities", state=state)
    status, position = export(address, "status", state=state)
    reported = status[(status["model"] == "ozg-1.1") & (status["level"] != "")]
    levels = reported["level"].astype(int).value_counts().sort_index()
    print(json.dumps({"position": position, "units": len(units), "cells": len(reported), "levels": {str(level): int(count) for level, count in levels.items()}}))


if __name__ == "__main__":
    main()
