-- title: 未发布年度报告的机关
-- title_en: Who has not published
-- answers: Issuers that published in some year and not in this one, with the day by which they should have.
-- param year integer: year of the report
SELECT issuer, parent, level, kind, year, deadline, deadline_class
FROM coverage
WHERE NOT published AND year = :year
ORDER BY parent IS NULL, parent, issuer, issuer_id
