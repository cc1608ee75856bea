CREATE TABLE applicant (
  id SERIAL NOT NULL,
  code TEXT NOT NULL,
  zh TEXT DEFAULT '' NOT NULL,
  en TEXT DEFAULT '' NOT NULL,
  position INTEGER DEFAULT '0' NOT NULL,
  declared BOOLEAN NOT NULL,
  CONSTRAINT pk_applicant PRIMARY KEY (id),
  CONSTRAINT uq_applicant_code UNIQUE (code)
)

CREATE TABLE document (
  id SERIAL NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  pages INTEGER,
  CONSTRAINT pk_document PRIMARY KEY (id),
  CONSTRAINT uq_document_sha256 UNIQUE (sha256)
)

CREATE TABLE field (
  id SERIAL NOT NULL,
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
  id SERIAL NOT NULL,
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
  id SERIAL NOT NULL,
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
  id SERIAL NOT NULL,
  command TEXT NOT NULL,
  code_version TEXT NOT NULL,
  catalogue_version TEXT NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at TIMESTAMP WITH TIME ZONE,
  outcome TEXT,
  CONSTRAINT pk_run PRIMARY KEY (id)
)

CREATE TABLE unit (
  id SERIAL NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_unit PRIMARY KEY (id),
  CONSTRAINT uq_unit_code UNIQUE (code)
)

CREATE TABLE correction (
  id SERIAL NOT NULL,
  document_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  applicant TEXT NOT NULL,
  state TEXT NOT NULL,
  value NUMERIC,
  raw TEXT NOT NULL,
  unit TEXT,
  table_code TEXT,
  author TEXT NOT NULL,
  explanation TEXT NOT NULL,
  evidence TEXT NOT NULL,
  given_at TIMESTAMP WITH TIME ZONE NOT NULL,
  withdrawn_at TIMESTAMP WITH TIME ZONE,
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

CREATE TABLE report (
  id SERIAL NOT NULL,
  issuer_id INTEGER NOT NULL,
  year SMALLINT,
  CONSTRAINT pk_report PRIMARY KEY (id),
  CONSTRAINT uq_report_issuer_id_year UNIQUE (issuer_id, year),
  CONSTRAINT fk_report_issuer_id FOREIGN KEY(issuer_id) REFERENCES issuer (id)
)

CREATE INDEX ix_report_year_issuer_id ON report (year, issuer_id)

CREATE TABLE run_item (
  id SERIAL NOT NULL,
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
  first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_sighting PRIMARY KEY (document_id, location),
  CONSTRAINT fk_sighting_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)

CREATE TABLE revision (
  id SERIAL NOT NULL,
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
  loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  superseded_at TIMESTAMP WITH TIME ZONE,
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
  id SERIAL NOT NULL,
  report_id INTEGER NOT NULL,
  fingerprint VARCHAR(64) NOT NULL,
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL,
  explanation TEXT NOT NULL,
  given_at TIMESTAMP WITH TIME ZONE NOT NULL,
  withdrawn_at TIMESTAMP WITH TIME ZONE,
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

CREATE TABLE fact (
  revision_id INTEGER NOT NULL,
  field_id SMALLINT NOT NULL,
  applicant_id SMALLINT NOT NULL,
  table_id SMALLINT NOT NULL,
  state_id SMALLINT NOT NULL,
  method_id SMALLINT NOT NULL,
  value NUMERIC,
  standard_value NUMERIC,
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

CREATE INDEX ix_fact_field_id_applicant_id_revision_id_value ON fact (field_id, applicant_id, revision_id, value)

CREATE TABLE figure (
  revision_id INTEGER NOT NULL,
  position SMALLINT NOT NULL,
  indicator TEXT,
  value NUMERIC,
  value_max NUMERIC,
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
  id SERIAL NOT NULL,
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
  expected NUMERIC,
  reported NUMERIC,
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
  id SERIAL NOT NULL,
  document_id INTEGER NOT NULL,
  report_id INTEGER NOT NULL,
  revision_id INTEGER NOT NULL,
  read_at TIMESTAMP WITH TIME ZONE NOT NULL,
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

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused; a change is a new revision', TG_TABLE_NAME, TG_OP;
END $$

CREATE TRIGGER section_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON section FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER topic_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON topic FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fact FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER figure_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON figure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER finding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER rule_tally_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_tally FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER unmapped_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unmapped FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER corrected_cell_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON corrected_cell FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER rendition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rendition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER revision_append_only BEFORE UPDATE OF id, report_id, number, document_id, reason, content_hash, findings_hash, previous_id, title, issuer_raw, edition_t2, edition_t3, edition_t4, editions, cells, numbers, numeric_cells, mapped_cells, errors, warnings, code_version, catalogue_version, run_id, loaded_at OR DELETE OR TRUNCATE ON revision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER correction_append_only BEFORE UPDATE OF id, document_id, field, applicant, state, value, raw, unit, table_code, author, explanation, evidence, given_at OR DELETE OR TRUNCATE ON correction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER verdict_append_only BEFORE UPDATE OF id, report_id, fingerprint, rule, kind, author, explanation, given_at OR DELETE OR TRUNCATE ON verdict FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER field_append_only BEFORE UPDATE OF id, code OR DELETE OR TRUNCATE ON field FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER applicant_append_only BEFORE UPDATE OF id, code OR DELETE OR TRUNCATE ON applicant FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER unit_append_only BEFORE UPDATE OF id, code OR DELETE OR TRUNCATE ON unit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE TRIGGER label_append_only BEFORE UPDATE OF id, code OR DELETE OR TRUNCATE ON label FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
