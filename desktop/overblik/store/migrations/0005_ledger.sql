-- What came of the last question about each topic to each source: times, standing and causes, no content.
CREATE TABLE ledger (
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (patient, topic, source)
) WITHOUT ROWID;
