CREATE TABLE frontier (
  id INTEGER NOT NULL,
  url TEXT NOT NULL,
  host TEXT NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  found_on_id INTEGER,
  title TEXT NOT NULL,
  published_on DATE,
  due_at DATETIME NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  sha256 VARCHAR(64),
  versions INTEGER NOT NULL,
  links INTEGER,
  seen_at DATETIME,
  read_sha256 VARCHAR(64),
  role TEXT,
  CONSTRAINT pk_frontier PRIMARY KEY (id),
  CONSTRAINT uq_frontier_url UNIQUE (url),
  CONSTRAINT fk_frontier_found_on_id FOREIGN KEY(found_on_id) REFERENCES frontier (id)
)

CREATE INDEX ix_frontier_due_at ON frontier (due_at)

CREATE INDEX ix_frontier_found_on_id ON frontier (found_on_id)

CREATE INDEX ix_frontier_source_kind ON frontier (source, kind)

CREATE TABLE fetch (
  id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  frontier_id INTEGER NOT NULL,
  fetched_at DATETIME NOT NULL,
  outcome TEXT NOT NULL,
  status INTEGER,
  final_url TEXT,
  sha256 VARCHAR(64),
  size INTEGER,
  seconds FLOAT NOT NULL,
  requests INTEGER NOT NULL,
  tls_verified BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT pk_fetch PRIMARY KEY (id),
  CONSTRAINT fk_fetch_run_id FOREIGN KEY(run_id) REFERENCES run (id),
  CONSTRAINT fk_fetch_frontier_id FOREIGN KEY(frontier_id) REFERENCES frontier (id)
)

CREATE INDEX ix_fetch_frontier_id ON fetch (frontier_id)

CREATE INDEX ix_fetch_run_id_outcome ON fetch (run_id, outcome)

CREATE TABLE source_night (
  run_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  found INTEGER NOT NULL,
  minimum INTEGER NOT NULL,
  complaints TEXT NOT NULL,
  CONSTRAINT pk_source_night PRIMARY KEY (run_id, source),
  CONSTRAINT fk_source_night_run_id FOREIGN KEY(run_id) REFERENCES run (id)
)
 WITHOUT ROWID
