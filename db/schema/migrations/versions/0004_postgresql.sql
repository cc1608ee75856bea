CREATE TABLE comeback (
  rendition_id INTEGER NOT NULL,
  CONSTRAINT pk_comeback PRIMARY KEY (rendition_id),
  CONSTRAINT fk_comeback_rendition_id FOREIGN KEY(rendition_id) REFERENCES rendition (id)
)

CREATE TRIGGER comeback_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON comeback FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
