"""Uploads one file with tuspy, unmodified: URL FILE CHUNK METADATA-AS-JSON; says how often it was cut.

After a cut a new uploader is made for the address that the first one was given, as after a restart.
"""

import json
import sys

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

MOST_CUTS = 20

address, path, chunk, metadata = sys.argv[1:]
client = TusClient(address)
url, cut = None, 0
while True:
    try:
        uploader = client.uploader(path, url=url, chunk_size=int(chunk), metadata=json.loads(metadata))
        if url is None:
            uploader.set_url(uploader.create_url())
            url = uploader.url
        uploader.upload()
        break
    except (TusCommunicationError, TusUploadFailed):
        cut += 1
        if cut > MOST_CUTS:
            raise
print(json.dumps({"cut": cut, "url": url, "offset": uploader.offset}))
