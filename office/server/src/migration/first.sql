-- The first schema. One statement ends with a semicolon at the end of a line.

CREATE TABLE office (
  id            BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
  epoch         BLOB NOT NULL,     -- this life of the database; also in the file "epoch" beside it
  arrivals      BIGINT NOT NULL,   -- the last place given in the one order of arrivals
  opened_at_ms  BIGINT NOT NULL
);

CREATE TABLE engineer (
  id           TEXT PRIMARY KEY NOT NULL,  -- staff number
  name         TEXT NOT NULL,
  added_at_ms  BIGINT NOT NULL
);

CREATE TABLE invitation (
  token_hash     BLOB PRIMARY KEY NOT NULL,  -- SHA-256; the token itself is never kept
  engineer       TEXT NOT NULL REFERENCES engineer (id),
  expires_at_ms  BIGINT NOT NULL,
  installation   BLOB,                       -- who used it; a token belongs to its first key
  public_key     BLOB
);

CREATE TABLE installation (
  id              BLOB PRIMARY KEY NOT NULL,
  engineer        TEXT NOT NULL REFERENCES engineer (id),
  public_key      BLOB NOT NULL,  -- P-256, SEC1
  enrolled_at_ms  BIGINT NOT NULL,
  revoked_at_ms   BIGINT          -- from here on it is refused
);

CREATE TABLE heard (
  installation  BLOB PRIMARY KEY NOT NULL,
  running       BIGINT NOT NULL,  -- how many events it says it ever recorded
  at_ms         BIGINT NOT NULL   -- when that last changed what is known of it
);

CREATE TABLE book (
  id               BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of the bytes
  bytes            BLOB NOT NULL,
  published_at_ms  BIGINT NOT NULL
);

CREATE TABLE edition (
  id               BLOB PRIMARY KEY NOT NULL,
  standard         BLOB NOT NULL REFERENCES book (id),
  fees             BLOB NOT NULL REFERENCES book (id),
  parts            BLOB NOT NULL REFERENCES book (id),
  sla              BLOB NOT NULL REFERENCES book (id),
  wording          BLOB NOT NULL REFERENCES book (id),
  n                BIGINT NOT NULL UNIQUE,  -- the highest one holds for jobs accepted from now on
  published_at_ms  BIGINT NOT NULL
);

CREATE TABLE job (
  id        TEXT PRIMARY KEY NOT NULL,  -- service order number
  visit     TEXT NOT NULL UNIQUE,       -- the trip that the office planned for it
  engineer  TEXT NOT NULL REFERENCES engineer (id),
  from_ms   BIGINT NOT NULL,            -- the promised window
  until_ms  BIGINT NOT NULL,
  bytes     BLOB NOT NULL,              -- the job as the feed carries it
  checksum  BLOB NOT NULL
);

CREATE TABLE stock (
  engineer  TEXT NOT NULL REFERENCES engineer (id),
  part      TEXT NOT NULL,
  issued    BIGINT NOT NULL,  -- the sum of what the feed said
  PRIMARY KEY (engineer, part)
);

CREATE TABLE feed (
  engineer  TEXT NOT NULL REFERENCES engineer (id),
  n         BIGINT NOT NULL,  -- from 1, without holes for one engineer
  bytes     BLOB NOT NULL,    -- the item as it travels
  hash      BLOB NOT NULL,    -- its name in cursors
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (engineer, n)
);

CREATE TABLE segment (  -- append-only: no statement of this program changes or removes a row
  installation  BLOB NOT NULL,
  subject       TEXT NOT NULL,
  from_seq      BIGINT NOT NULL,  -- the first event
  to_seq        BIGINT NOT NULL,  -- the last event
  base_hash     BLOB NOT NULL,    -- the hash before the first event
  head_hash     BLOB NOT NULL,    -- the hash of the last event, recomputed here
  continues     BLOB,             -- installation, seq and hash of the lane that this one continues
  bytes         BLOB NOT NULL,    -- the events as they arrived
  arrival       BIGINT NOT NULL,  -- its place in the one order of arrivals
  at_ms         BIGINT NOT NULL,
  PRIMARY KEY (installation, subject, from_seq)
);
CREATE INDEX segment_subject ON segment (subject);

CREATE TABLE lane (
  installation  BLOB NOT NULL,
  subject       TEXT NOT NULL,
  seq           BIGINT NOT NULL,  -- the office's last place
  hash          BLOB NOT NULL,
  end_seq       BIGINT NOT NULL,  -- the lane's last place on the phone, as it said last
  arrival       BIGINT NOT NULL,  -- of its last segment
  at_ms         BIGINT NOT NULL,
  PRIMARY KEY (installation, subject)
);
CREATE INDEX lane_subject ON lane (subject);

CREATE TABLE quarantine (
  installation  BLOB NOT NULL,
  subject       TEXT NOT NULL,
  seq           BIGINT NOT NULL,
  code          TEXT NOT NULL,    -- event/undecodable, event/unknown-kind, event/withheld
  PRIMARY KEY (installation, subject, seq)
);

CREATE TABLE content (
  hash     BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of salt and bytes
  subject  TEXT NOT NULL,
  salt     BLOB NOT NULL,
  bytes    BLOB NOT NULL,
  arrival  BIGINT NOT NULL,
  at_ms    BIGINT NOT NULL
);
CREATE INDEX content_subject ON content (subject);

CREATE TABLE erased (
  subject  TEXT PRIMARY KEY NOT NULL,  -- contents for it are not stored and count as arrived
  at_ms    BIGINT NOT NULL
);

CREATE TABLE media (
  hash       BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of the bytes under blobs/media
  subject    TEXT NOT NULL,
  length     BIGINT NOT NULL,
  is_closed  BOOLEAN NOT NULL,           -- still carries metadata: kept, never shown
  arrival    BIGINT NOT NULL,
  at_ms      BIGINT NOT NULL
);
CREATE INDEX media_subject ON media (subject);

CREATE TABLE upload (
  hash           BLOB PRIMARY KEY NOT NULL,  -- the photograph that is on its way
  subject        TEXT NOT NULL,
  length         BIGINT NOT NULL,            -- how long it will be; what is here is the partial file's length
  started_at_ms  BIGINT NOT NULL
);

CREATE TABLE visit (  -- a projection: rebuilt from segments, contents and media
  visit             TEXT PRIMARY KEY NOT NULL,
  job               TEXT,
  engineer          TEXT,
  state             TEXT NOT NULL,    -- under-way, left
  outcome           TEXT,
  category          TEXT,
  edition           BLOB,
  total_minor       BIGINT,           -- what is charged, once the quote was answered
  currency          TEXT,
  step              TEXT,             -- the furthest that was begun
  steps             TEXT NOT NULL,    -- JSON: [{step, state, asked, settled, waived}]
  started_ms        BIGINT,           -- phone's clock
  left_ms           BIGINT,           -- phone's clock
  events            BIGINT NOT NULL,
  quarantined       BIGINT NOT NULL,
  photos_named      BIGINT NOT NULL,
  photos_arrived    BIGINT NOT NULL,
  contents_named    BIGINT NOT NULL,
  contents_lacking  BIGINT NOT NULL,
  exceptions        BIGINT NOT NULL,
  is_judged         BOOLEAN NOT NULL, -- the pinned books were here
  place             BIGINT NOT NULL,  -- the last arrival that touched it: the order of the API
  heard_ms          BIGINT,           -- office's clock
  checksum          BLOB NOT NULL
);
CREATE UNIQUE INDEX visit_place ON visit (place);

CREATE TABLE finding (  -- a projection
  visit         TEXT NOT NULL,
  n             BIGINT NOT NULL,
  code          TEXT NOT NULL,
  rule          TEXT,           -- for finding/against-rule: which
  field         TEXT,
  installation  BLOB NOT NULL,
  seq           BIGINT NOT NULL,
  checksum      BLOB NOT NULL,
  PRIMARY KEY (visit, n)
);

CREATE TABLE fee_line (  -- a projection
  visit          TEXT NOT NULL,
  line           BIGINT NOT NULL,
  item_kind      TEXT NOT NULL,   -- fee, part
  item           TEXT NOT NULL,
  count          BIGINT NOT NULL,
  amount_minor   BIGINT NOT NULL,
  currency       TEXT NOT NULL,
  because        TEXT NOT NULL,
  because_minor  BIGINT,          -- the other price that was compared, for one piece
  checksum       BLOB NOT NULL,
  PRIMARY KEY (visit, line)
);

CREATE TABLE attachment (  -- a projection: the photographs that a visit names
  visit     TEXT NOT NULL,
  hash      BLOB NOT NULL,
  checksum  BLOB NOT NULL,
  PRIMARY KEY (visit, hash)
);
CREATE INDEX attachment_hash ON attachment (hash);

CREATE TABLE part_use (  -- a projection
  visit     TEXT NOT NULL,
  n         BIGINT NOT NULL,
  part      TEXT NOT NULL,
  count     BIGINT NOT NULL,
  serial    TEXT,
  old_part  TEXT,           -- null: needed and not there
  checksum  BLOB NOT NULL,
  PRIMARY KEY (visit, n)
);
