#!/usr/bin/env python3
"""Check a sitedraw draw: a second implementation of draw-v1, from its text alone (§ = its section).
  verify.py RECORD.json FRAME.ndjson              recompute a record from its frame and compare
  verify.py --draw PLAN.json SEED FRAME.ndjson    print the canonical record
Exit code 0: agrees; 1: differs or is refused; 2: bad usage, not checked. Python 3.9 or later, standard library only."""
import collections, hashlib, heapq, itertools, json, math, pathlib, re, struct, sys, unicodedata
BIG, RADIUS, DEGREE = 2**53, 6371008.8, math.pi / 180
class Refused(Exception): pass  # not allowed by draw-v1 (§1), or different (§9)
def need(condition, reason):  # Refuse with the reason unless the condition holds (§1)
    if not condition: raise Refused(reason)
def parse(data, what):  # JSON: integers within ±(2^53-1) only, no member twice (§1)
    def number(digits):
        good = re.fullmatch("0|-?[1-9][0-9]{0,15}", digits) and abs(int(digits)) < BIG
        return int(digits) if good else need(False, f"{what}: {digits:.30} is no plain integer within 2^53-1")
    members = lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else need(False, f"{what}: member twice")
    numbers = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), number)
    try: return json.loads(data.decode("utf-8"), object_pairs_hook=members, **numbers)
    except (ValueError, RecursionError) as err: raise Refused(f"{what}: not JSON in UTF-8: {err}")
def canonical(value):  # Canonical form, RFC 8785 (§3); our member names are ASCII, so sorting them is simple
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
# Members of sites (§3), plans, steps (§4) as patterns of canonical form, which escapes control characters.
many = lambda part, least=1: rf"\[{part}(?:,{part}){{{least - 1},}}\]"
LETTER, COUNT, POINT = r'(?:[^"\\\x7f\ud800-\udfff]|\\["\\])', "[1-9][0-9]*", r"\[-?[0-9]+,-?[0-9]+\]"
TEXT, BY, POLYGON = f'"{LETTER}+"', f'"(?:area|place|unit|tag:{LETTER}*)"', many(many(POINT, 4))
SHAPES = {"Point": POINT, "LineString": many(POINT, 2), "Polygon": POLYGON, "MultiPolygon": many(POLYGON)}
GEOMETRY = "|".join(rf'{{"coordinates":{where},"type":"{kind}"}}' for kind, where in SHAPES.items())
SITE = {**dict.fromkeys(("id", "name", "category", "unit", "part_of"), TEXT), "area": '"[0-9]{12}"',
        "tags": many(TEXT), "size": COUNT, "point": POINT, "geometry": GEOMETRY}
STEP = {"id": f'"(?:(?![/@+%]){LETTER})+"', "n": f'"all"|{COUNT}', "by": f'"category"|{BY}', "map": "{.+}",
        **dict.fromkeys(("category", "tags", "any_tags", "in", "not_in"), many(TEXT)), "by_size": "true",
        **dict.fromkeys(("reserve", "apart", "walk"), COUNT), **dict.fromkeys(("within", "of"), TEXT),
        "allocate": '"(?:equal|each)"', "method": '"(?:systematic|pareto|balanced|map)"',
        "at_most": f'{{"by":{BY},"n":{COUNT}}}'}
INNER = {"at_most": {"by": BY, "n": COUNT}, "map": {
    "anchor": f'"picks:{LETTER}+"', "in": TEXT, "radius": COUNT, "list": COUNT, "take": '"nearest"'}}
PLAN, UNLIMITED = {"name": TEXT, "title": TEXT, "steps": r"\[.+\]"}, {"name", "title", "by", "anchor"}
DEFAULTS = {"allocate": "proportional", "method": "simple", "by_size": False, "reserve": 0, "apart": 0,
            "radius": 5000, "list": 10, "take": "any"}
CLASHES = """within+of ALL+allocate ALL+reserve ALL+by_size ALL+method by_size+SIMPLE by_size+PARETO
by_size+MAP apart+SYSTEMATIC apart+BALANCED at_most+SYSTEMATIC at_most+BALANCED at_most+MAP
reserve+by_size+BALANCED map+SIMPLE map+SYSTEMATIC map+PARETO map+BALANCED map.in+map.anchor""".split()
def text(value, what, most):  # Check a text: at least a byte, NFC, without control characters (§1)
    need(type(value) is str and re.fullmatch(TEXT, canonical(value)), f"{what}: not a text: {value!r:.99}")
    same = unicodedata.normalize("NFC", value) == value
    need(same and len(value.encode()) <= most, f"{what}: not in NFC, or over {most} bytes: {value!r:.99}")
def checked(value, table, what, reduce=True):  # members of a table, a plan's reduced (§3, §4)
    need(type(value) is dict, f"{what}: not an object"); kept = {}
    for name, v in value.items():
        need(name in table, f"{what}: unknown member {name!r}")
        v = checked(v, INNER[name], f"{what}: {name}") if name in INNER and type(v) is dict else v
        default = type(v) is type(DEFAULTS.get(name)) and v == DEFAULTS.get(name)
        if reduce and (default or v in (None, "", [], {})): continue
        need(re.fullmatch(table[name], canonical(v)), f"{what}: {name} cannot be {v!r:.99}")
        texts = [part for part in (v if type(v) is list else [v]) if type(part) is str]
        for part in texts: text(part, f"{what}: {name}", BIG if name in UNLIMITED else 255)
        need(len(set(texts)) == len(texts), f"{what}: {name}: an entry is there twice")
        kept[name] = v
    return kept
def read_plan(value):  # A plan in reduced form, checked (§4)
    plan, earlier = checked(value, PLAN, "plan"), {None}
    need("steps" in plan, "plan: no steps")
    plan["steps"] = [checked(step, STEP, f"step {i}") for i, step in enumerate(plan["steps"], 1)]
    for step in plan["steps"]:
        name, look, method = step.get("id"), step.get("map", {}), step.get("method", "simple")
        need({"id", "category", "n"} <= set(step), f"step {name}: without id, category or n")
        traits = {*step, str(step["n"]).upper(), method.upper(), *("map." + m for m in look)}
        clash = [clash for clash in CLASHES if set(clash.split("+")) <= traits]
        need(not clash, f"step {name}: {clash} do not go together")
        anchor = look.get("anchor", "")[6:] or None
        late = {step.get("within"), step.get("of"), anchor, *step.get("not_in", [])} - earlier
        need(not late, f"step {name}: no earlier step {late}")
        need(name not in earlier, f"step {name}: another step of this id"); earlier.add(name)
    return plan
class Site:  # A site of a frame, checked, with what its geometry gives (§3)
    def __init__(self, line, what):
        data = checked(parse(line, what), SITE, what, reduce=False)
        need("id" in data and canonical(data).encode() == line, f"{what}: no id, or not in canonical form")
        self.id, self.get, self.tags = data["id"], data.get, data.get("tags", [])
        self.area, self.size, shape = data.get("area", ""), data.get("size", 0), data.get("geometry", {})
        kind, where = shape.get("type"), shape.get("coordinates")
        self.polygons = [where] if kind == "Polygon" else where if kind == "MultiPolygon" else []
        self.line = where if kind == "LineString" else []
        self.position = where if kind == "Point" else self.line[len(self.line) // 2] if self.line else data.get("point")
        need(self.size < 2**31 and self.tags == sorted(self.tags), f"{what}: size over 2^31-1, or unsorted tags")
        need("point" not in data or self.polygons, f"{what}: point of a site that is no polygon")
        corners = [corner for rings in self.polygons for ring in rings for corner in ring]
        for x, y in [self.position or [0, 0], *self.line, *corners]:
            need(abs(x) <= 18 * 10**8 and abs(y) <= 9 * 10**8, f"{what}: {x},{y} is not on the globe")
        for rings in self.polygons:
            need(all(ring[0] == ring[-1] for ring in rings), f"{what}: ring not closed")
            outer, *holes = (abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(r, r[1:]))) for r in rings)
            need(outer not in (0, sum(holes)), f"{what}: polygon of zero area")
def read_frame(data):  # The sites of a frame file, in order (§3)
    need(data.endswith(b"\n") or not data, "frame: the last line does not end with LF")
    sites = [Site(line, f"frame line {i}") for i, line in enumerate(data.split(b"\n")[:-1], 1)]
    for a, b in zip(sites, sites[1:]): need(a.id < b.id, f"frame: id {b.id!r} is there twice or not sorted")
    return sites
# SHA-256, keys, units and integers of a stream (§2), rounding (§1), names in scopes (§5), what is empty (§9).
sha = lambda *parts: hashlib.sha256(b"".join(p.encode() if type(p) is str else p for p in parts))
key = lambda seed, scope: sha("draw-v1\n", seed, "\n", scope).digest()
unit = lambda stream: ((next(stream) >> 12) + 0.5) / 2**52
below = lambda stream, n: next(word for word in stream if word < n * (2**64 // n)) % n
rounded = lambda x: math.floor(abs(x) + 0.5) * (-1 if x < 0 else 1)
encoded = lambda name: re.sub("[%/@+]", lambda sign: f"%{ord(sign[0]):02X}", name)
filled = lambda members: {name: v for name, v in members.items() if v not in ("", [])}
def tickets(seed, scope, names):  # The tickets of sites, by their id, or of strata, by their name (§2, §5)
    return {name: sha(k, getattr(name, "id", name)).digest() for k in [key(seed, scope)] for name in names}
def words(seed, scope):  # The stream of a scope, an iterator of words of 64 bits (§2)
    blocks = (sha(key(seed, scope), b"\0", struct.pack(">Q", i)).digest() for i in itertools.count())
    return (word for block in blocks for word in struct.unpack(">4Q", block))
def metres(a, b):  # Distance of two positions on the sphere (§8)
    lon1, lat1, lon2, lat2 = (e7 / 1e7 * DEGREE for e7 in (*a, *b))
    up, across = math.sin((lat2 - lat1) / 2), math.sin((lon2 - lon1) / 2)
    h = up * up + math.cos(lat1) * math.cos(lat2) * (across * across)
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(h)))
def side(ring, x, y):  # 1 inside a ring, 0 on it, -1 outside, by integers and the even-odd rule (§8)
    inside = -1
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2): return 0
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1): inside = -inside
    return inside
def in_any(spot, polygons):  # In or on an outer ring and not strictly inside a hole of that polygon (§8)
    return any(side(r[0], *spot) >= 0 and all(side(hole, *spot) <= 0 for hole in r[1:]) for r in polygons)
def stratum_of(site, by):  # The name of a site's stratum, empty if it has none (§5)
    if by.startswith("tag:"): return next((tag for tag in site.tags if tag.startswith(by[4:])), "")
    return site.area[:9 if by == "area" else 12] if by in ("area", "place") else site.get(by, "")
def hit(r, pace, start, end):  # Whether start <= r + k·pace < end for some integer k >= 0 (§5, §6.2)
    return r + max(0, -((r - start) // pace)) * pace < end
def allocate(seed, scope, how, n, sizes):  # How many each stratum gets; sizes: the candidates of each (§5)
    total, before, scope, share = sum(sizes.values()), 0, scope + "+allocate", dict.fromkeys(sizes, 0)
    if n >= total or how == "each": return {s: min(n, sizes[s]) for s in sizes}
    ties, r = tickets(seed, scope, sizes), below(words(seed, scope), total)
    for _ in range(n if how == "equal" else 0):
        share[min((s for s in sizes if share[s] < sizes[s]), key=lambda s: (share[s], ties[s]))] += 1
    for s in sorted(sizes) if how == "proportional" else []:
        share[s] = n * sizes[s] // total + hit(r, total, before, before + n * sizes[s] % total)
        before += n * sizes[s] % total
    return share
def certain(sites, n, by_size=True):  # certain, rest, its sizes, how many of it (§6.3)
    sure, now = [], by_size
    while now:
        total = sum(s.size for s in sites); now = [s for s in sites if n * s.size >= total]
        sure, sites, n = sure + now, [s for s in sites if n * s.size < total], n - len(now)
    return sure, sites, [s.size if by_size else 1 for s in sites], n
def pivotal(seed, scope, sites, n, by_size=False):  # The sample of the local pivotal method (§6.4)
    sure, rest, sizes, n = certain(sorted(sites, key=lambda s: s.id), n, by_size)
    if n >= len(rest): return sure + rest
    stream, left, total = words(seed, scope), list(range(len(rest))), float(sum(sizes))
    p, lats = [float(n * size) / total for size in sizes], [s.position[1] / 1e7 for s in rest]
    c = math.floor(1e6 * math.cos((min(lats) + max(lats)) / 2 * DEGREE) + 0.5) / 1e6
    x, y = [s.position[0] * c for s in rest], [float(s.position[1]) for s in rest]
    while len(left) > 1:
        i = left[below(stream, len(left))]
        j = min(((x[i] - x[k]) * (x[i] - x[k]) + (y[i] - y[k]) * (y[i] - y[k]), k) for k in left if k != i)[1]
        v, both = unit(stream), p[i] + p[j]
        if both < 1: p[i], p[j] = (0.0, both) if v * both < p[j] else (both, 0.0)
        else: p[i], p[j] = (1.0, both - 1) if v * (2 - p[i] - p[j]) < 1 - p[j] else (both - 1, 1.0)
        for k in i, j:
            p[k] = float(round(p[k])) if abs(p[k] - round(p[k])) <= 1e-9 else p[k]
            if p[k] in (0.0, 1.0):
                left[left.index(k)] = left[-1]; left.pop()
    return sure + [s for k, s in enumerate(rest) if p[k] == 1 or k in left and unit(stream) < p[k]]
def stretch(seed, scope, site, walk):  # The stretch of a line to walk, in millimetres (§7)
    length = 0.0
    for a, b in zip(site.line, site.line[1:]): length += metres(a, b)
    start = unit(words(seed, f"{scope}/stretch/{encoded(site.id)}")) * (length - walk)
    ends = (start, start + walk) if length >= walk else (0, length)
    return {name: rounded(1000 * end) for name, end in zip(("from_mm", "to_mm"), ends)}
class Draw:  # picks and shortfalls so far, and the state of the step in hand (§5, §9)
    def __init__(self, plan, seed, sites):
        self.seed, self.sites, self.picks, self.shortfalls, self.main, self.all = seed, sites, [], [], {}, {}
        for step in plan["steps"]:
            self.get, self.id, self.near, self.count = step.get, step["id"], [], collections.Counter()
            self.reserve, self.main[self.id], self.all[self.id] = step.get("reserve", 0), [], set()
            for within, candidates in self.opened(): self.take(within, candidates)
    def opened(self):  # What the step opens: pairs of within and candidates (§4, §5)
        get, tags, any_tags = self.get, set(self.get("tags", [])), set(self.get("any_tags", []))
        areas = [(s.id, polygon) for s in self.sites for polygon in s.polygons if s.id in get("in", [])]
        need({name for name, _ in areas} == set(get("in", [])), f"step {self.id}: in: no polygon of that id")
        seen = set().union(*(self.all[name] for name in get("not_in", [])))
        pool = [s for s in self.sites if s.get("category") in get("category") and s not in seen
                and tags <= set(s.tags) and (not any_tags or any_tags & set(s.tags))
                and (not areas or s.position and in_any(s.position, [polygon for _, polygon in areas]))]
        parents = list(dict.fromkeys(self.main[get("within") or get("of") or self.id]))
        if get("of"): return [(p.id, [s for s in pool if s.get("part_of") == p.id]) for p in parents]
        need(all(p.area for p in parents), f"step {self.id}: within a pick without area")
        starts = [(p.id, re.sub("(000){1,2}$", "", p.area)) for p in parents] if get("within") else [("", "")]
        return [(within, [s for s in pool if s.area.startswith(start)]) for within, start in starts]
    def take(self, within, sites):  # picks and shortfall of a scope that the step opens (§5, §9)
        get, by, method = self.get, self.get("by", ""), self.get("method")
        lost = [s.id for s in sites if not s.position and (method in ("balanced", "map") or get("apart"))
                or not s.size and (method == "pareto" or get("by_size"))]
        need(not lost, f"step {self.id}: sites without the position or size it needs: {lost}")
        n = len(sites) if get("n") == "all" else get("n"); base = self.id + ("@" + encoded(within) if within else "")
        names = sorted({stratum_of(s, by) for s in sites}) if by else [""]
        strata = {name: [s for s in sites if stratum_of(s, by) == name] for name in names}
        sizes = {name: len(strata[name]) for name in names}; place, got = {"step": self.id, "within": within}, 0
        share = allocate(self.seed, base, get("allocate", "proportional"), n, sizes)
        for name in filter(share.get, names):
            m, scope = share[name], base + ("/" + encoded(name) if by else "")
            chosen = (self.look if method == "map" else self.walk)(scope, strata[name], m)
            ticket, got = tickets(self.seed, scope, chosen), got + min(m, len(chosen))
            for i, site in enumerate(chosen, 1):
                role = {"role": "main", "order": i} if i <= m else {"role": "reserve", "order": i - m}
                line = stretch(self.seed, scope, site, get("walk")) if get("walk") and site.line else {}
                self.picks.append(filled({**place, "stratum": name, **role, "id": site.id,
                                          "ticket": ticket[site].hex(), "anchor": chosen[site], **line}))
            self.main[self.id] += list(chosen)[:m]; self.all[self.id] |= set(chosen)
        want = n * len(names) if get("allocate") == "each" else n
        if got < want: self.shortfalls.append(filled({**place, "want": want, "got": got}))
    def ordered(self, scope, sites, n):  # The candidates in the order of the method (§6.1-6.4)
        seed, method, ticket = self.seed, self.get("method"), tickets(self.seed, scope, sites).get
        if method == "balanced":
            both = pivotal(seed, scope + "+both", sites, n + self.reserve) if self.reserve else sites
            main = pivotal(seed, scope, both, n, self.get("by_size", False))
            return sorted(main, key=ticket) + sorted(set(both) - set(main), key=ticket)
        if method == "systematic":
            line = sorted(sites, key=lambda s: (s.area, s.id))
            sure, rest, sizes, n = certain(line, n, self.get("by_size", False))
            total, ends = sum(sizes), itertools.accumulate(n * size for size in sizes)
            r = below(words(seed, scope), total) if rest else 0
            taken = [s for s, size, end in zip(rest, sizes, ends) if hit(r, total, end - n * size, end)]
            others, later = set(sites) - set(sure + taken), tickets(seed, scope + "+reserve", sites).get
            return sorted(sure, key=ticket) + taken + sorted(others, key=later)
        if method == "pareto":
            sure, rest, sizes, n = certain(sites, n)
            u, total = {s: unit(iter(struct.unpack(">Q", ticket(s)[:8]))) for s in rest}, float(sum(sizes))
            share = {s: float(n * s.size) / total for s in rest}
            q = {s: (u[s] / (1 - u[s])) / (share[s] / (1 - share[s])) for s in rest}
            return sorted(sure, key=ticket) + sorted(rest, key=lambda s: (q[s], ticket(s)))
        return sorted(sites, key=ticket)
    def free(self, site):  # Whether no accepted pick of the step is too near (§6.6)
        apart = 1000 * self.get("apart", 0)
        return not apart or all(rounded(1000 * metres(spot, site.position)) >= apart for spot in self.near)
    def walk(self, scope, sites, n):  # main picks and reserves in the method's order (§6.6)
        order, limit, chosen = self.ordered(scope, sites, n), self.get("at_most"), {}
        for limited, enough in [(True, n)] * bool(limit) + [(False, n + self.reserve)]:
            for site in order:
                group = stratum_of(site, limit["by"]) if limit else ""
                full = limited and group and self.count[group] >= limit["n"]
                if len(chosen) < enough and site not in chosen and not full and self.free(site):
                    chosen[site] = ""; self.near.append(site.position)
                    self.count[group] += len(chosen) <= n
        return chosen
    def look(self, scope, sites, n):  # those of somebody who opens a map (§6.5, §8)
        look, stream, chosen = {**DEFAULTS, **self.get("map", {})}, words(self.seed, scope), {}
        areas = [polygon for s in self.sites if s.get("category") == look.get("in", 0) for polygon in s.polygons]
        need(areas or "in" not in look, f"step {self.id}: no polygons to look in")
        spots = [s.position for s in (self.main[look["anchor"][6:]] if "anchor" in look else self.sites)]
        need(all(spots) or "anchor" not in look, f"step {self.id}: an anchor is not located")
        corners = [corner for rings in areas for corner in rings[0]] or list(filter(None, spots)) or [(0, 0)]
        (west, east), (south, north) = ((min(c), max(c)) for c in zip(*corners))
        s0, s1 = (math.sin(e7 / 1e7 * DEGREE) for e7 in (south, north)); left = sorted((s.id, s) for s in sites)
        for turn in range(1000 * (n + self.reserve) if spots else 0):
            if len(chosen) == n + self.reserve or not left: break
            anchor = spots[turn % len(spots)]
            while "anchor" not in look:
                lon = west / 1e7 + unit(stream) * (east / 1e7 - west / 1e7)
                lat = math.asin(s0 + unit(stream) * (s1 - s0)) * (180 / math.pi)
                anchor = [rounded(lon * 1e7), rounded(lat * 1e7)]
                if not areas or in_any(anchor, areas): break
            near = ((rounded(1000 * metres(anchor, s.position)), name, s) for name, s in left)
            shown = heapq.nsmallest(look["list"], (entry for entry in near if entry[0] <= 1000 * look["radius"]))
            if not shown: continue
            _, name, site = shown[0 if look["take"] == "nearest" else below(stream, len(shown))]
            if self.free(site):
                chosen[site] = anchor; self.near.append(site.position); left.remove((name, site))
        return chosen
def record(plan, seed, frame):  # plan as written, seed, bytes of a frame (§9)
    plan, sites = read_plan(plan), read_frame(frame); text(seed, "seed", 1024)
    draw, head = Draw(plan, seed, sites), {"digest": sha(frame).hexdigest(), "sites": len(sites)}
    return filled({"spec": "draw-v1", "frame": head, "plan": plan, "seed": seed,
                   "picks": draw.picks, "shortfalls": draw.shortfalls})
def difference(want, have):  # The first thing that differs between two records, or nothing (§9)
    for name in {**want, **have}:
        pair = [r.get(name, []) if type(r.get(name, [])) is list else [r[name]] for r in (want, have)]
        for i, (a, b) in enumerate(itertools.zip_longest(*pair, fillvalue={}), 1):
            parts = [k for k in {**a, **b} if a.get(k) != b.get(k)] if type(a) is type(b) is dict else []
            if canonical(a) != canonical(b):
                return f"{name} {i} {' '.join(parts[:1])}: differs\n  expected {a}\n  found    {b}"
def main(kind="", *args):  # The command line; answers with the exit code (§9, §10)
    read = lambda name: pathlib.Path(name).read_bytes()
    try:
        if kind == "--draw" and len(args) == 3:
            sys.stdout.buffer.write(canonical(record(parse(read(args[0]), "plan"), args[1], read(args[2]))).encode())
        elif kind[:1] not in ("", "-") and len(args) == 1:
            data, frame = read(kind), read(args[0])
            have, digest = parse(data, "record"), sha(frame).hexdigest()
            need(type(have) is dict and type(have.get("frame")) is dict, "record: not the record of a draw")
            if have.get("spec") == "rounds-v1": return print("NOT CHECKED: a round of rounds-v1: use rounds.py") or 2
            need(have["frame"].get("digest") == digest, f"frame: expected {digest}, found {have['frame']}")
            want = record(have.get("plan"), have.get("seed"), frame)
            need(not difference(want, have), difference(want, have))
            need(data.rstrip(b"\n") == canonical(want).encode(), "record: not in canonical form")
            print(f"OK {sha(canonical(want)).hexdigest()} {len(want.get('picks', []))} picks")
        else: return print(__doc__, file=sys.stderr) or 2
    except (Refused, RecursionError, OSError) as e: return print(e, file=sys.stderr) or 1 + isinstance(e, OSError)
    return 0
if __name__ == "__main__": sys.exit(main(*sys.argv[1:]))
