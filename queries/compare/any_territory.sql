-- Which territories does either database know, those that go away with a publication too?
-- Reads two databases, `earlier` and `later`. Parameters: none
-- One row per territory, as it is in `later` where it is there, in no order: it is joined to others
SELECT now.territory, now.name FROM later.territory AS now
UNION ALL
SELECT past.territory, past.name FROM earlier.territory AS past
ANTI JOIN later.territory AS now ON past.territory = now.territory;
