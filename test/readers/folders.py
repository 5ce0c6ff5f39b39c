"""Reads folders of Parquet as they lie with one library, and says how many rows each has.

    folders.py duckdb|pandas|polars|pyarrow < ["table=…", …] > [rows, …]
"""

import json
import sys


def rows_of(library, folder):
    if library == "polars":
        import polars

        return polars.scan_parquet(folder).select(polars.len()).collect().item()
    if library == "pandas":
        import pandas

        return len(pandas.read_parquet(folder))
    if library == "pyarrow":
        import pyarrow.dataset

        return pyarrow.dataset.dataset(folder, format="parquet", partitioning="hive").count_rows()
    import duckdb

    return duckdb.sql(f"select count(*) from read_parquet('{folder}/**')").fetchall()[0][0]


json.dump([rows_of(sys.argv[1], folder) for folder in json.load(sys.stdin)], sys.stdout)
