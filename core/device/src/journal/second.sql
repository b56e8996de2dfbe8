-- The phone's store, version 2: whom this phone trusts, and whether it is still trusted.

CREATE TABLE trust (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  office_key BLOB,                          -- a compressed point; NULL before the office told it
  standing   TEXT NOT NULL DEFAULT 'at-work', -- at-work, revoked, deleted
  running    INTEGER NOT NULL DEFAULT 0     -- how many events were recorded when it was told to delete
) STRICT;
INSERT INTO trust (one) VALUES (1);
