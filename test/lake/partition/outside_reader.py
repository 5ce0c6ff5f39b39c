"""A program that is not ours, which reads a lake again and again while others write it, until its stdin
ends: see outside-reader.ts, which does the same with DuckDB.

    outside_reader.py pyarrow|polars LAKE ROWS
"""

import glob
import json
import sys
import threading

kind, root, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
is_over = threading.Event()


def wait_for_end():
    sys.stdin.read()
    is_over.set()


def quantities_of(table):
    files = f"{root}/silver/*/*/table={table}/*/*.parquet"
    if kind == "polars":
        import polars

        return polars.read_parquet(files, columns=["quantity"])["quantity"].to_list()
    import pyarrow.parquet

    found = [pyarrow.parquet.ParquetFile(each) for each in glob.glob(files)]
    return [value for file in found for value in file.read(["quantity"])["quantity"].to_pylist()]


threading.Thread(target=wait_for_end, daemon=True).start()
looks, contents, faults, before = 0, set(), [], {}
while not is_over.is_set():
    for table in ("bids", "asks"):
        try:
            found = quantities_of(table)
            if len(found) != rows or len(set(found)) != 1:
                raise ValueError(f"{table}: {len(found)} rows of {sorted(set(found))[:5]}")
            contents.add(found[0])
            if found[0] < before.get(table, 0):
                raise ValueError(f"{table} went back to {found[0]}")
            before[table] = found[0]
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
    looks += 1
    if looks == 1:
        print("reading", flush=True)
print(json.dumps({"looks": looks, "contents": len(contents), "faults": faults[:20]}))
