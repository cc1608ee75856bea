-- title: 败诉：行政诉讼结果纠正
-- title_en: Lawsuits lost
-- answers: How many lawsuits ended in a correction, and their share in those that are decided. The sum is empty where
-- answers: one of the two kinds of lawsuit has no number.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT l.issuer, l.parent, l.year, l.litigation_direct_corrected AS lost_direct,
  l.litigation_after_reconsideration_corrected AS lost_after_reconsideration,
  l.litigation_direct_corrected + l.litigation_after_reconsideration_corrected AS lost,
  m.litigation_total AS lawsuits, m.litigation_correction_rate AS share_lost, l.report_id
FROM reconsideration_litigation l
JOIN derived m ON m.revision_id = l.revision_id AND m.applicant = 'all'
WHERE l.year BETWEEN :from_year AND :to_year
  AND (l.litigation_direct_corrected > 0 OR l.litigation_after_reconsideration_corrected > 0)
ORDER BY COALESCE(l.litigation_direct_corrected, 0) + COALESCE(l.litigation_after_reconsideration_corrected, 0) DESC,
  l.year, l.issuer, l.report_id
