"""Buys and downloads a batch job with databento's own client.

Takes a JSON document on stdin: gateway, key, folder, wait_s and request (keyword arguments of
metadata.get_cost). Prints a JSON document: what the request costs, the job's id, the conditions and
the SHA-256 of each file as it was downloaded, by name.
"""

import hashlib
import json
import sys
import time
import warnings
from pathlib import Path

import databento as db

# What the client only warns of, as a hash that differs, is a failure here.
warnings.simplefilter("error", db.common.error.BentoWarning)

wanted = json.load(sys.stdin)
request = wanted["request"]
client = db.Historical(key=wanted["key"], gateway=wanted["gateway"])
priced = {
    "cost": client.metadata.get_cost(**request),
    "bytes": client.metadata.get_billable_size(**request),
    "records": client.metadata.get_record_count(**request),
}
conditions = client.metadata.get_dataset_condition(
    request["dataset"], request["start"], request["end"]
)
job_id = client.batch.submit_job(**request, encoding="dbn", compression="zstd")["id"]
while client.batch.get_job_details(job_id)["state"] != "done":
    time.sleep(wanted["wait_s"])
assert job_id in [job["id"] for job in client.batch.list_jobs()]
hashes = {}
for file in client.batch.list_files(job_id):
    [path] = client.batch.download(job_id, Path(wanted["folder"]), file["filename"])
    hashes[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps({**priced, "job": job_id, "conditions": conditions, "files": hashes}))
