#!/usr/bin/env python3
"""Check proofs of sitedraw's public log: RFC 6962 trees, C2SP checkpoints, Ed25519 (RFC 8032). Standard library only.
  logproof.py KEY inclusion CHECKPOINT PROOF LEAF        the leaf is in the checkpoint's log
  logproof.py KEY consistency OLD CHECKPOINT PROOF       the log begins with all that the old checkpoint stands for
KEY is the log's public key, NAME+HASH+BASE64; the others are files. LEAF holds one line of the log.
Ends with 0 and "ok …" if it holds, with 1 and the reason if not, with 2 if called otherwise. Python 3.9 or later."""
import base64, hashlib, json, sys

def want(holds, reason):
    if not holds:
        raise ValueError(reason)

def sha256(b):
    return hashlib.sha256(b).digest()

def unbase64(text, length):
    raw = base64.b64decode(text, validate=True)
    want(len(raw) == length and base64.b64encode(raw) == text, "bad base64")
    return raw

def inclusion(leaf, index, size, path):  # RFC 6962 2.1.1: the root that follows
    if size == 1:
        want(not path, "the proof is too long")
        return sha256(b"\0" + leaf)
    want(path, "the proof is too short")
    k = 1 << (size - 1).bit_length() - 1  # the largest power of two below
    if index < k:
        return sha256(b"\1" + inclusion(leaf, index, k, path[:-1]) + path[-1])
    return sha256(b"\1" + path[-1] + inclusion(leaf, index - k, size - k, path[:-1]))

def consistency(root, old, size, path, whole=True):  # RFC 6962 2.1.2: the two roots that follow
    if old == size:
        want(len(path) == (0 if whole else 1), "the proof is of another length")
        return (root, root) if whole else (path[0], path[0])
    want(path, "the proof is too short")
    k = 1 << (size - 1).bit_length() - 1
    if old <= k:
        before, now = consistency(root, old, k, path[:-1], whole)
        return before, sha256(b"\1" + now + path[-1])
    before, now = consistency(root, old - k, size - k, path[:-1], False)
    return sha256(b"\1" + path[-1] + before), sha256(b"\1" + path[-1] + now)

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, I = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)

def point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y % 2**255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * I % P
    want(v * x * x % P == u and y < P and (x or not sign), "the key is no point of the curve")
    return (x if x % 2 == sign else P - x), y, 1

def add(p, q):  # x and y over z, so that nothing is divided on the way
    (a, b, z), (c, d, w) = p, q
    e, square = D * a * b * c * d % P, z * z * w * w % P
    f, g = square - e, square + e
    return z * w * f * (a * d + b * c) % P, z * w * g * (b * d + a * c) % P, f * g % P

def times(n, p):
    total = (0, 1, 1)
    while n:
        total, p, n = add(total, p) if n & 1 else total, add(p, p), n >> 1
    return total

def signed(key, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    x, y, z = point(key)
    x, y, z = add(times(s, base), times(h, (P - x, y, 1)))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return s < L and (y | (x & 1) << 255).to_bytes(32, "little") == r

def checkpoint(path, name, key):  # size and root, if the key signed them
    body, _, lines = open(path, "rb").read().rpartition(b"\n\n")
    origin, size, root = (body + b"\n").split(b"\n")[:3]
    known = sha256(name + b"\n\1" + key)[:4]
    for line in lines.split(b"\n")[:-1]:
        mark, by, coded = line.split(b" ")
        raw = base64.b64decode(coded, validate=True)
        if by == name and raw[:4] == known:
            want(mark == "\u2014".encode() and signed(key, body + b"\n", unbase64(coded, 68)[4:]), "wrong signature")
            want(origin == name and size == b"%d" % int(size), "not a checkpoint of this log")
            return int(size), unbase64(root, 32)
    raise ValueError("the key has not signed this checkpoint")

def proof(path, number, size):  # its number and hashes, if it is of a tree of this size
    p = json.loads(open(path, "rb").read())
    want(set(p) == {"hashes", number, "size"} and type(p[number]) is type(p["size"]) is int, "not such a proof")
    want(p["size"] == size and 0 <= p[number] <= size, "the proof is of a log of another size")
    return p[number], [unbase64(h.encode(), 32) for h in p["hashes"]]

def main(key, what, *files):
    name, known, coded = key.encode().split(b"+", 2)
    raw = unbase64(coded, 33)
    want(raw[0] == 1 and sha256(name + b"\n" + raw)[:4].hex().encode() == known, "not a public key of a log")
    if what == "inclusion":
        seen, path, leaf = files
        size, root = checkpoint(seen, name, raw[1:])
        index, hashes = proof(path, "index", size)
        line = open(leaf, "rb").read().removesuffix(b"\n")
        want(index < size and inclusion(line, index, size, hashes) == root, "the leaf is not there")
        return f"ok: leaf {index} is in the log of {size}"
    older, newer, path = files
    (before, old), (size, root) = checkpoint(older, name, raw[1:]), checkpoint(newer, name, raw[1:])
    number, hashes = proof(path, "old", size)
    want(number == before, "the proof is of an earlier log of another size")
    nothing = not hashes and old == sha256(b"") and (size > 0 or root == old)
    holds = consistency(old, before, size, hashes) == (old, root) if before else nothing
    want(holds, "the log does not begin with the earlier one")
    return f"ok: the log of {size} begins with that of {before}"

if __name__ == "__main__":
    usage = len(sys.argv) != 6 or sys.argv[2] not in ("inclusion", "consistency")
    try:
        sys.exit(print(__doc__) or 2 if usage else print(main(*sys.argv[1:])))
    except (ValueError, TypeError, KeyError, OSError) as wrong:
        sys.exit(f"wrong: {wrong}")
