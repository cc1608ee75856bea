-- title: 逾期发布的机关
-- title_en: Late publishers
-- answers: Who published after the legal date: departments by 31 January, governments by 31 March (Regulations, art. 49).
-- answers: The day is the earliest that any sighting tells; reports without one are not judged.
-- param from_year integer = 2000: first year
-- param to_year integer = 2100: last year
SELECT issuer, parent, level, kind, year, published_on, deadline, deadline_class, report_id
FROM coverage
WHERE late AND year BETWEEN :from_year AND :to_year
ORDER BY year, published_on DESC, issuer, report_id
