CREATE TABLE applicant (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  zh TEXT DEFAULT '' NOT NULL,
  en TEXT DEFAULT '' NOT NULL,
  position INTEGER DEFAULT '0' NOT NULL,
  declared BOOLEAN NOT NULL,
  CONSTRAINT pk_applicant PRIMARY KEY (id),
  CONSTRAINT uq_applicant_code UNIQUE (code)
)

CREATE TABLE document (
  id INTEGER NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  pages INTEGER,
  CONSTRAINT pk_document PRIMARY KEY (id),
  CONSTRAINT uq_document_sha256 UNIQUE (sha256)
)

CREATE TABLE field (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  table_code TEXT NOT NULL,
  zh TEXT DEFAULT '' NOT NULL,
  en TEXT DEFAULT '' NOT NULL,
  unit TEXT,
  editions JSON,
  position INTEGER DEFAULT '0' NOT NULL,
  definition TEXT DEFAULT '' NOT NULL,
  declared BOOLEAN NOT NULL,
  CONSTRAINT pk_field PRIMARY KEY (id),
  CONSTRAINT uq_field_code UNIQUE (code)
)

CREATE TABLE indicator (
  code TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  unit TEXT,
  field TEXT,
  applicant TEXT,
  position INTEGER NOT NULL,
  definition TEXT NOT NULL,
  declared BOOLEAN NOT NULL,
  CONSTRAINT pk_indicator PRIMARY KEY (code)
)

CREATE TABLE issuer (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  parent TEXT DEFAULT '' NOT NULL,
  code TEXT,
  level TEXT,
  kind TEXT,
  division_code TEXT,
  provisional BOOLEAN NOT NULL,
  CONSTRAINT pk_issuer PRIMARY KEY (id),
  CONSTRAINT uq_issuer_code UNIQUE (code)
)

CREATE INDEX ix_issuer_name_parent ON issuer (name, parent)

CREATE UNIQUE INDEX uq_issuer_uncoded ON issuer (name, parent) WHERE code IS NULL

CREATE TABLE label (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_label PRIMARY KEY (id),
  CONSTRAINT uq_label_code UNIQUE (code)
)

CREATE TABLE meta (
  name VARCHAR(40) NOT NULL,
  text TEXT NOT NULL,
  CONSTRAINT pk_meta PRIMARY KEY (name)
)

CREATE TABLE rule (
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  table_code TEXT,
  formula TEXT NOT NULL,
  position INTEGER NOT NULL,
  declared BOOLEAN NOT NULL,
  CONSTRAINT pk_rule PRIMARY KEY (code)
)

CREATE TABLE run (
  id INTEGER NOT NULL,
  command TEXT NOT NULL,
  code_version TEXT NOT NULL,
  catalogue_version TEXT NOT NULL,
  started_at DATETIME NOT NULL,
  finished_at DATETIME,
  outcome TEXT,
  CONSTRAINT pk_run PRIMARY KEY (id)
)

CREATE TABLE unit (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_unit PRIMARY KEY (id),
  CONSTRAINT uq_unit_code UNIQUE (code)
)

CREATE TABLE correction (
  id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  applicant TEXT NOT NULL,
  state TEXT NOT NULL,
  value EXACT_BLOB,
  raw TEXT NOT NULL,
  unit TEXT,
  table_code TEXT,
  author TEXT NOT NULL,
  explanation TEXT NOT NULL,
  evidence TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  withdrawn_at DATETIME,
  withdrawn_by TEXT,
  CONSTRAINT pk_correction PRIMARY KEY (id),
  CONSTRAINT fk_correction_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)

CREATE INDEX ix_correction_document_id ON correction (document_id)

CREATE TABLE issuer_name (
  issuer_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  first_year SMALLINT NOT NULL,
  last_year SMALLINT NOT NULL,
  CONSTRAINT pk_issuer_name PRIMARY KEY (issuer_id, name),
  CONSTRAINT fk_issuer_name_issuer_id FOREIGN KEY(issuer_id) REFERENCES issuer (id)
)
 WITHOUT ROWID

CREATE TABLE report (
  id INTEGER NOT NULL,
  issuer_id INTEGER NOT NULL,
  year SMALLINT,
  CONSTRAINT pk_report PRIMARY KEY (id),
  CONSTRAINT uq_report_issuer_id_year UNIQUE (issuer_id, year),
  CONSTRAINT fk_report_issuer_id FOREIGN KEY(issuer_id) REFERENCES issuer (id)
)

CREATE INDEX ix_report_year_issuer_id ON report (year, issuer_id)

CREATE TABLE run_item (
  id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  location TEXT NOT NULL,
  document_sha256 VARCHAR(64),
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  seconds FLOAT NOT NULL,
  CONSTRAINT pk_run_item PRIMARY KEY (id),
  CONSTRAINT fk_run_item_run_id FOREIGN KEY(run_id) REFERENCES run (id)
)

CREATE INDEX ix_run_item_document_sha256 ON run_item (document_sha256)

CREATE INDEX ix_run_item_run_id ON run_item (run_id)

CREATE TABLE sighting (
  document_id INTEGER NOT NULL,
  location TEXT NOT NULL,
  published_on DATE,
  title TEXT NOT NULL,
  first_seen DATETIME NOT NULL,
  last_seen DATETIME NOT NULL,
  CONSTRAINT pk_sighting PRIMARY KEY (document_id, location),
  CONSTRAINT fk_sighting_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
 WITHOUT ROWID

CREATE TABLE revision (
  id INTEGER NOT NULL,
  report_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  findings_hash VARCHAR(64) NOT NULL,
  previous_id INTEGER,
  title TEXT NOT NULL,
  issuer_raw TEXT NOT NULL,
  edition_t2 TEXT,
  edition_t3 TEXT,
  edition_t4 TEXT,
  editions JSON NOT NULL,
  cells INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  numeric_cells INTEGER NOT NULL,
  mapped_cells INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  code_version TEXT NOT NULL,
  catalogue_version TEXT NOT NULL,
  run_id INTEGER,
  loaded_at DATETIME NOT NULL,
  superseded_at DATETIME,
  CONSTRAINT pk_revision PRIMARY KEY (id),
  CONSTRAINT uq_revision_report_id_number UNIQUE (report_id, number),
  CONSTRAINT fk_revision_report_id FOREIGN KEY(report_id) REFERENCES report (id),
  CONSTRAINT fk_revision_document_id FOREIGN KEY(document_id) REFERENCES document (id),
  CONSTRAINT fk_revision_previous_id FOREIGN KEY(previous_id) REFERENCES revision (id),
  CONSTRAINT fk_revision_run_id FOREIGN KEY(run_id) REFERENCES run (id)
)

CREATE INDEX ix_revision_document_id ON revision (document_id)

CREATE UNIQUE INDEX uq_revision_current ON revision (report_id) WHERE superseded_at IS NULL

CREATE TABLE verdict (
  id INTEGER NOT NULL,
  report_id INTEGER NOT NULL,
  fingerprint VARCHAR(64) NOT NULL,
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL,
  explanation TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  withdrawn_at DATETIME,
  withdrawn_by TEXT,
  CONSTRAINT pk_verdict PRIMARY KEY (id),
  CONSTRAINT fk_verdict_report_id FOREIGN KEY(report_id) REFERENCES report (id)
)

CREATE UNIQUE INDEX uq_verdict_standing ON verdict (report_id, fingerprint) WHERE withdrawn_at IS NULL

CREATE TABLE corrected_cell (
  revision_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  applicant TEXT NOT NULL,
  correction_id INTEGER NOT NULL,
  read_as TEXT,
  CONSTRAINT pk_corrected_cell PRIMARY KEY (revision_id, field, applicant),
  CONSTRAINT fk_corrected_cell_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id),
  CONSTRAINT fk_corrected_cell_correction_id FOREIGN KEY(correction_id) REFERENCES correction (id)
)
 WITHOUT ROWID

CREATE TABLE fact (
  revision_id INTEGER NOT NULL,
  field_id SMALLINT NOT NULL,
  applicant_id SMALLINT NOT NULL,
  table_id SMALLINT NOT NULL,
  state_id SMALLINT NOT NULL,
  method_id SMALLINT NOT NULL,
  value EXACT_BLOB,
  standard_value EXACT_BLOB,
  unit_id INTEGER,
  raw TEXT NOT NULL,
  label_id INTEGER NOT NULL,
  locator TEXT,
  page SMALLINT,
  box_left INTEGER,
  box_top INTEGER,
  box_right INTEGER,
  box_bottom INTEGER,
  candidates TEXT,
  CONSTRAINT pk_fact PRIMARY KEY (revision_id, field_id, applicant_id),
  CONSTRAINT ck_fact_only_numbers_have_values CHECK ((value IS NOT NULL) = (state_id = 0)),
  CONSTRAINT fk_fact_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID

CREATE INDEX ix_fact_field_id_applicant_id_revision_id_value ON fact (field_id, applicant_id, revision_id, value)

CREATE TABLE figure (
  revision_id INTEGER NOT NULL,
  position SMALLINT NOT NULL,
  indicator TEXT,
  value EXACT_BLOB,
  value_max EXACT_BLOB,
  unit TEXT NOT NULL,
  approximate BOOLEAN NOT NULL,
  scope TEXT NOT NULL,
  period TEXT NOT NULL,
  raw TEXT NOT NULL,
  sentence TEXT NOT NULL,
  section SMALLINT,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  locator TEXT,
  page SMALLINT,
  box_left INTEGER,
  box_top INTEGER,
  box_right INTEGER,
  box_bottom INTEGER,
  CONSTRAINT pk_figure PRIMARY KEY (revision_id, position),
  CONSTRAINT fk_figure_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)

CREATE INDEX ix_figure_indicator_revision_id ON figure (indicator, revision_id)

CREATE TABLE finding (
  id INTEGER NOT NULL,
  revision_id INTEGER NOT NULL,
  position SMALLINT NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  message TEXT NOT NULL,
  message_en TEXT NOT NULL,
  table_code TEXT,
  field TEXT,
  applicant TEXT,
  expected EXACT_BLOB,
  reported EXACT_BLOB,
  formula TEXT,
  locator TEXT,
  operands TEXT,
  fingerprint VARCHAR(64) NOT NULL,
  other_revision_id INTEGER,
  CONSTRAINT pk_finding PRIMARY KEY (id),
  CONSTRAINT uq_finding_revision_id_position UNIQUE (revision_id, position),
  CONSTRAINT fk_finding_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id),
  CONSTRAINT fk_finding_other_revision_id FOREIGN KEY(other_revision_id) REFERENCES revision (id)
)

CREATE INDEX ix_finding_rule_revision_id ON finding (rule, revision_id)

CREATE TABLE rendition (
  id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  report_id INTEGER NOT NULL,
  revision_id INTEGER NOT NULL,
  read_at DATETIME NOT NULL,
  CONSTRAINT pk_rendition PRIMARY KEY (id),
  CONSTRAINT fk_rendition_document_id FOREIGN KEY(document_id) REFERENCES document (id),
  CONSTRAINT fk_rendition_report_id FOREIGN KEY(report_id) REFERENCES report (id),
  CONSTRAINT fk_rendition_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)

CREATE INDEX ix_rendition_document_id_id ON rendition (document_id, id)

CREATE INDEX ix_rendition_report_id ON rendition (report_id)

CREATE TABLE rule_tally (
  revision_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL,
  count INTEGER NOT NULL,
  CONSTRAINT pk_rule_tally PRIMARY KEY (revision_id, rule, state),
  CONSTRAINT fk_rule_tally_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID

CREATE TABLE section (
  revision_id INTEGER NOT NULL,
  position SMALLINT NOT NULL,
  code TEXT NOT NULL,
  number SMALLINT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  locator TEXT,
  page SMALLINT,
  box_left INTEGER,
  box_top INTEGER,
  box_right INTEGER,
  box_bottom INTEGER,
  CONSTRAINT pk_section PRIMARY KEY (revision_id, position),
  CONSTRAINT fk_section_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)

CREATE TABLE topic (
  revision_id INTEGER NOT NULL,
  section_position SMALLINT NOT NULL,
  position SMALLINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  CONSTRAINT pk_topic PRIMARY KEY (revision_id, section_position, position),
  CONSTRAINT fk_topic_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)
 WITHOUT ROWID

CREATE TABLE unmapped (
  revision_id INTEGER NOT NULL,
  position SMALLINT NOT NULL,
  table_code TEXT,
  label TEXT NOT NULL,
  label_key TEXT NOT NULL,
  cells TEXT NOT NULL,
  unit TEXT,
  locator TEXT,
  page SMALLINT,
  box_left INTEGER,
  box_top INTEGER,
  box_right INTEGER,
  box_bottom INTEGER,
  CONSTRAINT pk_unmapped PRIMARY KEY (revision_id, position),
  CONSTRAINT fk_unmapped_revision_id FOREIGN KEY(revision_id) REFERENCES revision (id)
)

CREATE INDEX ix_unmapped_label_key ON unmapped (label_key)

CREATE TRIGGER section_no_update BEFORE UPDATE ON section BEGIN SELECT RAISE(ABORT, 'section is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER section_no_delete BEFORE DELETE ON section BEGIN SELECT RAISE(ABORT, 'section is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER topic_no_update BEFORE UPDATE ON topic BEGIN SELECT RAISE(ABORT, 'topic is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER topic_no_delete BEFORE DELETE ON topic BEGIN SELECT RAISE(ABORT, 'topic is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER fact_no_update BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'fact is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER fact_no_delete BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'fact is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER figure_no_update BEFORE UPDATE ON figure BEGIN SELECT RAISE(ABORT, 'figure is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER figure_no_delete BEFORE DELETE ON figure BEGIN SELECT RAISE(ABORT, 'figure is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER rule_tally_no_update BEFORE UPDATE ON rule_tally BEGIN SELECT RAISE(ABORT, 'rule_tally is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER rule_tally_no_delete BEFORE DELETE ON rule_tally BEGIN SELECT RAISE(ABORT, 'rule_tally is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER unmapped_no_update BEFORE UPDATE ON unmapped BEGIN SELECT RAISE(ABORT, 'unmapped is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER unmapped_no_delete BEFORE DELETE ON unmapped BEGIN SELECT RAISE(ABORT, 'unmapped is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER corrected_cell_no_update BEFORE UPDATE ON corrected_cell BEGIN SELECT RAISE(ABORT, 'corrected_cell is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER corrected_cell_no_delete BEFORE DELETE ON corrected_cell BEGIN SELECT RAISE(ABORT, 'corrected_cell is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER rendition_no_update BEFORE UPDATE ON rendition BEGIN SELECT RAISE(ABORT, 'rendition is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER rendition_no_delete BEFORE DELETE ON rendition BEGIN SELECT RAISE(ABORT, 'rendition is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER revision_no_update BEFORE UPDATE OF id, report_id, number, document_id, reason, content_hash, findings_hash, previous_id, title, issuer_raw, edition_t2, edition_t3, edition_t4, editions, cells, numbers, numeric_cells, mapped_cells, errors, warnings, code_version, catalogue_version, run_id, loaded_at ON revision BEGIN SELECT RAISE(ABORT, 'revision is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'revision is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER correction_no_update BEFORE UPDATE OF id, document_id, field, applicant, state, value, raw, unit, table_code, author, explanation, evidence, given_at ON correction BEGIN SELECT RAISE(ABORT, 'correction is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'correction is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER verdict_no_update BEFORE UPDATE OF id, report_id, fingerprint, rule, kind, author, explanation, given_at ON verdict BEGIN SELECT RAISE(ABORT, 'verdict is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER verdict_no_delete BEFORE DELETE ON verdict BEGIN SELECT RAISE(ABORT, 'verdict is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER field_no_update BEFORE UPDATE OF id, code ON field BEGIN SELECT RAISE(ABORT, 'field is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER field_no_delete BEFORE DELETE ON field BEGIN SELECT RAISE(ABORT, 'field is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER applicant_no_update BEFORE UPDATE OF id, code ON applicant BEGIN SELECT RAISE(ABORT, 'applicant is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER applicant_no_delete BEFORE DELETE ON applicant BEGIN SELECT RAISE(ABORT, 'applicant is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER unit_no_update BEFORE UPDATE OF id, code ON unit BEGIN SELECT RAISE(ABORT, 'unit is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER unit_no_delete BEFORE DELETE ON unit BEGIN SELECT RAISE(ABORT, 'unit is append-only: DELETE refused; a change is a new revision'); END

CREATE TRIGGER label_no_update BEFORE UPDATE OF id, code ON label BEGIN SELECT RAISE(ABORT, 'label is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER label_no_delete BEFORE DELETE ON label BEGIN SELECT RAISE(ABORT, 'label is append-only: DELETE refused; a change is a new revision'); END
