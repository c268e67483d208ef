-- Which indicators does either database know, those that go away with a publication too?
-- Reads two databases, `earlier` and `later`. Parameters: none
-- One row per indicator, as it is in `later` where it is there, in no order: it is joined to others
SELECT now.indicator, now.short_name_fr, now.short_name_en, now.decimals FROM later.indicator AS now
UNION ALL
SELECT past.indicator, past.short_name_fr, past.short_name_en, past.decimals FROM earlier.indicator AS past
ANTI JOIN later.indicator AS now ON past.indicator = now.indicator;
