-- title: 谁更正了什么：人工更正误读
-- title_en: Who corrected what: misreadings mended by people
-- answers: Every correction of a reading, with who, when and why, and whether it was taken back.
-- param author text = '': only this person's
SELECT DISTINCT c.id AS correction_id, i.name AS issuer, r.year, c.field, c.applicant,
  (SELECT rc.old_raw FROM corrected_cell k
    JOIN revision_change rc ON rc.to_revision = k.revision_id AND rc.field = k.field AND rc.applicant = k.applicant
    WHERE k.correction_id = c.id AND rc.reason = 'corrected' ORDER BY rc.to_revision LIMIT 1) AS read_as,
  c.raw AS corrected_to, c.author, c.explanation, c.evidence, c.given_at, c.withdrawn_at, c.withdrawn_by
FROM correction c
JOIN rendition t ON t.document_id = c.document_id
JOIN report r ON r.id = t.report_id
JOIN issuer i ON i.id = r.issuer_id
WHERE :author = '' OR c.author = :author
ORDER BY c.given_at, c.id
