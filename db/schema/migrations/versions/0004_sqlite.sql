CREATE TABLE comeback (
  rendition_id INTEGER NOT NULL,
  CONSTRAINT pk_comeback PRIMARY KEY (rendition_id),
  CONSTRAINT fk_comeback_rendition_id FOREIGN KEY(rendition_id) REFERENCES rendition (id)
)

CREATE TRIGGER comeback_no_update BEFORE UPDATE ON comeback BEGIN SELECT RAISE(ABORT, 'comeback is append-only: UPDATE refused; a change is a new revision'); END

CREATE TRIGGER comeback_no_delete BEFORE DELETE ON comeback BEGIN SELECT RAISE(ABORT, 'comeback is append-only: DELETE refused; a change is a new revision'); END
