-- title: 公开率：予以公开与部分公开占办理结果的比例
-- title_en: Disclosure rate: granted in full or in part, of all outcomes
-- answers: What share of the requests that were handled ended in disclosure; empty where nothing was handled.
-- param year integer: year of the report
-- param least integer = 10: outcomes that a report must have
SELECT m.issuer, m.parent, m.year, o.value AS outcomes, m.disclosure_rate, m.outcome_denied_all, m.report_id
FROM derived m
JOIN current_fact o ON o.report_id = m.report_id AND o.field = 'outcome_total' AND o.applicant = 'all'
WHERE m.applicant = 'all' AND m.year = :year AND o.value >= :least
ORDER BY m.disclosure_rate IS NULL, m.disclosure_rate, m.issuer, m.report_id
