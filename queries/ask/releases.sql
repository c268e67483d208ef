-- What was published, when and by whom?
-- Parameters: none
-- One row per release
SELECT
    release.release, release.published_at, release.author, release.note_fr, release.note_en, release.withdraws,
    release.changes_figures
FROM release
ORDER BY release.release;
