#!/usr/bin/env python3
"""Check teams by lot of sitedraw: a second implementation of teams-v1, from its text alone (§ = its section).
  teams.py FOLDER          check every round-NN.teams.json of a folder against round-NN.record.json,
                           round-NN.inspectors.json, the frame of that digest (*.ndjson) and the round before;
                           teams that were drawn again are round-NN.teams-LOT.json and round-NN.inspectors-LOT.json
  teams.py --vector FILE   check a file of docs/spec/teams
Exit code 0: agrees; 1: differs or is refused; 2: bad usage. Python 3.9 or later, standard library only."""
import datetime, hashlib, itertools, json, math, pathlib, re, sys

ATTEMPTS, KINDS = 64, ["own_township", "own_unit", "recusal", "absence", "lead", "size", "cross"]

class Refused(Exception):
    """What the files say is not what teams-v1 gives, or not allowed by it."""

class Clash(Exception):
    """No attempt places every site (§7): args are the rules set aside, whether no set is smaller, the sites."""

def need(condition, reason):
    if not condition:
        raise Refused(reason)

def sha(data):
    return hashlib.sha256(data).hexdigest()

def canonical(value):
    """RFC 8785 for texts, whole numbers, lists and objects with ASCII names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def key(seed, scope):  # §2
    return hashlib.sha256(("teams-v1\n" + seed + "\n" + scope).encode()).digest()

def by_ticket(seed, scope, names):  # §2
    k = key(seed, scope)
    return sorted(names, key=lambda name: (hashlib.sha256(k + str(name).encode()).digest(), name))

def town(area):
    """The nine digits of a township, empty for a county or for nothing (§3)."""
    return "" if not area or area[6:] == "000000" else area[:9]

def place(site):  # §3
    area = site.get("area", "")
    return area if area and area[9:] != "000" else site["id"]

def recused(recusal, site):  # §3
    if "site" in recusal:
        return recusal["site"] == site["id"]
    if "unit" in recusal:
        return recusal["unit"] == site.get("unit", "")
    area = recusal["area"]
    prefix = area[:6] if area[6:] == "000000" else area[:9] if area[9:] == "000" else area
    return site.get("area", "").startswith(prefix)

class Hall:
    """A job under the rules that are not set aside (§3, §4, §5). A rule is (kind, inspector, index of recusal)."""

    def __init__(self, job, aside=()):
        kinds = {rule[0] for rule in aside if rule[0] not in ("recusal", "absence")}
        self.job, rules = job, job["rules"]
        self.size = 1 if "size" in kinds else rules["size"]
        self.lead = "" if "lead" in kinds else rules.get("lead", "")
        self.most = rules.get("most", 0)
        self.people = {p["id"]: p for p in job["inspectors"]}
        self.sites = {s["id"]: s for s in job["sites"]}
        self.here = [i for i, p in self.people.items()
                     if not any(a["from"] <= job["date"] <= a["to"] for a in p.get("absences", []))
                     or ("absence", i, 0) in aside]
        self.barred = {i: {s["id"] for s in job["sites"] if
                           "own_township" not in kinds and town(p.get("township", "")) and town(p["township"]) == town(s.get("area", ""))
                           or "own_unit" not in kinds and p.get("unit", "") and p["unit"] == s.get("unit", "")
                           or any(recused(r, s) for k, r in enumerate(p.get("recusals", [])) if ("recusal", i, k) not in aside)}
                       for i, p in self.people.items()}
        before = {(v["inspector"], v["place"]) for v in job["before"]}
        self.met = {(i, s["id"]) for i in self.people for s in job["sites"] if (i, place(s)) in before}
        self.cross = rules["way"] == "cross" and "cross" not in kinds
        self.ring = self.make_ring() if self.cross else []

    def room(self, people):  # §4: how many teams people can form
        leads = sum(self.lead in self.people[i].get("qualifications", []) for i in people)
        return min(len(people) // self.size, leads) if self.lead else len(people) // self.size

    def make_ring(self):  # §5
        homes = {}
        for i in self.here:
            homes.setdefault(town(self.people[i].get("township", "")), []).append(i)
        towns = [t for t, people in homes.items() if t and self.room(people)]
        ring = by_ticket(self.job["seed"], f"cross+{self.job['lot']}", towns)[:self.most or None]
        return ring if len(ring) > 1 else []

    def deal(self, order, n):  # §4: leads first, then everybody else, team by team
        first = [i for i in order if self.lead and self.lead in self.people[i].get("qualifications", [])][:n]
        rest = [i for i in order if i not in first]
        teams = [[i] for i in first] or [[] for _ in range(n)]
        for team in teams:
            while len(team) < self.size:
                team.append(rest.pop(0))
        return teams

    def teams(self, attempt):
        """Pairs of members and of what the ring keeps from them (§4, §5)."""
        order = by_ticket(self.job["seed"], f"teams+{self.job['lot']}+{attempt}", self.here)
        if not self.cross:
            n = min(self.room(order), len(self.sites), self.most or len(self.sites))
            return [(team, set()) for team in self.deal(order, n)]
        people, kept, n = [], [], []
        for k, home in enumerate(self.ring):
            others = set(self.ring) - {self.ring[(k + 1) % len(self.ring)]}
            kept.append({i for i, s in self.sites.items() if town(s.get("area", "")) in others})
            people.append([i for i in order if town(self.people[i].get("township", "")) == home])
            n.append(min(self.room(people[k]), len(self.sites) - len(kept[k])))
        while self.most and sum(n) > self.most:  # in turn: the last to be given are taken back first
            n[max(range(len(n)), key=lambda k: (n[k], k))] -= 1
        return [(team, kept[k]) for k in range(len(n)) for team in self.deal(people[k], n[k])]

    def costs(self, teams):
        """For each site its teams with their repeats (§6)."""
        return {s: {k: sum((i, s) in self.met for i in team) for k, (team, kept) in enumerate(teams)
                    if s not in kept and not any(s in self.barred[i] for i in team)} for s in self.sites}

def exchange(costs, at, n, settled):
    """What it costs that a site moves on from one team to another, and which (§6)."""
    arcs = {}
    for s, own in at.items():
        for k, c in costs[s].items():
            if s not in settled and k != own and (c - costs[s][own], s) < arcs.get((own, k), (math.inf, "")):
                arcs[own, k] = (c - costs[s][own], s)
    return arcs

def ways(costs, at, n, weight, starts, settled=()):
    """Bellman and Ford: the least cost of bringing one site more to each team, or to the sink n, and by which arc."""
    load = [0] * n
    for k in at.values():
        load[k] += 1
    arcs = exchange(costs, at, n, settled)
    for k in range(n):
        arcs[k, n] = (weight * (2 * load[k] + 1), None)
        if load[k]:
            arcs[n, k] = (-weight * (2 * load[k] - 1), None)
    far, back, changed = dict(starts), {}, True
    while changed:
        changed = False
        for (u, v), (c, s) in arcs.items():
            if u in far and far[u] + c < far.get(v, math.inf):
                far[v], back[v], changed = far[u] + c, (u, s), True
    return far, back

def follow(at, back, end, stop):
    """Move the sites along a way, from its end back to where it began."""
    moves = []
    while end in back and end != stop:
        u, s = back[end]
        if s is not None:
            moves.append((s, end))
        end = u
    for s, k in moves:
        at[s] = k
    return end

def share(costs, n, size):
    """An assignment of the least sum of squares, then of the fewest repeats (§6)."""
    at, weight = {}, len(costs) * size + 1
    for s in costs:
        far, back = ways(costs, at, n, weight, costs[s])
        at[s] = follow(at, back, n, None)
    return at, weight

def worth(costs, at, n):  # §6
    load = [0] * n
    for k in at.values():
        load[k] += 1
    return max(load) - min(load), sum(x * x for x in load), sum(costs[s][k] for s, k in at.items())

def choose(job, attempt, costs, at, n, weight):
    """The one among the best assignments (§6): each site at its first team from which the rest can be as good."""
    scope, settled = f"sites+{job['lot']}+{attempt}", set()
    for s in by_ticket(job["seed"], scope, costs):
        settled.add(s)
        for name in by_ticket(job["seed"], f"{scope}+{s}", [k + 1 for k in costs[s]]):
            k, own = name - 1, at[s]
            if k == own:
                break
            far, back = ways(costs, at, n, weight, {k: costs[s][k] - costs[s][own]}, settled)
            if far.get(own) == 0:
                del at[s]
                back.pop(k, None)
                follow(at, back, own, k)
                at[s] = k
                break
    return at

def assign(job):
    """The assignment of a job as its file says it (§8), or Clash."""
    hall, best = Hall(job), None
    for attempt in range(1, ATTEMPTS + 1):
        teams = hall.teams(attempt)
        costs = hall.costs(teams)
        if not all(costs.values()):
            continue
        at, weight = share(costs, len(teams), job["rules"]["size"])
        this = worth(costs, at, len(teams)) + (attempt,)
        if best is None or this < best[0]:
            best = this, teams, costs, at, weight
        if best[0][0] <= 1 and best[0][2] == 0:
            break
    if best is None:
        raise Clash(*smallest(job), left(job))
    (difference, _, repeats, attempt), teams, costs, at, weight = best
    at = choose(job, attempt, costs, at, len(teams), weight)
    need(worth(costs, at, len(teams)) == best[0][:3], "the choice is worse than the best")
    used = {i for team, _ in teams for i in team}
    found = {"attempt": attempt, "date": job["date"], "difference": difference, "inspectors": sha(canonical(job["inspectors"])),
             "lot": job["lot"], "record": job["record"], "repeats": repeats, "rules": job["rules"], "spec": "teams-v1",
             "idle": sorted((i for i in hall.here if i not in used), key=str.encode), "ring": hall.ring,
             "before": sha(canonical(job["before"])) if job["before"] else "",
             "teams": [{"members": team, "sites": sorted((s for s in at if at[s] == k), key=str.encode)}
                       for k, (team, _) in enumerate(teams)]}
    found["teams"] = [{name: v for name, v in team.items() if v} for team in found["teams"]]
    return {name: v for name, v in found.items() if v not in ("", []) or name == "teams"}

def left(job):
    """What the attempt leaves without team that leaves least (§7)."""
    hall = Hall(job)
    stuck = ([s for s, of in hall.costs(hall.teams(a)).items() if not of] for a in range(1, ATTEMPTS + 1))
    return sorted(min(stuck, key=len), key=str.encode)

def candidates(job):
    """The rules that keep somebody from something, in order (§7)."""
    people, rules, found = job["inspectors"], job["rules"], []
    pairs = [(p, s) for p in people for s in job["sites"]]
    if any(town(p.get("township", "")) and town(p["township"]) == town(s.get("area", "")) for p, s in pairs):
        found.append(("own_township", "", 0))
    if any(p.get("unit", "") and p["unit"] == s.get("unit", "") for p, s in pairs):
        found.append(("own_unit", "", 0))
    found += [("recusal", p["id"], k) for p in people for k, r in enumerate(p.get("recusals", []))
              if any(recused(r, s) for s in job["sites"])]
    found += [("absence", p["id"], 0) for p in people
              if any(a["from"] <= job["date"] <= a["to"] for a in p.get("absences", []))]
    general = {"lead": rules.get("lead"), "size": rules["size"] > 1, "cross": rules["way"] == "cross"}
    return found + [(kind, "", 0) for kind, acts in general.items() if acts]

def smallest(job):
    """The first smallest set of rules which, set aside, lets some attempt place every site (§7)."""
    def enough(aside):
        hall = Hall(job, aside)
        return any((teams := hall.teams(a)) and all(hall.costs(teams).values()) for a in range(1, ATTEMPTS + 1))
    rules, tried = candidates(job), 0
    limit = 500 if len(job["inspectors"]) * len(job["sites"]) > 100_000 else 10_000
    for size in range(1, len(rules) + 1):
        tried += math.comb(len(rules), size)
        if tried > limit:
            break
        for aside in itertools.combinations(rules, size):
            if enough(aside):
                return list(aside), True
    for rule in reversed(rules[:]):
        fewer = [r for r in rules if r != rule]
        rules = fewer if enough(fewer) else rules
    return rules, False

def named(job, aside):
    """A set of rules as vectors write it."""
    people, found = {p["id"]: p for p in job["inspectors"]}, []
    for kind, who, k in aside:
        rule = {"kind": kind}
        if kind in ("recusal", "absence"):
            rule["inspector"] = who
        if kind == "recusal":
            rule["recusal"] = people[who]["recusals"][k]
        found.append(rule)
    return found

def settle(job):
    """A job in the order and with the defaults of §3."""
    job["inspectors"] = sorted(job["inspectors"], key=lambda p: p["id"].encode())
    job["sites"] = sorted(job["sites"], key=lambda s: s["id"].encode())
    pairs = {(v["inspector"].encode(), v["place"].encode()) for v in job.get("before", [])}
    job["before"] = [{"inspector": i.decode(), "place": p.decode()} for i, p in sorted(pairs)]
    need(job["lot"] >= 1 and job["inspectors"] and job["sites"], "no lot, no inspectors or no sites")
    for what in ("inspectors", "sites"):
        need(len({x["id"] for x in job[what]}) == len(job[what]), f"{what}: an id is there twice")
    for p in job["inspectors"]:
        for r in p.get("recusals", []):
            need(len({"site", "unit", "area"} & set(r)) == 1 and r.get("reason"), f"{p['id']}: a recusal of not one thing, or without a reason")
        for a in p.get("absences", []):
            need(datetime.date.fromisoformat(a["from"]) <= datetime.date.fromisoformat(a["to"]), f"{p['id']}: an absence ends before it begins")
    need(job["rules"]["size"] >= 1 and job["rules"]["way"] in ("lot", "cross"), "rules: no size, or another way")
    return job

def check_vector(path):
    vector = json.loads(pathlib.Path(path).read_bytes())
    job = settle(vector["job"])
    try:
        found = assign(job)
    except Clash as clash:
        aside, minimal, sites = clash.args
        found = {"rules": named(job, aside), "sites": sites, "smallest": minimal}
    wanted = vector.get("assignment") or vector["clash"]
    need(found == wanted, f"{vector['name']}: differs:\n{canonical(found).decode()}\n{canonical(wanted).decode()}")
    if "digest" in vector:
        need(sha(canonical(found)) == vector["digest"], f"{vector['name']}: the digest differs")
    return vector["name"] + " " + sha(canonical(found))

def load(path):
    need(path.is_file(), f"{path.name} is missing")
    data = path.read_bytes()
    data = data[:-1] if data.endswith(b"\n") else data
    value = json.loads(data)
    need(canonical(value) == data, f"{path.name} is not in canonical form")
    return value, sha(data)

def frame_of(folder, digest):
    """The sites of the frame of a digest, by id: area and unit."""
    for path in sorted(folder.glob("*.ndjson")):
        data = path.read_bytes()
        if sha(data) == digest:
            rows = (json.loads(line) for line in data.decode().split("\n")[:-1])
            return {r["id"]: {name: r[name] for name in ("id", "area", "unit") if name in r} for r in rows}
    raise Refused(f"no frame of the digest {digest} is here")

def drawn(record, sites, what):
    """Refuse sites that are not the record's main picks, or reserves in their place (§3)."""
    groups, mains = {}, {p["id"] for p in record["picks"] if p["role"] == "main"}
    for p in record["picks"]:
        groups.setdefault((p["step"], p.get("within", ""), p.get("stratum", "")), []).append(p)
    need(sites <= {p["id"] for p in record["picks"]}, f"{what}: a site was not drawn")
    need(len(sites) <= len(mains), f"{what}: more sites than main picks")
    for picks in groups.values():
        main = {p["id"] for p in picks if p["role"] == "main"}
        need(len({p["id"] for p in picks} & sites) >= len(main), f"{what}: a main pick is missing without a reserve in its place")

def visits(teams, frame):
    pairs = {(i, place(frame[s])) for team in teams["teams"] for s in team.get("sites", []) for i in team["members"]}
    return [{"inspector": i, "place": p} for i, p in pairs]

def number(path):
    return int(re.match(r"round-([0-9]+)\.", path.name)[1])

def before(folder, path, digest):
    """The visits of the last round before that has teams; of its drawings, the one that the digest names (§3)."""
    earlier = [p for p in folder.glob("round-*.teams*.json") if number(p) < number(path)]
    last = [p for p in earlier if number(p) == max(map(number, earlier))]
    for p in sorted(last):
        record, _ = load(p.with_name(p.name.split(".")[0] + ".record.json"))
        found = settle_visits(visits(load(p)[0], frame_of(folder, record["frame"]["digest"])))
        if (sha(canonical(found)) if found else "") == digest:
            return found
    need(not last and not digest, f"{path.name}: not after the round before it")
    return []

def settle_visits(list_):
    return sorted(list_, key=lambda v: (v["inspector"].encode(), v["place"].encode()))

def check_round(folder, path):
    """Compute the teams of a round again from the files beside them, and return what to say of them."""
    teams, digest = load(path)
    need(teams.get("spec") == "teams-v1", f"{path.name}: not of teams-v1")
    record, record_digest = load(path.with_name(path.name.split(".")[0] + ".record.json"))
    inspectors, _ = load(path.with_name(path.name.replace(".teams", ".inspectors")))
    need(teams["record"] == record_digest, f"{path.name}: of another record")
    frame = frame_of(folder, record["frame"]["digest"])
    sites = {s for team in teams["teams"] for s in team.get("sites", [])}
    drawn(record, sites, path.name)
    job = settle({"seed": record["seed"], "record": record_digest, "lot": teams["lot"], "date": teams["date"],
                  "inspectors": inspectors, "sites": [frame[s] for s in sites], "rules": teams["rules"],
                  "before": before(folder, path, teams.get("before", ""))})
    try:
        found = assign(job)
    except Clash as clash:
        raise Refused(f"{path.name}: teams where no lot places every site: {clash.args[2]}")
    for name in sorted(set(found) | set(teams)):
        need(found.get(name) == teams.get(name), f"{path.name}: {name} differs: {teams.get(name)!r:.300}, want {found.get(name)!r:.300}")
    return f"{path.name} {digest} {len(teams['teams'])} teams, difference {teams['difference']}, repeats {teams['repeats']}"

def main(args):
    if len(args) == 2 and args[0] == "--vector":
        print("agrees", check_vector(args[1]))
    elif len(args) == 1 and not args[0].startswith("-"):
        folder = pathlib.Path(args[0])
        paths = sorted(folder.glob("round-*.teams*.json"))
        need(paths, "no round-NN.teams.json is here")
        for path in paths:
            print("agrees", check_round(folder, path))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refused, OSError, ValueError, KeyError, TypeError, AttributeError) as err:
        print(f"refused: {type(err).__name__}: {err}" if not isinstance(err, Refused) else f"refused: {err}", file=sys.stderr)
        sys.exit(1)
