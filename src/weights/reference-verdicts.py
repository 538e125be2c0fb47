"""Verdicts of the reference implementation of safetensors, for safetensors-reference.test.ts.

Standard input: files after one another, each behind its length (32 bits, little-endian).
Standard output: a byte for each, `1` where the reference reads it and `0` where it refuses.
"""

import struct
import sys

from safetensors import deserialize

given = sys.stdin.buffer.read()
verdicts = bytearray()
at = 0
while at < len(given):
    (length,) = struct.unpack_from("<I", given, at)
    at += 4
    try:
        deserialize(given[at : at + length])
        verdicts += b"1"
    except Exception:
        verdicts += b"0"
    at += length
sys.stdout.buffer.write(verdicts)
