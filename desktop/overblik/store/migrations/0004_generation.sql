-- Which body stands in each row of section, apart and narrow: the whole file is proved at opening without reading it.
CREATE TABLE mark (
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    digest    BLOB NOT NULL,
    PRIMARY KEY (patient, topic, source)
) WITHOUT ROWID;
INSERT INTO mark SELECT patient, topic, source, digest FROM section;
CREATE TRIGGER section_marked AFTER INSERT ON section BEGIN
    INSERT OR REPLACE INTO mark VALUES (new.patient, new.topic, new.source, new.digest);
END;
CREATE TRIGGER section_unmarked AFTER DELETE ON section BEGIN
    DELETE FROM mark WHERE patient = old.patient AND topic = old.topic AND source = old.source;
END;

-- How often the sections were changed, and the sum of all marks then (store/generation.py); the same is kept outside.
CREATE TABLE generation (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    number    INTEGER NOT NULL,
    total     BLOB
);
INSERT INTO generation VALUES (1, 0, NULL);
