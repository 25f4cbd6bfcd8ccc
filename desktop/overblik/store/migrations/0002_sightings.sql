-- What a clinician saw of a patient: fingerprints without content, so that they may outlive the copies.
CREATE TABLE sighting (
    patient   TEXT NOT NULL,
    clinician TEXT NOT NULL,
    since     TEXT NOT NULL,
    looked    TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (patient, clinician)
) WITHOUT ROWID;

-- Overviews as they were shown: the standing of each section then, and the snapshot it held, which goes with its limit.
CREATE TABLE shown (
    patient   TEXT NOT NULL,
    clinician TEXT NOT NULL,
    at        TEXT NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    place     INTEGER NOT NULL,
    digest    BLOB,
    shell     BLOB NOT NULL,
    PRIMARY KEY (patient, clinician, at, topic, source)
) WITHOUT ROWID;
CREATE TABLE shown_body (
    patient   TEXT NOT NULL,
    digest    BLOB NOT NULL,
    topic     TEXT NOT NULL,
    source    TEXT NOT NULL,
    as_of     TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (patient, digest)
) WITHOUT ROWID;
