-- title: 谁更正了什么：人工更正误读
-- title_en: Who corrected what: misreadings mended by people
-- answers: Every correction of a reading, with who, when and why, and whether it was taken back.
-- param author text = '': only this person's
SELECT c.id AS correction_id, i.name AS issuer, r.year, c.field, c.applicant,
  (SELECT f.raw FROM rendition n JOIN fact f ON f.revision_id = n.revision_id
    JOIN field d ON d.id = f.field_id JOIN applicant a ON a.id = f.applicant_id
    WHERE n.document_id = c.document_id AND n.read_at <= c.given_at AND d.code = c.field AND a.code = c.applicant
      AND NOT EXISTS (SELECT 1 FROM corrected_cell k
        WHERE k.revision_id = n.revision_id AND k.field = c.field AND k.applicant = c.applicant)
    ORDER BY n.id DESC LIMIT 1) AS read_as,
  c.raw AS corrected_to, c.author, c.explanation, c.evidence, c.given_at, c.withdrawn_at, c.withdrawn_by
FROM correction c
JOIN rendition t ON t.document_id = c.document_id  -- the report that the document stands for now
  AND NOT EXISTS (SELECT 1 FROM rendition later WHERE later.document_id = t.document_id AND later.id > t.id)
JOIN report r ON r.id = t.report_id
JOIN issuer i ON i.id = r.issuer_id
WHERE :author = '' OR c.author = :author
ORDER BY c.given_at, c.id
