CREATE TABLE comparison (
  revision_id INTEGER NOT NULL,
  other_revision_id INTEGER NOT NULL,
  kind VARCHAR(12) NOT NULL,
  CONSTRAINT pk_comparison PRIMARY KEY (revision_id, other_revision_id, kind),
  CONSTRAINT fk_comparison_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id),
  CONSTRAINT fk_comparison_other_revision_id FOREIGN KEY(other_revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID

CREATE TABLE fact_hash (
  revision_id INTEGER NOT NULL,
  hash VARCHAR(64) NOT NULL,
  CONSTRAINT pk_fact_hash PRIMARY KEY (revision_id),
  CONSTRAINT fk_fact_hash_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID

CREATE INDEX ix_fact_hash_hash ON fact_hash (hash)

CREATE TABLE issuer_merge (
  id INTEGER NOT NULL,
  issuer_id INTEGER NOT NULL,
  target_id INTEGER NOT NULL,
  solved JSON NOT NULL,
  author TEXT NOT NULL,
  explanation TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  withdrawn_at DATETIME,
  withdrawn_by TEXT,
  CONSTRAINT pk_issuer_merge PRIMARY KEY (id),
  CONSTRAINT fk_issuer_merge_issuer_id FOREIGN KEY(issuer_id) REFERENCES issuer (id),
  CONSTRAINT fk_issuer_merge_target_id FOREIGN KEY(target_id) REFERENCES issuer (id)
)

CREATE INDEX ix_issuer_merge_target_id ON issuer_merge (target_id)

CREATE UNIQUE INDEX uq_issuer_merge_standing ON issuer_merge (issuer_id) WHERE withdrawn_at IS NULL

CREATE TABLE merged_document (
  merge_id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  CONSTRAINT pk_merged_document PRIMARY KEY (merge_id, document_id),
  CONSTRAINT fk_merged_document_merge_id FOREIGN KEY(merge_id) REFERENCES issuer_merge (id),
  CONSTRAINT fk_merged_document_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
 WITHOUT ROWID

CREATE INDEX ix_finding_compared ON finding (revision_id) WHERE other_revision_id IS NOT NULL

CREATE TRIGGER fact_hash_no_update BEFORE UPDATE ON fact_hash BEGIN SELECT RAISE(ABORT, 'fact_hash is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER fact_hash_no_delete BEFORE DELETE ON fact_hash BEGIN SELECT RAISE(ABORT, 'fact_hash is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER comparison_no_update BEFORE UPDATE ON comparison BEGIN SELECT RAISE(ABORT, 'comparison is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER comparison_no_delete BEFORE DELETE ON comparison BEGIN SELECT RAISE(ABORT, 'comparison is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER issuer_merge_no_update BEFORE UPDATE OF id, issuer_id, target_id, solved, author, explanation, given_at ON issuer_merge BEGIN SELECT RAISE(ABORT, 'issuer_merge is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER issuer_merge_no_delete BEFORE DELETE ON issuer_merge BEGIN SELECT RAISE(ABORT, 'issuer_merge is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER merged_document_no_update BEFORE UPDATE ON merged_document BEGIN SELECT RAISE(ABORT, 'merged_document is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER merged_document_no_delete BEFORE DELETE ON merged_document BEGIN SELECT RAISE(ABORT, 'merged_document is append-only: DELETE refused; a change is a new revision'); END
