-- One sealed snapshot a section: patient, topic and source name it, the body holds it, the digest proves it.
CREATE TABLE section (
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    as_of     TEXT NOT NULL,
    digest    BLOB NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (patient, topic, source)
) WITHOUT ROWID;

-- Raw messages apart, so that a big one never stands in the way of the paint.
CREATE TABLE raw_message (
    patient   TEXT NOT NULL,
    digest    TEXT NOT NULL,
    uri       TEXT NOT NULL,
    content   BLOB NOT NULL,
    PRIMARY KEY (patient, digest)
);
CREATE TABLE raw_use (
    patient   TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    digest    TEXT NOT NULL,
    PRIMARY KEY (patient, topic, source, digest)
) WITHOUT ROWID;

