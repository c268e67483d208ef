-- The figures known on a day: those that are stated, and those that a passage carries where there is none.

CREATE OR REPLACE MACRO figure_known(as_of) AS TABLE -- noqa: CP05
    SELECT * FROM figure_stated(as_of)
    UNION ALL BY NAME
    SELECT * FROM figure_carried(as_of);
