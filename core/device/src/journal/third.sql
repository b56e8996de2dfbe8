-- The phone's store, version 3: a phone that finds that it is a copy goes on as a new installation.

ALTER TABLE phone ADD COLUMN key_name TEXT NOT NULL DEFAULT '';      -- which key of the store signs; '' is the first
ALTER TABLE phone ADD COLUMN public_key BLOB;                        -- its point; NULL before it was seen
ALTER TABLE phone ADD COLUMN not_counted INTEGER NOT NULL DEFAULT 0; -- running numbers that earlier installations used
ALTER TABLE phone ADD COLUMN is_registered INTEGER NOT NULL DEFAULT 1; -- 0: the office does not know this successor yet
ALTER TABLE phone ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;       -- events that moved here since this installation began
ALTER TABLE phone ADD COLUMN office_restored_ms INTEGER;             -- when the office's life was another one than before

-- Installations that this phone was, the latest with the highest number.
CREATE TABLE predecessor (
  n            INTEGER PRIMARY KEY,
  installation BLOB    NOT NULL UNIQUE,
  key_name     TEXT    NOT NULL,
  is_vouched   INTEGER NOT NULL              -- its key can still say who comes after it: its lanes stay offered
) STRICT;

ALTER TABLE lane ADD COLUMN continues BLOB;      -- the installation of the lane that this one continues
ALTER TABLE lane ADD COLUMN continues_seq INTEGER;
ALTER TABLE lane ADD COLUMN continues_hash BLOB;

-- Where an event that moved was recorded.
ALTER TABLE event ADD COLUMN from_installation BLOB;
ALTER TABLE event ADD COLUMN from_seq INTEGER;
ALTER TABLE event ADD COLUMN from_previous BLOB;
CREATE INDEX lane_subject ON lane (subject);

-- Events of a lane up to a place, compressed, once its visit is left and proved; they are no
-- rows any more. Their hashes follow from them; the last one is held against the place.
CREATE TABLE block (
  lane  INTEGER PRIMARY KEY REFERENCES lane (id),
  seq   INTEGER NOT NULL,                    -- the last event in it
  hash  BLOB    NOT NULL,
  bytes BLOB    NOT NULL                     -- a segment, as the office stores one
) STRICT;

-- What a person reads out: times by the phone's clock, none before the first.
ALTER TABLE phone ADD COLUMN proved_ms INTEGER;                      -- when the office last proved something
ALTER TABLE phone ADD COLUMN answered_ms INTEGER;                    -- when it last answered
ALTER TABLE phone ADD COLUMN photo_way TEXT NOT NULL DEFAULT 'any-network'; -- any-network, wifi-only

-- Bytes over the network, by day in China and by what the network cost.
CREATE TABLE traffic (
  day        TEXT    NOT NULL,             -- 2026-11-23
  cost       TEXT    NOT NULL,             -- metered, unmetered, unknown
  up_bytes   INTEGER NOT NULL,
  down_bytes INTEGER NOT NULL,
  PRIMARY KEY (day, cost)
) STRICT, WITHOUT ROWID;
