-- Plans of routes, counted in each draw. They name people, so that all a plan says
-- can be dropped, once and for good; its number is not given again.
CREATE TABLE route (
    id       INTEGER PRIMARY KEY,
    draw     INTEGER NOT NULL REFERENCES draw (number),
    number   INTEGER NOT NULL CHECK (number > 0),
    replaces INTEGER,
    why      TEXT    NOT NULL,
    made_by  INTEGER NOT NULL,
    made_at  INTEGER NOT NULL,
    dropped  INTEGER,
    digest   BLOB CHECK (length(digest) = 32),
    size     INTEGER,
    summary  BLOB,
    teams    BLOB,
    body     BLOB, -- the last: who looks for something else reads none
    UNIQUE (draw, number),
    FOREIGN KEY (draw, replaces) REFERENCES route (draw, number)
) STRICT;
CREATE TRIGGER route_keep BEFORE UPDATE ON route
WHEN old.dropped IS NOT NULL OR new.dropped IS NULL
    OR new.id IS NOT old.id OR new.draw IS NOT old.draw OR new.number IS NOT old.number OR new.replaces IS NOT old.replaces
    OR new.why IS NOT old.why OR new.made_by IS NOT old.made_by OR new.made_at IS NOT old.made_at
    OR coalesce(new.digest, new.size, new.summary, new.teams, new.body) IS NOT NULL
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER route_stay BEFORE DELETE ON route BEGIN SELECT raise(ABORT, 'kept'); END;
