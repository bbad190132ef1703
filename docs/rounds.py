#!/usr/bin/env python3
"""Check the rounds of a sitedraw drill: a second implementation of rounds-v1, from its text alone (§ = its section).
  rounds.py BUNDLE        a folder or zip: drill.json, round-NN.record.json, frame-DIGEST.ndjson
  rounds.py RECORD.json FRAME.ndjson    one round alone, by what its record says that it took over
  rounds.py --draw PLAN.json SEED FRAME.ndjson COORDINATION.json    print the canonical record of one round
Every record is computed again; in a bundle also what a cover took over from the rounds before. What rounds of the modes
again and weighted took over follows from results, which drill.py looks at. Exit code 0: all agree; 1: something differs
or is refused; 2: bad usage. Python 3.9 or later, standard library only; verify.py must lie beside it."""
import collections, pathlib, re, sys, zipfile
sys.dont_write_bytecode = True  # the folder may be read-only
import verify  # noqa: E402
from verify import Refused, canonical, filled, need, parse, sha, stratum_of, tickets

MODES = ("faithful", "cover", "again", "weighted")
LEVEL = {"name": verify.TEXT, "times": "[0-9]+"}
BIGGEST = 2**31 - 1


def levels_of(value, what):
    """The levels of a coordination: a counter, the set of what is new (§2)."""
    need(type(value) is dict and set(value) <= {"drawn", "joined", "new"}, f"{what}: unknown member")
    lists = {name: value.get(name, []) for name in ("drawn", "joined", "new")}
    for name in "drawn", "joined":
        for item in lists[name]:
            verify.checked(item, LEVEL, f"{what}.{name}", reduce=False)
            need("times" in item and item["times"] >= (name == "drawn"), f"{what}.{name}: {item} has no right number")
        lists[name] = [(item.get("name", ""), item["times"]) for item in lists[name]]
        ascending([name for name, _ in lists[name]], f"{what}.{name}")
    ascending(lists["new"], f"{what}.new")
    return collections.Counter(dict(lists["drawn"])), set(lists["new"])


def ascending(names, what):
    """Names in ascending order, each once (§2)."""
    need(all(type(name) is str for name in names), f"{what}: not a list of texts")
    for name in filter(None, names):
        verify.text(name, what, 255)
    need(names == sorted(set(names)), f"{what}: not in ascending order, each once")


class Least(verify.Draw):
    """A draw that picks what was drawn least (§3)."""

    def __init__(self, plan, seed, sites, coordination):
        self.reach = coordination.get("reach", "")
        self.level, self.fresh = levels_of(coordination.get("sites", {}), "sites")
        self.heights, self.strange = levels_of(coordination.get("groups", {}), "groups")
        self.joined, self.entered = {}, {}
        ids, groups = {s.id for s in sites}, {self.group(s) for s in sites}
        need(set(self.level) | self.fresh <= ids, "sites: a name that the frame does not have")
        need(set(self.heights) | self.strange <= groups | {""}, "groups: a name that the frame does not have")
        aside = ("method", "by_size", "map")
        steps = [{k: v for k, v in step.items() if k not in aside} for step in plan["steps"]]
        super().__init__({**plan, "steps": steps}, seed, sites)

    def group(self, site):
        """The group of a site; all are in one if sites are to be reached (§3)."""
        return stratum_of(site, self.reach) if self.reach else ""

    @staticmethod
    def join(names, level, fresh, joined):
        """New ones come in at the least level of the others (§3)."""
        base = min((level[name] for name in names - fresh), default=max(level[name] for name in names))
        for name in names & fresh:
            fresh.remove(name)
            level[name] = joined[name] = max(level[name], base)

    def walk(self, scope, sites, n):
        """Main picks and reserves, one by one from the least (§3; draw-v1 §6.6)."""
        self.join({s.id for s in sites}, self.level, self.fresh, self.joined)
        self.join({self.group(s) for s in sites}, self.heights, self.strange, self.entered)
        running, ticket = self.heights.copy(), tickets(self.seed, scope, sites)
        place = lambda s: (running[self.group(s)], self.level[s.id], ticket[s])
        limit, chosen = self.get("at_most"), {}
        for limited, enough in [(True, n)] * bool(limit) + [(False, n + self.reserve)]:
            rest = [s for s in sites if s not in chosen]
            while rest and len(chosen) < enough:
                site = min(rest, key=place)
                rest.remove(site)
                kind = stratum_of(site, limit["by"]) if limit else ""
                if limited and kind and self.count[kind] >= limit["n"] or not self.free(site):
                    continue
                chosen[site] = ""
                self.near.append(site.position)
                self.count[kind] += len(chosen) <= n
                running[self.group(site)] += 1
        for site in list(chosen)[:n]:
            self.level[site.id] += 1
            self.heights[self.group(site)] += 1
        return chosen


class Heavy(verify.Draw):
    """A rehearsal by weights: pareto in every step that is no census (§5)."""

    def __init__(self, plan, seed, sites, coordination):
        weights = {item.get("id"): item.get("weight") for item in coordination.get("weights", [])}
        ascending(list(map(str, weights)), "weights")
        need(len(weights) == len(coordination.get("weights", [])), "weights: a site twice")
        need(all(type(w) is int and 1 <= w <= BIGGEST for w in weights.values()), "weights: not 1 … 2^31-1")
        need(set(weights) <= {s.id for s in sites}, "weights: a site that the frame does not have")
        for site in sites:
            site.size = weights.get(site.id, 1)
        aside = ("method", "by_size", "map")
        steps = [step if step["n"] == "all" else
                 {**{k: v for k, v in step.items() if k not in aside}, "method": "pareto"} for step in plan["steps"]]
        super().__init__({**plan, "steps": steps}, seed, sites)


class Repeat:
    """The sites that failed before, each in the first step that it fits (§4)."""

    def __init__(self, plan, seed, sites, coordination):
        ids, self.picks, self.shortfalls = coordination.get("recheck", []), [], []
        ascending(ids, "recheck")
        by_id, shares = {s.id: s for s in sites}, {step["id"]: [] for step in plan["steps"]}
        for name in ids:
            need(name in by_id, f"recheck: {name!r} is not in the frame")
            step = next((step for step in plan["steps"] if self.fits(step, by_id[name])), None)
            need(step, f"recheck: {name!r} fits no step")
            shares[step["id"]].append(by_id[name])
        for step in plan["steps"]:
            ticket = tickets(seed, step["id"], shares[step["id"]])
            for order, site in enumerate(sorted(ticket, key=ticket.get), 1):
                walked = step.get("walk") and site.line
                line = verify.stretch(seed, step["id"], site, step["walk"]) if walked else {}
                self.picks.append({"step": step["id"], "role": "main", "order": order, "id": site.id,
                                   "ticket": ticket[site].hex(), **line})

    @staticmethod
    def fits(step, site):
        """Whether a site has the category and the tags of a step (§4)."""
        tags, some = set(site.tags), set(step.get("any_tags", []))
        return site.get("category") in step["category"] and set(step.get("tags", [])) <= tags and (
            not some or bool(some & tags))


def record(plan, seed, frame, coordination):
    """The record of a round (§6)."""
    if coordination is None:
        return verify.record(plan, seed, frame)
    need(type(coordination) is dict, "coordination: not an object")
    mode, plan, sites = coordination.get("mode"), verify.read_plan(plan), verify.read_frame(frame)
    verify.text(seed, "seed", 1024)
    allowed = {"cover": {"reach", "sites", "groups"}, "again": {"recheck"}, "weighted": {"weights"}}
    need(mode in allowed, f"mode: {mode!r} is none of {', '.join(allowed)}")
    wrong = set(coordination) - allowed[mode] - {"mode"}
    need(not wrong, f"coordination: {wrong} does not go with {mode}")
    need(coordination.get("reach", "area") in ("area", "place", "unit"), "reach: none of area, place, unit")
    need("groups" not in coordination or "reach" in coordination, "groups: without reach")
    draw = {"cover": Least, "again": Repeat, "weighted": Heavy}[mode](plan, seed, sites, coordination)
    told = dict(coordination)
    if mode == "cover":
        for member, joined in ("sites", draw.joined), ("groups", draw.entered):
            told[member] = {**told.get(member, {}), "joined": named(joined.items())}
            told[member] = filled(told[member])
    told = {name: value for name, value in told.items() if value not in ({}, [])}
    head = {"digest": sha(frame).hexdigest(), "sites": len(sites)}
    return filled({"spec": "rounds-v1", "coordination": told, "frame": head, "plan": plan, "seed": seed,
                   "picks": draw.picks, "shortfalls": draw.shortfalls})


def named(levels):
    """Levels as a record has them, by name (§2)."""
    return [filled({"name": name, "times": times}) for name, times in sorted(levels)]


class Memory:
    """What the rounds so far leave for the next one that covers (§3)."""

    def __init__(self):
        self.rounds, self.level, self.stood = 0, collections.Counter(), {}

    def key(self, site, reach):
        return site.id if reach is None else stratum_of(site, reach)

    def add(self, sites, made):
        """Notes a round: who was there, who came in, who was a main pick."""
        self.rounds += 1
        took = made.get("coordination", {})
        for reach in None, "area", "place", "unit":
            part = took.get("sites", {}) if reach is None else took.get("groups", {}) if took.get("reach") == reach else {}
            names = {site.id: self.key(site, reach) for site in sites}
            new = set(part.get("new", []))
            for name in set(names.values()) - new:
                self.stood[reach, name] = self.rounds
            for name in new:
                self.stood.pop((reach, name), None)
            for item in part.get("joined", []):
                self.stood[reach, item.get("name", "")] = self.rounds
                self.level[reach, item.get("name", "")] = item["times"]
            for pick in made.get("picks", []):
                if pick["role"] == "main":
                    self.level[reach, names[pick["id"]]] += 1

    def levels(self, sites, reach):
        """The levels that the next round takes over, and who is new to it."""
        names = sorted({self.key(site, reach) for site in sites}) if self.rounds else []
        drawn = [(name, self.level[reach, name]) for name in names if self.level[reach, name]]
        return filled({"drawn": named(drawn), "new": [n for n in names if self.stood.get((reach, n)) != self.rounds]})

    def cover(self, sites, reach):
        """The coordination of the next round of a cover, but for what its draw adds."""
        groups = self.levels(sites, reach) if reach else {}
        whole = {"mode": "cover", "reach": reach, "sites": self.levels(sites, None), "groups": groups}
        return {name: value for name, value in whole.items() if value not in ("", {})}


def taken_over(coordination):
    """A coordination without what its own draw added."""
    part = lambda value: {k: v for k, v in value.items() if k != "joined"} if type(value) is dict else value
    return {name: part(value) for name, value in coordination.items() if part(value) != {}}


class Bundle:
    """The files of a drill, in a folder or a zip."""

    def __init__(self, path):
        path = pathlib.Path(path)
        if path.is_dir():
            self.read = lambda name: (path / name).read_bytes()
            self.names = [p.name for p in path.iterdir()]
        else:
            archive = zipfile.ZipFile(path)
            self.read, self.names = archive.read, archive.namelist()

    def rounds(self):
        """The numbers of the rounds with the names of their records, in order."""
        found = (re.fullmatch(r"round-([0-9]+)\.record\.json", name) for name in self.names)
        return sorted((int(match[1]), match[0]) for match in found if match)


def check_bundle(bundle):
    """Checks every round of a bundle, one after the other (§3 to §7)."""
    drill, memory = parse(bundle.read("drill.json"), "drill.json"), Memory()
    mode, rounds = drill.get("mode", "faithful"), bundle.rounds()
    need(mode in MODES, f"drill.json: unknown mode {mode!r}")
    need(rounds, "no round-NN.record.json in the bundle")
    for number, name in rounds:
        data = bundle.read(name)
        have = parse(data, name)
        digest = frame_digest(have, name)
        need(type(digest) is str and re.fullmatch("[0-9a-f]{64}", digest), f"{name}: no digest of a frame")
        frame = bundle.read(f"frame-{digest}.ndjson")
        need(sha(frame).hexdigest() == digest, f"{name}: the frame's file has another digest")
        try:
            check_round(drill, number, have, memory.cover(verify.read_frame(frame), drill.get("reach", "")))
            want = again_the_same(data, have, frame)
        except Refused as reason:
            raise Refused(f"{name}: {reason}")
        memory.add(verify.read_frame(frame), want)
        print(f"OK round {number} {sha(canonical(want)).hexdigest()} {mode} {len(want.get('picks', []))} picks")


def frame_digest(have, name):
    """The digest of the frame that a record is of."""
    need(type(have) is dict and type(have.get("frame")) is dict, f"{name}: not the record of a draw")
    return have["frame"].get("digest")


def again_the_same(data, have, frame):
    """A record, computed again to the byte from its frame and what it took over (§6)."""
    want = record(have.get("plan"), have.get("seed"), frame, have.get("coordination"))
    difference = verify.difference(want, have)
    need(not difference, difference)
    need(data.rstrip(b"\n") == canonical(want).encode(), "not in canonical form")
    return want


def check_alone(data, frame):
    """Checks one record without the rounds before: not whether what it took over is what they left."""
    have, found = parse(data, "record"), sha(frame).hexdigest()
    digest = frame_digest(have, "record")
    need(digest == found, f"frame: expected {found}, found {digest}")
    want = again_the_same(data, have, frame)
    print(f"OK {sha(canonical(want)).hexdigest()} {len(want.get('picks', []))} picks")
    if "coordination" in want:
        print(f"NOT CHECKED what it took over ({want['coordination']['mode']}): that follows from the rounds before, or "
              "their results; the bundle of the drill has them (sitedraw drill export)")


def check_round(drill, number, have, cover):
    """Whether a round's mode, plan, seed and coordination are the drill's (§3, §7)."""
    mode, took = drill.get("mode", "faithful"), have.get("coordination")
    found = took.get("mode") if type(took) is dict else "faithful"
    need(found == mode, f"mode: expected {mode}, found {found}")
    plan = sha(canonical(verify.read_plan(have.get("plan")))).hexdigest()
    need(drill.get("plan", plan) == plan, f"plan: expected {drill.get('plan')}, found {plan}")
    if drill.get("seeds") == "practice":
        seed = practice(drill.get("seed", ""), number)
        need(have.get("seed") == seed, f"seed: expected {seed}, found {have.get('seed')}")
    if mode == "cover":
        need(taken_over(took) == cover, f"coordination: expected {cover}, found {taken_over(took)}")


def practice(text, number):
    """The seed of a round of practice (§7)."""
    return sha("rounds-v1 seed\n", text, "\n", str(number)).hexdigest()


def main(kind="", *args):
    """The command line; answers with the exit code."""
    read = lambda name: pathlib.Path(name).read_bytes()
    try:
        if kind == "--draw" and len(args) == 4:
            made = record(parse(read(args[0]), "plan"), args[1], read(args[2]), parse(read(args[3]), "coordination"))
            sys.stdout.buffer.write(canonical(made).encode())
        elif kind[:1] not in ("", "-") and not args:
            check_bundle(Bundle(kind))
        elif kind[:1] not in ("", "-") and len(args) == 1:
            check_alone(read(kind), read(args[0]))
        else:
            return print(__doc__, file=sys.stderr) or 2
    except (Refused, RecursionError, KeyError, zipfile.BadZipFile, OSError) as err:
        return print(err, file=sys.stderr) or 1 + isinstance(err, OSError)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
