"""Encodes lines of JSON strings with the tokenizers library: peer.py TOKENIZER_JSON < strings > lists of ids and texts."""

import json
import sys

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
for line in sys.stdin:
    ids = tokenizer.encode(json.loads(line), add_special_tokens=False).ids
    print(json.dumps({"ids": ids, "text": tokenizer.decode(ids, skip_special_tokens=True)}))
