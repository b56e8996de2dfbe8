-- The phone's projections, version 1 of the rules that fill them. Made anew from the events
-- whenever this text differs from the one they were made by.

DROP TABLE IF EXISTS visit;
DROP TABLE IF EXISTS part_lane;

-- How each visit stands, for the lists.
CREATE TABLE visit (
  id      TEXT PRIMARY KEY,
  state   TEXT    NOT NULL,                  -- new, under-way, signed, left
  owes    INTEGER NOT NULL,                  -- how many call-backs of the engineer's own are open
  left_ms INTEGER                            -- when it was left, by the phone's clock
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_owes ON visit (id) WHERE owes > 0;

-- The lanes that say something about parts.
CREATE TABLE part_lane (
  lane INTEGER PRIMARY KEY
) STRICT;

-- The SHA-256 of the text that the projections were made by.
CREATE TABLE IF NOT EXISTS projection (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  made_by BLOB    NOT NULL
) STRICT;
