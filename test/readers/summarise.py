"""Reads Parquet files with one library, as its users do, and says what it found.

    summarise.py duckdb|pandas|polars|pyarrow < requests > answers

A request is {"glob", "columns", "since"}: files, the columns to sum up, and microseconds since the
Unix epoch, or null where the files have no column "ts". An answer is
  rows     how many there are
  since    how many of them have such a ts or a later one, found by a filter while reading
  types    each column's type, by one name in all libraries
  columns  each column's summary: nulls and the sum (modulo 2^64), minimum and maximum of integers;
           known (no null, no NaN), minimum and maximum of floats; nulls, minimum and maximum of
           timestamps in microseconds; nulls and how often each value comes of texts and booleans
  docs     pyarrow only: the footer's metadata
"""

import glob
import json
import sys
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def instant(microseconds):
    return EPOCH + timedelta(microseconds=microseconds)


def micros(value):
    return None if value is None else (value - EPOCH) // timedelta(microseconds=1)


def form_of(kind):
    """What is to be known of a column of a type."""
    if kind in ("bool", "string"):
        return "counts"
    return kind if kind in ("float64", "timestamp") else "integers"


def name_of(kind):
    """One name for what the libraries call a type."""
    kind = kind.lower()
    if kind in ("datetime(time_unit='us', time_zone='utc')", "timestamp[us, tz=utc]"):
        return "timestamp"
    if kind in ("datetime64[us, utc]", "timestamp with time zone"):
        return "timestamp"
    if kind.startswith("string") or kind in ("str", "varchar", "large_string"):
        return "string"
    sql = {"bigint": "int64", "integer": "int32", "smallint": "int16", "tinyint": "int8"}
    sql |= {"u" + name: "u" + other for name, other in sql.items()}
    sql |= {"double": "float64", "boolean": "bool"}
    return sql.get(kind, kind)


def summarised(form, nulls, sum_, minimum, maximum, counts):
    """The parts of a summary that its form has, each computed only then."""
    if form == "counts":
        found = sorted((str(value).lower(), count) for value, count in counts() if value is not None)
        return {"nulls": nulls(), "counts": dict(found)}
    ends = {"minimum": minimum(), "maximum": maximum()}
    if form == "timestamp":
        return {"nulls": nulls(), **{end: str(micros(value)) for end, value in ends.items()}}
    if form == "integers":
        texts = {end: None if value is None else str(value) for end, value in ends.items()}
        return {"nulls": nulls(), "sum": str(int(sum_() or 0) % 2**64), **texts}
    return ends


def with_polars(request):
    import polars as pl

    table = pl.read_parquet(request["glob"], hive_partitioning=True)
    lazy = pl.scan_parquet(request["glob"])
    since = request["since"] is not None and (
        lazy.filter(pl.col("ts") >= instant(request["since"])).select(pl.len()).collect().item()
    )
    types, columns = {}, {}
    for name in request["columns"]:
        column = table[name]
        types[name] = name_of(str(column.dtype))
        form = form_of(types[name])
        known = column.drop_nulls()
        known = known.filter(~known.is_nan()) if form == "float64" else known
        columns[name] = summarised(
            form,
            column.null_count,
            # Narrower ones it adds up in their own width.
            (known.cast(pl.Int64) if types[name] != "uint64" else known).sum
            if form == "integers"
            else None,
            known.min,
            known.max,
            lambda: known.value_counts().iter_rows(),
        )
        if form == "float64":
            columns[name]["known"] = len(known)
    return {"rows": table.height, "since": since, "types": types, "columns": columns}


def with_pandas(request):
    import numpy
    import pandas as pd

    files = sorted(glob.glob(request["glob"]))
    # Without this backend a column with a NULL is of floats.
    read = {"dtype_backend": "numpy_nullable"}
    table = pd.read_parquet(files, **read)
    since = request["since"] is not None and len(
        pd.read_parquet(files, filters=[("ts", ">=", pd.Timestamp(instant(request["since"])))], **read)
    )
    types, columns = {}, {}
    for name in request["columns"]:
        column = table[name]
        types[name] = name_of(str(column.dtype))
        form = form_of(types[name])
        known = column.dropna()
        if form == "float64":
            known = known[~numpy.isnan(known.to_numpy(float))]

        def end(of, form=form, known=known):
            if len(known) == 0:
                return None
            value = known.min() if of == "min" else known.max()
            if form == "timestamp":
                return value.to_pydatetime()
            return float(value) if form == "float64" else int(value)

        columns[name] = summarised(
            form,
            lambda: int(column.isna().sum()),
            lambda: known.to_numpy(known.dtype.numpy_dtype).sum(),
            lambda: end("min"),
            lambda: end("max"),
            lambda: ((value, int(count)) for value, count in known.value_counts().items()),
        )
        if form == "float64":
            columns[name]["known"] = len(known)
    return {"rows": len(table), "since": since, "types": types, "columns": columns}


def with_pyarrow(request):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = sorted(glob.glob(request["glob"]))
    table = pq.read_table(files)
    since = request["since"] is not None and (
        pq.read_table(files, filters=[("ts", ">=", instant(request["since"]))]).num_rows
    )
    types, columns = {}, {}
    for name in request["columns"]:
        column = table[name]
        types[name] = name_of(str(column.type))
        form = form_of(types[name])
        known = column.drop_null()
        known = known.filter(pc.invert(pc.is_nan(known))) if form == "float64" else known
        columns[name] = summarised(
            form,
            lambda: column.null_count,
            lambda: pc.sum(known).as_py(),
            lambda: pc.min(known).as_py(),
            lambda: pc.max(known).as_py(),
            lambda: ((each["values"], each["counts"]) for each in known.value_counts().to_pylist()),
        )
        if form == "float64":
            columns[name]["known"] = len(known)
    stated = pq.read_schema(files[0]).metadata or {}
    docs = {key.decode(): value.decode() for key, value in stated.items() if key != b"ARROW:schema"}
    nulls = {name: 0 for name in request["columns"]}
    for file in files:
        footer = pq.read_metadata(file)
        for group in range(footer.num_row_groups):
            for place in range(footer.num_columns):
                chunk = footer.row_group(group).column(place)
                if chunk.statistics is not None and chunk.statistics.has_null_count:
                    nulls[chunk.path_in_schema] += chunk.statistics.null_count
    answer = {"rows": table.num_rows, "since": since, "types": types, "columns": columns}
    return {**answer, "docs": docs, "nullCounts": nulls}


def with_duckdb(request):
    import duckdb

    database = duckdb.connect()
    database.execute("set timezone = 'UTC'")
    files = f"read_parquet('{request['glob']}', hive_partitioning = true)"
    # Once, not once a question.
    database.execute(f"create table rows as select * from {files}")

    def one(expression, where="true", source="rows"):
        query = f"select {expression} from {source} where {where}"
        return database.sql(query).fetchall()[0][0]

    since = request["since"] is not None and (
        one("count(*)", f"ts >= make_timestamptz({request['since']})", files)
    )
    described = database.sql("describe rows").fetchall()
    types = {name: name_of(kind) for name, kind, *_ in described if name in request["columns"]}
    # All in one question: there are many columns.
    asked = []
    for name in request["columns"]:
        form = form_of(types[name])
        known = f'not isnan("{name}")' if form == "float64" else f'"{name}" is not null'
        # As microseconds: its own timestamps need another package to be read.
        value = f'epoch_us("{name}")' if form == "timestamp" else f'"{name}"'
        asked += [f"count(*) filter ({known})"]
        asked += [f"{of}({value}) filter ({known})" for of in ("min", "max")]
        asked += [f'sum("{name}")' if form == "integers" else "null"]
    found = iter(database.sql(f"select {', '.join(asked)} from rows").fetchall()[0])
    rows = one("count(*)")
    columns = {}
    for name in request["columns"]:
        form = form_of(types[name])
        known, minimum, maximum, total = (next(found) for _ in range(4))
        if form == "timestamp":
            minimum, maximum = instant(minimum), instant(maximum)
        columns[name] = summarised(
            form,
            lambda: rows - known,
            lambda: total,
            lambda: minimum,
            lambda: maximum,
            lambda: database.sql(f'select "{name}", count(*) from rows group by all').fetchall(),
        )
        if form == "float64":
            columns[name]["known"] = known
    return {"rows": rows, "since": since, "types": types, "columns": columns}


READERS = {
    "duckdb": with_duckdb,
    "pandas": with_pandas,
    "polars": with_polars,
    "pyarrow": with_pyarrow,
}

if __name__ == "__main__":
    reader = READERS[sys.argv[1]]
    json.dump([reader(request) for request in json.load(sys.stdin)], sys.stdout)
