-- Which publications does a database show?
-- Reads the database `earlier`. Parameters: none
-- One row per release
SELECT release.release
FROM earlier.release
ORDER BY release.release;
