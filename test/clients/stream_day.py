"""Streams from a live gateway with databento's own client and compares with the files.

Takes a JSON document on stdin: host, port, key, dataset, compression, ts_out, subscriptions (as
keyword arguments of Live.subscribe) and files. Prints a JSON document: of each kind of record and
instrument the number of records and the SHA-256 of their bytes in order, as they were streamed and
as the files have them, upgraded to the newest version; the mappings and what the gateway said.
"""

import hashlib
import json
import sys

import databento as db
import databento_dbn as dbn

CONTROL = (dbn.SymbolMappingMsg, dbn.SystemMsg, dbn.ErrorMsg)
COMPRESSIONS = {"none": dbn.Compression.NONE, "zstd": dbn.Compression.ZSTD}


class Tally:
    """Counts and hashes records by kind and instrument, in order."""

    def __init__(self):
        self.hashes = {}
        self.counts = {}

    def add(self, record, ts_out):
        name = f"{type(record).__name__} {record.instrument_id}"
        body = bytearray(bytes(record))
        if ts_out:
            body = body[:-8]
        # The length is of the bytes with the time of sending, which files do not have.
        body[0] = len(body) // 4
        self.hashes.setdefault(name, hashlib.sha256()).update(bytes(body))
        self.counts[name] = self.counts.get(name, 0) + 1

    def summary(self):
        return {
            name: {"records": self.counts[name], "sha256": digest.hexdigest()}
            for name, digest in sorted(self.hashes.items())
        }


def of_files(paths):
    tally = Tally()
    for path in paths:
        store = db.DBNStore.from_file(path)
        for record in store:
            if not isinstance(record, CONTROL):
                tally.add(record, store.metadata.ts_out)
    return tally.summary()


def of_gateway(wanted):
    client = db.Live(
        key=wanted["key"],
        gateway=wanted["host"],
        port=wanted["port"],
        ts_out=wanted["ts_out"],
        compression=COMPRESSIONS[wanted["compression"]],
        heartbeat_interval_s=5,
    )
    tally = Tally()
    said = []
    problems = {"without ts_out": 0, "sent before received": 0, "out of order": 0, "unmapped": 0}
    latest = 0

    def receive(record):
        nonlocal latest
        if isinstance(record, dbn.SystemMsg):
            said.append({"system": int(record.code), "text": record.msg})
        elif isinstance(record, dbn.ErrorMsg):
            said.append({"error": int(record.code), "text": record.err})
        elif not isinstance(record, CONTROL):
            if wanted["ts_out"] and record.ts_out is None:
                problems["without ts_out"] += 1
            elif wanted["ts_out"] and record.ts_out < record.ts_index:
                problems["sent before received"] += 1
            # A bar has when it begins, and comes when it ends.
            if not isinstance(record, dbn.OHLCVMsg):
                problems["out of order"] += record.ts_index < latest
                latest = record.ts_index
            problems["unmapped"] += record.instrument_id not in client.symbology_map
            tally.add(record, wanted["ts_out"])

    failures = []
    client.add_callback(receive, failures.append)
    for subscription in wanted["subscriptions"]:
        client.subscribe(dataset=wanted["dataset"], **subscription)
    client.start()
    closed = None
    try:
        client.block_for_close(timeout=120)
    except db.BentoError as error:  # The client's way of telling of any ErrorMsg.
        closed = str(error)
    return {
        "closed": closed,
        "streamed": tally.summary(),
        "symbols": {str(key): value for key, value in sorted(client.symbology_map.items())},
        "said": said,
        "failures": [str(failure) for failure in failures],
        "problems": problems,
    }


def main():
    wanted = json.load(sys.stdin)
    answer = of_gateway(wanted)
    answer["files"] = of_files(wanted["files"])
    json.dump(answer, sys.stdout)


main()
