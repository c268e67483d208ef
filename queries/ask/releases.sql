-- What was published, when and by whom?
-- Parameters: $show_demo
-- One row per release; without demonstration figures, those that brought nothing else are left out
SELECT
    release.release, release.published_at, release.author, release.note_fr, release.note_en, release.withdraws,
    release.changes_figures
FROM release
LEFT JOIN (
    SELECT observation.release, bool_and(observation.origin = 'demo') AS is_demo FROM observation GROUP BY observation.release
) AS content ON release.release = content.release
WHERE $show_demo OR content.is_demo IS NOT TRUE
ORDER BY release.release;
