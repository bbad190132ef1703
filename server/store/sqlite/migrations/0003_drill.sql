-- Drills: series of dated rounds. All rounds of a drill are there from the start, so
-- that none is made twice; they go forward only.
CREATE TABLE drill (
    number   INTEGER PRIMARY KEY CHECK (number > 0),
    name     TEXT    NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 255),
    title    TEXT    NOT NULL,
    register TEXT    NOT NULL REFERENCES register (id),
    plan     INTEGER NOT NULL REFERENCES blob (id),
    object   BLOB    NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32),
    leaf     INTEGER NOT NULL,
    made_by  INTEGER NOT NULL,
    made_at  INTEGER NOT NULL,
    ended_by INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX drill_plan ON drill (plan);
CREATE TABLE round (
    id      INTEGER PRIMARY KEY,
    drill   INTEGER NOT NULL REFERENCES drill (number),
    number  INTEGER NOT NULL CHECK (number > 0),
    due     INTEGER NOT NULL,
    seal_at INTEGER CHECK (seal_at <= due),
    state   TEXT    NOT NULL CHECK (state IN ('planned', 'sealed', 'failed', 'made', 'skipped')),
    seal    INTEGER REFERENCES seal (number),
    draw    INTEGER REFERENCES draw (number),
    failure TEXT    NOT NULL DEFAULT '',
    detail  BLOB    NOT NULL DEFAULT x'',
    late    INTEGER NOT NULL DEFAULT 0,
    made_by INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER,
    -- When the clock has something to do next.
    next    INTEGER GENERATED ALWAYS AS
        (CASE state WHEN 'planned' THEN coalesce(seal_at, due) WHEN 'sealed' THEN due END) VIRTUAL,
    CHECK ((draw IS NOT NULL) = (state = 'made')),
    CHECK (seal IS NOT NULL OR state <> 'sealed'),
    CHECK ((made_at IS NULL) = (state = 'planned')),
    UNIQUE (drill, number),
    UNIQUE (drill, due)
) STRICT;
CREATE UNIQUE INDEX round_seal ON round (seal) WHERE seal IS NOT NULL;
CREATE UNIQUE INDEX round_draw ON round (draw) WHERE draw IS NOT NULL;
CREATE INDEX round_next ON round (next, due, drill, number) WHERE next IS NOT NULL;

-- Lots of teams for a draw. The inspectors are people, who can be taken out.
CREATE TABLE crew (
    id         INTEGER PRIMARY KEY,
    draw       INTEGER NOT NULL REFERENCES draw (number),
    lot        INTEGER NOT NULL CHECK (lot > 0),
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),
    leaf       INTEGER NOT NULL,
    made_by    INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    dropped    INTEGER,
    body       BLOB    NOT NULL,
    inspectors BLOB CHECK ((inspectors IS NULL) = (dropped IS NOT NULL)),
    UNIQUE (draw, lot)
) STRICT;
CREATE INDEX crew_people ON crew (made_at, draw, lot) WHERE dropped IS NULL;
CREATE TABLE inspector (
    id         TEXT PRIMARY KEY CHECK (length(CAST(id AS BLOB)) BETWEEN 1 AND 255),
    object     BLOB    NOT NULL,
    departed   INTEGER NOT NULL,
    changed_by INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
    draw    INTEGER NOT NULL REFERENCES draw (number),
    number  INTEGER NOT NULL CHECK (number > 0),
    site    TEXT    NOT NULL,
    item    TEXT    NOT NULL,
    object  BLOB    NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (draw, number)
) STRICT, WITHOUT ROWID;

-- Kept for good.
CREATE TRIGGER drill_keep BEFORE UPDATE OF number, name, title, register, plan, object, digest, leaf, made_by, made_at ON drill
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER drill_ended_once BEFORE UPDATE OF ended_by, ended_at ON drill WHEN old.ended_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER drill_stay BEFORE DELETE ON drill BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER finding_keep BEFORE UPDATE ON finding BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER finding_stay BEFORE DELETE ON finding BEGIN SELECT raise(ABORT, 'kept'); END;

-- A round goes forward, and what it comes with it comes with then; only what failed
-- may be noted at any time. A seal stays.
CREATE TRIGGER round_keep BEFORE UPDATE OF id, drill, number, due, seal_at ON round
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER round_forward BEFORE UPDATE OF state, seal, draw, late, made_by, made_at ON round
WHEN CASE old.state WHEN 'planned' THEN 0 WHEN 'sealed' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END
    >= CASE new.state WHEN 'planned' THEN 0 WHEN 'sealed' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END
    OR (old.seal IS NOT NULL AND new.seal IS NOT old.seal)
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER round_stay BEFORE DELETE ON round BEGIN SELECT raise(ABORT, 'kept'); END;

-- Of teams only the inspectors go, once and for good.
CREATE TRIGGER crew_keep BEFORE UPDATE ON crew
WHEN old.dropped IS NOT NULL OR new.dropped IS NULL OR new.inspectors IS NOT NULL
    OR new.id IS NOT old.id OR new.draw IS NOT old.draw OR new.lot IS NOT old.lot OR new.digest IS NOT old.digest
    OR new.leaf IS NOT old.leaf OR new.made_by IS NOT old.made_by OR new.made_at IS NOT old.made_at
    OR new.body IS NOT old.body
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER crew_stay BEFORE DELETE ON crew BEGIN SELECT raise(ABORT, 'kept'); END;

-- A drill's plan is kept like those of seals and draws.
DROP TRIGGER blob_erase;
CREATE TRIGGER blob_erase BEFORE UPDATE OF erased ON blob
WHEN old.erased = 1
    OR EXISTS (SELECT 1 FROM frame_chunk WHERE blob = old.id)
    OR EXISTS (SELECT 1 FROM plan WHERE blob = old.id)
    OR EXISTS (SELECT 1 FROM seal WHERE plan = old.id)
    OR EXISTS (SELECT 1 FROM draw WHERE plan = old.id)
    OR EXISTS (SELECT 1 FROM draw WHERE record = old.id)
    OR EXISTS (SELECT 1 FROM drill WHERE plan = old.id)
BEGIN SELECT raise(ABORT, 'kept'); END;
DROP TRIGGER body_stay;
CREATE TRIGGER body_stay BEFORE DELETE ON body
WHEN (SELECT erased FROM blob WHERE id = old.blob) = 0
    AND (EXISTS (SELECT 1 FROM frame_chunk WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM version_attachment WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM draft_attachment WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM plan WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM seal WHERE plan = old.blob)
        OR EXISTS (SELECT 1 FROM draw WHERE plan = old.blob)
        OR EXISTS (SELECT 1 FROM draw WHERE record = old.blob)
        OR EXISTS (SELECT 1 FROM drill WHERE plan = old.blob))
BEGIN SELECT raise(ABORT, 'kept'); END;
