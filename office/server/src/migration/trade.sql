-- Certificates, earlier visits, approval keys, vans and days. One statement ends with a semicolon at the end of a line.

-- Null: published before there was such a book, and no longer offered.
ALTER TABLE edition ADD COLUMN knowledge BLOB REFERENCES book (id);

-- A job may take several trips: one row for each.
ALTER TABLE job RENAME TO job_first;
CREATE TABLE job (
  visit     TEXT PRIMARY KEY NOT NULL,  -- the trip that the office planned
  id        TEXT NOT NULL,              -- service order number
  engineer  TEXT NOT NULL REFERENCES engineer (id),
  from_ms   BIGINT NOT NULL,            -- the promised window
  until_ms  BIGINT NOT NULL,
  bytes     BLOB NOT NULL,              -- the job as the feed carries it
  checksum  BLOB NOT NULL,
  earlier   TEXT                        -- the trip for the same job that came before
);
INSERT INTO job (visit, id, engineer, from_ms, until_ms, bytes, checksum)
  SELECT visit, id, engineer, from_ms, until_ms, bytes, checksum FROM job_first;
DROP TABLE job_first;
CREATE INDEX job_id ON job (id);
CREATE INDEX job_earlier ON job (earlier);

CREATE TABLE approval_key (  -- secrets: they leave this table only for the feed of the visit's engineer
  visit  TEXT PRIMARY KEY NOT NULL,
  key    BLOB NOT NULL,             -- 32 random bytes that spoken approval codes of this visit are made with
  at_ms  BIGINT NOT NULL
);

CREATE TABLE certificate (
  engineer     TEXT NOT NULL REFERENCES engineer (id),
  n            BIGINT NOT NULL,  -- in the order of the person file
  category     TEXT NOT NULL,
  grade        BIGINT NOT NULL,
  valid_until  TEXT NOT NULL,    -- the last day it holds, 2027-06-30
  PRIMARY KEY (engineer, n)
);

CREATE TABLE earlier_told (
  visit     TEXT NOT NULL,   -- the visit that starts from an earlier one
  engineer  TEXT NOT NULL,   -- who was told
  hash      BLOB NOT NULL,   -- of the feed item: the same is not said again
  PRIMARY KEY (visit, engineer)
);

CREATE TABLE van_stock (  -- a projection: from van lanes, the parts of the engineer's visits and what was issued
  engineer    TEXT NOT NULL,
  part        TEXT NOT NULL,
  ledger      BIGINT NOT NULL,  -- how many there should be
  found       BIGINT,           -- how many the last count found; null: never counted
  expected    BIGINT,           -- how many the ledger said on the phone then
  counted_ms  BIGINT,           -- phone's clock
  checksum    BLOB NOT NULL,
  PRIMARY KEY (engineer, part)
);

CREATE TABLE day (  -- a projection
  day         TEXT PRIMARY KEY NOT NULL,  -- the date, a dot, the staff number
  engineer    TEXT NOT NULL,
  date        TEXT NOT NULL,
  edition     BLOB,
  started_ms  BIGINT,           -- phone's clock
  ended_ms    BIGINT,           -- phone's clock
  mismatches  BIGINT,           -- visits and cards that do not agree, as the engineer saw it at the end
  cards       BIGINT NOT NULL,  -- supervision cards that were handed in
  checksum    BLOB NOT NULL
);

CREATE TABLE issued_code (  -- append-only: what the centre decided by telephone; also in the file "ledger" beside it
  visit         TEXT NOT NULL,
  request       BIGINT NOT NULL,  -- its number on the visit
  quote         BIGINT NOT NULL,  -- the first four bytes of the quote's hash, big-endian: what was read out
  total_minor   BIGINT NOT NULL,  -- the new total
  currency      TEXT NOT NULL,
  code          BIGINT NOT NULL,  -- the eight digits
  issued_at_ms  BIGINT NOT NULL,
  issued_by     TEXT NOT NULL,
  PRIMARY KEY (visit, request, quote, total_minor, currency)
);
