"""A program that is not ours, which reads a lake again and again while others write it, until its stdin
ends: see outside-reader.ts. Like DuckDB, polars opens a
file more than once; pyarrow does not.

    outside_reader.py pyarrow|polars LAKE ROWS
"""

import glob
import json
import os
import sys
import threading

kind, root, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
is_over = threading.Event()


def wait_for_end():
    sys.stdin.read()
    is_over.set()


def number_of(table):
    return [os.stat(each).st_ino for each in glob.glob(files_of(table))]


def files_of(table):
    return f"{root}/silver/*/*/table={table}/*/*.parquet"


def quantities_of(table):
    files = files_of(table)
    if kind == "polars":
        import polars

        return polars.read_parquet(files, columns=["quantity"])["quantity"].to_list()
    import pyarrow.parquet

    found = [pyarrow.parquet.ParquetFile(each) for each in glob.glob(files)]
    return [value for file in found for value in file.read(["quantity"])["quantity"].to_pylist()]


threading.Thread(target=wait_for_end, daemon=True).start()
looks, contents, overtaken, faults, latest = 0, set(), 0, [], {}
while not is_over.is_set():
    for table in ("bids", "asks"):
        looks += 1
        number = number_of(table)
        try:
            found = quantities_of(table)
            if len(found) != rows or len(set(found)) != 1:
                raise ValueError(f"{table}: {len(found)} rows of {sorted(set(found))[:5]}")
            contents.add(found[0])
            if found[0] < latest.get(table, 0):
                raise ValueError(f"{table} went back to {found[0]}")
            latest[table] = found[0]
        # A panic of polars is no Exception.
        except BaseException as error:
            if kind == "polars" and number_of(table) != number:
                overtaken += 1
                continue
            faults.append(f"{type(error).__name__}: {error}")
    if looks <= 2:
        print("reading", flush=True)
print(json.dumps({"looks": looks, "contents": len(contents), "overtaken": overtaken, "faults": faults[:20]}))
