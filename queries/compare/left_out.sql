-- Which figures of partners in force does a workbook leave out, in the territories that it came with or holds figures of?
-- Reads the database `earlier` and the frames `given` and `held`. Parameters: none
-- One row per indicator, territory and period
SELECT past.indicator, past.territory, past.period
FROM earlier.figure AS past
-- Computed and carried figures are in no workbook.
SEMI JOIN earlier.observation AS delivered
    ON
        past.indicator = delivered.indicator AND past.territory = delivered.territory AND past.period = delivered.period
        AND past.release = delivered.release
SEMI JOIN held ON past.territory = held.territory
ANTI JOIN given AS here ON past.indicator = here.indicator AND past.territory = here.territory AND past.period = here.period::DATE
WHERE past.origin <> 'official'
ORDER BY past.indicator, past.territory, past.period;
