-- The phone's store, version 1. Times are milliseconds; hashes are 32 bytes.

CREATE TABLE phone (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  installation BLOB    NOT NULL,            -- this copy of the app
  engineer     TEXT    NOT NULL DEFAULT '', -- empty before enrolment
  office       TEXT    NOT NULL DEFAULT '', -- where head office listens
  running      INTEGER NOT NULL DEFAULT 0,  -- how many events were ever recorded here
  epoch        BLOB,                        -- the office's life as it is known here
  challenge    BLOB    NOT NULL DEFAULT x'',
  push_bytes   INTEGER,                     -- what the office takes; NULL before the first answer
  push_events  INTEGER,
  content_bytes INTEGER,
  photo_bytes  INTEGER,
  cursor_n     INTEGER,                     -- how far the feed was taken in, in this epoch
  cursor_hash  BLOB,
  safe_upto    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE lane (
  id           INTEGER PRIMARY KEY,
  installation BLOB    NOT NULL,
  subject      TEXT    NOT NULL,
  head_seq     INTEGER NOT NULL DEFAULT 0,
  head_hash    BLOB    NOT NULL,
  proved_seq   INTEGER NOT NULL DEFAULT 0,  -- what the office proved in this epoch; goes down as well as up
  proved_hash  BLOB    NOT NULL,
  arrival      INTEGER NOT NULL DEFAULT 0,  -- the place of its last arrival at the office
  is_forked    INTEGER NOT NULL DEFAULT 0,
  running      INTEGER NOT NULL DEFAULT 0,  -- the running number of its last event
  wall_ms      INTEGER NOT NULL DEFAULT 0,  -- the clocks at its last event, as its readers reckon them
  mono_ms      INTEGER NOT NULL DEFAULT 0,
  boot         INTEGER NOT NULL DEFAULT 0,
  uncertainty_ms INTEGER,
  UNIQUE (installation, subject)
) STRICT;

CREATE TABLE event (
  lane  INTEGER NOT NULL REFERENCES lane (id),
  seq   INTEGER NOT NULL,
  hash  BLOB    NOT NULL,
  bytes BLOB    NOT NULL,                   -- encoded once, never again
  PRIMARY KEY (lane, seq)
) STRICT, WITHOUT ROWID;

-- Events that the office keeps and does not fold.
CREATE TABLE quarantine (
  lane INTEGER NOT NULL REFERENCES lane (id),
  seq  INTEGER NOT NULL,
  code TEXT    NOT NULL,
  PRIMARY KEY (lane, seq)
) STRICT, WITHOUT ROWID;

-- Texts, names and strokes beside the journal. Erasing one removes salt and bytes.
CREATE TABLE content (
  hash    BLOB PRIMARY KEY,
  subject TEXT    NOT NULL,
  salt    BLOB,
  bytes   BLOB,
  arrived INTEGER                            -- the office's place for it in this epoch; NULL: waits
) STRICT, WITHOUT ROWID;
CREATE INDEX content_waits ON content (subject) WHERE arrived IS NULL;

CREATE TABLE photo (
  hash      BLOB    NOT NULL,
  subject   TEXT    NOT NULL,                -- the same picture may belong to two visits
  bytes_len INTEGER NOT NULL,
  state     TEXT    NOT NULL,                -- offered, uploading, arrived, refused
  place     INTEGER,                         -- the office's place for it in this epoch
  url       TEXT,                            -- where its partial file is
  PRIMARY KEY (hash, subject)
) STRICT, WITHOUT ROWID;

-- Subjects whose customer was erased: nothing personal is kept about them again.
CREATE TABLE erased (
  subject TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Files of erased photographs that are still to be removed.
CREATE TABLE unwanted_file (
  hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The same command id gives the same answer.
CREATE TABLE command (
  id     BLOB PRIMARY KEY,
  answer TEXT NOT NULL                       -- empty: done; otherwise the refusal as JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  visit   TEXT PRIMARY KEY,
  from_ms INTEGER NOT NULL,
  kind    INTEGER NOT NULL,                  -- the entry's kind in the feed
  bytes   BLOB    NOT NULL                   -- as the feed carried it; without the person once they are erased
) STRICT, WITHOUT ROWID;

CREATE TABLE book (
  id    BLOB PRIMARY KEY,
  bytes BLOB NOT NULL                        -- whole: hashes to its id
) STRICT, WITHOUT ROWID;

CREATE TABLE edition (
  id    BLOB PRIMARY KEY,
  n     INTEGER NOT NULL,                    -- the feed entry it came with: newer ones have more
  books BLOB    NOT NULL                     -- six ids of 32 bytes: standard, fees, parts, sla, wording, knowledge
) STRICT, WITHOUT ROWID;

-- Issued stock: one row for each feed entry, so that an entry takes effect once.
CREATE TABLE stock (
  n     INTEGER PRIMARY KEY,
  part  TEXT    NOT NULL,
  count INTEGER NOT NULL
) STRICT;

-- What the engineer may repair: the newest whole list that the office told.
CREATE TABLE certificate (
  category    TEXT PRIMARY KEY,
  grade       INTEGER NOT NULL,
  valid_until TEXT    NOT NULL               -- the last day it holds, 2027-06-30
) STRICT, WITHOUT ROWID;

-- What an earlier visit of the same job left behind, for the visit that comes after it.
CREATE TABLE earlier (
  visit TEXT PRIMARY KEY,
  kind  INTEGER NOT NULL,                    -- the entry's kind in the feed
  bytes BLOB    NOT NULL                     -- as the feed carried it
) STRICT, WITHOUT ROWID;

-- Entries of a kind that this app does not know yet.
CREATE TABLE unknown_entry (
  n     INTEGER PRIMARY KEY,
  kind  INTEGER NOT NULL,
  bytes BLOB    NOT NULL
) STRICT;

-- Projection: how each visit stands, for the lists. Rebuildable from the events.
CREATE TABLE visit (
  id      TEXT PRIMARY KEY,
  state   TEXT    NOT NULL,                  -- new, under-way, signed, left
  owes    INTEGER NOT NULL,                  -- how many call-backs of the engineer's own are open
  left_ms INTEGER                            -- when it was left, by the phone's clock
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_owes ON visit (id) WHERE owes > 0;

-- Projection: the lanes that say something about parts. Rebuildable from the events.
CREATE TABLE part_lane (
  lane INTEGER PRIMARY KEY
) STRICT;

-- Projection: the knowledge book, cut into words. Rows are numbered like its articles.
CREATE VIRTUAL TABLE knowledge USING fts5 (
  codes, title, symptoms, body,
  tokenize = 'unicode61 remove_diacritics 0'
);

-- Which edition's knowledge is indexed; none before the first search.
CREATE TABLE knowledge_of (
  one     INTEGER PRIMARY KEY CHECK (one = 1) DEFAULT 1,
  edition BLOB    NOT NULL
) STRICT;
