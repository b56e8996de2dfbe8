-- Who may send what, and what came from phones that may no longer. One statement ends with a semicolon at the end of a line.

-- Who announced it last: only they send its pieces.
ALTER TABLE upload ADD COLUMN installation BLOB;

CREATE TABLE handed_in (  -- what a revoked phone gave away: nothing of it is folded until a person says so
  hash          BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of the bytes
  installation  BLOB NOT NULL,              -- whose key signed it
  bytes         BLOB NOT NULL,              -- a piece of work, as it came
  length        BIGINT NOT NULL,
  at_ms         BIGINT NOT NULL,
  taken_at_ms   BIGINT                      -- when a person took it in (null: it waits)
);
CREATE INDEX handed_in_installation ON handed_in (installation);
