-- Where do figures come from?
-- Parameters: none
-- One row per source
SELECT source, publisher, title_fr, title_en, licence, url, credit_fr, credit_en
FROM source
ORDER BY source;
