#!/usr/bin/env python3
"""Check a whole drill of sitedraw from its bundle: every draw, what each round took over from those before, every
drawing of teams, and that the public log held all of it at the time. Two things it takes as they are: that a beacon's
signature is drand's (`sitedraw verify` checks it), and which sites failed in the results, for rounds that look again.
  drill.py BUNDLE…        folders or zips, as `sitedraw drill export` and /api/v1/drills/NAME/export write them
Exit code 0: all agrees; 1: something differs or is refused; 2: bad usage. Python 3.9 or later, standard library only;
verify.py, rounds.py, teams.py and logproof.py must lie beside it."""
import base64, hashlib, json, pathlib, sys, tempfile, zipfile
sys.dont_write_bytecode = True  # the folder may be read-only
import logproof, rounds, teams, verify  # noqa: E402
from verify import Refused, need  # noqa: E402


def sha(*parts):
    return hashlib.sha256(b"".join(p if type(p) is bytes else p.encode() for p in parts)).hexdigest()


class Log:
    """What the log has of the drill: leaves that are proven, by their number."""

    def __init__(self, folder):
        key = (folder / "log-key.txt").read_text().strip()
        name, _, coded = key.encode().split(b"+", 2)
        size, root = logproof.checkpoint(folder / "log-checkpoint.txt", name, logproof.unbase64(coded, 33)[1:])
        self.name, self.size, self.leaves = name.decode(), size, {}
        for item in json.loads((folder / "log.json").read_bytes())["leaves"]:
            line, proof = verify.canonical(item["leaf"]).encode(), item["proof"]
            path = [base64.b64decode(h) for h in proof["hashes"]]
            need(proof["size"] == size and 0 <= proof["index"] < size, "log.json: a proof of another log")
            found = logproof.inclusion(line, proof["index"], size, path)
            need(found == root, f"log.json: leaf {proof['index']} is not in the log")
            self.leaves[proof["index"]] = item["leaf"]

    def at(self, number, kind):
        leaf = self.leaves.get(number, {})
        need(leaf.get("kind") == kind, f"the log has no leaf {number} of the kind {kind}")
        return leaf

    def first(self, kind, **members):
        """The number of the first such leaf, or nothing."""
        fits = lambda leaf: leaf["kind"] == kind and all(leaf.get(name) == v for name, v in members.items())
        return next((n for n in sorted(self.leaves) if fits(self.leaves[n])), None)


class Round:
    """A round that has a draw, with its files read."""

    def __init__(self, folder, listed):
        self.folder, self.listed, self.number, self.leaf = folder, listed, listed["round"], listed["leaf"]
        self.salt, self.draw = bytes.fromhex(listed["salt"]), listed["draw"]
        self.name = f"{'withdrawn' if listed.get('withdrawn') else 'round'}-{self.number:02d}"
        self.data = (folder / f"{self.name}.record.json").read_bytes().rstrip(b"\n")
        self.record = verify.parse(self.data, self.name)
        digest = self.record["frame"]["digest"]
        self.frame = (folder / f"frame-{digest}.ndjson").read_bytes()
        need(sha(self.frame) == digest, f"{self.name}: the frame's file has another digest")
        self.sites, self.lots = verify.read_frame(self.frame), []
        self.by_id = {row["id"]: row for row in map(json.loads, self.frame.decode().splitlines())}

    def counts(self, log, leaf):
        """Whether the draw was made, and not withdrawn, before a leaf of the log."""
        gone = log.first("withdrawn", draw=self.draw)
        return self.leaf < leaf and not (gone is not None and gone < leaf)


def check_draw(drill, log, each, earlier):
    """Compute a round's draw again, from the rounds of a smaller number that counted when it was drawn."""
    memory = rounds.Memory()
    for other in earlier:
        if other.counts(log, each.leaf):
            memory.add(other.sites, other.record)
    rounds.check_round(drill, each.number, each.record, memory.cover(each.sites, drill.get("reach", "")))
    want = rounds.record(each.record.get("plan"), each.record.get("seed"), each.frame, each.record.get("coordination"))
    difference = verify.difference(want, each.record)
    need(not difference, difference)
    need(each.data == verify.canonical(want).encode(), "not in canonical form")
    leaf = log.at(each.leaf, "draw")
    need(leaf["draw"] == each.draw, "the log's leaf is of another draw")
    need(leaf["commitment"] == sha(each.salt, bytes.fromhex(sha(each.data))), "the log's commitment is to another record")
    check_seal(each, leaf, log)


def check_seal(each, leaf, log):
    """Whether the seed of an official draw follows from what was sealed before (draw-v1 §10)."""
    path = each.folder / f"{each.name}.seal.json"
    need(bool(leaf.get("seal")) == path.exists(), "a seal is missing")
    if not path.exists():
        return
    seal, opening = path.read_bytes(), json.loads((each.folder / f"{each.name}.opening.json").read_bytes())
    digest = sha(seal)
    need(leaf["seal"] == digest, "the draw is of another seal")
    sealed = log.first("seal", seal=digest)
    need(sealed is not None and sealed < each.leaf, "the seal was not in the log before the draw")
    closed = log.first("closed", seal=digest)
    need(closed is not None and log.leaves[closed]["texts"] == opening["texts"], "the texts are not those in the log")
    fixed = json.loads(seal)
    need(fixed["frame"] == each.record["frame"]["digest"], "another frame was sealed")
    need(fixed["plan"] == sha(verify.canonical(each.record["plan"])), "another plan was sealed")
    if "secret" not in opening:
        return  # it is still to be published
    need(fixed["secret"] == sha(opening["secret"]), "another secret was sealed")
    beacon = sha(bytes.fromhex(opening["signature"])) if opening["signature"] else ""
    need(bool(beacon) == ("beacon" in fixed), "the beacon's signature is missing")
    seed = sha("\n".join(["draw-v1 seed", digest, opening["secret"], beacon] + opening["texts"]))
    need(each.record["seed"] == seed, "the seed does not follow from what was sealed")


def check_teams(log, each, lot, earlier):
    """Draw a round's teams again; says what cannot be checked, or nothing."""
    data = (each.folder / lot["file"]).read_bytes()
    found, leaf = json.loads(data), log.at(lot["leaf"], "teams")
    need(data == teams.canonical(found), f"{lot['file']}: not in canonical form")
    need((leaf["draw"], leaf["lot"]) == (each.draw, lot["lot"]) == (each.draw, found["lot"]), f"{lot['file']}: another lot")
    need(leaf["commitment"] == sha(each.salt, bytes.fromhex(sha(data))), f"{lot['file']}: the log's commitment is to others")
    need(found["record"] == sha(each.data), f"{lot['file']}: of another record")
    each.lots.append((lot["leaf"], found))
    if "inspectors" not in lot:
        return "its inspectors are not given"
    sites = {s for team in found["teams"] for s in team.get("sites", [])}
    teams.drawn(each.record, sites, lot["file"])
    people = json.loads((each.folder / lot["inspectors"]).read_bytes())
    rows = [{name: v for name, v in each.by_id[s].items() if name in ("id", "area", "unit")} for s in sites]
    job = teams.settle({"seed": each.record["seed"], "record": found["record"], "lot": found["lot"], "date": found["date"],
                        "inspectors": people, "sites": rows, "rules": found["rules"],
                        "before": before(lot["leaf"], earlier)})
    want = teams.assign(job)
    for name in sorted(set(want) | set(found)):
        # The digest is of the inspectors with their names and reasons, which stay in the house.
        need(name == "inspectors" or want.get(name) == found.get(name), f"{lot['file']}: {name}: expected "
             f"{want.get(name)!r:.200}, found {found.get(name)!r:.200}")
    return ""


def before(leaf, earlier):
    """Who was where, by the teams that counted of the latest round before that had any (teams-v1 §3)."""
    for other in reversed(earlier):
        known = [found for number, found in other.lots if number < leaf]
        if known:
            return teams.visits(known[-1], other.by_id)
    return []


def check(folder):
    """Check the bundle in a folder."""
    text = (folder / "drill.json").read_bytes()
    drill, log, earlier = verify.parse(text, "drill.json"), Log(folder), []
    named = log.first("drill", digest=sha(text), drill=drill["name"])
    need(named is not None, "the log has no such drill")
    print(f"{drill['name']}: {drill.get('mode', 'faithful')}, fixed in leaf {named} of {log.name}")
    lots = held = 0
    for listed in json.loads((folder / "rounds.json").read_bytes())["rounds"]:
        if "draw" not in listed:
            print(f"  round {listed['round']} {listed['due']}: {listed['state']} {listed.get('reason', listed.get('failure', ''))}")
            continue
        each = Round(folder, listed)
        try:
            need(named < each.leaf, "drawn before the drill was fixed")
            check_draw(drill, log, each, earlier)
            open_points = [check_teams(log, each, lot, earlier) for lot in listed.get("teams", [])]
        except Refused as reason:
            raise Refused(f"{each.name}: {reason}")
        except teams.Clash as clash:
            raise Refused(f"{each.name}: teams where no lot places every site: {clash.args}")
        earlier.append(each)
        held, lots = held + 1, lots + len(open_points) - len(list(filter(None, open_points)))
        picks = sum(pick["role"] == "main" for pick in each.record.get("picks", []))
        about = "".join(f", lot {i + 1} of its teams agrees" if not point else f", teams not computed: {point}"
                        for i, point in enumerate(open_points))
        took = each.record.get("coordination", {}).get("mode", "")
        took = f" with what it took over ({took}), which follows from results: not checked" if took in ("again", "weighted") else ""
        print(f"  round {each.number} {listed['due']}: {picks} picks agree{took}{about}")
    print(f"OK {drill['name']}: {held} draws and {lots} drawings of teams computed again, {len(log.leaves)} leaves proven")


def main(args):
    """The command line; answers with the exit code."""
    if not args or args[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    for name in args:
        try:
            if pathlib.Path(name).is_dir():
                check(pathlib.Path(name))
                continue
            with tempfile.TemporaryDirectory() as folder:
                with zipfile.ZipFile(name) as bundle:
                    bundle.extractall(folder)
                check(pathlib.Path(folder))
        except (Refused, teams.Refused, OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as err:
            print(f"WRONG {name}: {type(err).__name__}: {err}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
