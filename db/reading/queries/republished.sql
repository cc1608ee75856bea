-- title: 发布机关改动了什么：同一年度报告的前后版本
-- title_en: What issuers changed: cells that differ between one published report and the next
-- answers: Which cells an issuer changed by publishing a report again, in silence or as a correction.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT issuer, parent, year, field, applicant, old_raw, new_raw, old_value, new_value, changed_at, from_revision,
  to_revision
FROM revision_change
WHERE reason = 'source_changed' AND year BETWEEN :from_year AND :to_year
ORDER BY changed_at, issuer, year, field, applicant
