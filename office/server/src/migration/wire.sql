-- What came later than the place that waited for it. One statement ends with a semicolon at the end of a line.

CREATE TABLE filled (  -- bytes of events that first came as their hash alone; the segment stays as it arrived
  installation  BLOB NOT NULL,
  subject       TEXT NOT NULL,
  seq           BIGINT NOT NULL,
  bytes         BLOB NOT NULL,    -- a segment of this one event
  arrival       BIGINT NOT NULL,  -- its place in the one order of arrivals
  at_ms         BIGINT NOT NULL,
  PRIMARY KEY (installation, subject, seq)
);
CREATE INDEX filled_subject ON filled (subject);
