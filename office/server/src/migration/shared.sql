-- For several programs of one office. One statement ends with a semicolon at the end of a line.

CREATE UNLOGGED TABLE challenge (  -- what the next push of a phone has to carry, so that an old one gets no feed
  installation  BLOB PRIMARY KEY NOT NULL,
  bytes         BLOB NOT NULL
);
