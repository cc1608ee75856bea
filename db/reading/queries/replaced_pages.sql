-- title: 原网页已换成另一份报告：该年度报告已无处可查
-- title_en: Reports whose page shows another report now
-- answers: Which current reports stand on no page any more, as another issuer's or year's report stands at their address: where the first one named a wrong year or issuer, it was not a correction, and both are current.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
WITH shown AS (  -- what each address of a site showed when it was seen last
  SELECT s.location, s.first_seen, t.report_id
  FROM (SELECT location, document_id, first_seen,
      ROW_NUMBER() OVER (PARTITION BY location ORDER BY last_seen DESC, document_id DESC) AS place
    FROM sighting WHERE location LIKE '%://%') s
  JOIN rendition t ON t.document_id = s.document_id
    AND NOT EXISTS (SELECT 1 FROM rendition later WHERE later.document_id = t.document_id AND later.id > t.id)
  WHERE s.place = 1
)
SELECT DISTINCT i.name AS issuer, r.year, s.location, s.last_seen, n.name AS now_issuer, o.year AS now_year,
  w.first_seen AS now_since, v.id AS revision_id
FROM revision v
JOIN report r ON r.id = v.report_id
JOIN issuer i ON i.id = r.issuer_id
JOIN rendition t ON t.report_id = r.id
JOIN sighting s ON s.document_id = t.document_id
JOIN shown w ON w.location = s.location AND w.report_id <> r.id
JOIN report o ON o.id = w.report_id
JOIN issuer n ON n.id = o.issuer_id
WHERE v.superseded_at IS NULL AND r.id NOT IN (SELECT report_id FROM shown) AND r.year BETWEEN :from_year AND :to_year
ORDER BY issuer, r.year, s.location
