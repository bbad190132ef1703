-- Times are milliseconds UTC since 1970, digests are 32 bytes, lists are JSON.
-- NULL stands for "not yet" and "none". What is kept for good has triggers that
-- refuse every change, whoever asks.

-- Bodies by their SHA-256. erased = 1: the body is gone for good, the digest stays
-- known. Bodies stand apart so that looking for digests reads no body.
CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    digest BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    size   INTEGER NOT NULL CHECK (size >= 0),
    put    INTEGER NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX blob_put ON blob (put) WHERE erased = 0;
CREATE TABLE body (
    blob INTEGER PRIMARY KEY REFERENCES blob (id),
    body BLOB NOT NULL
) STRICT;

CREATE TABLE frame (
    id     INTEGER PRIMARY KEY,
    digest BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    sites  INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    put    INTEGER NOT NULL
) STRICT;
CREATE INDEX frame_put ON frame (put);
CREATE TABLE frame_chunk (
    frame INTEGER NOT NULL REFERENCES frame (id),
    n     INTEGER NOT NULL,
    blob  INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (frame, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX frame_chunk_blob ON frame_chunk (blob);

CREATE TABLE register (
    id      TEXT PRIMARY KEY CHECK (length(CAST(id AS BLOB)) BETWEEN 1 AND 255),
    name    TEXT    NOT NULL,
    current INTEGER NOT NULL DEFAULT 0,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE version (
    id       INTEGER PRIMARY KEY,
    register TEXT    NOT NULL REFERENCES register (id),
    number   INTEGER NOT NULL CHECK (number > 0),
    frame    INTEGER NOT NULL REFERENCES frame (id),
    sites    INTEGER NOT NULL,
    note     TEXT    NOT NULL,
    leaf     INTEGER NOT NULL,
    made_by  INTEGER NOT NULL,
    made_at  INTEGER NOT NULL,
    UNIQUE (register, number)
) STRICT;
CREATE INDEX version_frame ON version (frame, id);
CREATE TABLE version_attachment (
    version INTEGER NOT NULL REFERENCES version (id),
    kind    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    media   TEXT    NOT NULL,
    blob    INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (version, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_attachment_blob ON version_attachment (blob);

CREATE TABLE draft (
    register   TEXT PRIMARY KEY REFERENCES register (id),
    base       INTEGER REFERENCES frame (id),
    started_by INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    touched    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_base ON draft (base);
CREATE TABLE draft_edit (
    register TEXT NOT NULL REFERENCES draft (register),
    id       TEXT NOT NULL,
    line     BLOB,
    PRIMARY KEY (register, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft_attachment (
    register TEXT    NOT NULL REFERENCES draft (register),
    kind     TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    media    TEXT    NOT NULL,
    blob     INTEGER NOT NULL REFERENCES blob (id),
    PRIMARY KEY (register, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_attachment_blob ON draft_attachment (blob);
CREATE TABLE change (
    register TEXT    NOT NULL REFERENCES register (id),
    number   INTEGER NOT NULL CHECK (number > 0),
    kind     TEXT    NOT NULL,
    detail   BLOB    NOT NULL,
    made_by  INTEGER NOT NULL,
    made_at  INTEGER NOT NULL,
    UNIQUE (register, number)
) STRICT;

CREATE TABLE plan (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL,
    title   TEXT    NOT NULL,
    blob    INTEGER NOT NULL REFERENCES blob (id),
    steps   INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_name ON plan (name, id);
CREATE INDEX plan_blob ON plan (blob);
CREATE TABLE plan_newest (
    name TEXT PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plan (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE seal (
    number      INTEGER PRIMARY KEY CHECK (number > 0),
    digest      BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    object      BLOB    NOT NULL,
    title       TEXT    NOT NULL,
    register    TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    plan        INTEGER NOT NULL REFERENCES blob (id),
    secret      BLOB    NOT NULL,
    closes      INTEGER NOT NULL,
    opens       INTEGER NOT NULL,
    release     INTEGER,
    conclude    INTEGER,
    incomplete  TEXT    NOT NULL,
    leaf        INTEGER NOT NULL,
    made_by     INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    closed_at   INTEGER,
    closed_leaf INTEGER,
    signature   TEXT    NOT NULL DEFAULT '',
    draw        INTEGER NOT NULL DEFAULT 0,
    failure     TEXT    NOT NULL DEFAULT '',
    late        INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (register, version) REFERENCES version (register, number)
) STRICT;
CREATE INDEX seal_plan ON seal (plan);
CREATE INDEX seal_to_close ON seal (closes, number) WHERE closed_at IS NULL;
CREATE INDEX seal_to_open ON seal (opens, number) WHERE draw = 0 AND closed_at IS NOT NULL;
CREATE TABLE seal_text (
    seal    INTEGER NOT NULL REFERENCES seal (number),
    number  INTEGER NOT NULL CHECK (number > 0),
    text    TEXT    NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (seal, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE draw (
    number     INTEGER PRIMARY KEY CHECK (number > 0),
    kind       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    register   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    frame      INTEGER NOT NULL REFERENCES frame (id),
    plan       INTEGER NOT NULL REFERENCES blob (id),
    plan_name  TEXT    NOT NULL,
    record     INTEGER NOT NULL REFERENCES blob (id),
    seal       INTEGER REFERENCES seal (number),
    salt       BLOB    NOT NULL CHECK (length(salt) = 32),
    release    INTEGER,
    conclude   INTEGER,
    incomplete TEXT    NOT NULL,
    reserves   INTEGER NOT NULL,
    leaf       INTEGER NOT NULL,
    made_by    INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    FOREIGN KEY (register, version) REFERENCES version (register, number)
) STRICT;
CREATE INDEX draw_register ON draw (register, number);
CREATE INDEX draw_kind ON draw (kind, number);
CREATE INDEX draw_made_by ON draw (made_by, number);
CREATE INDEX draw_frame ON draw (frame, number);
CREATE INDEX draw_plan ON draw (plan);
CREATE INDEX draw_record ON draw (record, number);
CREATE UNIQUE INDEX draw_seal ON draw (seal) WHERE seal IS NOT NULL;
CREATE TABLE draw_event (
    draw    INTEGER NOT NULL REFERENCES draw (number),
    number  INTEGER NOT NULL CHECK (number > 0),
    kind    TEXT    NOT NULL,
    detail  BLOB    NOT NULL,
    leaf    INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (draw, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX draw_event_once ON draw_event (draw, kind) WHERE kind <> 'reserve';
-- What the clock will do to draws: a line goes when it has happened.
CREATE TABLE draw_due (
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL,
    draw INTEGER NOT NULL REFERENCES draw (number),
    PRIMARY KEY (kind, at, draw)
) STRICT, WITHOUT ROWID;
CREATE TABLE assignment (
    draw  INTEGER NOT NULL REFERENCES draw (number),
    user  INTEGER NOT NULL REFERENCES user (id),
    day   TEXT    NOT NULL,
    sites TEXT    NOT NULL,
    PRIMARY KEY (draw, user, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_user ON assignment (user, day, draw);

CREATE TABLE leaf (
    number INTEGER PRIMARY KEY CHECK (number >= 0),
    at     INTEGER NOT NULL,
    data   BLOB    NOT NULL
) STRICT;
CREATE TABLE log_hash (
    number INTEGER PRIMARY KEY CHECK (number >= 0),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE user (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    login    TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL,
    role     TEXT    NOT NULL,
    unit     TEXT    NOT NULL,
    area     TEXT    NOT NULL,
    password TEXT    NOT NULL,
    change   INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    erased   INTEGER NOT NULL DEFAULT 0,
    made_by  INTEGER NOT NULL,
    made_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
    hash    BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user    INTEGER NOT NULL REFERENCES user (id),
    made    INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);
CREATE INDEX session_expires ON session (expires);
CREATE TABLE token (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    hash    BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    user    INTEGER NOT NULL REFERENCES user (id),
    name    TEXT    NOT NULL,
    scopes  TEXT    NOT NULL,
    made    INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER,
    seen    INTEGER
) STRICT;
CREATE INDEX token_user ON token (user, id);
CREATE INDEX token_expires ON token (expires);
CREATE TABLE link (
    hash    BLOB PRIMARY KEY CHECK (length(hash) = 32),
    user    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX link_user ON link (user);
CREATE INDEX link_expires ON link (expires);

CREATE TABLE audit (
    number  INTEGER PRIMARY KEY CHECK (number > 0),
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    role    TEXT    NOT NULL,
    address TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    object  TEXT    NOT NULL,
    detail  BLOB    NOT NULL
) STRICT;
CREATE INDEX audit_made_by ON audit (made_by, number);
CREATE INDEX audit_action ON audit (action, number);
CREATE INDEX audit_object ON audit (object, number);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE answer (
    user    INTEGER NOT NULL,
    key     TEXT    NOT NULL,
    request BLOB    NOT NULL CHECK (length(request) = 32),
    status  INTEGER NOT NULL,
    header  BLOB    NOT NULL,
    body    BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (user, key)
) STRICT;
CREATE INDEX answer_at ON answer (at);

-- Kept for good.
CREATE TRIGGER version_keep BEFORE UPDATE ON version BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER version_stay BEFORE DELETE ON version BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER change_keep BEFORE UPDATE ON change BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER change_stay BEFORE DELETE ON change BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER plan_keep BEFORE UPDATE ON plan BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER plan_stay BEFORE DELETE ON plan BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_text_keep BEFORE UPDATE ON seal_text BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_text_stay BEFORE DELETE ON seal_text BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER draw_keep BEFORE UPDATE ON draw BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER draw_stay BEFORE DELETE ON draw BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER draw_event_keep BEFORE UPDATE ON draw_event BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER draw_event_stay BEFORE DELETE ON draw_event BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER leaf_keep BEFORE UPDATE ON leaf BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER leaf_stay BEFORE DELETE ON leaf BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER log_hash_keep BEFORE UPDATE ON log_hash BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER log_hash_stay BEFORE DELETE ON log_hash BEGIN SELECT raise(ABORT, 'kept'); END;

-- A frame changes only in when it was put; a chunk never.
CREATE TRIGGER frame_keep BEFORE UPDATE OF id, digest, sites, bytes ON frame BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER frame_chunk_keep BEFORE UPDATE ON frame_chunk BEGIN SELECT raise(ABORT, 'kept'); END;

-- A body goes when its blob is erased or swept, and is never another one.
CREATE TRIGGER blob_keep BEFORE UPDATE OF id, digest, size ON blob BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER blob_erase BEFORE UPDATE OF erased ON blob
WHEN old.erased = 1
    OR EXISTS (SELECT 1 FROM frame_chunk WHERE blob = old.id)
    OR EXISTS (SELECT 1 FROM plan WHERE blob = old.id)
    OR EXISTS (SELECT 1 FROM seal WHERE plan = old.id)
    OR EXISTS (SELECT 1 FROM draw WHERE plan = old.id)
    OR EXISTS (SELECT 1 FROM draw WHERE record = old.id)
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER blob_erased_stay BEFORE DELETE ON blob WHEN old.erased = 1 BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER body_keep BEFORE UPDATE ON body BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER body_stay BEFORE DELETE ON body
WHEN (SELECT erased FROM blob WHERE id = old.blob) = 0
    AND (EXISTS (SELECT 1 FROM frame_chunk WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM version_attachment WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM draft_attachment WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM plan WHERE blob = old.blob)
        OR EXISTS (SELECT 1 FROM seal WHERE plan = old.blob)
        OR EXISTS (SELECT 1 FROM draw WHERE plan = old.blob)
        OR EXISTS (SELECT 1 FROM draw WHERE record = old.blob))
BEGIN SELECT raise(ABORT, 'kept'); END;

-- An attachment's body may be replaced for personal data, its place may not.
CREATE TRIGGER version_attachment_keep BEFORE UPDATE OF version, kind, name ON version_attachment
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER version_attachment_stay BEFORE DELETE ON version_attachment BEGIN SELECT raise(ABORT, 'kept'); END;

-- Of a seal only what happens later is added, each once.
CREATE TRIGGER seal_keep BEFORE UPDATE OF number, digest, object, title, register, version, plan, secret, closes,
    opens, release, conclude, incomplete, leaf, made_by, made_at ON seal
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_stay BEFORE DELETE ON seal BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_closed_once BEFORE UPDATE OF closed_at, closed_leaf ON seal WHEN old.closed_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_signed_once BEFORE UPDATE OF signature ON seal WHEN old.signature <> ''
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER seal_opened_once BEFORE UPDATE OF draw, failure, late ON seal WHEN old.draw <> 0
BEGIN SELECT raise(ABORT, 'kept'); END;

-- Of the audit log only the person may be taken out.
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit
WHEN new.number IS NOT old.number OR new.made_by IS NOT old.made_by OR new.made_at IS NOT old.made_at
    OR new.role IS NOT old.role OR new.action IS NOT old.action OR new.object IS NOT old.object
    OR new.address NOT IN ('', old.address) OR new.detail NOT IN (x'', old.detail)
BEGIN SELECT raise(ABORT, 'kept'); END;
CREATE TRIGGER audit_stay BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'kept'); END;
