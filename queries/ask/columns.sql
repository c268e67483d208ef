-- Which columns do the tables have, and what do they mean?
-- Parameters: none
-- One row per table and column
SELECT
    dc.table_name, dt.comment AS table_comment, dc.column_name, dc.column_index, dc.data_type, dc.comment AS column_comment
FROM duckdb_columns() AS dc
INNER JOIN duckdb_tables() AS dt ON dc.database_name = dt.database_name AND dc.table_name = dt.table_name
WHERE dc.database_name = current_database()
ORDER BY dc.table_name, dc.column_index;
