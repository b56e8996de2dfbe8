-- Phones that found that they are copies. One statement ends with a semicolon at the end of a line.

CREATE TABLE succession (
  installation  BLOB PRIMARY KEY NOT NULL,  -- the new one
  predecessor   BLOB NOT NULL,              -- whose key vouched for it: its lanes may be sent by the new one
  at_ms         BIGINT NOT NULL
);
CREATE INDEX succession_predecessor ON succession (predecessor);
