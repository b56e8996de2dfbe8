-- Who may read: supervisors, their sessions, programs, and what they read. One statement ends with a semicolon at the end of a line.

CREATE TABLE account (  -- a person who supervises
  name           TEXT PRIMARY KEY NOT NULL,
  salt           BLOB,                      -- of the password (null: none was chosen yet)
  hash           BLOB,                      -- argon2id of the password
  memory_kib     BIGINT NOT NULL,           -- what argon2id was told
  passes         BIGINT NOT NULL,
  added_at_ms    BIGINT NOT NULL,
  disabled_at_ms BIGINT                     -- since when it opens nothing (null: it does)
);

CREATE TABLE session (  -- a browser that a person signed in with
  hash           BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of what the cookie holds
  account        TEXT NOT NULL,
  began_at_ms    BIGINT NOT NULL,
  seen_at_ms     BIGINT NOT NULL             -- to the minute
);
CREATE INDEX session_account ON session (account);

CREATE TABLE known_browser (  -- a browser that signed in before: failures elsewhere do not hold it up
  hash           BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of what the cookie holds
  account        TEXT NOT NULL,
  at_ms          BIGINT NOT NULL
);

CREATE TABLE once_link (  -- a link that works once
  hash           BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of what the link holds
  purpose        TEXT NOT NULL,              -- first: makes the first account; password: chooses one; session: signs in
  account        TEXT,                       -- whose (null: the first one's)
  expires_at_ms  BIGINT NOT NULL
);

CREATE TABLE access_token (  -- what a program shows instead of a session
  hash           BLOB PRIMARY KEY NOT NULL,  -- SHA-256 of the token
  name           TEXT NOT NULL,              -- which program, as a person called it
  made_at_ms     BIGINT NOT NULL,
  expires_at_ms  BIGINT NOT NULL,
  revoked_at_ms  BIGINT
);
CREATE UNIQUE INDEX access_token_name ON access_token (name);

CREATE TABLE reading (  -- who read what about whom
  id             INTEGER PRIMARY KEY NOT NULL,
  at_ms          BIGINT NOT NULL,
  reader         TEXT NOT NULL,              -- account/NAME or token/NAME
  what           TEXT NOT NULL,              -- method and path, without a query
  address        TEXT NOT NULL
);
CREATE INDEX reading_at_ms ON reading (at_ms);
