"""The tokenizers library on lines of JSON: a string is encoded, a list of ids decoded. peer.py TOKENIZER_JSON < lines"""

import json
import sys

from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(sys.argv[1])
for line in sys.stdin:
    question = json.loads(line)
    ids = question
    if isinstance(question, str):
        ids = tokenizer.encode(question, add_special_tokens=False).ids
    print(json.dumps({"ids": ids, "text": tokenizer.decode(ids, skip_special_tokens=True)}))
